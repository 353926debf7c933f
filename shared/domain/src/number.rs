//! Numbers of work orders and requests: final from the first moment, made by anybody offline, read out on the telephone.
//!
//! `WO-` and nine characters of base 32 (`base32.rs`): eight carry 40 random bits, the ninth is a check character. Never a
//! counter: two phones offline would count alike.

use crate::{Rejected, base32};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

const DATA_CHARACTERS: u32 = 8;
const CHARACTERS: usize = 9;

/// A work order's number, always in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
pub struct WorkOrderNumber(String);

impl WorkOrderNumber {
    /// From 40 random bits (the lower ones of `random`).
    pub fn from_random(random: u64) -> Self {
        Self(format!("WO-{}", base32::with_check(random, DATA_CHARACTERS)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of a request, of the same form: `RQ-` and nine characters. From 40 random bits (the lower ones of `random`).
pub fn request_number(random: u64) -> String {
    format!("RQ-{}", base32::with_check(random, DATA_CHARACTERS))
}

impl FromStr for WorkOrderNumber {
    type Err = Rejected;

    /// Case does not matter, nor do spaces and hyphens; O is read as 0, I and L as 1; `WO` may be left out.
    fn from_str(text: &str) -> Result<Self, Rejected> {
        let bare = base32::bare(text);
        let characters = match bare.strip_prefix("WO") {
            Some(rest) if bare.chars().count() == CHARACTERS + 2 => rest,
            _ => bare.as_str(),
        };
        let canonical = base32::canonical(characters, CHARACTERS, "number", "WO- and nine characters")?;
        Ok(Self(format!("WO-{canonical}")))
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
            characters[at] = base32::text(&[other]).chars().next().unwrap();
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
