//! Pictures as they come out of a file: bounded before they are unpacked, turned as they are to be seen.

use super::Code;
use super::gray::Gray;
use super::ladder::{self, Effort};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, metadata::Orientation};
use onsite_domain::contain::attempt;
use std::io::Cursor;

/// Bytes of a file.
pub const BYTES_MAX: usize = 64 * 1024 * 1024;
/// 100 megapixels.
pub const PIXELS_MAX: u64 = 100_000_000;
/// Bytes that unpacking may take beyond the picture itself.
const MEMORY_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Why a file gave no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the file is empty; choose another, or take the picture again")]
    Empty,
    #[error("the file has {size_bytes} bytes, more than {BYTES_MAX}; save the picture smaller")]
    TooManyBytes { size_bytes: usize },
    #[error("the picture has {width} × {height} pixels, more than 100 million; save it smaller, or cut out the code")]
    TooManyPixels { width: u32, height: u32 },
    #[error("the file is neither PNG nor JPEG; save the picture as one of these")]
    UnknownFormat,
    #[error("the PNG is animated; save one picture of it")]
    Animated,
    #[error("the file is damaged or cut off: {detail}; copy it again, or take the picture again")]
    Damaged { detail: String },
}

/// Reads all codes in a picture from a file, with [`Effort::Picture`]. Corners are given in the picture as it is shown:
/// turned as its EXIF data says.
///
/// # Errors
/// [`PictureError`] says what is wrong with the file and what to do. A picture without codes is none.
pub fn read_picture(bytes: &[u8]) -> Result<Vec<Code>, PictureError> {
    let gray = unpacked(bytes)?;
    let codes = ladder::read(&gray, Effort::Picture);
    if codes.is_empty() && is_cut(bytes) {
        return Err(PictureError::Damaged { detail: "it ends before the picture does".to_owned() });
    }
    Ok(codes)
}

/// Whether a JPEG has no end (ITU-T T.81, B.1.1.3: EOI). What there is of it is unpacked all the same.
fn is_cut(bytes: &[u8]) -> bool {
    let is_jpeg = bytes.starts_with(&[0xff, 0xd8]);
    is_jpeg && !bytes.windows(2).rev().any(|marker| marker == [0xff, 0xd9])
}

fn unpacked(bytes: &[u8]) -> Result<Gray, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(PictureError::TooManyBytes { size_bytes: bytes.len() });
    }
    let format = image::guess_format(bytes).map_err(|_| PictureError::UnknownFormat)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(PictureError::UnknownFormat);
    }
    if format == ImageFormat::Png && is_animated(bytes) {
        return Err(PictureError::Animated);
    }
    // The libraries that unpack are well kept; if one panics all the same, the file is damaged.
    let outcome = attempt(|| Some(decoded(bytes, format)));
    outcome.unwrap_or_else(|| Err(PictureError::Damaged { detail: "it cannot be unpacked".to_owned() }))
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<Gray, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| damaged(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PictureError::TooManyPixels { width, height });
    }
    // Nonsense there is no reason to refuse the picture.
    let turned = attempt(|| decoder.orientation().ok()).unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| damaged(&error))?;
    let mut picture = DynamicImage::ImageLuma8(on_paper(&picture));
    picture.apply_orientation(turned);
    let luma = picture.into_luma8();
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    Gray::new(width, height, luma.into_raw()).ok_or(PictureError::Empty)
}

/// In shades of grey; what is transparent is white, as it is shown.
fn on_paper(picture: &DynamicImage) -> image::GrayImage {
    if !picture.color().has_alpha() {
        return picture.to_luma8();
    }
    let seen = picture.to_luma_alpha8();
    image::GrayImage::from_fn(seen.width(), seen.height(), |x, y| {
        let image::LumaA([light, cover]) = *seen.get_pixel(x, y);
        let over = u16::from(light) * u16::from(cover) + 255 * (255 - u16::from(cover));
        image::Luma([u8::try_from(over / 255).unwrap_or(u8::MAX)])
    })
}

fn damaged(error: &ImageError) -> PictureError {
    PictureError::Damaged { detail: error.to_string() }
}

/// Whether a PNG has the chunk that makes it animated, which stands before the picture (PNG, third edition, section 11.3.6).
fn is_animated(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, kind)) = rest.first_chunk::<4>().zip(rest.get(4..8)) {
        match kind {
            b"acTL" => return true,
            b"IDAT" => return false,
            _ => {}
        }
        // Length, kind, content, checksum.
        let size = u64::from(u32::from_be_bytes(*length)) + 12;
        rest = usize::try_from(size).ok().and_then(|size| rest.get(size..)).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};

    fn png(side: u32) -> Vec<u8> {
        let mut file = Vec::new();
        let pixels = vec![200; (side * side) as usize];
        PngEncoder::new(&mut file).write_image(&pixels, side, side, ExtendedColorType::L8).unwrap();
        file
    }

    #[test]
    fn what_is_no_picture_is_refused_with_what_to_do() {
        assert_eq!(read_picture(&[]), Err(PictureError::Empty));
        assert_eq!(read_picture(b"GIF89a\x01\x00\x01\x00"), Err(PictureError::UnknownFormat));
        assert_eq!(read_picture(b"no picture at all"), Err(PictureError::UnknownFormat));
        let whole = png(64);
        assert_eq!(read_picture(&whole), Ok(Vec::new()));
        for end in (8..whole.len() - 12).step_by(7) {
            assert!(matches!(read_picture(&whole[..end]), Err(PictureError::Damaged { .. })), "{end}");
        }
        let mut animated = whole.clone();
        animated.splice(33..33, [&8_u32.to_be_bytes()[..], b"acTL", &[0; 12]].concat());
        assert_eq!(read_picture(&animated), Err(PictureError::Animated));
    }

    #[test]
    fn a_jpeg_that_was_cut_is_said_to_be() {
        let mut whole = Vec::new();
        let pixels: Vec<u8> = (0..64 * 64_u32).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect();
        JpegEncoder::new(&mut whole).write_image(&pixels, 64, 64, ExtendedColorType::L8).unwrap();
        assert_eq!(read_picture(&whole), Ok(Vec::new()));
        for end in [whole.len() - 2, whole.len() / 2, 30] {
            assert!(matches!(read_picture(&whole[..end]), Err(PictureError::Damaged { .. })), "{end}");
        }
    }

    #[test]
    fn a_picture_is_refused_for_its_size_before_it_is_unpacked() {
        let mut file = png(4);
        file[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        // The checksum of the changed header does not matter to what is read of it first, or it is damaged.
        let refused = read_picture(&file).unwrap_err();
        assert!(matches!(refused, PictureError::TooManyPixels { .. } | PictureError::Damaged { .. }), "{refused:?}");
        assert!(matches!(read_picture(&vec![0; BYTES_MAX + 1]), Err(PictureError::TooManyBytes { .. })));
    }

    #[test]
    fn nonsense_where_a_jpeg_says_how_it_is_turned_does_no_harm() {
        let mut file = Vec::new();
        JpegEncoder::new(&mut file).write_image(&[128; 64], 8, 8, ExtendedColorType::L8).unwrap();
        for exif in [&b"Exif\0\0MM\0*\xff\xff\xff\xff"[..], b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0"] {
            let mut hostile = file[..2].to_vec();
            hostile.extend([0xff, 0xe1]);
            hostile.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
            hostile.extend(exif);
            hostile.extend(&file[2..]);
            assert_eq!(read_picture(&hostile), Ok(Vec::new()), "{exif:?}");
        }
    }
}
