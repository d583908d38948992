//! Values as the query API writes them.

use crate::{
    Type, Value,
    value::{
        canonical,
        json::{write, write_text},
    },
};

/// A value of a column, as JSON: what a dynamic holds is told as its text, a decimal as a text of
/// digits, a time without the zeros that its second ends in, and everything else in its canonical form.
///
/// Chosen: a text, a number and a bool in a dynamic have no quotes within the text.
pub fn cell(value: &Value<'_>, ty: Type) -> String {
    if value.is_null() {
        return "null".to_owned();
    }
    match ty {
        Type::Dynamic => quoted(&match value {
            Value::Array(_) | Value::Bag(_) | Value::Json(_) => write(value),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Long(_)
            | Value::Real(_)
            | Value::Decimal(_)
            | Value::DateTime(_)
            | Value::TimeSpan(_)
            | Value::Guid(_)
            | Value::String(_) => value.text().into_owned(),
        }),
        Type::Decimal => quoted(&value.text()),
        Type::DateTime => quoted(&short(&value.text())),
        Type::Bool
        | Type::Int
        | Type::Long
        | Type::Real
        | Type::TimeSpan
        | Type::Guid
        | Type::String => canonical(value),
    }
}

/// A time without zeros behind the digits that count: `2026-11-01T12:00:00Z`.
fn short(time: &str) -> String {
    let Some((seconds, fraction)) = time.trim_end_matches('Z').split_once('.') else {
        return time.to_owned();
    };
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{seconds}{point}{fraction}Z")
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_text(text, &mut out);
    out
}
