//! Who may do what with a resource.

use logfog_kit::Documents;

use super::{
    Refusal, Rule,
    built_in_roles::{self, Role, WRITE_ROWS},
    call::Call,
    pages, refusal,
    role_assignments::RoleAssignment,
    target::key,
};
use crate::entra::directory::{Caller, Standing};

/// The caller may do this with what the path names.
pub(super) fn may(call: &mut Call<'_>, verb: &str) -> Result<(), Refusal> {
    let Some(caller) = call.caller.clone() else {
        return Ok(());
    };
    let action = call.target.kind.action(verb);
    let scope = call.target.id();
    match caller.standing {
        Some(Standing::Owner | Standing::Declared) => return Ok(()),
        Some(Standing::Denied) | None => {}
    }
    let allows = |role: &Role| role.allows(&action);
    if has_role(call.documents(), &caller, &scope, allows) {
        return Ok(());
    }
    call.refuse(
        Rule::Access,
        "header authorization",
        &*caller.object_id,
        || refusal::access(&caller.client_id, &caller.object_id, &action, &scope),
    )
}

/// Whether a role lets the caller write rows into a data collection rule. The owner of everything
/// needs none.
#[expect(dead_code, reason = "ingestion asks it")]
pub(crate) fn may_ingest(documents: Documents<'_>, caller: &Caller, rule: &str) -> bool {
    match caller.standing {
        Some(Standing::Owner) => true,
        Some(Standing::Declared | Standing::Denied) | None => {
            has_role(documents, caller, rule, |role| role.allows_data(WRITE_ROWS))
        }
    }
}

/// Whether the caller has a role such as this one on a resource or on what it is inside of.
fn has_role(
    documents: Documents<'_>,
    caller: &Caller,
    id: &str,
    allows: impl Fn(&Role) -> bool,
) -> bool {
    let all = documents.all::<RoleAssignment>();
    all.iter().any(|(_, assignment)| {
        assignment
            .principal_id
            .eq_ignore_ascii_case(&caller.object_id)
            && covers(&assignment.scope, id)
            && built_in_roles::find(&assignment.role_id).is_some_and(&allows)
    })
}

/// Whether what is assigned in a scope is so for a resource.
pub(super) fn covers(scope: &str, id: &str) -> bool {
    key(scope) == key(id) || pages::is_in(id, scope)
}
