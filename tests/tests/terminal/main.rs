//! The real programs, as an engineer and an operator use them from a terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where they cannot go on"
)]

mod company;
mod damaged_store;
mod day;
mod desk;
mod gateway;
mod paper;
mod scan;
mod shared_tablet;
mod signed_report;
mod successes;
mod watch;
mod wipe;
