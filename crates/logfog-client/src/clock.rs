use std::time::Duration;

use serde_json::{Value, json};

use crate::span;

/// What is to become of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clock {
    /// It runs with the machine's.
    System,
    /// It stands still at this instant, in RFC 3339.
    Fixed(String),
    /// It runs so far ahead of the machine's: `1h`; behind it when negative: `-90s`.
    Offset(String),
    /// It goes on from where it is, so much later.
    Advance(Duration),
}

impl Clock {
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::System => json!("system"),
            Self::Fixed(at) => json!({ "fixed": at }),
            Self::Offset(by) => json!({ "offset": by }),
            Self::Advance(by) => json!({ "advance": span::json(*by) }),
        }
    }
}
