//! Links that opened the app, kept until a screen asks for them.

use std::sync::{Mutex, PoisonError};
use tauri::{AppHandle, Emitter as _};

pub(crate) struct Links(Mutex<Vec<String>>);

/// A link of ours is short; what is longer is not one.
const LINK_BYTES_MAX: usize = 4096;

pub(crate) fn is_ours(text: &str) -> bool {
    text.len() <= LINK_BYTES_MAX && text.starts_with("onsite://")
}

impl Links {
    pub(crate) fn new(first: Option<String>) -> Self {
        Self(Mutex::new(first.into_iter().collect()))
    }

    /// One came: a screen that listens hears of it, one that does not yet asks later.
    pub(crate) fn came(&self, app: &AppHandle, link: String) {
        if is_ours(&link) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(link.clone());
            let _no_window = app.emit("link", vec![link]);
        }
    }

    /// Those that came, each once.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
