//! `parse`: a text is taken apart by what stands between its parts.

mod bind;
mod regex;
mod simple;

use std::borrow::Cow;

pub(super) use self::regex::Pattern as RegexPattern;
use self::simple::Simple;
use super::kept;
use crate::{
    Scalar, Type, Value,
    functions::{Context, convert},
    value::json,
};

/// The most columns that the documentation lets one `parse` make.
pub(crate) const DOCUMENTED_COLUMNS: usize = 10;

/// The longest text that is tried as a number or a time, in bytes.
const LONGEST_TYPED: usize = 64;

/// How a text is taken apart, and what becomes of the row.
#[derive(Clone, Debug)]
pub(super) struct Parse {
    pub(super) value: Scalar,
    /// The columns that there are besides those that it makes.
    pub(super) kept: Vec<usize>,
    types: Vec<Type>,
    /// Whether a row that does not match is dropped.
    filter: bool,
    pattern: Pattern,
}

#[derive(Clone, Debug)]
enum Pattern {
    Simple(Simple),
    Regex(RegexPattern),
}

impl Parse {
    pub(super) fn apply<'a>(
        &'a self,
        row: Cow<'a, [Value<'a>]>,
        context: &Context,
    ) -> Option<Vec<Value<'a>>> {
        let text = match &row {
            Cow::Borrowed(row) => self.value.look(row, context),
            Cow::Owned(row) => self.value.eval(row, context),
        };
        let found = match text.into_text() {
            Cow::Borrowed(text) => self.captures(text),
            Cow::Owned(text) => self
                .captures(&text)
                .map(|found| found.into_iter().map(Value::into_owned).collect()),
        };
        if found.is_none() && self.filter {
            return None;
        }
        let missing = || self.types.iter().map(|ty| Value::missing(*ty)).collect();
        let mut values = kept(row, &self.kept, self.types.len());
        values.extend(found.unwrap_or_else(missing));
        Some(values)
    }

    /// What each column gets; None if the text does not match.
    fn captures<'t>(&self, text: &'t str) -> Option<Vec<Value<'t>>> {
        match &self.pattern {
            Pattern::Simple(simple) => simple.captures(text),
            Pattern::Regex(regex) => regex.captures(text),
        }
    }
}

/// All of a text as a type.
pub(super) fn whole(text: &str, ty: Type) -> Option<Value<'_>> {
    match ty {
        Type::String => Some(Value::string(text)),
        Type::Dynamic => Some(json::lazy(text).unwrap_or(Value::string(text))),
        Type::Bool
        | Type::Int
        | Type::Long
        | Type::Real
        | Type::Decimal
        | Type::DateTime
        | Type::TimeSpan
        | Type::Guid => {
            let value = convert(Value::string(text), ty);
            (!value.is_null()).then_some(value)
        }
    }
}

/// The longest start of a text that is of a type.
fn prefix(text: &str, ty: Type) -> Option<Value<'_>> {
    if matches!(ty, Type::String | Type::Dynamic) {
        return whole(text, ty);
    }
    let ends = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= LONGEST_TYPED);
    let ends: Vec<usize> = ends.collect();
    ends.into_iter()
        .rev()
        .find_map(|end| whole(&text[..end], ty))
}
