//! How emulators come to be: one, or several in one world.

use std::{io, sync::Arc};

use logfog_kit::{
    Addresses, BadResource, BadSetting, Clock, Connection, Ctx, Defaults, NotOpened, Registry,
    Settings, Vendor,
    serve::{App, Bound, Running},
};
use logfog_model::{BadPolicy, BadSession, Policy, Session, VendorId};

use crate::Timestamp;

/// Makes a vendor out of its settings.
pub(crate) type Make = fn(&Settings) -> Result<Arc<dyn Vendor>, BadSetting>;

/// A vendor that is to be served.
#[derive(Debug)]
pub(crate) struct VendorPlan {
    pub(crate) make: Make,
    pub(crate) settings: Settings,
    pub(crate) resources: Option<serde_json::Value>,
}

impl VendorPlan {
    pub(crate) fn new(make: Make) -> Self {
        Self {
            make,
            settings: Settings::default(),
            resources: None,
        }
    }
}

/// What all vendors that start together have in common.
#[derive(Debug, Default)]
pub(crate) struct WorldPlan {
    pub(crate) checks: Vec<String>,
    pub(crate) seed: Option<u64>,
    pub(crate) clock: Option<Timestamp>,
    #[cfg(feature = "admin")]
    pub(crate) admin: bool,
}

/// Why an emulator, or a session of one, did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The vendor has no such profile or setting.
    #[error(transparent)]
    Setting(#[from] BadSetting),
    /// A check is not written `RULE=off|warn|deny`.
    #[error(transparent)]
    Policy(#[from] BadPolicy),
    /// A check would change nothing.
    #[error("no rule fits `{0}`")]
    NoRule(String),
    /// The vendor does not understand what is declared.
    #[error("{vendor}: {problem}")]
    Resource {
        /// Whose.
        vendor: VendorId,
        /// What is wrong, and where.
        problem: BadResource,
    },
    /// There is a session of that name, or no room for more.
    #[error(transparent)]
    Session(#[from] NotOpened),
    /// It cannot name a session.
    #[error(transparent)]
    Name(#[from] BadSession),
    /// No port, or no thread, could be had.
    #[error("could not listen on 127.0.0.1: {0}")]
    Listen(#[from] io::Error),
}

/// Emulators that run: their thread, and how to reach each of them. The last one to let go of it
/// stops them.
#[derive(Debug)]
pub(crate) struct Server {
    running: Running,
    sites: Vec<Site>,
    #[cfg(feature = "admin")]
    admin: bool,
}

/// One vendor's port.
pub(crate) struct Site {
    pub(crate) vendor: Arc<dyn Vendor>,
    pub(crate) addresses: Addresses,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site")
            .field("vendor", &self.vendor.id())
            .field("addresses", &self.addresses)
            .finish()
    }
}

impl Server {
    /// Starts the vendors, in order, in one world. Connections are accepted once this returns.
    pub(crate) fn start(
        vendors: &[VendorPlan],
        world: &WorldPlan,
    ) -> Result<Arc<Self>, StartError> {
        let made = vendors.iter().map(|plan| (plan.make)(&plan.settings));
        let made: Vec<Arc<dyn Vendor>> = made.collect::<Result<_, _>>()?;
        let ctx = Ctx::new(world.defaults(&made)?);
        for (plan, vendor) in vendors.iter().zip(&made) {
            if let Some(resources) = &plan.resources {
                let registry = Registry::everywhere(&ctx, vendor.id());
                let declared = vendor.declare(resources, &registry);
                declared.map_err(|problem| StartError::Resource {
                    vendor: vendor.id(),
                    problem,
                })?;
            }
        }
        let bound = Bound::new(made.len())?;
        let addresses = bound.addresses().to_vec();
        let routers = made.iter().map(|vendor| {
            let app = App::new(vendor.clone(), ctx.clone());
            #[cfg(feature = "admin")]
            let app = app.admin(
                world
                    .admin
                    .then(|| crate::admin::router(&made, &ctx, &bound)),
            );
            app.into_router()
        });
        let routers = routers.collect();
        let running = bound.serve(routers, ctx)?;
        let sites = made.into_iter().zip(addresses);
        let site = |(vendor, addresses)| Site { vendor, addresses };
        Ok(Arc::new(Self {
            running,
            sites: sites.map(site).collect(),
            #[cfg(feature = "admin")]
            admin: world.admin,
        }))
    }

    pub(crate) fn ctx(&self) -> &Ctx {
        self.running.ctx()
    }

    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    pub(crate) fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// Where the admin API is, if it was asked for.
    #[cfg(feature = "admin")]
    pub(crate) fn admin_url(&self) -> Option<String> {
        let first = self.sites.first().filter(|_| self.admin);
        first.map(|site| site.addresses.http() + logfog_kit::serve::ADMIN)
    }
}

impl Site {
    /// How a client is pointed at it.
    pub(crate) fn connection(&self) -> Connection {
        self.vendor.connection(&self.addresses)
    }
}

impl WorldPlan {
    fn defaults(&self, vendors: &[Arc<dyn Vendor>]) -> Result<Defaults, StartError> {
        Ok(Defaults {
            clock: self.clock.map_or_else(Clock::system, Clock::fixed),
            seed: self.seed,
            policy: Arc::new(policy(&self.checks, vendors)?),
            ..Defaults::default()
        })
    }
}

/// A policy whose every pattern fits a rule: one that fits none would change nothing, silently.
pub(crate) fn policy(checks: &[String], vendors: &[Arc<dyn Vendor>]) -> Result<Policy, StartError> {
    let policy = Policy::parse(checks.iter().map(String::as_str))?;
    let rules: Vec<_> = vendors.iter().flat_map(|vendor| vendor.rules()).collect();
    let strange = |pattern: &&str| !rules.iter().any(|rule| Policy::fits(pattern, rule.id));
    if let Some(strange) = policy.patterns().find(strange) {
        return Err(StartError::NoRule(strange.to_owned()));
    }
    Ok(policy)
}

/// What `start()` promises: nothing was configured, so only the machine can be at fault.
#[track_caller]
pub(crate) fn started<E>(result: Result<E, StartError>) -> E {
    result.unwrap_or_else(|error| panic!("it did not start: {error}"))
}

/// Makes sure that a session is there: what is changed of it must be remembered.
pub(crate) fn touch(ctx: &Ctx, session: Option<&Session>) {
    if let Some(session) = session {
        ctx.world(session);
    }
}
