mod around;
mod defects;
mod limits;

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use logfog_conform::{
    Answer, Make, NOW, Over, Probe, Schemas, Sent, Unary, descriptor, grpc_frame,
};
use logfog_model::Entry;
use proptest::{prelude::*, strategy::BoxedStrategy};
use serde_json::{Map, Value, json};

use crate::{Defect, Limit, Subject};

/// `yandex.cloud.logging.v1.LogIngestionService/Write`
#[derive(Debug)]
pub(super) struct Yandex;

const SERVICE: &str = "yandex.cloud.logging.v1.LogIngestionService";
const PATH: &str = "/yandex.cloud.logging.v1.LogIngestionService/Write";
const GROUP: &str = "e23logfoggroup000001";
const FOLDER: &str = "b1glogfogfolder00001";

/// The method, by the descriptors that clients have too.
static WRITE: LazyLock<Unary> = LazyLock::new(|| {
    let descriptors = include_bytes!("../../../../../proto/descriptors.bin");
    Unary::new(descriptors, &PATH[1..]).expect("the method is in the descriptors")
});

impl Subject for Yandex {
    fn vendor(&self) -> &'static str {
        "yandex"
    }

    fn make(&self) -> Make {
        logfog_yandex::vendor
    }

    fn operation(&self) -> &'static str {
        "write"
    }

    fn valid(&self, _: &Arc<Schemas>) -> BoxedStrategy<Value> {
        // The descriptor does not know which groups and folders there are.
        let destination = prop_oneof![
            3 => Just(json!({ "logGroupId": GROUP })),
            1 => Just(json!({ "folderId": FOLDER })),
        ];
        (
            descriptor::message(&WRITE.input()),
            destination,
            any::<bool>(),
        )
            .prop_map(|(mut payload, destination, shared)| {
                payload["destination"] = destination;
                if shared {
                    // By chance hardly a member is in the defaults and in an entry.
                    if let Some(defaults) = payload.get_mut("defaults") {
                        share(defaults, "default");
                    }
                    let entries = payload["entries"].as_array_mut().into_iter().flatten();
                    entries.for_each(|entry| share(entry, "own"));
                }
                payload
            })
            .boxed()
    }

    fn encode(&self, payload: &Value) -> Option<Bytes> {
        grpc_frame(&WRITE.encode(payload).ok()?, false).ok()
    }

    fn request(&self, probe: &Probe, body: Bytes) -> Sent {
        let token = format!("Bearer {}", probe.credential("iam_token"));
        let sent = Sent {
            method: "POST".into(),
            target: PATH.into(),
            headers: Vec::new(),
            body,
        };
        sent.with("content-type", "application/grpc")
            .with("te", "trailers")
            .with("authorization", token)
    }

    fn gzip(&self, sent: &Sent) -> Option<Sent> {
        let message = sent.body.get(5..).unwrap_or_default();
        let sent = Sent {
            body: grpc_frame(message, true).ok()?,
            ..sent.clone()
        };
        Some(sent.with("grpc-encoding", "gzip"))
    }

    fn is_json(&self) -> bool {
        false
    }

    fn split(&self, payload: &Value) -> Vec<Value> {
        let one = |entry: &Value| {
            let mut one = payload.clone();
            one["entries"] = json!([entry]);
            one
        };
        entries(payload).map(one).collect()
    }

    fn records(&self, payload: &Value) -> Vec<Value> {
        entries(payload)
            .map(|entry| as_shown(payload, entry))
            .collect()
    }

    fn record(&self, entry: &Entry) -> Value {
        let parsed = |text: &str| doubled(&serde_json::from_str(text).unwrap_or(Value::Null));
        let view = entry.view();
        let mut shown: Map<_, _> = view
            .attributes
            .iter()
            .map(|(name, text)| (name.clone(), parsed(text)))
            .collect();
        shown.insert("message".into(), parsed(&view.body));
        shown.insert("level".into(), entry.draft.severity.text.into());
        shown.insert("time".into(), entry.time().to_string().into());
        let scope = &entry.draft.scope;
        let group = scope.get("log_group_id").map(|id| match id {
            // A folder's own group has an id by chance.
            id if id != GROUP && id.len() == GROUP.len() && id.starts_with("e23") => "default",
            id => id,
        });
        shown.insert("group".into(), group.into());
        shown.insert("folder".into(), scope.get("folder_id").into());
        Value::from(shown)
    }

    fn oracle(&self, _: &Schemas, payload: &Value) -> Option<String> {
        match WRITE.message(payload) {
            Ok(message) => descriptor::violations(&message).into_iter().next(),
            Err(error) => Some(format!("{error:#}")),
        }
    }

    fn beyond_oracle(&self) -> &'static [&'static str] {
        &[
            // Which ones there are is not in the descriptor.
            "yandex.write.log-group",
            "yandex.write.folder",
        ]
    }

    fn shape_of(&self, operation: &str, schemas: &Schemas, answer: &Answer) -> Option<String> {
        // A refusal looks the same whatever was called.
        match WRITE.answer(answer.clone()) {
            Ok(answer) => schemas.answer(operation, &answer),
            Err(error) => Some(format!("{error:#}")),
        }
    }

    fn tells(&self, answer: &Answer) -> bool {
        WRITE.answer(answer.clone()).is_ok_and(|answer| {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            answer.status != "OK" || body.get("errors").is_some()
        })
    }

    fn wires(&self) -> &'static [Over] {
        &[Over::Http2, Over::Http2Tls]
    }

    fn limits(&self) -> Vec<Limit> {
        limits::all()
    }

    fn no_limits(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "group_id_length",
            "one character beyond it a defect shows, two break the pattern too; the group that \
             is there has a short id",
        )]
    }

    fn defects(&self) -> Vec<Defect> {
        defects::all()
    }
}

