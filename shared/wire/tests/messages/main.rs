//! The messages as a whole: their bytes, their evolution, their sizes, and what hostile bytes do to them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic; that is how it fails"
)]

mod evolution;
mod export;
mod golden;
mod hostile;
mod round_trip;
mod sample;
mod size;
mod trust;
