//! What the admin API tells of entries and exchanges. Members that a later version adds are let pass.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A record as it was stored, in the view that all vendors share.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Entry {
    /// Its number; later ones have larger ones.
    pub id: u64,
    /// Whose API took it.
    pub vendor: String,
    /// Whose world it is in.
    pub session: String,
    /// The exchange that brought it.
    pub exchange: u64,
    /// When it came in, in RFC 3339.
    pub received_at: String,
    /// When it happened, as it says itself; when it came in if it does not.
    pub time: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where the vendor put it: a log group, a stream, a project.
    pub scope: Map<String, Value>,
    /// The message.
    pub body: Value,
    /// Everything else that it says.
    pub attributes: Map<String, Value>,
    /// The record as it was sent: JSON, text, or `{"base64"}`.
    pub raw: Value,
}

/// How bad an entry is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Severity {
    /// In the vendor's word; empty when none was given.
    pub text: String,
    /// As in OpenTelemetry, 1 to 24; 0 when none was given.
    pub number: u8,
}

/// A request and its answer, a gRPC call, or a WebSocket frame and its answer.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Exchange {
    /// Its number: what `x-logfog-exchange` of the answer said.
    pub id: u64,
    /// Whose API was called.
    pub vendor: String,
    /// Whose world it happened in.
    pub session: String,
    /// Which operation answered; empty when none did.
    pub operation: String,
    /// `http`, `grpc` or `websocket`.
    pub wire: String,
    /// When the head came in, in RFC 3339.
    pub at: String,
    /// How long the answer took, in microseconds.
    pub took_us: u64,
    /// Method, path and query, without secrets.
    pub target: String,
    /// The HTTP status; 0 for a WebSocket frame, and when there was no answer.
    pub status: u16,
    /// The worst rule that was broken.
    pub rule: Option<String>,
    /// What became of what broke that rule: `refused`, `rejected`, `lost`, `altered`, `noted`.
    pub fate: Option<String>,
    /// How many records were stored.
    pub stored: u64,
    /// The planned fault that happened, in words.
    pub fault: Option<String>,
    /// The rules that were broken; lists leave them out.
    #[serde(default)]
    pub broken: Vec<Broken>,
}

/// A broken rule. What was not told is empty.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Broken {
    /// The rule's id.
    pub rule: String,
    /// What became of what broke it.
    pub fate: String,
    /// A JSON pointer (empty for the whole body), or `header NAME`, `query NAME`.
    #[serde(rename = "where")]
    pub at: String,
    /// What would have passed.
    pub expected: String,
    /// What came instead.
    pub got: String,
    /// The vendor's page that says so.
    pub page: String,
    /// How well the rule is known.
    pub basis: String,
    /// What to do; empty when the demand says it all.
    pub hint: String,
    /// The option of the program that lets it pass; empty when none does.
    pub switch: String,
}

/// A page of entries, oldest first.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct EntryPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// What `after` of the next page is; `None` at the end.
    pub next: Option<u64>,
    /// How many that could have been here were forgotten for want of room.
    pub evicted: u64,
}

/// A page of exchanges, oldest first.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct ExchangePage {
    /// The exchanges.
    pub exchanges: Vec<Exchange>,
    /// What `after` of the next page is; `None` at the end.
    pub next: Option<u64>,
    /// How many that could have been here were forgotten for want of room.
    pub evicted: u64,
}

/// An exchange with what was sent and answered.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct WholeExchange {
    /// The exchange, and the rules that were broken.
    #[serde(flatten)]
    pub exchange: Exchange,
    /// Headers and body of the request, without secrets: `{"headers","body","length","cut"}`.
    pub request: Value,
    /// Those of the answer.
    pub answer: Value,
    /// How many rules were broken besides those that are told.
    pub unlisted: u64,
}

/// Why an exchange ended as it did.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Explanation {
    /// The exchange.
    pub exchange: Exchange,
    /// What happened, in a sentence or two.
    pub summary: String,
    /// How many records were stored.
    pub stored: u64,
    /// The rules that were broken.
    pub rules: Vec<Broken>,
    /// How many were broken besides those in `rules`.
    pub unlisted: u64,
    /// How many entries of the session were forgotten for want of room.
    pub evicted: u64,
}
