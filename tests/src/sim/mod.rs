//! The simulator: whole fleets with the real server router, the real app, real SQLite and real documents, on disks that
//! lose power, over a network that misbehaves, with clocks that lie. One seed decides everything.
//!
//! Invariants
//! - The same seed and the same build give the same trace.
//! - What a phone was told is durable is remembered outside all databases, and looked for at the end.
//! - After healing nothing is excused any more: the checkers compare every phone with the server.
//!
//! Where next: `fleet` plays, `engineer` and `office` work, `shared` has phones change hands, `faults`, `net` and `hostile` disturb, `checkers` judge.

pub mod checkers;
pub mod company;
pub mod coverage;
pub mod engineer;
pub mod faults;
pub mod fleet;
pub mod forge;
pub mod hostile;
pub mod net;
pub mod office;
pub mod phone;
pub mod pictures;
pub mod ports;
pub mod server;
pub mod shared;
pub mod sync;
pub mod trace;
pub mod versions;
