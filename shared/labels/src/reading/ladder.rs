//! The order of attempts: what is cheap and often enough comes first. How much is done is counted in pixels looked at and
//! never by the clock, so that the same picture always gives the same codes.

use super::bars::{self, Density};
use super::code::{Code, add, in_order};
use super::gray::Gray;
use super::number::{cell, real};
use super::threshold::{Threshold, binarized};
use super::{elastic, matrices, squares};
use onsite_domain::contain::attempt;
use rxing::qrcode::cpp_port::detector::FinderPatternSet;
use rxing::{Point, point};

/// How much may be done for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// One of many frames of a camera, of which the next comes soon: some tens of milliseconds.
    Frame,
    /// A picture that somebody chose and waits for: up to about a second.
    Picture,
}

const LEVEL: &[f32] = &[0.0, 90.0];
const SLANTED: &[f32] = &[45.0, 135.0];
const BETWEEN: &[f32] = &[22.5, 67.5, 112.5, 157.5];

/// Groups of finder patterns tried in one picture of black and white.
const SETS_MAX: usize = 40;
/// A larger picture is halved until it is no larger; small codes are looked for in the larger ones afterwards.
const BASE_PIXELS_MAX: usize = 2_100_000;
/// Work for a chosen picture, in pixels made black or white and looked through.
const WORK_PIXELS_MAX: usize = 40_000_000;
/// How well what every code has must be there before a code is bent; in a frame better, for the next comes soon.
const FIT_MIN: f32 = 0.15;
const FIT_OF_FRAME_MIN: f32 = 0.6;
/// Paper around an enlarged picture, which may end where the code does.
const MARGIN: usize = 16;

pub(super) fn read(gray: &Gray, effort: Effort) -> Vec<Code> {
    let mut levels = vec![gray.clone()];
    while let Some(smaller) =
        levels.last().filter(|last| last.width * last.height > BASE_PIXELS_MAX).and_then(Gray::halved)
    {
        levels.push(smaller);
    }
    let Some(base) = levels.pop() else { return Vec::new() };
    let mut search = Search { gray: &base, effort, found: Vec::new(), unread: Vec::new(), left: WORK_PIXELS_MAX };
    search.climb();
    let mut found = search.found;
    let mut left = search.left;
    let mut scale = real(gray.width) / real(base.width);
    found = found.into_iter().map(|code| code.placed(scale, 0.0, 0.0)).collect();
    // A frame is not larger than its base; of a photograph the details are left.
    while let Some(level) = levels.pop().filter(|level| effort == Effort::Picture && level.width * level.height <= left)
    {
        let had_found = !found.is_empty();
        scale = real(gray.width) / real(level.width);
        left -= level.width * level.height;
        let mut search = Search { gray: &level, effort, found: Vec::new(), unread: Vec::new(), left };
        search.take(step(1.0, mean(15)));
        search.bars(Density { apart_px: 16.0, angles: LEVEL });
        add(&mut found, search.found.into_iter().map(|code| code.placed(scale, 0.0, 0.0)));
        if had_found {
            break;
        }
    }
    in_order(found)
}

struct Search<'a> {
    gray: &'a Gray,
    effort: Effort,
    found: Vec<Code>,
    /// Corners of what looks like a QR code, with the size of a module, in pixels of the picture.
    unread: Vec<([Point; 3], f32)>,
    /// Work left, in pixels.
    left: usize,
}

#[derive(Clone, Copy)]
struct Step {
    scale: f32,
    is_inverted: bool,
    threshold: Threshold,
    /// How much what stands out is raised, against blur.
    sharpen: f32,
}

const fn step(scale: f32, threshold: Threshold) -> Step {
    Step { scale, is_inverted: false, threshold, sharpen: 0.0 }
}

const fn inverted(scale: f32, threshold: Threshold) -> Step {
    Step { scale, is_inverted: true, threshold, sharpen: 0.0 }
}

const fn sharpened(scale: f32, threshold: Threshold) -> Step {
    Step { scale, is_inverted: false, threshold, sharpen: 2.0 }
}

const fn mean(radius: usize) -> Threshold {
    Threshold::Mean { radius, bias: 5 }
}

/// For every picture.
const FIRST: &[Step] = &[
    step(1.0, mean(15)),
    step(0.5, Threshold::Global),
    inverted(0.5, mean(15)),
    step(1.0, Threshold::Middle { radius: 24 }),
];

/// For a chosen picture in which nothing was found yet.
const FURTHER: &[Step] = &[
    step(0.5, mean(15)),
    step(2.0, mean(15)),
    inverted(1.0, mean(15)),
    step(1.0, Threshold::Global),
    step(1.0, Threshold::Spread { radius: 12 }),
    step(2.0, Threshold::Middle { radius: 32 }),
    step(0.5, Threshold::Middle { radius: 24 }),
    step(1.0, mean(40)),
    sharpened(1.0, mean(15)),
    step(0.25, mean(15)),
    sharpened(2.0, mean(20)),
    step(3.0, Threshold::Global),
    inverted(0.5, Threshold::Global),
    inverted(1.0, Threshold::Global),
    inverted(2.0, mean(20)),
];

