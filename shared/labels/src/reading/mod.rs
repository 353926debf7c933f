//! Reading codes from pictures.

mod bars;
mod charset;
mod code;
mod code128;
mod code39;
mod ean13;
mod elastic;
mod gray;
mod ladder;
mod matrices;
mod matrix_text;
mod number;
mod picture;
mod runs;
mod squares;
mod threshold;

pub use code::{Code, Content, Corner, Symbology};
pub use ladder::Effort;
pub use picture::{BYTES_MAX, PIXELS_MAX, PictureError, read_picture};

/// Reads all codes in a picture of shades of grey: `width` times `height` bytes in rows from the top, 0 is black. Nothing
/// for a picture without codes, and for one whose bytes are not as many.
pub fn read(width: usize, height: usize, pixels: &[u8], effort: Effort) -> Vec<Code> {
    let gray = gray::Gray::new(width, height, pixels.to_vec());
    gray.map(|gray| ladder::read(&gray, effort)).unwrap_or_default()
}
