use std::{fmt, sync::Arc, time::Duration};

use logfog_kit::{Ctx, Opening, Reading, Registry};
use logfog_model::{Session, VendorId};

use crate::{
    Scope, StartError, Timestamp,
    start::{self, Site},
};

/// A session that is not open yet, for what `session()` alone does not decide.
pub struct SessionBuilder<'a, E> {
    scope: &'a Scope,
    name: String,
    opening: Opening,
    checks: Vec<String>,
    resources: Option<serde_json::Value>,
    quota: Option<usize>,
    make: Make<'a, E>,
}

/// Makes of an open session what is handed out.
type Make<'a, E> = Box<dyn Fn(&Arc<Guard>) -> E + 'a>;

/// An open session, and the credentials that are good in it. Dropping it closes it.
pub(crate) struct Guard {
    ctx: Ctx,
    session: Session,
    credentials: Vec<(VendorId, Vec<(&'static str, String)>)>,
}

impl<'a, E> SessionBuilder<'a, E> {
    pub(crate) fn new(
        scope: &'a Scope,
        name: impl Into<String>,
        make: impl Fn(&Arc<Guard>) -> E + 'a,
    ) -> Self {
        Self {
            scope,
            name: name.into(),
            opening: Opening::default(),
            checks: Vec::new(),
            resources: None,
            quota: None,
            make: Box::new(make),
        }
    }

    /// Its ids and tokens come out the same in every run with this seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.opening.seed = Some(seed);
        self
    }

    /// Its time stands still at `at` until it is moved.
    #[must_use]
    pub const fn clock(mut self, at: Timestamp) -> Self {
        self.opening.clock = Some(Reading::Fixed(at));
        self
    }

    /// `RULE=off|warn|deny`, instead of what is checked in other sessions.
    #[must_use]
    pub fn check(mut self, rule: impl Into<String>) -> Self {
        self.checks.push(rule.into());
        self
    }

    /// Declares resources that only this session has; with several vendors, an object of theirs by
    /// vendor.
    #[must_use]
    pub fn resources(mut self, resources: serde_json::Value) -> Self {
        self.resources = Some(resources);
        self
    }

    /// It ends by itself after so long by the machine's time, even if its handle is still there.
    #[must_use]
    pub const fn ttl(mut self, ttl: Duration) -> Self {
        self.opening.ttl = Some(ttl);
        self
    }

    /// So many bytes of entries are kept of it at most, with the bodies that they came in. Its oldest ones are
    /// forgotten first.
    #[must_use]
    pub const fn quota(mut self, bytes: usize) -> Self {
        self.quota = Some(bytes);
        self
    }

    /// Opens it.
    pub fn open(mut self) -> Result<E, StartError> {
        let session: Session = self.name.parse()?;
        let server = self.scope.server();
        let sites: Vec<&Site> = self.scope.sites().collect();
        if !self.checks.is_empty() {
            let vendors: Vec<_> = sites.iter().map(|site| site.vendor.clone()).collect();
            let policy = start::policy(&self.checks, &vendors)?;
            self.opening.policy = Some(Arc::new(policy));
        }
        let ctx = server.ctx();
        let view = ctx.open(&session, &self.opening)?;
        // From here on it is closed again whatever happens.
        let mut guard = Guard {
            ctx: ctx.clone(),
            session,
            credentials: Vec::new(),
        };
        ctx.store.quota(&guard.session, self.quota);
        for site in sites {
            let vendor = site.vendor.id();
            let registry = Registry::new(ctx, view.world.clone(), vendor);
            let resources = match self.scope.of().vendor {
                Some(_) => self.resources.as_ref(),
                None => self
                    .resources
                    .as_ref()
                    .and_then(|all| all.get(vendor.as_str())),
            };
            if let Some(resources) = resources {
                let declared = site.vendor.declare(resources, &registry);
                declared.map_err(|problem| StartError::Resource { vendor, problem })?;
            }
            guard
                .credentials
                .push((vendor, site.vendor.mint(&registry)));
        }
        Ok((self.make)(&Arc::new(guard)))
    }
}

impl<E> fmt::Debug for SessionBuilder<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("name", &self.name)
            .field("opening", &self.opening)
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}

impl Guard {
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// What proves to a vendor that somebody is in this session.
    pub(crate) fn credentials(&self, vendor: VendorId) -> &[(&'static str, String)] {
        let mut all = self.credentials.iter();
        let of = all.find(|(of, _)| *of == vendor);
        of.map_or(&[], |(_, pairs)| pairs)
    }
}

/// Without the credentials, which are secrets.
impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.ctx.close(&self.session);
    }
}
