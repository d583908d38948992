//! From what was sent to JSON text: type, encoding and size.

use bytes::Bytes;
use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
};
use logfog_kit::body::{Inflate, Payload, Problem, inflate};
use logfog_model::{Finding, Refused, Report};

use crate::{profile::Profile, rules::Rule};

/// How far a body is inflated when its size is not enforced.
const LENIENT_BYTES: usize = 64 << 20;
const TYPE: &str = "header Content-Type";
const ENCODING: &str = "header Content-Encoding";

/// The body as JSON text, at most as large as the profile allows.
pub(crate) fn read(
    headers: &HeaderMap,
    payload: &Payload,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Bytes, Refused> {
    if let Some(value) = headers.get(CONTENT_TYPE)
        && !is_json(value.as_bytes())
    {
        report.refuse(
            Rule::ContentType,
            TYPE,
            String::from_utf8_lossy(value.as_bytes()),
        )?;
    }
    match payload.problem {
        None => {}
        Some(Problem::TooLarge) => {
            let limit = profile.body_bytes;
            return Err(report.insist(Rule::BodySize, "", over(limit, payload.sent)));
        }
        Some(Problem::CutShort | Problem::TimedOut) => {
            return Err(report.insist(Rule::Json, "", "a body that did not arrive whole"));
        }
    }
    if payload.bytes.len() > profile.body_bytes {
        report.refuse(
            Rule::BodySize,
            "",
            over(profile.body_bytes, payload.bytes.len()),
        )?;
    }
    let encoding = headers
        .get(CONTENT_ENCODING)
        .map_or(&b""[..], |value| value.as_bytes());
    if encoding.eq_ignore_ascii_case(b"gzip") {
        return unzip(&payload.bytes, profile, report);
    }
    if !encoding.is_empty() && !encoding.eq_ignore_ascii_case(b"identity") {
        report.refuse(
            Rule::ContentEncoding,
            ENCODING,
            String::from_utf8_lossy(encoding),
        )?;
    }
    Ok(payload.bytes.clone())
}

fn unzip(gzip: &[u8], profile: &Profile, report: &mut Report<'_, Rule>) -> Result<Bytes, Refused> {
    let mut inflated = inflate(gzip, profile.body_bytes);
    if let Err(Inflate::TooLarge(limit)) = inflated {
        report.refuse(Rule::BodySize, "", over(limit, "more, inflated"))?;
        inflated = inflate(gzip, LENIENT_BYTES);
    }
    inflated.map_err(|error| report.insist(Rule::Gzip, "", error))
}

fn over(limit: usize, got: impl std::fmt::Display) -> Finding {
    Finding::new(got).expected(format_args!("at most {limit} bytes"))
}

/// Whether it is `application/json`, with any parameters.
fn is_json(value: &[u8]) -> bool {
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
    essence
        .trim_ascii()
        .eq_ignore_ascii_case(b"application/json")
}
