use std::sync::Arc;

use bytes::Bytes;
use logfog_model::{Batch, Draft, Entry, Session};
use parking_lot::Mutex;
use tokio::sync::watch;

use super::{Key, Page, Query, Store, definitions::Definitions};
use crate::shelves::{Item, Shelves, Usage};

/// What an entry costs beside its bytes.
const OVERHEAD: usize = size_of::<Option<Draft>>();

/// What a request's entries cost together: segment, batch, lens, and the allocator's share of them.
/// A segment's place in the order of all takes up to twice its size.
const BATCH: usize = 2 * size_of::<(u64, Segment)>() + size_of::<Batch>() + 256;

/// In memory, bounded by bytes. What goes in together goes out together: entries are slices of one
/// body, and the body is freed when the last slice is.
#[derive(Debug)]
pub struct Memory {
    state: Mutex<State>,
    newest: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    /// By the number of their first entry.
    segments: Shelves<Segment>,
    definitions: Definitions,
    last: u64,
}

/// The records of one request.
#[derive(Debug)]
struct Segment {
    batch: Arc<Batch>,
    /// In order. Numbers do not change, so what is forgotten leaves a hole.
    drafts: Vec<Option<Draft>>,
    /// How many are left.
    entries: u64,
    bytes: usize,
}

impl Memory {
    /// Keeps `budget` bytes of entries; an eighth of that is left to the allocator's holes.
    /// Definitions are not counted: what is defined was asked for.
    pub fn new(budget: usize) -> Self {
        Self::exactly(budget - budget / 8)
    }

    pub(super) fn exactly(budget: usize) -> Self {
        Self {
            state: Mutex::new(State {
                segments: Shelves::new(budget),
                definitions: Definitions::default(),
                last: 0,
            }),
            newest: watch::Sender::new(0),
        }
    }
}

impl Store for Memory {
    fn append(&self, batch: Arc<Batch>, drafts: Vec<Draft>) {
        if drafts.is_empty() {
            return;
        }
        let number = drafts.len() as u64;
        let segment = Segment::new(batch, drafts);
        let mut state = self.state.lock();
        let first = state.last + 1;
        state.last += number;
        let last = state.last;
        let gone = state.segments.put(first, segment);
        drop(state);
        // Outside the lock: a body of megabytes takes a while to free.
        drop(gone);
        // Of two that append at once the earlier may come here later.
        self.newest.send_if_modified(|newest| {
            let later = last > *newest;
            *newest = last.max(*newest);
            later
        });
    }

    fn read(&self, query: &Query<'_>) -> Page {
        let state = self.state.lock();
        let used = state.segments.usage(query.session);
        let mut page = Page {
            entries: Vec::new(),
            more: false,
            evicted: used.evicted,
            evicted_to: used.evicted_to,
            newest: state.last,
        };
        let from = query.after.saturating_add(1);
        for (first, segment) in state.segments.read(query.session, from) {
            // Whole segments are skipped but for the one that `after` is in.
            let known = usize::try_from(from.saturating_sub(first)).unwrap_or(usize::MAX);
            for (id, draft) in (first..).zip(&segment.drafts).skip(known) {
                let Some(draft) = draft else {
                    continue;
                };
                let entry = segment.entry(id, draft.clone());
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

    fn count(&self, session: Option<&Session>) -> Usage {
        self.state.lock().segments.usage(session)
    }

    fn evicted_ever(&self) -> u64 {
        self.state.lock().segments.ever()
    }

    fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    fn define(&self, key: &Key, document: Bytes, expected: u64) -> Result<u64, u64> {
        let mut state = self.state.lock();
        state.definitions.define(key, document, expected)
    }

    fn definition(&self, key: &Key) -> Option<(Bytes, u64)> {
        self.state.lock().definitions.get(key).cloned()
    }

    fn definitions(&self, session: &Session, kind: &str) -> Vec<(String, Bytes, u64)> {
        self.state.lock().definitions.list(session, kind)
    }

    fn undefine(&self, key: &Key, expected: u64) -> Result<(), u64> {
        self.state.lock().definitions.undefine(key, expected)
    }

    fn quota(&self, session: &Session, bytes: Option<usize>) {
        let gone = self.state.lock().segments.quota(session, bytes);
        drop(gone);
    }

    fn forget(&self, session: Option<&Session>, forget: &dyn Fn(&Entry) -> bool) {
        let mut state = self.state.lock();
        let gone = state.segments.retain(session, |first, segment| {
            segment.forget(first, forget);
            segment.entries > 0
        });
        drop(state);
        drop(gone);
    }

    fn clear(&self, session: Option<&Session>) {
        let gone = self.state.lock().segments.reset(session);
        drop(gone);
    }

    fn undefine_all(&self, session: Option<&Session>) {
        self.state.lock().definitions.reset(session);
    }
}

impl Segment {
    fn new(batch: Arc<Batch>, drafts: Vec<Draft>) -> Self {
        let mut segment = Self {
            batch,
            entries: drafts.len() as u64,
            drafts: drafts.into_iter().map(Some).collect(),
            bytes: 0,
        };
        segment.drafts.shrink_to_fit();
        segment.bytes = segment.cost();
        segment
    }

    /// One slice keeps the whole body alive, and a hole takes as much room as what was in it.
    fn cost(&self) -> usize {
        let drafts = self.drafts.iter().flatten();
        let raw: usize = drafts.map(|draft| draft.raw.len()).sum();
        raw.max(self.batch.held) + self.drafts.len() * OVERHEAD + BATCH
    }

    fn entry(&self, id: u64, draft: Draft) -> Entry {
        Entry {
            id,
            batch: self.batch.clone(),
            draft,
        }
    }

    /// Leaves holes where the entries were for which `forget` holds.
    fn forget(&mut self, first: u64, forget: &dyn Fn(&Entry) -> bool) {
        for (id, at) in (first..).zip(0..self.drafts.len()) {
            let Some(draft) = self.drafts[at].clone() else {
                continue;
            };
            if forget(&self.entry(id, draft)) {
                self.drafts[at] = None;
                self.entries -= 1;
            }
        }
        self.bytes = self.cost();
    }
}

impl Item for Segment {
    fn session(&self) -> &Session {
        &self.batch.session
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn last(&self, first: u64) -> u64 {
        first + (self.drafts.len() as u64).saturating_sub(1)
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        shelves::SHELF,
        store::{contract, model},
    };

    #[test]
    fn it_keeps_the_contract() {
        contract::holds(Memory::exactly);
    }

    #[test]
    fn it_agrees_with_the_model() {
        let costs = model::Costs {
            session: SHELF,
            request: BATCH,
            record: OVERHEAD,
        };
        model::agrees(&costs, Memory::exactly);
    }

    #[test]
    fn an_eighth_of_the_budget_is_left_free() {
        let store = Memory::new(8 * (SHELF + BATCH + OVERHEAD));
        for _ in 0..99 {
            contract::append(&store, "a", 0, &[""]);
        }
        let bytes = store.count(None).bytes;
        let most = 7 * (SHELF + BATCH + OVERHEAD);
        assert!((most - BATCH - OVERHEAD..=most).contains(&bytes), "{bytes}");
    }
}
