//! Waits until so many of something are there, or looks once.
//!
//! What was forgotten for want of room may have been what is asked for. An answer that this could have
//! changed is [`Answer::Unsure`], never a yes or a no.

mod tally;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tally::Tally;
use tokio::{sync::watch, time::sleep};

use crate::{
    feed::{Feed, Whose},
    filter::{Clause, Filter, Subject},
};

/// The most things that an outcome holds; further ones are counted.
pub const MAX_ITEMS: usize = 1000;
/// Bodies of more than 32 MiB are not kept from being freed by one outcome: what would hold more is counted.
pub const MAX_HELD: usize = 32 << 20;

/// What is asked for.
pub struct Wanted<T: Subject> {
    /// Whose.
    pub of: Whose,
    /// Which.
    pub filter: Filter<T>,
    /// How many.
    pub count: Count,
}

impl<T: Subject> std::fmt::Debug for Wanted<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted")
            .field("of", &self.of)
            .field("filter", &self.filter)
            .field("count", &self.count)
            .finish()
    }
}

impl<T: Subject> Clone for Wanted<T> {
    fn clone(&self) -> Self {
        Self {
            of: self.of.clone(),
            filter: self.filter.clone(),
            count: self.count,
        }
    }
}

/// How many there are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many or more.
    AtLeast(u64),
    /// So many and no more.
    Exactly(u64),
    /// No more than so many.
    AtMost(u64),
}

/// Whether it is as wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is.
    Met,
    /// It is not.
    NotMet,
    /// What was forgotten for want of room could have made the difference.
    Unsure,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Outcome<I> {
    /// Whether it is as wanted.
    pub answer: Answer,
    /// How many matching things were there, or came while waiting, also those that are gone again.
    pub arrived: u64,
    /// The first of them, at most [`MAX_ITEMS`], and [`MAX_HELD`] bytes.
    pub items: Vec<I>,
    /// The number was right, but more came before it had been quiet for long enough.
    pub restless: bool,
    /// When too few came: the recent one that missed by fewest comparisons, the newest of several.
    pub nearest: Option<Nearest<I>>,
    /// How many things of the session had been forgotten for want of room.
    pub evicted: u64,
}

/// Something that does not match, and why not.
#[derive(Clone, Debug)]
pub struct Nearest<I> {
    /// What it is.
    pub item: I,
    /// Each comparison of the filter, and how it turned out.
    pub clauses: Vec<Clause>,
}

/// Looks once.
pub fn verify<F: Feed + ?Sized>(feed: &F, wanted: &Wanted<F::Subject>) -> Outcome<F::Item> {
    let mut tally = Tally::new(wanted);
    while tally.look(feed) {}
    let answer = tally.answer();
    tally.end(feed, answer, false)
}

/// Waits until it is as wanted, at most for `timeout`, and with `quiet` until nothing more that matches has
/// come for so long. Both are the machine's time, whatever the emulated clock says.
///
/// What is there already counts. Without `quiet`, [`Count::AtLeast`] is met as soon as enough are there,
/// and the other two as soon as the number is right, though more may come. As soon as there are too many,
/// or something was forgotten unread that makes an exact count unknowable, there is nothing to wait for.
/// A reset while it waits does not take back what came before.
pub async fn wait<F: Feed + ?Sized>(
    feed: &F,
    wanted: &Wanted<F::Subject>,
    quiet: Option<Duration>,
    timeout: Duration,
) -> Outcome<F::Item> {
    // Before the first look, or what comes between the two would wake nobody.
    let mut newest = feed.newest();
    let mut tally = Tally::new(wanted);
    let quiet = quiet.unwrap_or_default();
    let mut deadline = std::pin::pin!(sleep(timeout));
    let mut calm = std::pin::pin!(sleep(quiet));
    let mut woken = Woken::News;
    let mut first = true;
    // What was forgotten unread may have made the number right earlier than was seen, or may not have
    // broken the quiet that began anew with it.
    let mut doubtful = false;
    loop {
        let before = (tally.found(), tally.missed());
        while tally.look(feed) {
            tokio::task::yield_now().await;
        }
        let answer = tally.answer();
        let met = answer == Answer::Met;
        let changed = first || before != (tally.found(), tally.missed());
        doubtful |= if met {
            !first && before.1 != tally.missed()
        } else {
            tally.missed() > 0
        };
        first = false;

        let calm_enough = quiet.is_zero() || (woken == Woken::Calm && !changed);
        if tally.is_hopeless() || (met && calm_enough) {
            return tally.end(feed, answer, false);
        }
        if woken == Woken::Deadline {
            let answer = match answer {
                Answer::Met if doubtful => Answer::Unsure,
                Answer::Met | Answer::NotMet => Answer::NotMet,
                Answer::Unsure => Answer::Unsure,
            };
            return tally.end(feed, answer, met);
        }
        if met && changed {
            calm.set(sleep(quiet));
        }
        woken = tokio::select! {
            biased;
            () = &mut calm, if met => Woken::Calm,
            () = &mut deadline => Woken::Deadline,
            () = news(&mut newest) => Woken::News,
        };
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Woken {
    News,
    Calm,
    Deadline,
}

async fn news(newest: &mut watch::Receiver<u64>) {
    if newest.changed().await.is_err() {
        // Nothing will ever come: only the deadline is left.
        std::future::pending::<()>().await;
    }
}
