use std::borrow::Borrow as _;

use super::{Answer, Count, MAX_HELD, MAX_ITEMS, Nearest, Outcome, Wanted};
use crate::feed::{Feed, Follower};

/// Things read at a time. The feed is locked while they are copied out, and not while they are judged.
const STEP: usize = 256;
/// How far back a nearest miss is looked for, in things of all sessions.
const RECENT: u64 = 10_000;

/// What has been counted so far.
#[derive(Debug)]
pub(super) struct Tally<'w, F: Feed + ?Sized> {
    wanted: &'w Wanted<F::Subject>,
    follower: Follower,
    found: u64,
    items: Vec<F::Item>,
    held: usize,
    /// How often something was forgotten before it could be read.
    missed: u64,
    evicted: u64,
    /// Where the end was when this look began: it may run ahead faster than anybody reads.
    end: Option<u64>,
}

impl<'w, F: Feed + ?Sized> Tally<'w, F> {
    pub(super) fn new(wanted: &'w Wanted<F::Subject>) -> Self {
        Self {
            wanted,
            follower: Follower::new(wanted.of.clone(), 0),
            found: 0,
            items: Vec::new(),
            held: 0,
            missed: 0,
            evicted: 0,
            end: None,
        }
    }

    /// Reads on, and says whether the look goes on: it ends at what was newest when it began.
    pub(super) fn look(&mut self, feed: &F) -> bool {
        let read = self.follower.read(feed, STEP);
        let end = *self.end.get_or_insert(read.piece.newest);
        self.missed += u64::from(read.missed > 0);
        self.evicted = read.piece.evicted;
        for (_, item) in read.piece.items {
            if self.wanted.filter.holds(item.borrow()) {
                self.found += 1;
                self.keep(item);
            }
        }
        let more = read.piece.more && self.follower.after() < end;
        if !more {
            self.end = None;
        }
        more
    }

    fn keep(&mut self, item: F::Item) {
        self.held = self.held.saturating_add(F::held(&item));
        if self.items.is_empty() || (self.items.len() < MAX_ITEMS && self.held <= MAX_HELD) {
            self.items.push(item);
        }
    }

    pub(super) fn found(&self) -> u64 {
        self.found
    }

    pub(super) fn missed(&self) -> u64 {
        self.missed
    }

    /// What can be said by now.
    pub(super) fn answer(&self) -> Answer {
        let as_counted = match self.wanted.count {
            Count::AtLeast(least) if self.found >= least => return Answer::Met,
            Count::Exactly(most) | Count::AtMost(most) if self.found > most => {
                return Answer::NotMet;
            }
            Count::AtLeast(_) => Answer::NotMet,
            Count::Exactly(number) if self.found < number => Answer::NotMet,
            Count::Exactly(_) | Count::AtMost(_) => Answer::Met,
        };
        if self.missed > 0 {
            return Answer::Unsure;
        }
        as_counted
    }

    /// Whether it can no longer be met.
    pub(super) fn is_hopeless(&self) -> bool {
        match self.wanted.count {
            Count::AtLeast(_) => false,
            Count::Exactly(most) | Count::AtMost(most) => self.found > most || self.missed > 0,
        }
    }

    pub(super) fn end(self, feed: &F, answer: Answer, restless: bool) -> Outcome<F::Item> {
        let too_few = match self.wanted.count {
            Count::AtLeast(number) | Count::Exactly(number) => self.found < number,
            Count::AtMost(_) => false,
        };
        Outcome {
            answer,
            arrived: self.found,
            restless,
            nearest: if too_few {
                nearest(feed, self.wanted)
            } else {
                None
            },
            items: self.items,
            evicted: self.evicted,
        }
    }
}

fn nearest<F: Feed + ?Sized>(feed: &F, wanted: &Wanted<F::Subject>) -> Option<Nearest<F::Item>> {
    if wanted.filter.is_all() {
        return None;
    }
    let newest = feed.piece(&wanted.of, u64::MAX - 1, 1).newest;
    let mut follower = Follower::new(wanted.of.clone(), newest.saturating_sub(RECENT));
    let mut best: Option<(usize, F::Item)> = None;
    while follower.after() < newest {
        for (_, item) in follower.read(feed, STEP).piece.items {
            let misses = wanted.filter.misses(item.borrow());
            if misses > 0 && best.as_ref().is_none_or(|(least, _)| misses <= *least) {
                best = Some((misses, item));
            }
        }
    }
    let (_, item) = best?;
    Some(Nearest {
        clauses: wanted.filter.explain(item.borrow()),
        item,
    })
}
