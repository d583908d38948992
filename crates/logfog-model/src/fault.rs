use crate::{Session, VendorId};

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

/// Which requests a fault befalls.
#[derive(Clone, Debug)]
pub struct When {
    /// Only this vendor's, or everybody's.
    pub vendor: Option<VendorId>,
    /// Only this session's, or everybody's.
    pub session: Option<Session>,
    /// How many more times, or always.
    pub times: Option<u32>,
}