impl Search<'_> {
    fn climb(&mut self) {
        // As many pixels apart in a large picture as leaves it as many lines as a small one has.
        let apart = (real(self.gray.width.min(self.gray.height)) / 45.0).clamp(2.0, 16.0);
        for (at, step) in FIRST.iter().enumerate() {
            self.take(*step);
            if at == 0 {
                let apart = if self.effort == Effort::Frame { apart * 2.0 } else { apart };
                self.bars(Density { apart_px: apart, angles: LEVEL });
                self.bars(Density { apart_px: apart * 3.0, angles: SLANTED });
            }
            // In a chosen picture others may be harder to read than the one that was found.
            if !self.found.is_empty() && self.effort == Effort::Frame {
                return;
            }
        }
        self.bend();
        if !self.found.is_empty() || self.effort == Effort::Frame {
            return;
        }
        self.bars(Density { apart_px: apart / 2.0, angles: LEVEL });
        self.raise(apart);
        for step in FURTHER {
            if !self.found.is_empty() {
                return;
            }
            self.take(*step);
        }
        self.bend();
        if self.found.is_empty() {
            self.bars(Density { apart_px: apart, angles: SLANTED });
            self.bars(Density { apart_px: apart, angles: BETWEEN });
        }
    }

    /// The same contrast everywhere, for what is pale or in the dark; and light bars on dark ones.
    fn raise(&mut self, apart_px: f32) {
        let is_done = |search: &Self| !search.found.is_empty();
        if is_done(self) {
            return;
        }
        // Noise is raised, too: a little smoothing before.
        for (smooth, is_inverted) in [(1, false), (0, true), (1, true)] {
            let raised = if smooth > 0 { self.gray.smoothed(smooth).relief(24) } else { Some(self.gray.clone()) };
            let Some(raised) = raised.map(|raised| if is_inverted { raised.inverted() } else { raised }) else {
                return;
            };
            let pixels = raised.width * raised.height;
            let Some(left) = self.left.checked_sub(pixels) else { return };
            self.left = left;
            add(&mut self.found, bars::read(&raised, Density { apart_px, angles: LEVEL }));
            if smooth > 0
                && let Some(bits) = binarized(&raised, Threshold::Mean { radius: 24, bias: 12 })
            {
                add(&mut self.found, squares::read(&bits, SETS_MAX).codes);
                add(&mut self.found, matrices::read(&bits, true));
            }
            if is_done(self) {
                return;
            }
        }
    }

    fn bars(&mut self, density: Density) {
        add(&mut self.found, bars::read(self.gray, density));
    }

    /// One step; nothing where there is nothing to look at, or no work left for it.
    fn take(&mut self, step: Step) {
        let _nothing = self.try_step(step);
    }

    fn try_step(&mut self, step: Step) -> Option<()> {
        let Step { scale, is_inverted, threshold, sharpen } = step;
        let pixels = cell(real(self.gray.width) * real(self.gray.height) * scale * scale);
        self.left = self.left.checked_sub(pixels)?;
        let made = match scale {
            1.0 => None,
            0.5 => Some(self.gray.halved()?),
            0.25 => Some(self.gray.halved()?.halved()?),
            _ => Some(self.gray.scaled(scale)?.framed(MARGIN)?),
        };
        let margin = if scale > 1.0 { real(MARGIN) } else { 0.0 };
        let scaled = made.as_ref().unwrap_or(self.gray);
        let changed = match (is_inverted, sharpen > 0.0) {
            (true, _) => Some(scaled.inverted()),
            (_, true) => Some(scaled.sharpened(2, sharpen)),
            _ => None,
        };
        let scaled = changed.as_ref().unwrap_or(scaled);
        let bits = binarized(scaled, threshold)?;
        let squares = squares::read(&bits, SETS_MAX);
        let back = |code: Code| code.placed(1.0 / scale, -margin / scale, -margin / scale);
        if !is_inverted {
            let corners = |set: &FinderPatternSet| {
                let place = |p: Point| point((p.x - margin) / scale, (p.y - margin) / scale);
                let module = real(usize::try_from(set.tl.size + set.tr.size + set.bl.size).unwrap_or_default()) / 21.0;
                ([set.tl, set.tr, set.bl].map(|corner| place(corner.p)), module / scale)
            };
            self.unread.extend(squares.unread.iter().take(3).map(corners));
        }
        add(&mut self.found, squares.codes.into_iter().map(back));
        // Looking through all of a frame takes long: one of its smaller ones is enough but for the middle.
        let is_thorough = self.effort == Effort::Picture || (scale < 1.0 && !is_inverted);
        add(&mut self.found, matrices::read(&bits, is_thorough).into_iter().map(back));
        Some(())
    }

    /// What looks like a QR code, and is perhaps bent.
    fn bend(&mut self) {
        let candidates_max = if self.effort == Effort::Frame { 1 } else { 4 };
        let mut tried: Vec<[Point; 3]> = Vec::new();
        for (corners, module) in std::mem::take(&mut self.unread) {
            let is_known =
                |known: &[Point; 3]| known.iter().zip(&corners).all(|(a, b)| Point::distance(*a, *b) < module);
            let is_read = self.found.iter().any(|code| corners.iter().any(|corner| code.covers(corner.x, corner.y)));
            if is_read || tried.len() >= candidates_max || tried.iter().any(is_known) {
                continue;
            }
            tried.push(corners);
            let read = attempt(|| self.bent(corners, module));
            add(&mut self.found, read);
        }
    }

    fn bent(&self, corners: [Point; 3], module: f32) -> Option<Code> {
        let [upper_left, upper_right, lower_left] = corners;
        let all = [upper_left, upper_right, lower_left, upper_right - upper_left + lower_left];
        let margin = module * 10.0;
        let least = |of: fn(&Point) -> f32| cell(all.iter().map(of).fold(f32::MAX, f32::min) - margin);
        let most = |of: fn(&Point) -> f32| cell(all.iter().map(of).fold(0.0, f32::max) + margin);
        let (left, top) = (least(|p| p.x), least(|p| p.y));
        let part = self.gray.cropped(left, top, most(|p| p.x) - left, most(|p| p.y) - top)?;
        let relief = part.relief(cell(module * 4.0).clamp(5, 60))?;
        let (left, top) = (real(left), real(top));
        let fit_min = if self.effort == Effort::Frame { FIT_OF_FRAME_MIN } else { FIT_MIN };
        let code =
            elastic::read(&relief, corners.map(|corner| point(corner.x - left, corner.y - top)), module, fit_min)?;
        Some(code.placed(1.0, left, top))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, EcLevel, QrCode};

    const TEXT: &str = "ABCD-EFGH-JKMC";

    /// A code in a light picture, with modules of so many pixels; its upper left corner is there.
    fn drawn(width: usize, height: usize, module: usize, (left, top): (usize, usize)) -> Gray {
        let code = QrCode::with_error_correction_level(TEXT, EcLevel::Q).unwrap();
        let (size, colors) = (code.width(), code.to_colors());
        let is_dark = |x: usize, y: usize| {
            let (column, row) = (x.checked_sub(left)? / module, y.checked_sub(top)? / module);
            (column < size).then(|| colors.get(row * size + column) == Some(&Color::Dark))
        };
        let shade = |at: usize| if is_dark(at % width, at / width) == Some(true) { 20 } else { 230 };
        Gray::new(width, height, (0..width * height).map(shade).collect()).unwrap()
    }

    fn search(gray: &Gray, left: usize) -> Search<'_> {
        Search { gray, effort: Effort::Picture, found: Vec::new(), unread: Vec::new(), left }
    }

    /// That there is one code and that it lies there, within so many pixels.
    fn lies_at(found: &[Code], (left, top): (f32, f32), within: f32) {
        let [code] = found else { panic!("{found:?}") };
        assert_eq!(code.text(), Some(TEXT));
        let least = |of: fn(&super::super::code::Corner) -> f32| code.corners.iter().map(of).fold(f32::MAX, f32::min);
        let (x, y) = (least(|corner| corner.x), least(|corner| corner.y));
        assert!((x - left).abs() <= within && (y - top).abs() <= within, "{x} {y}");
    }

    #[test]
    fn a_code_lies_where_it_is_seen_whatever_step_finds_it() {
        let light = drawn(400, 300, 6, (120, 60));
        let dark = light.inverted();
        let steps = [
            (&light, step(0.5, Threshold::Global)),
            (&light, step(1.0, mean(15))),
            (&light, step(2.0, Threshold::Global)),
            (&light, sharpened(1.0, mean(15))),
            (&dark, inverted(1.0, Threshold::Global)),
        ];
        for (gray, step) in steps {
            let mut search = search(gray, WORK_PIXELS_MAX);
            search.take(step);
            lies_at(&search.found, (120.0, 60.0), 6.0);
        }
    }

    #[test]
    fn a_step_without_work_left_for_it_is_not_done() {
        let gray = drawn(400, 300, 6, (120, 60));
        let mut short = search(&gray, 119_999);
        short.take(step(1.0, mean(15)));
        assert_eq!((short.found.len(), short.left), (0, 119_999));
        let mut enough = search(&gray, 120_000);
        enough.take(step(1.0, mean(15)));
        assert_eq!((enough.found.len(), enough.left), (1, 0));
    }

    #[test]
    fn a_small_code_of_a_large_photograph_lies_where_it_is_in_the_whole_of_it() {
        let photograph = drawn(2400, 1800, 4, (1500, 1000));
        lies_at(&read(&photograph, Effort::Picture), (1500.0, 1000.0), 8.0);
    }
}
