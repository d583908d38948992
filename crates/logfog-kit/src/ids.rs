use std::sync::Arc;

use parking_lot::Mutex;

/// Where every id comes from: two emulators with one seed hand out the same ones.
#[derive(Clone, Debug)]
pub struct Ids(Arc<Mutex<fastrand::Rng>>);

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
        Self(Arc::new(Mutex::new(dice)))
    }

    /// A version 4 UUID.
    pub fn uuid(&self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.0.lock().u128(..).to_be_bytes()).into_uuid()
    }

    /// `length` letters and digits, lower case.
    pub fn token(&self, length: usize) -> String {
        let mut dice = self.0.lock();
        (0..length).map(|_| dice.digit(36)).collect()
    }

    /// Dice that fall as they do in every run, where ids do.
    pub(crate) fn dice(&self) -> Dice {
        Dice::seeded(self.0.lock().u64(..))
    }
}

/// Chance that comes out the same in every run with its seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number from 0 (included) to 1 (not included).
    pub(crate) fn throw(&mut self) -> f64 {
        self.0.f64()
    }
}
