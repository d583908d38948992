use jiff::Timestamp;
use logfog_kit::Document;
use serde::{Deserialize, Serialize};

use super::super::{envelope::Envelope, target::key};
use crate::stream;

/// A table that was made or changed. Azure's own are there without.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) envelope: Envelope,
    pub(crate) plan: Plan,
    /// Those that were asked for, in order; the standard ones come on top. Of an Azure table, those that
    /// were added to its own.
    pub(crate) columns: Vec<Column>,
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    /// `None`: as the workspace has it.
    pub(crate) retention_days: Option<i32>,
    pub(crate) total_retention_days: Option<i32>,
    /// When its plan was changed, if ever.
    #[serde(default)]
    pub(crate) plan_changed_at: Option<Timestamp>,
}

/// Rows of the plans that are not kept for longer.
const FIXED_DAYS: i32 = 30;

impl Document for Table {
    const KIND: &'static str = "azure.table";
}

/// What can be done with a table's rows, and what they cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Plan {
    Analytics,
    Basic,
    Auxiliary,
}

impl Plan {
    /// As it is written.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Analytics => "Analytics",
            Self::Basic => "Basic",
            Self::Auxiliary => "Auxiliary",
        }
    }

    /// For how many days rows can be queried in a workspace that has so many, unless the table says more.
    pub(crate) const fn days(self, in_workspace: i32) -> i32 {
        match self {
            Self::Analytics => in_workspace,
            Self::Basic | Self::Auxiliary => FIXED_DAYS,
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) r#type: ColumnType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data_type_hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

/// What the values of a table's column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ColumnType {
    String,
    Int,
    Long,
    Real,
    Boolean,
    DateTime,
    Guid,
    Dynamic,
}

impl ColumnType {
    const ALL: [(&'static str, Self); 8] = [
        ("string", Self::String),
        ("int", Self::Int),
        ("long", Self::Long),
        ("real", Self::Real),
        ("boolean", Self::Boolean),
        ("dateTime", Self::DateTime),
        ("guid", Self::Guid),
        ("dynamic", Self::Dynamic),
    ];

    /// The type of this name. Clients write `dateTime` in every case.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let is = |(known, _): &&(&str, Self)| known.eq_ignore_ascii_case(name);
        Self::ALL.iter().find(is).map(|(_, found)| *found)
    }

    /// As it is written.
    pub(crate) fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, known)| *known == self);
        found.expect("every type has its name").0
    }
}

impl From<ColumnType> for logfog_kql::Type {
    fn from(column: ColumnType) -> Self {
        match column {
            ColumnType::String => Self::String,
            ColumnType::Int => Self::Int,
            ColumnType::Long => Self::Long,
            ColumnType::Real => Self::Real,
            ColumnType::Boolean => Self::Bool,
            ColumnType::DateTime => Self::DateTime,
            ColumnType::Guid => Self::Guid,
            ColumnType::Dynamic => Self::Dynamic,
        }
    }
}

impl From<stream::Kind> for ColumnType {
    fn from(kind: stream::Kind) -> Self {
        match kind {
            stream::Kind::String => Self::String,
            stream::Kind::Int => Self::Int,
            stream::Kind::Long => Self::Long,
            stream::Kind::Real => Self::Real,
            stream::Kind::Boolean => Self::Boolean,
            stream::Kind::DateTime => Self::DateTime,
            stream::Kind::Dynamic => Self::Dynamic,
        }
    }
}

impl Table {
    /// The key of a table: its workspace's id and its name.
    pub(crate) fn key(workspace: &str, name: &str) -> String {
        key(&format!("{workspace}/tables/{name}"))
    }
}
