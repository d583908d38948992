//! What a table holds of a row.

use logfog_model::Entry;
use serde_json::{Map, Value};

use super::times;

/// A row as it must be read back: each value as its column's type has it, written from the
/// documentation of data collection rules and not from the emulator.
pub(super) fn as_stored(row: &Value) -> Value {
    let mut stored = Map::new();
    stored.insert("body".into(), Value::Null);
    for (name, value) in row.as_object().into_iter().flatten() {
        let (name, value) = match name.as_str() {
            "Message" => ("body", text(value)),
            "Level" => ("Level", text(value)),
            "Count" | "Bytes" => (name.as_str(), whole(value)),
            "Duration" => ("Duration", real(value)),
            "Success" => ("Success", boolean(value)),
            "TimeGenerated" | "OccurredAt" => {
                (name.as_str(), value.as_str().and_then(times::kept).into())
            }
            _ => (name.as_str(), value.clone()),
        };
        stored.insert(name.into(), value);
    }
    Value::from(stored)
}

/// A stored row in the same terms.
pub(super) fn as_shown(entry: &Entry) -> Value {
    let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    let view = entry.view();
    let mut shown: Map<_, _> = view
        .attributes
        .iter()
        .map(|(name, text)| (name.clone(), parsed(text)))
        .collect();
    shown.insert("body".into(), parsed(&view.body));
    for name in ["body", "Level"] {
        if let Some(value) = shown.get_mut(name).filter(|value| value.is_string()) {
            *value = text(value);
        }
    }
    Value::from(shown)
}

/// In a column of texts: what is none is kept as its JSON, of which the spelling does not count.
fn text(value: &Value) -> Value {
    if value.is_null() {
        return Value::Null;
    }
    let Some(text) = value.as_str() else {
        return value.to_string().into();
    };
    let json = serde_json::from_str(text).ok();
    let json = json.filter(|json: &Value| json.is_array() || json.is_object());
    json.map_or_else(|| value.clone(), |json| json.to_string().into())
}

/// In a column of whole numbers: texts of them may have a plus and a fraction of zeros.
fn whole(value: &Value) -> Value {
    let Some(text) = value.as_str() else {
        return value.clone();
    };
    let text = text.trim();
    let (text, _) = text.split_once('.').unwrap_or((text, ""));
    text.parse::<i64>().ok().into()
}

fn real(value: &Value) -> Value {
    let Some(text) = value.as_str() else {
        return value.clone();
    };
    text.trim().parse::<f64>().ok().into()
}

fn boolean(value: &Value) -> Value {
    let text = value.as_str();
    let number = value.as_u64().map(|number| number == 1);
    let known = text.map(|text| text == "1" || text.eq_ignore_ascii_case("true"));
    known.or(number).map_or_else(|| value.clone(), Value::from)
}
