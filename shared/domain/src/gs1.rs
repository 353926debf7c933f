//! GS1 identifiers of single things, as element strings (GS1 General Specifications, section 7) or as GS1 Digital Links
//! (GS1 Digital Link: URI Syntax). Both forms of one identifier read alike.

use std::collections::BTreeMap;

/// What ends a value of variable length.
const SEPARATOR: char = '\u{1d}';
/// A symbol holds no more.
const CHARACTERS_MAX: usize = 512;
const VALUE_CHARACTERS_MAX: usize = 90;

const GTIN: &str = "01";
const SERIAL: &str = "21";
const SERIAL_CHARACTERS_MAX: usize = 20;
/// A kind of returnable asset, and after it perhaps the serial number of one.
const RETURNABLE: &str = "8003";
const RETURNABLE_SERIAL_CHARACTERS_MAX: usize = 16;
/// One asset: a company prefix, which has at least four digits, and what the company calls it.
const INDIVIDUAL: &str = "8004";
const INDIVIDUAL_CHARACTERS_MAX: usize = 30;

/// How long a value is whose end no separator marks (General Specifications, figure 7.8.5-2), by the first two digits of its
/// identifier: characters of the identifier, characters of the value.
const FIXED: &[(&str, usize, usize)] = &[
    ("00", 2, 18),
    ("01", 2, 14),
    ("02", 2, 14),
    ("03", 2, 14),
    ("11", 2, 6),
    ("12", 2, 6),
    ("13", 2, 6),
    ("15", 2, 6),
    ("16", 2, 6),
    ("17", 2, 6),
    ("20", 2, 2),
    ("31", 4, 6),
    ("32", 4, 6),
    ("33", 4, 6),
    ("34", 4, 6),
    ("35", 4, 6),
    ("36", 4, 6),
    ("41", 3, 13),
];

/// The identifier in a text that a reader gave or a person typed, in brackets: `(01)04012345678901(21)A-7`. `None` where the
/// text is no such form, or names a kind of thing and not one of them: a GTIN without a serial number.
pub(crate) fn identifier(text: &str) -> Option<String> {
    if text.len() > CHARACTERS_MAX {
        return None;
    }
    let elements = digital_link(text).or_else(|| in_brackets(text)).or_else(|| element_string(text))?;
    // What is written in brackets is read again.
    if elements.values().any(|value| value.contains(['(', ')'])) {
        return None;
    }
    if let Some(value) = elements.get(RETURNABLE) {
        let (kind, serial) = value.split_at_checked(14)?;
        let is_one = !serial.is_empty() && serial.len() <= RETURNABLE_SERIAL_CHARACTERS_MAX;
        return (is_one && gtin(kind).is_some()).then(|| format!("({RETURNABLE}){value}"));
    }
    if let Some(value) = elements.get(INDIVIDUAL) {
        let is_prefixed = value.len() > 4 && value.bytes().take(4).all(|b| b.is_ascii_digit());
        return (is_prefixed && value.len() <= INDIVIDUAL_CHARACTERS_MAX).then(|| format!("({INDIVIDUAL}){value}"));
    }
    let (gtin, serial) = (gtin(elements.get(GTIN)?)?, elements.get(SERIAL)?);
    (serial.len() <= SERIAL_CHARACTERS_MAX).then(|| format!("({GTIN}){gtin}({SERIAL}){serial}"))
}

type Elements = BTreeMap<String, String>;

