//! JSON records to rows and back: the one place that says which JSON becomes which value.

use std::borrow::Cow;

use crate::{
    Type, Value,
    bind::Column,
    functions::convert,
    value::{
        canonical,
        json::{self, members},
    },
};

/// The row of a record: the text of a JSON object. None if it is no JSON object.
///
/// A property that no column is declared for is left out, and a column without a property is null, or
/// an empty text. What a column cannot hold is null too: the row is kept.
pub fn row<'t>(record: &'t str, columns: &[Column]) -> Option<Vec<Value<'t>>> {
    row_with(record, columns, |_| true, value)
}

/// As [`row`], where only some columns matter, by their places: the others are as if they were missing.
/// [`Transformation::used_input_columns`](crate::Transformation::used_input_columns) says which do.
pub fn row_of<'t>(record: &'t str, columns: &[Column], used: &[usize]) -> Option<Vec<Value<'t>>> {
    row_by(record, columns, used, value)
}

fn row_with<'t>(
    record: &'t str,
    columns: &[Column],
    is_used: impl Fn(usize) -> bool,
    read: impl Fn(&'t str, Type) -> Value<'t>,
) -> Option<Vec<Value<'t>>> {
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
        if is_used(place) {
            row[place] = read(text, columns[place].ty);
        }
    }
    Some(row)
}

/// As [`row_of`], where `read` says what a column of a type holds for a JSON value.
pub fn row_by<'t>(
    record: &'t str,
    columns: &[Column],
    used: &[usize],
    read: impl Fn(&'t str, Type) -> Value<'t>,
) -> Option<Vec<Value<'t>>> {
    row_with(
        record,
        columns,
        |place| used.binary_search(&place).is_ok(),
        read,
    )
}

/// A row as the text of a JSON object, with its values in canonical form.
pub fn record(row: &[Value<'_>], columns: &[Column]) -> String {
    let mut text = String::from("{");
    for (place, (value, column)) in row.iter().zip(columns).enumerate() {
        if place > 0 {
            text.push(',');
        }
        json::write_text(&column.name, &mut text);
        text.push(':');
        text.push_str(&canonical(value));
    }
    text.push('}');
    text
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
        (Type::Int | Type::Long, Value::Real(real)) if real.fract() == 0.0 => convert(value, ty),
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
