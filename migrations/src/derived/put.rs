//! Writes what follows from a subject, but for what it is found by, where it is another than what stands there.

use super::beside::{Beside, Columns};
use crate::StoreError;
use onsite_domain::{
    Subject, Word,
    attention::{AttentionItem, AttentionState},
    view::Projection,
};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use std::collections::BTreeSet;

pub(super) fn put(connection: &Connection, subject: Subject, projection: &Projection) -> Result<(), StoreError> {
    let beside = match &projection.view {
        Some(view) => Beside::of(view).map_err(|e| StoreError::broken(format!("view {subject}: {e}")))?,
        None => Beside::default(),
    };
    if put_view(connection, subject, projection.view.as_deref(), &beside.columns)? {
        if subject.word == Word::Device {
            DEVICE_CODES.put(connection, subject, &beside.codes)?;
        }
        BLOB_NAMES.put(connection, subject, &beside.blobs)?;
        PEOPLE.put(connection, subject, &beside.people)?;
    }
    put_attention(connection, subject, &projection.attention)
}

/// Returns whether the view is another one now. Columns are written only where they change: each has an index.
fn put_view(
    connection: &Connection,
    subject: Subject,
    body: Option<&str>,
    columns: &Columns,
) -> Result<bool, StoreError> {
    let subject_text = subject.to_string();
    let held = connection
        .prepare_cached(
            "SELECT status, number, serial, work_order, device, site, customer, organisation, model, holder, has_ended,
                    window_start_ms FROM view WHERE subject = :subject",
        )?
        .query_row(named_params! {":subject": subject_text}, Columns::from_row)
        .optional()?;
    let Some(body) = body else {
        connection
            .prepare_cached("DELETE FROM view WHERE subject = :subject")?
            .execute(named_params! {":subject": subject_text})?;
        return Ok(held.is_some());
    };
    let sql = match &held {
        Some(held) if held == columns => {
            let changed = connection
                .prepare_cached("UPDATE view SET body = :body WHERE subject = :subject AND body <> :body")?
                .execute(named_params! {":subject": subject_text, ":body": body})?;
            return Ok(changed > 0);
        }
        Some(_) => {
            "UPDATE view SET word = :word, status = :status, number = :number, serial = :serial,
                    work_order = :work_order, device = :device, site = :site, customer = :customer,
                    organisation = :organisation, model = :model, holder = :holder, has_ended = :has_ended,
                    window_start_ms = :window_start_ms, body = :body
             WHERE subject = :subject"
        }
        None => {
            "INSERT INTO view (subject, word, status, number, serial, work_order, device, site, customer, organisation,
                               model, holder, has_ended, window_start_ms, body)
             VALUES (:subject, :word, :status, :number, :serial, :work_order, :device, :site, :customer, :organisation,
                     :model, :holder, :has_ended, :window_start_ms, :body)"
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
