//! Numbered things of many sessions, with room for so many bytes: what the store and the journal
//! have in common.

mod line;

use std::collections::{BTreeMap, HashMap};

use logfog_model::Session;

use self::line::Line;

/// Sessions of which nothing but a count of evictions is left; names are free, so there must be an
/// end.
const BARE: usize = 4096;

/// What a session costs beside its items: its shelf, at its place in a table that is half empty, and
/// its name.
pub(crate) const SHELF: usize = 2 * size_of::<(Session, Shelf)>() + 128;

/// How much is kept of a session, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Entries, or exchanges.
    pub entries: u64,
    /// Bytes that they cost, as counted against the budget.
    pub bytes: usize,
    /// How many were forgotten for want of room, since the last reset.
    pub evicted: u64,
    /// The largest number among those; 0 when there are none. Who has read further has missed nothing.
    pub evicted_to: u64,
}

/// What can be put on a shelf.
pub(crate) trait Item {
    /// Whose it is.
    fn session(&self) -> &Session;
    /// How many entries it stands for.
    fn entries(&self) -> u64;
    /// The number of the last of them, the item's own being that of the first.
    fn last(&self, number: u64) -> u64;
    /// What it costs.
    fn bytes(&self) -> usize;
}

/// Items in the order of their numbers, and a shelf for each session: whoever asks for one session
/// touches nothing of the others.
///
/// A shelf is there as long as something is on it, or it has a quota, or evictions were counted.
/// Of those that only count there are 4096 at most: then the count of the oldest is added to that of
/// everybody, since it may concern anybody.
#[derive(Debug)]
pub(crate) struct Shelves<T> {
    budget: usize,
    items: Line<T>,
    by_session: HashMap<Session, Shelf>,
    /// Of all sessions, those included whose shelf is no longer there.
    used: Usage,
    /// Evicted of sessions whose shelf is no longer there, and up to which number.
    others: (u64, u64),
    /// How many were ever evicted.
    ever: u64,
    /// Whose shelf only counts, by when that came to be.
    bare: BTreeMap<u64, Session>,
    /// When the newest of those came to be.
    turn: u64,
}

#[derive(Debug, Default)]
struct Shelf {
    /// The numbers of its items, in order.
    numbers: Line<()>,
    used: Usage,
    quota: Option<usize>,
    /// Its place among those that only count.
    bare: Option<u64>,
}

impl<T: Item> Shelves<T> {
    /// Keeps `budget` bytes.
    pub(crate) fn new(budget: usize) -> Self {
        Self {
            budget,
            items: Line::default(),
            by_session: HashMap::new(),
            used: Usage::default(),
            others: (0, 0),
            ever: 0,
            bare: BTreeMap::new(),
            turn: 0,
        }
    }

    /// Keeps an item, in place of one that has the same number. Returns what is no longer kept: the
    /// oldest of its session that its quota has no room for, then the oldest of all.
    ///
    /// Whoever calls this holds a lock, and freeing takes a while: drop it outside.
    pub(crate) fn put(&mut self, number: u64, item: T) -> Vec<T> {
        let mut gone = Vec::new();
        gone.extend(self.take(number, false));
        let (entries, bytes) = (item.entries(), item.bytes());
        let own = match self.by_session.get_mut(item.session()) {
            Some(own) => own,
            None => self.by_session.entry(item.session().clone()).or_default(),
        };
        let bytes = bytes
            + if own.numbers.first().is_none() {
                SHELF
            } else {
                0
            };
        own.numbers.put(number, ());
        own.used.entries += entries;
        own.used.bytes += bytes;
        self.used.entries += entries;
        self.used.bytes += bytes;
        if let Some(turn) = own.bare.take() {
            self.bare.remove(&turn);
        }
        if own.is_over() {
            let session = item.session().clone();
            self.items.put(number, item);
            self.fit(&session, &mut gone);
        } else {
            self.items.put(number, item);
        }
        while self.used.bytes > self.budget
            && let Some(oldest) = self.items.first()
        {
            gone.extend(self.take(oldest, true));
        }
        gone
    }

    /// Gives the session a quota in bytes, or takes it back. Returns what it has no room for.
    pub(crate) fn quota(&mut self, session: &Session, bytes: Option<usize>) -> Vec<T> {
        let mut gone = Vec::new();
        let own = self.by_session.entry(session.clone()).or_default();
        own.quota = bytes;
        self.fit(session, &mut gone);
        self.settle(session);
        gone
    }

    /// Evicts the session's oldest until its quota holds.
    fn fit(&mut self, session: &Session, gone: &mut Vec<T>) {
        while let Some(own) = self.by_session.get(session)
            && own.is_over()
            && let Some(oldest) = own.numbers.first()
        {
            gone.extend(self.take(oldest, true));
        }
    }

