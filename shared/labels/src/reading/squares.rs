//! QR and Micro QR codes in a picture of black and white.

use super::code::{Code, Content, Corner, Symbology};
use onsite_domain::contain::attempt;
use rxing::Point;
use rxing::common::cpp_essentials::{ConcentricPattern, DecoderResult};
use rxing::common::{BitMatrix, DetectorRXingResult as _};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{
    FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleMQR, SampleQR,
};

/// Of more finder patterns than this most are texture.
const FINDERS_MAX: usize = 64;

/// What a look at one picture of black and white gave.
#[derive(Default)]
pub(super) struct Squares {
    pub(super) codes: Vec<Code>,
    /// Corners of a QR code by their looks, which gave no code yet; the likeliest first.
    pub(super) unread: Vec<FinderPatternSet>,
}

/// Codes, trying at most `sets_max` groups of three finder patterns.
pub(super) fn read(bits: &BitMatrix, sets_max: usize) -> Squares {
    let Some(mut finders) = attempt(|| Some(FindFinderPatterns(bits, true, 0))) else { return Squares::default() };
    finders.truncate(FINDERS_MAX);
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut codes = Vec::new();
    let sets = attempt(|| Some(GenerateFinderPatternSets(&mut finders))).unwrap_or_default();
    let mut unread = Vec::new();
    for set in sets.into_iter().take(sets_max) {
        let corners = [set.bl, set.tl, set.tr];
        if corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let read = attempt(|| {
            let sampled = SampleQR(bits, &set).ok()?;
            decoded(sampled.getBits(), sampled.getPoints())
        });
        match read {
            Some(code) => {
                used.extend(corners);
                codes.push(code);
            }
            None => unread.push(set),
        }
    }
    unread.retain(|set| ![set.bl, set.tl, set.tr].iter().any(|corner| used.contains(corner)));
    for finder in finders.iter().filter(|finder| !used.contains(finder)) {
        codes.extend(attempt(|| {
            let sampled = SampleMQR(bits, *finder).ok()?;
            decoded(sampled.getBits(), sampled.getPoints())
        }));
    }
    Squares { codes, unread }
}

/// What the modules of a symbol say. Call it inside an [`attempt`].
pub(super) fn decoded(modules: &BitMatrix, corners: &[Point]) -> Option<Code> {
    let read = Decode(modules).ok().filter(DecoderResult::isValid)?;
    let is_gs1 = read.symbologyIdentifier().starts_with("]Q3");
    let symbology = if modules.width() < 21 { Symbology::MicroQr } else { Symbology::Qr };
    let text = read.text();
    let bytes = read.content().bytes();
    // A part of a text that stands in several codes is a wrong text (structured append, ISO/IEC 18004, 8).
    if text.is_empty() || read.structuredAppend().count > 1 {
        return None;
    }
    let content = content(text, bytes);
    Some(Code { symbology, content, is_gs1, corners: around(corners)? })
}

/// Bytes where what was read is no text.
pub(super) fn content(text: String, bytes: &[u8]) -> Content {
    let is_text = !text.contains([char::REPLACEMENT_CHARACTER, '\0']);
    if is_text { Content::Text(text) } else { Content::Bytes(bytes.to_vec()) }
}

pub(super) fn around(points: &[Point]) -> Option<[Corner; 4]> {
    let corners: Vec<Corner> = points.iter().map(|point| Corner { x: point.x, y: point.y }).collect();
    corners.try_into().ok()
}
