use std::{fmt, io, marker::PhantomData, sync::Arc};

use logfog_kit::{BadSetting, Ctx, Settings, Vendor, serve::Running};
use logfog_model::{BadPolicy, Policy};

use crate::Emulator;

/// An emulator that is not started yet, for what `start()` alone does not decide.
pub struct Builder<E> {
    vendor: fn(&Settings) -> Result<Arc<dyn Vendor>, BadSetting>,
    settings: Settings,
    policy: Vec<String>,
    emulator: PhantomData<fn() -> E>,
}

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The vendor has no such profile or setting.
    #[error(transparent)]
    Setting(#[from] BadSetting),
    /// A check is not written `RULE=off|warn|deny`.
    #[error(transparent)]
    Policy(#[from] BadPolicy),
    /// No port, or no thread, could be had.
    #[error("could not listen on 127.0.0.1: {0}")]
    Listen(#[from] io::Error),
}

impl<E: From<Emulator>> Builder<E> {
    pub(crate) fn new(vendor: fn(&Settings) -> Result<Arc<dyn Vendor>, BadSetting>) -> Self {
        Self {
            vendor,
            settings: Settings::default(),
            policy: Vec::new(),
            emulator: PhantomData,
        }
    }

    /// Serves this generation of the API; the current one unless told otherwise.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.settings.profile = Some(name.into());
        self
    }

    /// Sets something of the vendor's own, such as `state` for Dynatrace.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.set.push((key.into(), value.into()));
        self
    }

    /// `RULE=off|warn|deny`; `*` in RULE stands for anything, and the last that fits decides.
    #[must_use]
    pub fn check(mut self, rule: impl Into<String>) -> Self {
        self.policy.push(rule.into());
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
        let policy = Policy::parse(self.policy.iter().map(String::as_str))?;
        let vendor = (self.vendor)(&self.settings)?;
        let running = Running::start(vendor.clone(), Ctx::new(policy))?;
        let connection = vendor.connection(&running.addresses());
        Ok(Emulator::new(running, connection).into())
    }
}

impl<E> fmt::Debug for Builder<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("settings", &self.settings)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
