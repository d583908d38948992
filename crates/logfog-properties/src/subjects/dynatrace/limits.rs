//! The numbers of the profiles, each with a request that has so many of what is counted.

use jiff::{SignedDuration, Timestamp};
use logfog_conform::{NOW, Probe, Sent};
use serde_json::{Map, Value, json};

use crate::{
    Limit, Subject as _,
    subject::{number, size},
};

use super::{Dynatrace, PATH, of};

pub(super) fn all() -> Vec<Limit> {
    vec![
        Limit::new(
            "body_bytes",
            "dynatrace.ingest.body-size",
            |probe, bytes| padded(probe, &json!([{"content": "x"}]), bytes),
        ),
        Limit::new(
            "records",
            "dynatrace.ingest.record-count",
            |probe, count| of(probe, &json!(vec![json!({}); size(count)])),
        ),
        Limit::new("batch_bytes", "dynatrace.ingest.batch-size", batch),
        Limit {
            except: &[
                ("grail-flattened", "a body has no more bytes than a content"),
                ("current", "a body has no more bytes than a content"),
            ],
            ..Limit::new(
                "content_bytes",
                "dynatrace.ingest.content-length",
                |probe, bytes| of(probe, &json!({"content": letters(bytes)})),
            )
        },
        Limit::new(
            "attributes",
            "dynatrace.ingest.attribute-count",
            |probe, count| {
                // The time, the level and the text are no attributes.
                let mut event = Map::from_iter([
                    ("timestamp".to_owned(), json!(NOW.to_string())),
                    ("level".to_owned(), json!("info")),
                    ("message".to_owned(), json!("x")),
                ]);
                event.extend((0..count).map(|at| (format!("a{at}"), json!(at))));
                of(probe, &event.into())
            },
        ),
        Limit::new(
            "key_bytes",
            "dynatrace.ingest.key-length",
            |probe, bytes| {
                of(
                    probe,
                    &Map::from_iter([(letters(bytes), json!("x"))]).into(),
                )
            },
        ),
        Limit::new(
            "value_bytes",
            "dynatrace.ingest.value-length",
            |probe, bytes| of(probe, &json!({"content": "x", "k": letters(bytes)})),
        ),
        Limit::new("values", "dynatrace.ingest.value-count", |probe, count| {
            let values: Vec<_> = (0..count).collect();
            of(probe, &json!({"content": "x", "k": values}))
        }),
        Limit::new("nesting_levels", "dynatrace.ingest.nesting", nested),
        Limit::new("max_age", "dynatrace.ingest.too-old", |probe, seconds| {
            dated(probe, NOW - length(seconds))
        }),
        Limit {
            read: |text| inner(text, "dropped when more than ", " ahead"),
            ..Limit::new("future", "dynatrace.ingest.too-new", |probe, seconds| {
                dated(probe, NOW + length(seconds))
            })
        },
        Limit {
            read: |text| inner(text, "set to now when more than ", " ahead"),
            ..Limit::new("future", "dynatrace.ingest.ahead", |probe, seconds| {
                dated(probe, NOW + length(seconds))
            })
        },
    ]
}

/// So many bytes of letters that take two.
fn letters(bytes: u64) -> String {
    let bytes = size(bytes);
    "é".repeat(bytes / 2) + &"x".repeat(bytes % 2)
}

/// So many bytes: the payload, then white space.
fn padded(probe: &Probe, payload: &Value, bytes: u64) -> Sent {
    let mut text = payload.to_string();
    text += &" ".repeat(size(bytes).saturating_sub(text.len()));
    Dynatrace.request(probe, text.into())
}

/// So many bytes once each event has the attributes of the request.
fn batch(probe: &Probe, bytes: u64) -> Sent {
    // About half of them are the attribute's: its name, its value, two quotation marks.
    let added = 8_003;
    let count = (size(bytes) / (2 * added)).max(1);
    let rest = size(bytes).saturating_sub(count * added);
    let payload = json!(vec![json!({}); count]);
    padded(probe, &payload, rest as u64)
        .with("x-dynatrace-attr", format!("a={}", "v".repeat(added - 3)))
}

/// A value at this level, where the members of an event are at the first.
fn nested(probe: &Probe, levels: u64) -> Sent {
    let event = (0..levels).fold(json!("x"), |inner, _| json!({ "a": inner }));
    Sent {
        target: format!("{PATH}?structure=flattened"),
        ..of(probe, &event)
    }
}

/// An event of this time, and one that is stored in any case.
fn dated(probe: &Probe, time: Timestamp) -> Sent {
    let time = time.to_string();
    of(
        probe,
        &json!([{"content": "x"}, {"content": "y", "timestamp": time}]),
    )
}

/// A length of time within a text.
fn inner(text: &str, before: &str, after: &str) -> Option<u64> {
    number(text.strip_prefix(before)?.strip_suffix(after)?)
}

fn length(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(seconds.cast_signed())
}
