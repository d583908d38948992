use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use bytes::Bytes;
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage as _, Value};
use regex::Regex;

use super::{Demands, One, count, exactly_one, within};

/// What a message does not satisfy, each with the path of the field.
pub fn violations(message: &DynamicMessage) -> Vec<String> {
    let mut found = Found(Vec::new());
    found.message(message, "");
    found.0
}

struct Found(Vec<String>);

impl Found {
    fn add(&mut self, at: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{at}: {what}"));
    }

    fn message(&mut self, message: &DynamicMessage, at: &str) {
        let descriptor = message.descriptor();
        if descriptor.package_name() == "google.protobuf" {
            if descriptor.name() == "Timestamp" && !is_time(message) {
                self.add(at, "is not of the years 1 to 9999");
            }
            return;
        }
        let inside = |name: &str| {
            let dot = if at.is_empty() { "" } else { "." };
            format!("{at}{dot}{name}")
        };
        for oneof in descriptor.oneofs() {
            let set = oneof.fields().any(|field| message.has_field(&field));
            if !set && exactly_one(&oneof) {
                self.add(&inside(oneof.name()), "no member is set");
            }
        }
        for field in descriptor.fields() {
            let (demands, at) = (Demands::of(&field), inside(field.name()));
            if !message.has_field(&field) {
                if demands.required {
                    self.add(&at, "is required");
                    continue;
                }
                if field.supports_presence() {
                    continue;
                }
            }
            self.field(&field, &demands, &message.get_field(&field), &at);
        }
    }

    fn field(&mut self, field: &FieldDescriptor, demands: &Demands, value: &Value, at: &str) {
        let kind = field.kind();
        if let Some(items) = value.as_list() {
            self.size(demands, items.len(), at);
            let mut rest = items;
            while let [first, others @ ..] = rest {
                if demands.unique && others.contains(first) {
                    self.add(at, format_args!("{first} comes twice"));
                }
                rest = others;
            }
            for (number, item) in items.iter().enumerate() {
                self.one(&kind, &demands.each, item, &format!("{at}[{number}]"));
            }
        } else if let (Some(members), Kind::Message(entry)) = (value.as_map(), &kind) {
            self.size(demands, members.len(), at);
            let (keys, values) = (entry.map_entry_key_field(), entry.map_entry_value_field());
            for (key, value) in members {
                let key = Value::from(key.clone());
                let at = format!("{at}[{key}]");
                self.one(&keys.kind(), &demands.key, &key, &at);
                self.one(&values.kind(), &demands.each, value, &at);
            }
        } else {
            self.one(&kind, &demands.each, value, at);
        }
    }

    fn size(&mut self, demands: &Demands, size: usize, at: &str) {
        if !within(demands.size, count(size)) {
            self.add(at, format_args!("has {size} elements"));
        }
    }

    fn one(&mut self, kind: &Kind, demands: &One, value: &Value, at: &str) {
        if let Some(text) = value.as_str() {
            let length = text.chars().count();
            if !within(demands.length, count(length)) {
                self.add(at, format_args!("has {length} characters"));
            }
            let pattern = demands.pattern.as_deref();
            if !pattern.is_none_or(|pattern| fits(text, pattern)) {
                self.add(at, format_args!("{text:?} does not match"));
            }
        }
        if let Some(number) = number(value).filter(|number| !within(demands.value, *number)) {
            self.add(at, format_args!("is {number}"));
        }
        if let Some(bytes) = bytes(value).filter(|bytes| !within(demands.bytes, count(*bytes))) {
            self.add(at, format_args!("has {bytes} bytes"));
        }
        if let (Kind::Enum(known), Some(number)) = (kind, value.as_enum_number())
            && known.get_value(number).is_none()
        {
            self.add(at, format_args!("{number} is not in {}", known.full_name()));
        }
        if let Some(message) = value.as_message() {
            self.message(message, at);
        }
    }
}

/// Whether the whole text matches; each pattern is compiled once.
fn fits(text: &str, pattern: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if !compiled.contains_key(pattern) {
        let whole = Regex::new(&format!(r"\A(?:{pattern})\z"));
        let whole = whole.unwrap_or_else(|error| panic!("{pattern}: {error}"));
        compiled.insert(pattern.to_owned(), whole);
    }
    compiled[pattern].is_match(text)
}

/// Seconds and nanoseconds of a `Timestamp` or a `Duration`.
fn seconds(message: &DynamicMessage) -> Option<(i64, i32)> {
    let seconds = message.get_field_by_name("seconds")?.as_i64()?;
    Some((seconds, message.get_field_by_name("nanos")?.as_i32()?))
}

fn is_time(message: &DynamicMessage) -> bool {
    seconds(message).is_some_and(|(seconds, nanos)| {
        (-62_135_596_800..=253_402_300_799).contains(&seconds)
            && (0..1_000_000_000).contains(&nanos)
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no limit is as large as what doubles cannot tell apart"
)]
fn number(value: &Value) -> Option<f64> {
    let duration = || {
        let message = value.as_message()?;
        let is_one = message.descriptor().full_name() == "google.protobuf.Duration";
        let (seconds, nanos) = seconds(message).filter(|_| is_one)?;
        Some(seconds as f64 + f64::from(nanos) / 1e9)
    };
    let wide = || value.as_i64().map(|number| number as f64);
    let unsigned = || value.as_u64().map(|number| number as f64);
    let narrow = value.as_i32().map(f64::from);
    narrow
        .or_else(|| value.as_u32().map(f64::from))
        .or_else(wide)
        .or_else(unsigned)
        .or_else(|| value.as_f32().map(f64::from))
        .or_else(|| value.as_f64())
        .or_else(duration)
}

/// How long an encoded value is.
fn bytes(value: &Value) -> Option<usize> {
    let message = || value.as_message().map(DynamicMessage::encoded_len);
    let bytes = || value.as_bytes().map(Bytes::len);
    value.as_str().map(str::len).or_else(bytes).or_else(message)
}
