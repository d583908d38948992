use crate::value::{Value, json};

/// A value in the form in which results are compared: times, durations and guids as their text,
/// dynamics as JSON, reals as numbers where JSON has them and else as `"NaN"` or `"Infinity"`, null
/// as null. The result is JSON text.
pub fn canonical(value: &Value<'_>) -> String {
    json::write(value)
}
