//! What went over the wire, and what was decided about it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use logfog_model::{Broken, Session, VendorId, Verdict, Wire};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    Fired, secrets,
    shelves::{Item, Shelves, Usage},
};

/// Bytes of exchanges kept unless told otherwise: 64 MiB.
pub const DEFAULT_BYTES: usize = 64 << 20;
/// Bodies over 256 KiB are cut to this length: the journal is for people to read.
pub const BODY_BYTES: usize = 256 << 10;
/// What an exchange costs beside its bytes: itself, its place in the order of all, and the allocator's
/// share of its parts.
const OVERHEAD: usize =
    size_of::<Exchange>() + 2 * size_of::<(u64, Kept)>() + 2 * size_of::<(u64, u64)>() + 128;

/// One request and its answer, one gRPC call, or one WebSocket frame and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its number: what `x-logfog-exchange` says.
    pub id: u64,
    /// Whose API.
    pub vendor: VendorId,
    /// Whose world.
    pub session: Session,
    /// Which operation answered; empty when none did.
    pub operation: &'static str,
    /// What travelled.
    pub wire: Wire,
    /// When the head came in.
    pub at: Timestamp,
    /// How long the answer took.
    pub took: Duration,
    /// `POST /path?query`, secrets removed.
    pub target: String,
    /// What was sent.
    pub request: Message,
    /// The answer's HTTP status; 0 for a WebSocket frame, and where no answer came.
    pub status: u16,
    /// What was answered.
    pub answer: Message,
    /// What was decided.
    pub verdict: Verdict,
    /// What was planned to befall it, and did.
    pub fault: Option<Fired>,
}

/// Headers and body, with secrets removed.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// In the order in which they came.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body, at most [`BODY_BYTES`] of it.
    pub body: Bytes,
    /// How long the body was.
    pub length: u64,
}

impl Message {
    /// Keeps what may be kept of a message: no secret headers, no more than the body's beginning.
    pub fn new(headers: &HeaderMap, body: &Bytes, length: u64) -> Self {
        let keep = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.clone(), secrets::header(name, value))
        };
        // A slice would keep all of a large body alive.
        let body = if body.len() > BODY_BYTES {
            Bytes::copy_from_slice(&body[..BODY_BYTES])
        } else {
            body.clone()
        };
        Self {
            headers: headers.iter().map(keep).collect(),
            body,
            length,
        }
    }

    fn bytes(&self) -> usize {
        let each = size_of::<(HeaderName, HeaderValue)>();
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| each + name.as_str().len() + value.len());
        self.body.len() + headers.sum::<usize>()
    }
}

/// A part of the journal.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Places and exchanges, in the order in which they ended.
    pub exchanges: Vec<(u64, Arc<Exchange>)>,
    /// Whether more of them follow.
    pub more: bool,
    /// How many exchanges of the session have been forgotten for want of room, since the last reset.
    pub evicted: u64,
    /// The largest place among those; 0 when there are none.
    pub evicted_to: u64,
    /// The place of the newest exchange of all sessions when this was read.
    pub newest: u64,
}

/// Exchanges in the order in which they ended, bounded by bytes.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    newest: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    /// By place: numbers are given when a request comes in, and long ones end late.
    exchanges: Shelves<Kept>,
    /// Places by number.
    places: HashMap<u64, u64>,
    last: u64,
}

#[derive(Debug)]
struct Kept {
    exchange: Arc<Exchange>,
    bytes: usize,
}

impl Journal {
    /// Keeps `budget` bytes; an eighth of that is left to the allocator's holes.
    pub fn new(budget: usize) -> Self {
        Self::exactly(budget - budget / 8)
    }

    fn exactly(budget: usize) -> Self {
        Self(Arc::new(Inner {
            state: Mutex::new(State {
                exchanges: Shelves::new(budget),
                places: HashMap::new(),
                last: 0,
            }),
            newest: watch::Sender::new(0),
        }))
    }

