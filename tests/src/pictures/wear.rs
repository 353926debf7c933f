//! What happens to a code between the printer and the file.

use super::Grade;
use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

#[derive(Clone, Copy, Debug)]
pub struct Wear {
    pub name: &'static str,
    /// Width and height of the picture.
    pub size: (usize, usize),
    pub module_px: f32,
    /// Degrees.
    pub turn: f32,
    /// How much smaller the far side is.
    pub tilt: f32,
    /// How much of a half cylinder the label goes around: below 1.
    pub bend: f32,
    pub is_inverted: bool,
    pub is_busy: bool,
    /// Shades of ink and paper.
    pub dark: f32,
    pub light: f32,
    pub specks: usize,
    pub speck_modules: f32,
    /// Radius of a Gaussian, and length of a sweep to the right, in pixels.
    pub blur_px: f32,
    pub sweep_px: usize,
    pub noise: f32,
    /// How much less light there is on one side, of 1.
    pub shadow: f32,
    /// Radius of a lamp's reflection, of the height of the picture.
    pub glare: f32,
    /// Quality of JPEG; 100 for none.
    pub jpeg: u8,
}

impl Wear {
    pub const fn none(name: &'static str) -> Self {
        Self {
            name,
            size: (400, 300),
            module_px: 2.6,
            turn: 0.0,
            tilt: 0.0,
            bend: 0.0,
            is_inverted: false,
            is_busy: false,
            dark: 30.0,
            light: 220.0,
            specks: 0,
            speck_modules: 1.0,
            blur_px: 0.5,
            sweep_px: 0,
            noise: 2.0,
            shadow: 0.0,
            glare: 0.0,
            jpeg: 100,
        }
    }

    /// What the camera makes of the light.
    pub fn taken(&self, mut light: Vec<f32>, width: usize, random: &mut ChaCha8Rng) -> Vec<u8> {
        let height = light.len() / width;
        for (place, light) in light.iter_mut().enumerate() {
            let (x, y) = ((place % width) as f32 / width as f32, (place / width) as f32 / height as f32);
            *light *= 1.0 - self.shadow * (x * 0.7 + y * 0.3);
            if self.glare > 0.0 {
                let off = ((x - 0.6) * width as f32 / height as f32).hypot(y - 0.42);
                *light += 200.0 * (1.0 - off / self.glare).clamp(0.0, 1.0);
            }
        }
        if self.blur_px > 0.0 {
            let reach = (self.blur_px * 3.0).ceil() as usize;
            let weights: Vec<f32> =
                (0..=2 * reach).map(|at| (-((at as f32 - reach as f32) / self.blur_px).powi(2) / 2.0).exp()).collect();
            light = folded(&light, width, &weights, 1);
            light = folded(&light, width, &weights, width);
        }
        if self.sweep_px > 1 {
            light = folded(&light, width, &vec![1.0; self.sweep_px], 1);
        }
        let mut pixels: Vec<u8> = Vec::with_capacity(light.len());
        for light in light {
            // Nearly Gaussian.
            let noise: f32 = (0..4).map(|_| random.random_range(-1.0..1.0_f32)).sum::<f32>() * 0.87;
            pixels.push((light + noise * self.noise).round().clamp(0.0, 255.0) as u8);
        }
        if self.jpeg == 100 {
            return pixels;
        }
        let mut file = Vec::new();
        let size = (width as u32, height as u32);
        JpegEncoder::new_with_quality(&mut file, self.jpeg)
            .write_image(&pixels, size.0, size.1, ExtendedColorType::L8)
            .unwrap();
        image::load_from_memory(&file).unwrap().into_luma8().into_raw()
    }
}

/// Weighted means along steps through the picture.
fn folded(light: &[f32], width: usize, weights: &[f32], step: usize) -> Vec<f32> {
    let (half, sum) = (weights.len() / 2, weights.iter().sum::<f32>());
    let limit = if step == 1 { width } else { light.len() / width };
    (0..light.len())
        .map(|place| {
            let at = if step == 1 { place % width } else { place / width };
            let start = place - at * step;
            let mean = weights.iter().enumerate().map(|(number, weight)| {
                let from = (at + number).saturating_sub(half).min(limit - 1);
                light[start + from * step] * weight
            });
            mean.sum::<f32>() / sum
        })
        .collect()
}

pub fn of(grade: Grade) -> &'static [Wear] {
    match grade {
        Grade::Moderate => MODERATE,
        Grade::Hard => HARD,
    }
}

const MODERATE: &[Wear] = &[
    Wear::none("straight"),
    Wear { turn: 8.0, ..Wear::none("turned a little") },
    Wear { turn: 90.0, ..Wear::none("on its side") },
    Wear { turn: 180.0, ..Wear::none("upside down") },
    Wear { turn: 45.0, size: (400, 400), ..Wear::none("slanted") },
    Wear { tilt: 0.12, ..Wear::none("from the side") },
    Wear { bend: 0.4, ..Wear::none("around a pipe") },
    Wear { blur_px: 0.9, ..Wear::none("a little blurred") },
    Wear { noise: 12.0, ..Wear::none("noisy") },
    Wear { shadow: 0.6, ..Wear::none("in a shadow") },
    Wear { dark: 95.0, light: 150.0, ..Wear::none("pale") },
    Wear { dark: 12.0, light: 60.0, noise: 3.0, ..Wear::none("dark") },
    Wear { jpeg: 40, ..Wear::none("coarse JPEG") },
    Wear { is_busy: true, size: (800, 600), ..Wear::none("small in a busy picture") },
];

const HARD: &[Wear] = &[
    Wear { blur_px: 1.4, ..Wear::none("blurred") },
    Wear { blur_px: 1.8, noise: 4.0, ..Wear::none("much blurred") },
    Wear { sweep_px: 4, ..Wear::none("moved") },
    Wear { sweep_px: 6, turn: 20.0, ..Wear::none("moved and turned") },
    Wear { noise: 30.0, ..Wear::none("very noisy") },
    Wear { tilt: 0.35, turn: 12.0, ..Wear::none("far from the side") },
    Wear { bend: 0.8, ..Wear::none("around a thin pipe") },
    Wear { bend: 0.7, tilt: 0.15, turn: 30.0, ..Wear::none("around a pipe, turned, from the side") },
    Wear { glare: 0.35, ..Wear::none("under a lamp") },
    Wear { glare: 0.25, shadow: 0.7, ..Wear::none("under a lamp in a shadow") },
    Wear { shadow: 0.92, noise: 4.0, ..Wear::none("in a deep shadow") },
    Wear { specks: 10, speck_modules: 1.5, ..Wear::none("dirty") },
    Wear { specks: 24, speck_modules: 1.3, blur_px: 0.9, ..Wear::none("scratched") },
    Wear { is_inverted: true, ..Wear::none("inverted") },
    Wear { is_inverted: true, blur_px: 1.0, turn: 15.0, noise: 8.0, ..Wear::none("inverted and worn") },
    Wear { dark: 118.0, light: 136.0, noise: 3.0, ..Wear::none("very pale") },
    Wear { dark: 6.0, light: 22.0, noise: 2.5, ..Wear::none("very dark") },
    Wear { jpeg: 8, ..Wear::none("very coarse JPEG") },
    Wear { module_px: 1.4, blur_px: 0.4, ..Wear::none("tiny") },
    Wear { module_px: 1.7, is_busy: true, size: (1280, 720), turn: 25.0, ..Wear::none("tiny in a busy picture") },
];
