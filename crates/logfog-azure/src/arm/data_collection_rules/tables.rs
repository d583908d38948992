//! What a rule has to know of the tables that its rows go into.

use logfog_kit::Documents;

use super::{
    super::tables::{ColumnType, Table},
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
    if let Some(stored) = documents.get::<Table>(&Table::key(workspace, table)) {
        let columns = stored.columns.into_iter();
        return Found::Columns(columns.map(|column| (column.name, column.r#type)).collect());
    }
    if custom.is_none() && built_in::is_known(stream) {
        Found::Any
    } else {
        Found::Missing
    }
}
