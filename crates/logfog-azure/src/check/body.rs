use bytes::Bytes;
use logfog_kit::body::{Inflate, Payload, Problem, inflate};
use logfog_model::{Refused, Report};

use crate::{
    profile::{Malformed, Profile},
    rules::Rule,
};

/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The body of a call and what its headers say of it.
#[derive(Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) content_type: Option<&'a str>,
    pub(crate) content_encoding: Option<&'a str>,
    pub(crate) payload: &'a Payload,
}

/// The body's bytes, inflated; `None` when the gateway takes it and it is lost afterwards.
pub(crate) fn text(
    sent: &Sent<'_>,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Option<Bytes>, Refused> {
    media(sent.content_type, report)?;
    let gzip = encoding(sent.content_encoding, report)?;
    if let Some(Problem::CutShort | Problem::TimedOut) = sent.payload.problem {
        return unreadable("the request ends in the middle", profile, report);
    }
    if sent.payload.problem == Some(Problem::TooLarge) {
        // More than is ever held: `content-length` has said so.
        return Ok(None);
    }
    let bytes = &sent.payload.bytes;
    if bytes.is_empty() {
        report.refuse(Rule::EmptyBody, "", "nothing")?;
        return Ok(None);
    }
    if !gzip {
        return utf8(bytes.clone(), report);
    }
    if !bytes.starts_with(&GZIP) {
        // Where the policy does not lose it, it is read as what it is.
        let lost = report.lose(
            Rule::NotGzip,
            "header content-encoding",
            "a body that is not gzip",
        );
        return if lost {
            Ok(None)
        } else {
            utf8(bytes.clone(), report)
        };
    }
    match inflate(bytes, profile.inflated_bytes) {
        Ok(inflated) if inflated.starts_with(&GZIP) => {
            if report.lose(Rule::DoubleGzip, "", "gzip inside gzip") {
                return Ok(None);
            }
            match inflate(&inflated, profile.inflated_bytes) {
                Ok(inflated) => utf8(inflated, report),
                Err(error) => unreadable(error, profile, report),
            }
        }
        Ok(inflated) => utf8(inflated, report),
        Err(error @ Inflate::TooLarge(_)) => {
            // Lost whatever the policy says: more is never inflated.
            let _ = report.lose(Rule::InflatedSize, "", error);
            Ok(None)
        }
        Err(error @ Inflate::Broken) => unreadable(error, profile, report),
    }
}

/// The body cannot be read: the profile says whether the client hears of it.
pub(super) fn unreadable<T>(
    why: impl std::fmt::Display,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Option<T>, Refused> {
    match profile.malformed {
        Malformed::Refuse => report.refuse(Rule::Json, "", why.to_string())?,
        Malformed::Lose => {
            // There is nothing to keep either way.
            let _ = report.lose(Rule::Json, "", why.to_string());
        }
    }
    Ok(None)
}

fn media(content_type: Option<&str>, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    let media = content_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    if media.trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let found = content_type.unwrap_or("nothing");
    report.refuse(Rule::ContentType, "header content-type", found)
}

/// Whether the body is announced as gzip.
fn encoding(encoding: Option<&str>, report: &mut Report<'_, Rule>) -> Result<bool, Refused> {
    let encoding = encoding.unwrap_or_default().trim();
    if encoding.eq_ignore_ascii_case("gzip") {
        return Ok(true);
    }
    if !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") {
        report.refuse(Rule::ContentEncoding, "header content-encoding", encoding)?;
    }
    Ok(false)
}

fn utf8(bytes: Bytes, report: &mut Report<'_, Rule>) -> Result<Option<Bytes>, Refused> {
    if let Err(error) = std::str::from_utf8(&bytes) {
        report.refuse(Rule::Utf8, "", error.to_string())?;
        return Ok(None);
    }
    Ok(Some(bytes))
}
