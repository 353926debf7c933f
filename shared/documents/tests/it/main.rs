//! Documents from outside: what §2 and §3 of the architecture promise, one test per rule that was paid for.

#![allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; the lint table spares only functions marked as tests"
)]

mod admission;
mod hostile;
mod merging;
mod parts;
mod runs;
mod support;
mod writing;
