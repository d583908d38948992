//! What is stored of an event: the pages in code, and nothing of the emulator.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use logfog_conform::NOW;
use logfog_model::Entry;
use serde_json::{Map, Number, Value, json};

use super::{CONTENTS, LEVELS, TIMES, first_of};

/// What the API adds to every event, but for the size.
const ADDED: [(&str, &str); 6] = [
    ("event.type", "LOG"),
    ("dt.auth.origin", "dt0c01.LOGFOGINGESTEVERYTHING00"),
    ("dt.ingest.format", "dtapi/json"),
    ("dt.openpipeline.source", "/api/v2/logs/ingest"),
    ("dt.openpipeline.pipelines", r#"["logs:default"]"#),
    ("dt.system.bucket", "default_logs"),
];

/// An event of a payload as readers must be shown it.
pub(super) fn expected(event: &Value) -> Value {
    let none = Map::new();
    let event = event.as_object().unwrap_or(&none);
    let time = first_of(event, &TIMES, |value| !value.is_null());
    let level = first_of(event, &LEVELS, |value| {
        value.is_string() || value.is_number() || value.is_boolean()
    });
    let content = first_of(event, &CONTENTS, |value| !value.is_null());
    let chosen = [time, level, content];
    let own = event
        .iter()
        .filter(|(name, _)| !chosen.contains(&Some(name.as_str())))
        .map(|(name, value)| (name.clone(), attribute(value)));
    let mut attributes: Map<_, _> = own.collect();
    for (name, text) in ADDED {
        attributes.insert(name.into(), loose(text.to_owned()));
    }
    let said = level.map_or_else(String::new, |name| text(&event[name]));
    let (loglevel, status) = severity(&said.to_lowercase());
    attributes.insert("loglevel".into(), loglevel.into());
    attributes.insert("status".into(), status.into());
    let time = time.map_or(Some(NOW), |name| instant(&event[name]));
    json!({
        "body": content.map_or_else(|| "".into(), |name| loose(text(&event[name]))),
        "attributes": attributes,
        "level": loglevel,
        "time": time.map(|time| time.to_string()),
    })
}

/// A stored record in the same terms.
pub(super) fn shown(entry: &Entry) -> Value {
    let read = |json: &str| loosely(serde_json::from_str(json).unwrap_or(Value::Null));
    let view = entry.view();
    let attributes = view.attributes.iter();
    // White space counts, and is spelt differently.
    let attributes = attributes.filter(|(name, _)| name != "dt.ingest.size");
    let attributes: Map<_, _> = attributes
        .map(|(name, json)| (name.clone(), read(json)))
        .collect();
    json!({
        "body": read(&view.body),
        "attributes": attributes,
        "level": entry.draft.severity.text,
        "time": entry.time().to_string(),
    })
}

/// A value as the raw structure keeps it: an object is a text, a list has one type.
fn attribute(value: &Value) -> Value {
    match value {
        Value::Object(_) | Value::String(_) => loose(text(value)),
        Value::Number(number) => exact(number),
        Value::Array(items) => {
            let all = |is: fn(&Value) -> bool| items.iter().all(|item| item.is_null() || is(item));
            let typed = all(Value::is_number) || all(Value::is_boolean);
            let items = items.iter().map(|item| {
                if item.is_null() || typed {
                    item.as_number().map_or_else(|| item.clone(), exact)
                } else {
                    loose(text(item))
                }
            });
            items.collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// A stored value, texts in it as they are compared.
fn loosely(value: Value) -> Value {
    match value {
        Value::String(text) => loose(text),
        Value::Array(items) => items.into_iter().map(loosely).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value,
    }
}

/// What is a text stays one, what is none becomes its JSON.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// White space and the order of members are not fixed in a text that is JSON.
fn loose(text: String) -> Value {
    let json = serde_json::from_str(&text);
    let json = json
        .ok()
        .filter(|json: &Value| json.is_object() || json.is_array());
    json.unwrap_or_else(|| text.into())
}

/// A number as it is read back: the last digit of one that was computed may be lost.
fn exact(number: &Number) -> Value {
    serde_json::from_str(&number.to_string()).unwrap_or(Value::Null)
}

/// How a level begins says what it means.
fn severity(level: &str) -> (&'static str, &'static str) {
    let begins = |with: &str| level.starts_with(with);
    match level {
        _ if begins("emerg") || begins("f") => ("EMERGENCY", "ERROR"),
        _ if begins("e") => ("ERROR", "ERROR"),
        _ if begins("a") => ("ALERT", "ERROR"),
        _ if begins("c") => ("CRITICAL", "ERROR"),
        _ if begins("s") => ("SEVERE", "ERROR"),
        _ if begins("w") => ("WARN", "WARN"),
        _ if begins("n") => ("NOTICE", "INFO"),
        _ if begins("i") => ("INFO", "INFO"),
        _ if begins("d") || begins("trace") || begins("verbose") => ("DEBUG", "INFO"),
        _ => ("NONE", "NONE"),
    }
}

/// The instant that a value of the payload names, if it names one.
pub(super) fn instant(value: &Value) -> Option<Timestamp> {
    let text = text(value);
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        // Seconds have ten digits until the year 2286.
        let milliseconds = if number < 1e10 { number * 1e3 } else { number };
        #[expect(clippy::cast_possible_truncation, reason = "an integer of 14 digits")]
        return Timestamp::from_millisecond(milliseconds.round() as i64).ok();
    }
    let text = text.replacen(' ', "T", usize::from(text.starts_with('2')));
    let local = |local: DateTime| TimeZone::fixed(Offset::UTC).to_timestamp(local).ok();
    text.parse().ok().or_else(|| {
        let year = NOW.strftime("%Y");
        let syslog = DateTime::strptime("%Y %b %e %H:%M:%S", format!("{year} {text}"));
        local(text.parse().or(syslog).ok()?)
    })
}
