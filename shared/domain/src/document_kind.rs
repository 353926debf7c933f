//! The registry of document kinds: which registers and collections each has, and what may stand in them.

use crate::{
    Id, Rejected, RejectedCode, Word,
    attachment::{self, Attachment},
    device,
    document::{DocumentKind, Write},
    entry, limits, part_request,
    place::Place,
    procedure_draft, visit, work_order,
};
use serde_json::Value;

/// The newest schema of documents, and of the words they are about, that this build knows. An app that says a lower one
/// cannot read everything this build writes.
pub const SCHEMA: u32 = 1;

/// The oldest schema whose apps still get what is new. What an older one brings is taken all the same.
pub const SCHEMA_OLDEST: u32 = 1;

/// The kind of a word's documents; `None` for words that have none.
pub fn of(word: Word) -> Option<&'static DocumentKind> {
    match word {
        Word::WorkOrder => Some(&work_order::KIND),
        Word::Visit => Some(&visit::KIND),
        Word::Device => Some(&device::KIND),
        Word::ProcedureDraft => Some(&procedure_draft::KIND),
        Word::PartRequest => Some(&part_request::KIND),
        _ => None,
    }
}

/// Every kind of document.
pub const ALL: &[&DocumentKind] =
    &[&work_order::KIND, &visit::KIND, &device::KIND, &procedure_draft::KIND, &part_request::KIND];

/// The field definition that a register `ext.<definition id>` belongs to.
pub fn ext_definition(field: &str) -> Option<Id> {
    field.strip_prefix("ext.")?.parse().ok()
}

/// What a register may hold. `null` clears any of them. Registers are scalars: a list of skills is one text with a line
/// each, a place one geo URI, so that two people setting it conflict as a whole and not in halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text of at most so many characters.
    Text(usize),
    /// One text, one item a line.
    Lines,
    Id,
    /// One text, an identity a line.
    Ids,
    /// One text: the JSON list of files.
    Files,
    Integer(i64, i64),
    /// Milliseconds since 1970.
    Instant,
    OneOf(&'static [&'static str]),
    /// A work order number with a fitting check character.
    Number,
    /// An IANA zone.
    Zone,
    /// A geo URI.
    Geo,
    /// A day, `2026-11-23`.
    Date,
}

/// Declares a kind's registers once, as names for the registry and as shapes for the check.
macro_rules! fields {
    ($($name:literal: $shape:expr,)*) => {
        pub(crate) const SHAPES: &[(&str, $crate::document_kind::Shape)] = &[$(($name, $shape),)*];
        pub(crate) const FIELDS: &[&str] = &[$($name,)*];
    };
}
pub(crate) use fields;

/// The check of one entry of a collection.
pub(crate) type EntryCheck = fn(&Value) -> Result<(), Rejected>;

/// Whether a write has the type, range and size that its place demands. Says nothing about rights.
pub fn check_write(word: Word, write: &Write) -> Result<(), Rejected> {
    let unknown = |path: &str| Rejected::new(RejectedCode::UnknownPath, path);
    let kind = of(word).ok_or_else(|| unknown(word.as_str()))?;
    match write {
        Write::Set { field, value } if ext_definition(field).is_some() => check_ext(field, value),
        Write::Set { field, value } => {
            let (_, shape) = shapes(word).iter().find(|(name, _)| name == field).ok_or_else(|| unknown(field))?;
            if value.is_null() { Ok(()) } else { shape.check(field, value) }
        }
        Write::Add { collection, id, entry } => {
            limits::reference(collection, *id)?;
            if !kind.collections.iter().any(|(known, _)| known == collection) {
                return Err(unknown(collection));
            }
            entry_check(word, collection).ok_or_else(|| unknown(collection))?(entry)
        }
    }
}

fn shapes(word: Word) -> &'static [(&'static str, Shape)] {
    match word {
        Word::WorkOrder => work_order::SHAPES,
        Word::Visit => visit::SHAPES,
        Word::Device => device::SHAPES,
        Word::ProcedureDraft => procedure_draft::SHAPES,
        Word::PartRequest => part_request::SHAPES,
        _ => &[],
    }
}

fn entry_check(word: Word, collection: &str) -> Option<EntryCheck> {
    if collection == "withdrawals" {
        return Some(entry::check::<entry::Withdrawal>);
    }
    match word {
        Word::WorkOrder => work_order::entry_check(collection),
        Word::Visit => visit::entry_check(collection),
        Word::Device => device::entry_check(collection),
        Word::ProcedureDraft => procedure_draft::entry_check(collection),
        Word::PartRequest => part_request::entry_check(collection),
        _ => None,
    }
}

