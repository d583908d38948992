use std::{any::Any, fmt, sync::Arc};

use bytes::Bytes;
use jiff::Timestamp;

use crate::{Session, VendorId};

/// A severity in the vendor's word, and as OpenTelemetry's number (1 to 24, 0 for none).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Severity {
    /// The vendor's own word; empty for none.
    pub text: &'static str,
    /// OpenTelemetry's `SeverityNumber`.
    pub number: u8,
}

impl Severity {
    /// No severity was given, and the vendor gives none.
    pub const NONE: Self = Self::new("", 0);

    /// A word and its OpenTelemetry number.
    pub const fn new(text: &'static str, number: u8) -> Self {
        Self { text, number }
    }
}

/// Where an entry was sent, in the vendor's terms: pairs such as `log_group_id` and its value.
/// Cheap to clone, so that a batch shares one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Arc<[(&'static str, Arc<str>)]>);

impl Scope {
    /// A destination, most important part first.
    pub fn new(parts: impl IntoIterator<Item = (&'static str, Arc<str>)>) -> Self {
        Self(parts.into_iter().collect())
    }

    /// The pairs, in order.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, &**value))
    }

    /// One part's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parts()
            .find(|(part, _)| *part == name)
            .map(|(_, value)| value)
    }
}

/// A record that passed every check and is ready to be stored.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The record's own time; the time of receipt when it has none.
    pub time: Option<Timestamp>,
    /// How bad it is.
    pub severity: Severity,
    /// Where it was sent.
    pub scope: Scope,
    /// The vendor's bytes: a slice of the body wherever the record is unaltered.
    pub raw: Bytes,
}

/// Reads a vendor's bytes. Made once a batch, asked only when somebody looks.
///
/// It is [`Any`], so that a vendor that reads entries back finds its own lens, and what it knows.
pub trait Lens: Any + Send + Sync {
    /// The common view of one entry of the batch.
    fn view(&self, entry: &Entry) -> View;
}

/// What every vendor's entry looks like to a reader: JSON texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The record's message, as JSON text.
    pub body: String,
    /// Everything else that was said of it, in order, the values as JSON text.
    pub attributes: Vec<(String, String)>,
}

/// What the entries of one request have in common.
pub struct Batch {
    /// Whose API it came in by.
    pub vendor: VendorId,
    /// Whose world it is in.
    pub session: Session,
    /// The exchange that brought it.
    pub exchange: u64,
    /// When it came in.
    pub received_at: Timestamp,
    /// Bytes that its records keep alive together: the body that they are slices of.
    pub held: usize,
    /// How to read its entries.
    pub lens: Arc<dyn Lens>,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("vendor", &self.vendor)
            .field("session", &self.session)
            .field("exchange", &self.exchange)
            .finish_non_exhaustive()
    }
}

/// A stored record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the order of arrival, over all vendors and sessions.
    pub id: u64,
    /// What it shares with the rest of its request.
    pub batch: Arc<Batch>,
    /// The record itself.
    pub draft: Draft,
}

impl Entry {
    /// The record's own time, else when it was received.
    pub fn time(&self) -> Timestamp {
        self.draft.time.unwrap_or(self.batch.received_at)
    }

    /// The common view of it.
    pub fn view(&self) -> View {
        self.batch.lens.view(self)
    }
}
