//! `yandex.cloud.logging.v1.LogIngestionService`

use std::sync::Arc;

use bytes::Bytes;
use logfog_model::Scope;

use crate::{
    ID, answers,
    auth::{self, Permission},
    call::{Call, Message},
    check, groups, lens,
    methods::Methods,
    refusal::Refusal,
    states,
};

pub(super) fn methods(methods: &mut Methods) {
    methods.raw("yandex.cloud.logging.v1.LogIngestionService/Write", write);
}

/// Stores what is good of a call.
fn write(call: &mut Call<'_>, message: &Message) -> Result<Bytes, Refusal> {
    auth::permit(call, Permission::Write)?;
    let profile = call.served.profile;
    let request = check::decode(&message.bytes, profile, &mut call.report)?;
    check::request(&request, profile, &mut call.report)?;
    let (documents, world) = (call.documents(), call.world());
    let group = groups::resolve(documents, world, request.destination, &mut call.report)?;
    states::check(call.world(), &group, &mut call.report)?;
    let scope = Scope::new([
        ("log_group_id", group.id.into()),
        ("folder_id", group.folder_id.into()),
    ]);
    let (now, report) = (call.now(), &mut call.report);
    let mut written = check::entries(&message.bytes, &request, profile, now, &scope, report)?;
    written.fail(&call.received.mishap.partial);
    let drafts = std::mem::take(&mut written.drafts);
    let lens = Arc::new(lens::Call::new(&message.bytes, &request, profile));
    let ctx = call.ctx();
    call.stored = ctx.commit(ID, call.received, message.held, lens, drafts);
    Ok(answers::written(&written))
}
