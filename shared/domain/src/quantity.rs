//! Quantities of parts.

use crate::{Rejected, RejectedCode};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A quantity in thousandths of the part's base unit: 1.5 m of cable is 1500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Quantity(pub i64);

/// More than a billion of anything is a mistake.
pub const QUANTITY_MAX: i64 = 1_000_000_000_000;

impl Quantity {
    pub const ZERO: Self = Self(0);

    pub const fn units(units: i64) -> Self {
        Self(units.saturating_mul(1000))
    }

    /// Above zero and at most a billion units, as every movement and usage must be.
    pub fn checked_positive(self, path: &str) -> Result<Self, Rejected> {
        if self.0 > 0 && self.0 <= QUANTITY_MAX {
            return Ok(self);
        }
        Err(Rejected::because(
            RejectedCode::OutOfRange,
            path,
            format!("a quantity above 0 and up to 1000000000, not {self}"),
        ))
    }

    /// Reads decimal text with up to three places.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty()
            || fraction.len() > 3
            || !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let thousandths: i64 = format!("{fraction:0<3}").parse().ok()?;
        Some(Self(whole.checked_mul(1000)?.checked_add(thousandths)?.checked_mul(sign)?))
    }

    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:03}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_and_write_decimal_text() {
        for (text, thousandths) in [("1", 1000), ("1.5", 1500), ("-0.025", -25), ("12.345", 12345)] {
            assert_eq!(Quantity::parse(text), Some(Quantity(thousandths)), "{text}");
            assert_eq!(Quantity(thousandths).to_string(), text);
        }
        for bad in ["", ".5", "1.2345", "1,5", "NaN", "9223372036854775807", "--1", "1e3"] {
            assert_eq!(Quantity::parse(bad), None, "{bad}");
        }
    }
}