    /// Keeps an exchange, and forgets those that no longer fit: the oldest of its session if that
    /// has a quota, then the oldest of all.
    pub fn record(&self, exchange: Exchange) {
        let kept = Kept {
            bytes: exchange.bytes(),
            exchange: Arc::new(exchange),
        };
        let mut state = self.0.state.lock();
        state.last += 1;
        let place = state.last;
        state.places.insert(kept.exchange.id, place);
        let gone = state.exchanges.put(place, kept);
        state.lose_places(&gone);
        drop(state);
        // Outside the lock: freeing bodies takes a while.
        drop(gone);
        // Who subscribes later finds it in the journal.
        if self.0.newest.receiver_count() > 0 {
            self.0.newest.send_replace(place);
        }
    }

    /// How many exchanges of all sessions were ever forgotten for want of room. No reset takes it back.
    pub fn evicted_ever(&self) -> u64 {
        self.0.state.lock().exchanges.ever()
    }

    /// Told whenever an exchange has been recorded.
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }

    /// The exchange of this number, if it is still kept.
    pub fn get(&self, id: u64) -> Option<Arc<Exchange>> {
        let state = self.0.state.lock();
        let kept = state.exchanges.get(*state.places.get(&id)?)?;
        Some(kept.exchange.clone())
    }

    /// At most `limit` exchanges after the one numbered `after`, by number, and how many of the
    /// session were forgotten for want of room.
    pub fn read(
        &self,
        session: Option<&Session>,
        after: u64,
        limit: usize,
        filter: &dyn Fn(&Exchange) -> bool,
    ) -> (Vec<Arc<Exchange>>, u64) {
        let state = self.0.state.lock();
        let evicted = state.exchanges.usage(session).evicted;
        let kept = state.exchanges.read(session, 0);
        let kept = kept.map(|(_, kept)| &kept.exchange);
        let found = kept.filter(|exchange| exchange.id > after && filter(exchange));
        let mut found: Vec<_> = found.cloned().collect();
        found.sort_by_key(|exchange| exchange.id);
        found.truncate(limit);
        (found, evicted)
    }

    /// At most `limit` exchanges in the order in which they ended, after the place `after`; each with
    /// its place. Unlike numbers, places only grow: nothing is recorded before what has been read.
    pub fn ended(
        &self,
        session: Option<&Session>,
        after: u64,
        limit: usize,
        filter: &dyn Fn(&Exchange) -> bool,
    ) -> Ended {
        let state = self.0.state.lock();
        let used = state.exchanges.usage(session);
        let kept = state.exchanges.read(session, after.saturating_add(1));
        let mut found = kept.filter(|(place, kept)| *place > after && filter(&kept.exchange));
        let exchanges = found.by_ref().take(limit);
        Ended {
            exchanges: exchanges
                .map(|(place, kept)| (place, kept.exchange.clone()))
                .collect(),
            more: found.next().is_some(),
            evicted: used.evicted,
            evicted_to: used.evicted_to,
            newest: state.last,
        }
    }

    /// How much is kept of the session, or of all: exchanges, their bytes, and how many were
    /// forgotten for want of room. Costs the same however many there are.
    pub fn count(&self, session: Option<&Session>) -> Usage {
        self.0.state.lock().exchanges.usage(session)
    }

    /// Gives the session `bytes` of its own, or takes the limit away. A session over its quota
    /// forgets its own oldest exchanges, at once and whenever it is written to; they count as
    /// evicted. A quota reserves nothing.
    pub fn quota(&self, session: &Session, bytes: Option<usize>) {
        let mut state = self.0.state.lock();
        let gone = state.exchanges.quota(session, bytes);
        state.lose_places(&gone);
        drop(state);
        drop(gone);
    }

    /// Forgets the session's exchanges and evictions, or all. Quotas stay.
    pub fn reset(&self, session: Option<&Session>) {
        let mut state = self.0.state.lock();
        let gone = state.exchanges.reset(session);
        state.lose_places(&gone);
        drop(state);
        drop(gone);
    }
}

impl State {
    fn lose_places(&mut self, gone: &[Kept]) {
        for kept in gone {
            self.places.remove(&kept.exchange.id);
        }
    }
}

impl Item for Kept {
    fn session(&self) -> &Session {
        &self.exchange.session
    }

    fn entries(&self) -> u64 {
        1
    }

