//! One cell to JSON and back.

use super::{Keys, kinds::Cell};
use onsite_domain::Quantity;
use serde_json::{Map, Value, json};

/// The value a cell stands for; `None` where it is empty. The error says what is wrong.
pub(super) fn read(cell: Cell, text: &str, keys: &Keys) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match cell {
        Cell::Ignored => return Ok(None),
        Cell::Text => json!(text),
        Cell::Lower => json!(text.to_lowercase()),
        Cell::List => json!(list(text).collect::<Vec<_>>()),
        Cell::Whole => json!(text.parse::<i64>().map_err(|_| "expected a whole number".to_owned())?),
        Cell::YesNo => json!(yes_no(text).ok_or_else(|| "expected yes or no".to_owned())?),
        Cell::Quantity => {
            json!(Quantity::parse(text).ok_or_else(|| "expected a number with up to three decimal places".to_owned())?)
        }
        Cell::Degrees => {
            json!(degrees(text).ok_or_else(|| "expected degrees with up to six decimal places".to_owned())?)
        }
        Cell::Reference(word) => {
            json!(keys.get(word, text).ok_or_else(|| format!("no {word} has the key '{text}'"))?)
        }
        Cell::Instant => {
            let instant: jiff::Timestamp =
                text.parse().map_err(|_| "expected an instant like 2026-11-23T09:00:00+08:00".to_owned())?;
            json!(instant.as_millisecond())
        }
        Cell::Skills => {
            let skills: Option<Vec<Value>> = list(text).map(skill).collect();
            json!(skills.ok_or_else(|| "expected skills like ct:3:2027-06-30, separated by semicolons".to_owned())?)
        }
    };
    Ok(Some(value))
}

/// The text of a value, for an export.
pub(crate) fn write(cell: Cell, value: &Value, keys: &Keys) -> String {
    match (cell, value) {
        (Cell::Degrees, Value::Number(number)) => {
            let micro = number.as_i64().unwrap_or(0);
            let sign = if micro < 0 { "-" } else { "" };
            let (whole, fraction) = (micro.unsigned_abs() / 1_000_000, micro.unsigned_abs() % 1_000_000);
            format!("{sign}{whole}.{fraction:06}")
        }
        (Cell::Quantity, Value::Number(number)) => Quantity(number.as_i64().unwrap_or(0)).to_string(),
        (Cell::YesNo, Value::Bool(is_set)) => (if *is_set { "yes" } else { "no" }).to_owned(),
        (Cell::Reference(word), Value::String(id)) => {
            id.parse().ok().and_then(|id| keys.key_of(word, id)).unwrap_or(id).to_owned()
        }
        (Cell::Instant, Value::Number(number)) => number
            .as_i64()
            .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
            .map(|instant| instant.to_string())
            .unwrap_or_default(),
        (Cell::Skills, Value::Array(skills)) => skills.iter().map(skill_text).collect::<Vec<_>>().join(";"),
        (_, Value::Array(list)) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Bool(is_set)) => (if *is_set { "yes" } else { "no" }).to_owned(),
        (_, Value::Null | Value::Object(_)) => String::new(),
    }
}

/// A cell as it may stand in a file that a spreadsheet opens: what would be run as a formula gets an apostrophe before it,
/// which [`bare`] takes away. Plain numbers are left as they are.
/// Source of the characters: the OWASP page on CSV injection.
pub(crate) fn guarded(text: String) -> String {
    let is_number = text.strip_prefix(['-', '+']).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    if is_formula(text.trim_start_matches('\'')) && !is_number { format!("'{text}") } else { text }
}

/// What [`guarded`] was given.
pub(super) fn bare(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The texts of a list cell.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；']).map(str::trim).filter(|entry| !entry.is_empty())
}

pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "是" => Some(true),
        "no" | "n" | "false" | "0" | "否" => Some(false),
        _ => None,
    }
}

fn degrees(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !is_plain {
        return None;
    }
    // Finer than 0.1 m is the instrument's noise.
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let micro = whole.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(fraction.parse().ok()?)?;
    micro.checked_mul(sign)
}

fn skill(text: &str) -> Option<Value> {
    let mut parts = text.split(':').map(str::trim);
    let code = parts.next().filter(|code| !code.is_empty())?;
    let level: u8 = parts.next().unwrap_or("3").parse().ok()?;
    let mut skill = Map::new();
    skill.insert("code".to_owned(), json!(code));
    skill.insert("level".to_owned(), json!(level));
    if let Some(last) = parts.next().filter(|last| !last.is_empty()) {
        skill.insert("expires_on".to_owned(), json!(last.parse::<jiff::civil::Date>().ok()?));
    }
    parts.next().is_none().then_some(Value::Object(skill))
}

fn skill_text(skill: &Value) -> String {
    let text = |key: &str| skill.get(key).and_then(Value::as_str).unwrap_or_default();
    let level = skill.get("level").and_then(Value::as_u64).unwrap_or(0);
    let last = text("expires_on");
    let end = if last.is_empty() { String::new() } else { format!(":{last}") };
    format!("{}:{level}{end}", text("code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_is_changed_by_that() {
        for text in ["=1+1", "+86 21 5550 0101", "-", "@SUM(A1)", "\tx", "\r=x", "'=x", "''-y", "-1e5", "--1"] {
            let out = guarded(text.to_owned());
            assert!(out.starts_with('\''), "{out}");
            assert_eq!(bare(&out), text);
        }
        for text in ["-31.2304", "+862155500101", "'tis", "'", "", "a=b", "漏水"] {
            assert_eq!(guarded(text.to_owned()), text);
            assert_eq!(bare(text), text);
        }
    }

    #[test]
    fn a_cell_comes_back_as_it_was_written() {
        let keys = Keys::default();
        for (cell, text) in [
            (Cell::Degrees, "-31.230400"),
            (Cell::Degrees, "0.000001"),
            (Cell::Skills, "ct:3:2027-06-30;lift:1"),
            (Cell::List, "a;b"),
            (Cell::Instant, "2026-11-23T01:00:00Z"),
            (Cell::YesNo, "yes"),
        ] {
            let value = read(cell, text, &keys).unwrap().unwrap();
            assert_eq!(write(cell, &value, &keys), text);
        }
        for (cell, text) in [(Cell::Degrees, "1e5"), (Cell::Skills, "ct:x"), (Cell::Whole, "1.5"), (Cell::YesNo, "?")] {
            assert!(read(cell, text, &keys).is_err(), "{text}");
        }
    }
}
