use std::time::Duration;

use super::What;
use crate::{Session, VendorId};

/// What is to happen to which requests, and how often.
///
/// Plans are a list, and the first one that fits a request is carried out. A plan that has happened as
/// often as it may fits no longer, so that a list is a sequence: twice 429, once 503, then as always.
///
/// ```
/// use logfog_model::{Fault, Plan, VendorId};
/// let plan = Plan::new(Fault::Throttled).of(VendorId::new("acme")).times(2);
/// assert!(plan.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Which requests it befalls.
    pub when: When,
    /// How often, of those.
    pub schedule: Schedule,
    /// What happens to them.
    pub what: What,
}

/// Which requests a plan befalls: those that have everything that is given here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Only this vendor's, or everybody's.
    pub vendor: Option<VendorId>,
    /// Only this operation's, by name, or any.
    pub operation: Option<String>,
    /// Only this session's, or everybody's. A plan for everybody counts over all sessions together.
    pub session: Option<Session>,
    /// Names of headers, whatever their case, and patterns that one of their values fits: `*` stands for
    /// anything.
    pub headers: Vec<(String, String)>,
    /// A text that the body contains, as it was sent, or inflated where it is gzip.
    pub body: Option<String>,
    /// Only the one with this number among those that have all the rest, from 1.
    pub nth: Option<u64>,
}

/// How often a plan is carried out, among the requests that it befalls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Schedule {
    /// So often at most, or always.
    pub times: Option<u32>,
    /// Not for the first so many requests that fit [`When`], whatever else became of them.
    pub after: u64,
    /// How likely it is each time, from 0 to 1; certain when `None`.
    pub probability: Option<f64>,
    /// Makes the dice for probability and latency fall as they do in every run with this seed. Each
    /// session throws its own, with its own seed when `None`.
    pub seed: Option<u64>,
    /// Only at this time.
    pub window: Window,
}

/// A stretch of time since the plan was made, by the session's clock. A session that came later counts
/// from its first request that fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Not before so much time has passed.
    pub from: Duration,
    /// Not once so much time has passed; without an end when `None`.
    pub until: Option<Duration>,
}

impl Plan {
    /// Every request, always.
    pub fn new(what: impl Into<What>) -> Self {
        Self {
            when: When::default(),
            schedule: Schedule::default(),
            what: what.into(),
        }
    }

    /// Only requests of this vendor.
    #[must_use]
    pub fn of(mut self, vendor: VendorId) -> Self {
        self.when.vendor = Some(vendor);
        self
    }

    /// Only requests in this session.
    #[must_use]
    pub fn within(mut self, session: Session) -> Self {
        self.when.session = Some(session);
        self
    }

    /// So often at most.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.schedule.times = Some(times);
        self
    }
}

impl Window {
    /// Whether it is open so long after the plan was made.
    pub fn is_open(&self, elapsed: Duration) -> bool {
        self.from <= elapsed && self.until.is_none_or(|until| elapsed < until)
    }

    /// Whether it is open at all times.
    pub const fn is_always(&self) -> bool {
        self.from.is_zero() && self.until.is_none()
    }
}
