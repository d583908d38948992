use std::{marker::PhantomData, sync::Arc};

use crate::{
    Emulator, StartError, Timestamp,
    start::{Make, Server, VendorPlan, WorldPlan},
};

/// An emulator that is not started yet, for what `start()` alone does not decide.
#[derive(Debug)]
pub struct Builder<E> {
    vendor: VendorPlan,
    world: WorldPlan,
    emulator: PhantomData<fn() -> E>,
}

impl<E: From<Emulator>> Builder<E> {
    pub(crate) fn new(make: Make) -> Self {
        Self {
            vendor: VendorPlan::new(make),
            world: WorldPlan::default(),
            emulator: PhantomData,
        }
    }

    /// Serves this generation of the API; the current one unless told otherwise.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.vendor.settings.profile = Some(name.into());
        self
    }

    /// Sets something of the vendor's own, such as `state` for Dynatrace.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let pair = (key.into(), value.into());
        self.vendor.settings.set.push(pair);
        self
    }

    /// Declares resources, in the shape that the vendor's page under `docs/` gives: rules, groups,
    /// tokens. They are there in every session, also after a reset.
    #[must_use]
    pub fn resources(mut self, resources: serde_json::Value) -> Self {
        self.vendor.resources = Some(resources);
        self
    }

    /// `RULE=off|warn|deny`; `*` in RULE stands for anything, and the last that fits decides.
    #[must_use]
    pub fn check(mut self, rule: impl Into<String>) -> Self {
        self.world.checks.push(rule.into());
        self
    }

    /// Ids and tokens come out the same in every run with this seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.world.seed = Some(seed);
        self
    }

    /// Time stands still at `at` until it is moved.
    #[must_use]
    pub const fn clock(mut self, at: Timestamp) -> Self {
        self.world.clock = Some(at);
        self
    }

    /// Answers the admin API too, on the same port: see [`Scope::admin_url`](crate::Scope::admin_url).
    #[cfg(feature = "admin")]
    #[must_use]
    pub const fn admin(mut self) -> Self {
        self.world.admin = true;
        self
    }

    /// Starts it. Connections are accepted once this returns.
    #[expect(
        clippy::unused_async,
        reason = "it may have to wait one day, and callers await already"
    )]
    pub async fn start(self) -> Result<E, StartError> {
        self.start_blocking()
    }

    /// Starts it from code that is not async.
    pub fn start_blocking(self) -> Result<E, StartError> {
        let server = Server::start(&[self.vendor], &self.world)?;
        Ok(Emulator::new(Arc::clone(&server), 0).into())
    }
}
