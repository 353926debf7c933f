//! Containing panics of the libraries that look at pictures: a picture is anybody's bytes.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs one attempt; a panic in it is nothing found, and prints nothing.
pub(super) fn attempt<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            if !IS_CONTAINED.get() {
                previous(info);
            }
        }));
    });
    let was_contained = IS_CONTAINED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IS_CONTAINED.set(was_contained);
    outcome.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing_found_and_the_next_attempt_works() {
        assert_eq!(attempt(|| -> Option<u8> { panic!("inside") }), None);
        assert_eq!(attempt(|| Some(7)), Some(7));
    }
}
