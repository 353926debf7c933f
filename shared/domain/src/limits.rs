//! The bounds that every record body is held to, each named by the path of the field: a form can point at it, and one
//! record can never fill a phone.

use crate::{Id, Rejected, RejectedCode};
use jiff::civil::Date;
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Display, ops::RangeInclusive};

/// A name, a number, a title.
pub const LINE_CHARS_MAX: usize = 200;
/// A hint, a remark, an address.
pub const NOTE_CHARS_MAX: usize = 4_000;
/// The body of an article.
pub const BODY_CHARS_MAX: usize = 100_000;
/// How many of anything one record may list.
pub const LIST_LEN_MAX: usize = 1_000;
/// Fields that the company defined for itself, on one record.
pub const EXT_FIELDS_MAX: usize = 100;
pub const EXT_BYTES_MAX: usize = 64 * 1024;
/// A hundred billion in minor units: more than anybody invoices for one thing.
pub const MINOR_MAX: i64 = 10_000_000_000_000;
/// 2200-01-01T00:00:00Z.
pub const INSTANT_MS_MAX: i64 = 7_258_118_400_000;

pub(crate) fn missing(path: &str) -> Rejected {
    Rejected::new(RejectedCode::Missing, path)
}

fn shape(path: &str, expected: impl Into<String>) -> Rejected {
    Rejected::because(RejectedCode::WrongShape, path, expected)
}

/// At most `chars_max` characters and nothing that only a terminal understands; may be empty.
pub(crate) fn text(path: &str, value: &str, chars_max: usize) -> Result<(), Rejected> {
    let chars = value.chars().count();
    if chars > chars_max {
        return Err(Rejected::because(
            RejectedCode::TooLarge,
            path,
            format!("at most {chars_max} characters, not {chars}"),
        ));
    }
    if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(shape(path, "text without control characters"));
    }
    Ok(())
}

/// One line, may be empty.
pub(crate) fn line(path: &str, value: &str) -> Result<(), Rejected> {
    text(path, value, LINE_CHARS_MAX)?;
    if value.contains(['\n', '\r']) {
        return Err(shape(path, "one line"));
    }
    Ok(())
}

/// One line that must be there.
pub(crate) fn written_line(path: &str, value: &str) -> Result<(), Rejected> {
    if value.trim().is_empty() {
        return Err(missing(path));
    }
    line(path, value)
}

pub(crate) fn note(path: &str, value: &str) -> Result<(), Rejected> {
    text(path, value, NOTE_CHARS_MAX)
}

/// Lines, none of them empty.
pub(crate) fn lines<'a>(path: &str, values: impl ExactSizeIterator<Item = &'a String>) -> Result<(), Rejected> {
    list(path, values.len())?;
    for (index, value) in values.enumerate() {
        written_line(&format!("{path}[{index}]"), value)?;
    }
    Ok(())
}

pub(crate) fn list(path: &str, len: usize) -> Result<(), Rejected> {
    list_of_at_most(path, len, LIST_LEN_MAX)
}

/// # Errors
/// [`RejectedCode::TooLarge`] for more.
pub fn list_of_at_most(path: &str, len: usize, len_max: usize) -> Result<(), Rejected> {
    if len > len_max {
        return Err(Rejected::because(RejectedCode::TooLarge, path, format!("at most {len_max} entries, not {len}")));
    }
    Ok(())
}

pub(crate) fn within<T: PartialOrd + Display>(path: &str, value: T, range: RangeInclusive<T>) -> Result<(), Rejected> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Rejected::because(
        RejectedCode::OutOfRange,
        path,
        format!("from {} to {}, not {value}", range.start(), range.end()),
    ))
}

/// A reference that must be there.
pub(crate) fn reference(path: &str, id: Id) -> Result<(), Rejected> {
    if id.is_nil() { Err(missing(path)) } else { Ok(()) }
}

pub(crate) fn instant(path: &str, at_ms: Option<i64>) -> Result<(), Rejected> {
    at_ms.map_or(Ok(()), |at_ms| within(path, at_ms, 0..=INSTANT_MS_MAX))
}

/// A date of this trade: nothing that is still serviced was made before 1900.
pub(crate) fn date(path: &str, date: Option<Date>) -> Result<(), Rejected> {
    date.map_or(Ok(()), |date| within(path, date.year(), 1900..=2200))
}

/// Both ends sound, and the first not after the last.
pub(crate) fn period(path: &str, from: Option<Date>, until: Option<Date>) -> Result<(), Rejected> {
    date(&format!("{path}_from"), from)?;
    date(&format!("{path}_until"), until)?;
    match (from, until) {
        (Some(from), Some(until)) if from > until => {
            Err(Rejected::because(RejectedCode::OutOfRange, format!("{path}_until"), format!("not before {from}")))
        }
        _ => Ok(()),
    }
}

