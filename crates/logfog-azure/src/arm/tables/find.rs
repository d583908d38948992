use logfog_kit::Documents;

use super::{ColumnType, Plan, Table, azure::AzureTable};
use crate::arm::{target::key, workspaces::Workspace};

/// Columns that every table has, whatever its schema says, and that no client sends.
pub(crate) const STANDARD: [(&str, ColumnType); 8] = [
    ("TenantId", ColumnType::String),
    ("Type", ColumnType::String),
    ("_ResourceId", ColumnType::String),
    ("_SubscriptionId", ColumnType::String),
    ("_TimeReceived", ColumnType::DateTime),
    ("_ItemId", ColumnType::String),
    ("_IsBillable", ColumnType::String),
    ("_BilledSize", ColumnType::Real),
];

/// What custom tables are called in the end.
pub(super) const CUSTOM: &str = "_CL";

/// A table as rules, ingestion and queries ask it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// As it is written.
    pub(crate) name: String,
    pub(crate) plan: Plan,
    /// Whether somebody made it.
    pub(crate) is_custom: bool,
    /// Names and types, without the standard ones; `TimeGenerated` is one of them.
    pub(crate) columns: Vec<(String, ColumnType)>,
    /// Whether it has more columns than those, which nobody publishes.
    pub(crate) is_open: bool,
}

/// Names and types of the columns of one of Azure's own tables, where they are public.
pub(crate) fn azure_columns(table: &str) -> Option<Vec<(String, ColumnType)>> {
    let table = AzureTable::find(table).filter(|table| !table.is_open())?;
    let columns = table.columns();
    Some(
        columns
            .map(|(name, kind)| (name.to_owned(), kind))
            .collect(),
    )
}

/// The table of this name that a workspace has, of which the resource id is given.
///
/// It is made of two documents: the workspace's, and the one that is kept under [`Table::key`].
pub(crate) fn find(documents: Documents<'_>, workspace: &str, name: &str) -> Option<Found> {
    documents.get::<Workspace>(&key(workspace))?;
    let stored: Option<Table> = documents.get(&Table::key(workspace, name));
    let azure = AzureTable::find(name);
    let mut columns: Vec<(String, ColumnType)> = Vec::new();
    if let Some(azure) = azure {
        columns.extend(azure.columns().map(|(name, kind)| (name.to_owned(), kind)));
    }
    let added = stored.iter().flat_map(|table| &table.columns);
    columns.extend(added.map(|column| (column.name.clone(), column.r#type)));
    let named = stored.as_ref().map(|table| table.envelope.name.as_str());
    let name = azure.map(|table| table.name).or(named)?.to_owned();
    Some(Found {
        name,
        plan: stored.map_or(Plan::Analytics, |table| table.plan),
        is_custom: azure.is_none(),
        columns,
        is_open: azure.is_some_and(AzureTable::is_open),
    })
}
