//! Who may do what with a resource.

use logfog_kit::Documents;

use super::{
    Refusal, Rule,
    built_in_roles::{self, QUERY_ROWS, Role, WRITE_ROWS},
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
pub(crate) fn may_ingest(documents: Documents<'_>, caller: &Caller, rule: &str) -> bool {
    match caller.standing {
        Some(Standing::Owner) => true,
        Some(Standing::Declared | Standing::Denied) | None => {
            has_role(documents, caller, rule, |role| role.allows_data(WRITE_ROWS))
        }
    }
}

/// Whether a role lets the caller query a workspace. The owner of everything needs none.
pub(crate) fn may_query(documents: Documents<'_>, caller: &Caller, workspace: &str) -> bool {
    match caller.standing {
        Some(Standing::Owner) => true,
        Some(Standing::Declared | Standing::Denied) | None => {
            has_role(documents, caller, workspace, |role| role.allows(QUERY_ROWS))
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

#[cfg(test)]
mod tests {
    use logfog_kit::store::Memory;
    use logfog_model::Session;
    use serde_json::json;

    use super::*;

    const GROUP: &str = "/subscriptions/s/resourceGroups/g";
    const PUBLISHER: &str = "3913510d-42f4-4e42-8a64-420c390055eb";
    const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

    /// Whether somebody of this standing may write to a rule, with a role in a scope.
    fn writes(standing: Option<Standing>, principal: &str, role: &str, scope: &str) -> bool {
        let store = Memory::new(1 << 20);
        let session = Session::default();
        let documents = Documents::new(&store, &session);
        let assignment: RoleAssignment = serde_json::from_value(json!({
            "id": "a", "name": "a", "scope": scope, "role_id": role, "principal_id": principal,
            "principal_type": "ServicePrincipal", "notes": {}, "updated_by": "",
            "created_on": "2026-11-01T12:00:00Z", "updated_on": "2026-11-01T12:00:00Z",
        }))
        .expect("an assignment");
        documents.put("a", &assignment);
        let caller = Caller {
            client_id: "c".into(),
            object_id: "me".into(),
            standing,
        };
        let app = format!("{GROUP}/providers/Microsoft.Insights/dataCollectionRules/app");
        may_ingest(documents, &caller, &app)
    }

    #[test]
    fn publishers_write_where_they_are_publishers() {
        let denied = Some(Standing::Denied);
        let rule = format!("{GROUP}/PROVIDERS/microsoft.insights/dataCollectionRules/APP");
        for scope in ["", "/subscriptions/s", GROUP, &rule] {
            assert!(writes(denied, "ME", PUBLISHER, scope), "{scope}");
        }
        for scope in ["/subscriptions/t", "/subscriptions/s/resourceGroups/gg"] {
            assert!(!writes(denied, "me", PUBLISHER, scope), "{scope}");
        }
        let another = format!("{rule}2");
        assert!(!writes(denied, "me", PUBLISHER, &another));
        assert!(!writes(denied, "you", PUBLISHER, GROUP));
    }

    #[test]
    fn owners_of_a_rule_do_not_write_to_it() {
        assert!(!writes(Some(Standing::Denied), "me", OWNER, GROUP));
        assert!(!writes(Some(Standing::Declared), "me", OWNER, GROUP));
    }

    #[test]
    fn who_owns_everything_needs_no_role() {
        assert!(writes(Some(Standing::Owner), "you", OWNER, GROUP));
    }
}
