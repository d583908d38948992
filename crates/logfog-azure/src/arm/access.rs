//! Who may do what with a resource.

use super::{Refusal, Rule, call::Call, refusal};
use crate::entra::directory::Standing;

/// The caller may do this with what the path names.
pub(super) fn may(call: &mut Call<'_>, verb: &str) -> Result<(), Refusal> {
    let Some(caller) = call.caller.clone() else {
        return Ok(());
    };
    let action = call.target.kind.action(verb);
    match caller.standing {
        Some(Standing::Owner | Standing::Declared) => Ok(()),
        Some(Standing::Denied) | None => {
            let scope = call.target.id();
            call.refuse(
                Rule::Access,
                "header authorization",
                &*caller.object_id,
                || refusal::access(&caller.client_id, &caller.object_id, &action, &scope),
            )
        }
    }
}
