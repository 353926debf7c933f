//! QR codes on what is not flat: cloth, pipes, crumpled labels. A grid is laid over the three finder patterns and bent until
//! the modules under it are as even as they can be; what is known of every symbol (finder, timing and alignment patterns)
//! holds it in place.

use super::code::Code;
use super::gray::Gray;
use super::number::{cell, real};
use super::squares::decoded;
use rxing::common::{BitMatrix, PerspectiveTransform, Quadrilateral};
use rxing::{Point, point};

/// Modules between two knots of the net.
const KNOTS_APART: f32 = 5.5;
const MODULES_MAX: usize = 89;
const SHADE_MIDDLE: f32 = 128.0;

/// `relief` has its middle shade where black and white part ([`Gray::relief`]); the corners are the middles of the finder
/// patterns upper left, upper right and lower left. What fits worse than `fit_min` before it is bent (1 would be a code that
/// lies flat) is not tried. Call it inside an attempt.
pub(super) fn read(relief: &Gray, corners: [Point; 3], module: f32, fit_min: f32) -> Option<Code> {
    let [upper_left, upper_right, lower_left] = corners;
    let across = Point::distance(upper_left, upper_right).max(Point::distance(upper_left, lower_left)) / module + 7.0;
    let mean =
        (Point::distance(upper_left, upper_right) + Point::distance(upper_left, lower_left)) / 2.0 / module + 7.0;
    let near = cell(((mean + across) / 2.0 - 17.0) / 4.0 + 0.5) * 4 + 17;
    let sizes = [near, near.saturating_sub(4), near + 4].into_iter().filter(|size| (21..=MODULES_MAX).contains(size));
    let mut grids: Vec<Grid<'_>> = sizes.filter_map(|size| Grid::laid(relief, corners, size)).collect();
    grids.sort_by(|a, b| b.fit().total_cmp(&a.fit()));
    grids.truncate(2);
    grids.into_iter().find_map(|mut grid| {
        if grid.fit() < fit_min {
            return None;
        }
        grid.read().or_else(|| {
            grid.bend();
            grid.read()
        })
    })
}

struct Module {
    place: Point,
    right: Point,
    down: Point,
    /// Whether every symbol has it dark or light.
    known: Option<bool>,
    /// The knot upper left of it, and how far it is on the way to the next ones.
    knot: (usize, usize),
    way: (f32, f32),
}

struct Grid<'a> {
    relief: &'a Gray,
    size: usize,
    modules: Vec<Module>,
    knots: usize,
    /// How far each knot is moved, in pixels.
    moved: Vec<Point>,
    module_px: f32,
    outline: [Point; 4],
}

