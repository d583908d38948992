//! Who is there: worlds by session, and which session a credential belongs to.

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use logfog_model::{Session, VendorId};
use parking_lot::Mutex;

use crate::{Clock, Defaults, Ids, Opening, World, store::Key};

/// How long a session lasts that nobody uses, and that was not given a time of its own.
pub const DEFAULT_TTL: Duration = Duration::from_hours(1);
/// Sessions that there may be at a time. Names are free, so there must be an end.
pub const MAX_SESSIONS: usize = 10_000;

/// Every session's world. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Sessions(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The machine's time: a session ends by it, wherever its own clock has been moved to.
    real: Clock,
    table: Mutex<Table>,
}

#[derive(Debug)]
struct Table {
    defaults: Defaults,
    /// What the defaults were at first.
    origin: Defaults,
    /// What every session is born with, whatever its own name.
    everywhere: Vec<(&'static str, String, Bytes)>,
    sessions: HashMap<Session, Record>,
    credentials: HashMap<(VendorId, String), Session>,
    next_end: Timestamp,
}

#[derive(Debug)]
struct Record {
    world: Arc<World>,
    /// How it was opened; `None` for one that came to be by being named.
    opening: Option<Opening>,
    end: End,
    /// What it was born with, and has again after a reset.
    declared: Vec<(Key, Bytes)>,
    minted: Arc<Minted>,
}

/// Credentials, by vendor and the name that each has there.
pub type Minted = Vec<(VendorId, Vec<(&'static str, String)>)>;

/// When a session is over.
#[derive(Clone, Copy, Debug)]
enum End {
    Never,
    /// So long after the last use.
    Idle(Timestamp),
    At(Timestamp),
}

/// Keeps a definition that a session is born with.
type Define<'a> = &'a dyn Fn(&Key, &Bytes);

/// A session as it is listed.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Its world at the moment.
    pub world: Arc<World>,
    /// Whether somebody opened it; else it came to be by being named.
    pub opened: bool,
    /// When it ends; `None` for the default session, which never does.
    pub expires_at: Option<Timestamp>,
    /// The credentials that were made for it.
    pub minted: Arc<Minted>,
}

/// Why a session was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// There is one of that name.
    #[error("there is a session `{0}` already")]
    Taken(Session),
    /// There are as many as there may be.
    #[error("there are {MAX_SESSIONS} sessions already")]
    Full,
}

impl Sessions {
    /// No session but the default one.
    pub fn new(defaults: Defaults) -> Self {
        Self::by(Clock::system(), defaults)
    }

    /// Sessions that end by `real` instead of the machine's time.
    pub fn by(real: Clock, defaults: Defaults) -> Self {
        let origin = Defaults {
            clock: Clock::reading(defaults.clock.read()),
            ..defaults.clone()
        };
        let table = Table {
            defaults,
            origin,
            everywhere: Vec::new(),
            sessions: HashMap::new(),
            credentials: HashMap::new(),
            next_end: Timestamp::MAX,
        };
        Self(Arc::new(Inner {
            real,
            table: Mutex::new(table),
        }))
    }

    /// What a session begins with.
    pub fn defaults(&self) -> Defaults {
        self.0.table.lock().defaults.clone()
    }

    /// The world of a session. One that is named for the first time comes to be by that, with what
    /// `define` is told that it is born with.
    pub(crate) fn world(&self, session: &Session, define: Define<'_>) -> Arc<World> {
        let now = self.0.real.now();
        let table = &mut *self.0.table.lock();
        if let Some(record) = table.sessions.get_mut(session) {
            if let End::Idle(end) = &mut record.end {
                *end = later(now, DEFAULT_TTL);
            }
            return record.world.clone();
        }
        let world = Arc::new(table.begin(session, &Opening::default()));
        // One too many has a world all the same, only that nothing remembers its changes.
        if table.sessions.len() < MAX_SESSIONS {
            table.insert(world.clone(), None, End::of(session, None, now), define);
        }
        world
    }

    /// Opens a session of that name.
    pub(crate) fn open(
        &self,
        session: &Session,
        opening: &Opening,
        define: Define<'_>,
    ) -> Result<SessionView, NotOpened> {
        let now = self.0.real.now();
        let table = &mut *self.0.table.lock();
        if table.sessions.contains_key(session) {
            return Err(NotOpened::Taken(session.clone()));
        }
        if table.sessions.len() >= MAX_SESSIONS {
            return Err(NotOpened::Full);
        }
        let world = Arc::new(table.begin(session, opening));
        let end = End::of(session, opening.ttl, now);
        Ok(table.insert(world, Some(opening.clone()), end, define))
    }

