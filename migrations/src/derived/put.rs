//! Writes what follows from a subject, where it is another than what stands there.

use crate::{StoreError, search};
use onsite_domain::{
    Subject, Word,
    attention::{AttentionItem, AttentionState},
    view::Projection,
};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn put(connection: &Connection, subject: Subject, projection: &Projection) -> Result<(), StoreError> {
    let view = projection.view.as_ref();
    if put_view(connection, subject, view)? {
        put_codes(connection, subject, view)?;
        put_names(connection, subject, view)?;
    }
    put_attention(connection, subject, &projection.attention)?;
    search::put(connection, subject, projection.search.as_ref())
}

/// What queries ask for of a view, taken from its body.
#[derive(PartialEq)]
struct Columns {
    /// In the order of [`Columns::TEXTS`].
    texts: [Option<String>; 10],
    has_ended: Option<bool>,
    window_start_ms: Option<i64>,
}

impl Columns {
    const TEXTS: [&str; 10] = [
        "/status",
        "/number",
        "/serial",
        "/work_order",
        "/device",
        "/site",
        "/customer",
        "/organisation",
        "/model",
        "/custody/field_device",
    ];

    fn of(view: &Value) -> Self {
        Self {
            texts: Self::TEXTS.map(|pointer| view.pointer(pointer).and_then(Value::as_str).map(str::to_owned)),
            has_ended: view.get("has_ended").and_then(Value::as_bool),
            window_start_ms: view.get("window_start_ms").and_then(Value::as_i64),
        }
    }

    /// Of a row whose text columns begin at `first`.
    fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        let mut texts = [const { None }; 10];
        let mut at = first;
        for text in &mut texts {
            *text = row.get(at)?;
            at = at.saturating_add(1);
        }
        Ok(Self { texts, has_ended: row.get("has_ended")?, window_start_ms: row.get("window_start_ms")? })
    }
}

/// Returns whether the view is another one now. Columns are written only where they change: each has an index.
fn put_view(connection: &Connection, subject: Subject, view: Option<&Value>) -> Result<bool, StoreError> {
    let subject_text = subject.to_string();
    let held = connection
        .prepare_cached(
            "SELECT body, status, number, serial, work_order, device, site, customer, organisation, model, holder,
                    has_ended, window_start_ms FROM view WHERE subject = :subject",
        )?
        .query_row(named_params! {":subject": subject_text}, |row| {
            Ok((row.get::<_, String>("body")?, Columns::from_row(row, 1)?))
        })
        .optional()?;
    let Some(view) = view else {
        connection
            .prepare_cached("DELETE FROM view WHERE subject = :subject")?
            .execute(named_params! {":subject": subject_text})?;
        return Ok(held.is_some());
    };
    let (body, columns) = (view.to_string(), Columns::of(view));
    let sql = match &held {
        Some((held, _)) if *held == body => return Ok(false),
        Some((_, held)) if *held == columns => {
            connection
                .prepare_cached("UPDATE view SET body = :body WHERE subject = :subject")?
                .execute(named_params! {":subject": subject_text, ":body": body})?;
            return Ok(true);
        }
        Some(_) => {
            "UPDATE view SET word = :word, body = :body, status = :status, number = :number, serial = :serial,
                    work_order = :work_order, device = :device, site = :site, customer = :customer,
                    organisation = :organisation, model = :model, holder = :holder, has_ended = :has_ended,
                    window_start_ms = :window_start_ms
             WHERE subject = :subject"
        }
        None => {
            "INSERT INTO view (subject, word, body, status, number, serial, work_order, device, site, customer,
                               organisation, model, holder, has_ended, window_start_ms)
             VALUES (:subject, :word, :body, :status, :number, :serial, :work_order, :device, :site, :customer,
                     :organisation, :model, :holder, :has_ended, :window_start_ms)"
        }
    };
    let [status, number, serial, work_order, device, site, customer, organisation, model, holder] = &columns.texts;
    connection.prepare_cached(sql)?.execute(named_params! {
        ":subject": subject_text, ":word": subject.word.as_str(), ":body": body, ":status": status,
        ":number": number, ":serial": serial, ":work_order": work_order, ":device": device, ":site": site,
        ":customer": customer, ":organisation": organisation, ":model": model, ":holder": holder,
        ":has_ended": columns.has_ended, ":window_start_ms": columns.window_start_ms,
    })?;
    Ok(true)
}

