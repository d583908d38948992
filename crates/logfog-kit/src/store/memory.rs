use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use logfog_model::{Batch, Draft, Entry, Session};
use parking_lot::Mutex;
use tokio::sync::watch;

use super::{Key, Page, Query, Store};
use crate::evictions::Evictions;

/// What an entry costs beside its bytes.
const OVERHEAD: usize = size_of::<Draft>();

/// What a request's entries cost together: segment, batch, lens, and the allocator's share of them.
const BATCH: usize = size_of::<Segment>() + size_of::<Batch>() + 256;

/// A ring in memory, bounded by bytes. What goes in together goes out together: entries are
/// slices of one body, and the body is freed when the last slice is.
#[derive(Debug)]
pub struct Memory {
    budget: usize,
    state: Mutex<State>,
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    segments: VecDeque<Segment>,
    bytes: usize,
    last: u64,
    evicted: Evictions,
    definitions: HashMap<Key, (Bytes, u64)>,
}

/// The records of one request.
#[derive(Debug)]
struct Segment {
    batch: Arc<Batch>,
    first: u64,
    drafts: Vec<Draft>,
    bytes: usize,
}

impl Memory {
    /// Keeps `budget` bytes of entries; an eighth of that is left to the allocator's holes.
    pub fn new(budget: usize) -> Self {
        Self::exactly(budget - budget / 8)
    }

    fn exactly(budget: usize) -> Self {
        Self {
            budget,
            state: Mutex::default(),
            newest: watch::Sender::new(0),
        }
    }
}

impl Store for Memory {
    fn append(&self, batch: Arc<Batch>, mut drafts: Vec<Draft>) {
        drafts.shrink_to_fit();
        let raw: usize = drafts.iter().map(|draft| draft.raw.len()).sum();
        let bytes = raw.max(batch.held) + drafts.len() * OVERHEAD + BATCH;
        let mut freed = Vec::new();
        let mut state = self.state.lock();
        let first = state.last + 1;
        state.last += drafts.len() as u64;
        state.bytes += bytes;
        state.segments.push_back(Segment {
            batch,
            first,
            drafts,
            bytes,
        });
        while state.bytes > self.budget
            && let Some(oldest) = state.segments.pop_front()
        {
            state.bytes -= oldest.bytes;
            let State { evicted, .. } = &mut *state;
            let count = oldest.drafts.len() as u64;
            evicted.add(&oldest.batch.session, count, oldest.end() - 1);
            freed.push(oldest);
        }
        let last = state.last;
        drop(state);
        // Outside the lock: a body of megabytes takes a while to free.
        drop(freed);
        self.newest.send_replace(last);
    }

    fn read(&self, query: &Query<'_>) -> Page {
        let state = self.state.lock();
        let evicted = state.evicted.of(query.session);
        let mut page = Page {
            entries: Vec::new(),
            more: false,
            evicted: evicted.count,
            evicted_to: evicted.to,
            newest: state.last,
        };
        let start = state
            .segments
            .partition_point(|segment| segment.end() <= query.after.saturating_add(1));
        for segment in state.segments.range(start..) {
            if query
                .session
                .is_some_and(|wanted| *wanted != segment.batch.session)
            {
                continue;
            }
            let ids = (segment.first..).zip(&segment.drafts);
            for (id, draft) in ids.skip_while(|(id, _)| *id <= query.after) {
                let entry = Entry {
                    id,
                    batch: segment.batch.clone(),
                    draft: draft.clone(),
                };
                if !(query.filter)(&entry) {
                    continue;
                }
                if page.entries.len() == query.limit {
                    page.more = true;
                    return page;
                }
                page.entries.push(entry);
            }
        }
        page
    }

    fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    fn define(&self, key: &Key, document: Bytes, expected: u64) -> Result<u64, u64> {
        let mut state = self.state.lock();
        let version = state
            .definitions
            .get(key)
            .map_or(0, |(_, version)| *version);
        if version != expected {
            return Err(version);
        }
        state
            .definitions
            .insert(key.clone(), (document, version + 1));
        Ok(version + 1)
    }

    fn definition(&self, key: &Key) -> Option<(Bytes, u64)> {
        self.state.lock().definitions.get(key).cloned()
    }

    fn forget(&self, session: Option<&Session>, forget: &dyn Fn(&Entry) -> bool) {
        let mut state = self.state.lock();
        let State {
            segments, bytes, ..
        } = &mut *state;
        let old = std::mem::take(segments);
        for segment in old {
            if session.is_some_and(|wanted| *wanted != segment.batch.session) {
                segments.push_back(segment);
                continue;
            }
            *bytes -= segment.bytes;
            for kept in segment.without(forget) {
                *bytes += kept.bytes;
                segments.push_back(kept);
            }
        }
    }

    fn reset(&self, session: Option<&Session>) {
        self.forget(session, &|_| true);
        let mut state = self.state.lock();
        let ours = |of: &Session| session.is_none_or(|wanted| wanted == of);
        state.evicted.reset(session);
        state.definitions.retain(|key, _| !ours(&key.session));
    }
}

impl Segment {
    /// The id after the last one.
    fn end(&self) -> u64 {
        self.first + self.drafts.len() as u64
    }

