//! What there is to ask for: tables with their columns, and the workspaces that have them.

use serde_json::json;

use super::{
    Refusal,
    routes::Call,
    tables::{Column, Table},
    target::Of,
    workspaces,
};
use crate::stream::TIME;

/// The tables of a workspace.
pub(super) fn of(call: &mut Call<'_>, of: &Of) -> Result<String, Refusal> {
    let workspace = workspaces::named(call, of)?;
    let all = [workspace];
    let documents = call.documents();
    let named = Table::names(documents, &all);
    let found = named
        .iter()
        .filter_map(|name| Table::find(documents, &all, (name, ""), call.received.at));
    let [workspace] = &all;
    let id = |table: &str| format!("{}/{table}", workspace.customer_id);
    let column = |column: &Column| json!({ "name": column.name, "type": column.ty.as_str() });
    let tables: Vec<_> = found
        .map(|table| {
            let columns: Vec<_> = table.columns.iter().map(column).collect();
            json!({
                "id": id(&table.name), "name": table.name, "timespanColumn": TIME, "columns": columns,
            })
        })
        .collect();
    let ids: Vec<_> = named.iter().map(|name| id(name)).collect();
    let answer = json!({
        "tables": tables,
        "tableGroups": [],
        "workspaces": [{
            "id": workspace.customer_id,
            "resourceId": workspace.envelope.id,
            "name": workspace.envelope.name,
            "region": workspace.envelope.location,
            "tables": ids,
        }],
    });
    Ok(answer.to_string())
}
