use rust_decimal::{
    Decimal,
    prelude::{FromPrimitive as _, ToPrimitive as _},
};

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

/// A number of any of the types that there are of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An int or a long.
    Whole(i64),
    /// A real.
    Real(f64),
    /// A decimal.
    Decimal(Decimal),
}

impl Number {
    /// As a real.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a real has 53 bits; that is what is asked for"
    )]
    pub fn real(self) -> Option<f64> {
        match self {
            Self::Whole(value) => Some(value as f64),
            Self::Real(value) => Some(value),
            Self::Decimal(value) => value.to_f64(),
        }
    }

    /// As a whole number; the rest is cut off.
    pub fn whole(self) -> Option<i64> {
        match self {
            Self::Whole(value) => Some(value),
            Self::Real(value) => whole_of(value),
            Self::Decimal(value) => value.trunc().to_i64(),
        }
    }

    /// As a decimal.
    pub fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Whole(value) => Some(Decimal::from(value)),
            Self::Real(value) => Decimal::from_f64(value),
            Self::Decimal(value) => Some(value),
        }
    }
}
