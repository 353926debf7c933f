//! Containing panics of libraries that see foreign bytes: Automerge, which is not safe on hostile input even with valid
//! checksums, and what looks at pictures. Our own code does not panic on data and needs none of this.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The library panicked. What it worked on must be thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a library panicked")]
pub struct Panicked;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic in it is an error here and prints nothing (its message would hold contents).
pub fn contained<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
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
    outcome.map_err(|_| Panicked)
}

/// One attempt of several: a panic in it is nothing found.
pub fn attempt<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    contained(work).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_the_next_call_works() {
        assert_eq!(contained(|| -> u8 { panic!("inside") }), Err(Panicked));
        assert_eq!(contained(|| 7), Ok(7));
    }

    #[test]
    fn a_panic_within_a_panic_leaves_the_outer_call_contained() {
        let outer = contained(|| {
            let inner = attempt(|| -> Option<u8> { panic!("inside") });
            assert_eq!(inner, None);
            panic!("outside");
        });
        assert_eq!(outer.map(|()| 0), Err(Panicked));
        assert_eq!(attempt(|| Some(7)), Some(7));
    }
}
