//! What can be made to go wrong, when, and how often. Values only: `logfog-kit` carries them out.

mod check;
mod plan;
mod what;

use std::time::Duration;

pub use check::BadFault;
pub use plan::{Plan, Schedule, When, Window};
pub use what::{Answer, Latency, Mishap, Outcome, RawAnswer, Reset, Sending, Storing, What};

/// Something that can be made to go wrong. Each vendor says it in its own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Too many requests.
    Throttled,
    /// The service is down for a moment.
    Unavailable,
    /// The service failed.
    Internal,
    /// An upstream of the service did not answer in time.
    Timeout,
    /// The credential is not accepted.
    Unauthenticated,
    /// The credential was good once.
    TokenExpired,
    /// The credential may not do this.
    Forbidden,
    /// The destination does not exist.
    NotFound,
    /// What was paid for is used up.
    Quota,
    /// The request is too large.
    TooLarge,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 10] = [
        Self::Throttled,
        Self::Unavailable,
        Self::Internal,
        Self::Timeout,
        Self::Unauthenticated,
        Self::TokenExpired,
        Self::Forbidden,
        Self::NotFound,
        Self::Quota,
        Self::TooLarge,
    ];

    /// The word for it, as it is written in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
            Self::Timeout => "timeout",
            Self::Unauthenticated => "unauthenticated",
            Self::TokenExpired => "token_expired",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Quota => "quota",
            Self::TooLarge => "too_large",
        }
    }
}

/// A fault as a vendor is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Injected {
    /// What goes wrong.
    pub fault: Fault,
    /// When the client is to come back, where the vendor has words for that; as the vendor says it by
    /// itself when `None`.
    pub retry_after: Option<Duration>,
}

impl Injected {
    /// When the client is to come back, in whole seconds: what is left of one counts as one.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let wait = self.retry_after?;
        Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    }
}

impl From<Fault> for Injected {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            retry_after: None,
        }
    }
}
