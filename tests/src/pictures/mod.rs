//! Pictures of codes as cameras take them, drawn from seeds: nothing is stored. Used by the tests of the reader and by its
//! bench.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels here are small numbers, made on the spot"
)]

pub mod symbol;
pub mod wear;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use symbol::Symbol;
use wear::Wear;

/// A picture and what can be read in it.
pub struct Scene {
    pub name: String,
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
    /// Symbology and text.
    pub codes: Vec<(onsite_labels::Symbology, String)>,
}

/// How hard a picture is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// As a careful person takes it: everything in it must be read.
    Moderate,
    /// As it is taken in a dark corner: as much as can be.
    Hard,
}

/// Every kind of wear on every kind of code, `rounds` times with other seeds.
pub fn graded(grade: Grade, rounds: u64) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for round in 0..rounds {
        for (kind, make) in symbol::MAKERS.iter().enumerate() {
            for (number, wear) in wear::of(grade).iter().enumerate() {
                let seed = round * 10_000 + kind as u64 * 100 + number as u64;
                let mut random = ChaCha8Rng::seed_from_u64(seed);
                let symbol = make(&mut random);
                let name = format!("{:?} {grade:?} {} {seed}", symbol.symbology, wear.name);
                scenes.push(one(name, &symbol, wear, &mut random));
            }
        }
    }
    scenes
}

/// One symbol in the middle of a picture.
pub fn one(name: String, symbol: &Symbol, wear: &Wear, random: &mut ChaCha8Rng) -> Scene {
    let (width, height) = wear.size;
    let mut light = vec![0.0_f32; width * height];
    background(&mut light, width, wear, random);
    let around = (width as f32 / 2.0, height as f32 / 2.0);
    draw(&mut light, width, symbol, wear, around, random);
    let pixels = wear.taken(light, width, random);
    Scene { name, width, height, pixels, codes: vec![(symbol.symbology, symbol.text.clone())] }
}

/// Four symbols of different kinds side by side.
pub fn several(seed: u64) -> Scene {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let wear = Wear { module_px: 3.0, turn: 4.0, ..Wear::none("several") };
    let (width, height) = (960, 720);
    let mut light = vec![190.0_f32; width * height];
    let mut codes = Vec::new();
    let places = [(240.0, 190.0), (720.0, 190.0), (240.0, 540.0), (700.0, 540.0)];
    for (make, around) in [0, 0, 2, 3].iter().map(|kind| symbol::MAKERS[*kind]).zip(places) {
        let symbol = make(&mut random);
        draw(&mut light, width, &symbol, &wear, around, &mut random);
        codes.push((symbol.symbology, symbol.text));
    }
    let pixels = wear.taken(light, width, &mut random);
    Scene { name: format!("several {seed}"), width, height, pixels, codes }
}

/// Pictures in which there is nothing to read: paper, noise, stripes, squares, lines of text, rings.
pub fn empty(width: usize, height: usize) -> Vec<Scene> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let noise: Vec<u8> = (0..width * height).map(|_| random.random()).collect();
    let blocks: Vec<u8> = (0..4096).map(|_| if random.random() { 230 } else { 20 }).collect();
    let bars: Vec<u8> = (0..width).map(|_| if random.random_bool(0.5) { 235 } else { 15 }).collect();
    let at = |name: &str, shade: &dyn Fn(usize, usize) -> u8| Scene {
        name: name.to_owned(),
        width,
        height,
        pixels: (0..width * height).map(|place| shade(place % width, place / width)).collect(),
        codes: Vec::new(),
    };
    vec![
        at("paper", &|_, _| 240),
        at("noise", &|x, y| noise[y * width + x]),
        at("smooth noise", &|x, y| noise[y / 5 * width + x / 5] / 2 + noise[y / 11 * width + x / 11] / 2),
        at("stripes", &|x, _| if x / 6 % 2 == 0 { 20 } else { 230 }),
        at("random stripes", &|x, _| bars[x / 3]),
        at("slanted stripes", &|x, y| bars[(x + y / 2) / 4 % width]),
        at("squares", &|x, y| blocks[y / 7 % 64 * 64 + x / 7 % 64]),
        at("text", &|x, y| {
            if y % 24 < 15 && x % 13 < 9 { blocks[y / 24 * 61 % 4096 / 9 + x / 13 + y % 24 / 3 * 7] } else { 235 }
        }),
        at("rings", &|x, y| {
            if ((x % 160).abs_diff(80).pow(2) + (y % 160).abs_diff(80).pow(2)).isqrt() / 9 % 2 == 0 { 15 } else { 230 }
        }),
    ]
}

fn background(light: &mut [f32], width: usize, wear: &Wear, random: &mut ChaCha8Rng) {
    light.fill(150.0);
    if !wear.is_busy {
        return;
    }
    // Boxes, as on a machine with a front.
    let height = light.len() / width;
    for _ in 0..60 {
        let (left, top) = (random.random_range(0..width), random.random_range(0..height));
        let (wide, high) = (random.random_range(4..width / 5), random.random_range(4..height / 5));
        let shade = random.random_range(20.0..230.0);
        for y in top..(top + high).min(height) {
            light[y * width + left..y * width + (left + wide).min(width)].fill(shade);
        }
    }
}

/// Draws what a camera sees of a label: turned, from the side, around a pipe, worn.
fn draw(light: &mut [f32], width: usize, symbol: &Symbol, wear: &Wear, around: (f32, f32), random: &mut ChaCha8Rng) {
    let height = light.len() / width;
    let (wide, high) = (symbol.width() as f32, symbol.height() as f32);
    let quiet = symbol.quiet;
    let (sin, cos) = (wear.turn + random.random_range(-2.0..2.0_f32)).to_radians().sin_cos();
    let specks: Vec<(f32, f32, f32, bool)> = (0..wear.specks)
        .map(|_| {
            let place = (random.random_range(0.0..wide), random.random_range(0.0..high));
            (place.0, place.1, random.random_range(0.3..wear.speck_modules), random.random())
        })
        .collect();
    let half_wide = wide / 2.0 + quiet;
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0.0;
            let mut covered = 0.0_f32;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (px, py) = (x as f32 + dx - around.0, y as f32 + dy - around.1);
                let (mut u, mut v) = ((px * cos + py * sin) / wear.module_px, (py * cos - px * sin) / wear.module_px);
                // Seen from the side: what is far is small.
                let depth = 1.0 - wear.tilt * u / half_wide;
                if depth <= 0.1 {
                    continue;
                }
                (u, v) = (u / depth, v / depth);
                if wear.bend > 0.0 {
                    let across = u * wear.bend / half_wide;
                    if across.abs() >= 1.0 {
                        continue;
                    }
                    u = across.asin() * half_wide / wear.bend;
                }
                let (u, v) = (u + wide / 2.0, v + high / 2.0);
                if u < -quiet || v < -quiet || u > wide + quiet || v > high + quiet {
                    continue;
                }
                covered += 0.25;
                let speck = specks.iter().find(|(sx, sy, size, _)| (u - sx).hypot(v - sy) < *size);
                let is_dark = match speck {
                    Some((_, _, _, is_dark)) => *is_dark,
                    None => symbol.is_dark(u.floor() as i32, v.floor() as i32),
                };
                sum += if is_dark != wear.is_inverted { wear.dark } else { wear.light } * 0.25;
            }
            let place = &mut light[y * width + x];
            *place = *place * (1.0 - covered) + sum;
        }
    }
}
