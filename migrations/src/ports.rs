//! The doors to the outside: clocks and randomness. The simulator hands in its own.

use onsite_domain::{Id, Stamp, id::Hash};
use std::time::SystemTime;

/// What a field device knows about time.
pub trait Clock: Send {
    fn stamp(&self) -> Stamp;
}

/// Where random bytes come from.
pub trait Random: Send {
    fn fill(&mut self, bytes: &mut [u8]);
}

/// Both, as the app holds them.
pub struct Ports {
    pub clock: Box<dyn Clock>,
    pub random: Box<dyn Random>,
}

impl Ports {
    pub fn system() -> Self {
        Self { clock: Box::new(SystemClock::new()), random: Box::new(SystemRandom) }
    }

    pub fn new_id(&mut self) -> Id {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        let wall_ms = u64::try_from(self.clock.stamp().wall_ms).unwrap_or(0);
        Id::from_parts(wall_ms, u128::from_be_bytes(bytes))
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }
}

struct SystemClock {
    boot: u64,
}

impl SystemClock {
    fn new() -> Self {
        // A new value at every boot; a system without it counts as one boot for ever, and corrections state bounds.
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let first = Hash::of(id.trim().as_bytes()).0.first_chunk::<8>().copied().unwrap_or_default();
        Self { boot: u64::from_be_bytes(first) }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one door to the system's clock")]
    fn stamp(&self) -> Stamp {
        let wall_ms = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map(|since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            .unwrap_or(0);
        // Counts while the phone sleeps, which `Instant` does not.
        let boot_time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let since_boot_ms = u64::try_from(boot_time.tv_sec)
            .unwrap_or(0)
            .saturating_mul(1000)
            .saturating_add(u64::try_from(boot_time.tv_nsec).unwrap_or(0) / 1_000_000);
        Stamp { wall_ms, boot: self.boot, since_boot_ms }
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        // Without randomness no identity and no key is safe: there is nothing sensible to go on with.
        #[allow(clippy::panic, reason = "a system without randomness cannot make keys or identities")]
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the operating system gives no random bytes: {error}");
        }
    }
}