/// Whether a day lies in a period whose missing end is open; both ends belong to it.
pub(crate) fn is_in_period(day: Date, from: Option<Date>, until: Option<Date>) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
}

/// Zero or more minor units.
pub(crate) fn minor(path: &str, minor: i64) -> Result<(), Rejected> {
    within(path, minor, 0..=MINOR_MAX)
}

/// Three capital letters, as in ISO 4217.
pub(crate) fn currency(path: &str, currency: &str) -> Result<(), Rejected> {
    if currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(shape(path, "three capital letters, as in ISO 4217"))
}

/// Empty, or something with an @ between two parts.
pub(crate) fn email(path: &str, email: &str) -> Result<(), Rejected> {
    line(path, email)?;
    let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if email.is_empty() || (is_address && !email.contains(char::is_whitespace)) {
        return Ok(());
    }
    Err(shape(path, "an e-mail address"))
}

/// Empty, or digits with the signs people write between them.
pub(crate) fn phone(path: &str, phone: &str) -> Result<(), Rejected> {
    let is_phone = phone.len() <= 40
        && phone.chars().all(|c| c.is_ascii_digit() || "+-() .#*/,extEXT".contains(c))
        && phone.chars().filter(char::is_ascii_digit).count() >= 3;
    if phone.is_empty() || is_phone {
        return Ok(());
    }
    Err(shape(path, "a telephone number of at least 3 digits"))
}

/// Empty, or a zone of the IANA database.
pub(crate) fn zone(path: &str, zone: &str) -> Result<(), Rejected> {
    if zone.is_empty() || crate::zone::find(zone).is_some() {
        return Ok(());
    }
    Err(shape(path, "an IANA time zone such as Asia/Shanghai"))
}

/// Empty, or a web address.
pub(crate) fn url(path: &str, url: &str) -> Result<(), Rejected> {
    text(path, url, 2_000)?;
    if url.is_empty() || url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    Err(shape(path, "an address that begins with https://"))
}

/// Decimal text, as readings and limits are written: no exponent, at most 28 digits.
pub(crate) fn decimal(path: &str, text: &str) -> Result<rust_decimal::Decimal, Rejected> {
    rust_decimal::Decimal::from_str_exact(text).map_err(|_| shape(path, "a decimal number"))
}

/// Fields the company defined, by the id of their definition. What each may hold is the definition's to say
/// ([`crate::field_definition::check`]).
pub(crate) fn ext(ext: &BTreeMap<String, Value>) -> Result<(), Rejected> {
    list_of_at_most("ext", ext.len(), EXT_FIELDS_MAX)?;
    let mut size_bytes = 0_usize;
    for (key, value) in ext {
        if key.parse::<Id>().is_err() {
            return Err(shape("ext", "keys that are ids of field definitions"));
        }
        size_bytes = size_bytes.saturating_add(value.to_string().len());
    }
    if size_bytes > EXT_BYTES_MAX {
        return Err(Rejected::because(
            RejectedCode::TooLarge,
            "ext",
            format!("at most {EXT_BYTES_MAX} bytes, not {size_bytes}"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn a_refusal_names_the_path_and_the_bound_but_not_the_value_of_a_text() {
        let refused = text("customer.name", &"密".repeat(201), LINE_CHARS_MAX).unwrap_err();
        assert_eq!(refused.code, RejectedCode::TooLarge);
        assert_eq!(refused.path, "customer.name");
        assert!(!refused.to_string().contains('密'));
    }

    #[test]
    fn text_of_every_script_is_welcome_and_control_characters_are_not() {
        for good in ["王小明", "O’Brien", "🛠️", "عربي", "e\u{301}", ""] {
            assert_eq!(line("p", good), Ok(()), "{good}");
        }
        for bad in ["a\0b", "a\u{1b}[31m", "a\nb"] {
            assert!(line("p", bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn telephone_numbers_and_addresses_are_checked_loosely() {
        for good in ["", "120", "+86 21 5555 0100", "021-5555 0100 ext. 7"] {
            assert_eq!(phone("p", good), Ok(()), "{good}");
        }
        assert!(phone("p", "call me").is_err());
        assert!(email("p", "a@b").is_err());
        assert!(email("p", "a@b.example").is_ok());
    }

    #[test]
    fn a_period_without_an_end_is_open() {
        assert!(is_in_period(day(2026, 5, 1), Some(day(2026, 5, 1)), None));
        assert!(!is_in_period(day(2026, 5, 1), None, Some(day(2026, 4, 30))));
        assert!(period("valid", Some(day(2026, 5, 1)), Some(day(2026, 4, 1))).is_err());
    }
}
