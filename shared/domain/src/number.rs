//! Work order numbers: final from the first moment, made by anybody offline, read out on the telephone.
//!
//! `WO-` and nine characters of Crockford's base 32: eight carry 40 random bits, the ninth is a check character. The
//! check is the value of the characters as a polynomial over GF(32) at a generator, so every single wrong character and
//! every swap of neighbours is found. Never a counter: two phones offline would count alike.

use crate::{Rejected, RejectedCode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA_CHARACTERS: usize = 8;

/// A work order's number, always in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkOrderNumber(String);

impl WorkOrderNumber {
    /// From 40 random bits (the lower ones of `random`).
    pub fn from_random(random: u64) -> Self {
        let mut text = String::from("WO-");
        let mut check = 0;
        for position in (0..DATA_CHARACTERS).rev() {
            let value = u8::try_from((random >> (position * 5)) & 31).unwrap_or(0);
            text.push(character(value));
            check = times_two(check) ^ value;
        }
        text.push(character(times_two(check)));
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WorkOrderNumber {
    type Err = Rejected;

    /// Case does not matter, nor do spaces and hyphens; O is read as 0, I and L as 1; `WO` may be left out.
    fn from_str(text: &str) -> Result<Self, Rejected> {
        let wrong = |detail: &str| Rejected::because(RejectedCode::WrongShape, "number", detail);
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let bare = bare.to_ascii_uppercase();
        let characters = match bare.strip_prefix("WO") {
            Some(rest) if bare.chars().count() == DATA_CHARACTERS + 3 => rest,
            _ => bare.as_str(),
        };
        if characters.chars().count() != DATA_CHARACTERS + 1 {
            return Err(wrong("WO- and nine characters"));
        }
        let mut canonical = String::from("WO-");
        let mut sum = 0;
        for c in characters.chars() {
            let value = value(c).ok_or_else(|| wrong("digits and letters without I, L, O, U"))?;
            canonical.push(character(value));
            sum = times_two(sum) ^ value;
        }
        if sum != 0 {
            return Err(wrong("the check character does not fit: a character is wrong or two are swapped"));
        }
        Ok(Self(canonical))
    }
}

impl TryFrom<String> for WorkOrderNumber {
    type Error = Rejected;

    fn try_from(text: String) -> Result<Self, Rejected> {
        text.parse()
    }
}

impl From<WorkOrderNumber> for String {
    fn from(number: WorkOrderNumber) -> Self {
        number.0
    }
}

impl fmt::Display for WorkOrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Multiplication by the generator of GF(32), modulo x⁵ + x² + 1.
fn times_two(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { (doubled ^ 0b10_0101) & 31 }
}

fn character(value: u8) -> char {
    char::from(ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0'))
}

fn value(c: char) -> Option<u8> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|known| char::from(*known) == c)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_in_any_spelling() {
        let number = WorkOrderNumber::from_random(0x12_3456_789A);
        assert_eq!(number.as_str().len(), 12);
        let bare = number.as_str().trim_start_matches("WO-").to_lowercase();
        for text in [number.to_string(), bare.clone(), format!(" wo {bare} ")] {
            assert_eq!(text.parse::<WorkOrderNumber>().unwrap(), number, "{text}");
        }
        for bad in ["", "WO-", "WO-12", "工单", "WO-UUUUUUUUU", "WO-00000000000000"] {
            assert!(bad.parse::<WorkOrderNumber>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_single_error_and_every_swap_of_neighbours_is_found(random: u64, at in 0usize..9, other in 0u8..32) {
            let number = WorkOrderNumber::from_random(random);
            prop_assert_eq!(number.as_str().parse::<WorkOrderNumber>().unwrap(), number.clone());
            let mut characters: Vec<char> = number.as_str().chars().skip(3).collect();
            let was = characters[at];
            characters[at] = character(other);
            if characters[at] != was {
                prop_assert!(characters.iter().collect::<String>().parse::<WorkOrderNumber>().is_err());
            }
            characters[at] = was;
            if at < 8 && characters[at] != characters[at + 1] {
                characters.swap(at, at + 1);
                prop_assert!(characters.iter().collect::<String>().parse::<WorkOrderNumber>().is_err());
            }
        }
    }
}
