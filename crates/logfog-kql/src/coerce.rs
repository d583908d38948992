//! JSON records to rows: the one place that says which JSON becomes which value.

use std::borrow::Cow;

use crate::{
    Type, Value,
    bind::Column,
    functions::convert,
    value::json::{self, members},
};

/// The row of a record: the text of a JSON object. None if it is no JSON object.
///
/// A property that no column is declared for is left out, and a column without a property is null, or
/// an empty text. What a column cannot hold is null too: the row is kept.
pub fn row<'t>(record: &'t str, columns: &[Column]) -> Option<Vec<Value<'t>>> {
    let mut row: Vec<Value<'t>> = columns
        .iter()
        .map(|column| Value::missing(column.ty))
        .collect();
    let mut expected = 0;
    for (name, text) in members(record)? {
        let Some(place) = place_of(&name, columns, expected) else {
            continue;
        };
        expected = place + 1;
        row[place] = value(text, columns[place].ty);
    }
    Some(row)
}

/// Records mostly have their properties in the order of the columns.
fn place_of(name: &str, columns: &[Column], expected: usize) -> Option<usize> {
    if columns
        .get(expected)
        .is_some_and(|column| column.name == name)
    {
        return Some(expected);
    }
    columns.iter().position(|column| column.name == name)
}

/// What a column of a type holds for a JSON value, whose text was checked.
pub fn value(text: &str, ty: Type) -> Value<'_> {
    let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    // A number is the text that it was written as.
    if ty == Type::String && is_number {
        return Value::String(Cow::Borrowed(text));
    }
    let Some(value) = json::unread(text) else {
        return Value::missing(ty);
    };
    let is_text = value.as_str().is_some();
    match (ty, &value) {
        (_, Value::Null) => Value::missing(ty),
        // A fraction is not cut, and true is not 1.
        (Type::Int | Type::Long, Value::Long(_) | Value::String(_)) => convert(value, ty),
        (Type::Int | Type::Long, _) | (Type::Real | Type::Decimal, Value::Bool(_)) => Value::Null,
        // A number is no time.
        (Type::DateTime | Type::TimeSpan | Type::Guid, _) if !is_text => Value::Null,
        (
            Type::Bool
            | Type::Real
            | Type::Decimal
            | Type::DateTime
            | Type::TimeSpan
            | Type::Guid
            | Type::String
            | Type::Dynamic,
            _,
        ) => convert(value, ty),
    }
}
