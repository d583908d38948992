use rust_decimal::{Decimal, prelude::FromPrimitive as _};

use crate::value::Value;

/// A real as text: the shortest that reads back as the same one, never without a point or an
/// exponent, and with `E+16` for what is long.
pub fn real_text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let text = format!("{value:?}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return text;
    };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}E{sign}{exponent:0>2}")
}

/// The whole part of a real, where a long can hold it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked first"
)]
pub fn whole_of(value: f64) -> Option<i64> {
    // 2^63 is the first real that is too large; its negation is the smallest that is not.
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    (-BOUND..BOUND).contains(&value).then_some(value as i64)
}

/// A number as a decimal, where one can hold it.
pub fn decimal_of(value: &Value<'_>) -> Option<Decimal> {
    match (value, ()) {
        (Value::Int(value), ()) => Some(Decimal::from(*value)),
        (Value::Long(value), ()) => Some(Decimal::from(*value)),
        (Value::Real(value), ()) => Decimal::from_f64(*value),
        (Value::Decimal(value), ()) => Some(*value),
        _ => None,
    }
}