    /// Ends a session. Whether there was one.
    pub(crate) fn close(&self, session: &Session) -> bool {
        let mut table = self.0.table.lock();
        table.credentials.retain(|_, of| of != session);
        table.sessions.remove(session).is_some()
    }

    /// Ends the sessions whose time is over, and names them.
    pub(crate) fn expire(&self) -> Vec<Session> {
        let now = self.0.real.now();
        let table = &mut *self.0.table.lock();
        if now < table.next_end {
            return Vec::new();
        }
        let over: Vec<Session> = table
            .sessions
            .iter()
            .filter(|(_, record)| record.end.at().is_some_and(|end| end <= now))
            .map(|(session, _)| session.clone())
            .collect();
        for session in &over {
            table.sessions.remove(session);
        }
        if !over.is_empty() {
            table.credentials.retain(|_, of| !over.contains(of));
        }
        let ends = table.sessions.values().filter_map(|record| record.end.at());
        table.next_end = ends.min().unwrap_or(Timestamp::MAX);
        over
    }

    /// Every session, by name.
    pub fn list(&self) -> Vec<SessionView> {
        let table = self.0.table.lock();
        let mut all: Vec<_> = table.sessions.values().map(Record::view).collect();
        all.sort_by(|a, b| a.world.session.cmp(&b.world.session));
        all
    }

    /// A session, if there is one of that name; looking does not keep it alive.
    pub fn get(&self, session: &Session) -> Option<SessionView> {
        self.0.table.lock().sessions.get(session).map(Record::view)
    }

    /// How many sessions there are.
    pub fn count(&self) -> usize {
        self.0.table.lock().sessions.len()
    }

    /// Changes the world of one session, if there is one of that name, or of all and of those to come.
    pub fn change(&self, session: Option<&Session>, change: impl Fn(&mut World)) {
        let table = &mut *self.0.table.lock();
        if session.is_none() {
            let mut base = table.defaults.world();
            change(&mut base);
            table.defaults.take(base);
        }
        let concerned =
            |record: &&mut Record| session.is_none_or(|wanted| *wanted == record.world.session);
        for record in table.sessions.values_mut().filter(concerned) {
            change(Arc::make_mut(&mut record.world));
        }
    }

    /// Gives back to the world of one session, or of all and those to come, what `restore` takes from
    /// the world that it began with.
    pub fn restore(&self, session: Option<&Session>, restore: impl Fn(&mut World, World)) {
        let table = &mut *self.0.table.lock();
        if session.is_none() {
            let born = table.origin.world();
            let mut base = table.defaults.world();
            restore(&mut base, born);
            table.defaults.take(base);
        }
        let begin = |record: &Record| {
            let opening = record.opening.clone().unwrap_or_default();
            (record.world.session.clone(), opening)
        };
        let ours = |record: &&Record| session.is_none_or(|wanted| *wanted == record.world.session);
        let concerned: Vec<_> = table.sessions.values().filter(ours).map(begin).collect();
        for (session, opening) in concerned {
            let born = table.begin(&session, &opening);
            if let Some(record) = table.sessions.get_mut(&session) {
                restore(Arc::make_mut(&mut record.world), born);
            }
        }
    }

    /// The session that a credential was made for.
    pub fn of_credential(&self, vendor: VendorId, presented: &str) -> Option<Session> {
        let table = self.0.table.lock();
        table
            .credentials
            .get(&(vendor, presented.to_owned()))
            .cloned()
    }

    /// Whether any credential belongs to a session of its own: nobody looks for one otherwise.
    pub fn has_credentials(&self) -> bool {
        !self.0.table.lock().credentials.is_empty()
    }

    /// Remembers whose credential that is.
    pub(crate) fn register(&self, vendor: VendorId, presented: &str, session: &Session) {
        let mut table = self.0.table.lock();
        let key = (vendor, presented.to_owned());
        table.credentials.insert(key, session.clone());
    }

    /// Forgets whose credential that is, if it is of this session.
    pub(crate) fn unregister(&self, vendor: VendorId, presented: &str, session: &Session) {
        let mut table = self.0.table.lock();
        let key = (vendor, presented.to_owned());
        if table.credentials.get(&key) == Some(session) {
            table.credentials.remove(&key);
        }
    }

