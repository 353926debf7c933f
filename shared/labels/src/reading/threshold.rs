//! From shades to black and white. No one way suits every picture, so there are several.

use super::gray::Gray;
use rxing::common::{BitArray, BitMatrix};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Threshold {
    /// One bound for all, where the two groups of shades part best (Otsu).
    Global,
    /// Black is what is darker by `bias` shades than the mean up to `radius` pixels around.
    Mean { radius: usize, bias: u8 },
    /// As the mean, but lower where the surroundings are even (Sauvola): against shadows of texture.
    Spread { radius: usize },
    /// The middle between the darkest and the lightest shade up to `radius` around.
    Middle { radius: usize },
}

pub(super) fn binarized(gray: &Gray, threshold: Threshold) -> Option<BitMatrix> {
    match threshold {
        Threshold::Global => {
            let bound = between_groups(gray.pixels());
            packed(gray, gray.rows().map(|row| row.iter().map(move |pixel| *pixel <= bound)))
        }
        Threshold::Mean { radius, bias } => {
            let means = local_means(gray, radius);
            let rows = gray.rows().zip(means.chunks_exact(gray.width));
            packed(gray, rows.map(|(row, means)| row.iter().zip(means).map(move |(p, m)| p.saturating_add(bias) < *m)))
        }
        Threshold::Spread { radius } => {
            let means = local_means(gray, radius);
            let off = gray.pixels().iter().zip(&means).map(|(pixel, mean)| pixel.abs_diff(*mean)).collect();
            let spreads = local_means(&Gray::new(gray.width, gray.height, off)?, radius);
            let rows = gray.rows().zip(means.chunks_exact(gray.width).zip(spreads.chunks_exact(gray.width)));
            packed(
                gray,
                rows.map(|(row, (means, spreads))| {
                    row.iter().zip(means.iter().zip(spreads)).map(|(pixel, (mean, spread))| {
                        let (mean, spread) = (u32::from(*mean), u32::from(*spread));
                        // 1 - 0.3 · (1 - spread / 48), in 160ths.
                        u32::from(*pixel) * 160 < mean * (112 + spread.min(48))
                    })
                }),
            )
        }
        Threshold::Middle { radius } => {
            let darkest = extremes(gray, radius, u8::min);
            let lightest = extremes(gray, radius, u8::max);
            let rows = gray.rows().zip(darkest.chunks_exact(gray.width).zip(lightest.chunks_exact(gray.width)));
            packed(
                gray,
                rows.map(|(row, (dark, light))| {
                    row.iter().zip(dark.iter().zip(light)).map(|(pixel, (dark, light))| {
                        // Where there is no contrast there is paper.
                        light.abs_diff(*dark) > 16 && u16::from(*pixel) * 2 < u16::from(*dark) + u16::from(*light)
                    })
                }),
            )
        }
    }
}

/// The bound that parts dark from light with the least spread in both groups.
pub(super) fn between_groups(pixels: &[u8]) -> u8 {
    let mut counts = [0_u64; 256];
    for pixel in pixels {
        if let Some(count) = counts.get_mut(usize::from(*pixel)) {
            *count += 1;
        }
    }
    let all: u64 = counts.iter().sum();
    let weight: u64 = counts.iter().zip(0_u64..).map(|(count, shade)| count * shade).sum();
    let (mut below, mut weight_below, mut best) = (0_u64, 0_u64, (0_u128, 127_u8));
    for (count, shade) in counts.iter().zip(0_u8..=255) {
        below += count;
        weight_below += count * u64::from(shade);
        let above = all - below;
        if below == 0 || above == 0 {
            continue;
        }
        let apart = (u128::from(weight_below) * u128::from(all)).abs_diff(u128::from(weight) * u128::from(below));
        let score = apart / u128::from(below) * apart / u128::from(above);
        if score > best.0 {
            best = (score, shade);
        }
    }
    best.1
}

