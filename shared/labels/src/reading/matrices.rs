//! Data Matrix codes in a picture of black and white.

use super::code::{Code, Symbology};
use super::matrix_text::{Said, said};
use super::squares::around;
use onsite_domain::contain::attempt;
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
            let Said { content, is_gs1 } = said(read.getRawBytes())?;
            Some(Code { symbology: Symbology::DataMatrix, content, is_gs1, corners: around(symbol.getPoints())? })
        }));
    }
    codes
}
