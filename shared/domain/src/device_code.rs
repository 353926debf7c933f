//! Device codes: what is printed on a machine and means it for good. Opaque, not sequential, never used again.
//!
//! Twelve characters of base 32 (`base32.rs`): eleven carry 55 random bits, the twelfth is a check character. Printed in
//! clear in three groups of four, and as the link `https://host/d/<code>` (IEC 61406) in the symbol.

use crate::{Rejected, base32};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

const DATA_CHARACTERS: u32 = 11;
const CHARACTERS: usize = 12;
const GROUP: usize = 4;

/// A device code, always in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceCode(String);

impl DeviceCode {
    /// From 55 random bits (the lower ones of `random`).
    pub fn from_random(random: u64) -> Self {
        Self(base32::with_check(random, DATA_CHARACTERS))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As printed under the symbol: `7F3K-9XAB-CDEF`.
    pub fn in_clear(&self) -> String {
        let mut clear = String::with_capacity(CHARACTERS + 2);
        for (at, c) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                clear.push('-');
            }
            clear.push(c);
        }
        clear
    }

    /// Whether a text has the length of a code, right or not.
    pub fn is_as_long(text: &str) -> bool {
        base32::bare(text).chars().count() == CHARACTERS
    }

    /// The codes that somebody may have meant who typed this with one mistake: one wrong or unreadable character, or two
    /// neighbours swapped. At most 23; nothing for a text that is no such code at all, or that fits.
    pub fn near(text: &str) -> Vec<Self> {
        let mut values = base32::values(&base32::bare(text));
        let unreadable: Vec<usize> =
            values.iter().enumerate().filter(|(_, value)| value.is_none()).map(|(at, _)| at).collect();
        if values.len() != CHARACTERS || unreadable.len() > 1 {
            return Vec::new();
        }
        let mut found = std::collections::BTreeSet::new();
        let places = if unreadable.is_empty() { (0..CHARACTERS).collect() } else { unreadable.clone() };
        for at in places {
            let was = values.get(at).copied().flatten();
            for other in 0..32 {
                if let Some(value) = values.get_mut(at) {
                    *value = Some(other);
                }
                found.extend(Self::of(&values).filter(|_| Some(other) != was));
            }
            if let Some(value) = values.get_mut(at) {
                *value = was;
            }
        }
        for at in 1..CHARACTERS {
            values.swap(at - 1, at);
            found.extend(Self::of(&values));
            values.swap(at - 1, at);
        }
        if Self::of(&values).is_some() { Vec::new() } else { found.into_iter().collect() }
    }

    fn of(values: &[Option<u8>]) -> Option<Self> {
        let values: Vec<u8> = values.iter().copied().collect::<Option<_>>()?;
        base32::fits(&values).then(|| Self(base32::text(&values)))
    }
}

impl FromStr for DeviceCode {
    type Err = Rejected;

    /// Case does not matter, nor do spaces and hyphens; O is read as 0, I and L as 1.
    fn from_str(text: &str) -> Result<Self, Rejected> {
        let bare = base32::bare(text);
        base32::canonical(&bare, CHARACTERS, "code", "a device code has twelve characters").map(Self)
    }
}

impl TryFrom<String> for DeviceCode {
    type Error = Rejected;

    fn try_from(text: String) -> Result<Self, Rejected> {
        text.parse()
    }
}

impl From<DeviceCode> for String {
    fn from(code: DeviceCode) -> Self {
        code.0
    }
}

impl fmt::Display for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_in_any_spelling() {
        let code = DeviceCode::from_random(0x12_3456_789A_BCDE);
        assert_eq!((code.as_str().len(), code.in_clear().len()), (12, 14));
        let lax = code.in_clear().to_lowercase().replace('0', "o").replace('1', "l");
        for text in [code.to_string(), code.in_clear(), lax, format!(" {} ", code.in_clear().replace('-', " "))] {
            assert_eq!(text.parse::<DeviceCode>().unwrap(), code, "{text}");
        }
        for bad in ["", "7F3K9X", "一物一码一物一码一物一码", "UUUUUUUUUUUU", "00000000000000000000"] {
            assert!(bad.parse::<DeviceCode>().is_err(), "{bad}");
            assert!(DeviceCode::near(bad).is_empty(), "{bad}");
        }
        assert!(DeviceCode::near(code.as_str()).is_empty());
    }

    proptest! {
        #[test]
        fn every_single_error_and_every_swap_of_neighbours_is_found_and_the_code_is_offered(
            random: u64, at in 0_usize..12, other in 0_u8..32,
        ) {
            let code = DeviceCode::from_random(random);
            prop_assert_eq!(code.as_str().parse::<DeviceCode>().unwrap(), code.clone());
            let mut wrong: Vec<char> = code.as_str().chars().collect();
            let was = wrong[at];
            wrong[at] = base32::text(&[other]).chars().next().unwrap();
            let read = |characters: &[char]| characters.iter().collect::<String>();
            if wrong[at] != was {
                prop_assert!(read(&wrong).parse::<DeviceCode>().is_err());
                let near = DeviceCode::near(&read(&wrong));
                prop_assert!(near.len() <= 23 && near.contains(&code));
            }
            wrong[at] = '?';
            prop_assert_eq!(DeviceCode::near(&read(&wrong)), vec![code.clone()]);
            wrong[at] = was;
            if at < 11 && wrong[at] != wrong[at + 1] {
                wrong.swap(at, at + 1);
                prop_assert!(read(&wrong).parse::<DeviceCode>().is_err());
                prop_assert!(DeviceCode::near(&read(&wrong)).contains(&code));
            }
        }
    }
}
