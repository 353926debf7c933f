//! Photos that customers send: unpacked, turned, made smaller and packed anew, so that what is kept is a picture and nothing else.
//! Place, owner and serial number of the camera stay behind, and so does whatever else a file may be at the same time.

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgba, RgbaImage, codecs::jpeg::JpegEncoder,
    imageops, metadata::Orientation,
};
use onsite_domain::{contain::attempt, id::Hash, settings::PhotoSettings};
use std::io::Cursor;

/// As it comes from a phone.
pub(crate) const PHOTO_BYTES_MAX: usize = 12 << 20;
/// 192 MB while it is open.
const PIXELS_MAX: u64 = 64_000_000;
const ALLOCATION_BYTES_MAX: u64 = 256 << 20;
const SIDE_PX_MAX: u32 = 20_000;

/// JPEG, in our own making.
#[derive(Clone, Debug)]
pub struct CustomerPhoto {
    pub(crate) hash: Hash,
    pub(crate) bytes: Vec<u8>,
}

impl CustomerPhoto {
    pub(crate) const MEDIA_TYPE: &str = "image/jpeg";

    /// `None` for what is no JPEG or PNG, is damaged, or has more than 64 million pixels.
    pub(crate) fn from_file(file: &[u8], settings: &PhotoSettings) -> Option<Self> {
        if file.len() > PHOTO_BYTES_MAX {
            return None;
        }
        // The libraries that unpack are well kept; if one panics all the same, the file is damaged.
        let bytes = attempt(|| repacked(file, settings))?;
        Some(Self { hash: Hash::of(&bytes), bytes })
    }
}

fn repacked(file: &[u8], settings: &PhotoSettings) -> Option<Vec<u8>> {
    let format = image::guess_format(file).ok()?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png) {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX_MAX);
    limits.max_image_height = Some(SIDE_PX_MAX);
    limits.max_alloc = Some(ALLOCATION_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || u64::from(width).saturating_mul(u64::from(height)) > PIXELS_MAX {
        return None;
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    let side = settings.long_side_px;
    let mut picture = if width.max(height) > side { picture.thumbnail(side, side) } else { picture };
    picture.apply_orientation(turned);
    let mut bytes = Vec::new();
    on_paper(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, settings.quality)).ok()?;
    Some(bytes)
}

/// What is see-through is white.
fn on_paper(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::from(picture.into_rgb8());
    }
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([u8::MAX; 4]));
    imageops::overlay(&mut paper, &picture.into_rgba8(), 0, 0);
    DynamicImage::from(DynamicImage::from(paper).into_rgb8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder as _, RgbImage};

    fn jpeg(width: u32, height: u32, exif: Option<Vec<u8>>) -> Vec<u8> {
        let picture =
            RgbImage::from_fn(width, height, |x, _| image::Rgb([if x < width / 2 { 250 } else { 5 }, 90, 90]));
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        if let Some(exif) = exif {
            encoder.set_exif_metadata(exif).unwrap();
        }
        encoder.encode_image(&DynamicImage::from(picture)).unwrap();
        bytes
    }

    /// TIFF with an orientation of 6 (to be turned right) and the text of a place.
    fn exif() -> Vec<u8> {
        let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend(b"GPS 31.2304 N 121.4737 E");
        exif
    }

    fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    #[test]
    fn a_photo_is_made_smaller_and_turned_and_its_place_stays_behind() {
        let file = jpeg(4_000, 1_000, Some(exif()));
        assert!(contains(&file, b"GPS"));
        let photo = CustomerPhoto::from_file(&file, &PhotoSettings::default()).unwrap();
        let seen = image::load_from_memory(&photo.bytes).unwrap();
        assert_eq!((seen.width(), seen.height()), (512, 2_048));
        assert!(!contains(&photo.bytes, b"GPS") && !contains(&photo.bytes, b"Exif"));
        assert!(seen.to_rgb8().get_pixel(100, 10)[0] > 200, "what was left is above");
    }

    #[test]
    fn what_stands_behind_or_beside_a_picture_is_not_kept() {
        let polyglot = [jpeg(64, 64, None), b"<script>alert(1)</script>PK\x03\x04 %PDF-1.7".to_vec()].concat();
        let photo = CustomerPhoto::from_file(&polyglot, &PhotoSettings::default()).unwrap();
        for foreign in [&b"script"[..], b"PK\x03\x04", b"%PDF"] {
            assert!(contains(&polyglot, foreign) && !contains(&photo.bytes, foreign));
        }
    }

    #[test]
    fn a_screenshot_that_is_see_through_stands_on_white() {
        let mut png = Vec::new();
        let picture = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0]));
        image::codecs::png::PngEncoder::new(&mut png)
            .write_image(&picture, 20, 20, image::ExtendedColorType::Rgba8)
            .unwrap();
        let photo = CustomerPhoto::from_file(&png, &PhotoSettings::default()).unwrap();
        assert!(image::load_from_memory(&photo.bytes).unwrap().to_rgb8().get_pixel(5, 5)[0] > 250);
    }

    #[test]
    fn what_is_no_picture_is_none() {
        let cut = jpeg(64, 64, None);
        // A PNG that says it has 60,000 by 60,000 pixels.
        let bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0\0\0\0\0";
        let files: [&[u8]; 7] = [b"", b"GIF89a", b"<svg/>", b"%PDF-1.7", &cut[..20], bomb, &[0; 100]];
        for file in files {
            assert!(CustomerPhoto::from_file(file, &PhotoSettings::default()).is_none(), "{:?}", file.get(..8));
        }
        assert!(CustomerPhoto::from_file(&vec![0; PHOTO_BYTES_MAX + 1], &PhotoSettings::default()).is_none());
    }
}
