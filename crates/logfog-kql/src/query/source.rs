//! Where the rows of tables come from.

use crate::{Type, Value, value::DateTime};

/// A row: as many values as there are columns, each fitting the type of its column.
pub type Row<'a> = Vec<Value<'a>>;

/// Rows, one after the other.
pub type Rows<'a> = Box<dyn Iterator<Item = Row<'a>> + 'a>;

/// Tables that a query can read.
pub trait Source {
    /// The columns of a table; None if there is no such table.
    fn columns(&self, table: &str) -> Option<Vec<(String, Type)>>;

    /// The names of all tables, for `union *` and its like.
    fn tables(&self) -> Vec<String>;

    /// The rows of a table that has been found.
    fn rows<'a>(&'a self, scan: &Scan) -> Rows<'a>;

    /// Whether nobody waits for the answer any longer. It is asked every few thousand rows, and the
    /// query fails once it says so.
    fn is_out_of_time(&self) -> bool {
        false
    }
}

/// What is read of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The table.
    pub table: String,
    /// The columns that are needed, as places in what [`Source::columns`] gave. A row has a value for
    /// each of them, in this order.
    pub columns: Vec<usize>,
    /// What is asked of `TimeGenerated`. It is a hint: rows outside of it may be left out, and are
    /// filtered if they are not.
    pub time: TimeRange,
}

/// A range of times, both ends included; an end that is None is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// No time before this one.
    pub from: Option<DateTime>,
    /// No time behind this one.
    pub to: Option<DateTime>,
}

impl TimeRange {
    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            to: match (self.to, other.to) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }

    /// Whether a time is in it.
    pub fn contains(self, time: DateTime) -> bool {
        self.from.is_none_or(|from| from <= time) && self.to.is_none_or(|to| time <= to)
    }

    /// Whether it says nothing.
    pub const fn is_open(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// No tables at all: for queries that bring their own rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTables;

impl Source for NoTables {
    fn columns(&self, _: &str) -> Option<Vec<(String, Type)>> {
        None
    }

    fn tables(&self) -> Vec<String> {
        Vec::new()
    }

    fn rows<'a>(&'a self, _: &Scan) -> Rows<'a> {
        Box::new(std::iter::empty())
    }
}
