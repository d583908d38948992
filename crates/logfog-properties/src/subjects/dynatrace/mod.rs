mod defects;
mod limits;
mod stored;
mod valid;

use std::sync::Arc;

use bytes::Bytes;
use logfog_conform::{Answer, Make, Probe, Schemas, Sent};
use logfog_model::Entry;
use proptest::strategy::BoxedStrategy;
use serde_json::{Map, Value, json};

use crate::{Defect, Limit, Subject};

/// `POST /api/v2/logs/ingest`
#[derive(Debug)]
pub(super) struct Dynatrace;

const PATH: &str = "/api/v2/logs/ingest";

/// Keys that may hold the time, the level and the text: of each the first that is there does.
const TIMES: [&str; 14] = [
    "timestamp",
    "@timestamp",
    "_timestamp",
    "eventtime",
    "date",
    "published_date",
    "syslog.timestamp",
    "time",
    "epochSecond",
    "startTime",
    "datetime",
    "ts",
    "timeMillis",
    "@t",
];
const LEVELS: [&str; 5] = ["loglevel", "status", "severity", "level", "syslog.severity"];
const CONTENTS: [&str; 6] = ["content", "message", "payload", "body", "log", "_raw"];

impl Subject for Dynatrace {
    fn vendor(&self) -> &'static str {
        "dynatrace"
    }

    fn make(&self) -> Make {
        logfog_dynatrace::vendor
    }

    fn operation(&self) -> &'static str {
        "ingest"
    }

    fn valid(&self, schemas: &Arc<Schemas>) -> BoxedStrategy<Value> {
        valid::payloads(schemas)
    }

    fn request(&self, probe: &Probe, body: Bytes) -> Sent {
        Sent {
            method: "POST".into(),
            target: PATH.into(),
            headers: vec![
                (
                    "authorization".into(),
                    format!("Api-Token {}", probe.credential("api_token")),
                ),
                (
                    "content-type".into(),
                    "application/json; charset=utf-8".into(),
                ),
            ],
            body,
        }
    }

    fn split(&self, payload: &Value) -> Vec<Value> {
        let alone = |event: &Value| json!([event]);
        each(payload).map(alone).collect()
    }

    fn records(&self, payload: &Value) -> Vec<Value> {
        each(payload).map(stored::expected).collect()
    }

    fn record(&self, entry: &Entry) -> Value {
        stored::shown(entry)
    }

    fn beyond_oracle(&self) -> &'static [&'static str] {
        &[
            // What is too old depends on the time of the day.
            "dynatrace.ingest.too-old",
            "dynatrace.ingest.ahead",
            "dynatrace.ingest.all-out-of-range",
        ]
    }

    fn tells(&self, answer: &Answer) -> bool {
        // Part of a batch: the others are counted, and named.
        answer.status != "204"
    }

    fn limits(&self) -> Vec<Limit> {
        limits::all()
    }

    fn no_limits(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "unsupported_media",
            "the status that an unknown content type is answered with",
        )]
    }

    fn defects(&self) -> Vec<Defect> {
        defects::all()
    }
}

/// The events of a payload: an array of them, or one.
fn each(payload: &Value) -> impl Iterator<Item = &Value> {
    let several = payload.as_array().map(Vec::as_slice);
    several.unwrap_or(std::slice::from_ref(payload)).iter()
}

/// The same, to be changed.
fn events(payload: &mut Value) -> Vec<&mut Map<String, Value>> {
    match payload {
        Value::Array(events) => events.iter_mut().filter_map(Value::as_object_mut).collect(),
        Value::Object(event) => vec![event],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The key of an event that is the first of these, whatever its case, and whose value will do.
fn first_of<'a>(
    event: &'a Map<String, Value>,
    keys: &[&str],
    will_do: impl Fn(&Value) -> bool,
) -> Option<&'a str> {
    keys.iter().find_map(|key| {
        let mut members = event.iter();
        let found = members.find(|(name, value)| name.eq_ignore_ascii_case(key) && will_do(value));
        found.map(|(name, _)| name.as_str())
    })
}

fn of(probe: &Probe, payload: &Value) -> Sent {
    Dynatrace.request(probe, payload.to_string().into())
}
