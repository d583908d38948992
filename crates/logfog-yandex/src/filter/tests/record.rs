//! A record as a test writes it.

use jiff::Timestamp;
use prost::Message as _;
use prost_types::{ListValue, Struct, Value, value::Kind};
use serde_json::{Map, json};

use super::super::Record;

/// An entry whose payload comes in pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) message: String,
    pub(super) resource_type: String,
    pub(super) resource_id: String,
    pub(super) level: i32,
    pub(super) stream_name: String,
    pub(super) timestamp: Timestamp,
    pub(super) ingested_at: Timestamp,
    pub(super) saved_at: Timestamp,
    pub(super) payloads: Vec<Vec<u8>>,
}

impl Entry {
    pub(super) fn with(payloads: impl IntoIterator<Item = serde_json::Value>) -> Self {
        let payloads = payloads.into_iter().map(|payload| encoded(&payload));
        Self {
            payloads: payloads.collect(),
            ..Self::default()
        }
    }
}

impl Record for Entry {
    fn message(&self) -> &str {
        &self.message
    }

    fn resource_type(&self) -> &str {
        &self.resource_type
    }

    fn resource_id(&self) -> &str {
        &self.resource_id
    }

    fn level(&self) -> i32 {
        self.level
    }

    fn stream_name(&self) -> &str {
        &self.stream_name
    }

    fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    fn ingested_at(&self) -> Timestamp {
        self.ingested_at
    }

    fn saved_at(&self) -> Timestamp {
        self.saved_at
    }

    fn payloads(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.payloads.iter().map(Vec::as_slice)
    }
}

fn encoded(object: &serde_json::Value) -> Vec<u8> {
    let object = object.as_object().cloned().unwrap_or_else(Map::new);
    structure(&object).encode_to_vec()
}

fn structure(object: &Map<String, serde_json::Value>) -> Struct {
    let fields = object.iter().map(|(key, of)| (key.clone(), value(of)));
    Struct {
        fields: fields.collect(),
    }
}

fn value(of: &serde_json::Value) -> Value {
    let kind = match of {
        serde_json::Value::Null => Kind::NullValue(0),
        serde_json::Value::Bool(bool) => Kind::BoolValue(*bool),
        serde_json::Value::Number(number) => {
            Kind::NumberValue(number.as_f64().expect("JSON numbers of tests are doubles"))
        }
        serde_json::Value::String(string) => Kind::StringValue(string.clone()),
        serde_json::Value::Array(list) => Kind::ListValue(ListValue {
            values: list.iter().map(value).collect(),
        }),
        serde_json::Value::Object(object) => Kind::StructValue(structure(object)),
    };
    Value { kind: Some(kind) }
}

/// One of everything.
pub(super) fn one_of_everything() -> Entry {
    Entry {
        message: "Error dialing endpoint: Привет, Ümlaut".into(),
        resource_type: "serverless.function".into(),
        resource_id: "d4e155orh3nu".into(),
        level: 4,
        stream_name: "input".into(),
        timestamp: Timestamp::new(1_686_182_400, 500_000_000).expect("in range"),
        ingested_at: Timestamp::from_second(1_686_182_401).expect("in range"),
        saved_at: Timestamp::from_second(1_686_182_402).expect("in range"),
        ..Entry::with([
            json!({"a": "old default", "b": {"deep": "Only here"}, "request_id": "0"}),
            json!({
                "a": "new", "request_id": "145", "n": 42, "f": -0.5, "yes": true, "no": false,
                "nothing": null, "http.status": 500, "user": {"name": "Ann", "0": "zero"},
                "tags": ["red", {"of": "Blue"}, 7], "text": "7", "": "empty key", "list": [],
            }),
        ])
    }
}
