//! Where something stands or happened.

use crate::{Rejected, RejectedCode, coordinates::Coordinates};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// A point on WGS 84. As text it is a geo URI (RFC 5870): `geo:31.230416,121.473701;u=12`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Place {
    #[serde(flatten)]
    pub coordinates: Coordinates,
    /// How far it may be off, in metres; 0 where unknown.
    #[serde(default)]
    pub accuracy_m: u32,
}

impl Place {
    pub(crate) fn check(&self, path: &str) -> Result<(), Rejected> {
        self.coordinates.check(path)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Coordinates { latitude_udeg, longitude_udeg } = self.coordinates;
        write!(f, "geo:{},{}", Degrees(latitude_udeg), Degrees(longitude_udeg))?;
        if self.accuracy_m > 0 { write!(f, ";u={}", self.accuracy_m) } else { Ok(()) }
    }
}

struct Degrees(i32);

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micro = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", micro / 1_000_000, micro % 1_000_000)
    }
}

impl FromStr for Place {
    type Err = Rejected;

    fn from_str(text: &str) -> Result<Self, Rejected> {
        let wrong = || Rejected::because(RejectedCode::WrongShape, "place", "a geo URI: geo:31.230416,121.473701;u=12");
        let mut parts = text.strip_prefix("geo:").ok_or_else(wrong)?.split(';');
        let (latitude, longitude) = parts.next().and_then(|point| point.split_once(',')).ok_or_else(wrong)?;
        let mut accuracy_m = 0;
        for parameter in parts {
            if let Some(metres) = parameter.strip_prefix("u=") {
                accuracy_m = metres.parse().map_err(|_| wrong())?;
            }
        }
        let coordinates = Coordinates {
            latitude_udeg: micro(latitude).ok_or_else(wrong)?,
            longitude_udeg: micro(longitude).ok_or_else(wrong)?,
        };
        coordinates.check("place")?;
        Ok(Self { coordinates, accuracy_m })
    }
}

fn micro(text: &str) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: String = format!("{fraction:0<6}").chars().take(6).collect();
    let micro = whole.parse::<i32>().ok()?.checked_mul(1_000_000)?.checked_add(fraction.parse().ok()?)?;
    micro.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_text() {
        for text in ["geo:31.230416,121.473701;u=12", "geo:-0.000001,-179.999999", "geo:0.000000,0.000000"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        for bad in ["", "31,121", "geo:91,0", "geo:1e3,2", "geo:1", "geo:1,2;u=x", "geo:99999999999,1"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}
