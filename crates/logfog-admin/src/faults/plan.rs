use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LatencyPlan;
use crate::{span::Span, words};

/// Something that is to go wrong, as the admin API and a config file write it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    /// Which requests it befalls; all when left out.
    #[serde(default, rename = "match")]
    pub when: MatchPlan,
    /// How often; always when left out.
    #[serde(default)]
    pub schedule: SchedulePlan,
    /// What happens.
    pub what: WhatPlan,
}

/// Which requests a fault befalls: those that have everything that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchPlan {
    /// Only of this vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub vendor: Option<String>,
    /// Only of this operation: `GET /vendors/{vendor}/operations` lists them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub operation: Option<String>,
    /// Only in this session. A plan for every session counts over all of them together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub session: Option<String>,
    /// Headers, and patterns that a value of theirs fits: `*` stands for anything. A frame over a
    /// WebSocket has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = HashMap<String, String>)]
    pub headers: BTreeMap<String, String>,
    /// A text that the body contains, as it was sent, or inflated where it is gzip.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub body: Option<String>,
    /// Only the one with this number among those that have all the rest, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub nth: Option<u64>,
}

/// How often a fault happens, among the requests that fit.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SchedulePlan {
    /// So often at most; always when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub times: Option<u32>,
    /// Not to the first so many.
    #[serde(default, skip_serializing_if = "is_default")]
    pub after: u64,
    /// How likely it is each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0.0, maximum = 1.0)]
    pub probability: Option<f64>,
    /// Makes chance come out the same in every run; by the session's seed when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seed: Option<u64>,
    /// Not before so much time has passed since it was planned, by the session's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<Span>,
    /// Not once so much time has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub until: Option<Span>,
}

/// What happens. At most one of `fault`, `status`, `reset` and `hang`, or else any of `partial`, `lose`
/// and `duplicate`; `latency` with all but `hang`; `slow_body`, `truncate` and `goaway` with whatever is
/// answered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatPlan {
    /// The vendor says so, in its own bytes, and nothing is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<words::Fault>)]
    pub fault: Option<String>,
    /// When the client is told to come back: `Retry-After`, in whole seconds, or `RetryInfo` over gRPC. As
    /// the vendor does by itself when left out. With `fault` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry_after: Option<Span>,
    /// The status of an answer of no vendor; nothing is stored. Over a WebSocket only `body` is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 200, maximum = 599)]
    pub status: Option<u16>,
    /// Its headers. With `status` only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = HashMap<String, String>)]
    pub headers: BTreeMap<String, String>,
    /// Its body; empty when left out. With `status` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub body: Option<String>,
    /// The records at these places of the request fail, from 0, in the way in which the vendor says that;
    /// for vendors that can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<usize>,
    /// Records are accepted and not stored.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lose: bool,
    /// Records are stored, and then so many times more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 1000)]
    pub duplicate: Option<u32>,
    /// How much longer it takes than it would.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub latency: Option<LatencyPlan>,
    /// Bytes of the answer's body that come in a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub slow_body: Option<u64>,
    /// Bytes of the answer's body that come before the connection, or the stream of HTTP/2, is cut. Over
    /// a WebSocket it is the text of the message that is cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub truncate: Option<u64>,
    /// The connection is reset, and nothing is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<words::ResetTime>)]
    pub reset: Option<String>,
    /// No answer comes, and nothing is stored.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hang: bool,
    /// The connection takes no further requests: GOAWAY, `Connection: close`, or a close frame.
    #[serde(default, skip_serializing_if = "is_default")]
    pub goaway: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
