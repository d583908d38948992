use logfog_model::Report;

use crate::{refusal::Refusal, rules::Rule};

/// The IAM token of the principal who may do everything. A real one starts `t1.` too, but is
/// longer and signed.
pub(crate) const IAM_TOKEN: &str = "t1.logfog-may-do-everything.not-a-signature";
/// The token of the one who may do nothing.
pub(crate) const DENIED_TOKEN: &str = "t1.logfog-may-do-nothing.not-a-signature";

/// Checks `authorization`.
pub(crate) fn check(
    authorization: Option<&str>,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refusal> {
    const AT: &str = "header authorization";
    let bearer = authorization.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let (rule, found) = match bearer {
        Some(IAM_TOKEN) => return Ok(()),
        Some(DENIED_TOKEN) => (Rule::Permission, "the principal that may do nothing"),
        Some(_) => (Rule::Token, "a token that was not issued here"),
        None if authorization.is_some() => (Rule::Authorization, "another scheme"),
        None => (Rule::Authorization, "none"),
    };
    report
        .refuse(rule, AT, found)
        .map_err(|_| Refusal::new(rule, ""))
}
