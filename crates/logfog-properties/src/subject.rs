use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use logfog_conform::{Answer, Make, Over, Probe, Schemas, Sent, gzip};
use logfog_model::Entry;
use proptest::{sample::Index, strategy::BoxedStrategy};
use serde_json::Value;

/// One call of a vendor that stores records: what its valid payloads are, and what breaks them.
///
/// A payload is a JSON value, also where something else travels: `encode` makes bytes of it.
pub trait Subject: Sync {
    /// Lower-case name, as its folder in `fixtures/` and `schemas/`.
    fn vendor(&self) -> &'static str;

    /// How the emulator is made.
    fn make(&self) -> Make;

    /// The name of the operation.
    fn operation(&self) -> &'static str;

    /// Payloads that break no rule of the default profile, of one record or more.
    fn valid(&self, schemas: &Arc<Schemas>) -> BoxedStrategy<Value>;

    /// The bytes of a payload; `None` when it cannot be written at all.
    fn encode(&self, payload: &Value) -> Option<Bytes> {
        Some(payload.to_string().into())
    }

    /// The request that carries a body, as the well-known principal sends it.
    fn request(&self, probe: &Probe, body: Bytes) -> Sent;

    /// The same request compressed, as this vendor's clients do it; `None` when they cannot.
    fn gzip(&self, sent: &Sent) -> Option<Sent> {
        let body = gzip(&sent.body).ok()?;
        let sent = Sent {
            body,
            ..sent.clone()
        };
        Some(sent.with("content-encoding", "gzip"))
    }

    /// Whether the body is JSON, so that white space, escapes and the order of keys can vary.
    fn is_json(&self) -> bool {
        true
    }

    /// The payload as one payload a record, in order.
    fn split(&self, payload: &Value) -> Vec<Value>;

    /// What must be read back of a valid payload, a value a record, in order.
    fn records(&self, payload: &Value) -> Vec<Value>;

    /// A stored record in the same terms.
    fn record(&self, entry: &Entry) -> Value;

    /// The first thing that is wrong with a payload, in the eyes of the schema.
    fn oracle(&self, schemas: &Schemas, payload: &Value) -> Option<String> {
        schemas.violation(&format!("{}.request", self.operation()), payload)
    }

    /// Rules that the oracle cannot know of: totals, times, lengths in bytes.
    fn beyond_oracle(&self) -> &'static [&'static str];

    /// The first way in which an answer has not this vendor's shape.
    fn shape(&self, schemas: &Schemas, answer: &Answer) -> Option<String> {
        self.shape_of(self.operation(), schemas, answer)
    }

    /// The first way in which another operation's answer has not this vendor's shape.
    fn shape_of(&self, operation: &str, schemas: &Schemas, answer: &Answer) -> Option<String> {
        schemas.answer(operation, answer)
    }

    /// Whether an answer tells the client that something was refused or rejected.
    fn tells(&self, answer: &Answer) -> bool {
        !answer.status.starts_with('2')
    }

    /// The ways over which it is served.
    fn wires(&self) -> &'static [Over] {
        &[Over::Http1, Over::Http2, Over::Tls, Over::Http2Tls]
    }

    /// The numbers of its profiles, each with requests around it.
    fn limits(&self) -> Vec<Limit>;

    /// Names of values of its profiles that are numbers and limit nothing, and why.
    fn no_limits(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// One demand broken at a time.
    fn defects(&self) -> Vec<Defect>;

    /// Documented rules that no property can break, and why.
    fn exempt(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}

impl dyn Subject + '_ {
    /// The request that carries a payload.
    pub(crate) fn sent(&self, probe: &Probe, payload: &Value) -> Option<Sent> {
        Some(self.request(probe, self.encode(payload)?))
    }

    /// Its schemas.
    pub(crate) fn schemas(&self) -> Result<Arc<Schemas>, String> {
        let schemas = Schemas::of(&workspace(), self.vendor());
        schemas.map(Arc::new).map_err(|error| format!("{error:#}"))
    }
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .map_or_else(|| here.clone(), Into::into)
}

