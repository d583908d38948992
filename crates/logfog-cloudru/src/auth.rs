use std::borrow::Cow;

use http::{HeaderMap, header::AUTHORIZATION};
use logfog_kit::Received;
use logfog_model::{Refused, Report};

use crate::{
    ID,
    keys::{self, BadKey, Keys},
    rules::Rule,
    states,
};

const AT: &str = "header Authorization";

/// Checks that the caller has a key and may write with it.
pub(crate) fn check(
    received: &Received,
    keys: Keys<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    let text = match sent(&received.headers) {
        Ok(text) => text,
        Err(found) => return report.refuse(Rule::AuthHeader, AT, found),
    };
    let key = match keys.find(text) {
        Err(BadKey::Shape(found)) => return report.refuse(Rule::KeyShape, AT, found),
        Err(BadKey::Unknown) => {
            return report.refuse(Rule::KeyKnown, AT, "a key that nobody has");
        }
        Ok(key) => key,
    };
    if let Some(end) = key.expires_at.filter(|end| *end <= received.at) {
        let found = format!("a key that expired at {end}");
        report.refuse(Rule::KeyLifetime, AT, found)?;
    }
    if !key.writes {
        report.refuse(Rule::Role, AT, "a key without that role")?;
    }
    let state = received.world.state(ID, &key.id.to_string());
    if state == Some(states::PREVIEW_NOT_GRANTED) {
        report.refuse(Rule::Preview, AT, "a key of an account without access")?;
    }
    Ok(())
}

/// The id of the key that a request is sent with, whether it is known or not.
pub(crate) fn presented(headers: &HeaderMap) -> Option<String> {
    let (id, _) = keys::parts(sent(headers).ok()?).ok()?;
    Some(id.to_string())
}

/// The key of a request, or what is there instead.
fn sent(headers: &HeaderMap) -> Result<&str, Cow<'static, str>> {
    let header = headers.get(AUTHORIZATION).ok_or("no header")?;
    let pair = header.to_str().ok().and_then(|value| value.split_once(' '));
    let (scheme, text) = pair.ok_or("no scheme and key")?;
    if !scheme.eq_ignore_ascii_case("Api-Key") {
        return Err(other(scheme).into());
    }
    if text.is_empty() || text.starts_with(' ') {
        return Err("no key one space after the scheme".into());
    }
    Ok(text)
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
