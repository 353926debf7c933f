//! The harness: what tests, the simulator and the benches stand on.
//!
//! `vfs` is a disk that loses power, `proxy` a network that misbehaves, `processes` the real binaries,
//! `terminal` what a person types, `pictures` draws codes as cameras take them.

pub mod bench;
pub mod bridge;
pub mod demo;
pub mod field_day;
pub mod fuzz;
pub mod generated;
pub mod pictures;
pub mod processes;
pub mod proxy;
pub mod sim;
pub mod terminal;
pub mod vfs;

/// As in the two programs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
