use std::sync::Arc;

use logfog_model::{Batch, Draft, Lens, Policy, VendorId};

use crate::{Clock, Faults, Ids, Issuer, Journal, Received, store::Store};

/// What a handler may touch. One emulator, or several that share a world, has one.
#[derive(Clone)]
pub struct Ctx {
    /// What time it is.
    pub clock: Clock,
    /// Request ids, tokens.
    pub ids: Ids,
    /// Entries and definitions, by session.
    pub store: Arc<dyn Store>,
    /// Exchanges, bounded by bytes.
    pub journal: Journal,
    /// What to break, and when.
    pub faults: Faults,
    /// Rule id to off, warn or deny.
    pub policy: Arc<Policy>,
    /// Signing key, for tokens of our own.
    pub issuer: Issuer,
}

impl Ctx {
    /// A world of its own: system clock, random ids, memory within the default budgets.
    pub fn new(policy: Policy) -> Self {
        Self {
            clock: Clock::system(),
            ids: Ids::random(),
            store: Arc::new(crate::store::Memory::new(crate::store::DEFAULT_BYTES)),
            journal: Journal::new(crate::journal::DEFAULT_BYTES),
            faults: Faults::default(),
            policy: Arc::new(policy),
            issuer: Issuer::default(),
        }
    }

    /// Stores the records of one request, which are slices of a body of `held` bytes.
    /// Once this returns, whoever reads finds them.
    pub fn commit(
        &self,
        vendor: VendorId,
        received: &Received,
        held: usize,
        lens: Arc<dyn Lens>,
        drafts: Vec<Draft>,
    ) {
        if drafts.is_empty() {
            return;
        }
        let batch = Batch {
            vendor,
            session: received.session.clone(),
            exchange: received.exchange,
            received_at: received.at,
            held,
            lens,
        };
        self.store.append(Arc::new(batch), drafts);
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx")
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
