//! The benches: how fast the parts are that people and servers wait for. `cargo xtask bench` prints a table with the
//! targets beside it and writes the same as JSON; the field day ([`harness`]) measures Onsite beside other stacks.
//!
//! Figures of one run stand beside each other: the machine they ran on is as noisy as it is.

pub mod codes;
pub mod console;
pub mod first_sync;
pub mod gate;
pub mod harness;
pub mod office;
pub mod package;
pub mod paper;
pub mod phone;
pub mod report;
pub mod window;

use std::time::{Duration, Instant};

/// Runs work and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = now();
    let done = work();
    (done, started.elapsed())
}

#[allow(clippy::disallowed_methods, reason = "a bench measures time")]
pub fn now() -> Instant {
    Instant::now()
}

pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The middle one, in milliseconds; 0 without samples.
pub fn median_ms(samples: &mut [Duration]) -> f64 {
    samples.sort_unstable();
    samples.get(samples.len() / 2).map_or(0.0, |middle| ms(*middle))
}
