mod defects;

use std::sync::Arc;

use bytes::Bytes;
use logfog_conform::{Make, Probe, Schemas, Sent, strategy};
use logfog_model::Entry;
use proptest::{prelude::*, strategy::BoxedStrategy};
use serde_json::{Map, Value, json};

use crate::{Defect, Limit, Subject, subject::size};

/// `POST /api/v1/logs`
#[derive(Debug)]
pub(super) struct CloudRu;

const PATH: &str = "/api/v1/logs";

/// The two spellings of each field, and the one that readers are shown.
const SPELLINGS: [(&str, &str); 5] = [
    ("trace_id", "traceId"),
    ("service_name", "serviceName"),
    ("instance_id", "instanceId"),
    ("json_message", "jsonMessage"),
    ("log_group_id", "logGroupId"),
];

impl Subject for CloudRu {
    fn vendor(&self) -> &'static str {
        "cloudru"
    }

    fn make(&self) -> Make {
        logfog_cloudru::vendor
    }

    fn operation(&self) -> &'static str {
        "logs"
    }

    fn valid(&self, schemas: &Arc<Schemas>) -> BoxedStrategy<Value> {
        // That `jsonMessage` is JSON in a text is more than a schema can demand.
        let whole = |mut payload: Value| {
            for entry in entries(&mut payload) {
                for name in ["jsonMessage", "json_message"] {
                    if let Some(text) = entry.get_mut(name).filter(|value| value.is_string()) {
                        *text = Value::from(json!({ "said": text }).to_string());
                    }
                }
            }
            payload
        };
        strategy(schemas, "logs.request").prop_map(whole).boxed()
    }

    fn request(&self, probe: &Probe, body: Bytes) -> Sent {
        Sent {
            method: "POST".into(),
            target: PATH.into(),
            headers: vec![
                (
                    "authorization".into(),
                    format!("Api-Key {}", probe.credential("api_key")),
                ),
                ("content-type".into(), "application/json".into()),
            ],
            body,
        }
    }

    fn split(&self, payload: &Value) -> Vec<Value> {
        let entries = payload["logs"].as_array().into_iter().flatten();
        entries.map(|entry| json!({ "logs": [entry] })).collect()
    }

    fn records(&self, payload: &Value) -> Vec<Value> {
        let entries = payload["logs"].as_array().into_iter().flatten();
        entries.map(as_shown).collect()
    }

    fn record(&self, entry: &Entry) -> Value {
        let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        let view = entry.view();
        let mut shown: Map<_, _> = view
            .attributes
            .iter()
            .map(|(name, text)| (name.clone(), parsed(text)))
            .collect();
        shown.insert("body".into(), parsed(&view.body));
        for (name, value) in entry.draft.scope.parts() {
            shown.insert(name.into(), value.into());
        }
        shown.insert("level".into(), entry.draft.severity.text.into());
        shown.insert("time".into(), entry.time().to_string().into());
        Value::from(shown)
    }

    fn beyond_oracle(&self) -> &'static [&'static str] {
        &[
            // Another form is stored, and yet breaks a rule; the schema knows the one form only.
            "cloudru.logs.json-message",
            "cloudru.logs.project",
        ]
    }

    fn limits(&self) -> Vec<Limit> {
        vec![
            Limit::new("body_bytes", "cloudru.logs.body-size", |probe, bytes| {
                padded(probe, &json!({ "logs": [entry()] }), bytes)
            }),
            Limit::new("entries", "cloudru.logs.entries", |probe, count| {
                of(probe, &json!({ "logs": vec![entry(); size(count)] }))
            }),
            Limit::new("entry_bytes", "cloudru.logs.entry-size", |probe, bytes| {
                let mut entry = entry();
                let rest = size(bytes).saturating_sub(entry.to_string().len());
                entry["message"] = "x".repeat(rest).into();
                of(probe, &json!({ "logs": [entry] }))
            }),
            Limit::new("labels", "cloudru.logs.label-count", |probe, count| {
                let labels = (0..count).map(|n| (format!("l{n}"), json!("v")));
                labelled(probe, labels.collect())
            }),
            Limit::new(
                "label_name_bytes",
                "cloudru.logs.label-name",
                |probe, bytes| {
                    labelled(
                        probe,
                        [("n".repeat(size(bytes)), json!("v"))]
                            .into_iter()
                            .collect(),
                    )
                },
            ),
            Limit::new(
                "label_value_bytes",
                "cloudru.logs.label-value",
                |probe, bytes| {
                    let value = "v".repeat(size(bytes));
                    labelled(
                        probe,
                        [("n".to_owned(), value.into())].into_iter().collect(),
                    )
                },
            ),
        ]
    }

    fn no_limits(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "malformed_key",
            "the status that such a key is answered with",
        )]
    }

    fn defects(&self) -> Vec<Defect> {
        defects::all()
    }
}

fn entry() -> Value {
    json!({
        "timestamp": "2026-11-01T11:59:59.000+00:00",
        "level": "INFO",
        "project_id": "10f09100-0000-4000-8000-000000000001",
        "message": "",
    })
}

fn of(probe: &Probe, payload: &Value) -> Sent {
    CloudRu.request(probe, payload.to_string().into())
}

/// So many bytes: the payload, then white space.
fn padded(probe: &Probe, payload: &Value, bytes: u64) -> Sent {
    let mut text = payload.to_string();
    text += &" ".repeat(size(bytes).saturating_sub(text.len()));
    CloudRu.request(probe, text.into())
}

fn labelled(probe: &Probe, labels: Map<String, Value>) -> Sent {
    let mut entry = entry();
    entry["labels"] = labels.into();
    of(probe, &json!({ "logs": [entry] }))
}

fn entries(payload: &mut Value) -> Vec<&mut Map<String, Value>> {
    let entries = payload["logs"].as_array_mut().into_iter().flatten();
    entries.filter_map(Value::as_object_mut).collect()
}

/// An entry of a payload as readers are shown it.
fn as_shown(entry: &Value) -> Value {
    let mut shown = Map::new();
    let said = |name: &str| entry.get(name).filter(|value| !value.is_null());
    for (snake, camel) in SPELLINGS {
        if let Some(value) = said(snake).or_else(|| said(camel)) {
            shown.insert(camel.into(), value.clone());
        }
    }
    let project = said("project_id").or_else(|| said("projectId"));
    let given = shown.remove("logGroupId").filter(|group| group != "");
    let default = match project.and_then(Value::as_str) {
        Some("10f09100-0000-4000-8000-000000000001") => "10f09200-0000-4000-8000-000000000001",
        _ => "10f09200-0000-4000-8000-000000000004",
    };
    shown.insert("project_id".into(), project.cloned().unwrap_or_default());
    shown.insert(
        "log_group_id".into(),
        given.unwrap_or_else(|| default.into()),
    );
    if let Some(text) = shown.get("jsonMessage").and_then(Value::as_str) {
        let parsed = serde_json::from_str(text).unwrap_or(Value::Null);
        shown.insert("jsonMessage".into(), parsed);
    }
    if let Some(labels) = said("labels") {
        shown.insert("labels".into(), labels.clone());
    }
    let body = said("message")
        .or_else(|| shown.get("jsonMessage"))
        .cloned();
    shown.insert("body".into(), body.unwrap_or(Value::Null));
    shown.insert("level".into(), entry["level"].clone());
    let time = entry["timestamp"]
        .as_str()
        .and_then(|text| text.parse::<jiff::Timestamp>().ok());
    shown.insert("time".into(), time.map(|time| time.to_string()).into());
    Value::from(shown)
}
