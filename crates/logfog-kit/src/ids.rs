use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use parking_lot::Mutex;

/// Where every id comes from: two emulators with one seed hand out the same ones.
#[derive(Clone, Debug)]
pub struct Ids(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dice: Mutex<fastrand::Rng>,
    exchanges: AtomicU64,
}

impl Ids {
    /// Ids that no other run hands out.
    pub fn random() -> Self {
        Self::new(fastrand::Rng::new())
    }

    /// The same ids in every run.
    pub fn seeded(seed: u64) -> Self {
        Self::new(fastrand::Rng::with_seed(seed))
    }

    fn new(dice: fastrand::Rng) -> Self {
        Self(Arc::new(Inner {
            dice: Mutex::new(dice),
            exchanges: AtomicU64::new(1),
        }))
    }

    /// The next exchange's number, from 1.
    pub fn exchange(&self) -> u64 {
        self.0.exchanges.fetch_add(1, Ordering::Relaxed)
    }

    /// A version 4 UUID.
    pub fn uuid(&self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.0.dice.lock().u128(..).to_be_bytes()).into_uuid()
    }

    /// `length` letters and digits, lower case.
    pub fn token(&self, length: usize) -> String {
        let mut dice = self.0.dice.lock();
        (0..length).map(|_| dice.digit(36)).collect()
    }
}
