use std::{sync::Arc, time::Duration};

use logfog_kit::{Ctx, Reading, World, feed::Whose, journal::Exchange, store::Query};
use logfog_model::{Entry, Session, VendorId};

use crate::{
    Expectation, Faults, NotMet, Timestamp, Watched,
    assert::met,
    expected::Expected,
    session::Guard,
    start::{Server, Site, touch},
    watch::Watcher,
};

/// What came to an emulator, and what is to happen to it: the part that is the same for every vendor,
/// for several of them together, and for one session.
///
/// An emulator sees every session of its own vendor. Its [`session`](crate::Dynatrace::session) is the
/// same emulator, with credentials of its own, that sees only what came with those: entries, exchanges,
/// faults, clock and states of two sessions never meet.
#[derive(Debug)]
pub struct Scope {
    // Dropped first: it looks a last time, at what is still there.
    expected: Expected,
    watcher: Watcher,
    /// Keeps its session open.
    _guard: Option<Arc<Guard>>,
    server: Arc<Server>,
}

impl Scope {
    pub(crate) fn new(server: Arc<Server>, vendor: Option<VendorId>) -> Self {
        let of = Whose {
            session: None,
            vendor,
        };
        let runtime = server.running().handle().clone();
        let watcher = Watcher::new(server.ctx().clone(), runtime, of);
        Self {
            expected: Expected::new(watcher.clone()),
            watcher,
            _guard: None,
            server,
        }
    }

    /// The same, for one session.
    pub(crate) fn within(&self, guard: &Arc<Guard>) -> Self {
        let watcher = self.watcher.within(guard.session());
        Self {
            expected: Expected::new(watcher.clone()),
            watcher,
            _guard: Some(guard.clone()),
            server: self.server.clone(),
        }
    }

    /// What was stored, in the order of arrival. Entries that no longer fit into memory are gone:
    /// see [`evicted`](Self::evicted).
    pub fn entries(&self) -> Vec<Entry> {
        let Whose { session, vendor } = &self.watcher.of;
        let page = self.ctx().store.read(&Query {
            session: session.as_ref(),
            after: 0,
            limit: usize::MAX,
            filter: &|entry| vendor.is_none_or(|vendor| vendor == entry.batch.vendor),
        });
        page.entries
    }

    /// How many entries have been forgotten for want of room, those of other vendors of the same
    /// [`Fake`](crate::Fake) included.
    pub fn evicted(&self) -> u64 {
        let session = self.watcher.of.session.as_ref();
        self.ctx().store.count(session).evicted
    }

