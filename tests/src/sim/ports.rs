//! What the simulation gives to phones and server instead of the system's: clocks, randomness, key stores.

use onsite_core::{
    AppError,
    key_store::{KeyStore, Secret},
};
use onsite_domain::{Stamp, Text};
use onsite_store::ports::{Clock, Ports, Random};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The clocks of one machine. The world's time is the truth; what the machine shows is off by `skew_ms`.
#[derive(Clone)]
pub struct SimClock(Arc<Mutex<ClockState>>);

#[derive(Clone, Copy, Debug)]
struct ClockState {
    world_ms: i64,
    skew_ms: i64,
    boot: u64,
    booted_ms: i64,
}

impl SimClock {
    pub fn new(world_ms: i64, boot: u64) -> Self {
        Self(Arc::new(Mutex::new(ClockState { world_ms, skew_ms: 0, boot, booted_ms: world_ms })))
    }

    pub fn set_world(&self, world_ms: i64) {
        lock(&self.0).world_ms = world_ms;
    }

    pub fn set_skew(&self, skew_ms: i64) {
        lock(&self.0).skew_ms = skew_ms;
    }

    pub fn reboot(&self, boot: u64) {
        let mut state = lock(&self.0);
        state.boot = boot;
        state.booted_ms = state.world_ms;
    }

    pub fn now(&self) -> Stamp {
        let state = *lock(&self.0);
        Stamp {
            wall_ms: state.world_ms.saturating_add(state.skew_ms),
            boot: state.boot,
            since_boot_ms: u64::try_from(state.world_ms.saturating_sub(state.booted_ms)).unwrap_or(0),
        }
    }
}

impl Clock for SimClock {
    fn stamp(&self) -> Stamp {
        self.now()
    }
}

/// Random bytes from a seed; clones draw from the same stream.
#[derive(Clone)]
pub struct SimRandom(Arc<Mutex<ChaCha8Rng>>);

impl SimRandom {
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))))
    }

    pub fn ports(&self, clock: &SimClock) -> Ports {
        Ports { clock: Box::new(clock.clone()), random: Box::new(self.clone()) }
    }
}

impl Random for SimRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        lock(&self.0).fill_bytes(bytes);
    }
}

/// A key store in memory; clones are the same store, as a cloned phone has the same keys.
#[derive(Clone, Default)]
pub struct MemoryKeyStore(Arc<Mutex<BTreeMap<String, [u8; 32]>>>);

impl MemoryKeyStore {
    /// A store of its own with the same content.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(lock(&self.0).clone())))
    }
}

impl KeyStore for MemoryKeyStore {
    fn get(&self, name: &str) -> Result<Option<Secret>, AppError> {
        Ok(lock(&self.0).get(name).map(|secret| Secret::new(*secret)))
    }

    fn put(&self, name: &str, secret: &[u8; 32]) -> Result<(), AppError> {
        lock(&self.0).insert(name.to_owned(), *secret);
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), AppError> {
        lock(&self.0).remove(name);
        Ok(())
    }

    fn description(&self) -> Text {
        Text::same("memory")
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