    /// The item of this number.
    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        self.items.get(number)
    }

    /// The session's items, or all, in order: the newest that begins at `from` or before it, and
    /// those after it.
    pub(crate) fn read(
        &self,
        session: Option<&Session>,
        from: u64,
    ) -> impl Iterator<Item = (u64, &T)> {
        let all = session.is_none().then(|| self.items.range(from));
        let own = session.and_then(|session| self.by_session.get(session));
        let numbers = own.map(|own| own.numbers.range(from));
        let numbers = numbers.into_iter().flatten();
        let own = numbers.filter_map(|(number, ())| Some((number, self.items.get(number)?)));
        all.into_iter().flatten().chain(own)
    }

    /// How many of all sessions were ever evicted: no reset takes it back.
    pub(crate) const fn ever(&self) -> u64 {
        self.ever
    }

    /// How much is kept of the session, or of all; what was evicted of sessions that are no longer
    /// counted apart is included.
    pub(crate) fn usage(&self, session: Option<&Session>) -> Usage {
        let Some(session) = session else {
            return self.used;
        };
        let own = self.by_session.get(session);
        let mut used = own.map_or_else(Usage::default, |own| own.used);
        used.evicted += self.others.0;
        used.evicted_to = used.evicted_to.max(self.others.1);
        used
    }

    /// Lets `keep` make each of the session's items smaller, or of all, and tell whether it stays.
    /// Returns those that do not: they were not evicted.
    pub(crate) fn retain(
        &mut self,
        session: Option<&Session>,
        mut keep: impl FnMut(u64, &mut T) -> bool,
    ) -> Vec<T> {
        let mut gone = Vec::new();
        for number in self.numbers(session) {
            let Some(item) = self.items.get_mut(number) else {
                continue;
            };
            let before = (item.entries(), item.bytes());
            let stays = keep(number, item);
            let (entries, bytes) = (before.0 - item.entries(), before.1 - item.bytes());
            if let Some(own) = self.by_session.get_mut(item.session()) {
                own.used.entries -= entries;
                own.used.bytes -= bytes;
                self.used.entries -= entries;
                self.used.bytes -= bytes;
            }
            if !stays {
                gone.extend(self.take(number, false));
            }
        }
        gone
    }

    fn numbers(&self, session: Option<&Session>) -> Vec<u64> {
        match session {
            None => self.items.numbers().collect(),
            Some(session) => match self.by_session.get(session) {
                None => Vec::new(),
                Some(own) => own.numbers.numbers().collect(),
            },
        }
    }

    /// Forgets the session's items and evictions, or all; quotas stay. Returns the items.
    pub(crate) fn reset(&mut self, session: Option<&Session>) -> Vec<T> {
        let gone = self.retain(session, |_, _| false);
        let Some(session) = session else {
            self.by_session.retain(|_, own| own.quota.is_some());
            for own in self.by_session.values_mut() {
                (own.used.evicted, own.used.evicted_to) = (0, 0);
            }
            (self.used.evicted, self.used.evicted_to) = (0, 0);
            self.others = (0, 0);
            self.bare.clear();
            return gone;
        };
        if let Some(own) = self.by_session.get_mut(session) {
            self.used.evicted -= own.used.evicted;
            (own.used.evicted, own.used.evicted_to) = (0, 0);
            self.settle(session);
            let left = self.by_session.values().map(|own| own.used.evicted_to);
            self.used.evicted_to = left.fold(self.others.1, u64::max);
        }
        gone
    }

    /// Takes an item off its shelf, and counts it where it had to go.
    fn take(&mut self, number: u64, evicted: bool) -> Option<T> {
        let item = self.items.take(number)?;
        let own = self.by_session.get_mut(item.session());
        let own = own.expect("an item lies on the shelf of its session");
        own.numbers.take(number);
        let empty = own.numbers.first().is_none();
        let bytes = item.bytes() + if empty { SHELF } else { 0 };
        if evicted {
            self.ever += item.entries();
        }
        for used in [&mut self.used, &mut own.used] {
            used.entries -= item.entries();
            used.bytes -= bytes;
            if evicted {
                used.evicted += item.entries();
                used.evicted_to = used.evicted_to.max(item.last(number));
            }
        }
        if empty {
            self.settle(item.session());
        }
        Some(item)
    }

    /// Lets go of the session's shelf if nothing is left to know of it.
    fn settle(&mut self, session: &Session) {
        let Some(own) = self.by_session.get_mut(session) else {
            return;
        };
        let empty = own.numbers.first().is_none() && own.quota.is_none();
        let bare = empty && own.used.evicted > 0;
        match (bare, own.bare) {
            (true, None) => {
                self.turn += 1;
                own.bare = Some(self.turn);
                self.bare.insert(self.turn, session.clone());
            }
            (false, Some(turn)) => {
                own.bare = None;
                self.bare.remove(&turn);
            }
            (true, Some(_)) | (false, None) => {}
        }
        if bare {
            // As long as it only counts, counting is all that it takes room for.
            own.numbers = Line::default();
        } else if empty {
            self.by_session.remove(session);
        }
        if self.bare.len() > BARE
            && let Some((_, oldest)) = self.bare.pop_first()
            && let Some(own) = self.by_session.remove(&oldest)
        {
            self.others.0 += own.used.evicted;
            self.others.1 = self.others.1.max(own.used.evicted_to);
        }
    }
}

