//! What a data collection rule takes in a minute.

use std::cell::RefCell;

use jiff::Timestamp;
use logfog_kit::{Document, Documents};
use logfog_model::Finding;
use serde::{Deserialize, Serialize};

use crate::profile::Profile;

/// Microsoft does not say when a minute begins. Chosen here: with the first call after the last one.
const SECONDS: i64 = 60;

/// What a rule has taken in a minute.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Minute {
    /// The second in which it began.
    since: i64,
    requests: u64,
    bytes: u64,
}

impl Document for Minute {
    const KIND: &'static str = "azure.minute";
}

/// A minute's limit that is reached.
#[derive(Debug)]
pub(crate) struct Full {
    pub(crate) found: Finding,
    /// Seconds until the next minute.
    pub(crate) wait: u64,
}

/// Counts a call, unless the minute has had all that it may.
pub(crate) fn call(
    documents: Documents<'_>,
    rule: &str,
    profile: &Profile,
    now: Timestamp,
) -> Option<Full> {
    if profile.is_unlimited() {
        return None;
    }
    let full = RefCell::new(None);
    change(documents, rule, now, |minute| {
        full.replace(minute.full(profile, now));
        if full.borrow().is_none() {
            minute.requests += 1;
        }
    });
    full.into_inner()
}

/// Counts the bytes of a call, inflated.
pub(crate) fn bytes(documents: Documents<'_>, rule: &str, bytes: usize, now: Timestamp) {
    change(documents, rule, now, |minute| {
        minute.bytes = minute.bytes.saturating_add(bytes as u64);
    });
}

fn change(documents: Documents<'_>, rule: &str, now: Timestamp, change: impl Fn(&mut Minute)) {
    let change = |minute: &mut Minute| {
        // A clock that was set back begins anew as well.
        if !(0..SECONDS).contains(&(now.as_second() - minute.since)) {
            *minute = Minute {
                since: now.as_second(),
                ..Minute::default()
            };
        }
        change(minute);
    };
    if documents.change(rule, change).is_none() {
        documents.insert(rule, &Minute::default());
        documents.change(rule, change);
    }
}

impl Minute {
    fn full(&self, profile: &Profile, now: Timestamp) -> Option<Full> {
        let over = |limit: Option<u64>, had: u64, what| {
            let limit = limit.filter(|limit| had >= *limit)?;
            Some(Finding::over(
                format_args!("{limit} {what} a minute"),
                format_args!("{had}, and more"),
            ))
        };
        let requests = over(profile.requests_per_minute, self.requests, "requests");
        let found = requests.or_else(|| over(profile.bytes_per_minute, self.bytes, "bytes"))?;
        let wait = self.since + SECONDS - now.as_second();
        Some(Full {
            found,
            wait: wait.unsigned_abs(),
        })
    }
}