/// A number of a profile, and requests around it.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Its name among the profile's values.
    pub number: &'static str,
    /// The rule that what is beyond it breaks.
    pub rule: &'static str,
    /// A valid request that has so many of what is counted (bytes, records, seconds …). Also made
    /// in profiles other than the default: it must break no other rule in any of them.
    pub request: fn(&Probe, u64) -> Sent,
    /// What the number is in the value's text; `number` is the usual.
    pub read: fn(&str) -> Option<u64>,
    /// Why some profile, named first, has the number and does not show it.
    pub except: &'static [(&'static str, &'static str)],
}

impl Limit {
    /// A count, or a length of time, that stands as such in every profile.
    pub(crate) fn new(
        name: &'static str,
        rule: &'static str,
        request: fn(&Probe, u64) -> Sent,
    ) -> Self {
        Self {
            number: name,
            rule,
            request,
            read: number,
            except: &[],
        }
    }
}

/// How many of something to put into a request.
pub(crate) fn size(count: u64) -> usize {
    usize::try_from(count).expect("a limit that memory can hold")
}

/// One of several ways to break a payload.
pub(crate) fn pick<T: Clone>(index: Index, from: &[T]) -> T {
    from[index.index(from.len())].clone()
}

/// From now on this is the case, in every session and with every resource.
pub(crate) fn put(probe: &Probe, state: &'static str) {
    let vendor = probe.vendor().id();
    let sessions = &probe.ctx().sessions;
    sessions.change(None, |world| world.put(vendor, None, Some(state)));
}

/// A count, or a length of time in seconds; `None` for what is no number.
pub(crate) fn number(text: &str) -> Option<u64> {
    let length = || {
        text.parse::<jiff::SignedDuration>()
            .ok()?
            .as_secs()
            .try_into()
            .ok()
    };
    text.parse().ok().or_else(length)
}

/// A valid payload with one demand broken.
#[derive(Clone, Copy, Debug)]
pub struct Defect {
    /// The rule that it breaks, alone.
    pub rule: &'static str,
    /// The operation that it is sent to; `None` for the subject's.
    pub operation: Option<&'static str>,
    /// The profile it is about; `None` for the default.
    pub profile: Option<&'static str>,
    /// Settings, `key=value`, without which it cannot be broken.
    pub set: &'static [(&'static str, &'static str)],
    /// How the request gets there: what is about connections does not happen in memory.
    pub over: Over,
    /// The rules without which it cannot be broken: one record's, where it is about all of them.
    pub beside: &'static [&'static str],
    /// Breaks it. The index picks where and how, so that shrinking finds the simplest.
    pub request: fn(&Probe, Value, Index) -> Sent,
}

impl Defect {
    /// In the default profile.
    pub const fn new(rule: &'static str, request: fn(&Probe, Value, Index) -> Sent) -> Self {
        Self {
            rule,
            operation: None,
            profile: None,
            set: &[],
            over: Over::Memory,
            beside: &[],
            request,
        }
    }

    /// Sent to another operation, whose answers have another shape.
    #[must_use]
    pub const fn of(self, operation: &'static str) -> Self {
        Self {
            operation: Some(operation),
            ..self
        }
    }

    /// In another profile.
    #[must_use]
    pub const fn profile(self, name: &'static str) -> Self {
        Self {
            profile: Some(name),
            ..self
        }
    }

    /// Over a connection.
    #[must_use]
    pub const fn over(self, over: Over) -> Self {
        Self { over, ..self }
    }

    /// Never without other rules.
    #[must_use]
    pub const fn beside(self, rules: &'static [&'static str]) -> Self {
        Self {
            beside: rules,
            ..self
        }
    }

    /// With settings.
    #[must_use]
    pub const fn set(self, set: &'static [(&'static str, &'static str)]) -> Self {
        Self { set, ..self }
    }
}
