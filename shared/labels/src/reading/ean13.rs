//! EAN-13, and UPC-A as one with a zero before it (GS1 General Specifications, section 5.2), in the runs of a line.

use super::bars::Read;
use super::code::Symbology;
use super::runs::Runs;

/// Widths in modules of space, bar, space, bar of a digit on the left side, read to the right (set A). On the right side
/// the same with bars first (set C); set B is set C read backwards.
const DIGITS: [[f32; 4]; 10] = [
    [3.0, 2.0, 1.0, 1.0],
    [2.0, 2.0, 2.0, 1.0],
    [2.0, 1.0, 2.0, 2.0],
    [1.0, 4.0, 1.0, 1.0],
    [1.0, 1.0, 3.0, 2.0],
    [1.0, 2.0, 3.0, 1.0],
    [1.0, 1.0, 1.0, 4.0],
    [1.0, 3.0, 1.0, 2.0],
    [1.0, 2.0, 1.0, 3.0],
    [3.0, 1.0, 1.0, 2.0],
];
/// Which of the six digits on the left are of set B says the first digit; the first of the six in the highest bit.
const FIRST: [u8; 10] =
    [0b000000, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110, 0b011010];
const MODULES: f32 = 95.0;
const RUNS: usize = 59;
/// Modules of paper before and after; the standard asks for eleven and seven.
const QUIET: f32 = 4.0;

pub(super) fn read(runs: &Runs) -> Vec<Read> {
    runs.starts().filter_map(|start| symbol(runs, start)).collect()
}

fn symbol(runs: &Runs, start: usize) -> Option<Read> {
    let [first, second, third] = runs.widths::<3>(start)?;
    if runs.quiet_before(start) < QUIET * second.min(first).min(third) {
        return None;
    }
    let widths = runs.widths::<RUNS>(start)?;
    let module = widths.iter().sum::<f32>() / MODULES;
    if runs.quiet_before(start) < QUIET * module || runs.quiet_after(start + RUNS) < QUIET * module {
        return None;
    }
    let (left, rest) = (widths.get(3..27)?, widths.get(27..)?);
    let (middle, right) = (rest.get(..5)?, rest.get(5..29)?);
    let guards = [widths.get(..3)?, middle, rest.get(29..)?];
    if guards.iter().copied().flatten().any(|width| !(0.35..1.9).contains(&(width / module))) {
        return None;
    }
    // By how much bars are too wide, by those in the middle: space, bar, space, bar, space.
    let [a, b, c, d, e] = <[f32; 5]>::try_from(middle).ok()?;
    let run_out = ((b + d) / 2.0 - (a + c + e) / 3.0) / 2.0 / module;
    let mut digits = Vec::with_capacity(13);
    let mut parity = 0_u8;
    for widths in left.chunks_exact(4) {
        let (digit, is_set_b) = digit(widths, -run_out, true)?;
        parity = parity << 1 | u8::from(is_set_b);
        digits.push(digit);
    }
    let first = FIRST.iter().zip(0_u8..).find(|(known, _)| **known == parity).map(|(_, digit)| digit)?;
    digits.insert(0, first);
    for widths in right.chunks_exact(4) {
        digits.push(digit(widths, run_out, false)?.0);
    }
    let sum: u32 =
        digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    if !sum.is_multiple_of(10) {
        return None;
    }
    let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
    let (from, to) = (runs.along(start), runs.along(start + RUNS));
    Some(Read { symbology: Symbology::Ean13, text, is_gs1: false, from, to })
}

/// The digit, and whether it is of set B. The first of the four widths is too wide by `run_out` modules, the second too
/// narrow, and so on.
fn digit(widths: &[f32], run_out: f32, may_be_b: bool) -> Option<(u8, bool)> {
    let module = widths.iter().sum::<f32>() / 7.0;
    let mut own = [0.0_f32; 4];
    for (own, (width, sign)) in own.iter_mut().zip(widths.iter().zip([1.0, -1.0, 1.0, -1.0])) {
        *own = width / module - sign * run_out;
    }
    let mut all: Vec<(f32, u8, bool)> = Vec::with_capacity(20);
    for (digit, pattern) in (0_u8..).zip(DIGITS) {
        all.push((apart(&own, pattern.iter()), digit, false));
        if may_be_b {
            all.push((apart(&own, pattern.iter().rev()), digit, true));
        }
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (best, second) = (all.first()?, all.get(1)?);
    (best.0 < 0.7 && best.0 * 2.0 < second.0).then_some((best.1, best.2))
}

fn apart<'a>(own: &[f32; 4], pattern: impl Iterator<Item = &'a f32>) -> f32 {
    own.iter().zip(pattern).map(|(is, ought)| (is - ought) * (is - ought)).sum()
}
