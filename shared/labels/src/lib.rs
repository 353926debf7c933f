//! Codes on paper and in pictures: the QR symbol of a device code, labels and sheets of them, and reading codes from
//! photographs.
//!
//! Invariants
//! - A label that cannot be read is never made: level, module size and quiet zone are checked against the size
//!   ([`Layout::of`]), and a refusal says what would fit.
//! - SVG, PNG and PDF are three drawings of one [`Layout`].
//! - The same label gives the same bytes.
//!
//! Where next: `format` for the sizes, `symbol` for the code, `layout` for what stands where, `sheet` for PDF; `reading` for pictures.

mod format;
mod layout;
mod lines;
mod logo;
mod picture;
mod reading;
mod sheet;
mod symbol;

pub use format::Format;
pub use layout::{Label, Layout};
pub use logo::Logo;
pub use picture::{to_png, to_svg};
pub use reading::{BYTES_MAX, Code, Content, Corner, Effort, PIXELS_MAX, PictureError, Symbology, read, read_picture};
pub use sheet::sheet;
pub use symbol::{Level, Symbol};

/// Why there is no label.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LabelError {
    /// The modules would be too small to be read for years.
    #[error(
        "on {format} a module would be {module_mm:.2} mm wide; {MODULE_MM_MIN} mm is the least that is read from a worn plate{}",
        advice(.fits.as_ref())
    )]
    TooSmall { format: Format, module_mm: f32, fits: Option<Format> },
    /// Level H is for abraded plates and helps only on a large symbol.
    #[error(
        "level H wants a symbol of {HIGH_LEVEL_MM_MIN} mm or more with its quiet zone; on {format} it would be {symbol_mm:.1} mm{}",
        advice(.fits.as_ref())
    )]
    TooSmallForHigh { format: Format, symbol_mm: f32, fits: Option<Format> },
    #[error("the line {line:?} does not fit on {format}; shorten it or take a larger label")]
    LineTooLong { format: Format, line: String },
    #[error("a link of {bytes} bytes is too long for a symbol")]
    LinkTooLong { bytes: usize },
    #[error("the logo cannot be used: {0}")]
    Logo(String),
    #[error("a sheet of {format} has {labels} labels; {skipped} cannot be left free at its beginning")]
    Skipped { format: Format, labels: usize, skipped: usize },
    #[error("the drawing failed: {0}")]
    Broken(String),
}

/// IEC 61406 leaves the module size to the maker; below this a worn plate is no longer read at arm's length.
pub const MODULE_MM_MIN: f32 = 0.35;
/// With the quiet zone.
pub const HIGH_LEVEL_MM_MIN: f32 = 25.0;

fn advice(fits: Option<&Format>) -> String {
    fits.map(|format| format!("; the smallest that fits is {format}")).unwrap_or_default()
}
