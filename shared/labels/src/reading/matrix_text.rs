//! What the codewords of a Data Matrix code say (ISO/IEC 16022, section 5.2). What cannot be understood wholly is refused:
//! half a text is a wrong one.

use super::charset;
use super::code::Content;

pub(super) struct Said {
    pub(super) content: Content,
    /// It begins with FNC1.
    pub(super) is_gs1: bool,
}

const SEPARATOR: u8 = 0x1d;
const UNLATCH: u8 = 254;
/// Characters after the first shift of C40 and Text, and after the second.
const SHIFT_2: &[u8; 27] = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_";
const C40: &[u8; 37] = b" 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const TEXT: &[u8; 37] = b" 0123456789abcdefghijklmnopqrstuvwxyz";
const C40_SHIFT_3: &[u8; 32] = b"`abcdefghijklmnopqrstuvwxyz{|}~\x7f";
const TEXT_SHIFT_3: &[u8; 32] = b"`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~\x7f";
const X12: &[u8; 40] = b"\r*> 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `codewords` are those of data, without those that correct errors. `None` for parts of a larger text, for orders to the
/// reader, for what breaks the rules, and for nothing.
pub(super) fn said(codewords: &[u8]) -> Option<Said> {
    let mut reader = Reader { codewords, at: 0, parts: vec![(None, Vec::new())], is_gs1: false, trailer: &[] };
    reader.ascii()?;
    let trailer = reader.trailer;
    reader.parts.last_mut()?.1.extend(trailer);
    let is_gs1 = reader.is_gs1;
    Some(Said { content: charset::content(&reader.parts)?, is_gs1 })
}

