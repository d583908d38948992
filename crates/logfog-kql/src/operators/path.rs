//! `a.b`, `a["b"]` and `a[0]`. What is not there is null.

use std::borrow::Cow;

use crate::{Value, value::json};

/// What a name holds in a bag.
pub fn member<'a>(value: &Value<'a>, name: &str) -> Value<'a> {
    match (value, ()) {
        (Value::Bag(bag), ()) => bag.get(name).cloned().unwrap_or_default(),
        (Value::Json(Cow::Borrowed(text)), ()) => json::member(text, name).unwrap_or_default(),
        (Value::Json(Cow::Owned(text)), ()) => {
            json::member(text, name).unwrap_or_default().into_owned()
        }
        _ => Value::Null,
    }
}

/// What is at a place in an array; -1 is the last one.
pub fn element<'a>(value: &Value<'a>, place: i64) -> Value<'a> {
    match (value, ()) {
        (Value::Array(elements), ()) => {
            let from_end = elements
                .len()
                .checked_sub(usize::try_from(place.unsigned_abs()).unwrap_or(usize::MAX));
            let place = if place < 0 {
                from_end
            } else {
                usize::try_from(place).ok()
            };
            place
                .and_then(|place| elements.get(place))
                .cloned()
                .unwrap_or_default()
        }
        (Value::Json(Cow::Borrowed(text)), ()) => json::element(text, place).unwrap_or_default(),
        (Value::Json(Cow::Owned(text)), ()) => {
            json::element(text, place).unwrap_or_default().into_owned()
        }
        _ => Value::Null,
    }
}

/// What a subscript that is only known with the row picks: a text is a name, a number a place.
pub fn subscript<'a>(value: &Value<'a>, subscript: &Value<'_>) -> Value<'a> {
    match (subscript, ()) {
        (Value::String(name), ()) => member(value, name),
        (Value::Int(_) | Value::Long(_), ()) => subscript
            .whole()
            .map_or(Value::Null, |place| element(value, place)),
        _ => Value::Null,
    }
}
