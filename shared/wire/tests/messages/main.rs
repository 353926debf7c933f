//! The messages as a whole: their bytes, their evolution, their sizes, and what hostile bytes do to them.

// A test may panic; that is how it fails.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod evolution;
mod export;
mod golden;
mod hostile;
mod round_trip;
mod sample;
mod size;
mod trust;
