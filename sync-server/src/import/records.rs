//! Rows that are records.

use super::{
    Effect, Report, Row, cell,
    kinds::{Cell, ImportKind, columns, word},
    own::{self, OwnColumns},
};
use crate::{ServerError, ServerStore};
use onsite_domain::{Id, Language, Subject, Word, field_definition::path_of, id::Hash, record_kind};
use onsite_store::{Connection, Touched, record};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Which key means which subject: the number of most, the login of users, the reference or number of orders.
#[derive(Default)]
pub(crate) struct Keys {
    ids: BTreeMap<(Word, String), Id>,
    texts: BTreeMap<(Word, Id), String>,
}

impl Keys {
    /// Every key of the words that tables name.
    pub(crate) fn read(connection: &Connection) -> Result<Self, ServerError> {
        let mut keys = Self::default();
        let mut statement = connection.prepare(
            "SELECT subject, json_extract(body, '$.login'), json_extract(body, '$.customer_reference'),
                    number
             FROM view
             WHERE word IN ('organisation', 'user', 'customer', 'site', 'device', 'part', 'stock_location', 'procedure',
                            'work_order', 'contact')
             -- Of a procedure's revisions the newest is meant.
             ORDER BY coalesce(json_extract(body, '$.revision'), 0) DESC, subject",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let subject: String = row.get(0)?;
            let Ok(subject) = subject.parse::<Subject>() else { continue };
            let (login, reference, number): (Option<String>, Option<String>, Option<String>) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let candidates = match subject.word {
                Word::User => [login, None],
                Word::WorkOrder => [reference, number],
                Word::Contact => [Some(subject.id.to_string()), None],
                _ => [number, None],
            };
            for text in candidates.into_iter().flatten().filter(|text| !text.is_empty()) {
                keys.add(subject.word, &text, subject.id);
            }
        }
        Ok(keys)
    }

    pub(crate) fn get(&self, word: Word, text: &str) -> Option<Id> {
        self.ids.get(&(word, text.to_lowercase())).copied()
    }

    pub(crate) fn key_of(&self, word: Word, id: Id) -> Option<&str> {
        self.texts.get(&(word, id)).map(String::as_str)
    }

    fn add(&mut self, word: Word, text: &str, id: Id) {
        self.ids.entry((word, text.to_lowercase())).or_insert(id);
        self.texts.entry((word, id)).or_insert_with(|| text.to_owned());
    }

    /// The one company, for rows that name no organisation.
    fn company(connection: &Connection) -> Result<Option<Id>, ServerError> {
        let found: Vec<(Subject, Value)> = onsite_store::derived::views(
            connection,
            "word = 'organisation' AND json_extract(body, '$.kind') = 'company' ORDER BY subject LIMIT 1",
            &[],
        )?;
        Ok(found.first().map(|(subject, _)| subject.id))
    }
}

/// The identity of something that comes from a table: the same for the same key, on every run.
pub(super) fn id_of(word: Word, key: &str) -> Id {
    Hash::of_parts("onsite/import/v1", &[word.as_str().as_bytes(), key.to_lowercase().as_bytes()]).id()
}

impl ServerStore {
    pub(super) fn import_records(
        &mut self,
        kind: ImportKind,
        rows: &[Row],
        own: &OwnColumns,
        report: &mut Report,
    ) -> Result<(), ServerError> {
        let word = word(kind);
        let mut keys = Keys::read(&self.db)?;
        let company = Keys::company(&self.db)?;
        let mut seen = BTreeSet::new();
        let mut touched = Touched::new();
        let key_column = columns(kind).first().map_or("", |column| column.name);
        for row in rows {
            let key = row.text(key_column).to_owned();
            if key.is_empty() {
                continue;
            }
            if !seen.insert(key.to_lowercase()) {
                report.add(row.line, key_column, "this key stands in an earlier row too");
                continue;
            }
            let id = keys.get(word, &key).unwrap_or_else(|| id_of(word, &key));
            let subject = Subject::new(word, id);
            let held = record::get(&self.db, subject)?.filter(|held| !held.record.is_removed);
            let before = held.map(|held| held.record.body);
            let mut body = before.clone().unwrap_or_else(|| json!({}));
            if !fill(&mut body, row, &keys, report) || !fill_own(&mut body, row, own, report) {
                continue;
            }
            default_organisation(&mut body, word, company);
            if let Err(rejected) = record_kind::validate_record(word, &body) {
                let column = columns(kind).iter().find(|column| is_at(column.path, &rejected.path));
                report.add_rejected(row.line, column.map_or("", |column| column.name), &rejected);
                continue;
            }
            keys.add(word, &key, id);
            let effect = match &before {
                Some(before) if essence(before) == essence(&body) => Effect::Unchanged,
                before => {
                    let effect = if before.is_some() { Effect::Changed } else { Effect::Created };
                    let author = report.author.clone();
                    let record = self.put_record(&author, subject, body, &mut touched)?;
                    if word == Word::Device {
                        self.follow_own_of_device(&author, id, before.as_ref(), &record.body, &mut touched)?;
                    }
                    effect
                }
            };
            report.did(row.line, effect);
        }
        if report.mistakes.is_empty() { self.finish(&touched) } else { Ok(()) }
    }
}

