//! A clock that is set by hand and randomness from a seed: the past is told in its own time, and every telling is alike.

use onsite_domain::Stamp;
use onsite_store::ports::{Clock, Random};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Clones show the same time.
#[derive(Clone)]
pub struct StoryClock {
    now_ms: Arc<AtomicI64>,
    booted_ms: i64,
}

impl StoryClock {
    /// Everything on this clock booted at `booted_ms` and runs without a break.
    #[must_use]
    pub fn new(booted_ms: i64) -> Self {
        Self { now_ms: Arc::new(AtomicI64::new(booted_ms)), booted_ms }
    }

    /// Goes on to an instant; time never runs back.
    pub fn go_to(&self, at_ms: i64) {
        self.now_ms.fetch_max(at_ms, Ordering::Relaxed);
    }

    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }
}

impl Clock for StoryClock {
    fn stamp(&self) -> Stamp {
        let wall_ms = self.now_ms();
        let since_boot_ms = u64::try_from(wall_ms.saturating_sub(self.booted_ms)).unwrap_or(0);
        Stamp { wall_ms, boot: 1, since_boot_ms }
    }
}

pub(super) struct Seeded(ChaCha8Rng);

impl Seeded {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }
}

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}
