//! What tells one number from another. Every label is one of a closed set.

use std::fmt::{self, Write as _};

use http::HeaderName;
use logfog_model::Wire;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};

use crate::journal::Exchange;

/// What stands for no operation, and for no status.
const NONE: &str = "none";
const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");
/// By number.
const GRPC_CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Whose {
    pub(super) vendor: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Request {
    pub(super) vendor: &'static str,
    pub(super) operation: &'static str,
    pub(super) status: Status,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Breach {
    pub(super) vendor: &'static str,
    pub(super) rule: &'static str,
    pub(super) fate: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Befallen {
    pub(super) vendor: &'static str,
    pub(super) fault: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Build {
    pub(super) version: &'static str,
}

/// How an exchange ended, in the words of what travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Status {
    /// A WebSocket frame, or no answer at all.
    None,
    Http(u16),
    Grpc(&'static str),
}

impl Status {
    pub(super) fn of(exchange: &Exchange) -> Self {
        match exchange.wire {
            _ if exchange.status == 0 => Self::None,
            Wire::Http | Wire::WebSocket => Self::Http(exchange.status),
            Wire::Grpc => grpc(exchange).map_or(Self::Http(exchange.status), Self::Grpc),
        }
    }
}

/// The name of the code that a call ended with, in a header or in a trailer.
fn grpc(exchange: &Exchange) -> Option<&'static str> {
    let mut headers = exchange.answer.headers.iter().rev();
    let (_, value) = headers.find(|(name, _)| *name == GRPC_STATUS)?;
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    // As the protocol has it: a code that nobody knows means that nothing is known.
    let name = number.and_then(|number: usize| GRPC_CODES.get(number));
    Some(name.unwrap_or(&GRPC_CODES[2]))
}

impl EncodeLabelValue for Status {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        match self {
            Self::None => encoder.write_str(NONE),
            Self::Http(status) => write!(encoder, "{status}"),
            Self::Grpc(code) => encoder.write_str(code),
        }
    }
}

pub(super) fn operation(exchange: &Exchange) -> &'static str {
    match exchange.operation {
        "" => NONE,
        operation => operation,
    }
}
