//! `a.b`, `a["b"]` and `a[0]`. What is not there is null.

use std::borrow::Cow;

use crate::{Value, value::json};

/// What a name holds in a bag.
pub fn member<'a>(value: &Value<'a>, name: &str) -> Value<'a> {
    if let Value::Bag(bag) = value {
        return bag.get(name).cloned().unwrap_or_default();
    }
    let Value::Json(text) = value else {
        return Value::Null;
    };
    let found = match text {
        Cow::Borrowed(text) => json::member(text, name),
        Cow::Owned(text) => json::member(text, name).map(Value::into_owned),
    };
    found.unwrap_or_default()
}

/// What is at a place in an array; -1 is the last one.
pub fn element<'a>(value: &Value<'a>, place: i64) -> Value<'a> {
    if let Value::Array(elements) = value {
        return from_either_end(elements, place)
            .cloned()
            .unwrap_or_default();
    }
    let Value::Json(text) = value else {
        return Value::Null;
    };
    let found = match text {
        Cow::Borrowed(text) => json::element(text, place),
        Cow::Owned(text) => json::element(text, place).map(Value::into_owned),
    };
    found.unwrap_or_default()
}

fn from_either_end<'e, 'a>(elements: &'e [Value<'a>], place: i64) -> Option<&'e Value<'a>> {
    let distance = usize::try_from(place.unsigned_abs()).ok()?;
    let place = if place < 0 {
        elements.len().checked_sub(distance)?
    } else {
        distance
    };
    elements.get(place)
}

/// What a subscript that is only known with the row picks: a text is a name, a number a place.
pub fn subscript<'a>(value: &Value<'a>, subscript: &Value<'_>) -> Value<'a> {
    match (subscript.as_str(), subscript.whole()) {
        (Some(name), _) => member(value, name),
        (None, Some(place)) => element(value, place),
        (None, None) => Value::Null,
    }
}