/// A body without what means the same as nothing: whether a form or a table wrote it makes no difference.
fn essence(value: &Value) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text.is_empty() => None,
        Value::Array(list) if list.is_empty() => None,
        Value::Object(map) => {
            let kept: Map<String, Value> =
                map.iter().filter_map(|(key, value)| Some((key.clone(), essence(value)?))).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        other => Some(other.clone()),
    }
}

/// Puts the cells of a row into a body; says whether every one could be read.
fn fill(body: &mut Value, row: &Row, keys: &Keys, report: &mut Report) -> bool {
    let mut is_right = true;
    for (column, text) in &row.cells {
        if column.cell == Cell::Ignored || column.path.is_empty() {
            continue;
        }
        match cell::read(column.cell, text, keys) {
            Ok(value) => put(body, column.path, value),
            Err(problem) => {
                report.add(row.line, column.name, problem);
                is_right = false;
            }
        }
    }
    is_right
}

/// Puts the company's own fields of a row into a body; says whether each may be what it is, and whether none is missing that
/// must be filled in. As with every column, one that is not in the file leaves its field alone.
pub(super) fn fill_own(body: &mut Value, row: &Row, own: &OwnColumns, report: &mut Report) -> bool {
    let mut is_right = true;
    for (id, field) in own {
        let Some(text) = row.own.get(id) else { continue };
        let path = path_of(*id);
        let name = field.label.in_language(Language::En);
        match own::read(field, &path, text) {
            Ok(None) if field.is_required && !field.is_retired => {
                report.add(row.line, name, "this must be filled in");
                is_right = false;
            }
            Ok(value) => put(body, &path, value),
            Err(rejected) => {
                report.add_rejected(row.line, name, &rejected);
                is_right = false;
            }
        }
    }
    is_right
}

/// Sets or clears a value at a dotted path of objects. An object that becomes empty is cleared too.
fn put(body: &mut Value, path: &str, value: Option<Value>) {
    let Value::Object(map) = body else { return };
    match (path.split_once('.'), value) {
        (None, Some(value)) => {
            map.insert(path.to_owned(), value);
        }
        (None, None) => {
            map.remove(path);
        }
        (Some((first, rest)), Some(value)) => {
            let inner = map.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            put(inner, rest, Some(value));
        }
        (Some((first, rest)), None) => {
            let Some(inner) = map.get_mut(first) else { return };
            put(inner, rest, None);
            if inner.as_object().is_none_or(Map::is_empty) {
                map.remove(first);
            }
        }
    }
}

/// Who belongs to nobody else belongs to the company: people, customers and places; branches and contractors.
fn default_organisation(body: &mut Value, word: Word, company: Option<Id>) {
    let is_company = body.get("kind").and_then(Value::as_str) == Some("company");
    let path = match word {
        Word::User | Word::Customer | Word::StockLocation => "organisation",
        Word::Organisation if !is_company => "parent",
        _ => return,
    };
    if body.get(path).is_none_or(Value::is_null) {
        put(body, path, company.map(|company| json!(company)));
    }
}

/// Whether a refused path is the column's, or within it.
fn is_at(column: &str, path: &str) -> bool {
    let is_within = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    !column.is_empty() && !path.is_empty() && (is_within(column, path) || is_within(path, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_cell_clears_and_an_absent_column_leaves_alone() {
        let mut body = json!({"name": {"zh": "旧", "en": "old"}, "phone": "1", "grade": "A"});
        put(&mut body, "name.zh", None);
        put(&mut body, "phone", None);
        assert_eq!(body, json!({"name": {"en": "old"}, "grade": "A"}));
        put(&mut body, "name.en", None);
        put(&mut body, "address.zh", Some(json!("路")));
        assert_eq!(body, json!({"grade": "A", "address": {"zh": "路"}}));
    }

    #[test]
    fn a_refused_path_finds_its_column() {
        assert!(is_at("name.zh", "name") && is_at("phones", "phones[1]") && is_at("phone", "phone"));
        assert!(!is_at("phone", "phones[1]") && !is_at("", "name"));
    }
}
