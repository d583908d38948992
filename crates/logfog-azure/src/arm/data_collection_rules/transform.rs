//! What becomes of a stream's columns on their way into a table.

use logfog_kql::bind::Column;

use super::{
    super::{Detail, tables},
    built_in,
    faults::detail,
};
use crate::{
    stream::Kind,
    transform::{self, Language, Transform},
};

/// The columns that come out of a transformation of these, or what is wrong with it.
pub(super) fn transform(
    text: Option<&str>,
    inputs: &[Column],
    dialect: Language,
    target: &str,
) -> Result<Vec<Column>, Vec<Detail>> {
    let compiled = Transform::compile(text, inputs, dialect).map_err(|errors| {
        let told = errors.iter().map(|error| {
            let said = error.in_service_words(text.unwrap_or_default());
            let message = format!("Error occurred while compiling query in query: {said}");
            detail("InvalidTransformQuery", target, message)
        });
        told.collect::<Vec<_>>()
    })?;
    Ok(compiled.map_or_else(|| inputs.to_vec(), |by| by.columns().to_vec()))
}

/// The columns of one of Azure's own streams: those of its table, where they are public.
pub(crate) fn azure_columns(stream: &str) -> Option<Vec<(String, Kind)>> {
    let columns = tables::azure_columns(built_in::table(stream)?)?;
    let column = |(name, kind): (String, tables::ColumnType)| {
        (name, Kind::from(logfog_kql::Type::from(kind)))
    };
    Some(columns.into_iter().map(column).collect())
}

/// The columns of a stream that a rule declares, or of one of Azure's own.
pub(super) fn inputs(declared: Option<&[(String, Kind)]>, stream: &str) -> Option<Vec<Column>> {
    match declared {
        Some(declared) => Some(transform::columns(declared)),
        None => azure_columns(stream).map(|columns| transform::columns(&columns)),
    }
}