struct Reader<'a> {
    codewords: &'a [u8],
    at: usize,
    /// Bytes with the number of what they mean (ECI), if that was said.
    parts: Vec<(Option<u32>, Vec<u8>)>,
    is_gs1: bool,
    trailer: &'static [u8],
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let codeword = self.codewords.get(self.at).copied()?;
        self.at += 1;
        Some(codeword)
    }

    fn left(&self) -> usize {
        self.codewords.len() - self.at
    }

    fn say(&mut self, bytes: &[u8]) {
        if let Some((_, said)) = self.parts.last_mut() {
            said.extend_from_slice(bytes);
        }
    }

    /// The scheme that a symbol begins with, and that every other returns to.
    fn ascii(&mut self) -> Option<()> {
        let mut is_upper = false;
        while let Some(codeword) = self.next() {
            if std::mem::take(&mut is_upper) {
                // The upper half: it must be followed by a character.
                self.say(&[codeword.checked_sub(1).filter(|value| *value < 128)? + 128]);
                continue;
            }
            match codeword {
                1..=128 => self.say(&[codeword - 1]),
                129 => return Some(()),
                130..=229 => self.say(&[b'0' + (codeword - 130) / 10, b'0' + (codeword - 130) % 10]),
                230 => self.packed(C40, C40_SHIFT_3)?,
                231 => self.base_256()?,
                232 if self.at == 1 => self.is_gs1 = true,
                // An industry's mark stands before it, which is none of ours.
                232 if self.at == 2 => return None,
                232 => self.say(&[SEPARATOR]),
                235 => is_upper = true,
                236 | 237 if self.at == 1 => {
                    self.say(if codeword == 236 { b"[)>\x1e05\x1d" } else { b"[)>\x1e06\x1d" });
                    self.trailer = b"\x1e\x04";
                }
                238 => self.x12()?,
                239 => self.packed(TEXT, TEXT_SHIFT_3)?,
                240 => self.edifact(),
                241 => {
                    let number = self.interpretation()?;
                    self.parts.push((Some(number), Vec::new()));
                }
                // Some makers end with it.
                UNLATCH if self.left() == 0 => {}
                // A part of a larger text (233), orders to the reader (234), and what means nothing.
                _ => return None,
            }
        }
        (!is_upper).then_some(())
    }

    /// Three values in two codewords; `None` at the end of the scheme.
    fn three(&mut self) -> Option<[u8; 3]> {
        // One that is left alone is of the scheme of the beginning.
        if self.left() < 2 {
            return None;
        }
        let first = self.next().filter(|codeword| *codeword != UNLATCH)?;
        let value = (u16::from(first) * 256 + u16::from(self.next()?)).saturating_sub(1);
        let part = |value: u16| u8::try_from(value % 40).unwrap_or_default();
        // The first is below 41; 40 stands for no character.
        Some([u8::try_from(value / 1600).ok()?, part(value / 40), part(value)])
    }

    fn packed(&mut self, basic: &[u8], shifted: &[u8]) -> Option<()> {
        let (mut shift, mut is_upper) = (0, false);
        while let Some(values) = self.three() {
            for value in values {
                let place = usize::from(value);
                let character = match std::mem::take(&mut shift) {
                    0 if value < 3 => {
                        shift = value + 1;
                        continue;
                    }
                    0 => *basic.get(place - 3)?,
                    1 if value < 32 => value,
                    2 if value == 27 => SEPARATOR,
                    2 if value == 30 => {
                        is_upper = true;
                        continue;
                    }
                    2 => *SHIFT_2.get(place)?,
                    3 => *shifted.get(place)?,
                    _ => return None,
                };
                let is_first = self.parts.len() == 1 && self.parts.iter().all(|(_, said)| said.is_empty());
                if character == SEPARATOR && is_first && !self.is_gs1 {
                    self.is_gs1 = true;
                    continue;
                }
                let upper = if std::mem::take(&mut is_upper) { 128 } else { 0 };
                self.say(&[character | upper]);
            }
        }
        Some(())
    }

    fn x12(&mut self) -> Option<()> {
        while let Some(values) = self.three() {
            for value in values {
                self.say(&[*X12.get(usize::from(value))?]);
            }
        }
        Some(())
    }

    /// Four values of six bits in three codewords.
    fn edifact(&mut self) {
        // Two that are left are of the scheme of the beginning.
        while let Some(three) = self.codewords.get(self.at..self.at + 3) {
            let bits = three.iter().fold(0_u32, |bits, codeword| bits << 8 | u32::from(*codeword));
            for (shift, used) in [(18, 1), (12, 2), (6, 3), (0, 3)] {
                let value = u8::try_from(bits >> shift & 0x3f).unwrap_or_default();
                if value == 0x1f {
                    self.at += used;
                    return;
                }
                self.say(&[if value & 0x20 == 0 { value | 0x40 } else { value }]);
            }
            self.at += 3;
        }
    }

    fn base_256(&mut self) -> Option<()> {
        let count = match self.byte()? {
            0 => self.left(),
            few @ 1..=249 => usize::from(few),
            many => 250 * (usize::from(many) - 249) + usize::from(self.byte()?),
        };
        if count > self.left() {
            return None;
        }
        for _ in 0..count {
            let byte = self.byte()?;
            self.say(&[byte]);
        }
        Some(())
    }

    /// Bytes are made even by numbers that follow from their place (annex B.2).
    fn byte(&mut self) -> Option<u8> {
        let codeword = self.next()?;
        let even = u8::try_from((149 * self.at) % 255 + 1).ok()?;
        Some(codeword.wrapping_sub(even))
    }

    /// What the bytes that follow mean (section 5.4).
    fn interpretation(&mut self) -> Option<u32> {
        let mut next = || self.next().filter(|codeword| *codeword > 0).map(u32::from);
        let first = next()?;
        match first {
            1..=127 => Some(first - 1),
            128..=191 => Some((first - 128) * 254 + next()? - 1 + 127),
            192..=207 => Some((first - 192) * 64_516 + (next()? - 1) * 254 + next()? - 1 + 16_383),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, and whether it begins with FNC1.
    fn text(codewords: &[u8]) -> Option<(String, bool)> {
        said(codewords).map(|said| match said.content {
            Content::Text(text) => (text, said.is_gs1),
            Content::Bytes(bytes) => (format!("{bytes:02x?}"), said.is_gs1),
        })
    }

    fn check(codewords: &[u8], ought: &str) {
        assert_eq!(text(codewords), Some((ought.to_owned(), false)));
    }

    /// Base 256 from a place on, the length before it.
    fn base_256(place: usize, bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).unwrap();
        let even = |at: usize, byte: u8| byte.wrapping_add(u8::try_from(149 * at % 255 + 1).unwrap());
        let all = std::iter::once(length).chain(bytes.iter().copied());
        all.enumerate().map(|(at, byte)| even(place + at, byte)).collect()
    }

    #[test]
    fn every_scheme_is_understood_as_the_standard_writes_it() {
        check(&[142, 164, 186], "123456");
        check(&[b'a' + 1, 235, b'i' + 1, 129, 7], "aé");
        // Section 5.2.5.2 and those after it: "AIM" and its like.
        check(&[230, 91, 11], "AIM");
        check(&[230, 91, 11, 254, 142], "AIM12");
        check(&[230, 91, 11, b'!' + 1], "AIM!");
        check(&[239, 91, 11], "aim");
        check(&[238, 91, 11], "AIM");
        check(&[240, 0b0000_0100, 0b1001_0011, 0b0101_1111], "AIM");
        check(&[236, b'x' + 1], "[)>\u{1e}05\u{1d}x\u{1e}\u{4}");
    }

    #[test]
    fn what_bytes_mean_changes_in_the_middle_of_a_text() {
        let mut mixed = vec![241, 27, 231];
        mixed.extend(base_256(4, "设备".as_bytes()));
        mixed.extend([241, 4, 235, 0xe9 - 127]);
        check(&mixed, "设备é");
        // Not known what 9,000 means: bytes, and no text.
        mixed.extend([241, 163, 236, b'a' + 1]);
        let Some(Said { content: Content::Bytes(bytes), .. }) = said(&mixed) else { panic!("a guess") };
        assert_eq!(bytes, ["设备".as_bytes(), b"\xe9a"].concat());
    }

    #[test]
    fn fnc1_at_the_beginning_says_gs1_and_separates_afterwards() {
        let gs1 = Some(("10AB\u{1d}2112".to_owned(), true));
        assert_eq!(text(&[232, 140, b'A' + 1, b'B' + 1, 232, 151, 142]), gs1);
        assert_eq!(text(&[b'A' + 1, 232, b'B' + 1]), None, "the mark of an industry");
    }

    #[test]
    fn what_is_not_wholly_understood_is_refused() {
        for codewords in [
            &[][..],
            &[129],
            &[0, 66],
            &[66, 235],
            &[233, 33, 1, 1, 66],
            &[234, 66],
            &[66, 242, 66],
            &[241],
            &[241, 0, 66],
            &[66, 231, 44],
            &[230, 0xff, 0xff],
        ] {
            assert!(said(codewords).is_none(), "{codewords:?}");
        }
    }
}
