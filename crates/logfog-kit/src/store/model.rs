//! A store as anybody would write it who had no time to lose, and the property that a back end
//! agrees with it, whatever is done to them.

use std::collections::BTreeMap;

use bytes::Bytes;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{
    Query, Store,
    contract::{append, key, session},
};
use crate::Usage;

const SESSIONS: [&str; 4] = ["default", "one", "two", "three"];
const KINDS: [&str; 2] = ["acme.group", "acme.token"];
const IDS: [&str; 3] = ["x", "y", "z"];

/// What a back end charges beside the bytes themselves.
#[derive(Debug)]
pub(super) struct Costs {
    /// For a session that something is kept of.
    pub(super) session: usize,
    /// For a request.
    pub(super) request: usize,
    /// For each record of it, the forgotten ones included.
    pub(super) record: usize,
}

/// What is done; sessions, kinds and ids are places in the tables above.
#[derive(Clone, Debug)]
enum Act {
    /// Records of such lengths, slices of a body of such a length.
    Append(usize, Vec<usize>, usize),
    /// Forgets those of the session, or of all, whose id leaves this rest when divided by this.
    Forget(Option<usize>, u64, u64),
    Reset(Option<usize>),
    /// In hundredths of the budget.
    Quota(usize, Option<usize>),
    Define([usize; 3], u64),
    Undefine([usize; 3], u64),
}

