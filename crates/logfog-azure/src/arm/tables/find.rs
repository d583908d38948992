use logfog_kit::Documents;

use super::{ColumnType, Plan, Table, azure::AzureTable};
use crate::arm::{pages, target::key, workspaces::Workspace};

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
    /// For how many days its rows can be queried.
    pub(crate) retention_days: i32,
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
    let in_workspace = documents.get::<Workspace>(&key(workspace))?.retention_days;
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
    let inherited = |table: &Table| {
        table
            .retention_days
            .unwrap_or(table.plan.days(in_workspace))
    };
    let retention_days = stored.as_ref().map_or(in_workspace, inherited);
    Some(Found {
        name,
        plan: stored.map_or(Plan::Analytics, |table| table.plan),
        is_custom: azure.is_none(),
        columns,
        is_open: azure.is_some_and(AzureTable::is_open),
        retention_days,
    })
}

/// The names of all tables that a workspace has, of which the resource id is given; Azure's first.
pub(crate) fn names(documents: Documents<'_>, workspace: &str) -> Vec<String> {
    let mut names: Vec<String> = AzureTable::all()
        .map(|table| table.name.to_owned())
        .collect();
    for (_, table) in documents.all::<Table>() {
        let name = table.envelope.name;
        if pages::is_in(&table.envelope.id, workspace) && AzureTable::find(&name).is_none() {
            names.push(name);
        }
    }
    names
}
