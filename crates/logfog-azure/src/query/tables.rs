//! Tables as queries see them: the columns of all workspaces that have them.

use jiff::{SignedDuration, Timestamp};
use logfog_kit::Documents;
use logfog_kql::Type;

use crate::{
    arm::{
        Workspace,
        tables::{self, ColumnType, Found, STANDARD},
    },
    stream::TIME,
};

/// Standard columns that the service shows only to whom asks for them by name.
const HIDDEN: [&str; 5] = [
    "_TimeReceived",
    "_ItemId",
    "_BilledSize",
    "_IsBillable",
    "_SubscriptionId",
];
/// What asks for the column of that time without its name.
const INGESTION_TIME: &str = "ingestion_time";

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The workspaces that have it.
    pub(super) of: Vec<Kept>,
}

/// A column of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) from: Origin,
}

/// Where its values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Origin the row, as it was sent.
    Row,
    Time,
    Workspace,
    Table,
    /// The subscription of the resource that the row names.
    Subscription,
    Received,
    Item,
    Billable,
    Size,
}

/// A workspace's part of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The workspace's GUID.
    pub(super) workspace: String,
    /// No row is older.
    pub(super) since: Timestamp,
}

impl Table {
    /// The table of this name, which has case. `text` is the query: columns that are hidden unless they are
    /// named are there if it names them.
    pub(super) fn find(
        documents: Documents<'_>,
        workspaces: &[Workspace],
        (name, text): (&str, &str),
        now: Timestamp,
    ) -> Option<Self> {
        let mut of = Vec::new();
        let mut declared: Vec<(String, ColumnType)> = Vec::new();
        for workspace in workspaces {
            let found = tables::find(documents, &workspace.envelope.id, name);
            let Some(found) = found.filter(|found| found.name == name) else {
                continue;
            };
            of.push(Kept {
                workspace: workspace.customer_id.clone(),
                since: since(&found, now),
            });
            for (name, kind) in found.columns {
                // What two workspaces call by one name has the type of the first.
                if declared.iter().all(|(known, _)| *known != name) {
                    declared.push((name, kind));
                }
            }
        }
        if of.is_empty() {
            return None;
        }
        if declared.iter().all(|(known, _)| known != TIME) {
            declared.insert(0, (TIME.to_owned(), ColumnType::DateTime));
        }
        Some(Self {
            name: name.to_owned(),
            columns: columns(declared, text),
            of,
        })
    }

    /// The names of all tables that any of these has.
    pub(super) fn names(documents: Documents<'_>, workspaces: &[Workspace]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for workspace in workspaces {
            for name in tables::names(documents, &workspace.envelope.id) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

fn since(found: &Found, now: Timestamp) -> Timestamp {
    let days = SignedDuration::from_hours(24 * i64::from(found.retention_days));
    now.saturating_sub(days).unwrap_or(Timestamp::MIN)
}

/// The workspace's GUID first and the table's name behind all that was declared, as the service has it.
fn columns(declared: Vec<(String, ColumnType)>, text: &str) -> Vec<Column> {
    let standard = |wanted: &str| STANDARD.into_iter().find(|(name, _)| *name == wanted);
    let shown = |name: &str| {
        let received = name == HIDDEN[0] && text.contains(INGESTION_TIME);
        !HIDDEN.contains(&name) || text.contains(name) || received
    };
    let behind = STANDARD
        .into_iter()
        .filter(|(name, _)| *name != "TenantId" && shown(name));
    let behind = behind.map(|(name, kind)| (name.to_owned(), kind));
    let first = standard("TenantId").map(|(name, kind)| (name.to_owned(), kind));
    first
        .into_iter()
        .chain(declared)
        .chain(behind)
        .map(|(name, kind)| Column {
            from: Origin::of(&name),
            ty: kind.into(),
            name,
        })
        .collect()
}

impl Origin {
    fn of(column: &str) -> Self {
        match column {
            TIME => Self::Time,
            "TenantId" => Self::Workspace,
            "Type" => Self::Table,
            "_SubscriptionId" => Self::Subscription,
            "_TimeReceived" => Self::Received,
            "_ItemId" => Self::Item,
            "_IsBillable" => Self::Billable,
            "_BilledSize" => Self::Size,
            _ => Self::Row,
        }
    }
}
