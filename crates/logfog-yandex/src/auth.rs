use jiff::Timestamp;
use logfog_model::{Finding, Report};

use crate::{refusal::Refusal, rules::Rule, tokens::IamToken};

/// The IAM token of the principal who may do everything. A real one starts `t1.` too, but is
/// longer and signed.
pub(crate) const IAM_TOKEN: &str = "t1.logfog-may-do-everything.not-a-signature";
/// The token of the one who may do nothing.
pub(crate) const DENIED_TOKEN: &str = "t1.logfog-may-do-nothing.not-a-signature";

/// Checks `authorization`. `find` knows the tokens that are not well known.
pub(crate) fn check(
    authorization: Option<&str>,
    find: impl FnOnce(&str) -> Option<IamToken>,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refusal> {
    let mut subject = String::new();
    let (rule, found) = match authorization.and_then(bearer) {
        Some(IAM_TOKEN) => return Ok(()),
        Some(DENIED_TOKEN) => (Rule::Permission, "the principal that may do nothing".into()),
        Some(token) => match find(token) {
            None => (Rule::Token, "a token that was not issued here".into()),
            Some(token) => match token.expired(now) {
                Some(at) => {
                    subject = format!("{at:.9}. Now {now:.9}");
                    (
                        Rule::TokenExpired,
                        Finding::new(format_args!("expired at {at}")),
                    )
                }
                None if token.may_write => return Ok(()),
                None => (
                    Rule::Permission,
                    "a token whose holder may not write".into(),
                ),
            },
        },
        None if authorization.is_some() => (Rule::Authorization, "another scheme".into()),
        None => (Rule::Authorization, "none".into()),
    };
    report
        .refuse(rule, "header authorization", found)
        .map_err(|_| Refusal::new(rule, subject))
}

/// The token of a Bearer header; the scheme's case does not matter.
pub(crate) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
