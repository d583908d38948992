//! Who asks.

use super::{Refusal, routes::Call, rules::Rule};
use crate::{
    arm,
    auth::{self, Unsigned, Verifier},
    entra::directory::Caller,
};

/// Audiences of the query API in all clouds; a slash may follow.
const AUDIENCES: [&str; 4] = [
    "https://api.loganalytics.io",
    "https://api.loganalytics.azure.com",
    "https://api.loganalytics.azure.cn",
    "https://api.loganalytics.us",
];
/// Where every finding about a token is.
const AT: &str = "header authorization";

/// Whose token it is; `None` when the policy lets anybody in. The control plane's is good where that is asked.
pub(super) fn caller(
    call: &mut Call<'_>,
    verifier: &Verifier,
    is_managed: bool,
) -> Result<Option<Caller>, Refusal> {
    let signed = match auth::signed(call.received.header("authorization"), verifier) {
        Ok(signed) => signed,
        Err(Unsigned::Missing) => {
            call.refuse(Rule::TokenMissing, AT, "nothing")?;
            return Ok(None);
        }
        Err(Unsigned::Bad(found)) => {
            call.refuse(Rule::Token, AT, found)?;
            return Ok(None);
        }
    };
    if signed.expired(call.received.at) {
        call.refuse(Rule::Token, AT, "expired")?;
        return Ok(None);
    }
    let audience = signed.audience.trim_end_matches('/');
    let own = audience.strip_prefix("https://");
    let good = AUDIENCES.contains(&audience)
        || (is_managed && auth::MANAGEMENT.contains(&audience))
        || own.is_some_and(|host| call.received.host() == Some(host));
    if !good {
        let allowed = if is_managed {
            &auth::MANAGEMENT[..]
        } else {
            &AUDIENCES
        };
        let refusal = Refusal::audience(&signed.audience, allowed);
        call.refuse_as(refusal, AT, &*signed.audience)?;
    }
    let directory = call.directory();
    Ok(Some(directory.caller(&signed.client_id, &signed.object_id)))
}

/// The caller may read the rows of a workspace, whose resource id is given.
pub(super) fn may(call: &mut Call<'_>, workspace: &str) -> Result<(), Refusal> {
    let Some(caller) = call.caller.clone() else {
        return Ok(());
    };
    if arm::may_query(call.documents(), &caller, workspace) {
        return Ok(());
    }
    call.refuse(Rule::Access, AT, &*caller.object_id)
}