    /// Remembers the credentials that were made for a session, for those who ask later.
    pub fn minted(&self, session: &Session, minted: Minted) {
        let mut table = self.0.table.lock();
        if let Some(record) = table.sessions.get_mut(session) {
            record.minted = Arc::new(minted);
        }
    }

    /// Remembers that a session is born with a definition, so that a reset can give it back.
    pub(crate) fn declare(&self, key: Key, document: Bytes) {
        let mut table = self.0.table.lock();
        if let Some(record) = table.sessions.get_mut(&key.session) {
            record.declared.retain(|(known, _)| *known != key);
            record.declared.push((key, document));
        }
    }

    /// Remembers that every session that comes to be from now on is born with a definition.
    pub(crate) fn declare_everywhere(&self, kind: &'static str, id: &str, document: Bytes) {
        let mut table = self.0.table.lock();
        let everywhere = &mut table.everywhere;
        everywhere.retain(|(known, of, _)| (*known, of.as_str()) != (kind, id));
        everywhere.push((kind, id.to_owned(), document));
    }

    /// The definitions that the session, or each of all, is born with.
    pub(crate) fn declared(&self, session: Option<&Session>) -> Vec<(Key, Bytes)> {
        let table = self.0.table.lock();
        let records = table.sessions.iter();
        let ours = records.filter(|(name, _)| session.is_none_or(|wanted| wanted == *name));
        ours.flat_map(|(_, record)| record.declared.clone())
            .collect()
    }
}

impl Table {
    /// The world that a session begins with.
    fn begin(&self, session: &Session, opening: &Opening) -> World {
        let defaults = &self.defaults;
        let seed = opening.seed.or(defaults.seed);
        // Two sessions of one seed must not have the same credentials.
        let seed = seed.map(|seed| seed ^ salt(session));
        let mut states = defaults.states.to_vec();
        states.extend(opening.states.iter().cloned());
        World {
            session: session.clone(),
            clock: Clock::reading(opening.clock.unwrap_or_else(|| defaults.clock.read())),
            ids: seed.map_or_else(Ids::random, Ids::seeded),
            policy: opening
                .policy
                .clone()
                .unwrap_or_else(|| defaults.policy.clone()),
            states: states.into(),
        }
    }

    fn insert(
        &mut self,
        world: Arc<World>,
        opening: Option<Opening>,
        end: End,
        define: Define<'_>,
    ) -> SessionView {
        self.next_end = end.at().map_or(self.next_end, |at| at.min(self.next_end));
        let session = world.session.clone();
        let record = Record {
            world,
            opening,
            end,
            declared: self.born_with(&session),
            minted: Arc::default(),
        };
        // Before anybody can come in: its first request finds them.
        for (key, document) in &record.declared {
            define(key, document);
        }
        let view = record.view();
        self.sessions.insert(session, record);
        view
    }
}

impl Table {
    /// What a session is born with by being one.
    fn born_with(&self, session: &Session) -> Vec<(Key, Bytes)> {
        let everywhere = self.everywhere.iter();
        let pairs = everywhere.map(|(kind, id, document)| {
            let key = Key {
                session: session.clone(),
                kind,
                id: id.clone(),
            };
            (key, document.clone())
        });
        pairs.collect()
    }
}

impl Defaults {
    /// A world that nobody is in, to be changed as those are that somebody is in.
    fn world(&self) -> World {
        World {
            session: Session::default(),
            clock: self.clock.clone(),
            ids: Ids::random(),
            policy: self.policy.clone(),
            states: self.states.clone(),
        }
    }

    fn take(&mut self, world: World) {
        (self.policy, self.states) = (world.policy, world.states);
    }
}

impl Record {
    fn view(&self) -> SessionView {
        SessionView {
            world: self.world.clone(),
            opened: self.opening.is_some(),
            expires_at: self.end.at(),
            minted: self.minted.clone(),
        }
    }
}

impl End {
    fn of(session: &Session, ttl: Option<Duration>, now: Timestamp) -> Self {
        match ttl {
            Some(ttl) => Self::At(later(now, ttl)),
            None if *session == Session::default() => Self::Never,
            None => Self::Idle(later(now, DEFAULT_TTL)),
        }
    }

