//! What the head of a request says about its body: type, encoding, structure, attributes.

use std::str;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use logfog_kit::{
    Received,
    body::{Inflate, Problem, inflate},
};
use logfog_model::{Finding, Refused, Report};

use crate::{
    profile::{Profile, Structure},
    rules::Rule,
};

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    JsonLines,
}

/// Query parameters that are never attributes.
const RESERVED: [&str; 3] = ["structure", "content-type", "api-token"];

/// The body is whole and not too large, as it was sent.
pub(crate) fn size(
    received: &Received,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    let sent = received.payload.sent;
    let over = Finding::over(profile.body_bytes, sent);
    match received.payload.problem {
        None if sent > profile.body_bytes as u64 => report.refuse(Rule::BodySize, "", over),
        None => Ok(()),
        // More than is ever held: there is nothing to let pass.
        Some(Problem::TooLarge) => Err(report.insist(Rule::BodySize, "", over)),
        Some(Problem::CutShort | Problem::TimedOut) => {
            let found = format_args!("{sent} bytes, then nothing");
            Err(report.insist(Rule::WholeBody, "", found))
        }
    }
}

/// The format that the head names: `?content-type=` beats the header, and `Accept` says nothing.
pub(crate) fn format(
    received: &Received,
    query: &[(String, String)],
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Format, Refused> {
    let parameter = profile
        .content_type_parameter
        .then(|| parameter(query, "content-type"))
        .flatten();
    let (at, named) = match parameter {
        Some(named) => ("query content-type", Some(named)),
        None => (
            "header Content-Type",
            received.header(CONTENT_TYPE.as_str()),
        ),
    };
    let Some(named) = named else {
        report.refuse(Rule::ContentType, at, "none")?;
        return Ok(Format::Json);
    };
    let mut parts = named.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches('"'))
    });
    if let Some(charset) = charset
        && !charset.eq_ignore_ascii_case("utf-8")
        && !charset.eq_ignore_ascii_case("utf8")
    {
        report.note(Rule::Charset, at, charset);
    }
    if let Some(format) = Format::of(media, profile) {
        return Ok(format);
    }
    report.refuse(Rule::ContentType, at, media)?;
    Ok(Format::Json)
}

impl Format {
    fn of(media: &str, profile: &Profile) -> Option<Self> {
        const LINES: [&str; 5] = [
            "application/jsonl",
            "application/jsonlines",
            "application/jsonlines+json",
            "application/x-ndjson",
            "application/x-jsonlines",
        ];
        let is = |name: &str| media.eq_ignore_ascii_case(name);
        match media {
            _ if is("application/json") => Some(Self::Json),
            _ if is("text/plain") => Some(Self::Text),
            _ if profile.json_lines && LINES.into_iter().any(is) => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// The body without its encoding.
pub(crate) fn decode(
    received: &Received,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Bytes, Refused> {
    let body = &received.payload.bytes;
    let Some(encoding) = received.header(CONTENT_ENCODING.as_str()) else {
        return Ok(body.clone());
    };
    let encoding = encoding.trim();
    if encoding.eq_ignore_ascii_case("identity") {
        return Ok(body.clone());
    }
    if !encoding.eq_ignore_ascii_case("gzip") {
        report.refuse(
            Rule::ContentEncoding,
            "header Content-Encoding",
            Finding::new(encoding).expected("gzip"),
        )?;
        return Ok(body.clone());
    }
    match inflate(body, profile.body_bytes) {
        Ok(inflated) => Ok(inflated),
        Err(error @ Inflate::TooLarge(limit)) => {
            let found = Finding::new(error).expected(format_args!("at most {limit}"));
            Err(report.insist(Rule::BodySize, "", found))
        }
        Err(error @ Inflate::Broken) => Err(report.insist(Rule::WholeBody, "", error)),
    }
}

/// The body as text.
pub(crate) fn utf8<'a>(body: &'a Bytes, report: &mut Report<'_, Rule>) -> Result<&'a str, Refused> {
    str::from_utf8(body).or_else(|error| {
        let at = error.valid_up_to();
        report.refuse(
            Rule::Utf8,
            "",
            format_args!("a bad byte after {at} good ones"),
        )?;
        Err(Refused)
    })
}

/// What nested values become: `?structure=` beats the header's option.
pub(crate) fn structure(
    received: &Received,
    query: &[(String, String)],
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Structure, Refused> {
    if !profile.structure_choice {
        return Ok(profile.structure);
    }
    let options = received.header("x-dynatrace-options").map(pairs);
    let options = options.unwrap_or_default();
    let (at, named) = match parameter(query, "structure") {
        Some(named) => ("query structure", Some(named)),
        None => (
            "header X-Dynatrace-Options",
            parameter(&options, "structure"),
        ),
    };
    match named {
        None => Ok(profile.structure),
        Some("raw") => Ok(Structure::Raw),
        Some("flattened") => Ok(Structure::Flattened),
        Some(other) => {
            report.refuse(Rule::Structure, at, other)?;
            Ok(profile.structure)
        }
    }
}

/// The attributes that the request gives to every record, as JSON: those of the query, then those
/// of the header that the query does not name. A repeated key makes a list.
pub(crate) fn attributes(
    received: &Received,
    query: &[(String, String)],
    profile: &Profile,
) -> Vec<(String, String)> {
    if !profile.request_attributes {
        return Vec::new();
    }
    let header = received.header("x-dynatrace-attr").map(pairs);
    let header = header.unwrap_or_default();
    let mut merged: Vec<(&str, Vec<&str>)> = Vec::new();
    for source in [query, &header] {
        let settled = merged.len();
        for (name, value) in source {
            let reserved = RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word));
            let known = merged.iter().position(|(key, _)| key == name);
            match known {
                _ if reserved || name.is_empty() => {}
                None => merged.push((name, vec![value])),
                Some(at) if at >= settled => merged[at].1.push(value),
                Some(_) => {}
            }
        }
    }
    let attributes = merged.into_iter().map(|(name, values)| {
        let value = match values.as_slice() {
            [one] => serde_json::to_string(one),
            many => serde_json::to_string(many),
        };
        (name.to_owned(), value.unwrap_or_default())
    });
    attributes.collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

fn parameter<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}
