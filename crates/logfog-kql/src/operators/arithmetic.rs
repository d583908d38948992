//! `+ - * / %` and the sign.

use rust_decimal::prelude::Zero as _;

use crate::{
    Type, Value,
    functions::convert,
    operators::{is_number, wider},
    value::{Decimal, Number, TimeSpan, whole_of},
};

/// Calculates with two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl Arithmetic {
    /// How it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }

    /// What it gives for operands of these types; None if it does not take them. Whole numbers
    /// give a long, whatever their width, and a dynamic takes the type of the other side.
    pub fn returns(self, left: Type, right: Type) -> Option<Type> {
        use Type::{DateTime, Dynamic, TimeSpan};
        if is_number(left) && is_number(right) {
            return Some(wider(Type::Long, wider(left, right)));
        }
        if left == Dynamic || right == Dynamic {
            return self.with_dynamic(left, right);
        }
        match (self, left, right) {
            (Self::Divide, DateTime | TimeSpan, TimeSpan) => Some(Type::Real),
            (Self::Add, TimeSpan, DateTime) | (Self::Add | Self::Subtract, DateTime, TimeSpan) => {
                Some(DateTime)
            }
            (Self::Subtract, DateTime, DateTime)
            | (Self::Remainder, DateTime, TimeSpan)
            | (Self::Add | Self::Subtract | Self::Remainder, TimeSpan, TimeSpan) => Some(TimeSpan),
            (Self::Multiply | Self::Divide, TimeSpan, number)
            | (Self::Multiply, number, TimeSpan)
                if is_number(number) =>
            {
                Some(TimeSpan)
            }
            _ => None,
        }
    }

    fn with_dynamic(self, left: Type, right: Type) -> Option<Type> {
        let other = if left == Type::Dynamic { right } else { left };
        match (self, other) {
            (_, Type::Dynamic) => Some(Type::Dynamic),
            (Self::Divide, Type::TimeSpan) if right == Type::TimeSpan => Some(Type::Real),
            (_, Type::TimeSpan) | (Self::Subtract, Type::DateTime) => Some(Type::TimeSpan),
            (Self::Add, Type::DateTime) => Some(Type::DateTime),
            _ if is_number(other) => Some(wider(Type::Long, other)),
            _ => None,
        }
    }

    /// Calculates; `returns` is what [`Self::returns`] gave. Null where an operand is, where a
    /// whole number is divided by zero, and where a time leaves the years 1 to 9999. Whole
    /// numbers wrap around.
    pub fn apply(self, returns: Type, left: &Value<'_>, right: &Value<'_>) -> Value<'static> {
        if left.is_null() || right.is_null() {
            return Value::Null;
        }
        let value = match (left.number(), right.number()) {
            (Some(Number::Whole(a)), Some(Number::Whole(b))) => self.whole(a, b).map(Value::Long),
            (Some(a @ Number::Decimal(_)), Some(b)) | (Some(a), Some(b @ Number::Decimal(_))) => a
                .decimal()
                .zip(b.decimal())
                .and_then(|(a, b)| self.decimal(a, b))
                .map(Value::Decimal),
            (Some(a), Some(b)) => a
                .real()
                .zip(b.real())
                .map(|(a, b)| Value::Real(self.real(a, b))),
            _ => self.time(left, right),
        };
        let value = value.unwrap_or_default();
        if value.fits(returns) {
            value
        } else {
            convert(value, returns).into_owned()
        }
    }

    const fn whole(self, a: i64, b: i64) -> Option<i64> {
        Some(match self {
            Self::Add => a.wrapping_add(b),
            Self::Subtract => a.wrapping_sub(b),
            Self::Multiply => a.wrapping_mul(b),
            Self::Divide | Self::Remainder if b == 0 => return None,
            Self::Divide => a.wrapping_div(b),
            Self::Remainder => a.wrapping_rem_euclid(b),
        })
    }

    fn real(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Remainder => a.rem_euclid(b),
        }
    }

    fn decimal(self, a: Decimal, b: Decimal) -> Option<Decimal> {
        match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply => a.checked_mul(b),
            Self::Divide => a.checked_div(b),
            Self::Remainder => {
                let rest = a.checked_rem(b)?;
                if rest < Decimal::zero() {
                    rest.checked_add(b.abs())
                } else {
                    Some(rest)
                }
            }
        }
    }

    fn time(self, left: &Value<'_>, right: &Value<'_>) -> Option<Value<'static>> {
        use Value::{DateTime, TimeSpan as Span};
        match (self, left, right) {
            (Self::Add, DateTime(time), Span(span)) | (Self::Add, Span(span), DateTime(time)) => {
                time.plus(*span).map(DateTime)
            }
            (Self::Subtract, DateTime(time), Span(span)) => time.minus(*span).map(DateTime),
            (Self::Subtract, DateTime(a), DateTime(b)) => Some(Span(*a - *b)),
            (Self::Divide, DateTime(time), Span(span)) => Some(ratio(time.ticks(), span.ticks())),
            (Self::Divide, Span(a), Span(b)) => Some(ratio(a.ticks(), b.ticks())),
            (Self::Remainder, DateTime(time), Span(span)) => self
                .whole(time.ticks(), span.ticks())
                .map(TimeSpan)
                .map(Span),
            (Self::Add | Self::Subtract | Self::Remainder, Span(a), Span(b)) => {
                self.spans(a.ticks(), b.ticks())
            }
            (Self::Multiply, Span(span), number) | (Self::Multiply, number, Span(span)) => {
                times(span.ticks(), number)
            }
            (Self::Divide, Span(span), number) => divided(span.ticks(), number),
            _ => None,
        }
    }

    fn spans(self, a: i64, b: i64) -> Option<Value<'static>> {
        let ticks = match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply | Self::Divide => None,
            Self::Remainder => self.whole(a, b),
        };
        ticks.map(TimeSpan).map(Value::TimeSpan)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio is a real")]
