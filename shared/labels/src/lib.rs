//! Codes on paper and in pictures: the QR symbol of a device code, label sheets, and reading codes from photographs.

mod reading;

pub use reading::{BYTES_MAX, Code, Content, Corner, Effort, PIXELS_MAX, PictureError, Symbology, read, read_picture};
