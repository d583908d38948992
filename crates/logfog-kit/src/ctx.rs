use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use logfog_model::{Batch, Draft, Lens, Session, VendorId};

use crate::{
    Defaults, Faults, Issuer, Journal, Metrics, NotOpened, Opening, Received, SessionView,
    Sessions, World,
    store::{Key, Store},
};

/// What a handler may touch. One emulator, or several that share their sessions, has one.
#[derive(Clone)]
pub struct Ctx {
    /// Each session's clock, ids and policy.
    pub sessions: Sessions,
    /// Entries and definitions, by session.
    pub store: Arc<dyn Store>,
    /// Exchanges, bounded by bytes.
    pub journal: Journal,
    /// What to break, and when.
    pub faults: Faults,
    /// Signing key, for tokens of our own.
    pub issuer: Issuer,
    /// What is counted.
    pub metrics: Metrics,
    exchanges: Arc<AtomicU64>,
}

impl Ctx {
    /// Memory within the default budgets, and nothing in it.
    pub fn new(defaults: impl Into<Defaults>) -> Self {
        let defaults = defaults.into();
        let issuer = match defaults.seed {
            Some(_) => Issuer::repeatable(),
            None => Issuer::default(),
        };
        let sessions = Sessions::new(defaults);
        Self {
            faults: Faults::new(sessions.clone()),
            sessions,
            store: Arc::new(crate::store::Memory::new(crate::store::DEFAULT_BYTES)),
            journal: Journal::new(crate::journal::DEFAULT_BYTES),
            issuer,
            metrics: Metrics::default(),
            exchanges: Arc::new(AtomicU64::new(1)),
        }
    }

    /// The next exchange's number, from 1.
    pub fn exchange(&self) -> u64 {
        self.exchanges.fetch_add(1, Ordering::Relaxed)
    }

    /// The world of a session; the sessions whose time is over are forgotten first.
    pub fn world(&self, session: &Session) -> Arc<World> {
        self.expire();
        self.sessions.world(session, &self.define())
    }

    /// Opens a session of that name.
    pub fn open(&self, session: &Session, opening: &Opening) -> Result<SessionView, NotOpened> {
        self.expire();
        self.sessions.open(session, opening, &self.define())
    }

    fn define(&self) -> impl Fn(&Key, &Bytes) {
        |key, document| {
            // A session that comes to be has nothing yet that could be in the way.
            let _ = self.store.define(key, document.clone(), 0);
        }
    }

    /// Ends a session, and frees what it holds. Whether there was one.
    pub fn close(&self, session: &Session) -> bool {
        let there = self.sessions.close(session);
        self.forget(session);
        there
    }

    /// Ends the sessions whose time is over, and frees what they hold.
    pub fn expire(&self) {
        for session in self.sessions.expire() {
            self.forget(&session);
        }
    }

    /// Ends sessions when their time is over, also when nobody asks for anything.
    pub async fn keep_expiring(&self) -> Infallible {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.expire();
        }
    }

    fn forget(&self, session: &Session) {
        self.store.reset(Some(session));
        self.store.quota(session, None);
        self.journal.reset(Some(session));
        self.journal.quota(session, None);
        self.faults.clear(Some(session));
    }

    /// Forgets the resources of the session, or of all; what was declared is there again as it was
    /// declared.
    pub fn reset_resources(&self, session: Option<&Session>) {
        self.store.undefine_all(session);
        for (key, document) in self.sessions.declared(session) {
            // Nothing of this name is left that could be in the way.
            let _ = self.store.define(&key, document, 0);
        }
    }

    /// Stores the records of one request, which are slices of a body of `held` bytes. How many were
    /// stored, which is not how many there were where one was planned to be lost, or to come twice.
    /// Once this returns, whoever reads finds them.
    #[must_use = "the verdict says how many were stored"]
    pub fn commit(
        &self,
        vendor: VendorId,
        received: &Received,
        held: usize,
        lens: Arc<dyn Lens>,
        drafts: Vec<Draft>,
    ) -> usize {
        let stored = received.mishap.storing.stored(drafts.len());
        if stored == 0 {
            return 0;
        }
        let batch = Batch {
            vendor,
            session: received.session().clone(),
            exchange: received.exchange,
            received_at: received.at,
            held,
            lens,
        };
        let batch = Arc::new(batch);
        // One copy after the other: what no longer fits makes room meanwhile.
        for _ in 1..stored / drafts.len() {
            self.store.append(batch.clone(), drafts.clone());
        }
        self.store.append(batch, drafts);
        stored
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx")
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}

/// Where a vendor keeps what a session, or every session, is declared to have.
#[derive(Debug)]
pub struct Registry<'a> {
    ctx: &'a Ctx,
    world: Arc<World>,
    vendor: VendorId,
    everywhere: bool,
}

impl<'a> Registry<'a> {
    /// That of a vendor, for one session.
    pub const fn new(ctx: &'a Ctx, world: Arc<World>, vendor: VendorId) -> Self {
        Self {
            ctx,
            world,
            vendor,
            everywhere: false,
        }
    }

    /// That of a vendor, for the default session and every one that comes to be later.
    pub fn everywhere(ctx: &'a Ctx, vendor: VendorId) -> Self {
        Self {
            everywhere: true,
            ..Self::new(ctx, ctx.world(&Session::default()), vendor)
        }
    }

    /// The session's world: its ids are what credentials are made of.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Keeps a definition, instead of one of the same name. A reset keeps it too.
    pub fn define(&self, kind: &'static str, id: &str, document: impl Into<Bytes>) {
        let key = Key {
            session: self.world.session.clone(),
            kind,
            id: id.to_owned(),
        };
        let document = document.into();
        if self.everywhere {
            let sessions = &self.ctx.sessions;
            sessions.declare_everywhere(kind, id, document.clone());
        }
        self.ctx.sessions.declare(key.clone(), document.clone());
        let mut expected = 0;
        while let Err(there) = self.ctx.store.define(&key, document.clone(), expected) {
            expected = there;
        }
    }

    /// Whoever presents this, as [`Vendor::presents`](crate::Vendor::presents) finds it, is in the
    /// session without naming it; nowhere in particular when it is good in every session.
    pub fn credential(&self, presented: &str) {
        if self.everywhere {
            return;
        }
        let session = &self.world.session;
        self.ctx.sessions.register(self.vendor, presented, session);
    }

    /// Whoever presents this is no longer in the session by that.
    pub fn forget_credential(&self, presented: &str) {
        let session = &self.world.session;
        let sessions = &self.ctx.sessions;
        sessions.unregister(self.vendor, presented, session);
    }
}
