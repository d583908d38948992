//! What a scalar can hold.

mod bag;
mod canonical;
mod guid;
pub mod json;
mod number;
#[cfg(test)]
mod tests;
mod time;
mod time_text;

use std::{borrow::Cow, cmp::Ordering, sync::Arc};

pub use rust_decimal::Decimal;

pub use self::{
    bag::{Bag, Builder},
    canonical::canonical,
    guid::Guid,
    number::{Number, real_text, whole_of},
    time::{Civil, DateTime, TICKS_PER_DAY, TICKS_PER_SECOND, TimeSpan},
};
use crate::Type;

/// The longest text that a function makes, in bytes. What would be longer becomes empty.
pub const TEXT_LIMIT: usize = 1 << 20;

/// How many elements an array or a bag that a function makes may have.
pub const ELEMENT_LIMIT: usize = 1 << 18;

/// A scalar of any type.
///
/// The type that an expression has is known before any row is read, so a value need not say whether
/// it is, for instance, a string or a dynamic that holds one: it is a [`Value::String`] either way.
/// Only a dynamic can be a [`Value::Array`], a [`Value::Bag`] or [`Value::Json`]; its null is
/// [`Value::Null`], as that of every other type but string, which has none.
///
/// Texts are borrowed from the row as long as nothing changes them.
#[derive(Clone, Debug, Default)]
pub enum Value<'a> {
    /// No value, of whatever type.
    #[default]
    Null,
    /// `bool`.
    Bool(bool),
    /// `int`.
    Int(i32),
    /// `long`, and whole numbers in JSON.
    Long(i64),
    /// `real`, and other numbers in JSON.
    Real(f64),
    /// `decimal`.
    Decimal(Decimal),
    /// `datetime`.
    DateTime(DateTime),
    /// `timespan`.
    TimeSpan(TimeSpan),
    /// `guid`.
    Guid(Guid),
    /// `string`.
    String(Cow<'a, str>),
    /// An array of a `dynamic`.
    Array(Arc<[Self]>),
    /// A bag of a `dynamic`.
    Bag(Arc<Bag<'a>>),
    /// An array or a bag of a `dynamic` that nobody has looked into: well-formed JSON text.
    Json(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// The text that is no text, which is what a string has instead of a null.
    pub const EMPTY: Self = Self::String(Cow::Borrowed(""));

    /// A string.
    pub fn string(text: impl Into<Cow<'a, str>>) -> Self {
        Self::String(text.into())
    }

    /// An array; too long a one becomes null.
    pub fn array(elements: Vec<Self>) -> Self {
        if elements.len() > ELEMENT_LIMIT {
            return Self::Null;
        }
        Self::Array(elements.into())
    }

    /// What an expression of a type has where there is nothing.
    pub const fn missing(ty: Type) -> Self {
        match ty {
            Type::String => Self::EMPTY,
            Type::Bool
            | Type::Int
            | Type::Long
            | Type::Real
            | Type::Decimal
            | Type::DateTime
            | Type::TimeSpan
            | Type::Guid
            | Type::Dynamic => Self::Null,
        }
    }

    /// Whether it is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The type that it has by itself, outside of any dynamic. Nothing is known of null.
    pub const fn own_type(&self) -> Option<Type> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(_) => Type::Bool,
            Self::Int(_) => Type::Int,
            Self::Long(_) => Type::Long,
            Self::Real(_) => Type::Real,
            Self::Decimal(_) => Type::Decimal,
            Self::DateTime(_) => Type::DateTime,
            Self::TimeSpan(_) => Type::TimeSpan,
            Self::Guid(_) => Type::Guid,
            Self::String(_) => Type::String,
            Self::Array(_) | Self::Bag(_) | Self::Json(_) => Type::Dynamic,
        })
    }

    /// Whether an expression of this type can have it.
    pub fn fits(&self, ty: Type) -> bool {
        match self.own_type() {
            Some(own) => own == ty || ty == Type::Dynamic,
            None => ty != Type::String,
        }
    }

    /// The same value, borrowing what this one owns.
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Self::String(text) => Value::String(Cow::Borrowed(text)),
            Self::Json(text) => Value::Json(Cow::Borrowed(text)),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Long(_)
            | Self::Real(_)
            | Self::Decimal(_)
            | Self::DateTime(_)
            | Self::TimeSpan(_)
            | Self::Guid(_)
            | Self::Array(_)
            | Self::Bag(_) => self.clone(),
        }
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::Long(value) => Value::Long(value),
            Self::Real(value) => Value::Real(value),
            Self::Decimal(value) => Value::Decimal(value),
            Self::DateTime(value) => Value::DateTime(value),
            Self::TimeSpan(value) => Value::TimeSpan(value),
            Self::Guid(value) => Value::Guid(value),
            Self::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Self::Json(text) => Value::Json(Cow::Owned(text.into_owned())),
            Self::Array(elements) => {
                Value::Array(elements.iter().cloned().map(Value::into_owned).collect())
            }
            Self::Bag(bag) => Value::Bag(Arc::new(bag.to_owned_bag())),
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The elements of an array, read if nobody has yet.
    pub fn elements(&self) -> Option<Arc<[Self]>> {
        if let Self::Array(elements) = self {
            return Some(Arc::clone(elements));
        }
        if let Self::Array(elements) = self.read()? {
            Some(elements)
        } else {
            None
        }
    }

    /// The entries of a bag, read if nobody has yet.
    pub fn bag(&self) -> Option<Arc<Bag<'a>>> {
        if let Self::Bag(bag) = self {
            return Some(Arc::clone(bag));
        }
        if let Self::Bag(bag) = self.read()? {
            Some(bag)
        } else {
            None
        }
    }

    /// What unread JSON holds.
    fn read(&self) -> Option<Self> {
        match self {
            Self::Json(Cow::Borrowed(text)) => json::parse(text),
            Self::Json(Cow::Owned(text)) => json::parse(text).map(Value::into_owned),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Long(_)
            | Self::Real(_)
            | Self::Decimal(_)
            | Self::DateTime(_)
            | Self::TimeSpan(_)
            | Self::Guid(_)
            | Self::String(_)
            | Self::Array(_)
            | Self::Bag(_) => None,
        }
    }

    /// Its text, as `tostring` gives it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Int(value) => Cow::Owned(value.to_string()),
            Self::Long(value) => Cow::Owned(value.to_string()),
            Self::Real(value) => Cow::Owned(real_text(*value)),
            Self::Decimal(value) => Cow::Owned(value.to_string()),
            Self::DateTime(value) => Cow::Owned(value.to_string()),
            Self::TimeSpan(value) => Cow::Owned(value.to_string()),
            Self::Guid(value) => Cow::Owned(value.to_string()),
            Self::String(text) => Cow::Borrowed(text),
            Self::Array(_) | Self::Bag(_) | Self::Json(_) => Cow::Owned(json::write(self)),
        }
    }

    /// As [`Self::text`], keeping a text that was borrowed already.
    pub fn into_text(self) -> Cow<'a, str> {
        if let Self::String(text) = self {
            return text;
        }
        Cow::Owned(self.text().into_owned())
    }

    /// A number of whatever type.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Int(value) => Some(Number::Whole(i64::from(*value))),
            Self::Long(value) => Some(Number::Whole(*value)),
            Self::Real(value) => Some(Number::Real(*value)),
            Self::Decimal(value) => Some(Number::Decimal(*value)),
            Self::Null
            | Self::Bool(_)
            | Self::DateTime(_)
            | Self::TimeSpan(_)
            | Self::Guid(_)
            | Self::String(_)
            | Self::Array(_)
            | Self::Bag(_)
            | Self::Json(_) => None,
        }
    }

    /// A number as a real.
    pub fn real(&self) -> Option<f64> {
        self.number()?.real()
    }

    /// A number as a whole one; the rest is cut off.
    pub fn whole(&self) -> Option<i64> {
        self.number()?.whole()
    }

    /// A time.
    pub const fn datetime(&self) -> Option<DateTime> {
        if let Self::DateTime(time) = self {
            Some(*time)
        } else {
            None
        }
    }

    /// A duration.
    pub const fn timespan(&self) -> Option<TimeSpan> {
        if let Self::TimeSpan(span) = self {
            Some(*span)
        } else {
            None
        }
    }

    /// A bool.
    pub const fn truth(&self) -> Option<bool> {
        if let Self::Bool(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// Which of two comes first, where they can be compared: numbers with numbers, and else only
    /// values of one type.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.cmp(b),
            (Self::TimeSpan(a), Self::TimeSpan(b)) => a.cmp(b),
            (Self::Guid(a), Self::Guid(b)) => a.cmp(b),
            (Self::String(a), Self::String(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Long(a), Self::Long(b)) => a.cmp(b),
            (Self::Int(a), Self::Long(b)) => i64::from(*a).cmp(b),
            (Self::Long(a), Self::Int(b)) => a.cmp(&i64::from(*b)),
            (Self::Decimal(a), _) => a.cmp(&other.number()?.decimal()?),
            (_, Self::Decimal(b)) => self.number()?.decimal()?.cmp(b),
            _ => return self.real()?.partial_cmp(&other.real()?),
        })
    }

    /// Whether two values are the same one: by value, numbers numerically, arrays and bags by
    /// their JSON.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (
                Self::Array(_) | Self::Bag(_) | Self::Json(_),
                Self::Array(_) | Self::Bag(_) | Self::Json(_),
            ) => json::write(self) == json::write(other),
            _ => self.order(other) == Some(Ordering::Equal),
        }
    }
}