impl<'a> Grid<'a> {
    fn laid(relief: &'a Gray, [upper_left, upper_right, lower_left]: [Point; 3], size: usize) -> Option<Self> {
        let far = real(size) - 3.5;
        let flat = upper_right - upper_left + lower_left;
        let laid = |inner: f32, at: Point| {
            PerspectiveTransform::quadrilateralToQuadrilateral(
                Quadrilateral::from([point(3.5, 3.5), point(far, 3.5), point(inner, inner), point(3.5, far)]),
                Quadrilateral::from([upper_left, upper_right, at, lower_left]),
            )
            .ok()
        };
        let mut transform = laid(far, flat)?;
        if size > 21 {
            let middle = real(size) - 6.5;
            if let Some(at) = alignment(relief, &transform, middle) {
                transform = laid(middle, at)?;
            }
        }
        let knots = cell((real(size) / KNOTS_APART).ceil()) + 1;
        let apart = real(size) / real(knots - 1);
        let mut modules = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let (u, v) = (real(x) + 0.5, real(y) + 0.5);
                let place = transform.transform_point(point(u, v));
                let right = transform.transform_point(point(u + 0.5, v)) - transform.transform_point(point(u - 0.5, v));
                let down = transform.transform_point(point(u, v + 0.5)) - transform.transform_point(point(u, v - 0.5));
                let (along, across) = (u / apart, v / apart);
                let knot = (cell(along), cell(across));
                let way = (along.fract(), across.fract());
                modules.push(Module { place, right, down, known: known(x, y, size), knot, way });
            }
        }
        let module_px = Point::distance(upper_left, upper_right) / (real(size) - 7.0);
        let wide = real(size);
        let outline = [point(0.0, 0.0), point(wide, 0.0), point(wide, wide), point(0.0, wide)]
            .map(|corner| transform.transform_point(corner));
        Some(Self { relief, size, modules, knots, moved: vec![point(0.0, 0.0); knots * knots], module_px, outline })
    }

    fn shift(&self, module: &Module) -> Point {
        let ((x, y), (along, across)) = (module.knot, module.way);
        let at = |dx, dy| self.moved.get((y + dy) * self.knots + x + dx).copied().unwrap_or_default();
        (at(0, 0) * (1.0 - along) + at(1, 0) * along) * (1.0 - across)
            + (at(0, 1) * (1.0 - along) + at(1, 1) * along) * across
    }

    /// How light the module is: the middle and four places around it.
    fn light(&self, module: &Module) -> f32 {
        let middle = module.place + self.shift(module);
        let (right, down) = (module.right * 0.25, module.down * 0.25);
        let places = [middle, middle + right, middle - right, middle + down, middle - down];
        places.iter().map(|place| self.relief.between(place.x, place.y) - SHADE_MIDDLE).sum::<f32>() / 5.0
    }

    fn worth(&self, module: &Module) -> f32 {
        let light = self.light(module);
        match module.known {
            Some(is_dark) => 2.0 * if is_dark { -light } else { light },
            None => light.abs(),
        }
    }

    /// How well what is known of every symbol is there: 1 wholly, 0 not at all.
    fn fit(&self) -> f32 {
        let (mut sum, mut count) = (0.0, 0.0_f32);
        for module in &self.modules {
            if let Some(is_dark) = module.known {
                sum += if (self.light(module) < 0.0) == is_dark { 1.0 } else { -1.0 };
                count += 1.0;
            }
        }
        sum / count.max(1.0)
    }

    fn bend(&mut self) {
        let ways: [(f32, f32); 8] =
            [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7)];
        for step in [0.6, 0.35, 0.35, 0.2, 0.2, 0.1] {
            for knot in 0..self.moved.len() {
                let was = self.moved.get(knot).copied().unwrap_or_default();
                let mut best = (self.around(knot), was);
                for (x, y) in ways {
                    let to = was + point(x, y) * (step * self.module_px);
                    self.put(knot, to);
                    let worth = self.around(knot);
                    if worth > best.0 {
                        best = (worth, to);
                    }
                }
                self.put(knot, best.1);
            }
        }
    }

    fn put(&mut self, knot: usize, to: Point) {
        if let Some(moved) = self.moved.get_mut(knot) {
            *moved = to;
        }
    }

    /// What the modules are worth that a knot moves, less for a net that is torn.
    fn around(&self, knot: usize) -> f32 {
        let (column, row) = (knot % self.knots, knot / self.knots);
        let apart = real(self.size) / real(self.knots - 1);
        let from = |at: usize| cell(real(at.saturating_sub(1)) * apart);
        let to = |at: usize| cell(real(at + 1) * apart + 1.0).min(self.size);
        let mut worth = 0.0;
        let mut count = 0.0;
        for y in from(row)..to(row) {
            let line = self.modules.get(y * self.size + from(column)..y * self.size + to(column)).unwrap_or_default();
            for module in line {
                worth += self.worth(module);
                count += 1.0;
            }
        }
        let own = self.moved.get(knot).copied().unwrap_or_default();
        let mut torn = 0.0;
        let mut sides = 0.0_f32;
        let neighbours = [
            (column > 0).then(|| knot - 1),
            (column + 1 < self.knots).then_some(knot + 1),
            (row > 0).then(|| knot - self.knots),
            (row + 1 < self.knots).then_some(knot + self.knots),
        ];
        for other in neighbours.into_iter().flatten().filter_map(|other| self.moved.get(other)) {
            let off = Point::distance(own, *other) / self.module_px;
            torn += off * off;
            sides += 1.0;
        }
        worth - count * 12.0 * torn / sides.max(1.0)
    }

    fn read(&self) -> Option<Code> {
        let side = u32::try_from(self.size).ok()?;
        let mut bits = BitMatrix::new(side, side).ok()?;
        for (place, module) in (0_u32..).zip(&self.modules) {
            if self.light(module) < 0.0 {
                bits.set(place % side, place / side);
            }
        }
        decoded(&bits, &self.outline)
    }
}

/// The middle of the alignment pattern, near where a flat symbol has it.
fn alignment(relief: &Gray, transform: &PerspectiveTransform, middle: f32) -> Option<Point> {
    let mut best = (0.0_f32, None);
    for down in -10_i8..=10 {
        for right in -10_i8..=10 {
            let (u, v) = (middle + f32::from(right) * 0.4, middle + f32::from(down) * 0.4);
            let mut sum = 0.0;
            for y in -2_i8..=2 {
                for x in -2_i8..=2 {
                    let place = transform.transform_point(point(u + f32::from(x), v + f32::from(y)));
                    let light = (relief.between(place.x, place.y) - SHADE_MIDDLE).clamp(-40.0, 40.0);
                    sum += if is_dark_in_alignment(x.unsigned_abs(), y.unsigned_abs()) { -light } else { light };
                }
            }
            // Rather near than far.
            let off = f32::from(right).hypot(f32::from(down));
            let score = sum - off * 8.0;
            if score > best.0 {
                best = (score, Some(transform.transform_point(point(u, v))));
            }
        }
    }
    best.1.filter(|_| best.0 > 450.0)
}

fn is_dark_in_alignment(x: u8, y: u8) -> bool {
    x.max(y) != 1
}

/// What every symbol has at a place (ISO/IEC 18004, section 6.3); `None` for data.
fn known(x: usize, y: usize, size: usize) -> Option<bool> {
    let finder = |x: usize, y: usize| {
        let ring = x.abs_diff(3).max(y.abs_diff(3));
        (ring <= 4).then_some(ring != 2 && ring != 4)
    };
    let (from_right, from_bottom) = (size - 1 - x, size - 1 - y);
    if x < 8 && y < 8 {
        return finder(x, y);
    }
    if from_right < 8 && y < 8 {
        return finder(from_right, y);
    }
    if x < 8 && from_bottom < 8 {
        return finder(x, from_bottom);
    }
    if y == 6 || x == 6 {
        return Some((x + y).is_multiple_of(2));
    }
    if size > 21 && from_right.abs_diff(6) <= 2 && from_bottom.abs_diff(6) <= 2 {
        return Some(from_right.abs_diff(6).max(from_bottom.abs_diff(6)) != 1);
    }
    None
}
