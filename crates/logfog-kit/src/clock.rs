use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::sync::watch;

/// The only source of time. A test can fix it or move it: tokens expire, windows pass.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reading: Mutex<Reading>,
    moved: watch::Sender<()>,
}

/// How a clock comes by the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It runs, so far from the machine's time.
    Offset(SignedDuration),
    /// It stands still.
    Fixed(Timestamp),
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// The machine's own time.
    pub fn system() -> Self {
        Self::reading(Reading::Offset(SignedDuration::ZERO))
    }

    /// Stands still at `at` until moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self::reading(Reading::Fixed(at))
    }

    /// Comes by the time in this way.
    pub fn reading(reading: Reading) -> Self {
        let moved = watch::Sender::new(());
        Self(Arc::new(Inner {
            reading: Mutex::new(reading),
            moved,
        }))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        match *self.0.reading.lock() {
            Reading::Offset(offset) => system().saturating_add(offset).unwrap_or(Timestamp::MAX),
            Reading::Fixed(at) => at,
        }
    }

    /// Moves the clock forward and wakes whoever waits for it.
    pub fn advance(&self, by: SignedDuration) {
        let mut reading = self.0.reading.lock();
        *reading = match *reading {
            Reading::Offset(offset) => Reading::Offset(offset.saturating_add(by)),
            Reading::Fixed(at) => Reading::Fixed(at.saturating_add(by).unwrap_or(Timestamp::MAX)),
        };
        drop(reading);
        self.0.moved.send_replace(());
    }

    /// How it comes by the time.
    pub fn read(&self) -> Reading {
        *self.0.reading.lock()
    }

    /// Sets it, and wakes whoever waits for it.
    pub fn set(&self, reading: Reading) {
        *self.0.reading.lock() = reading;
        self.0.moved.send_replace(());
    }

    /// Told whenever the clock is moved by hand.
    pub fn moved(&self) -> watch::Receiver<()> {
        self.0.moved.subscribe()
    }
}

/// How long something took, for the journal: never part of what a client sees.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts counting.
    #[expect(
        clippy::disallowed_methods,
        reason = "this module is where the time comes from"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this module is where the time comes from"
)]
fn system() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_until_it_is_moved() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let moved = clock.moved();
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(clock.now().as_second(), 90);
        assert!(moved.has_changed().is_ok_and(|changed| changed));
    }

    #[test]
    fn a_running_clock_is_moved_by_all_of_its_steps() {
        let clock = Clock::system();
        let before = clock.now();
        for hours in [2, 3] {
            clock.advance(SignedDuration::from_hours(hours));
        }
        let moved = clock.now().duration_since(before);
        assert!((5..6).contains(&moved.as_hours()), "{moved}");
    }
}
