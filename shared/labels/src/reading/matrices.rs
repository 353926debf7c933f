//! Data Matrix codes in a picture of black and white.

use super::code::{Code, Content, Symbology};
use super::contained::attempt;
use super::squares::around;
use rxing::common::{BitMatrix, DetectorRXingResult as _};
use rxing::datamatrix::decoder::Decoder;
use rxing::datamatrix::detector::zxing_cpp_detector::detect;

/// `is_thorough` looks along many lines and not only through the middle of the picture.
pub(super) fn read(bits: &BitMatrix, is_thorough: bool) -> Vec<Code> {
    let symbols = attempt(|| detect(bits, is_thorough, true).ok()).unwrap_or_default();
    let decoder = Decoder::new();
    let mut codes: Vec<Code> = Vec::new();
    for symbol in symbols {
        codes.extend(attempt(|| {
            let read = decoder.decode(symbol.getBits()).ok()?;
            let text = read.getText();
            if text.is_empty() {
                return None;
            }
            let is_gs1 = read.getSymbologyModifier() == 2;
            let text = text.trim_start_matches('\u{1d}').to_owned();
            let content = latin(text);
            Some(Code { symbology: Symbology::DataMatrix, content, is_gs1, corners: around(symbol.getPoints())? })
        }));
    }
    codes
}

/// Bytes beyond text come as the characters of ISO 8859-1 with their numbers.
fn latin(text: String) -> Content {
    let is_binary = text.chars().any(|c| c == '\0' || ('\u{80}'..='\u{9f}').contains(&c));
    let bytes = || text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>();
    match bytes().filter(|_| is_binary) {
        Some(bytes) => Content::Bytes(bytes),
        None => Content::Text(text),
    }
}
