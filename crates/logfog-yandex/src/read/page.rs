use std::collections::BTreeMap;

use jiff::Timestamp;
use logfog_kit::store::{Query, Store};
use logfog_model::{Entry, Session};

/// Entries that are taken out of the store at once: meanwhile nobody can write.
const CHUNK: usize = 4096;

/// A place in the order of entries: time, and number of arrival.
pub(crate) type Place = (Timestamp, u64);

/// Entries by when they arrived: those after the number `after`, up to and with `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) after: u64,
    pub(crate) to: u64,
}

/// Which part of a section, from which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// From the first entry behind this place on; from the very first when `None`.
    Behind(Option<Place>),
    /// From the last entry before this place backwards; from the very last when `None`.
    Before(Option<Place>),
}

/// Entries in order, and what is beyond them.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) entries: Vec<Entry>,
    /// Whether more of the section follow in the direction of reading.
    pub(crate) more: bool,
    /// The newest entry that arrived after the section; `None` when none that is wanted did.
    pub(crate) later: Option<u64>,
}

/// At most `most` of the section's entries for which `wanted` holds, as if `newest` were the number of
/// the newest entry.
pub(crate) fn page(
    store: &dyn Store,
    session: &Session,
    section: Section,
    part: Part,
    newest: u64,
    most: usize,
    wanted: &dyn Fn(&Entry) -> bool,
) -> Page {
    let mut kept: BTreeMap<Place, Entry> = BTreeMap::new();
    let mut page = Page::default();
    for entry in entries(store, session, section.after, newest) {
        let place = (entry.time(), entry.id);
        if entry.id > section.to {
            if page.later.is_none() && wanted(&entry) {
                page.later = Some(newest);
            }
            continue;
        }
        let full = kept.len() > most;
        let better = match part {
            Part::Behind(from) => {
                from.is_none_or(|from| place > from)
                    && !(full && kept.last_key_value().is_some_and(|(last, _)| place > *last))
            }
            Part::Before(to) => {
                to.is_none_or(|to| place < to)
                    && !(full
                        && kept
                            .first_key_value()
                            .is_some_and(|(first, _)| place < *first))
            }
        };
        if !better || !wanted(&entry) {
            continue;
        }
        kept.insert(place, entry);
        // One more than asked for is kept: it says that there are more.
        if kept.len() > most + 1 {
            cut(&mut kept, part);
        }
    }
    page.more = kept.len() > most;
    if page.more {
        cut(&mut kept, part);
    }
    page.entries = kept.into_values().collect();
    page
}

fn cut(kept: &mut BTreeMap<Place, Entry>, part: Part) {
    match part {
        Part::Behind(_) => kept.pop_last(),
        Part::Before(_) => kept.pop_first(),
    };
}

/// The session's entries in the order of their arrival, after one number and up to another.
fn entries(
    store: &dyn Store,
    session: &Session,
    after: u64,
    newest: u64,
) -> impl Iterator<Item = Entry> {
    let mut next = Some(after);
    let chunks = std::iter::from_fn(move || {
        let page = store.read(&Query {
            session: Some(session),
            after: next?,
            limit: CHUNK,
            filter: &|_| true,
        });
        next = page
            .entries
            .last()
            .filter(|_| page.more)
            .map(|last| last.id);
        Some(page.entries)
    });
    chunks.flatten().take_while(move |entry| entry.id <= newest)
}