/// The mean of the square around each pixel; beyond an edge its pixels go on.
pub(super) fn local_means(gray: &Gray, radius: usize) -> Vec<u8> {
    let side = u32::try_from(2 * radius + 1).unwrap_or(1);
    let area = side * side;
    // Division by multiplication: exact enough for a mean of bytes.
    let scale = u64::from(u32::MAX / area) + 1;
    let mut columns = vec![0_u32; gray.width];
    for y in 0..=2 * radius {
        for (sum, pixel) in columns.iter_mut().zip(gray.row(y.saturating_sub(radius))) {
            *sum += u32::from(*pixel);
        }
    }
    let mut means = Vec::with_capacity(gray.width * gray.height);
    let mut sums = vec![0_u32; gray.width + 2 * radius + 1];
    for y in 0..gray.height {
        let first = columns.first().copied().unwrap_or_default();
        let last = columns.last().copied().unwrap_or_default();
        let padded = std::iter::repeat_n(first, radius).chain(columns.iter().copied());
        let padded = padded.chain(std::iter::repeat_n(last, radius));
        let mut total = 0_u32;
        for (sum, column) in sums.iter_mut().skip(1).zip(padded) {
            total = total.wrapping_add(column);
            *sum = total;
        }
        let ends = sums.get(2 * radius + 1..).unwrap_or_default();
        means.extend(ends.iter().zip(&sums).map(|(end, start)| {
            let sum = u64::from(end.wrapping_sub(*start));
            u8::try_from((sum * scale) >> 32).unwrap_or(u8::MAX)
        }));
        let leaving = gray.row(y.saturating_sub(radius));
        let coming = gray.row(y + radius + 1);
        for (sum, (coming, leaving)) in columns.iter_mut().zip(coming.iter().zip(leaving)) {
            *sum = *sum + u32::from(*coming) - u32::from(*leaving);
        }
    }
    means
}

/// The darkest or the lightest pixel of blocks, and of those around: all pixels of a block get the same.
fn extremes(gray: &Gray, radius: usize, of: fn(u8, u8) -> u8) -> Vec<u8> {
    let side = (radius / 2).max(2);
    let (across, down) = (gray.width.div_ceil(side), gray.height.div_ceil(side));
    let mut blocks: Vec<Vec<u8>> = Vec::with_capacity(down);
    for rows in gray.pixels().chunks(side * gray.width) {
        let mut line: Vec<Option<u8>> = vec![None; across];
        for row in rows.chunks_exact(gray.width) {
            for (block, part) in line.iter_mut().zip(row.chunks(side)) {
                *block = part.iter().copied().reduce(of).into_iter().chain(*block).reduce(of);
            }
        }
        blocks.push(line.into_iter().map(Option::unwrap_or_default).collect());
    }
    let wide: Vec<Vec<u8>> = blocks.iter().map(|line| spread(line, of)).collect();
    let mut all = Vec::with_capacity(gray.width * gray.height);
    for y in 0..down {
        let around = wide.iter().skip(y.saturating_sub(2)).take(if y < 2 { y + 3 } else { 5 });
        let line = around.fold(Vec::<u8>::new(), |best, line| match best.as_slice() {
            [] => line.clone(),
            best => best.iter().zip(line).map(|(a, b)| of(*a, *b)).collect(),
        });
        let row: Vec<u8> = line.iter().flat_map(|shade| std::iter::repeat_n(*shade, side)).take(gray.width).collect();
        for _ in 0..side.min(gray.height - y * side) {
            all.extend_from_slice(&row);
        }
    }
    all
}

/// Over two neighbours on both sides.
fn spread(line: &[u8], of: fn(u8, u8) -> u8) -> Vec<u8> {
    let around = |x: usize| line.iter().skip(x.saturating_sub(2)).take(if x < 2 { x + 3 } else { 5 });
    (0..line.len()).map(|x| around(x).copied().reduce(of).unwrap_or_default()).collect()
}

fn packed<R: Iterator<Item = bool>>(gray: &Gray, rows: impl Iterator<Item = R>) -> Option<BitMatrix> {
    let mut bits = BitMatrix::new(u32::try_from(gray.width).ok()?, u32::try_from(gray.height).ok()?).ok()?;
    let size = usize::BITS as usize;
    for (y, mut row) in (0..).zip(rows) {
        let mut line = BitArray::with_size(gray.width);
        for start in (0..gray.width).step_by(size) {
            let mut word = 0_usize;
            for place in 0..size.min(gray.width - start) {
                word |= usize::from(row.next().unwrap_or_default()) << place;
            }
            line.setBulk(start, word);
        }
        bits.setRow(y, &line);
    }
    Some(bits)
}
