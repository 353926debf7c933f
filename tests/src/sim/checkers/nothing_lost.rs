//! Every unit that a phone said is durable is on the server (accepted, in review or in quarantine), or refused with its
//! intent on the phone.

use super::Checked;
use onsite_documents::{Action, ActorId, Operation, Paths};
use onsite_domain::{Subject, document_kind};
use onsite_store::{Connection, derived, ground};
use onsite_wire::delivery::Relay;
use std::collections::BTreeSet;

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    let server = on_server(checked.server.database())?;
    for phone in &checked.fleet.phones {
        let Some(app) = &phone.app else { anyhow::bail!("{} is off", phone.name) };
        let mut here = BTreeSet::new();
        let sql = "SELECT CAST(intent AS BLOB) FROM unit WHERE state IN ('rejected', 'review', 'received')";
        collect(app.database(), sql, &mut here)?;
        for unit in &phone.committed {
            for (subject, field, value) in &unit.registers {
                let is_there = holds_register(checked.server.database(), *subject, field, *value)?
                    || holds_intent(app.database(), field, *value)?
                    || phone.is_revoked;
                anyhow::ensure!(is_there, "{}: {} of {subject} {field} = {value} is gone", phone.name, unit.verb);
            }
            for id in &unit.ids {
                let text = id.to_string();
                anyhow::ensure!(
                    server.contains(text.as_bytes()) || here.contains(text.as_bytes()),
                    "{}: {} with {text} is gone",
                    phone.name,
                    unit.verb
                );
            }
        }
        let waiting: u64 =
            app.database().query_row("SELECT count(*) FROM unit WHERE state = 'waiting'", [], |row| row.get(0))?;
        anyhow::ensure!(waiting == 0, "{}: {waiting} units still wait", phone.name);
    }
    Ok(())
}

/// Whether some change of a document ever wrote this value there: one that counts, is in review or was refused.
fn holds_register(server: &Connection, subject: Subject, field: &str, value: i64) -> anyhow::Result<bool> {
    let Some(kind) = document_kind::of(subject.word) else { return Ok(false) };
    let paths = Paths::of(kind, subject.id);
    let mut candidates: Vec<Vec<u8>> = ground::changes(server, subject, 0)?.into_iter().map(|c| c.bytes).collect();
    for sql in ["SELECT changes FROM review_run WHERE subject = ?1", "SELECT bytes FROM quarantine WHERE subject = ?1"]
    {
        let mut statement = server.prepare(sql)?;
        let rows = statement.query_map([subject.to_string()], |row| row.get::<_, Vec<u8>>(0))?;
        candidates.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    let is_it = |operation: &Operation| {
        let number = match &operation.action {
            Action::Put(scalar) => scalar.to_json().and_then(|value| value.as_i64()),
            _ => None,
        };
        operation.key == field && number == Some(value)
    };
    Ok(candidates.iter().any(|bytes| paths.operations(bytes).is_ok_and(|operations| operations.iter().any(is_it))))
}

/// Whether a command that was not accepted stands on the phone with this value.
fn holds_intent(phone: &Connection, field: &str, value: i64) -> anyhow::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM unit WHERE state IN ('rejected', 'review', 'received') AND intent LIKE ?1)";
    let pattern = format!("%\"{field}\"%{value}%");
    Ok(phone.query_row(sql, [pattern], |row| row.get(0))?)
}

/// What a server holds, in any form.
pub(crate) fn on_server(connection: &Connection) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut found = in_documents(connection)?;
    for sql in ["SELECT bytes FROM fact", "SELECT bytes FROM quarantine", "SELECT changes FROM review_run"] {
        collect(connection, sql, &mut found)?;
    }
    Ok(found)
}

/// What a phone could bring back to a server that lost it.
pub(crate) fn on_phone(connection: &Connection) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut found = in_documents(connection)?;
    for sql in [
        "SELECT bytes FROM fact",
        "SELECT CAST(intent AS BLOB) FROM unit WHERE state IN ('waiting', 'rejected', 'review', 'received')",
    ] {
        collect(connection, sql, &mut found)?;
    }
    let mut statement = connection.prepare("SELECT subject, relay FROM left_subject")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (subject, bytes): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let relay: Relay = onsite_wire::codec::decode(&bytes, usize::MAX)?;
        for part in &relay.subjects {
            part.facts.iter().for_each(|fact| note(&fact.bytes, &mut found));
            for run in &part.runs {
                let Some(actor) = relay.actors.get(usize::try_from(run.actor)?) else { continue };
                let changes = ground::decode_run(subject.parse()?, ActorId(actor.actor), &run.bytes, run.change_count)?;
                changes.iter().for_each(|change| note(&change.bytes, &mut found));
            }
        }
    }
    Ok(found)
}

fn in_documents(connection: &Connection) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut found = BTreeSet::new();
    for subject in derived::subjects(connection)? {
        ground::changes(connection, subject, 0)?.iter().for_each(|change| note(&change.bytes, &mut found));
    }
    Ok(found)
}

fn collect(connection: &Connection, sql: &str, found: &mut BTreeSet<Vec<u8>>) -> anyhow::Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        note(&row.get::<_, Vec<u8>>(0)?, found);
    }
    Ok(())
}

/// Every 26 characters in a row that may be a ULID.
fn note(bytes: &[u8], found: &mut BTreeSet<Vec<u8>>) {
    for text in bytes.split(|byte| !byte.is_ascii_digit() && !byte.is_ascii_uppercase()) {
        for window in text.windows(26) {
            found.insert(window.to_vec());
        }
    }
}