fn check_ext(field: &str, value: &Value) -> Result<(), Rejected> {
    match value {
        Value::Null | Value::Bool(_) => Ok(()),
        Value::Number(number) if number.is_i64() => Ok(()),
        Value::String(text) => limits::text(field, text, limits::BODY_CHARS_MAX),
        _ => Err(Rejected::because(RejectedCode::WrongShape, field, "text, a whole number, true or false")),
    }
}

impl Shape {
    fn check(self, path: &str, value: &Value) -> Result<(), Rejected> {
        let wrong = |expected: &str| Rejected::because(RejectedCode::WrongShape, path, expected);
        let text = || value.as_str().ok_or_else(|| wrong("text"));
        match self {
            Self::Text(chars_max) => limits::text(path, text()?, chars_max),
            Self::Lines => {
                limits::text(path, text()?, limits::NOTE_CHARS_MAX)?;
                text()?.lines().try_for_each(|line| limits::line(path, line))
            }
            Self::Id => text()?.parse::<Id>().map(drop).map_err(|_| wrong("a ULID")),
            Self::Ids => {
                limits::list(path, text()?.lines().count())?;
                text()?.lines().try_for_each(|line| line.parse::<Id>().map(drop).map_err(|_| wrong("a ULID a line")))
            }
            Self::Files => {
                limits::text(path, text()?, limits::BODY_CHARS_MAX)?;
                let files = serde_json::from_str::<Vec<Attachment>>(text()?).map_err(|_| wrong("a list of files"))?;
                attachment::check_all(path, &files)
            }
            Self::Integer(min, max) => match value.as_i64() {
                Some(integer) if (min..=max).contains(&integer) => Ok(()),
                Some(_) => Err(Rejected::because(RejectedCode::OutOfRange, path, format!("{min} to {max}"))),
                None => Err(wrong("a whole number")),
            },
            Self::Instant => limits::instant(path, Some(value.as_i64().ok_or_else(|| wrong("milliseconds"))?)),
            Self::OneOf(known) if known.contains(&text()?) => Ok(()),
            Self::OneOf(known) => {
                Err(Rejected::because(RejectedCode::UnknownPath, path, format!("one of {}", known.join(", "))))
            }
            Self::Number => text()?.parse::<crate::number::WorkOrderNumber>().map(drop),
            Self::Zone => limits::zone(path, text()?),
            Self::Geo => text()?.parse::<Place>().map(drop),
            Self::Date => text()?.parse::<jiff::civil::Date>().map(drop).map_err(|_| wrong("a day, 2026-11-23")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(field: &str, value: Value) -> Result<(), Rejected> {
        check_write(Word::WorkOrder, &Write::Set { field: field.to_owned(), value })
    }

    #[test]
    fn every_collection_of_every_kind_has_a_check() {
        for kind in ALL {
            for (collection, schema) in kind.collections {
                assert!(entry_check(kind.word, collection).is_some(), "{} {collection}", kind.word);
                assert!(*schema <= kind.schema);
            }
            assert_eq!(of(kind.word), Some(*kind));
            assert_eq!(kind.fields.len(), shapes(kind.word).len());
        }
    }

    #[test]
    fn a_register_takes_only_what_fits_it() {
        assert!(set("title", json!("漏水 🚰 e\u{301}\u{202e}")).is_ok());
        assert!(set("title", Value::Null).is_ok());
        assert!(set("zone", json!("Asia/Shanghai")).is_ok());
        let ext = format!("ext.{}", Id::from_parts(1, 1));
        assert!(set(&ext, json!(7)).is_ok());
        for (field, value, code) in [
            ("title", json!(7), RejectedCode::WrongShape),
            ("title", json!("x".repeat(2_000_000)), RejectedCode::TooLarge),
            ("window_start_ms", json!(-1), RejectedCode::OutOfRange),
            ("window_start_ms", json!(1.5), RejectedCode::WrongShape),
            ("priority", json!("panic"), RejectedCode::UnknownPath),
            ("number", json!("WO-1"), RejectedCode::WrongShape),
            ("status", json!("closed"), RejectedCode::UnknownPath),
            ("customer", json!("me"), RejectedCode::WrongShape),
            ("zone", json!("../etc"), RejectedCode::WrongShape),
            ("ext.x", json!(1), RejectedCode::UnknownPath),
            (&ext, json!([1]), RejectedCode::WrongShape),
        ] {
            assert_eq!(set(field, value).unwrap_err().code, code, "{field}");
        }
    }
}
