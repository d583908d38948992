use std::any::Any;

use jiff::{SignedDuration, Timestamp};
use logfog_model::Entry;
use prost::Message as _;
use prost_types::Struct;

use crate::{
    filter::Record,
    generated::yandex::cloud::logging::v1::{LogEntry, LogEntryResource},
    lens::Call,
    level, time,
    wire::IncomingLogEntry,
};

/// How much later an entry is stored than it came in. The service's own time is not known.
const SAVING: SignedDuration = SignedDuration::from_millis(1);

/// A stored entry, with what the call said of all of its entries.
#[derive(Debug)]
pub(crate) struct Stored<'e> {
    entry: &'e Entry,
    call: &'e Call,
    incoming: IncomingLogEntry<'e>,
}

impl<'e> Stored<'e> {
    /// `None`: it is another vendor's.
    pub(crate) fn new(entry: &'e Entry) -> Option<Self> {
        let lens: &dyn Any = &*entry.batch.lens;
        Some(Self {
            entry,
            call: lens.downcast_ref()?,
            incoming: IncomingLogEntry::read_again(&entry.draft.raw),
        })
    }

    /// As it is answered, under a name that no other entry has.
    pub(crate) fn to_message(&self, uid: String) -> LogEntry {
        let (seconds, nanos) = self.incoming.timestamp.unwrap_or_default();
        let mut payload: Option<Struct> = None;
        for piece in self.payloads() {
            // Of a key that is there twice the later value wins.
            let piece = Struct::decode(piece).unwrap_or_default();
            payload.get_or_insert_default().fields.extend(piece.fields);
        }
        LogEntry {
            uid,
            resource: Some(LogEntryResource {
                r#type: self.resource_type().into(),
                id: self.resource_id().into(),
            }),
            timestamp: Some(prost_types::Timestamp { seconds, nanos }),
            ingested_at: Some(time::milliseconds(self.ingested_at())),
            saved_at: Some(time::microseconds(self.saved_at())),
            level: self.level(),
            message: self.incoming.message.into(),
            json_payload: payload,
            stream_name: self.stream_name().into(),
        }
    }
}

impl Record for Stored<'_> {
    fn message(&self) -> &str {
        self.incoming.message
    }

    fn resource_type(&self) -> &str {
        &self.call.resource_type
    }

    fn resource_id(&self) -> &str {
        &self.call.resource_id
    }

    fn level(&self) -> i32 {
        level::number(self.entry.draft.severity)
    }

    fn stream_name(&self) -> &str {
        self.call.stream_name(&self.incoming)
    }

    fn timestamp(&self) -> Timestamp {
        self.entry.time()
    }

    fn ingested_at(&self) -> Timestamp {
        self.entry.batch.received_at
    }

    fn saved_at(&self) -> Timestamp {
        let at = self.entry.batch.received_at;
        at.checked_add(SAVING).unwrap_or(at)
    }

    fn payloads(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.call.payloads().chain(self.incoming.payloads())
    }
}
