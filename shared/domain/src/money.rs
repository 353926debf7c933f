//! Money, always with its currency, always in minor units.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount in the currency's minor unit (fen, cent).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    pub minor: i64,
    /// ISO 4217, upper case.
    pub currency: String,
}

/// A tax rate in basis points: 1300 is 13 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct BasisPoints(pub u32);

/// `amount × numerator / denominator`, half away from zero: the one rounding rule of the house.
/// `None` where the result does not fit or `denominator` is zero.
pub fn scale_minor(amount: i64, numerator: i64, denominator: i64) -> Option<i64> {
    let product = i128::from(amount).checked_mul(i128::from(numerator))?;
    let denominator = i128::from(denominator);
    let doubled = product.checked_mul(2)?;
    let magnitude = doubled.abs().checked_add(denominator.abs())?.checked_div(denominator.abs().checked_mul(2)?)?;
    i64::try_from(if (product < 0) == (denominator < 0) { magnitude } else { magnitude.checked_neg()? }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(scale_minor(5, 1, 2), Some(3));
        assert_eq!(scale_minor(-5, 1, 2), Some(-3));
        assert_eq!(scale_minor(100, 1300, 10_000), Some(13));
        assert_eq!(scale_minor(1, 1, 0), None);
        assert_eq!(scale_minor(i64::MAX, i64::MAX, 1), None);
    }
}
