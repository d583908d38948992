//! What went over the wire, and what was decided about it.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use logfog_model::{Broken, Fault, Session, VendorId, Verdict, Wire};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{evictions::Evictions, secrets};

/// Bytes of exchanges kept unless told otherwise: 64 MiB.
pub const DEFAULT_BYTES: usize = 64 << 20;
/// Bodies over 256 KiB are cut to this length: the journal is for people to read.
pub const BODY_BYTES: usize = 256 << 10;
/// What an exchange costs beside its bytes: itself, and the allocator's share of its parts.
const OVERHEAD: usize = size_of::<Exchange>() + 128;

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
    /// The answer's HTTP status; 0 for a WebSocket frame.
    pub status: u16,
    /// What was answered.
    pub answer: Message,
    /// What was decided.
    pub verdict: Verdict,
    /// The fault that befell it.
    pub fault: Option<Fault>,
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
    budget: usize,
    state: Mutex<State>,
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    /// With their places: numbers are given when a request comes in, and long ones end late.
    exchanges: VecDeque<(u64, Arc<Exchange>)>,
    last: u64,
    bytes: usize,
    evicted: Evictions,
}

impl Journal {
    /// Keeps `budget` bytes; an eighth of that is left to the allocator's holes.
    pub fn new(budget: usize) -> Self {
        Self::exactly(budget - budget / 8)
    }

    fn exactly(budget: usize) -> Self {
        Self(Arc::new(Inner {
            budget,
            state: Mutex::default(),
            newest: watch::Sender::new(0),
        }))
    }

    /// Keeps an exchange, and forgets the oldest ones that no longer fit.
    pub fn record(&self, exchange: Exchange) {
        let exchange = Arc::new(exchange);
        let mut state = self.0.state.lock();
        state.bytes += exchange.bytes();
        state.last += 1;
        let place = state.last;
        state.exchanges.push_back((place, exchange));
        while state.bytes > self.0.budget
            && let Some((place, oldest)) = state.exchanges.pop_front()
        {
            state.bytes -= oldest.bytes();
            state.evicted.add(&oldest.session, 1, place);
        }
        drop(state);
        // Who subscribes later finds it in the journal.
        if self.0.newest.receiver_count() > 0 {
            self.0.newest.send_replace(place);
        }
    }

    /// Told whenever an exchange has been recorded.
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }

    /// The exchange of this number, if it is still kept.
    pub fn get(&self, id: u64) -> Option<Arc<Exchange>> {
        let state = self.0.state.lock();
        let mut newest_first = state.exchanges.iter().rev();
        newest_first
            .find(|(_, exchange)| exchange.id == id)
            .map(|(_, exchange)| exchange.clone())
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
        let evicted = state.evicted.of(session).count;
        let ours = |exchange: &&Arc<Exchange>| {
            exchange.id > after
                && session.is_none_or(|wanted| *wanted == exchange.session)
                && filter(exchange)
        };
        let exchanges = state.exchanges.iter().map(|(_, exchange)| exchange);
        let mut found: Vec<_> = exchanges.filter(ours).cloned().collect();
        found.sort_by_key(|exchange| exchange.id);
        found.truncate(limit);
        (found, evicted)
    }

    /// Shim.
    pub fn quota(&self, _session: &Session, _bytes: Option<usize>) {}
    /// Shim.
    pub fn count(&self, session: Option<&Session>) -> crate::store::Usage {
        let (all, evicted) = self.read(session, 0, usize::MAX, &|_| true);
        crate::store::Usage {
            entries: all.len() as u64,
            bytes: 0,
            evicted,
        }
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
        let evicted = state.evicted.of(session);
        let ours = |(_, exchange): &&(u64, Arc<Exchange>)| {
            session.is_none_or(|wanted| *wanted == exchange.session) && filter(exchange)
        };
        let start = state
            .exchanges
            .partition_point(|(place, _)| *place <= after);
        let mut found = state.exchanges.range(start..).filter(ours);
        Ended {
            exchanges: found.by_ref().take(limit).cloned().collect(),
            more: found.next().is_some(),
            evicted: evicted.count,
            evicted_to: evicted.to,
            newest: state.last,
        }
    }

    /// Forgets the session's exchanges, or all.
    pub fn reset(&self, session: Option<&Session>) {
        let mut state = self.0.state.lock();
        let ours = |of: &Session| session.is_none_or(|wanted| wanted == of);
        state
            .exchanges
            .retain(|(_, exchange)| !ours(&exchange.session));
        state.evicted.reset(session);
        state.bytes = state
            .exchanges
            .iter()
            .map(|(_, exchange)| exchange.bytes())
            .sum();
    }
}

impl Exchange {
    fn bytes(&self) -> usize {
        let broken = self.verdict.broken.iter().map(|broken| {
            let expected = broken.finding.expected.as_ref().map_or(0, String::len);
            size_of::<Broken>() + broken.at.len() + broken.finding.got.len() + expected
        });
        let wire = self.target.len() + self.request.bytes() + self.answer.bytes();
        OVERHEAD + wire + broken.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn the_budget_holds_and_evictions_are_counted() {
        let journal = Journal::exactly(2 * (OVERHEAD + 4));
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
        assert!(journal.get(1).is_none() && journal.get(3).is_some());
        journal.reset(Some(&a));
        assert_eq!(journal.read(None, 0, 10, &|_| true).0.len(), 0);
        assert_eq!(journal.0.state.lock().bytes, 0);
    }

    #[test]
    fn what_ends_late_is_read_late() {
        let journal = Journal::exactly(3 * (OVERHEAD + 4));
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
