//! Rows of a table, read page by page and column by column.

use std::{any::Any, borrow::Cow, vec};

use jiff::Timestamp;
use logfog_kit::store::Query;
use logfog_kql::{
    Type, Value, coerce,
    query::{Row, Scan, TimeRange},
};
use logfog_model::Entry;
use serde::de::DeserializeSeed as _;

use super::{
    source::Tables,
    tables::{Column, Origin, Table},
};
use crate::{ID, lens::RowLens, transform::ticks, wire::Properties};

/// Entries that are read at a time: the store is locked meanwhile.
const PAGE: usize = 4096;
/// The resource that a row is about.
const RESOURCE: &str = "_ResourceId";

/// A table's rows in the order of their arrival.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    tables: &'a Tables<'a>,
    table: Table,
    wanted: Vec<Column>,
    /// Whether any of them is in the row itself.
    reads_rows: bool,
    time: TimeRange,
    page: vec::IntoIter<Entry>,
    /// The last entry that was read.
    after: u64,
    more: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(tables: &'a Tables<'a>, table: Table, scan: &Scan) -> Self {
        let wanted = scan
            .columns
            .iter()
            .filter_map(|place| table.columns.get(*place));
        let wanted: Vec<Column> = wanted.cloned().collect();
        let is_in_row = |column: &Column| matches!(column.from, Origin::Row | Origin::Subscription);
        Self {
            tables,
            reads_rows: wanted.iter().any(is_in_row),
            wanted,
            table,
            time: scan.time,
            page: Vec::new().into_iter(),
            after: 0,
            more: true,
        }
    }

    fn turn(&mut self) {
        let page = self.tables.store.read(&Query {
            session: Some(self.tables.session),
            after: self.after,
            limit: PAGE,
            filter: &|entry| self.is_row(entry),
        });
        self.after = page.entries.last().map_or(self.after, |entry| entry.id);
        self.more = page.more;
        self.page = page.entries.into_iter();
    }

    fn is_row(&self, entry: &Entry) -> bool {
        if entry.id > self.tables.newest || entry.batch.vendor != ID {
            return false;
        }
        let scope = &entry.draft.scope;
        let is_named = |table: &str| table.eq_ignore_ascii_case(&self.table.name);
        let (Some(table), Some(workspace)) = (scope.get("table"), scope.get("workspace_id")) else {
            return false;
        };
        let mut kept = self.table.of.iter();
        let time = entry.time();
        is_named(table)
            && kept.any(|kept| kept.workspace == workspace && kept.since <= time)
            && self.time.contains(ticks(time))
    }

    fn row(&self, entry: &Entry) -> Row<'a> {
        let value = |column: &Column| self.outside(entry, column);
        let mut row: Row<'a> = self.wanted.iter().map(value).collect();
        if self.reads_rows {
            self.read(entry, &mut row);
        }
        row
    }

    /// What is known of a row without reading it.
    fn outside(&self, entry: &Entry, column: &Column) -> Value<'a> {
        match column.from {
            Origin::Row | Origin::Subscription => Value::missing(column.ty),
            Origin::Time => time(entry.time()),
            Origin::Received => time(entry.batch.received_at),
            Origin::Workspace => {
                let workspace = entry.draft.scope.get("workspace_id");
                Value::string(workspace.unwrap_or_default().to_owned())
            }
            Origin::Table => Value::string(self.table.name.clone()),
            Origin::Item => {
                // Chosen: the same as long as the entry is there, and of no other.
                let (exchange, id) = (entry.batch.exchange, entry.id);
                Value::string(format!("{exchange:08x}-0000-4000-8000-{id:012x}"))
            }
            Origin::Billable => Value::string("true".to_owned()),
            // It is a column of reals that holds whole bytes.
            Origin::Size => Value::Real(
                u32::try_from(entry.draft.raw.len())
                    .unwrap_or(u32::MAX)
                    .into(),
            ),
        }
    }

    /// Reads what is wanted of a row. Of two properties with one name the last one counts.
    fn read(&self, entry: &Entry, row: &mut Row<'a>) {
        let lens: &dyn Any = &*entry.batch.lens;
        let lens = lens.downcast_ref::<RowLens>();
        let each = |name: Cow<'_, str>, raw: &str| {
            for (column, value) in self.wanted.iter().zip(row.iter_mut()) {
                let is_resource = column.from == Origin::Subscription && name == RESOURCE;
                if !is_resource && (column.from != Origin::Row || column.name != name) {
                    continue;
                }
                let Some(json) = lens.map_or(Some(raw.into()), |lens| lens.value(&name, raw))
                else {
                    continue;
                };
                let read = coerce::value(&json, column.ty);
                *value = if is_resource {
                    subscription(&read)
                } else {
                    read.into_owned()
                };
            }
        };
        let mut json = serde_json::Deserializer::from_slice(&entry.draft.raw);
        let read = Properties(each).deserialize(&mut json);
        // It was read once before it was stored.
        debug_assert!(read.is_ok(), "{read:?}");
    }
}

impl<'a> Iterator for Reading<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        loop {
            if let Some(entry) = self.page.next() {
                return Some(self.row(&entry));
            }
            if !self.more {
                return None;
            }
            self.turn();
        }
    }
}

fn time(at: Timestamp) -> Value<'static> {
    Value::DateTime(ticks(at))
}

/// The subscription of a resource id.
fn subscription(resource: &Value<'_>) -> Value<'static> {
    let resource = resource.as_str().unwrap_or_default();
    let mut parts = resource
        .split('/')
        .skip_while(|part| !part.eq_ignore_ascii_case("subscriptions"));
    match parts.nth(1) {
        Some(id) => Value::string(id.to_owned()),
        None => Value::missing(Type::String),
    }
}
