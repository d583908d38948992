//! What is on the wire, in place: a field of another wire type is an unknown one, a later field
//! wins over an earlier one and messages merge, as protobuf has it.

use crate::{
    payload,
    protobuf::{BadWire, Fields, Value, int32, int64, text},
};

/// A `WriteRequest`.
#[derive(Debug, Default)]
pub(crate) struct WriteRequest<'a> {
    pub(crate) destination: Destination<'a>,
    pub(crate) resource: Option<LogEntryResource<'a>>,
    pub(crate) entries: Vec<IncomingLogEntry<'a>>,
    /// How many entries were sent: `entries` may hold fewer.
    pub(crate) sent: usize,
    pub(crate) defaults: LogEntryDefaults<'a>,
}

/// A `Destination`: a member counts as set even when it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Destination<'a> {
    #[default]
    Absent,
    Empty,
    LogGroup(&'a str),
    Folder(&'a str),
}

/// A `LogEntryResource`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LogEntryResource<'a> {
    pub(crate) kind: &'a str,
    pub(crate) id: &'a str,
}

/// An `IncomingLogEntry`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IncomingLogEntry<'a> {
    /// The bytes that it is read from.
    pub(crate) raw: &'a [u8],
    /// Seconds since 1970 and nanoseconds.
    pub(crate) timestamp: Option<(i64, i32)>,
    pub(crate) level: i32,
    pub(crate) message: &'a str,
    /// How long the encoded `json_payload` is.
    pub(crate) payload_bytes: usize,
    pub(crate) stream_name: &'a str,
}

/// A `LogEntryDefaults`.
#[derive(Debug, Default)]
pub(crate) struct LogEntryDefaults<'a> {
    pub(crate) level: i32,
    /// The encoded `json_payload`, in pieces that merge.
    pub(crate) payloads: Vec<&'a [u8]>,
    pub(crate) stream_name: &'a str,
}

impl<'a> WriteRequest<'a> {
    /// Reads all of a message and keeps its first `keep` entries: what is refused for having too
    /// many must not cost more than it is long.
    pub(crate) fn read(message: &'a [u8], keep: usize) -> Result<Self, BadWire> {
        let mut request = Self::default();
        for field in Fields::new(message) {
            match field? {
                (1, Value::Bytes(destination)) => request.destination.merge(destination)?,
                (2, Value::Bytes(resource)) => {
                    request.resource.get_or_insert_default().merge(resource)?;
                }
                (3, Value::Bytes(entry)) => {
                    let entry = IncomingLogEntry::read(entry)?;
                    request.sent += 1;
                    if request.entries.len() < keep {
                        request.entries.push(entry);
                    }
                }
                (4, Value::Bytes(defaults)) => request.defaults.merge(defaults)?,
                _ => {}
            }
        }
        Ok(request)
    }
}

impl<'a> Destination<'a> {
    fn merge(&mut self, message: &'a [u8]) -> Result<(), BadWire> {
        if *self == Self::Absent {
            *self = Self::Empty;
        }
        for field in Fields::new(message) {
            match field? {
                (1, Value::Bytes(id)) => *self = Self::LogGroup(text(id)?),
                (2, Value::Bytes(id)) => *self = Self::Folder(text(id)?),
                _ => {}
            }
        }
        Ok(())
    }
}

impl<'a> LogEntryResource<'a> {
    fn merge(&mut self, message: &'a [u8]) -> Result<(), BadWire> {
        for field in Fields::new(message) {
            match field? {
                (1, Value::Bytes(kind)) => self.kind = text(kind)?,
                (2, Value::Bytes(id)) => self.id = text(id)?,
                _ => {}
            }
        }
        Ok(())
    }
}

impl<'a> IncomingLogEntry<'a> {
    pub(crate) fn read(raw: &'a [u8]) -> Result<Self, BadWire> {
        Self::read_with(raw, payload::check)
    }

    /// Reads one that was read before it was stored: its payload is known to be good.
    pub(crate) fn read_again(raw: &'a [u8]) -> Self {
        Self::read_with(raw, |_| Ok(())).unwrap_or_default()
    }

    fn read_with(raw: &'a [u8], check: fn(&[u8]) -> Result<(), BadWire>) -> Result<Self, BadWire> {
        let mut entry = Self {
            raw,
            ..Self::default()
        };
        for field in Fields::new(raw) {
            match field? {
                (1, Value::Bytes(timestamp)) => {
                    let (seconds, nanos) = entry.timestamp.get_or_insert_default();
                    for field in Fields::new(timestamp) {
                        match field? {
                            (1, Value::Varint(value)) => *seconds = int64(value),
                            (2, Value::Varint(value)) => *nanos = int32(value),
                            _ => {}
                        }
                    }
                }
                (2, Value::Varint(level)) => entry.level = int32(level),
                (3, Value::Bytes(message)) => entry.message = text(message)?,
                (4, Value::Bytes(payload)) => {
                    check(payload)?;
                    entry.payload_bytes += payload.len();
                }
                (5, Value::Bytes(name)) => entry.stream_name = text(name)?,
                _ => {}
            }
        }
        Ok(entry)
    }

    /// The pieces of `json_payload`, which merge.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        Fields::new(self.raw).filter_map(|field| match field {
            Ok((4, Value::Bytes(payload))) => Some(payload),
            Ok(_) | Err(_) => None,
        })
    }
}

impl<'a> LogEntryDefaults<'a> {
    fn merge(&mut self, message: &'a [u8]) -> Result<(), BadWire> {
        for field in Fields::new(message) {
            match field? {
                (2, Value::Varint(level)) => self.level = int32(level),
                (4, Value::Bytes(payload)) => {
                    payload::check(payload)?;
                    self.payloads.push(payload);
                }
                (5, Value::Bytes(name)) => self.stream_name = text(name)?,
                _ => {}
            }
        }
        Ok(())
    }
}
