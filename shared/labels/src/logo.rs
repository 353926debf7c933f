//! The company's logo, as it is printed.

use crate::LabelError;
use image::{ImageFormat, ImageReader, Limits};
use std::io::Cursor;

const SIZE_BYTES_MAX: usize = 1024 * 1024;
const SIDE_PX_MAX: u32 = 4_000;
/// More dots than any printer here puts on a logo's room.
const SIDE_PX_KEPT: u32 = 800;

/// A picture that was read and is known to be sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    pub(crate) png: Vec<u8>,
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
}

impl Logo {
    /// Reads a PNG or JPEG of at most 1 MiB and 4,000 pixels a side.
    ///
    /// # Errors
    /// [`LabelError::Logo`] says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, LabelError> {
        let wrong = |what: String| LabelError::Logo(what);
        if bytes.len() > SIZE_BYTES_MAX {
            return Err(wrong(format!("{} bytes; at most {SIZE_BYTES_MAX} are taken", bytes.len())));
        }
        let mut reader =
            ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| wrong(e.to_string()))?;
        if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
            return Err(wrong("it is neither PNG nor JPEG".to_owned()));
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(SIDE_PX_MAX);
        limits.max_image_height = Some(SIDE_PX_MAX);
        reader.limits(limits);
        let picture = reader.decode().map_err(|e| wrong(e.to_string()))?;
        let picture = if picture.width().max(picture.height()) > SIDE_PX_KEPT {
            picture.resize(SIDE_PX_KEPT, SIDE_PX_KEPT, image::imageops::FilterType::Lanczos3)
        } else {
            picture
        };
        // On paper nothing shines through.
        let mut paper = image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
        image::imageops::overlay(&mut paper, &picture.to_rgba8(), 0, 0);
        let paper = image::DynamicImage::from(paper).into_rgb8();
        let mut png = Vec::new();
        paper.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(|e| LabelError::Broken(e.to_string()))?;
        Ok(Self { png, width_px: paper.width(), height_px: paper.height() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_refused_with_the_reason() {
        let mut png = Vec::new();
        image::RgbaImage::from_pixel(1_200, 300, image::Rgba([0, 90, 96, 128]))
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .unwrap();
        let logo = Logo::read(&png).unwrap();
        assert_eq!((logo.width_px, logo.height_px), (800, 200));
        for bad in [&b""[..], b"GIF89a", b"<svg/>", &png[..png.len() / 2], &vec![0; SIZE_BYTES_MAX + 1]] {
            assert!(matches!(Logo::read(bad), Err(LabelError::Logo(_))));
        }
    }
}
