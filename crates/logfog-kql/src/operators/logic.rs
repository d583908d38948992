//! `and`, `or` and `not`, where a null is what nobody knows.

use crate::Value;

/// False where either is false, even if the other is null.
pub const fn and(left: &Value<'_>, right: &Value<'_>) -> Value<'static> {
    match (left.truth(), right.truth()) {
        (Some(false), _) | (_, Some(false)) => Value::Bool(false),
        (Some(true), Some(true)) => Value::Bool(true),
        _ => Value::Null,
    }
}

/// True where either is true, even if the other is null.
pub const fn or(left: &Value<'_>, right: &Value<'_>) -> Value<'static> {
    match (left.truth(), right.truth()) {
        (Some(true), _) | (_, Some(true)) => Value::Bool(true),
        (Some(false), Some(false)) => Value::Bool(false),
        _ => Value::Null,
    }
}

/// The other one; null for null.
pub const fn not(value: &Value<'_>) -> Value<'static> {
    match value.truth() {
        Some(truth) => Value::Bool(!truth),
        None => Value::Null,
    }
}