/// With all 14 digits, the last of which checks the others.
fn gtin(digits: &str) -> Option<String> {
    if !matches!(digits.len(), 8 | 12 | 13 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let padded = format!("{digits:0>14}");
    let weighted =
        padded.bytes().zip([3, 1].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    (weighted.sum::<u32>() % 10 == 0).then_some(padded)
}

/// `https://any.host/any/path/01/<gtin>/21/<serial>`, whatever else it says.
fn digital_link(text: &str) -> Option<Elements> {
    let (scheme, rest) = text.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let path = rest.split(['?', '#']).next()?;
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
    // In pairs from the end, so that a value is not taken for a name.
    let is_first = |at: &usize| {
        let is_key = segments.get(*at).is_some_and(|segment| [GTIN, RETURNABLE, INDIVIDUAL].contains(segment));
        is_key && segments.len().saturating_sub(*at).is_multiple_of(2)
    };
    let first = (0..segments.len()).rev().find(is_first)?;
    let pairs = segments.get(first..)?.chunks_exact(2);
    let read = |pair: &[&str]| Some(((*pair.first()?).to_owned(), unescaped(pair.get(1)?)?));
    pairs.map(read).collect::<Option<Elements>>().filter(|elements| elements.values().all(|value| is_value(value)))
}

/// `(01)04012345678901(21)A-7`, as printed under a symbol.
fn in_brackets(text: &str) -> Option<Elements> {
    let parts = text.strip_prefix('(')?.split('(');
    let read = |part: &str| {
        let (name, value) = part.split_once(')')?;
        (is_name(name) && is_value(value)).then(|| (name.to_owned(), value.to_owned()))
    };
    parts.map(read).collect()
}

/// `0104012345678901` `21A-7`, as a reader gives it, perhaps with the name of the symbology before it.
fn element_string(text: &str) -> Option<Elements> {
    let marked = ["]C1", "]e0", "]d2", "]Q3", "]J1"].iter().find_map(|mark| text.strip_prefix(mark));
    let mut rest = marked.unwrap_or(text).trim_start_matches(SEPARATOR);
    let mut elements = Elements::new();
    while !rest.is_empty() {
        let fixed = FIXED.iter().find(|(start, _, _)| rest.starts_with(start));
        let (name, value) = match fixed {
            Some((_, name, value)) => (rest.get(..*name)?, rest.get(*name..name.checked_add(*value)?)?),
            None => {
                let name = rest.get(..name_length(rest)?)?;
                (name, rest.get(name.len()..)?.split(SEPARATOR).next()?)
            }
        };
        if !is_name(name) || !is_value(value) {
            return None;
        }
        elements.insert(name.to_owned(), value.to_owned());
        rest = rest.get(name.len().checked_add(value.len())?..)?;
        rest = rest.strip_prefix(SEPARATOR).unwrap_or(rest);
    }
    // What only looks like one is told apart by the check digit of its GTIN.
    Some(elements).filter(|found| marked.is_some() || found.get(GTIN).is_some_and(|digits| gtin(digits).is_some()))
}

/// Digits of an identifier whose value has no fixed length (General Specifications, section 3.2).
fn name_length(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [b'1' | b'2', b'0'..=b'2', ..] | [b'3', b'0' | b'7', ..] | [b'9', ..] => Some(2),
        [b'2', b'3' | b'4' | b'5', ..] | [b'4', b'0' | b'2', ..] | [b'7', b'1', ..] => Some(3),
        [b'3' | b'4' | b'7' | b'8', ..] => Some(4),
        _ => None,
    }
}

fn is_name(name: &str) -> bool {
    (2..=4).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_digit())
}

/// Printable ASCII.
fn is_value(value: &str) -> bool {
    !value.is_empty() && value.len() <= VALUE_CHARACTERS_MAX && value.bytes().all(|b| b.is_ascii_graphic())
}

/// Percent signs of a URL taken out.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => u8::from_str_radix(std::str::from_utf8(&[rest.next()?, rest.next()?]).ok()?, 16).ok()?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_one_identifier_reads_alike() {
        for text in [
            "(01)04012345678901(21)A-7/b",
            "010401234567890121A-7/b",
            "]C1010401234567890121A-7/b",
            "]d2010401234567890110LOT1\u{1d}21A-7/b",
            "]Q3\u{1d}21A-7/b\u{1d}0104012345678901",
            "01040123456789011728123121A-7/b\u{1d}",
            "https://id.gs1.org/01/04012345678901/21/A-7%2Fb",
            "https://maker.example/products/01/4012345678901/10/L5/21/A-7%2Fb?17=281231#x",
        ] {
            assert_eq!(identifier(text).as_deref(), Some("(01)04012345678901(21)A-7/b"), "{text:?}");
        }
        for lot in ["10/01", "10/8003", "10/8004"] {
            let link = format!("https://id.gs1.org/01/04012345678901/{lot}/21/01");
            assert_eq!(identifier(&link).as_deref(), Some("(01)04012345678901(21)01"), "{lot}");
        }
        assert_eq!(identifier("]C1800304012345678901R-5").as_deref(), Some("(8003)04012345678901R-5"));
        assert_eq!(identifier("]C18004401234ASSET9").as_deref(), Some("(8004)401234ASSET9"));
        assert_eq!(identifier("https://id.gs1.org/8004/401234ASSET9").as_deref(), Some("(8004)401234ASSET9"));
    }

    #[test]
    fn what_names_no_single_thing_or_is_no_identifier_is_left_alone() {
        for text in [
            "",
            "(",
            "()",
            "(01)",
            "4012345678901",
            "0104012345678901",
            "(01)04012345678902(21)A-7",
            "010401234567890221A-7",
            "https://example.com/",
            "https://example.com/01",
            "https://example.com/01/04012345678901",
            "https://example.com/01/04012345678901/21/%ZZ",
            "https://example.com/01/04012345678901/21/%",
            "ftp://example.com/01/04012345678901/21/A",
            "SN-0104012345678901",
            "010401234567890121A(12)B",
            "]C1800304012345678901",
            "https://portal.example/items/8004/label/17",
            "https://portal.example/8004/label",
            "(01)04012345678901(21)123456789012345678901",
            "(01)04012345678901(21)设备",
            "0104012345678901设备",
            "]C1",
            "]C1设备",
        ] {
            assert_eq!(identifier(text), None, "{text:?}");
        }
        assert_eq!(identifier(&"]C1".repeat(1_000)), None);
    }
}
