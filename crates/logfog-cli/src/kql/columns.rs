//! The columns of streams and tables: declared, or guessed from rows.

use std::fmt;

use logfog_kql::{
    Type,
    bind::Column,
    value::{Value, json},
};
use logfog_model::did_you_mean;
use serde::{
    Deserialize,
    de::{MapAccess, SeqAccess, Visitor},
};

/// The names of all types that a column can have.
const TYPES: [&str; 10] = [
    "string", "int", "long", "real", "boolean", "datetime", "dynamic", "guid", "timespan",
    "decimal",
];

/// Reads `{"Name": "type"}`, or `[{"name": …, "type": …}]` as data collection rules and tables have it.
pub(super) fn parse(text: &str) -> Result<Vec<Column>, String> {
    let Declared(pairs) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut columns: Vec<Column> = Vec::with_capacity(pairs.len());
    for (name, ty) in pairs {
        if columns.iter().any(|column| column.name == name) {
            return Err(format!("the column `{name}` is declared twice"));
        }
        columns.push(column(&name, &ty)?);
    }
    Ok(columns)
}

/// The column of this name and the type of that name.
pub(super) fn column(name: &str, ty: &str) -> Result<Column, String> {
    let ty = Type::from_name(ty).ok_or_else(|| {
        let near = did_you_mean(ty, TYPES);
        format!("the column `{name}` has the type `{ty}`, which there is not{near}")
    })?;
    Ok(Column::new(name, ty))
}

/// Names and types, in the order in which they are declared.
struct Declared(Vec<(String, String)>);

#[derive(Deserialize)]
struct Listed {
    name: String,
    #[serde(rename = "type")]
    ty: String,
}

/// What stands behind a name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Behind {
    Type(String),
    /// A whole stream declaration, `{"columns": […]}`, is understood as well.
    Columns(Vec<Listed>),
}

impl<'de> Deserialize<'de> for Declared {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DeclaredVisitor)
    }
}

struct DeclaredVisitor;

impl<'de> Visitor<'de> for DeclaredVisitor {
    type Value = Declared;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"{"Name": "type"} or [{"name": "Name", "type": "type"}]"#)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Declared, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, behind)) = map.next_entry()? {
            match behind {
                Behind::Type(ty) => pairs.push((name, ty)),
                Behind::Columns(listed) => pairs.extend(listed.into_iter().map(pair)),
            }
        }
        Ok(Declared(pairs))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Declared, A::Error> {
        let mut pairs = Vec::new();
        while let Some(listed) = seq.next_element()? {
            pairs.push(pair(listed));
        }
        Ok(Declared(pairs))
    }
}

fn pair(listed: Listed) -> (String, String) {
    (listed.name, listed.ty)
}

/// What rows look like: each column with a type that fits all of its values.
pub(super) fn guessed<'r>(rows: impl Iterator<Item = &'r str>) -> Vec<Column> {
    let mut guesses: Vec<(String, Option<Type>)> = Vec::new();
    for row in rows {
        let Some(Value::Bag(bag)) = json::parse(row) else {
            continue;
        };
        for (name, value) in bag.iter() {
            let ty = type_of(name, value);
            match guesses.iter_mut().find(|(known, _)| known == name) {
                Some((_, guess)) => *guess = both(*guess, ty),
                None => guesses.push((name.to_string(), ty)),
            }
        }
    }
    guesses
        .into_iter()
        .map(|(name, ty)| Column::new(name, ty.unwrap_or(Type::String)))
        .collect()
}

/// The type that a value speaks for; null is for none.
fn type_of(name: &str, value: &Value<'_>) -> Option<Type> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(Type::Bool),
        Value::Int(_) | Value::Long(_) => Some(Type::Long),
        Value::Real(_) | Value::Decimal(_) => Some(Type::Real),
        // Every table has it so.
        Value::String(_) if name == "TimeGenerated" => Some(Type::DateTime),
        Value::String(_) | Value::DateTime(_) | Value::TimeSpan(_) | Value::Guid(_) => {
            Some(Type::String)
        }
        Value::Array(_) | Value::Bag(_) | Value::Json(_) => Some(Type::Dynamic),
    }
}

fn both(left: Option<Type>, right: Option<Type>) -> Option<Type> {
    match (left, right) {
        (None, ty) | (ty, None) => ty,
        (Some(left), Some(right)) if left == right => Some(left),
        (Some(Type::Long | Type::Real), Some(Type::Long | Type::Real)) => Some(Type::Real),
        (Some(_), Some(_)) => Some(Type::Dynamic),
    }
}

/// As it can be given to `--columns`.
pub(super) fn declaration(columns: &[Column]) -> String {
    let pairs = columns.iter().map(|column| {
        let mut pair = String::new();
        json::write_text(&column.name, &mut pair);
        format!("{pair}:\"{}\"", column.ty)
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_order() {
        let expected = [Column::new("b", Type::Long), Column::new("a", Type::Bool)];
        for text in [
            r#"{"b": "long", "a": "boolean"}"#,
            r#"[{"name": "b", "type": "long"}, {"name": "a", "type": "bool"}]"#,
            r#"{"columns": [{"name": "b", "type": "long"}, {"name": "a", "type": "bool"}]}"#,
        ] {
            assert_eq!(parse(text).as_deref(), Ok(&expected[..]), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_declaration() {
        for (text, says) in [
            (r#"{"a": "lnog"}"#, "did you mean `long`?"),
            (r#"{"a": "long", "a": "int"}"#, "`a` is declared twice"),
            ("7", r#"expected {"Name": "type"}"#),
        ] {
            let said = parse(text).expect_err("wrong");
            assert!(said.contains(says), "{said}");
        }
    }

    #[test]
    fn types_are_guessed_from_all_rows() {
        let rows = [
            r#"{"a": 1, "b": null, "c": "x", "d": {}, "TimeGenerated": "2024-01-01"}"#,
            r#"{"a": 1.5, "b": true, "c": 1, "d": [], "e": null}"#,
            "no row",
        ];
        assert_eq!(
            declaration(&guessed(rows.into_iter())),
            r#"{"a":"real","b":"bool","c":"dynamic","d":"dynamic","TimeGenerated":"datetime","e":"string"}"#
        );
    }
}
