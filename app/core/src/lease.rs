//! One store for screens and for the sync that runs beside them: each has it for as long as one piece of work takes, and
//! nobody has it while waiting for the network. A press during a sync waits for one step of it at most.

use crate::App;
use std::sync::{Arc, Mutex, PoisonError};

/// Who may have the store for a moment: [`App`] itself, which nobody else has, or a [`SharedApp`].
pub trait Lease {
    fn with<T>(&mut self, work: impl FnOnce(&mut App) -> T) -> T;
}

impl Lease for App {
    fn with<T>(&mut self, work: impl FnOnce(&mut App) -> T) -> T {
        work(self)
    }
}

/// A store that several have in turn.
#[derive(Clone)]
pub struct SharedApp(Arc<Mutex<App>>);

impl SharedApp {
    pub fn new(app: App) -> Self {
        Self(Arc::new(Mutex::new(app)))
    }
}

impl Lease for SharedApp {
    fn with<T>(&mut self, work: impl FnOnce(&mut App) -> T) -> T {
        // Work that panicked left a transaction open at most, which the next one says.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_store_may_go_from_thread_to_thread() {
        fn is_sent_and_shared<T: Send + Sync + Clone>() {}
        is_sent_and_shared::<SharedApp>();
    }
}
