//! A line through a picture, and where on it dark and light change, to a fraction of a pixel.

use super::code::Corner;
use super::gray::Gray;
use super::number::real;

pub(super) struct Line {
    from: (f32, f32),
    way: (f32, f32),
    length: usize,
}

impl Line {
    /// The part inside the picture of a line through a place in a direction of length 1.
    pub(super) fn through(gray: &Gray, at: (f32, f32), way: (f32, f32)) -> Self {
        let (mut first, mut last) = (f32::MIN, f32::MAX);
        for (at, way, size) in [(at.0, way.0, real(gray.width)), (at.1, way.1, real(gray.height))] {
            if way.abs() < 1e-4 {
                if at < 0.0 || at >= size {
                    last = f32::MIN;
                }
                continue;
            }
            let (one, other) = ((0.5 - at) / way, (size - 0.5 - at) / way);
            first = first.max(one.min(other));
            last = last.min(one.max(other));
        }
        if last <= first {
            return Self { from: at, way, length: 0 };
        }
        let from = (at.0 + way.0 * first, at.1 + way.1 * first);
        Self { from, way, length: super::number::cell(last - first) }
    }

    /// The line so many pixels to the right of it, seen along it.
    pub(super) fn beside(&self, gray: &Gray, off_px: f32) -> Self {
        Self::through(gray, (self.from.0 - self.way.1 * off_px, self.from.1 + self.way.0 * off_px), self.way)
    }

    pub(super) fn place(&self, along_px: f32) -> Corner {
        Corner { x: self.from.0 + self.way.0 * along_px, y: self.from.1 + self.way.1 * along_px }
    }

    fn shades(&self, gray: &Gray) -> Vec<f32> {
        let is_level = self.way.1.abs() < 1e-4 && self.way.0 > 0.0;
        if is_level {
            let row = gray.row(super::number::cell(self.from.1));
            return row.iter().map(|pixel| f32::from(*pixel)).collect();
        }
        let is_upright = self.way.0.abs() < 1e-4 && self.way.1 > 0.0;
        if is_upright {
            let column = super::number::cell(self.from.0);
            return gray.rows().filter_map(|row| row.get(column)).map(|pixel| f32::from(*pixel)).collect();
        }
        (0..self.length)
            .map(|step| {
                let place = self.place(real(step));
                gray.between(place.x, place.y)
            })
            .collect()
    }
}

/// Places of change along a line, the first from light to dark.
pub(super) struct Runs {
    edges: Vec<f32>,
    /// Where the line ends, for runs that were read from there.
    back_from: Option<f32>,
}

impl Runs {
    /// Along the line and back, with edges found in two ways: where shades cross the mean around them, which is sure, and
    /// half way between each lightest and darkest place, which parts bars that blur has nearly joined.
    pub(super) fn of(gray: &Gray, line: &Line) -> Vec<Self> {
        let shades = line.shades(gray);
        if shades.len() < LENGTH_MIN {
            return Vec::new();
        }
        let sharp = sharpened(&shades);
        let ways = [across_mean(&shades, 40), between_extremes(&shades), between_extremes(&sharp)];
        ways.into_iter()
            .filter(|edges| edges.len() >= EDGES_MIN)
            .flat_map(|edges| Self::both_ways(edges, real(shades.len())))
            .collect()
    }

    fn both_ways(edges: Vec<f32>, end: f32) -> [Self; 2] {
        // Backwards it begins with light, too.
        let back = edges.iter().rev().skip(edges.len() % 2).map(|edge| end - edge).collect();
        [Self { edges, back_from: None }, Self { edges: back, back_from: Some(end) }]
    }

    /// Where dark runs begin, by their number.
    pub(super) fn starts(&self) -> impl Iterator<Item = usize> {
        (0..self.edges.len()).step_by(2)
    }

    /// The widths of so many runs from an edge on, in pixels.
    pub(super) fn widths<const COUNT: usize>(&self, first: usize) -> Option<[f32; COUNT]> {
        let edges = self.edges.get(first..=first + COUNT)?;
        let mut widths = [0.0; COUNT];
        for (width, (from, to)) in widths.iter_mut().zip(edges.iter().zip(edges.iter().skip(1))) {
            *width = to - from;
        }
        Some(widths)
    }