    const fn at(self) -> Option<Timestamp> {
        match self {
            Self::Never => None,
            Self::Idle(end) | Self::At(end) => Some(end),
        }
    }
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// Keeps the ids of two sessions apart that have one seed; none for the default session.
fn salt(session: &Session) -> u64 {
    if *session == Session::default() {
        return 0;
    }
    // FNV-1a: the same in every run and on every machine, unlike the standard library's hasher.
    session
        .as_str()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Define<'_> = &|_, _| {};
    const ACME: VendorId = VendorId::new("acme");

    fn named(name: &str) -> Session {
        name.parse().expect("a name")
    }

    #[test]
    fn a_session_ends_when_its_time_is_over_whatever_its_own_clock_says() {
        let real = Clock::fixed(Timestamp::UNIX_EPOCH);
        let sessions = Sessions::by(real.clone(), Defaults::default());
        let opening = Opening {
            ttl: Some(Duration::from_mins(10)),
            ..Opening::default()
        };
        let opened = sessions.open(&named("a"), &opening, NONE).expect("free");
        assert_eq!(opened.expires_at.map(Timestamp::as_second), Some(600));
        let taken = sessions
            .open(&named("a"), &opening, NONE)
            .map(|view| view.opened);
        assert_eq!(taken, Err(NotOpened::Taken(named("a"))));
        opened
            .world
            .clock
            .advance(SignedDuration::from_hours(24 * 365));
        sessions.register(ACME, "key", &named("a"));
        assert!(sessions.expire().is_empty());
        assert_eq!(sessions.of_credential(ACME, "key"), Some(named("a")));
        real.advance(SignedDuration::from_mins(10));
        assert_eq!(sessions.expire(), [named("a")]);
        assert_eq!(sessions.of_credential(ACME, "key"), None);
        assert!(sessions.get(&named("a")).is_none());
    }

    #[test]
    fn a_session_that_was_only_named_lasts_while_it_is_used_and_the_default_one_for_ever() {
        let real = Clock::fixed(Timestamp::UNIX_EPOCH);
        let sessions = Sessions::by(real.clone(), Defaults::default());
        sessions.world(&named("a"), NONE);
        sessions.world(&Session::default(), NONE);
        let most = SignedDuration::try_from(DEFAULT_TTL).expect("an hour");
        for _ in 0..3 {
            real.advance(most - SignedDuration::from_secs(1));
            assert!(sessions.expire().is_empty());
            sessions.world(&named("a"), NONE);
        }
        real.advance(most);
        assert_eq!(sessions.expire(), [named("a")]);
        assert_eq!(sessions.count(), 1);
    }

    #[test]
    fn what_is_changed_for_all_holds_for_those_to_come_and_once_for_each() {
        let defaults = Defaults {
            clock: Clock::fixed(Timestamp::UNIX_EPOCH),
            ..Defaults::default()
        };
        let sessions = Sessions::new(defaults);
        let before = sessions.world(&named("before"), NONE);
        sessions.change(None, |world| {
            world.clock.advance(SignedDuration::from_secs(5));
            world.policy = Arc::new(logfog_model::Policy::parse(["*=off"]).expect("well formed"));
        });
        for name in ["before", "after"] {
            let world = sessions.world(&named(name), NONE);
            assert_eq!(world.now().as_second(), 5, "{name}");
            assert_eq!(world.policy.check("acme.x"), logfog_model::Check::Off);
        }
        // Who came in before goes on by the rules that were in force.
        assert_eq!(before.policy.check("acme.x"), logfog_model::Check::Deny);
        sessions.change(Some(&named("after")), |world| {
            world.clock.advance(SignedDuration::from_secs(1));
        });
        assert_eq!(sessions.world(&named("before"), NONE).now().as_second(), 5);
    }

    #[test]
    fn a_seed_gives_the_same_ids_again_and_other_ones_to_other_sessions() {
        let first = |name: &str| {
            let defaults = Defaults {
                seed: Some(7),
                ..Defaults::default()
            };
            Sessions::new(defaults).world(&named(name), NONE).ids.uuid()
        };
        assert_eq!(first("a"), first("a"));
        assert_ne!(first("a"), first("b"));
        let own = |name: &str| {
            let opening = Opening {
                seed: Some(7),
                ..Opening::default()
            };
            let sessions = Sessions::new(Defaults::default());
            let opened = sessions.open(&named(name), &opening, NONE);
            opened.expect("free").world.ids.uuid()
        };
        assert_eq!(own("a"), first("a"));
        assert_ne!(own("a"), own("b"));
        assert_eq!(first("default"), Ids::seeded(7).uuid());
    }
}