fn put_attention(connection: &Connection, subject: Subject, items: &[AttentionItem]) -> Result<(), StoreError> {
    let subject_text = subject.to_string();
    let mut bodies = Vec::with_capacity(items.len());
    for item in items {
        bodies.push(serde_json::to_string(item).map_err(|e| StoreError::broken(e.to_string()))?);
    }
    let held: Vec<String> = connection
        .prepare_cached("SELECT body FROM attention WHERE subject = :subject")?
        .query_map(named_params! {":subject": subject_text}, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if held.len() == bodies.len() && held.iter().all(|body| bodies.contains(body)) {
        return Ok(());
    }
    connection
        .prepare_cached("DELETE FROM attention WHERE subject = :subject")?
        .execute(named_params! {":subject": subject_text})?;
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO attention (id, subject, kind, is_open, since_ms, body)
         VALUES (:id, :subject, :kind, :is_open, :since_ms, :body)",
    )?;
    for (item, body) in items.iter().zip(bodies) {
        statement.execute(named_params! {
            ":id": item.id.to_string(), ":subject": subject_text, ":kind": item.kind.as_str(),
            ":is_open": is_open(item), ":since_ms": item.since_ms, ":body": body,
        })?;
    }
    Ok(())
}

fn is_open(item: &AttentionItem) -> bool {
    matches!(item.state, AttentionState::Open | AttentionState::Claimed { .. })
}

/// A table of what views name, with a row for each name in each of them.
struct NameTable {
    held: &'static str,
    delete: &'static str,
    insert: &'static str,
}

const DEVICE_CODES: NameTable = NameTable {
    held: "SELECT code FROM device_code WHERE subject = :subject",
    delete: "DELETE FROM device_code WHERE code = :name AND subject = :subject",
    insert: "INSERT INTO device_code (code, subject) VALUES (:name, :subject)",
};
const BLOB_NAMES: NameTable = NameTable {
    held: "SELECT hash FROM blob_name WHERE subject = :subject",
    delete: "DELETE FROM blob_name WHERE hash = :name AND subject = :subject",
    insert: "INSERT INTO blob_name (hash, subject) VALUES (:name, :subject)",
};
const PEOPLE: NameTable = NameTable {
    held: "SELECT person FROM view_person WHERE subject = :subject",
    delete: "DELETE FROM view_person WHERE person = :name AND subject = :subject",
    insert: "INSERT INTO view_person (person, subject) VALUES (:name, :subject)",
};

impl NameTable {
    fn put(&self, connection: &Connection, subject: Subject, names: &BTreeSet<String>) -> Result<(), StoreError> {
        let subject_text = subject.to_string();
        let held: BTreeSet<String> = connection
            .prepare_cached(self.held)?
            .query_map(named_params! {":subject": subject_text}, |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for (sql, changed) in [(self.delete, held.difference(names)), (self.insert, names.difference(&held))] {
            for name in changed {
                let params = named_params! {":name": name, ":subject": subject_text};
                connection.prepare_cached(sql)?.execute(params)?;
            }
        }
        Ok(())
    }
}

fn put_codes(connection: &Connection, subject: Subject, view: Option<&Value>) -> Result<(), StoreError> {
    if subject.word != Word::Device {
        return Ok(());
    }
    let codes = view.and_then(|view| view.get("codes")).and_then(Value::as_array).into_iter().flatten();
    DEVICE_CODES.put(connection, subject, &codes.filter_map(Value::as_str).map(str::to_uppercase).collect())
}

/// Keys under which a view names people or teams.
const PEOPLE_KEYS: &[&str] = &["lead", "helpers", "expert", "former", "user", "users", "teams"];

/// What a view names: blobs by their hash, people under the keys that mean people.
#[derive(Default)]
struct Names {
    blobs: BTreeSet<String>,
    people: BTreeSet<String>,
}

impl Names {
    fn collect(&mut self, key: &str, value: &Value) {
        match value {
            // Heads are hashes of changes, not of blobs.
            Value::Array(_) if key == "heads" => {}
            Value::Array(items) => items.iter().for_each(|item| self.collect(key, item)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| self.collect(key, value)),
            Value::String(text) if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) => {
                self.blobs.insert(text.clone());
            }
            Value::String(text) if PEOPLE_KEYS.contains(&key) => {
                self.people.insert(text.clone());
            }
            _ => {}
        }
    }
}

fn put_names(connection: &Connection, subject: Subject, view: Option<&Value>) -> Result<(), StoreError> {
    let mut names = Names::default();
    if let Some(view) = view {
        names.collect("", view);
    }
    BLOB_NAMES.put(connection, subject, &names.blobs)?;
    PEOPLE.put(connection, subject, &names.people)
}
