//! Streams that a rule declares, and their columns.

use super::{
    super::{Rule, call::Call},
    StreamDeclaration,
    asked::{Column, Properties},
    faults::{Faults, detail},
};
use crate::stream::Kind as ColumnType;

const CODE: &str = "InvalidStreamDeclaration";
/// Letters of a column's name.
const LETTERS: usize = 45;

/// Judges what is declared, and gives it with its types read.
pub(super) fn check(
    call: &mut Call<'_>,
    asked: &Properties,
    faults: &mut Faults,
) -> Vec<StreamDeclaration> {
    let mut declared = Vec::new();
    for (name, stream) in &asked.stream_declarations.0 {
        let target = format!("properties.streamDeclarations[{name}]");
        if name.strip_prefix("Custom-").is_none_or(str::is_empty) {
            let message = format!("The name of stream '{name}' must begin with 'Custom-'.");
            let told = detail(CODE, &target, message);
            faults.add(call, Rule::RuleStreamName, &**name, [told]);
        }
        let columns = columns(call, &stream.columns, &target, faults);
        declared.push(StreamDeclaration {
            name: name.clone(),
            columns,
        });
    }
    declared
}

fn columns(
    call: &mut Call<'_>,
    asked: &[Column],
    target: &str,
    faults: &mut Faults,
) -> Vec<(String, ColumnType)> {
    let mut known: Vec<(String, ColumnType)> = Vec::new();
    for (index, Column { name, r#type }) in asked.iter().enumerate() {
        let target = format!("{target}.columns[{index}]");
        let twice = known.iter().any(|(other, _)| other == name);
        if twice || !is_name(name) {
            let message = if twice {
                format!("Column '{name}' is declared twice.")
            } else {
                format!("'{name}' cannot be the name of a column.")
            };
            let told = detail(CODE, &target, message);
            faults.add(call, Rule::RuleColumn, &**name, [told]);
        }
        let read = type_of(r#type);
        if read.is_none() {
            let message = format!("'{type}' is not a type of a column.");
            let told = detail(CODE, &target, message);
            faults.add(call, Rule::RuleColumnType, &**r#type, [told]);
        }
        known.push((name.clone(), read.unwrap_or(ColumnType::Dynamic)));
    }
    known
}

/// A letter or an underscore, then letters, digits and underscores.
fn is_name(name: &str) -> bool {
    let first = name.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && name.len() <= LETTERS
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn type_of(written: &str) -> Option<ColumnType> {
    const ALL: [ColumnType; 7] = [
        ColumnType::String,
        ColumnType::Int,
        ColumnType::Long,
        ColumnType::Real,
        ColumnType::Boolean,
        ColumnType::DateTime,
        ColumnType::Dynamic,
    ];
    let is = |known: &ColumnType| known.as_str().eq_ignore_ascii_case(written);
    ALL.into_iter().find(is)
}
