//! The one door between screens and the core: calls by name, JSON in, JSON or bytes out, and one event that says what
//! changed. The window ([`app/src-tauri`](../src-tauri)) and the bridge that tests drive the same screens through open
//! the same door.
//!
//! Invariants
//! - No rule stands here: a call reads its arguments, asks the core, and gives back what it said.
//! - What the screens know of types is made from this list of calls ([`description`]), and proven fresh by a test.
//! - Nothing that arrives makes it panic: arguments of another shape are refused with the place that is wrong.
//! - No call waits for the network but those that say so; a sync borrows the store for a step at a time.
//!
//! Where next: `door` for opening and calling, `calls` for the list, `syncing` for what runs beside the screens,
//! `failure` for what a screen shows when something did not work, `description` for the types of the screens.

mod calls;
mod description;
mod door;
mod failure;
pub mod frame;
mod syncing;

pub use calls::Answer;
pub use description::description;
pub use door::{Door, DoorOptions, Environment, KeyStores};
pub use failure::{Failure, Outcome};
pub use syncing::{Phase, SyncState};
