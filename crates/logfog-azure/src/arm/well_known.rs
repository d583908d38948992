//! The resources that are there from the start, in every session.

use jiff::Timestamp;
use logfog_kit::{Ctx, Document, Registry};

use super::{
    envelope::Envelope, groups::ResourceGroup, kinds::Kind, target::key, workspaces::Workspace,
};
use crate::{
    ID,
    connection::{RESOURCE_GROUP, SUBSCRIPTION, WORKSPACE},
};

/// What every one of them is called.
const NAME: &str = "logfog";
const LOCATION: &str = "eastus";

/// Declares them for every session: they are reset as they were, and can be changed and deleted like others.
pub(crate) fn declare(ctx: &Ctx) {
    let registry = Registry::everywhere(ctx, ID);
    let subscription = format!("/subscriptions/{SUBSCRIPTION}");
    let group = Kind::ResourceGroup.id(&subscription, &[RESOURCE_GROUP.to_owned()]);
    keep(
        &registry,
        &group,
        &ResourceGroup {
            envelope: envelope(&group, RESOURCE_GROUP),
        },
    );
    let workspace = Kind::Workspace.id(&group, &[NAME.to_owned()]);
    let keys = ["cHJpbWFyeQ==", "c2Vjb25kYXJ5"].map(str::to_owned);
    keep(
        &registry,
        &workspace,
        &Workspace::new(envelope(&workspace, NAME), WORKSPACE.into(), keys),
    );
}

fn keep<T: Document>(registry: &Registry<'_>, id: &str, resource: &T) {
    registry.define(T::KIND, &key(id), resource.to_bytes());
}

fn envelope(id: &str, name: &str) -> Envelope {
    const BY: &str = "logfog";
    let at = Timestamp::UNIX_EPOCH;
    Envelope {
        id: id.to_owned(),
        name: name.to_owned(),
        location: LOCATION.into(),
        tags: None,
        identity: None,
        etag: "\"00000000-0000-0000-0000-000000000000\"".into(),
        created_by: BY.into(),
        created_at: at,
        changed_by: BY.into(),
        changed_at: at,
        ready_at: at,
    }
}
