//! Where entries and definitions are kept.

mod memory;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use logfog_model::{Batch, Draft, Entry, Session};
pub use memory::Memory;
use tokio::sync::watch;

/// Bytes of entries kept unless told otherwise: 256 MiB.
pub const DEFAULT_BYTES: usize = 256 << 20;

/// Entries (append, read, forget) and definitions (small JSON documents by kind and id).
///
/// Every call names a session, or gets one with the batch. `append` returns after the entries are
/// readable: who waits for a record must not be told of it too early.
pub trait Store: Send + Sync + fmt::Debug + 'static {
    /// Keeps the records of one request, and forgets the oldest ones that no longer fit.
    fn append(&self, batch: Arc<Batch>, drafts: Vec<Draft>);

    /// Entries in the order of arrival.
    fn read(&self, query: &Query<'_>) -> Page;

    /// Told the id of the newest entry whenever there is one.
    fn newest(&self) -> watch::Receiver<u64>;

    /// Keeps a definition, provided that its version is still `expected` (0: not there yet).
    /// Returns the new version, or the one that is there instead.
    fn define(&self, key: &Key, document: Bytes, expected: u64) -> Result<u64, u64>;

    /// A definition and its version, which starts at 1.
    fn definition(&self, key: &Key) -> Option<(Bytes, u64)>;

    /// Forgets the entries of the session, or of all, for which `forget` holds.
    fn forget(&self, session: Option<&Session>, forget: &dyn Fn(&Entry) -> bool);

    /// Forgets everything of the session, definitions included, or everything at all.
    fn reset(&self, session: Option<&Session>);

    /// Shim.
    fn clear(&self, session: Option<&Session>) {
        self.forget(session, &|_| true);
    }
    /// Shim.
    fn undefine_all(&self, _session: Option<&Session>) {}
    /// Shim.
    fn quota(&self, _session: &Session, _bytes: Option<usize>) {}
    /// Shim.
    fn count(&self, session: Option<&Session>) -> Usage {
        let page = self.read(&Query {
            session,
            after: 0,
            limit: usize::MAX,
            filter: &|_| true,
        });
        Usage {
            entries: page.entries.len() as u64,
            bytes: 0,
            evicted: page.evicted,
        }
    }
}

/// Shim.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Shim.
    pub entries: u64,
    /// Shim.
    pub bytes: u64,
    /// Shim.
    pub evicted: u64,
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
    pub evicted: u64,
    /// The largest id among those; 0 when there are none. Who has read further has missed nothing.
    pub evicted_to: u64,
    /// The id of the newest entry of all sessions when this was read, though it may be gone again.
    pub newest: u64,
}
