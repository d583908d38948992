//! A stream's declared columns, and how a JSON value becomes one of their types.

mod value;

use std::{borrow::Cow, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub(crate) use value::Value;
use value::{instant, integer, real, unquoted};

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
    name: Cow<'static, str>,
    kind: Kind,
}

impl Column {
    /// A column of this name and type.
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        let name = name.into();
        Self { name, kind }
    }
}

/// What a data collection rule says of one stream.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    /// As in the path: `Custom-Logs`.
    pub(crate) name: Arc<str>,
    /// The table that its rows end up in.
    pub(crate) table: Arc<str>,
    /// `None`: it was made on first use, and takes whatever comes.
    columns: Option<Vec<Column>>,
}

impl Stream {
    /// A stream that declares these columns.
    pub(crate) fn new(name: &str, table: &str, columns: Vec<Column>) -> Self {
        Self {
            name: name.into(),
            table: table.into(),
            columns: Some(columns),
        }
    }

    /// A stream that nobody declared: every property is a column of any type.
    pub(crate) fn open(name: &str) -> Self {
        let table = name.strip_prefix("Custom-").unwrap_or(name);
        Self {
            name: name.into(),
            table: table.into(),
            columns: None,
        }
    }

    /// The type of a column, `None` when it is not declared.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        let Some(columns) = &self.columns else {
            let time = name == TIME;
            return Some(if time { Kind::DateTime } else { Kind::Dynamic });
        };
        let column = columns.iter().find(|column| column.name == name);
        column.map(|column| column.kind)
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
    /// Kusto reads them from text; a number that would lose something does not fit.
    pub(crate) fn fit(self, raw: &str) -> Option<Value<'_>> {
        if raw == "null" {
            return Some(Value::Null);
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
