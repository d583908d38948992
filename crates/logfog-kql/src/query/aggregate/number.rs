//! Sums, averages and deviations. Nulls do not count.

use super::BinaryFold;
use crate::{
    Type, Value,
    functions::convert,
    value::{DateTime, Decimal, TimeSpan},
};

/// The sum of a group. Of nothing it is zero; a whole number that grows too large starts over.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) enum Total {
    Whole(i64),
    Real(f64),
    Decimal(Decimal),
    Span(i64),
}

impl Total {
    pub(super) const fn new(ty: Type) -> Self {
        match ty {
            Type::Int | Type::Long => Self::Whole(0),
            Type::Decimal => Self::Decimal(Decimal::ZERO),
            Type::TimeSpan => Self::Span(0),
            Type::Bool
            | Type::Real
            | Type::DateTime
            | Type::Guid
            | Type::String
            | Type::Dynamic => Self::Real(0.0),
        }
    }

    pub(super) fn add(&mut self, value: &Value<'_>) {
        match self {
            Self::Whole(total) => *total = total.wrapping_add(value.whole().unwrap_or(0)),
            Self::Real(total) => *total += real(value).unwrap_or(0.0),
            Self::Decimal(total) => {
                let more = value.number().and_then(crate::value::Number::decimal);
                *total = total.saturating_add(more.unwrap_or(Decimal::ZERO));
            }
            Self::Span(total) => {
                let more = value.timespan().unwrap_or(TimeSpan::ZERO);
                *total = total.wrapping_add(more.ticks());
            }
        }
    }

    pub(super) const fn finish(self) -> Value<'static> {
        match self {
            Self::Whole(total) => Value::Long(total),
            Self::Real(total) => Value::Real(total),
            Self::Decimal(total) => Value::Decimal(total),
            Self::Span(ticks) => Value::TimeSpan(TimeSpan(ticks)),
        }
    }
}

/// A number, also one that a dynamic holds as text.
fn real(value: &Value<'_>) -> Option<f64> {
    value
        .real()
        .or_else(|| convert(value.borrowed(), Type::Real).real())
}

/// The average of a group. Of nothing it is NaN for numbers, and null for times and durations.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct Average {
    ty: Type,
    count: i64,
    real: f64,
    decimal: Decimal,
    ticks: i128,
}

impl Average {
    pub(super) const fn new(ty: Type) -> Self {
        Self {
            ty,
            count: 0,
            real: 0.0,
            decimal: Decimal::ZERO,
            ticks: 0,
        }
    }

    pub(super) fn add(&mut self, value: &Value<'_>) {
        match value {
            Value::Null => return,
            Value::DateTime(time) => self.ticks += i128::from(time.ticks()),
            Value::TimeSpan(span) => self.ticks += i128::from(span.ticks()),
            Value::Decimal(more) => self.decimal = self.decimal.saturating_add(*more),
            Value::Bool(_)
            | Value::Int(_)
            | Value::Long(_)
            | Value::Real(_)
            | Value::Guid(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Bag(_)
            | Value::Json(_) => match real(value) {
                Some(more) => self.real += more,
                None => return,
            },
        }
        self.count += 1;
    }

    pub(super) fn finish(self) -> Value<'static> {
        let ticks = self
            .ticks
            .checked_div(i128::from(self.count))
            .and_then(|ticks| i64::try_from(ticks).ok());
        match self.ty {
            Type::DateTime => ticks
                .and_then(DateTime::from_ticks)
                .map_or(Value::Null, Value::DateTime),
            Type::TimeSpan => ticks.map_or(Value::Null, |ticks| Value::TimeSpan(TimeSpan(ticks))),
            Type::Decimal => self
                .decimal
                .checked_div(Decimal::from(self.count))
                .map_or(Value::Null, Value::Decimal),
            Type::Bool
            | Type::Int
            | Type::Long
            | Type::Real
            | Type::Guid
            | Type::String
            | Type::Dynamic => Value::Real(self.real / as_real(self.count)),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no group has 2^53 rows")]
const fn as_real(count: i64) -> f64 {
    count as f64
}

/// How far the values of a group are from their mean.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::query) struct Moments {
    count: i64,
    mean: f64,
    squares: f64,
}

impl Moments {
    pub(super) fn add(&mut self, value: &Value<'_>) {
        let Some(value) = ticks(value).or_else(|| real(value)) else {
            return;
        };
        // Welford's way, which loses no digits to large values that are close to each other.
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / as_real(self.count);
        self.squares += before * (value - self.mean);
    }

    /// Chosen: one value alone deviates by 0. Of nothing the deviation is NaN.
    pub(super) fn finish(self, sample: bool, root: bool) -> Value<'static> {
        let freedom = if sample {
            (self.count - 1).max(1)
        } else {
            self.count
        };
        let variance = if self.count == 0 {
            f64::NAN
        } else {
            self.squares / as_real(freedom)
        };
        Value::Real(if root { variance.sqrt() } else { variance })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a real is what is computed")]
fn ticks(value: &Value<'_>) -> Option<f64> {
    value.timespan().map(|span| span.ticks() as f64)
}

/// `binary_all_and` and its like.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct Binary {
    fold: BinaryFold,
    bits: Option<i64>,
}

impl Binary {
    pub(super) const fn new(fold: BinaryFold) -> Self {
        Self { fold, bits: None }
    }

    pub(super) fn add(&mut self, value: &Value<'_>) {
        let Some(more) = value.whole() else { return };
        self.bits = Some(match (self.bits, self.fold) {
            (None, _) => more,
            (Some(bits), BinaryFold::And) => bits & more,
            (Some(bits), BinaryFold::Or) => bits | more,
            (Some(bits), BinaryFold::Xor) => bits ^ more,
        });
    }

    pub(super) fn finish(self) -> Value<'static> {
        self.bits.map_or(Value::Null, Value::Long)
    }
}
