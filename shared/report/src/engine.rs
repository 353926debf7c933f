//! What makes pages. The core of the app knows none: whoever shows or prints brings one.

use crate::{Mark, Paper, Rendered};

/// An engine of pages. The same paper gives the same bytes.
pub trait Engine: Send + Sync {
    /// What the pages are made with; a signature names it beside [`Rendered::template`].
    fn versions(&self) -> EngineVersions;

    /// Pages with empty places for signatures.
    ///
    /// # Errors
    /// [`EngineError`] with what is wrong and where; nothing in a record makes an engine fail.
    fn render(&self, paper: &Paper<'_>) -> Result<Rendered, EngineError>;

    /// One page of exactly the mark's size, see-through, PDF.
    ///
    /// # Errors
    /// [`EngineError`] for ink that is no picture, or a box that is too small.
    fn render_mark(&self, mark: &Mark<'_>) -> Result<Vec<u8>, EngineError>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineVersions {
    pub renderer: String,
    pub fonts: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EngineError(pub String);
