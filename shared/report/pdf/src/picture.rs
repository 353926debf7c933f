//! Pictures for paper: as they are where they are small enough, else scaled down; what a camera wrote beside the picture
//! (place, owner, serial number) never reaches the paper.

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    metadata::Orientation,
};
use std::{collections::BTreeMap, io::Cursor, thread};

/// A photo up to this size stays as it is: 300 dpi at half the width of a page needs less.
const LONG_SIDE_KEPT_PX: u32 = 1_600;
const SIZE_KEPT_BYTES: usize = 320 * 1024;
/// What larger ones are scaled to.
const LONG_SIDE_PX: u32 = 1_280;
const QUALITY: u8 = 76;
const LOGO_SIDE_PX: u32 = 1_200;
/// 400 dpi across the box.
const INK_SIDE_PX: u32 = 1_200;
const INK_LIGHT: u8 = 28;
/// Paler than this is paper, or its shadow.
const INK_DARK_MIN: u8 = 96;
const SIDE_PX_MAX: u32 = 20_000;
const DECODED_BYTES_MAX: u64 = 512 * 1024 * 1024;
const WORKERS: usize = 4;

/// A picture that the engine is sure to read.
pub(crate) struct Shown {
    pub(crate) bytes: Vec<u8>,
    pub(crate) extension: &'static str,
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
}

/// Every photo by its number; those that cannot be read are left out. The order of work does not show in the result.
pub(crate) fn photos(wanted: &[(usize, &[u8])]) -> BTreeMap<usize, Shown> {
    let share = wanted.len().div_ceil(WORKERS).max(1);
    thread::scope(|scope| {
        let read = |part: &[(usize, &[u8])]| -> Vec<(usize, Shown)> {
            part.iter().filter_map(|(number, bytes)| Some((*number, photo(bytes)?))).collect()
        };
        let parts: Vec<_> = wanted.chunks(share).map(|part| scope.spawn(move || read(part))).collect();
        // A decoder that panics on hostile bytes loses its share of the pictures and not the paper.
        parts.into_iter().filter_map(|part| part.join().ok()).flatten().collect()
    })
}

fn photo(bytes: &[u8]) -> Option<Shown> {
    let (format, orientation, decoded) = decode(bytes)?;
    let (width_px, height_px) = (decoded.width(), decoded.height());
    let is_plain = matches!(decoded, DynamicImage::ImageRgb8(_) | DynamicImage::ImageLuma8(_));
    let is_small = width_px.max(height_px) <= LONG_SIDE_KEPT_PX && bytes.len() <= SIZE_KEPT_BYTES;
    if format == ImageFormat::Jpeg && is_plain && is_small && orientation == Orientation::NoTransforms {
        return Some(Shown { bytes: without_metadata(bytes)?, extension: "jpg", width_px, height_px });
    }
    let mut picture = scaled(on_white(decoded), LONG_SIDE_PX);
    picture.apply_orientation(orientation);
    let picture = picture.to_rgb8();
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    encoder.write_image(&picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).ok()?;
    Some(Shown { bytes: out, extension: "jpg", width_px: picture.width(), height_px: picture.height() })
}

/// A logo keeps what is see-through.
pub(crate) fn logo(bytes: &[u8]) -> Option<Shown> {
    let (_, orientation, decoded) = decode(bytes)?;
    let mut picture = scaled(decoded, LOGO_SIDE_PX);
    picture.apply_orientation(orientation);
    let picture = picture.to_rgba8();
    let mut out = Vec::new();
    PngEncoder::new(&mut out)
        .write_image(&picture, picture.width(), picture.height(), ExtendedColorType::Rgba8)
        .ok()?;
    Some(Shown { bytes: out, extension: "png", width_px: picture.width(), height_px: picture.height() })
}

/// Ink in one colour on nothing, cut to what is dark; `None` where nothing is. A pad leaves it see-through, a photographed
/// sheet on white: both come out alike.
pub(crate) fn ink(bytes: &[u8]) -> Option<Shown> {
    let (_, orientation, decoded) = decode(bytes)?;
    let mut picture = scaled(decoded, INK_SIDE_PX);
    picture.apply_orientation(orientation);
    let mut picture = picture.to_luma_alpha8();
    let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let [light, cover] = pixel.0;
        let dark = u16::from(u8::MAX - light) * u16::from(cover) / u16::from(u8::MAX);
        let dark = u8::try_from(dark).unwrap_or(u8::MAX);
        pixel.0 = [INK_LIGHT, dark];
        if dark >= INK_DARK_MIN {
            (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
        }
    }
    let (width, height) = ((right + 1).checked_sub(left)?, (bottom + 1).checked_sub(top)?);
    let cut = image::imageops::crop_imm(&picture, left, top, width, height).to_image();
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(&cut, width, height, ExtendedColorType::La8).ok()?;
    Some(Shown { bytes: out, extension: "png", width_px: width, height_px: height })
}