fn ratio(a: i64, b: i64) -> Value<'static> {
    Value::Real(a as f64 / b as f64)
}

fn times(ticks: i64, count: &Value<'_>) -> Option<Value<'static>> {
    let ticks = match count.number()? {
        Number::Whole(count) => ticks.checked_mul(count)?,
        count @ (Number::Real(_) | Number::Decimal(_)) => {
            TimeSpan::of(count.real()?, ticks)?.ticks()
        }
    };
    Some(Value::TimeSpan(TimeSpan(ticks)))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a real divisor asks for a real quotient"
)]
fn divided(ticks: i64, count: &Value<'_>) -> Option<Value<'static>> {
    let ticks = match count.number()? {
        Number::Whole(count) => ticks.checked_div(count)?,
        count @ (Number::Real(_) | Number::Decimal(_)) => whole_of(ticks as f64 / count.real()?)?,
    };
    Some(Value::TimeSpan(TimeSpan(ticks)))
}

/// What a sign in front of a type gives.
pub fn negation(ty: Type) -> Option<Type> {
    match ty {
        Type::Int | Type::Long => Some(Type::Long),
        Type::Real | Type::Decimal | Type::TimeSpan | Type::Dynamic => Some(ty),
        Type::Bool | Type::DateTime | Type::Guid | Type::String => None,
    }
}

/// The negative of a value.
pub fn negate(value: &Value<'_>) -> Value<'static> {
    match (value.number(), value.timespan()) {
        (Some(Number::Whole(value)), _) => Value::Long(value.wrapping_neg()),
        (Some(Number::Real(value)), _) => Value::Real(-value),
        (Some(Number::Decimal(value)), _) => Value::Decimal(-value),
        (None, Some(span)) => Value::TimeSpan(TimeSpan(span.ticks().wrapping_neg())),
        (None, None) => Value::Null,
    }
}
