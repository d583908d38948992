//! A stream's declared columns, and how a JSON value becomes one of their types.

#[cfg(test)]
mod tests;
mod value;

use std::{borrow::Cow, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub(crate) use value::Value;
use value::{instant, integer, real, unquoted};

use crate::{connection::WORKSPACE, transform::Transform};

/// The column that every table has.
pub(crate) const TIME: &str = "TimeGenerated";

/// A column's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    String,
    Int,
    Long,
    Real,
    Boolean,
    DateTime,
    Dynamic,
}

/// One declared column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    name: Arc<str>,
    pub(crate) kind: Kind,
    /// The tables behind the stream that have no such column.
    pub(crate) lacking: Vec<Arc<str>>,
}

/// A way that a stream's rows go.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    /// The table that they end up in.
    pub(crate) table: Arc<str>,
    /// The id of the workspace that has it.
    pub(crate) workspace: Arc<str>,
    /// The table's columns; `None` when it is not there, or takes whatever comes.
    pub(crate) columns: Option<Vec<Arc<str>>>,
    /// Whether there is such a table.
    pub(crate) is_there: bool,
    /// Whether the table has the plan Auxiliary.
    pub(crate) is_auxiliary: bool,
    /// What happens to rows on the way, unless nothing does.
    pub(crate) transform: Option<Transform>,
}

impl Flow {
    /// Whether the table has a column of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        let columns = self.columns.as_ref();
        columns.is_none_or(|columns| columns.iter().any(|column| &**column == name))
    }
}

/// What a data collection rule says of one stream.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    /// As in the path: `Custom-Logs`.
    pub(crate) name: Arc<str>,
    /// Where its rows go.
    pub(crate) flows: Vec<Flow>,
    /// `None`: it was made on first use, and takes whatever comes.
    columns: Option<Vec<Column>>,
}

impl Stream {
    /// A stream that declares these columns.
    pub(crate) fn new(name: &str, columns: &[(String, Kind)], flows: Vec<Flow>) -> Self {
        let column = |(name, kind): &(String, Kind)| {
            let lacking = flows.iter().filter(|flow| {
                // What a transformation makes of it is another matter.
                flow.is_there && flow.transform.is_none() && !flow.has(name)
            });
            Column {
                name: name.as_str().into(),
                kind: *kind,
                lacking: lacking.map(|flow| flow.table.clone()).collect(),
            }
        };
        Self {
            name: name.into(),
            columns: Some(columns.iter().map(column).collect()),
            flows,
        }
    }

    /// A stream that nobody declared: every property is a column of any type.
    pub(crate) fn open(name: &str) -> Self {
        let table = name.strip_prefix("Custom-").unwrap_or(name);
        let flow = Flow {
            table: table.into(),
            workspace: WORKSPACE.into(),
            columns: None,
            is_there: true,
            is_auxiliary: false,
            transform: None,
        };
        Self {
            name: name.into(),
            flows: vec![flow],
            columns: None,
        }
    }

    /// One of Azure's own, whose columns are not public: it takes whatever comes.
    pub(crate) fn built_in(name: &str, flows: Vec<Flow>) -> Self {
        Self {
            name: name.into(),
            flows,
            columns: None,
        }
    }

    /// What a transformation makes of it, on its way into one table.
    pub(crate) fn transformed(name: &str, transform: &Transform, flow: Flow) -> Self {
        let columns = transform.columns().iter();
        let columns = columns.map(|column| (column.name.clone(), column.ty.into()));
        let arriving = Flow {
            transform: None,
            ..flow
        };
        Self::new(name, &columns.collect::<Vec<_>>(), vec![arriving])
    }

    /// The declared columns that its tables lack.
    pub(crate) fn lost_columns(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().flatten();
        let lost = columns.filter(|column| !column.lacking.is_empty());
        lost.map(|column| &*column.name)
    }

    /// Whether rows that are stored as they were sent end up in a table of the plan Auxiliary.
    pub(crate) fn is_auxiliary(&self) -> bool {
        let mut flows = self.flows.iter();
        flows.any(|flow| flow.is_auxiliary && flow.transform.is_none())
    }

    /// Whether any of its rows is stored as it was sent.
    pub(crate) fn passes_through(&self) -> bool {
        self.flows.iter().any(|flow| flow.transform.is_none())
    }

    /// The type of a column, `None` when it is not declared.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        if self.columns.is_none() {
            let time = name == TIME;
            return Some(if time { Kind::DateTime } else { Kind::Dynamic });
        }
        self.column(name).map(|column| column.kind)
    }

    /// The tables behind it that have no column of this name, though it is declared.
    pub(crate) fn lacking(&self, name: &str) -> &[Arc<str>] {
        self.column(name).map_or(&[], |column| &column.lacking)
    }

    /// A declared column.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        let columns = self.columns.iter().flatten();
        columns.into_iter().find(|column| &*column.name == name)
    }
}

impl Kind {
    /// The word for it in a data collection rule.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Int => "int",
            Self::Long => "long",
            Self::Real => "real",
            Self::Boolean => "boolean",
            Self::DateTime => "datetime",
            Self::Dynamic => "dynamic",
        }
    }

    /// What a JSON text becomes in a column of this type, `None` when it does not fit.
    ///
    /// Microsoft publishes no table of this. Numbers and booleans may be written as strings, since
    /// Kusto reads them from text; a number that would lose something does not fit. With
    /// [`Coercion::Exact`] nothing fits that is not plain.
    pub(crate) fn fit(self, raw: &str, coercion: Coercion) -> Option<Value<'_>> {
        if raw == "null" {
            return Some(Value::Null);
        }
        if coercion == Coercion::Exact && !self.is_plain(raw) {
            return None;
        }
        match self {
            Self::Dynamic => Some(Value::Json(raw)),
            Self::String if raw.starts_with('"') => Some(Value::Json(raw)),
            Self::String => Some(Value::Text(raw)),
            Self::Boolean => boolean(raw),
            Self::Int => integer(raw)
                .filter(|number| i32::try_from(*number).is_ok())
                .map(Value::Integer),
            Self::Long => integer(raw).map(Value::Integer),
            Self::Real => real(raw),
            Self::DateTime => instant(raw).map(Value::Time),
        }
    }

    /// Whether it is JSON of the kind that the column has. Objects and arrays are texts for who parses them.
    pub(crate) fn is_plain(self, raw: &str) -> bool {
        match self {
            Self::String => raw.starts_with(['"', '{', '[']),
            Self::Int | Self::Long | Self::Real => is_number(raw),
            Self::Boolean => matches!(raw, "true" | "false"),
            Self::DateTime => raw.starts_with('"'),
            Self::Dynamic => true,
        }
    }
}

/// What becomes of JSON of another kind than its column's, where nobody knows what the service does: numbers
/// and booleans in texts, texts of numbers and booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coercion {
    /// It becomes what it says.
    Lenient,
    /// It becomes null.
    Exact,
}

fn is_number(raw: &str) -> bool {
    raw.starts_with(|first: char| first.is_ascii_digit() || first == '-')
}

fn boolean(raw: &str) -> Option<Value<'static>> {
    let text = unquoted(raw).unwrap_or(Cow::Borrowed(raw));
    if text.eq_ignore_ascii_case("true") || text == "1" {
        Some(Value::Json("true"))
    } else if text.eq_ignore_ascii_case("false") || text == "0" {
        Some(Value::Json("false"))
    } else {
        None
    }
}
