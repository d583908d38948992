use jiff::SignedDuration;
use logfog_conform::{Probe, Sent, gzip};
use serde_json::{Value, json};

use super::{Azure, of, row, sign_in};
use crate::{Limit, Subject, subject::size};

const MIB: usize = 1 << 20;

pub(super) fn all() -> Vec<Limit> {
    vec![
        Limit::new(
            "body_bytes",
            "azure.ingest.content-length",
            |probe, bytes| {
                let mut text = json!([row(probe)]).to_string();
                text += &" ".repeat(size(bytes).saturating_sub(text.len()));
                Azure.request(probe, text.into())
            },
        ),
        Limit::new("inflated_bytes", "azure.ingest.inflated-size", inflated),
        Limit::new("field_bytes", "azure.ingest.field-size", |probe, bytes| {
            let mut row = row(probe);
            let (name, value) = long(size(bytes));
            row[name] = value;
            of(probe, &json!([row]))
        }),
        Limit::new("max_age", "azure.ingest.time-window", |probe, seconds| {
            at(probe, -length(seconds))
        }),
        Limit::new("max_ahead", "azure.ingest.time-window", |probe, seconds| {
            at(probe, length(seconds))
        }),
        Limit::new(
            "token_seconds",
            "azure.ingest.token-expired",
            |probe, seconds| {
                // In the last of so many seconds of its life. It is made anew, for time passes here.
                let token = sign_in::fresh(probe, sign_in::SCOPE);
                probe.world().clock.advance(length(seconds - 1));
                of(probe, &json!([row(probe)])).with("authorization", token)
            },
        ),
    ]
}

/// So many bytes once inflated, of which most are blanks, compressed by the megabyte.
fn inflated(probe: &Probe, bytes: u64) -> Sent {
    let zip = |plain: &[u8]| gzip(plain).unwrap_or_default();
    let text = json!([row(probe)]).to_string();
    let blanks = size(bytes).saturating_sub(text.len());
    let mut body = zip(text.as_bytes()).to_vec();
    body.extend(zip(&vec![b' '; MIB]).repeat(blanks / MIB));
    body.extend(zip(&vec![b' '; blanks % MIB]));
    Azure
        .request(probe, body.into())
        .with("content-encoding", "gzip")
}

/// A value of so many bytes, of every kind that can be long: the number says which.
fn long(bytes: usize) -> (&'static str, Value) {
    let letters = |bytes: usize| "x".repeat(bytes);
    match bytes % 5 {
        0 => ("Message", letters(bytes).into()),
        1 => (
            "Level",
            ("é".repeat(bytes / 2) + &letters(bytes % 2)).into(),
        ),
        2 => ("Properties", letters(bytes).into()),
        // Objects and arrays are as long as their JSON.
        3 if bytes > 9 => ("Properties", json!({ "a": letters(bytes - 8) })),
        _ if bytes > 4 => ("Message", json!([letters(bytes - 4)])),
        _ => ("Message", letters(bytes).into()),
    }
}

/// A row of another time than the present.
fn at(probe: &Probe, ahead: SignedDuration) -> Sent {
    let time = probe.world().now().saturating_add(ahead);
    let time = time.map_or(Value::Null, |time| time.to_string().into());
    of(probe, &json!([{ "TimeGenerated": time }]))
}

fn length(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}
