//! Codes of bars, along many lines through a picture. A line alone is believed by nobody: what it says counts when lines
//! beside it say the same.

use super::code::{Code, Content, Corner, Symbology};
use super::gray::Gray;
use super::number::{cell, real};
use super::runs::{Line, Runs};
use super::{code39, code128, ean13};

/// How densely a picture is looked through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Density {
    /// Pixels between two lines.
    pub(super) apart_px: f32,
    /// Directions from left to right, in degrees from level.
    pub(super) angles: &'static [f32],
}

/// What one line says.
pub(super) struct Read {
    pub(super) symbology: Symbology,
    pub(super) text: String,
    pub(super) is_gs1: bool,
    /// Where on the line it begins and ends, in pixels.
    pub(super) from: f32,
    pub(super) to: f32,
}

struct Votes {
    read: Read,
    lines: Vec<(Corner, Corner)>,
}

pub(super) fn read(gray: &Gray, density: Density) -> Vec<Code> {
    let mut votes: Vec<Votes> = Vec::new();
    for angle in density.angles {
        let (down, right) = angle.to_radians().sin_cos();
        let (wide, high) = (real(gray.width), real(gray.height));
        // Lines are counted from the middle of the picture, across their direction.
        let reach = (wide * down.abs() + high * right.abs()) / 2.0;
        let count = cell(reach / density.apart_px);
        let offsets = (0..=count).flat_map(|step| {
            let offset = real(step) * density.apart_px;
            [offset, -offset - density.apart_px / 2.0]
        });
        for offset in offsets {
            let line = Line::through(gray, (wide / 2.0 - down * offset, high / 2.0 + right * offset), (right, down));
            let before = votes.len();
            look(gray, &line, &mut votes);
            // What is new is looked at from close by.
            if votes.len() > before {
                for near in [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 5.0, -5.0_f32] {
                    look(gray, &line.beside(gray, near), &mut votes);
                }
            }
        }
    }
    settled(votes)
}

fn look(gray: &Gray, line: &Line, votes: &mut Vec<Votes>) {
    let mut said: Vec<Read> = Vec::new();
    for runs in Runs::of(gray, line) {
        said.extend(code128::read(&runs));
        said.extend(code39::read(&runs));
        said.extend(ean13::read(&runs));
    }
    for read in said {
        let ends = (line.place(read.from), line.place(read.to));
        match votes.iter_mut().find(|known| known.read.symbology == read.symbology && known.read.text == read.text) {
            Some(known)
                if known.lines.last().is_some_and(|last| is_near(last.0, ends.0) && is_near(last.1, ends.1)) => {}
            Some(known) => known.lines.push(ends),
            None => votes.push(Votes { read, lines: vec![ends] }),
        }
    }
}

/// The same line, looked at with another bound.
fn is_near(a: Corner, b: Corner) -> bool {
    (a.x - b.x).hypot(a.y - b.y) < 0.9
}

/// What enough lines said, and no other reading at the same place nearly as often.
fn settled(votes: Vec<Votes>) -> Vec<Code> {
    let needed = |read: &Read| match read.symbology {
        // No check character.
        Symbology::Code39 if read.text.len() < 4 => 6,
        Symbology::Code39 => 4,
        // One digit of ten.
        Symbology::Ean13 => 4,
        // One character of 103.
        _ if read.text.len() < 4 => 4,
        _ => 3,
    };
    let (sure, unsure): (Vec<Votes>, Vec<Votes>) =
        votes.into_iter().partition(|votes| votes.lines.len() >= needed(&votes.read));
    let codes: Vec<(usize, Code)> =
        sure.into_iter().filter_map(|votes| Some((votes.lines.len(), code(votes)?))).collect();
    let doubted: Vec<(usize, Code)> =
        unsure.into_iter().filter_map(|votes| Some((votes.lines.len(), code(votes)?))).collect();
    let is_settled = |(count, code): &&(usize, Code)| {
        let at_same_place = |(_, other): &&(usize, Code)| {
            other.content != code.content && other.corners.iter().any(|corner| code.covers(corner.x, corner.y))
        };
        let against = codes.iter().chain(&doubted).filter(at_same_place).map(|(count, _)| *count).max();
        against.is_none_or(|against| *count >= against * 3)
    };
    codes.iter().filter(is_settled).map(|(_, code)| code.clone()).collect()
}

fn code(votes: Votes) -> Option<Code> {
    // The outermost lines, as seen across.
    let across = |(from, to): &(Corner, Corner)| {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let length = dx.hypot(dy).max(1.0);
        (from.y + to.y) / 2.0 * dx.abs() / length - (from.x + to.x) / 2.0 * dy / length * dx.signum()
    };
    let first = votes.lines.iter().min_by(|a, b| across(a).total_cmp(&across(b)))?;
    let last = votes.lines.iter().max_by(|a, b| across(a).total_cmp(&across(b)))?;
    Some(Code {
        symbology: votes.read.symbology,
        content: Content::Text(votes.read.text),
        is_gs1: votes.read.is_gs1,
        corners: [first.0, first.1, last.1, last.0],
    })
}
