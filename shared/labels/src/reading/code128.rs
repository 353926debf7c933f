//! Code 128 (ISO/IEC 15417) in the runs of a line.

use super::bars::Read;
use super::code::Symbology;
use super::runs::Runs;

/// Widths in modules of bars and spaces in turn, by value; the last three begin a symbol.
const PATTERNS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];
const STOP: [f32; 7] = [2.0, 3.0, 3.0, 1.0, 1.0, 1.0, 2.0];
const MODULES: f32 = 11.0;
const START_A: u8 = 103;
const START_C: u8 = 105;
const FNC1: u8 = 102;
/// Characters of a symbol, at most.
const CHARACTERS_MAX: usize = 100;
/// Modules of paper before and after; the standard asks for ten.
const QUIET: f32 = 4.0;
const SEPARATOR: char = '\u{1d}';

pub(super) fn read(runs: &Runs) -> Vec<Read> {
    runs.starts().filter_map(|start| symbol(runs, start)).collect()
}

fn symbol(runs: &Runs, start: usize) -> Option<Read> {
    let widths = runs.widths::<6>(start)?;
    let mut size = widths.iter().sum::<f32>();
    if runs.quiet_before(start) < QUIET * size / MODULES {
        return None;
    }
    // Most places are no beginning, which a look at its first two runs says.
    let module = size / MODULES;
    if !(2.2..3.8).contains(&((widths.first()? + widths.get(1)?) / module)) {
        return None;
    }
    let first = value(&widths).filter(|value| (START_A..=START_C).contains(value))?;
    let mut values = vec![first];
    let mut at = start + 6;
    loop {
        let widths = runs.widths::<6>(at)?;
        let own = widths.iter().sum::<f32>();
        // Neighbours are about as wide, also on what is bent or seen from the side.
        if !(0.8..1.25).contains(&(own / size)) || values.len() > CHARACTERS_MAX {
            return None;
        }
        if is_stop(&runs.widths::<7>(at).unwrap_or_default()) {
            break;
        }
        values.push(value(&widths).filter(|value| *value < START_A)?);
        size = own;
        at += 6;
    }
    if runs.quiet_after(at + 7) < QUIET * size / MODULES {
        return None;
    }
    let check = values.pop()?;
    let sum: u32 =
        values.iter().zip([1].into_iter().chain(1..)).map(|(value, weight)| u32::from(*value) * weight).sum();
    if u32::from(check) != sum % 103 {
        return None;
    }
    let (text, is_gs1) = text(&values)?;
    let (from, to) = (runs.along(start), runs.along(at + 7));
    Some(Read { symbology: Symbology::Code128, text, is_gs1, from, to })
}

/// From one edge to the next of its kind, which ink that has run does not change.
fn pairs<const COUNT: usize>(widths: &[f32; COUNT]) -> impl Iterator<Item = f32> {
    widths.iter().zip(widths.iter().skip(1)).map(|(one, next)| one + next)
}

/// Further than any pattern that is meant.
const FAR: f32 = 100.0;

fn value(widths: &[f32; 6]) -> Option<u8> {
    let module = widths.iter().sum::<f32>() / MODULES;
    let widths = widths.map(|width| width / module);
    let mut best: (f32, Option<u8>) = (f32::MAX, None);
    let mut second = f32::MAX;
    for (value, pattern) in (0_u8..).zip(PATTERNS) {
        let mut expected = pattern.bytes().map(|digit| f32::from(digit - b'0'));
        let mut before = expected.next().unwrap_or_default();
        let mut off = 0.0;
        for (is, ought) in pairs(&widths).zip(expected) {
            let apart = (is - before - ought).abs();
            before = ought;
            if apart > 0.8 {
                off = FAR;
                break;
            }
            off += apart * apart;
        }
        if off < best.0 {
            second = best.0;
            best = (off, Some(value));
        } else {
            second = second.min(off);
        }
    }
    best.1.filter(|_| best.0 < 0.6 && best.0 * 1.5 < second)
}

fn is_stop(widths: &[f32; 7]) -> bool {
    let module = widths.iter().sum::<f32>() / 13.0;
    module > 0.0 && pairs(widths).zip(pairs(&STOP)).all(|(is, ought)| (is / module - ought).abs() < 0.6)
}

#[derive(Clone, Copy, PartialEq)]
enum Set {
    A,
    B,
    C,
}

/// `None` for what nobody prints: characters beyond ASCII.
fn text(values: &[u8]) -> Option<(String, bool)> {
    let mut set = match values.first()? {
        103 => Set::A,
        104 => Set::B,
        _ => Set::C,
    };
    let (mut text, mut is_gs1, mut shifted) = (String::new(), false, None);
    for (place, value) in values.iter().enumerate().skip(1) {
        let now = shifted.take().unwrap_or(set);
        match (now, *value) {
            (_, FNC1) if place == 1 => is_gs1 = true,
            (_, FNC1) => text.push(SEPARATOR),
            (Set::C, value @ 0..=99) => text.push_str(&format!("{value:02}")),
            (_, 99) => set = Set::C,
            (Set::C | Set::A, 100) => set = Set::B,
            (Set::C | Set::B, 101) => set = Set::A,
            (Set::A, 98) => shifted = Some(Set::B),
            (Set::B, 98) => shifted = Some(Set::A),
            (Set::A, value @ 64..=95) => text.push(char::from(value - 64)),
            (Set::A | Set::B, value @ 0..=95) => text.push(char::from(value + b' ')),
            // FNC2 and FNC3 speak to the reader, FNC4 begins characters beyond ASCII.
            _ => return None,
        }
    }
    (!text.is_empty()).then_some((text, is_gs1))
}
