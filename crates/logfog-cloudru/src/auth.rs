use http::{HeaderMap, header::AUTHORIZATION};
use logfog_model::{Refused, Report};

use crate::{
    keys::{BadKey, Key},
    rules::Rule,
};

const AT: &str = "header Authorization";

/// Checks that the caller has a key and may write with it.
pub(crate) fn check(headers: &HeaderMap, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return report.refuse(Rule::AuthHeader, AT, "no header");
    };
    let Some((scheme, text)) = header.to_str().ok().and_then(|value| value.split_once(' ')) else {
        return report.refuse(Rule::AuthHeader, AT, "no scheme and key");
    };
    if !scheme.eq_ignore_ascii_case("Api-Key") {
        return report.refuse(Rule::AuthHeader, AT, other(scheme));
    }
    if text.is_empty() || text.starts_with(' ') {
        return report.refuse(Rule::AuthHeader, AT, "no key one space after the scheme");
    }
    match Key::find(text) {
        Err(BadKey::Shape(found)) => report.refuse(Rule::KeyShape, AT, found),
        Err(BadKey::Unknown) => report.refuse(Rule::KeyKnown, AT, "a key that nobody has"),
        Ok(key) if !key.writes => report.refuse(Rule::Role, AT, "a key without that role"),
        Ok(_) => Ok(()),
    }
}

/// Another scheme by its name, unless it may be a secret in the wrong place.
fn other(scheme: &str) -> String {
    let plain = scheme.len() <= 16 && scheme.bytes().all(|byte| byte.is_ascii_alphabetic());
    if plain {
        format!("the scheme `{scheme}`")
    } else {
        "another scheme".into()
    }
}