/// Fails if anything that can be seen of the store that `make` makes differs from the model's.
pub(super) fn agrees<S: Store>(costs: &Costs, make: impl Fn(usize) -> S) {
    let least = costs.session + costs.request;
    let given = (0..12 * least, prop::collection::vec(act(), 1..80));
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&given, |(budget, acts)| {
        let store = make(budget);
        let mut model = Model::new(costs, budget);
        for act in acts {
            apply(&store, budget, &act, model.last);
            model.apply(&act);
            model.seen(&store)?;
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn act() -> impl Strategy<Value = Act> {
    let one = 0..SESSIONS.len();
    let some = prop::option::of(one.clone());
    let which = [0..SESSIONS.len(), 0..KINDS.len(), 0..IDS.len()];
    let lengths = prop::collection::vec(0..60_usize, 0..5);
    let held = prop_oneof![Just(0), 0..2000_usize];
    prop_oneof![
        12 => (one.clone(), lengths, held).prop_map(|(at, lengths, held)| Act::Append(at, lengths, held)),
        3 => (some.clone(), 1..5_u64, 0..5_u64)
            .prop_map(|(at, divisor, rest)| Act::Forget(at, divisor, rest % divisor)),
        1 => some.prop_map(Act::Reset),
        2 => (one, prop::option::of(0..120_usize)).prop_map(|(at, share)| Act::Quota(at, share)),
        2 => (which.clone(), 0..3_u64).prop_map(|(key, expected)| Act::Define(key, expected)),
        1 => (which, 0..3_u64).prop_map(|(key, expected)| Act::Undefine(key, expected)),
    ]
}

fn apply(store: &dyn Store, budget: usize, act: &Act, last: u64) {
    let of = |at: &Option<usize>| at.map(|at| session(SESSIONS[at]));
    match act {
        Act::Append(at, lengths, held) => {
            let records: Vec<_> = (last + 1..).zip(lengths).map(record).collect();
            let records: Vec<_> = records.iter().map(String::as_str).collect();
            append(store, SESSIONS[*at], *held, &records);
        }
        Act::Forget(at, divisor, rest) => {
            store.forget(of(at).as_ref(), &|entry| entry.id % divisor == *rest);
        }
        Act::Reset(at) => store.reset(of(at).as_ref()),
        Act::Quota(at, share) => {
            store.quota(&session(SESSIONS[*at]), quota(budget, *share));
        }
        // What comes of these two shows in what is defined afterwards.
        Act::Define([at, kind, id], expected) => {
            let key = key(SESSIONS[*at], KINDS[*kind], IDS[*id]);
            let _ = store.define(&key, document(*expected), *expected);
        }
        Act::Undefine([at, kind, id], expected) => {
            let key = key(SESSIONS[*at], KINDS[*kind], IDS[*id]);
            let _ = store.undefine(&key, *expected);
        }
    }
}

/// Says its number, and is as long as wanted or longer.
fn record((id, length): (u64, &usize)) -> String {
    format!("{id:.<length$}")
}

fn document(version: u64) -> Bytes {
    format!("after {version}").into()
}

fn quota(budget: usize, share: Option<usize>) -> Option<usize> {
    share.map(|share| budget * share / 100)
}

/// Requests in one list, and everything counted anew each time.
#[derive(Debug)]
struct Model<'a> {
    costs: &'a Costs,
    budget: usize,
    requests: Vec<Request>,
    quotas: [Option<usize>; SESSIONS.len()],
    evicted: [(u64, u64); SESSIONS.len()],
    definitions: BTreeMap<[usize; 3], (Bytes, u64)>,
    last: u64,
}

#[derive(Debug)]
struct Request {
    session: usize,
    /// How many there were at first.
    records: usize,
    held: usize,
    /// The number of its last record, still there or not.
    last: u64,
    left: Vec<(u64, String)>,
}

impl<'a> Model<'a> {
    fn new(costs: &'a Costs, budget: usize) -> Self {
        Self {
            costs,
            budget,
            requests: Vec::new(),
            quotas: [None; SESSIONS.len()],
            evicted: [(0, 0); SESSIONS.len()],
            definitions: BTreeMap::new(),
            last: 0,
        }
    }

    fn apply(&mut self, act: &Act) {
        let ours = |at: &Option<usize>, session: usize| at.is_none_or(|at| at == session);
        match act {
            Act::Append(session, lengths, held) => {
                let left = (self.last + 1..).zip(lengths);
                let left: Vec<_> = left.map(|given| (given.0, record(given))).collect();
                self.last += left.len() as u64;
                self.requests.push(Request {
                    session: *session,
                    records: left.len(),
                    held: *held,
                    last: self.last,
                    left,
                });
            }
            Act::Forget(at, divisor, rest) => {
                for request in &mut self.requests {
                    if ours(at, request.session) {
                        request.left.retain(|(id, _)| id % divisor != *rest);
                    }
                }
            }
            Act::Reset(at) => {
                self.requests.retain(|request| !ours(at, request.session));
                self.definitions
                    .retain(|[session, ..], _| !ours(at, *session));
                for (session, evicted) in self.evicted.iter_mut().enumerate() {
                    *evicted = if ours(at, session) { (0, 0) } else { *evicted };
                }
            }
            Act::Quota(at, share) => self.quotas[*at] = quota(self.budget, *share),
            Act::Define(key, expected) => {
                if self.version(key) == *expected {
                    let kept = (document(*expected), expected + 1);
                    self.definitions.insert(*key, kept);
                }
            }
            Act::Undefine(key, expected) => {
                if self.version(key) == *expected {
                    self.definitions.remove(key);
                }
            }
        }
        self.requests.retain(|request| !request.left.is_empty());
        for session in 0..SESSIONS.len() {
            while let Some(quota) = self.quotas[session]
                && self.bytes(Some(session)) > quota
            {
                self.evict(Some(session));
            }
        }
        while self.bytes(None) > self.budget {
            self.evict(None);
        }
    }

    fn version(&self, key: &[usize; 3]) -> u64 {
        self.definitions.get(key).map_or(0, |(_, version)| *version)
    }

    fn of(&self, session: Option<usize>) -> impl Iterator<Item = &Request> {
        let all = self.requests.iter();
        all.filter(move |request| session.is_none_or(|wanted| wanted == request.session))
    }

    fn bytes(&self, session: Option<usize>) -> usize {
        let requests = self.of(session).map(|request| {
            let raw: usize = request.left.iter().map(|(_, raw)| raw.len()).sum();
            raw.max(request.held) + self.costs.request + request.records * self.costs.record
        });
        let sessions = (0..SESSIONS.len())
            .filter(|at| self.of(session).any(|request| request.session == *at))
            .count();
        requests.sum::<usize>() + sessions * self.costs.session
    }

    fn evict(&mut self, session: Option<usize>) {
        let oldest = self
            .requests
            .iter()
            .position(|request| session.is_none_or(|wanted| wanted == request.session))
            .expect("what costs something is there");
        let oldest = self.requests.remove(oldest);
        let (count, to) = &mut self.evicted[oldest.session];
        *count += oldest.left.len() as u64;
        *to = oldest.last.max(*to);
    }

    fn evicted(&self, session: Option<usize>) -> (u64, u64) {
        match session {
            Some(session) => self.evicted[session],
            None => (
                self.evicted.iter().map(|(count, _)| count).sum(),
                self.evicted.iter().map(|(_, to)| *to).fold(0, u64::max),
            ),
        }
    }

    /// Compares all that can be seen.
    fn seen(&self, store: &dyn Store) -> Result<(), TestCaseError> {
        for at in (0..SESSIONS.len()).map(Some).chain([None]) {
            let of = at.map(|at| session(SESSIONS[at]));
            let records = self.of(at).flat_map(|request| {
                let name = SESSIONS[request.session];
                let left = request.left.iter();
                left.map(move |(id, raw)| (*id, name.to_owned(), raw.clone()))
            });
            let records: Vec<_> = records.collect();
            let count = store.count(of.as_ref());
            let expected = Usage {
                entries: records.len() as u64,
                bytes: self.bytes(at),
                evicted: self.evicted(at).0,
                evicted_to: self.evicted(at).1,
            };
            prop_assert_eq!(count, expected);
            let room = at.map_or(Some(self.budget), |at| self.quotas[at]);
            prop_assert!(room.is_none_or(|room| count.bytes <= room));
            for (after, limit) in [(0, usize::MAX), (self.last / 2, 3)] {
                self.page(store, at, &records, after, limit)?;
            }
        }
        self.defined(store)
    }

    fn page(
        &self,
        store: &dyn Store,
        at: Option<usize>,
        records: &[(u64, String, String)],
        after: u64,
        limit: usize,
    ) -> Result<(), TestCaseError> {
        let of = at.map(|at| session(SESSIONS[at]));
        let page = store.read(&Query {
            session: of.as_ref(),
            after,
            limit,
            filter: &|_| true,
        });
        let there = page.entries.iter().map(|entry| {
            let raw = String::from_utf8_lossy(&entry.draft.raw).into_owned();
            (entry.id, entry.batch.session.to_string(), raw)
        });
        let wanted = records.iter().filter(|(id, ..)| *id > after);
        prop_assert_eq!(page.more, wanted.clone().count() > limit);
        let wanted: Vec<_> = wanted.take(limit).cloned().collect();
        prop_assert_eq!(there.collect::<Vec<_>>(), wanted);
        prop_assert_eq!((page.evicted, page.evicted_to), self.evicted(at));
        prop_assert_eq!(page.newest, self.last);
        Ok(())
    }

    fn defined(&self, store: &dyn Store) -> Result<(), TestCaseError> {
        for (at, name) in SESSIONS.into_iter().enumerate() {
            for (place, kind) in KINDS.into_iter().enumerate() {
                let ids = (0..IDS.len()).filter_map(|id| {
                    let (document, version) = self.definitions.get(&[at, place, id])?;
                    Some((IDS[id].to_owned(), document.clone(), *version))
                });
                let listed = store.definitions(&session(name), kind);
                prop_assert_eq!(listed, ids.collect::<Vec<_>>());
            }
        }
        Ok(())
    }
}
