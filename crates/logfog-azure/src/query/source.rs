//! The tables of some workspaces, for the query language.

use std::time::Duration;

use jiff::Timestamp;
use logfog_kit::{Documents, Stopwatch, store::Store};
use logfog_kql::{
    Type,
    query::{Rows, Scan, Source},
};
use logfog_model::Session;

use super::{rows::Reading, tables::Table};
use crate::arm::Workspace;

/// What a query can read. Rows that come while it runs are not seen.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) session: &'a Session,
    pub(super) workspaces: &'a [Workspace],
    pub(super) text: &'a str,
    pub(super) now: Timestamp,
    /// The newest entry that was there when it began.
    pub(super) newest: u64,
    pub(super) started: Stopwatch,
    pub(super) wait: Duration,
}

impl Tables<'_> {
    fn find(&self, name: &str) -> Option<Table> {
        let documents = self.documents();
        Table::find(documents, self.workspaces, (name, self.text), self.now)
    }

    fn documents(&self) -> Documents<'_> {
        Documents::new(self.store, self.session)
    }
}

impl Source for Tables<'_> {
    fn columns(&self, table: &str) -> Option<Vec<(String, Type)>> {
        let columns = self.find(table)?.columns.into_iter();
        Some(columns.map(|column| (column.name, column.ty)).collect())
    }

    fn tables(&self) -> Vec<String> {
        Table::names(self.documents(), self.workspaces)
    }

    fn rows<'a>(&'a self, scan: &Scan) -> Rows<'a> {
        match self.find(&scan.table) {
            Some(table) => Box::new(Reading::new(self, table, scan)),
            None => Box::new(std::iter::empty()),
        }
    }

    fn is_out_of_time(&self) -> bool {
        self.started.elapsed() >= self.wait
    }
}
