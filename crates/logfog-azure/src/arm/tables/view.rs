use serde::Serialize;

use super::{Column, ColumnType, Plan, Table, azure::AzureTable, find::CUSTOM};
use crate::arm::{call::Call, envelope::written, workspaces::Workspace};

#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    properties: Properties<'a>,
    id: &'a str,
    name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    total_retention_in_days: i32,
    archive_retention_in_days: i32,
    plan: Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_plan_modified_date: Option<String>,
    retention_in_days_as_default: bool,
    total_retention_in_days_as_default: bool,
    schema: Schema<'a>,
    provisioning_state: &'static str,
    retention_in_days: i32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    table_sub_type: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    table_type: &'static str,
    columns: Vec<ColumnView<'a>>,
    standard_columns: Vec<ColumnView<'a>>,
    solutions: Vec<&'static str>,
    is_troubleshooting_allowed: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ColumnView<'a> {
    name: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_type_hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    is_default_display: bool,
    is_hidden: bool,
}

impl<'a> ColumnView<'a> {
    fn of(column: &'a Column) -> Self {
        Self {
            data_type_hint: column.data_type_hint.as_deref(),
            display_name: column.display_name.as_deref(),
            description: column.description.as_deref(),
            ..Self::plain(&column.name, column.r#type)
        }
    }

    fn plain(name: &'a str, kind: ColumnType) -> Self {
        Self {
            name,
            r#type: kind.as_str(),
            data_type_hint: None,
            display_name: None,
            description: None,
            is_default_display: false,
            is_hidden: false,
        }
    }
}

impl Table {
    /// How it looks in a workspace.
    pub(super) fn view(&self, call: &Call<'_>, workspace: &Workspace) -> View<'_> {
        let azure = AzureTable::find(&self.envelope.name);
        let own = azure.into_iter().flat_map(AzureTable::columns);
        let tenant = ColumnView::plain("TenantId", ColumnType::Guid);
        let standard = [tenant]
            .into_iter()
            .chain(own.map(|(name, kind)| ColumnView::plain(name, kind)));
        let inherited = self.plan.days(workspace.retention_days);
        let days = self.retention_days.unwrap_or(inherited);
        let total = self.total_retention_days.unwrap_or(days);
        View {
            properties: Properties {
                total_retention_in_days: total,
                archive_retention_in_days: total.saturating_sub(days).max(0),
                plan: self.plan,
                last_plan_modified_date: self.plan_changed_at.map(written),
                retention_in_days_as_default: self.retention_days.is_none(),
                total_retention_in_days_as_default: self.total_retention_days.is_none(),
                schema: Schema {
                    table_sub_type: if azure.is_some() {
                        "Any"
                    } else {
                        "DataCollectionRuleBased"
                    },
                    name: &self.envelope.name,
                    display_name: self.display_name.as_deref(),
                    description: self.description.as_deref(),
                    table_type: if azure.is_some() {
                        "Microsoft"
                    } else {
                        "CustomLog"
                    },
                    columns: self.columns.iter().map(ColumnView::of).collect(),
                    standard_columns: standard.collect(),
                    solutions: match azure {
                        Some(azure) => azure.solutions().collect(),
                        None => vec!["LogManagement"],
                    },
                    is_troubleshooting_allowed: true,
                },
                provisioning_state: self.envelope.state(call.now(), "Updating"),
                retention_in_days: days,
            },
            id: &self.envelope.id,
            name: &self.envelope.name,
        }
    }

    pub(super) fn json(&self, call: &Call<'_>, workspace: &Workspace) -> String {
        serde_json::to_string(&self.view(call, workspace)).expect("texts and numbers are JSON")
    }

    /// Whether a table of this name can be made.
    pub(super) fn is_custom(name: &str) -> bool {
        name.len() > CUSTOM.len() && name.ends_with(CUSTOM)
    }
}
