//! `yandex.cloud.logging.v1.LogIngestionService`

use std::sync::Arc;

use bytes::Bytes;
use logfog_model::Scope;

use crate::{
    ID, answers,
    auth::{self, Permission},
    call::{Call, Message},
    check::{self, Written},
    config::OverQuota,
    groups, lens,
    methods::Methods,
    rate,
    refusal::Refusal,
    rules::Rule,
    states,
};

pub(super) fn methods(methods: &mut Methods) {
    methods.raw("yandex.cloud.logging.v1.LogIngestionService/Write", write);
}

/// Stores what is good of a call.
fn write(call: &mut Call<'_>, message: &Message) -> Result<Bytes, Refusal> {
    auth::permit_anywhere(call, Permission::Write)?;
    let bounds = call.served.schema.bounds();
    let request = check::decode(&message.bytes, bounds, &mut call.report)?;
    check::request(&request, bounds, &mut call.report)?;
    let group = groups::resolve(call, request.destination)?;
    states::check(call.world(), &group, &mut call.report)?;
    let scope = Scope::new([
        ("log_group_id", group.id.into()),
        ("folder_id", group.folder_id.into()),
    ]);
    let (now, report) = (call.now(), &mut call.report);
    let mut written = check::entries(&message.bytes, &request, bounds, now, &scope, report)?;
    limit(call, &mut written)?;
    written.fail(&call.received.mishap.partial);
    let drafts = std::mem::take(&mut written.drafts);
    let lens = Arc::new(lens::Call::new(&message.bytes, &request, call.profile()));
    let ctx = call.ctx();
    call.stored = ctx.commit(ID, call.received, message.held, lens, drafts);
    Ok(answers::written(&written))
}

/// Lets through what this second's quota has room for, where there is a quota.
fn limit(call: &mut Call<'_>, written: &mut Written) -> Result<(), Refusal> {
    let config = &call.served.config;
    if config.records_per_second.is_none() && config.bytes_per_second.is_none() {
        return Ok(());
    }
    let sizes = written.drafts.iter().map(|draft| draft.raw.len());
    let fit = rate::take(call.documents(), config, call.now(), &sizes);
    let (all, report) = (written.drafts.len(), &mut call.report);
    if fit == all {
        return Ok(());
    }
    let found = format!("room for {fit} of {all} entries");
    if config.over_quota == OverQuota::Entries && fit > 0 {
        written.exceed(fit, &found, report);
        return Ok(());
    }
    report
        .refuse(Rule::WriteRate, "/entries", found)
        .map_err(|_| Refusal::new(Rule::WriteRate, ""))
}
