//! Code 39 (ISO/IEC 16388) in the runs of a line. It has no check character: whoever calls demands that several lines agree.

use super::bars::Read;
use super::code::Symbology;
use super::runs::Runs;

/// Which of bars and spaces in turn are wide, the first in the highest of nine bits.
const PATTERNS: [(char, u16); 44] = [
    ('0', 0x034),
    ('1', 0x121),
    ('2', 0x061),
    ('3', 0x160),
    ('4', 0x031),
    ('5', 0x130),
    ('6', 0x070),
    ('7', 0x025),
    ('8', 0x124),
    ('9', 0x064),
    ('A', 0x109),
    ('B', 0x049),
    ('C', 0x148),
    ('D', 0x019),
    ('E', 0x118),
    ('F', 0x058),
    ('G', 0x00D),
    ('H', 0x10C),
    ('I', 0x04C),
    ('J', 0x01C),
    ('K', 0x103),
    ('L', 0x043),
    ('M', 0x142),
    ('N', 0x013),
    ('O', 0x112),
    ('P', 0x052),
    ('Q', 0x007),
    ('R', 0x106),
    ('S', 0x046),
    ('T', 0x016),
    ('U', 0x181),
    ('V', 0x0C1),
    ('W', 0x1C0),
    ('X', 0x091),
    ('Y', 0x190),
    ('Z', 0x0D0),
    ('-', 0x085),
    ('.', 0x184),
    (' ', 0x0C4),
    ('$', 0x0A8),
    ('/', 0x0A2),
    ('+', 0x08A),
    ('%', 0x02A),
    ('*', 0x094),
];
const CHARACTERS_MAX: usize = 60;
/// Narrow widths of paper before and after; the standard asks for ten.
const QUIET: f32 = 5.0;
/// A wide one is 2 to 3 narrow ones.
const WIDER: f32 = 1.5;

pub(super) fn read(runs: &Runs) -> Vec<Read> {
    runs.starts().filter_map(|start| symbol(runs, start)).collect()
}

fn symbol(runs: &Runs, start: usize) -> Option<Read> {
    let mut widths = runs.widths::<9>(start)?;
    let mut size = widths.iter().sum::<f32>();
    // Three wide and six narrow ones.
    let narrow = size / 13.5;
    // Most places are no beginning, which a look at its wide first space says.
    let is_start = widths.get(1)? > widths.first()? && widths.get(1)? > widths.get(3)?;
    if !is_start || runs.quiet_before(start) < QUIET * narrow || character(&widths)? != '*' {
        return None;
    }
    let mut text = String::new();
    let mut at = start;
    loop {
        at += 10;
        let gap = runs.quiet_after(at - 1);
        widths = runs.widths::<9>(at)?;
        let own = widths.iter().sum::<f32>();
        if !(0.8..1.25).contains(&(own / size)) || gap > size * 0.5 || text.len() > CHARACTERS_MAX {
            return None;
        }
        size = own;
        match character(&widths)? {
            '*' => break,
            character => text.push(character),
        }
    }
    if text.is_empty() || runs.quiet_after(at + 9) < QUIET * narrow {
        return None;
    }
    let (from, to) = (runs.along(start), runs.along(at + 9));
    Some(Read { symbology: Symbology::Code39, text, is_gs1: false, from, to })
}

/// Bars and spaces are told apart each among themselves: ink that has run makes the ones wider and the others narrower.
fn character(widths: &[f32; 9]) -> Option<char> {
    let bars: Vec<f32> = widths.iter().copied().step_by(2).collect();
    let spaces: Vec<f32> = widths.iter().copied().skip(1).step_by(2).collect();
    let (bars, spaces) = match (wide(&bars, 2), wide(&spaces, 1)) {
        (Some(bars), Some(spaces)) => (bars, spaces),
        // Four characters have three wide spaces, and no wide bar.
        _ => (are_even(&bars).then(|| vec![false; 5])?, wide(&spaces, 3)?),
    };
    let mut pattern = 0_u16;
    let mut spaces = spaces.into_iter();
    for bar in bars {
        pattern = pattern << 1 | u16::from(bar);
        if let Some(space) = spaces.next() {
            pattern = pattern << 1 | u16::from(space);
        }
    }
    PATTERNS.iter().find(|(_, known)| *known == pattern).map(|(character, _)| *character)
}

/// Which ones are wide, if just so many stand out.
fn wide(widths: &[f32], count: usize) -> Option<Vec<bool>> {
    let mut sorted = widths.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (least, most) = (*sorted.get(count - 1)?, *sorted.get(count)?);
    let is_even = sorted.first()? < &(least * 1.6) && most < sorted.last()? * 2.2;
    (least > most * WIDER && is_even).then(|| widths.iter().map(|width| *width >= least).collect())
}

fn are_even(widths: &[f32]) -> bool {
    let most = widths.iter().copied().fold(0.0, f32::max);
    let least = widths.iter().copied().fold(f32::MAX, f32::min);
    most < least * WIDER
}