    /// What went over the wire, with the verdict on each.
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        let Whose { session, vendor } = &self.watcher.of;
        let ours = |exchange: &Exchange| vendor.is_none_or(|vendor| vendor == exchange.vendor);
        let journal = &self.ctx().journal;
        journal.read(session.as_ref(), 0, usize::MAX, &ours).0
    }

    /// Waits until it is as expected, and hands out what matched, at most
    /// [1,000](logfog_kit::wait::MAX_ITEMS) of them. What is there already counts.
    ///
    /// It waits on the emulator's own runtime: any executor will do, with its time paused or running.
    ///
    /// # Panics
    /// When it is not met in time, with the evidence; [`try_wait_for`](Self::try_wait_for) returns it.
    pub async fn wait_for<T: Watched>(&self, expectation: Expectation<T>) -> Vec<T::Item> {
        met(self.try_wait_for(expectation).await)
    }

    /// Waits until it is as expected, and says what is wrong when that does not happen in time.
    pub async fn try_wait_for<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> Result<Vec<T::Item>, NotMet> {
        self.watcher.wait(expectation).await
    }

    /// Waits as [`wait_for`](Self::wait_for) does, and blocks this thread until then.
    ///
    /// # Panics
    /// When it is not met in time, with the evidence.
    #[track_caller]
    pub fn wait_for_blocking<T: Watched>(&self, expectation: Expectation<T>) -> Vec<T::Item> {
        met(self.try_wait_for_blocking(expectation))
    }

    /// Waits as [`try_wait_for`](Self::try_wait_for) does, and blocks this thread until then.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "as the one that does not block"
    )]
    pub fn try_wait_for_blocking<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> Result<Vec<T::Item>, NotMet> {
        self.watcher.wait_blocking(&expectation)
    }

    /// Looks once, and hands out what matched.
    ///
    /// # Panics
    /// When it is not as expected, with the evidence; [`try_verify`](Self::try_verify) returns it.
    #[track_caller]
    pub fn verify<T: Watched>(&self, expectation: Expectation<T>) -> Vec<T::Item> {
        met(self.try_verify(expectation))
    }

    /// Looks once, and says what is wrong when it is not as expected.
    #[expect(clippy::needless_pass_by_value, reason = "as the one that waits")]
    pub fn try_verify<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> Result<Vec<T::Item>, NotMet> {
        self.watcher.look(&expectation)
    }

    /// Expects it to be so by the time that this is dropped, which panics if it is not, with the
    /// evidence. It waits then only for as long as the expectation says with
    /// [`within`](Expectation::within).
    pub fn expect<T: Watched>(&self, expectation: Expectation<T>) {
        self.expected.add(expectation);
    }

    /// Checks what is expected of it now, and expects it no longer.
    ///
    /// # Panics
    /// When something is not as expected, with the evidence.
    #[track_caller]
    pub fn checkpoint(&self) {
        if let Some(evidence) = self.expected.check() {
            panic!("{evidence}");
        }
    }

    /// What is to go wrong here: a plan begins with it.
    pub const fn faults(&self) -> Faults<'_> {
        Faults::new(self)
    }

    /// What time it is there: in the session, else in the default one.
    pub fn now(&self) -> Timestamp {
        let session = self.session_name();
        self.ctx().world(&session).now()
    }

    /// Moves the clock forward: tokens expire, windows pass. That of the session, else that of all
    /// sessions and vendors.
    pub fn advance(&self, by: Duration) {
        let by = jiff::SignedDuration::try_from(by).unwrap_or(jiff::SignedDuration::MAX);
        self.change(|world| world.clock.advance(by));
    }

    /// Lets time stand still at `at`.
    pub fn set_time(&self, at: Timestamp) {
        self.change(|world| world.clock.set(Reading::Fixed(at)));
    }

    /// Lets something be the case until it is changed: `out_of_ddu` with Dynatrace. Names and meanings
    /// are on each vendor's page under `docs/`.
    ///
    /// # Panics
    /// When no vendor here has a state of that name.
    #[track_caller]
    pub fn state(&self, name: &str) {
        self.put_state(name, None);
    }

    /// Lets something be the case with one resource: one rule, one group.
    ///
    /// # Panics
    /// When no vendor here has a state of that name.
    #[track_caller]
    pub fn state_of(&self, resource: &str, name: &str) {
        self.put_state(name, Some(resource));
    }

    /// Nothing unusual is the case any longer.
    pub fn clear_state(&self) {
        for site in self.sites() {
            self.change(|world| world.put(site.vendor.id(), None, None));
        }
    }

    /// Forgets entries and exchanges, of all vendors that started together.
    pub fn clear(&self) {
        let session = self.watcher.of.session.as_ref();
        self.ctx().store.clear(session);
        self.ctx().journal.reset(session);
    }

    /// Begins anew: no entries and exchanges, and the resources, clock, policy, ids and states of the
    /// start, without faults, for all vendors that started together.
    pub fn reset(&self) {
        let session = self.watcher.of.session.as_ref();
        let ctx = self.ctx();
        self.clear();
        ctx.reset_resources(session);
        ctx.faults.clear(session);
        ctx.sessions.restore(session, |world, born| {
            world.clock.set(born.clock.read());
            *world = World {
                clock: world.clock.clone(),
                ..born
            };
        });
    }

    /// The session that this is limited to; `default`, if it is limited to none.
    pub fn session_name(&self) -> Session {
        self.watcher.of.session.clone().unwrap_or_default()
    }

    /// Where the admin API answers, if it was asked for: `http://127.0.0.1:PORT/_logfog/v1`.
    #[cfg(feature = "admin")]
    pub fn admin_url(&self) -> Option<String> {
        self.server.admin_url()
    }

    pub(crate) fn server(&self) -> &Arc<Server> {
        &self.server
    }

    pub(crate) fn ctx(&self) -> &Ctx {
        &self.watcher.ctx
    }

    pub(crate) fn of(&self) -> &Whose {
        &self.watcher.of
    }

    /// The ports that this sees.
    pub(crate) fn sites(&self) -> impl Iterator<Item = &Site> {
        let of = self.watcher.of.vendor;
        let sites = self.server.sites().iter();
        sites.filter(move |site| of.is_none_or(|of| of == site.vendor.id()))
    }

    #[track_caller]
    fn put_state(&self, name: &str, of: Option<&str>) {
        let mut known = Vec::new();
        let mut found = false;
        for site in self.sites() {
            let vendor = site.vendor.id();
            for (state, _) in site.vendor.states() {
                known.push(*state);
                if *state == name {
                    found = true;
                    self.change(|world| world.put(vendor, of, Some(state)));
                }
            }
        }
        assert!(
            found,
            "there is no state `{name}`; there are: {}",
            known.join(", ")
        );
    }

    fn change(&self, change: impl Fn(&mut World)) {
        let session = self.watcher.of.session.as_ref();
        touch(self.ctx(), session);
        self.ctx().sessions.change(session, change);
    }
}