fn decode(bytes: &[u8]) -> Option<(ImageFormat, Orientation, DynamicImage)> {
    let format = image::guess_format(bytes).ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX_MAX);
    limits.max_image_height = Some(SIDE_PX_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).ok()?;
    (decoded.width() > 0 && decoded.height() > 0).then_some((format, orientation, decoded))
}

fn scaled(picture: DynamicImage, long_side_px: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= long_side_px {
        return picture;
    }
    // Whole numbers: quick, and the same on every processor.
    picture.thumbnail(long_side_px, long_side_px)
}

fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut rgba = picture.to_rgba8();
    for pixel in rgba.pixels_mut() {
        let [r, g, b, a] = pixel.0;
        let over = |c: u8| {
            let mixed = u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over(r), over(g), over(b), 255];
    }
    DynamicImage::ImageRgba8(rgba)
}

/// A JPEG without the segments that say more than the picture: EXIF, XMP, thumbnails, comments, profiles. JFIF and Adobe's
/// colour mark stay. `None` where the segments do not add up.
fn without_metadata(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut out = jpeg.get(..2)?.to_vec();
    let mut at = 2_usize;
    loop {
        let (&[0xFF, marker], rest) = jpeg.get(at..)?.split_first_chunk::<2>()? else { return None };
        if marker == 0xFF {
            at = at.checked_add(1)?;
            continue;
        }
        if marker == 0xDA {
            out.extend_from_slice(jpeg.get(at..)?);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?));
        let end = at.checked_add(2)?.checked_add(length)?;
        let segment = jpeg.get(at..end)?;
        let is_left_out = matches!(marker, 0xE1..=0xED | 0xEF | 0xFE);
        if !is_left_out {
            out.extend_from_slice(segment);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let picture =
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, 80).encode_image(&picture).unwrap();
        out
    }

    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend_from_slice(b"LATITUDE 31.2304");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn where_a_photo_was_taken_does_not_reach_the_paper() {
        let plain = jpeg(320, 200);
        let shown = photo(&with_exif(&plain, 1)).unwrap();
        assert_eq!(shown.bytes, plain, "and nothing else of it changes");
        let turned = photo(&with_exif(&plain, 6)).unwrap();
        assert_eq!((turned.width_px, turned.height_px), (200, 320));
        assert!(!turned.bytes.windows(8).any(|bytes| bytes == b"LATITUDE"));
    }

    #[test]
    fn ink_is_cut_to_what_is_dark_on_nothing_or_on_white() {
        let on = |paper: [u8; 4]| {
            let drawn = image::RgbaImage::from_fn(400, 200, |x, y| {
                let is_ink = (100..300).contains(&x) && (90..110).contains(&y);
                image::Rgba(if is_ink { [20, 20, 60, 255] } else { paper })
            });
            let mut out = Vec::new();
            PngEncoder::new(&mut out).write_image(&drawn, 400, 200, ExtendedColorType::Rgba8).unwrap();
            ink(&out)
        };
        for paper in [[0, 0, 0, 0], [255, 255, 255, 255]] {
            let found = on(paper).unwrap();
            assert_eq!((found.width_px, found.height_px), (200, 20), "{paper:?}");
        }
        assert!(ink(b"no picture").is_none());
        let blank = image::RgbaImage::from_pixel(9, 9, image::Rgba([255; 4]));
        let mut out = Vec::new();
        PngEncoder::new(&mut out).write_image(&blank, 9, 9, ExtendedColorType::Rgba8).unwrap();
        assert!(ink(&out).is_none());
    }

    #[test]
    fn large_photos_are_scaled_down_and_broken_ones_left_out() {
        let shown = photo(&jpeg(2_000, 1_000)).unwrap();
        assert_eq!((shown.width_px, shown.height_px), (1_280, 640));
        let whole = jpeg(64, 64);
        assert!(photo(b"no picture").is_none());
        assert!(photo(&whole[..40]).is_none());
        let wanted: Vec<(usize, &[u8])> = vec![(0, &whole), (1, b"no picture"), (2, &whole)];
        assert_eq!(photos(&wanted).keys().copied().collect::<Vec<_>>(), [0, 2]);
    }
}
