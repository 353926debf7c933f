//! A picture in shades of grey, and what can be done to it before somebody looks for codes in it.

use super::number::{cell, real, shade};

/// Shades in rows from the top, 0 is black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gray {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<u8>,
}

impl Gray {
    /// `None` where the number of pixels is not width times height, or there are none.
    pub(super) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        let is_whole = width.checked_mul(height).is_some_and(|count| count == pixels.len() && count > 0);
        is_whole.then_some(Self { width, height, pixels })
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.pixels.chunks_exact(self.width)
    }

    /// A row; beyond an edge the one at the edge.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        let start = y.min(self.height.saturating_sub(1)) * self.width;
        self.pixels.get(start..start + self.width).unwrap_or_default()
    }

    /// A pixel; beyond an edge the one at the edge.
    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        let place = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        self.pixels.get(place).copied().unwrap_or(u8::MAX)
    }

    /// The shade at a place between pixels, whose centres lie at halves.
    pub(super) fn between(&self, x: f32, y: f32) -> f32 {
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (column, row) = (cell(x), cell(y));
        let (right, down) = (x - real(column), y - real(row));
        let corner = |dx, dy| f32::from(self.at(column + dx, row + dy));
        let upper = corner(0, 0) * (1.0 - right) + corner(1, 0) * right;
        let lower = corner(0, 1) * (1.0 - right) + corner(1, 1) * right;
        upper * (1.0 - down) + lower * down
    }

    /// Each pixel the mean of four.
    pub(super) fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact(self.width * 2) {
            let (upper, lower) = pair.split_at(self.width);
            pixels.extend(upper.chunks_exact(2).zip(lower.chunks_exact(2)).map(|(upper, lower)| {
                let sum: u16 = upper.iter().chain(lower).map(|pixel| u16::from(*pixel)).sum();
                u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX)
            }));
        }
        Self::new(width, height, pixels)
    }

    /// Enlarged or made smaller, with shades between pixels.
    pub(super) fn scaled(&self, factor: f32) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "sizes of pictures are far below 2^24")]
        let (wide, high) = (self.width as f32 * factor, self.height as f32 * factor);
        self.seen(cell(wide), cell(high), |x, y| (x / factor, y / factor))
    }

    /// A picture whose every place is found somewhere in this one.
    pub(super) fn seen(&self, width: usize, height: usize, place: impl Fn(f32, f32) -> (f32, f32)) -> Option<Self> {
        let mut pixels = Vec::with_capacity(width * height);
        let mut down = 0.5_f32;
        for _ in 0..height {
            let mut right = 0.5_f32;
            for _ in 0..width {
                let (x, y) = place(right, down);
                pixels.push(shade(self.between(x, y)));
                right += 1.0;
            }
            down += 1.0;
        }
        Self::new(width, height, pixels)
    }

    pub(super) fn cropped(&self, left: usize, top: usize, width: usize, height: usize) -> Option<Self> {
        let rows = self.rows().skip(top).take(height);
        let pixels: Vec<u8> = rows.flat_map(|row| row.iter().skip(left).take(width)).copied().collect();
        Self::new(width.min(self.width.saturating_sub(left)), height.min(self.height.saturating_sub(top)), pixels)
    }

    pub(super) fn inverted(&self) -> Self {
        Self { pixels: self.pixels.iter().map(|pixel| u8::MAX - pixel).collect(), ..*self }
    }

    /// What stands out from its surroundings stands out more: against blur. The radius is in pixels.
    pub(super) fn sharpened(&self, radius: usize, strength: f32) -> Self {
        let means = super::threshold::local_means(self, radius);
        let sharp = |(pixel, mean): (&u8, u8)| {
            let pixel = f32::from(*pixel);
            shade(pixel + (pixel - f32::from(mean)) * strength)
        };
        Self { pixels: self.pixels.iter().zip(means).map(sharp).collect(), ..*self }
    }

    /// Each pixel the mean of its neighbours up to a radius: against noise.
    pub(super) fn smoothed(&self, radius: usize) -> Self {
        Self { pixels: super::threshold::local_means(self, radius), ..*self }
    }

    /// Only what stands out from its surroundings, the same everywhere in strength: the middle shade parts dark from light.
    pub(super) fn relief(&self, radius: usize) -> Option<Self> {
        let means = super::threshold::local_means(self, radius);
        let off = self.pixels.iter().zip(&means).map(|(pixel, mean)| pixel.abs_diff(*mean)).collect();
        let spreads = super::threshold::local_means(&Self::new(self.width, self.height, off)?, radius);
        let raised = self.pixels.iter().zip(means.iter().zip(&spreads)).map(|(pixel, (mean, spread))| {
            let off = f32::from(*pixel) - f32::from(*mean);
            shade(128.0 + off * 64.0 / f32::from((*spread).max(6)))
        });
        Self::new(self.width, self.height, raised.collect())
    }

    /// With a margin of paper around, for pictures that end where the code does.
    pub(super) fn framed(&self, margin: usize) -> Option<Self> {
        let (width, height) = (self.width + 2 * margin, self.height + 2 * margin);
        let mut pixels = vec![u8::MAX; width * margin];
        for row in self.rows() {
            pixels.extend(std::iter::repeat_n(u8::MAX, margin));
            pixels.extend_from_slice(row);
            pixels.extend(std::iter::repeat_n(u8::MAX, margin));
        }
        pixels.resize(width * height, u8::MAX);
        Self::new(width, height, pixels)
    }
}