impl Shelf {
    fn is_over(&self) -> bool {
        self.quota.is_some_and(|quota| self.used.bytes > quota)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thing of one byte.
    #[derive(Debug, PartialEq)]
    struct Thing(Session);

    impl Item for Thing {
        fn session(&self) -> &Session {
            &self.0
        }

        fn entries(&self) -> u64 {
            2
        }

        fn last(&self, number: u64) -> u64 {
            number + 1
        }

        fn bytes(&self) -> usize {
            1
        }
    }

    fn session(number: usize) -> Session {
        number.to_string().parse().expect("a name")
    }

    fn evicted(shelves: &Shelves<Thing>, number: usize) -> u64 {
        shelves.usage(Some(&session(number))).evicted
    }

    #[test]
    fn a_session_too_many_is_counted_for_all() {
        let mut shelves = Shelves::new(0);
        for number in 0..BARE {
            assert_eq!(shelves.put(number as u64, Thing(session(number))).len(), 1);
        }
        assert_eq!((shelves.bare.len(), shelves.by_session.len()), (BARE, BARE));
        assert_eq!((evicted(&shelves, 0), evicted(&shelves, BARE)), (2, 0));
        // Its count is now older than that of session 1.
        shelves.put(BARE as u64, Thing(session(0)));
        shelves.put(BARE as u64 + 1, Thing(session(BARE)));
        assert_eq!((shelves.bare.len(), shelves.by_session.len()), (BARE, BARE));
        // Its number was 1, and it stood for two.
        assert_eq!(shelves.others, (2, 2));
        assert_eq!(evicted(&shelves, 0), 4 + 2);
        assert_eq!(evicted(&shelves, 1), 2);
        assert_eq!(evicted(&shelves, 2), 2 + 2);
        assert_eq!(shelves.usage(None).evicted, 2 * (BARE as u64 + 2));
        shelves.reset(Some(&session(0)));
        assert_eq!(evicted(&shelves, 0), 2);
        assert_eq!(shelves.usage(None).evicted, 2 * BARE as u64);
        shelves.reset(None);
        assert_eq!(shelves.usage(None), Usage::default());
        assert_eq!(shelves.ever(), 2 * (BARE as u64 + 2));
        assert_eq!((shelves.bare.len(), shelves.by_session.len()), (0, 0));
    }

    #[test]
    fn a_shelf_is_there_while_there_is_something_to_know() {
        let mut shelves = Shelves::new(SHELF + 1);
        let a = session(1);
        shelves.put(1, Thing(a.clone()));
        assert_eq!(shelves.by_session.len(), 1);
        shelves.reset(Some(&a));
        assert_eq!(shelves.by_session.len(), 0);
        shelves.quota(&a, Some(0));
        assert_eq!(shelves.by_session.len(), 1);
        shelves.put(2, Thing(a.clone()));
        assert_eq!((evicted(&shelves, 1), shelves.bare.len()), (2, 0));
        shelves.quota(&a, None);
        assert_eq!((shelves.by_session.len(), shelves.bare.len()), (1, 1));
        shelves.put(3, Thing(a.clone()));
        assert_eq!((shelves.by_session.len(), shelves.bare.len()), (1, 0));
        shelves.put(4, Thing(session(2)));
        assert_eq!((evicted(&shelves, 1), shelves.bare.len()), (4, 1));
        shelves.reset(Some(&a));
        assert_eq!((shelves.by_session.len(), shelves.bare.len()), (1, 0));
        shelves.quota(&session(3), None);
        assert_eq!(shelves.by_session.len(), 1);
    }

    #[test]
    fn of_two_with_one_number_the_later_stays() {
        let mut shelves = Shelves::new(usize::MAX);
        shelves.put(1, Thing(session(1)));
        assert_eq!(shelves.put(1, Thing(session(2))), [Thing(session(1))]);
        assert_eq!(shelves.usage(Some(&session(1))), Usage::default());
        let kept = Usage {
            entries: 2,
            bytes: SHELF + 1,
            evicted: 0,
            evicted_to: 0,
        };
        assert_eq!(shelves.usage(None), kept);
        assert_eq!(shelves.read(Some(&session(2)), 0).count(), 1);
    }
}
