//! From JSON text to records: the envelope, then each entry.

mod entry;

use bytes::Bytes;
use logfog_kit::json;
use logfog_model::{Draft, Finding, Refused, Report};
use serde_json::value::RawValue;

use self::entry::{Check, LeftOut};
use crate::{
    destination::Places,
    profile::{Batch, Empty, Profile},
    rules::Rule,
    wire::{Body, Logs},
};

/// The two write operations: what they take, and how much of it they insist on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// `/api/v1/logs`
    Logs,
    /// `/api/v1/logs-ingest`
    Ingest,
}

impl Endpoint {
    /// The rule for what its body is.
    const fn envelope(self) -> Rule {
        match self {
            Self::Logs => Rule::Envelope,
            Self::Ingest => Rule::IngestEnvelope,
        }
    }
}

/// Reads the entries of a body and checks them, one after the other.
pub(crate) fn check(
    endpoint: Endpoint,
    body: &Bytes,
    profile: &Profile,
    places: &Places<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Vec<Draft>, Refused> {
    let (prefix, entries) = entries(endpoint, body, profile, report)?;
    let mut drafts = Vec::with_capacity(entries.len());
    let mut check = Check::new(endpoint, body, profile, places, report, prefix);
    for (index, raw) in entries.into_iter().enumerate() {
        match check.entry(index, raw) {
            Ok(draft) => drafts.push(draft),
            Err(LeftOut) if profile.batch == Batch::Atomic => return Err(Refused),
            Err(LeftOut) => {}
        }
    }
    Ok(drafts)
}

/// The entries, and the JSON pointer of what they are in.
fn entries<'a>(
    endpoint: Endpoint,
    body: &'a Bytes,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<(&'static str, Vec<&'a RawValue>), Refused> {
    let envelope = endpoint.envelope();
    let (prefix, entries) = match json::parse(body) {
        Ok(Body::Bare(entries)) => {
            if endpoint == Endpoint::Logs {
                report.refuse(envelope, "", "an array")?;
            }
            ("", entries)
        }
        Ok(Body::Object { logs, repeated }) => {
            if repeated {
                report.refuse(Rule::FieldOnce, "/logs", "`logs` again")?;
            }
            let entries = match logs {
                Logs::Array(entries) => entries,
                Logs::Absent => {
                    // For protobuf, a list that is absent is an empty one.
                    if endpoint == Endpoint::Ingest {
                        report.refuse(envelope, "", "an object without `logs`")?;
                    }
                    Vec::new()
                }
                Logs::Other(kind) => {
                    return Err(report.insist(envelope, "/logs", kind));
                }
            };
            ("/logs", entries)
        }
        Ok(Body::Other(kind)) => {
            return Err(report.insist(envelope, "", kind));
        }
        Err(error) => {
            return Err(report.insist(Rule::Json, "", error));
        }
    };
    let must_not_be_empty = endpoint == Endpoint::Logs && profile.empty == Empty::Refuse;
    if entries.is_empty() && must_not_be_empty {
        report.refuse(Rule::Empty, prefix, "none")?;
    }
    if entries.len() > profile.entries {
        report.refuse(
            Rule::Entries,
            prefix,
            Finding::over(profile.entries, entries.len()),
        )?;
    }
    Ok((prefix, entries))
}