    /// The runs of entries that stay. Ids do not change, so a hole splits the segment.
    fn without(self, forget: &dyn Fn(&Entry) -> bool) -> Vec<Self> {
        let held = self.batch.held;
        let mut runs: Vec<Self> = Vec::new();
        for (id, draft) in (self.first..).zip(self.drafts) {
            let entry = Entry {
                id,
                batch: self.batch.clone(),
                draft,
            };
            if forget(&entry) {
                continue;
            }
            let cost = entry.draft.raw.len() + OVERHEAD;
            match runs.last_mut() {
                Some(run) if run.end() == id => {
                    run.drafts.push(entry.draft);
                    run.bytes += cost;
                }
                _ => runs.push(Self {
                    batch: entry.batch,
                    first: id,
                    drafts: vec![entry.draft],
                    bytes: BATCH + cost,
                }),
            }
        }
        // One slice keeps the whole body alive.
        if let Some(run) = runs.first_mut() {
            run.bytes = run.bytes.max(held);
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use logfog_model::{Lens, Scope, Severity, VendorId, View};

    use super::*;

    struct Plain;

    impl Lens for Plain {
        fn view(&self, entry: &Entry) -> View {
            let body = String::from_utf8_lossy(&entry.draft.raw).into_owned();
            View {
                body,
                attributes: Vec::new(),
            }
        }
    }

    fn append(store: &Memory, session: &str, records: &[&'static str]) {
        let batch = Batch {
            vendor: VendorId::new("acme"),
            session: session.parse().expect("a name"),
            exchange: 1,
            received_at: Timestamp::UNIX_EPOCH,
            held: 0,
            lens: Arc::new(Plain),
        };
        let scope = Scope::new([]);
        let drafts = records.iter().map(|raw| Draft {
            time: None,
            severity: Severity::NONE,
            scope: scope.clone(),
            raw: Bytes::from_static(raw.as_bytes()),
        });
        store.append(Arc::new(batch), drafts.collect());
    }

    fn read(store: &Memory, session: &str, after: u64, limit: usize) -> (String, bool, u64) {
        let session = session.parse().expect("a name");
        let query = Query {
            session: Some(&session),
            after,
            limit,
            filter: &|_| true,
        };
        let page = store.read(&query);
        let texts: Vec<_> = page.entries.iter().map(|entry| entry.view().body).collect();
        (texts.join(" "), page.more, page.evicted)
    }

    #[test]
    fn sessions_never_meet_and_order_holds() {
        let store = Memory::new(1 << 20);
        append(&store, "a", &["1", "2"]);
        append(&store, "b", &["3"]);
        append(&store, "a", &["4"]);
        assert_eq!(read(&store, "a", 0, 10), ("1 2 4".into(), false, 0));
        assert_eq!(read(&store, "a", 1, 1), ("2".into(), true, 0));
        assert_eq!(read(&store, "a", 2, 1), ("4".into(), false, 0));
        assert_eq!(read(&store, "b", 0, 10), ("3".into(), false, 0));
    }

    #[test]
    fn the_oldest_go_first_and_are_counted() {
        let store = Memory::exactly(3 * (OVERHEAD + BATCH + 1));
        for record in ["1", "2", "3", "4", "5"] {
            append(&store, "a", &[record]);
        }
        assert_eq!(read(&store, "a", 0, 10), ("3 4 5".into(), false, 2));
        store.reset(Some(&"a".parse().expect("a name")));
        assert_eq!(read(&store, "a", 0, 10), (String::new(), false, 0));
        assert_eq!(store.state.lock().bytes, 0);
    }

    #[test]
    fn forgetting_some_leaves_the_rest_in_place() {
        let store = Memory::new(1 << 20);
        append(&store, "a", &["1", "2", "3"]);
        append(&store, "b", &["2"]);
        store.forget(Some(&"a".parse().expect("a name")), &|entry| {
            entry.view().body == "2"
        });
        assert_eq!(read(&store, "a", 0, 10), ("1 3".into(), false, 0));
        assert_eq!(read(&store, "a", 1, 10), ("3".into(), false, 0));
        assert_eq!(read(&store, "b", 0, 10), ("2".into(), false, 0));
    }

    #[test]
    fn a_definition_is_compared_and_set() {
        let store = Memory::new(1);
        let key = Key {
            session: Session::default(),
            kind: "acme.group",
            id: "g".into(),
        };
        assert_eq!(store.define(&key, "1".into(), 0), Ok(1));
        assert_eq!(store.define(&key, "2".into(), 0), Err(1));
        assert_eq!(store.define(&key, "2".into(), 1), Ok(2));
        assert_eq!(store.definition(&key), Some(("2".into(), 2)));
    }

    #[test]
    fn a_reset_forgets_the_definitions_of_its_session() {
        let store = Memory::new(1);
        let [here, there] = ["default", "other"].map(|session| Key {
            session: session.parse().expect("a name"),
            kind: "acme.group",
            id: "g".into(),
        });
        for key in [&here, &there] {
            assert_eq!(store.define(key, "1".into(), 0), Ok(1));
        }
        store.reset(Some(&here.session));
        assert_eq!(store.definition(&here), None);
        assert_eq!(store.definition(&there), Some(("1".into(), 1)));
    }
}
