//! What grows while somebody looks: the store's entries and the journal's exchanges, read alike.

use std::{borrow::Borrow, sync::Arc};

use logfog_model::{Entry, Session, VendorId};
use tokio::sync::watch;

use crate::{
    Journal,
    filter::Subject,
    journal::Exchange,
    store::{Query, Store},
};

/// A series to which things are only ever added at the end, and which forgets from its beginning.
pub trait Feed: Send + Sync {
    /// What it is a series of.
    type Subject: Subject;
    /// One of them, as it is handed out.
    type Item: Borrow<Self::Subject> + Clone + Send;

    /// At most `limit` things after the place `after`.
    fn piece(&self, of: &Whose, after: u64, limit: usize) -> Piece<Self::Item>;

    /// Told whenever something was added.
    fn newest(&self) -> watch::Receiver<u64>;

    /// About how many bytes an item keeps from being freed.
    fn held(item: &Self::Item) -> usize;
}

/// Whose things are meant.
#[derive(Clone, Debug, Default)]
pub struct Whose {
    /// Only this session's, or everybody's.
    pub session: Option<Session>,
    /// Only this vendor's, or everybody's.
    pub vendor: Option<VendorId>,
}

impl Whose {
    fn is_vendor(&self, vendor: VendorId) -> bool {
        self.vendor.is_none_or(|wanted| wanted == vendor)
    }
}

/// A part of a feed.
#[derive(Clone, Debug)]
pub struct Piece<I> {
    /// Places and things, in order.
    pub items: Vec<(u64, I)>,
    /// Whether more of them follow.
    pub more: bool,
    /// How many things of the session have been forgotten for want of room, since the last reset.
    pub evicted: u64,
    /// The largest place among those; 0 when there are none.
    pub evicted_to: u64,
    /// The place of the newest thing of all.
    pub newest: u64,
}

impl Feed for dyn Store + '_ {
    type Item = Entry;
    type Subject = Entry;

    fn piece(&self, of: &Whose, after: u64, limit: usize) -> Piece<Entry> {
        let page = self.read(&Query {
            session: of.session.as_ref(),
            after,
            limit,
            filter: &|entry| of.is_vendor(entry.batch.vendor),
        });
        let items = page.entries.into_iter().map(|entry| (entry.id, entry));
        Piece {
            items: items.collect(),
            more: page.more,
            evicted: page.evicted,
            evicted_to: page.evicted_to,
            newest: page.newest,
        }
    }

    fn newest(&self) -> watch::Receiver<u64> {
        Store::newest(self)
    }

    fn held(entry: &Entry) -> usize {
        entry.batch.held.max(entry.draft.raw.len())
    }
}

impl Feed for Journal {
    type Item = Arc<Exchange>;
    type Subject = Exchange;

    fn piece(&self, of: &Whose, after: u64, limit: usize) -> Piece<Arc<Exchange>> {
        let filter = |exchange: &Exchange| of.is_vendor(exchange.vendor);
        let ended = self.ended(of.session.as_ref(), after, limit, &filter);
        Piece {
            items: ended.exchanges,
            more: ended.more,
            evicted: ended.evicted,
            evicted_to: ended.evicted_to,
            newest: ended.newest,
        }
    }

    fn newest(&self) -> watch::Receiver<u64> {
        Self::newest(self)
    }

    fn held(exchange: &Arc<Exchange>) -> usize {
        exchange.request.body.len() + exchange.answer.body.len()
    }
}

/// Reads a feed to its end again and again, and knows when it missed something.
#[derive(Clone, Debug)]
pub struct Follower {
    of: Whose,
    after: u64,
    evicted: u64,
}

impl Follower {
    /// Begins after the place `after`; 0 is the beginning.
    pub fn new(of: Whose, after: u64) -> Self {
        Self {
            of,
            after,
            evicted: 0,
        }
    }

    /// The place up to which everything was read.
    pub fn after(&self) -> u64 {
        self.after
    }

    /// The next things, at most `limit`, and whether any were forgotten before they could be read.
    pub fn read<F: Feed + ?Sized>(&mut self, feed: &F, limit: usize) -> Read<F::Item> {
        let piece = feed.piece(&self.of, self.after, limit);
        let missed = if piece.evicted_to > self.after {
            // Some of them may have been read before; how many is not known.
            piece.evicted.saturating_sub(self.evicted).max(1)
        } else {
            0
        };
        self.evicted = piece.evicted;
        let last = piece.items.last().map_or(0, |(place, _)| *place);
        // At the end, what lies between is somebody else's and need not be passed again.
        let reached = if piece.more { last } else { piece.newest };
        self.after = self.after.max(reached);
        Read { piece, missed }
    }
}

/// A part of a feed, and what is missing before it.
#[derive(Clone, Debug)]
pub struct Read<I> {
    /// What was read.
    pub piece: Piece<I>,
    /// At most so many things were forgotten before they could be read; 0 when nothing was missed.
    pub missed: u64,
}
