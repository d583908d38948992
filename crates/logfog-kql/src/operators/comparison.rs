//! `== != < <= > >=` and `between`.

use std::{borrow::Cow, cmp::Ordering};

use crate::{
    Type, Value,
    functions::convert,
    operators::{common, logic},
};

/// Compares two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=` or `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// How it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// `bool`, if it takes these types. Two dynamics are only equal or not: which is less has to
    /// be asked of something that they are converted to.
    pub fn returns(self, left: Type, right: Type) -> Option<Type> {
        common(left, right)?;
        let equality = matches!(self, Self::Equal | Self::NotEqual);
        let ordered = left != Type::Dynamic || right != Type::Dynamic;
        (equality || ordered).then_some(Type::Bool)
    }

    /// Compares. With one null, two are different and neither is less; with two, nobody knows.
    pub fn apply(self, left: &Value<'_>, right: &Value<'_>) -> Value<'static> {
        let (left, right) = aligned(left, right);
        let result = match (self, left.is_null(), right.is_null()) {
            (_, true, true) => None,
            (Self::Equal, false, false) => Some(left.same(&right)),
            (Self::NotEqual, false, false) => Some(!left.same(&right)),
            (Self::Equal, _, _) => Some(false),
            (Self::NotEqual, _, _) => Some(true),
            _ => match left.order(&right) {
                Some(order) => Some(self.holds(order)),
                // Nothing is less than a NaN, and nothing is known of what cannot be compared.
                None => left.real().and(right.real()).map(|_| false),
            },
        };
        result.map_or(Value::Null, Value::Bool)
    }

    const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// JSON has no notation for times, durations and guids: a text in a dynamic that is compared with
/// one is read as one.
fn aligned<'v>(
    left: &'v Value<'_>,
    right: &'v Value<'_>,
) -> (Cow<'v, Value<'v>>, Cow<'v, Value<'v>>) {
    match (left, right) {
        (Value::String(_), Value::DateTime(_) | Value::TimeSpan(_) | Value::Guid(_)) => {
            (Cow::Owned(as_other(left, right)), Cow::Borrowed(right))
        }
        (Value::DateTime(_) | Value::TimeSpan(_) | Value::Guid(_), Value::String(_)) => {
            (Cow::Borrowed(left), Cow::Owned(as_other(right, left)))
        }
        _ => (Cow::Borrowed(left), Cow::Borrowed(right)),
    }
}

fn as_other<'v>(text: &'v Value<'_>, other: &Value<'_>) -> Value<'v> {
    convert(text.borrowed(), other.own_type().unwrap_or(Type::Dynamic))
}

/// `between (low .. high)`, both ends included.
pub fn between(value: &Value<'_>, low: &Value<'_>, high: &Value<'_>) -> Value<'static> {
    logic::and(
        &Comparison::GreaterOrEqual.apply(value, low),
        &Comparison::LessOrEqual.apply(value, high),
    )
}

/// `bool`, if `between` takes these types. The upper end of a range of times can also be how long
/// after its lower end it is.
pub fn between_returns(value: Type, low: Type, high: Type) -> Option<Type> {
    Comparison::GreaterOrEqual.returns(value, low)?;
    if low == Type::DateTime && high == Type::TimeSpan {
        return Some(Type::Bool);
    }
    Comparison::LessOrEqual.returns(value, high)
}

/// The upper end of a range, where it may be a duration.
pub fn upper_end<'a>(low: &Value<'_>, high: Value<'a>) -> Value<'a> {
    match (low, &high) {
        (Value::DateTime(low), Value::TimeSpan(span)) => {
            low.plus(*span).map_or(Value::Null, Value::DateTime)
        }
        _ => high,
    }
}