fn share(of: &mut Value, value: &str) {
    if let Some(members) = of.get_mut("jsonPayload").and_then(Value::as_object_mut) {
        members.insert("shared".into(), json!({ value: value }));
    }
}

/// The request that carries a payload.
fn of(probe: &Probe, payload: &Value) -> Sent {
    Yandex.request(probe, Yandex.encode(payload).unwrap_or_default())
}

/// The request that carries these bytes as its message.
fn raw(probe: &Probe, message: &[u8]) -> Sent {
    Yandex.request(probe, grpc_frame(message, false).unwrap_or_default())
}

/// A payload with these entries.
fn payload(entries: impl Into<Value>) -> Value {
    json!({
        "destination": { "logGroupId": GROUP },
        "resource": { "type": "serverless.function", "id": "d4e1" },
        "entries": entries.into(),
    })
}

fn good() -> Value {
    json!({ "timestamp": NOW.to_string() })
}

fn entries(payload: &Value) -> impl Iterator<Item = &Value> {
    payload["entries"].as_array().into_iter().flatten()
}

/// An entry of a payload as readers are shown it.
fn as_shown(payload: &Value, entry: &Value) -> Value {
    let defaults = &payload["defaults"];
    let said = |value: &Value, nothing: &str| {
        let text = value.as_str().filter(|text| *text != nothing);
        text.map(str::to_owned)
    };
    let mut shown = Map::new();
    let destination = &payload["destination"];
    let group = destination["logGroupId"].as_str().unwrap_or("default");
    shown.insert("group".into(), group.into());
    shown.insert("folder".into(), FOLDER.into());
    let time = entry["timestamp"]
        .as_str()
        .and_then(|text| text.parse::<jiff::Timestamp>().ok());
    shown.insert("time".into(), time.map(|time| time.to_string()).into());
    let none = "LEVEL_UNSPECIFIED";
    let level = said(&entry["level"], none).or_else(|| said(&defaults["level"], none));
    shown.insert("level".into(), level.unwrap_or_else(|| none.into()).into());
    let message = entry["message"].as_str().unwrap_or_default();
    shown.insert("message".into(), message.into());
    let resource = payload["resource"].as_object().into_iter().flatten();
    let resource = resource.filter(|(_, value)| *value != "");
    let resource: Map<_, _> = resource
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    shown.insert("resource".into(), resource.into());
    let stream = said(&entry["streamName"], "").or_else(|| said(&defaults["streamName"], ""));
    if let Some(stream) = stream {
        shown.insert("stream_name".into(), stream.into());
    }
    let payloads = [&defaults["jsonPayload"], &entry["jsonPayload"]].map(Value::as_object);
    if payloads.iter().any(Option::is_some) {
        // The entry's own members win; they are not merged with those of the same name.
        let members = payloads.into_iter().flatten().flatten();
        let members = members.map(|(name, value)| (name.clone(), value.clone()));
        let whole: Map<_, _> = members.collect();
        shown.insert("json_payload".into(), doubled(&whole.into()));
    }
    Value::from(shown)
}

/// The same with doubles for numbers, as `google.protobuf.Struct` has it.
fn doubled(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.iter().map(doubled).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (name.clone(), doubled(value)));
            Value::from(members.collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}
