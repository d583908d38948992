use std::{ops::Deref, sync::Arc};

use crate::{
    Emulator, Scope, SessionBuilder, StartError, Timestamp,
    session::Guard,
    start::{Make, Server, VendorPlan, WorldPlan, started},
};

/// Starts several emulators in one world: one clock moves them all, and one journal tells what came
/// in which order.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let fake = logfog::fake(|f| f.azure().dynatrace()).await;
/// println!("{} {}", fake.azure().endpoint(), fake.dynatrace().uri());
/// fake.advance(std::time::Duration::from_hours(1));
/// assert_eq!(fake.azure().now().duration_since(fake.dynatrace().now()).as_hours(), 0);
/// # }
/// ```
///
/// # Panics
/// When the machine has no free port or thread left, or when something was set that there is not.
pub async fn fake(choose: impl FnOnce(FakeBuilder) -> FakeBuilder) -> Fake {
    started(choose(Fake::builder()).start().await)
}

/// Starts several emulators in one world, from code that is not async.
///
/// # Panics
/// When the machine has no free port or thread left, or when something was set that there is not.
pub fn fake_blocking(choose: impl FnOnce(FakeBuilder) -> FakeBuilder) -> Fake {
    started(choose(Fake::builder()).start_blocking())
}

/// Emulators that are not started yet.
#[derive(Debug, Default)]
pub struct FakeBuilder {
    vendors: Vec<(&'static str, VendorPlan)>,
    world: WorldPlan,
}

/// What is one vendor's own before it starts.
#[derive(Debug)]
pub struct Options<'a>(&'a mut VendorPlan);

impl Options<'_> {
    /// Serves this generation of the API; the current one unless told otherwise.
    pub fn profile(&mut self, name: impl Into<String>) -> &mut Self {
        self.0.settings.profile = Some(name.into());
        self
    }

    /// Sets something of the vendor's own, such as `state` for Dynatrace.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>) -> &mut Self {
        self.0.settings.set.push((key.into(), value.into()));
        self
    }

    /// Declares resources, as [`Builder::resources`](crate::Builder::resources) does.
    pub fn resources(&mut self, resources: serde_json::Value) -> &mut Self {
        self.0.resources = Some(resources);
        self
    }
}

impl FakeBuilder {
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

    /// Answers the admin API too, on every port: see [`Scope::admin_url`].
    #[cfg(feature = "admin")]
    #[must_use]
    pub const fn admin(mut self) -> Self {
        self.world.admin = true;
        self
    }

    /// Starts them. Connections are accepted once this returns.
    #[expect(
        clippy::unused_async,
        reason = "it may have to wait one day, and callers await already"
    )]
    pub async fn start(self) -> Result<Fake, StartError> {
        self.start_blocking()
    }

    /// Starts them from code that is not async.
    pub fn start_blocking(self) -> Result<Fake, StartError> {
        let (names, plans): (Vec<_>, Vec<_>) = self.vendors.into_iter().unzip();
        let server = Server::start(&plans, &self.world)?;
        let scope = Scope::new(server.clone(), None);
        let emulator = |name: &str| {
            let site = names.iter().position(|known| *known == name)?;
            Some(Emulator::new(Arc::clone(&server), site))
        };
        Ok(Fake::new(scope, emulator))
    }

    /// One more vendor, or the one that was named before.
    fn with(mut self, name: &'static str, make: Make, set: impl FnOnce(&mut Options<'_>)) -> Self {
        let known = self.vendors.iter().position(|(known, _)| *known == name);
        let at = known.unwrap_or_else(|| {
            self.vendors.push((name, VendorPlan::new(make)));
            self.vendors.len() - 1
        });
        set(&mut Options(&mut self.vendors[at].1));
        self
    }
}

/// The vendors by name: whether one starts, what is set for it, and how it is reached afterwards.
macro_rules! several {
    ($( $feature:literal $name:ident $with:ident $handle:ident $make:path; )+) => {
        /// Several emulators in one world. Dropping it stops them all.
        ///
        /// It is a [`Scope`] of all of them together; each alone is one too.
        #[derive(Debug)]
        pub struct Fake {
            $( #[cfg(feature = $feature)] $name: Option<crate::$handle>, )+
            scope: Scope,
        }

        impl Fake {
            fn new(scope: Scope, emulator: impl Fn(&str) -> Option<Emulator>) -> Self {
                Self {
                    $( #[cfg(feature = $feature)] $name: emulator($feature).map(Into::into), )+
                    scope,
                }
            }

            fn within(&self, guard: &Arc<Guard>) -> Self {
                Self {
                    $(
                        #[cfg(feature = $feature)]
                        $name: self.$name.as_ref().map(|one| Emulator::within(one, guard).into()),
                    )+
                    scope: self.scope.within(guard),
                }
            }

            $(
                #[doc = concat!("The emulator of `", $feature, "`.")]
                ///
                /// # Panics
                /// When it was not started with the others.
                #[cfg(feature = $feature)]
                #[track_caller]
                pub fn $name(&self) -> &crate::$handle {
                    self.$name.as_ref().expect(concat!("`", $feature, "` was not started: add it to `fake(…)`"))
                }
            )+
        }

        impl FakeBuilder {
            $(
                #[doc = concat!("Starts `", $feature, "` too.")]
                #[cfg(feature = $feature)]
                #[must_use]
                pub fn $name(self) -> Self {
                    self.with($feature, $make, |_| {})
                }

                #[doc = concat!("Starts `", $feature, "` too, with something of its own set.")]
                #[cfg(feature = $feature)]
                #[must_use]
                pub fn $with(self, set: impl FnOnce(&mut Options<'_>)) -> Self {
                    self.with($feature, $make, set)
                }
            )+
        }
    };
}

several! {
    "azure" azure azure_with Azure logfog_azure::vendor;
    "cesanta" cesanta cesanta_with Cesanta logfog_cesanta::vendor;
    "cloudru" cloudru cloudru_with CloudRu logfog_cloudru::vendor;
    "dynatrace" dynatrace dynatrace_with Dynatrace logfog_dynatrace::vendor;
    "yandex" yandex yandex_with Yandex logfog_yandex::vendor;
}

impl Fake {
    /// For settings, and for an error instead of a panic.
    pub fn builder() -> FakeBuilder {
        FakeBuilder::default()
    }

    /// Opens a session of all of them: the same emulators, with credentials of its own, that see only
    /// what came with those. Dropping it closes it.
    ///
    /// # Panics
    /// When the name is taken, or is no name.
    #[must_use = "it closes when it is dropped"]
    #[track_caller]
    pub fn session(&self, name: &str) -> Self {
        started(self.session_builder(name).open())
    }

    /// A session with a clock, seed, checks or resources of its own.
    pub fn session_builder(&self, name: &str) -> SessionBuilder<'_, Self> {
        SessionBuilder::new(&self.scope, name, |guard| self.within(guard))
    }
}

impl Deref for Fake {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}
