//! Values as bytes that are equal exactly where the values are, so that rows can be grouped by them.

use crate::{
    Value,
    value::{Decimal, json},
};

/// Appends the bytes of a value. No value's bytes are the start of another's.
pub(super) fn encode(value: &Value<'_>, into: &mut Vec<u8>) {
    match value {
        Value::Null => into.push(0),
        Value::Bool(value) => into.extend([1, u8::from(*value)]),
        Value::Int(value) => fixed(2, &i64::from(*value).to_le_bytes(), into),
        Value::Long(value) => fixed(2, &value.to_le_bytes(), into),
        Value::Real(value) => fixed(3, &real_bits(*value).to_le_bytes(), into),
        Value::Decimal(value) => decimal(*value, into),
        Value::DateTime(value) => fixed(5, &value.ticks().to_le_bytes(), into),
        Value::TimeSpan(value) => fixed(6, &value.ticks().to_le_bytes(), into),
        Value::Guid(value) => fixed(7, &value.0.to_le_bytes(), into),
        Value::String(text) => counted(8, text, into),
        Value::Array(_) | Value::Bag(_) | Value::Json(_) => counted(9, &json::write(value), into),
    }
}

/// The bytes of one value.
pub(super) fn of(value: &Value<'_>) -> Box<[u8]> {
    let mut bytes = Vec::new();
    encode(value, &mut bytes);
    bytes.into()
}

fn fixed(tag: u8, bytes: &[u8], into: &mut Vec<u8>) {
    into.push(tag);
    into.extend_from_slice(bytes);
}

fn counted(tag: u8, text: &str, into: &mut Vec<u8>) {
    fixed(tag, &text.len().to_le_bytes(), into);
    into.extend_from_slice(text.as_bytes());
}

fn decimal(value: Decimal, into: &mut Vec<u8>) {
    fixed(4, &value.normalize().serialize(), into);
}

/// Both zeros are one, and so is every NaN.
fn real_bits(value: f64) -> u64 {
    if value == 0.0 {
        0
    } else if value.is_nan() {
        f64::NAN.to_bits()
    } else {
        value.to_bits()
    }
}
