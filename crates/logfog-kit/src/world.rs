use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use logfog_model::{Policy, Session, VendorId};

use crate::{Clock, Ids, clock::Reading};

/// One session's world: what its requests find, and what no other session's requests see.
///
/// A request holds on to the world that it came into; a change makes a new one for later requests.
#[derive(Clone, Debug)]
pub struct World {
    /// Whose world it is.
    pub session: Session,
    /// What time it is there.
    pub clock: Clock,
    /// Request ids, tokens.
    pub ids: Ids,
    /// Rule id to off, warn or deny.
    pub policy: Arc<Policy>,
    /// What has been made to be the case: a licence used up, a group that is being deleted.
    pub states: Arc<[State]>,
}

/// Something that is the case with a vendor, or with one of its resources, until it is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Whose.
    pub vendor: VendorId,
    /// Which, in the vendor's word: one of [`Vendor::states`](crate::Vendor::states).
    pub name: &'static str,
    /// The resource that is in this state; all when `None`.
    pub of: Option<String>,
}

impl World {
    /// Replaces what is the case with a vendor's resource, or with all of them; `None` stands for
    /// nothing unusual.
    pub fn put(&mut self, vendor: VendorId, of: Option<&str>, state: Option<&'static str>) {
        let replaced =
            |there: &State| there.vendor == vendor && (of.is_none() || there.of.as_deref() == of);
        let mut states = self.states.to_vec();
        states.retain(|there| !replaced(there));
        states.extend(state.map(|name| State {
            vendor,
            name,
            of: of.map(str::to_owned),
        }));
        self.states = states.into();
    }

    /// The time in this world.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The state that a vendor's resource is in; the last one that was set wins.
    pub fn state(&self, vendor: VendorId, resource: &str) -> Option<&'static str> {
        let concerns = |state: &&State| {
            state.vendor == vendor && state.of.as_deref().is_none_or(|of| of == resource)
        };
        self.states
            .iter()
            .rev()
            .find(concerns)
            .map(|state| state.name)
    }
}

/// What every session begins with, unless it is told otherwise.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The clock that each session's own is a copy of.
    pub clock: Clock,
    /// Makes ids come out the same in every run; they are random without.
    pub seed: Option<u64>,
    /// Rule id to off, warn or deny.
    pub policy: Arc<Policy>,
    /// What is the case.
    pub states: Arc<[State]>,
}

impl From<Policy> for Defaults {
    fn from(policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            ..Self::default()
        }
    }
}

/// How a session begins that is opened by name.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// Makes its ids come out the same in every run, and others in a session of another name.
    pub seed: Option<u64>,
    /// Its own time; that of the others when `None`.
    pub clock: Option<Reading>,
    /// Its own policy; that of the others when `None`.
    pub policy: Option<Arc<Policy>>,
    /// What is the case in it.
    pub states: Vec<State>,
    /// How long it lasts; as long as any other when `None`.
    pub ttl: Option<Duration>,
}
