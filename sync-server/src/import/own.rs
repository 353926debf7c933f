//! Columns of the fields that the company defined for itself: headed by the field's name, in either language, or by `ext.` and
//! the id of its definition.

use super::{cell, columns, kinds::ImportKind, template, word};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Language, Rejected,
    field_definition::{EXTENDABLE, FieldDefinition, FieldKind, chosen, path_of},
    step::StepChoice,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The fields of the company's own that a table has, in the company's order.
pub(crate) type OwnColumns = Vec<(Id, FieldDefinition)>;

impl ServerStore {
    /// What a table has beside the columns that every company's has.
    pub(crate) fn own_columns(&self, kind: ImportKind) -> Result<OwnColumns, ServerError> {
        if !EXTENDABLE.contains(&word(kind)) {
            return Ok(OwnColumns::new());
        }
        let definitions = self.field_definitions()?.into_iter();
        let mut found: OwnColumns = definitions.filter(|(_, field)| field.extends == Some(word(kind))).collect();
        found.sort_by_key(|(id, field)| (field.sort, *id));
        Ok(found)
    }
}

/// What such a column is called, in a language; by its id where the name says another column already.
pub(crate) fn heading(kind: ImportKind, own: &OwnColumns, id: Id, language: Language) -> String {
    let name = |field: &FieldDefinition| field.label.in_language(language).trim().to_owned();
    let field = own.iter().find(|(other, _)| *other == id).map(|(_, field)| name(field));
    let field = field.filter(|field| !field.is_empty()).unwrap_or_else(|| path_of(id));
    let is_taken = columns(kind).iter().any(|column| template::is_headed(column, &field))
        || own.iter().any(|(other, held)| *other != id && is_called(held, &field));
    if is_taken { path_of(id) } else { field }
}

/// The field that a heading of a file means.
pub(super) fn headed(own: &OwnColumns, written: &str) -> Option<Id> {
    let written = written.trim().trim_end_matches('*').trim_end();
    let by_id = own.iter().find(|(id, _)| path_of(*id).eq_ignore_ascii_case(written));
    let mut by_name = own.iter().filter(|(_, field)| is_called(field, written));
    let found = by_id.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
    found.map(|(id, _)| *id)
}

fn is_called(field: &FieldDefinition, written: &str) -> bool {
    let languages = [Language::Zh, Language::En].into_iter();
    languages.map(|language| field.label.in_language(language)).any(|name| is_same(name, written))
}

fn is_same(name: &str, written: &str) -> bool {
    name.trim().to_lowercase() == written.trim().to_lowercase()
}

/// The value that a cell stands for; `None` where it is empty. A choice is written as it is kept or as people call it.
///
/// # Errors
/// What the field's definition says of the value.
pub(super) fn read(field: &FieldDefinition, path: &str, text: &str) -> Result<Option<Value>, Rejected> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match field.kind {
        FieldKind::YesNo => cell::yes_no(text).map_or_else(|| json!(text), |is_set| json!(is_set)),
        FieldKind::Choice => json!(choice(field, text)),
        FieldKind::Choices => json!(cell::list(text).map(|one| choice(field, one)).collect::<Vec<_>>()),
        _ => json!(text),
    };
    field.check_value(path, &value)?;
    Ok(Some(value))
}

fn choice<'a>(field: &'a FieldDefinition, text: &'a str) -> &'a str {
    let is_meant = |choice: &&StepChoice| {
        let languages = [Language::Zh, Language::En].into_iter();
        choice.value == text
            || languages.map(|language| choice.label.in_language(language)).any(|name| is_same(name, text))
    };
    field.choices.iter().find(is_meant).map_or(text, |choice| choice.value.as_str())
}

/// The text of a value, for an export.
pub(crate) fn write(field: &FieldDefinition, value: &Value) -> String {
    match (field.kind, value) {
        (FieldKind::Choices, value) => chosen(value).join(";"),
        (_, Value::Bool(is_set)) => (if *is_set { "yes" } else { "no" }).to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Null) => String::new(),
        (_, value) => value.to_string(),
    }
}

/// An example of what may stand in a cell.
pub(super) fn example(field: &FieldDefinition) -> String {
    match field.kind {
        FieldKind::Number => field.low.clone().or_else(|| field.high.clone()).unwrap_or_else(|| "1".to_owned()),
        FieldKind::YesNo => "yes".to_owned(),
        FieldKind::Date => "2026-01-31".to_owned(),
        FieldKind::Choice | FieldKind::Choices => {
            field.choices.first().map(|choice| choice.value.clone()).unwrap_or_default()
        }
        FieldKind::Text | FieldKind::Unknown => String::new(),
    }
}

/// The values of a row, by the ids of their definitions.
pub(super) type OwnCells = BTreeMap<Id, String>;

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::{Text, Word};

    fn field(kind: FieldKind, zh: &str, en: &str) -> FieldDefinition {
        let choice = |value: &str, zh: &str| StepChoice {
            value: value.into(),
            label: Text::new(zh, value),
            ..StepChoice::default()
        };
        FieldDefinition {
            extends: Some(Word::Device),
            kind,
            label: Text::new(zh, en),
            choices: vec![choice("a", "甲"), choice("b", "乙")],
            ..FieldDefinition::default()
        }
    }

    #[test]
    fn a_heading_is_a_name_in_either_language_or_an_id() {
        let id = |n| Id::from_parts(1, n);
        let own = vec![
            (id(1), field(FieldKind::Text, "资产类别", "Asset class")),
            (id(2), field(FieldKind::Text, "序列号", "Serial")),
            (id(3), field(FieldKind::Text, "颜色", "Colour")),
            (id(4), field(FieldKind::Text, "颜色", "Color")),
        ];
        for (written, meant) in [("资产类别", 1), ("asset class *", 1), (path_of(id(2)).as_str(), 2), ("Color", 4)]
        {
            assert_eq!(headed(&own, written), Some(id(meant)), "{written}");
        }
        assert_eq!(headed(&own, "颜色"), None);
        assert_eq!(heading(ImportKind::Devices, &own, id(1), Language::Zh), "资产类别");
        // Another column is called so.
        assert_eq!(heading(ImportKind::Devices, &own, id(2), Language::Zh), path_of(id(2)));
        assert_eq!(heading(ImportKind::Devices, &own, id(3), Language::Zh), path_of(id(3)));
        assert_eq!(heading(ImportKind::Devices, &own, id(3), Language::En), "Colour");
    }

    #[test]
    fn a_cell_comes_back_as_it_was_written() {
        for (kind, text, value) in [
            (FieldKind::YesNo, "是", json!(true)),
            (FieldKind::Number, "1.50", json!("1.50")),
            (FieldKind::Choice, "乙", json!("b")),
            (FieldKind::Choices, "a；乙", json!(["a", "b"])),
            (FieldKind::Date, "2026-05-01", json!("2026-05-01")),
        ] {
            let field = field(kind, "x", "x");
            let held = read(&field, "x", text).unwrap().unwrap();
            assert_eq!(held, value);
            assert_eq!(read(&field, "x", &write(&field, &held)).unwrap().unwrap(), value);
        }
        for (kind, text) in [(FieldKind::YesNo, "maybe"), (FieldKind::Choice, "c"), (FieldKind::Date, "1 May")] {
            assert!(read(&field(kind, "x", "x"), "x", text).is_err(), "{text}");
        }
        assert_eq!(read(&field(FieldKind::Text, "x", "x"), "x", " "), Ok(None));
    }
}
