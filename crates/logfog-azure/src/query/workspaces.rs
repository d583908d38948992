//! Which workspaces a query is about.

use logfog_kit::Documents;

use super::{Refusal, caller, routes::Call, rules::Rule, target::Of};
use crate::{
    ID,
    arm::{self, Workspace},
    states,
};

/// The workspace that a path names, which the caller may read and which has data.
pub(super) fn named(call: &mut Call<'_>, of: &Of) -> Result<Workspace, Refusal> {
    let documents = call.documents();
    let (found, name) = match of {
        Of::Workspace(id) => (by_guid(documents, id), id),
        Of::Resource(id) | Of::Managed(id) => (documents.get(&arm::key(id)), id),
    };
    let Some(workspace) = found else {
        return Err(call.insist(Refusal::new(Rule::Workspace), "path", &**name));
    };
    caller::may(call, &workspace.envelope.id)?;
    if call.received.world.state(ID, &workspace.customer_id) == Some(states::WORKSPACE_EMPTY) {
        call.refuse(
            Rule::Empty,
            "state workspace_empty",
            &*workspace.customer_id,
        )?;
    }
    Ok(workspace)
}

/// The others that a body names, each once.
pub(super) fn others(
    call: &mut Call<'_>,
    first: Workspace,
    names: &[String],
) -> Result<Vec<Workspace>, Refusal> {
    let mut all = vec![first];
    for name in names {
        let Some(workspace) = by_any_name(call.documents(), name) else {
            let refusal = Refusal::because(
                Rule::Workspaces,
                "FailedToResolveResource",
                format!("The workspace '{name}' could not be found."),
            );
            call.refuse_as(refusal, "/workspaces", &**name)?;
            continue;
        };
        caller::may(call, &workspace.envelope.id)?;
        if all
            .iter()
            .all(|known| known.customer_id != workspace.customer_id)
        {
            all.push(workspace);
        }
    }
    Ok(all)
}

fn by_guid(documents: Documents<'_>, id: &str) -> Option<Workspace> {
    find(documents, |workspace| {
        workspace.customer_id.eq_ignore_ascii_case(id)
    })
}

/// By GUID, resource id, name, or group and name.
fn by_any_name(documents: Documents<'_>, name: &str) -> Option<Workspace> {
    if name.starts_with('/') {
        return documents.get(&arm::key(name));
    }
    let tail = |id: &str, (group, name): (&str, &str)| {
        let mut parts = id.split('/').rev();
        let is_named = parts
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case(name));
        let of_group = parts
            .nth(3)
            .is_some_and(|part| part.eq_ignore_ascii_case(group));
        is_named && of_group
    };
    find(documents, |workspace| {
        workspace.customer_id.eq_ignore_ascii_case(name)
            || workspace.envelope.name.eq_ignore_ascii_case(name)
            || name
                .split_once('/')
                .is_some_and(|named| tail(&workspace.envelope.id, named))
    })
}

fn find(documents: Documents<'_>, is: impl Fn(&Workspace) -> bool) -> Option<Workspace> {
    let all = documents.all::<Workspace>().into_iter();
    all.map(|(_, workspace)| workspace).find(is)
}