    /// Pixels of light before an edge.
    pub(super) fn quiet_before(&self, edge: usize) -> f32 {
        let before = edge.checked_sub(1).and_then(|before| self.edges.get(before));
        self.edges.get(edge).map_or(0.0, |place| place - before.copied().unwrap_or(0.0))
    }

    /// Pixels of light after an edge; much where the line ends.
    pub(super) fn quiet_after(&self, edge: usize) -> f32 {
        match (self.edges.get(edge), self.edges.get(edge + 1)) {
            (Some(from), Some(to)) => to - from,
            (Some(_), None) => f32::MAX,
            (None, _) => 0.0,
        }
    }

    /// Where an edge is on the line, from where the line begins.
    pub(super) fn along(&self, edge: usize) -> f32 {
        let place = self.edges.get(edge).copied().unwrap_or_default();
        self.back_from.map_or(place, |end| end - place)
    }
}

/// Pixels; no code is shorter.
const LENGTH_MIN: usize = 40;
/// Of the shortest code: two characters that begin and end it, and one between.
const EDGES_MIN: usize = 20;
/// Shades that are more than noise.
const BEYOND: f32 = 6.0;

fn across_mean(shades: &[f32], radius: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(shades.len() + 1);
    let mut sum = 0.0_f32;
    sums.push(sum);
    for shade in shades {
        sum += shade;
        sums.push(sum);
    }
    let off = shades.iter().enumerate().map(|(at, shade)| {
        let (from, to) = (at.saturating_sub(radius), (at + radius + 1).min(shades.len()));
        let around = sums.get(to).unwrap_or(&0.0) - sums.get(from).unwrap_or(&0.0);
        shade - around / real(to - from)
    });
    let (mut edges, mut is_dark, mut crossing, mut before) = (Vec::new(), false, None, 0.0);
    for (at, now) in off.enumerate() {
        if at > 0 && (before < 0.0) != (now < 0.0) {
            crossing = Some(real(at - 1) + before / (before - now));
        }
        if is_dark != (now < 0.0) && now.abs() > BEYOND {
            edges.extend(crossing);
            is_dark = crossing.is_some() != is_dark;
        }
        before = now;
    }
    edges
}

fn between_extremes(shades: &[f32]) -> Vec<f32> {
    let darkest = shades.iter().copied().fold(f32::MAX, f32::min);
    let lightest = shades.iter().copied().fold(f32::MIN, f32::max);
    let swing = ((lightest - darkest) * 0.08).max(BEYOND);
    // Places of lightest and darkest shades in turn, the first a lightest one.
    let mut turns: Vec<(usize, f32)> = Vec::new();
    let (mut is_rising, mut last) = (true, (0, f32::MIN));
    for (at, shade) in shades.iter().copied().enumerate() {
        if (shade > last.1) == is_rising && shade != last.1 {
            last = (at, shade);
        } else if (shade - last.1).abs() > swing {
            turns.push(last);
            last = (at, shade);
            is_rising = !is_rising;
        }
    }
    turns.push(last);
    let mut edges = Vec::with_capacity(turns.len());
    for ((from, one), (to, other)) in turns.iter().zip(turns.iter().skip(1)) {
        let middle = (one + other) / 2.0;
        let part = shades.get(*from..=*to).unwrap_or_default();
        let crossing = part.iter().zip(part.iter().skip(1)).position(|(a, b)| (*a < middle) != (*b < middle));
        let before = crossing.unwrap_or_default();
        let (a, b) = (part.get(before).unwrap_or(&0.0), part.get(before + 1).unwrap_or(&0.0));
        edges.push(real(from + before) + if a == b { 0.5 } else { (middle - a) / (b - a) });
    }
    edges
}

/// Against blur about as wide as a narrow bar.
fn sharpened(shades: &[f32]) -> Vec<f32> {
    let of = |at: usize| shades.get(at.min(shades.len() - 1)).copied().unwrap_or_default();
    (0..shades.len())
        .map(|at| {
            let (near, far) = (of(at.saturating_sub(1)) + of(at + 1), of(at.saturating_sub(2)) + of(at + 2));
            of(at) * 3.0 - near * 0.6 - far * 0.4
        })
        .collect()
}
