//! What stands between two expressions: which types it takes, what it gives, and what it does.

pub mod arithmetic;
pub mod comparison;
pub mod list;
pub mod logic;
pub mod path;
pub mod text;

pub use self::{
    arithmetic::Arithmetic,
    comparison::Comparison,
    text::{Matcher, TextMatch},
};
use crate::Type;

/// Whether a type is of numbers.
pub const fn is_number(ty: Type) -> bool {
    matches!(ty, Type::Int | Type::Long | Type::Real | Type::Decimal)
}

/// The one type that two have in common: the wider of two numbers, and what is not dynamic.
pub fn common(left: Type, right: Type) -> Option<Type> {
    if left == right {
        return Some(left);
    }
    match (left, right) {
        (Type::Dynamic, other) | (other, Type::Dynamic) => Some(other),
        _ if is_number(left) && is_number(right) => Some(wider(left, right)),
        _ => None,
    }
}

pub(crate) fn wider(left: Type, right: Type) -> Type {
    let has = |ty| left == ty || right == ty;
    if has(Type::Decimal) {
        Type::Decimal
    } else if has(Type::Real) {
        Type::Real
    } else if has(Type::Long) {
        Type::Long
    } else {
        Type::Int
    }
}
