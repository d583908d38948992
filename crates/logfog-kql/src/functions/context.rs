use std::cell::Cell;

use crate::value::{DateTime, Guid};

/// What functions know besides their arguments. It stays the same while one statement runs.
#[derive(Clone, Debug)]
pub struct Context {
    /// What `now()` gives.
    pub now: DateTime,
    /// What `ingestion_time()` gives; it differs from row to row.
    pub ingestion_time: Option<DateTime>,
    state: Cell<u64>,
}

impl Context {
    /// A run at a time. The seed is where random numbers and new guids come from.
    pub const fn new(now: DateTime, seed: u64) -> Self {
        Self {
            now,
            ingestion_time: None,
            state: Cell::new(seed),
        }
    }

    /// The next of a sequence of random bits.
    pub(super) fn random(&self) -> u64 {
        // SplitMix64.
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A random guid of version 4.
    pub(super) fn guid(&self) -> Guid {
        let bits = (u128::from(self.random()) << 64) | u128::from(self.random());
        let version = bits & !(0xf << 76) | (4 << 76);
        Guid(version & !(0x3 << 62) | (2 << 62))
    }
}
