//! No panic escapes, neither from a phone nor from what the simulation does with it. One in the server's writer is seen by
//! whoever asks the server next; one that the gate contains is a refusal.

use crate::sim::fleet::Failure;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Plays, and makes a failure of a panic.
///
/// # Errors
/// The game's own, or the panic's words.
pub(in crate::sim) fn check(play: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let words = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
        Err(Failure::new("no_panic", words))
    })
}