    fn last(&self, place: u64) -> u64 {
        place
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Exchange {
    fn bytes(&self) -> usize {
        let broken = self.verdict.broken.iter().map(|broken| {
            let expected = broken.finding.expected.as_ref().map_or(0, String::len);
            size_of::<Broken>() + broken.at.len() + broken.finding.got.len() + expected
        });
        let wire = self.target.len() + self.request.bytes() + self.answer.bytes();
        let unlisted = size_of_val(&*self.verdict.unlisted_by);
        let fired = self.fault.iter().flat_map(|fired| &fired.words);
        let fired = fired.map(|word| size_of::<String>() + word.len());
        OVERHEAD + wire + broken.sum::<usize>() + unlisted + fired.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::shelves::SHELF;

    fn exchange(id: u64, session: &str, body: &'static str) -> Exchange {
        Exchange {
            id,
            vendor: VendorId::new("acme"),
            session: session.parse().expect("a name"),
            operation: "ingest",
            wire: Wire::Http,
            at: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            target: String::new(),
            request: Message::new(&HeaderMap::new(), &Bytes::from_static(body.as_bytes()), 0),
            status: 204,
            answer: Message::default(),
            verdict: Verdict::default(),
            fault: None,
        }
    }

    fn ids(journal: &Journal, session: Option<&Session>, after: u64) -> Vec<u64> {
        let (kept, _) = journal.read(session, after, usize::MAX, &|_| true);
        kept.iter().map(|exchange| exchange.id).collect()
    }

    #[test]
    fn the_budget_holds_and_evictions_are_counted() {
        let journal = Journal::exactly(SHELF + 2 * (OVERHEAD + 4));
        for id in 1..=3 {
            journal.record(exchange(id, "a", "body"));
        }
        let a = "a".parse().expect("a name");
        let (kept, evicted) = journal.read(Some(&a), 0, 10, &|_| true);
        assert_eq!(
            kept.iter().map(|exchange| exchange.id).collect::<Vec<_>>(),
            [2, 3]
        );
        assert_eq!(evicted, 1);
        assert!(journal.get(1).is_none());
        assert_eq!(journal.get(3).map(|exchange| exchange.id), Some(3));
        journal.reset(Some(&a));
        assert_eq!(journal.read(None, 0, 10, &|_| true).0.len(), 0);
        assert_eq!(journal.count(None), Usage::default());
    }

    #[test]
    fn what_ends_late_is_read_by_its_number() {
        let journal = Journal::new(1 << 20);
        for id in [2, 5, 1, 4] {
            let session = if id == 4 { "b" } else { "a" };
            journal.record(exchange(id, session, ""));
        }
        let a = "a".parse().expect("a name");
        assert_eq!(ids(&journal, Some(&a), 0), [1, 2, 5]);
        assert_eq!(ids(&journal, Some(&a), 1), [2, 5]);
        assert_eq!(ids(&journal, Some(&a), 3), [5]);
        assert_eq!(ids(&journal, None, 0), [1, 2, 4, 5]);
        assert_eq!(ids(&journal, None, 5), [0; 0]);
        let (first, _) = journal.read(None, 0, 1, &|exchange| exchange.id > 1);
        assert_eq!((first.len(), first[0].id), (1, 2));
    }

    #[test]
    fn a_quota_costs_only_its_own_session() {
        let journal = Journal::new(1 << 20);
        let [a, b] = ["a", "b"].map(|name| name.parse().expect("a name"));
        journal.quota(&a, Some(SHELF + OVERHEAD));
        for id in 1..=4 {
            journal.record(exchange(id, if id % 2 == 0 { "b" } else { "a" }, ""));
        }
        assert_eq!(ids(&journal, Some(&a), 0), [3]);
        assert_eq!(ids(&journal, Some(&b), 0), [2, 4]);
        let count = journal.count(Some(&a));
        assert_eq!((count.entries, count.evicted), (1, 1));
        assert_eq!(count.bytes, SHELF + OVERHEAD);
        assert_eq!(journal.count(Some(&b)).evicted, 0);
        journal.quota(&a, None);
        journal.record(exchange(5, "a", ""));
        assert_eq!(ids(&journal, Some(&a), 0), [3, 5]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// In whatever order exchanges end, what is kept is what a list of them would keep.
        #[test]
        fn it_agrees_with_a_list(
            ended in Just((1..40_u64).collect::<Vec<_>>()).prop_shuffle(),
            room in 1..30_usize,
            quota in prop::option::of(0..12_usize),
            reset in 0..40_usize,
        ) {
            let name = |id: u64| ["a", "b", "c"][usize::try_from(id % 3).expect("small")];
            let journal = Journal::exactly(3 * SHELF + room * OVERHEAD);
            let a: Session = "a".parse().expect("a name");
            journal.quota(&a, quota.map(|quota| SHELF + quota * OVERHEAD));
            let mut list: Vec<u64> = Vec::new();
            let mut evicted = [0_u64; 3];
            for (turn, id) in ended.into_iter().enumerate() {
                if turn == reset {
                    journal.reset(Some(&a));
                    list.retain(|id| name(*id) != "a");
                    evicted[0] = 0;
                }
                journal.record(exchange(id, name(id), ""));
                list.push(id);
                let own: Vec<_> = list.iter().filter(|id| name(**id) == "a").copied().collect();
                for id in &own[..own.len().saturating_sub(quota.unwrap_or(usize::MAX))] {
                    list.retain(|other| other != id);
                    evicted[0] += 1;
                }
                let cost = |list: &[u64]| {
                    let names: BTreeSet<_> = list.iter().map(|id| name(*id)).collect();
                    names.len() * SHELF + list.len() * OVERHEAD
                };
                while cost(&list) > 3 * SHELF + room * OVERHEAD {
                    evicted[usize::try_from(list.remove(0) % 3).expect("small")] += 1;
                }
                let mut sorted = list.clone();
                sorted.sort_unstable();
                prop_assert_eq!(&ids(&journal, None, 0), &sorted);
                prop_assert_eq!(journal.count(None).bytes, cost(&list));
                for id in 1..40 {
                    let there = journal.get(id).map(|exchange| exchange.id);
                    prop_assert_eq!(there, list.contains(&id).then_some(id));
                }
                for (at, session) in ["a", "b", "c"].into_iter().enumerate() {
                    let own = sorted.iter().filter(|id| name(**id) == session && **id > 7);
                    let of: Session = session.parse().expect("a name");
                    prop_assert_eq!(ids(&journal, Some(&of), 7), own.copied().collect::<Vec<_>>());
                    prop_assert_eq!(journal.count(Some(&of)).evicted, evicted[at]);
                }
            }
        }
    }

    #[test]
    fn what_ends_late_is_read_late() {
        let journal = Journal::exactly(2 * SHELF + 3 * (OVERHEAD + 4));
        let mut newest = journal.newest();
        for (id, session) in [(2, "a"), (3, "b"), (1, "a")] {
            journal.record(exchange(id, session, "body"));
        }
        assert!(newest.has_changed().is_ok_and(|changed| changed));
        assert_eq!(*newest.borrow_and_update(), 3);
        let a = "a".parse().expect("a name");
        let read = |after, limit| {
            let ended = journal.ended(Some(&a), after, limit, &|_| true);
            let ids = ended.exchanges.iter().map(|(place, one)| (*place, one.id));
            (ids.collect::<Vec<_>>(), ended.more, ended.evicted_to)
        };
        assert_eq!(read(0, 1), (vec![(1, 2)], true, 0));
        assert_eq!(read(1, 9), (vec![(3, 1)], false, 0));
        for id in [4, 5] {
            journal.record(exchange(id, "b", "body"));
        }
        assert_eq!(read(0, 9), (vec![(3, 1)], false, 1));
        journal.reset(Some(&a));
        assert_eq!(read(0, 9), (vec![], false, 0));
    }

    #[test]
    fn a_large_body_is_cut() {
        let body = Bytes::from(vec![b'x'; BODY_BYTES + 1]);
        let message = Message::new(&HeaderMap::new(), &body, body.len() as u64);
        assert_eq!(message.body.len(), BODY_BYTES);
    }
}
