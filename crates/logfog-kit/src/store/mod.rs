//! Where entries and definitions are kept.

#[cfg(test)]
mod contract;
mod definitions;
mod memory;
#[cfg(test)]
mod model;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use logfog_model::{Batch, Draft, Entry, Session};
pub use memory::Memory;
use tokio::sync::watch;

use crate::Usage;

/// Bytes of entries kept unless told otherwise: 256 MiB.
pub const DEFAULT_BYTES: usize = 256 << 20;

/// Entries (append, read, forget) and definitions (small JSON documents by kind and id).
///
/// Every call names a session, or gets one with the batch. `append` returns after the entries are
/// readable: who waits for a record must not be told of it too early.
pub trait Store: Send + Sync + fmt::Debug + 'static {
    /// Keeps the records of one request, and forgets those that no longer fit: the oldest of its
    /// session if that has a quota, then the oldest of all. No records are no request.
    fn append(&self, batch: Arc<Batch>, drafts: Vec<Draft>);

    /// Entries in the order of arrival.
    fn read(&self, query: &Query<'_>) -> Page;

    /// How much is kept of the session, or of all: entries, their bytes, and how many were forgotten
    /// for want of room. Costs the same however many there are.
    fn count(&self, session: Option<&Session>) -> Usage;

    /// How many entries of all sessions were ever forgotten for want of room. No reset takes it back.
    fn evicted_ever(&self) -> u64;

    /// Told the id of the newest entry whenever there is one.
    fn newest(&self) -> watch::Receiver<u64>;

    /// Keeps a definition, provided that its version is still `expected` (0: not there yet).
    /// Returns the new version, or the one that is there instead.
    fn define(&self, key: &Key, document: Bytes, expected: u64) -> Result<u64, u64>;

    /// A definition and its version, which starts at 1.
    fn definition(&self, key: &Key) -> Option<(Bytes, u64)>;

    /// The session's definitions of a kind, in the order of their ids: id, document, version.
    fn definitions(&self, session: &Session, kind: &str) -> Vec<(String, Bytes, u64)>;

    /// Forgets a definition, provided that its version is still `expected` (0: not there, which
    /// changes nothing). Returns the version that is there instead. Who defines it anew begins at
    /// version 1 again.
    fn undefine(&self, key: &Key, expected: u64) -> Result<(), u64>;

    /// Gives the session `bytes` of its own, or takes the limit away. A session over its quota
    /// forgets its own oldest entries, at once and whenever it is written to; they count as evicted.
    /// A quota reserves nothing: what all sessions keep together stays within the store's budget.
    fn quota(&self, session: &Session, bytes: Option<usize>);

    /// Forgets the entries of the session, or of all, for which `forget` holds.
    fn forget(&self, session: Option<&Session>, forget: &dyn Fn(&Entry) -> bool);

    /// Forgets the entries and the evictions of the session, or of all. Quotas stay.
    fn clear(&self, session: Option<&Session>);

    /// Forgets the definitions of the session, or of all.
    fn undefine_all(&self, session: Option<&Session>);

    /// Forgets everything of the session, or everything at all; but quotas stay.
    fn reset(&self, session: Option<&Session>) {
        self.clear(session);
        self.undefine_all(session);
    }
}

/// The name of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose world it is in.
    pub session: Session,
    /// What it is, vendor first: `yandex.log_group`.
    pub kind: &'static str,
    /// Which one.
    pub id: String,
}

/// Which entries to read.
pub struct Query<'a> {
    /// Only this session's.
    pub session: Option<&'a Session>,
    /// Only newer ones than this id.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
    /// Only those for which it holds.
    pub filter: &'a dyn Fn(&Entry) -> bool,
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("session", &self.session)
            .field("after", &self.after)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// A part of the entries.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the order of arrival.
    pub entries: Vec<Entry>,
    /// Whether more of them follow.
    pub more: bool,
    /// How many entries of the session have been forgotten for want of room, since the last reset.
    /// Sessions of which nothing but this number is left are told apart up to 4096 of them; beyond,
    /// that of the oldest is added to everybody's until everything is reset. It may be too large,
    /// and is never too small.
    pub evicted: u64,
    /// The largest id among those; 0 when there are none. Who has read further has missed nothing.
    pub evicted_to: u64,
    /// The id of the newest entry of all sessions when this was read, though it may be gone again.
    pub newest: u64,
}
