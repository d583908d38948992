use std::sync::Arc;

use logfog_kit::{Connection, journal::Exchange, serve::Running, store::Query};
use logfog_model::Entry;

/// What every emulator can do. Dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    running: Running,
    connection: Connection,
}

impl Emulator {
    pub(crate) const fn new(running: Running, connection: Connection) -> Self {
        Self {
            running,
            connection,
        }
    }

    /// Its address in the clear: `http://127.0.0.1:PORT`.
    pub fn uri(&self) -> String {
        self.running.addresses().http()
    }

    /// Its address over TLS, on the same port. [`Emulator::ca_pem`] is the authority to trust.
    pub fn https(&self) -> String {
        self.running.addresses().https()
    }

    /// `127.0.0.1:PORT`, for clients that take a bare address.
    pub fn authority(&self) -> String {
        self.running.addresses().authority
    }

    /// The certificate authority behind [`Emulator::https`], as PEM.
    pub fn ca_pem(&self) -> &str {
        self.running.ca_pem()
    }

    /// Environment variables that the vendor's own clients read.
    pub fn env(&self) -> &[(&'static str, String)] {
        &self.connection.env
    }

    /// What was stored, in the order of arrival. Entries that no longer fit into memory are gone:
    /// see [`Emulator::evicted`].
    pub fn entries(&self) -> Vec<Entry> {
        self.running.ctx().store.read(&everything()).entries
    }

    /// How many entries have been forgotten for want of room.
    pub fn evicted(&self) -> u64 {
        self.running.ctx().store.read(&everything()).evicted
    }

    /// What went over the wire, with the verdict on each.
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.running
            .ctx()
            .journal
            .read(None, 0, usize::MAX, &|_| true)
            .0
    }

    /// Forgets entries, exchanges and resources.
    pub fn reset(&self) {
        self.running.ctx().store.reset(None);
        self.running.ctx().journal.reset(None);
    }

    /// A part of the well-known credentials.
    pub(crate) fn credential(&self, name: &str) -> &str {
        known(&self.connection.credentials, name)
    }

    /// A well-known resource.
    pub(crate) fn default(&self, name: &str) -> &str {
        known(&self.connection.defaults, name)
    }
}

const fn everything() -> Query<'static> {
    Query {
        session: None,
        after: 0,
        limit: usize::MAX,
        filter: &|_| true,
    }
}

fn known<'a>(pairs: &'a [(&'static str, String)], name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| *known == name);
    pair.map(|(_, value)| value.as_str())
        .expect("the vendor's crate names its own constants")
}
