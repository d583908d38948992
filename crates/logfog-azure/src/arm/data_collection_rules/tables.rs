//! What a rule has to know of the tables that its rows go into.

use logfog_kit::Documents;

use super::{
    super::tables::{self, ColumnType},
    built_in,
};

/// A table that rows could go into.
#[derive(Debug)]
pub(super) enum Found {
    /// There is none.
    Missing,
    /// One of Azure's own, whose columns are not known here.
    Any,
    /// Names and types of its columns.
    Columns(Vec<(String, ColumnType)>),
}

/// The table of a workspace behind an output stream: `Custom-<table>` or `Microsoft-<table>`.
pub(super) fn behind(documents: Documents<'_>, workspace: &str, stream: &str) -> Found {
    let custom = stream.strip_prefix("Custom-");
    let Some(table) = custom.or_else(|| built_in::table(stream)) else {
        return Found::Missing;
    };
    let found = tables::find(documents, workspace, table);
    // Custom tables are behind custom streams, and Azure's own behind those that are named as they are.
    let found = found.filter(|found| match custom {
        Some(_) => found.is_custom,
        None => !found.is_custom && found.name == table,
    });
    if let Some(found) = found {
        return if found.is_open {
            Found::Any
        } else {
            Found::Columns(found.columns)
        };
    }
    if custom.is_none() && built_in::is_known(stream) {
        Found::Any
    } else {
        Found::Missing
    }
}
