//! Pictures for photos and signatures, made once: a few small ones, and some that take several parts to upload.

use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::sync::OnceLock;

/// Sides, in pixels; noise of the larger ones does not fit one part.
const SIDES_PX: [u32; 6] = [8, 16, 24, 32, 310, 420];

/// Encoded pictures, the small ones first.
pub fn photos() -> &'static [Vec<u8>] {
    static PHOTOS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    PHOTOS.get_or_init(|| SIDES_PX.iter().filter_map(|side| noise(*side)).collect())
}

/// The ink of a signature.
pub fn ink() -> Option<Vec<u8>> {
    photos().first().cloned()
}

fn noise(side_px: u32) -> Option<Vec<u8>> {
    let mut pixels = vec![0; usize::try_from(side_px.saturating_mul(side_px).saturating_mul(3)).ok()?];
    ChaCha8Rng::seed_from_u64(u64::from(side_px)).fill_bytes(&mut pixels);
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&pixels, side_px, side_px, ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}
