use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{Clock, span};

/// A session that is to be opened. Everything has a default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionPlan(Map<String, Value>);

impl SessionPlan {
    /// One of this name: 1 to 64 letters, digits, `-` or `_`. Without it the name is one that nobody has.
    pub fn named(name: impl Into<String>) -> Self {
        Self::default().with("name", name.into())
    }

    /// How long it lasts; an hour after its last use when left out.
    #[must_use]
    pub fn ttl(self, ttl: Duration) -> Self {
        self.with("ttl", span::json(ttl))
    }

    /// Makes its ids come out the same in every run.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        self.with("seed", seed)
    }

    /// Its own time.
    #[must_use]
    pub fn clock(self, clock: &Clock) -> Self {
        let clock = clock.json();
        self.with("clock", clock)
    }

    /// Its own policy: `RULE=off|warn|deny`, the last that fits decides.
    #[must_use]
    pub fn policy(self, checks: &[impl AsRef<str>]) -> Self {
        let checks: Vec<_> = checks.iter().map(AsRef::as_ref).collect();
        self.with("policy", json!(checks))
    }

    /// Anything else, as the admin API names it: `states`, `resources`, `quota`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    pub(crate) fn json(&self) -> String {
        Value::from(self.0.clone()).to_string()
    }
}

/// A session that was opened, and what leads to it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// When it ends, in RFC 3339.
    pub expires_at: Option<String>,
    /// Credentials that are good in it alone, by vendor and name.
    pub credentials: BTreeMap<String, BTreeMap<String, String>>,
    /// Environment variables that the vendors' own clients read, with these credentials.
    pub env: BTreeMap<String, String>,
}

/// A session, and what its world is like.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct SessionView {
    /// Its name.
    pub name: String,
    /// Whether it was opened; else it came to be by being named in a request.
    pub opened: bool,
    /// When it ends, in RFC 3339; `None` for the default session, which does not.
    pub expires_at: Option<String>,
    /// What time it is there, in RFC 3339.
    pub now: String,
    /// `system`, `offset` or `fixed`.
    pub clock: String,
    /// The checks of its policy.
    pub policy: Vec<String>,
    /// What has been made to be the case.
    pub states: Vec<Value>,
    /// How many entries are kept.
    pub entries: u64,
    /// How many exchanges are kept.
    pub exchanges: u64,
    /// How many of its entries were forgotten for want of room.
    pub evicted: u64,
    /// The credentials that were made for it, by vendor and name; lists leave them out.
    #[serde(default)]
    pub credentials: BTreeMap<String, BTreeMap<String, String>>,
    /// Environment variables that the vendors' own clients read, with these; lists leave them out.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// All sessions, by name.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct SessionList {
    /// The sessions.
    pub sessions: Vec<SessionView>,
}
