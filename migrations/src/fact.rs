//! Facts: kept once, with the bytes their author signed.

use crate::{StoreError, Touched};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject,
    fact::{Fact, StoredFact},
    id::Hash,
    stamp::Received,
};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use std::collections::BTreeSet;

/// What [`put`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    New,
    /// It was here; what the server says about it is newer.
    Settled,
    Duplicate,
}

/// Keeps a fact. The same id with the same bytes is a duplicate; a newer `received` is taken over from it.
///
/// # Errors
/// [`RejectedCode::IdTaken`] if the id was used for other content, [`RejectedCode::WrongShape`] if it is no fact.
pub fn put(
    connection: &Connection,
    bytes: &[u8],
    signature: &[u8],
    received: Option<Received>,
    is_in_review: bool,
    touched: &mut Touched,
) -> Result<(StoredFact, Kept), StoreError> {
    let fact =
        Fact::from_bytes(bytes).map_err(|e| Rejected::because(RejectedCode::WrongShape, "fact", e.to_string()))?;
    let hash = Hash::of(bytes);
    let stored =
        StoredFact { fact, hash, bytes: bytes.to_vec(), signature: signature.to_vec(), received, is_in_review };
    let kept = match held(connection, &stored)? {
        None => {
            insert(connection, &stored)?;
            crate::stock::add_movement(connection, &stored)?;
            Kept::New
        }
        Some(held) => {
            if (received.is_some() && held.received != received) || held.is_in_review != is_in_review {
                settle(connection, &stored)?;
                touched.extend(stored.fact.subjects.iter().copied());
                crate::stock::add_movement(connection, &stored)?;
                return Ok((stored, Kept::Settled));
            }
            // A subject that left took its row along; now it is back while the fact never went.
            if insert_subjects(connection, &stored)? > 0 {
                touched.extend(stored.fact.subjects.iter().copied());
            }
            return Ok((stored, Kept::Duplicate));
        }
    };
    touched.extend(stored.fact.subjects.iter().copied());
    Ok((stored, kept))
}

fn held(connection: &Connection, stored: &StoredFact) -> Result<Option<StoredFact>, StoreError> {
    let Some(held) = get(connection, stored.fact.id)? else { return Ok(None) };
    if held.hash != stored.hash {
        return Err(Rejected::new(RejectedCode::IdTaken, stored.fact.id.to_string()).into());
    }
    Ok(Some(held))
}

fn insert(connection: &Connection, stored: &StoredFact) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO fact (id, kind, hash, bytes, signature, received, effective_ms, is_in_review)
             VALUES (:id, :kind, :hash, :bytes, :signature, :received, :effective_ms, :is_in_review)",
        )?
        .execute(named_params! {
            ":id": stored.fact.id.to_string(), ":kind": stored.fact.kind, ":hash": stored.hash.0.as_slice(),
            ":bytes": stored.bytes, ":signature": stored.signature, ":received": received_text(stored.received),
            ":effective_ms": stored.effective_ms(), ":is_in_review": stored.is_in_review,
        })?;
    insert_subjects(connection, stored).map(|_| ())
}

/// Returns how many rows were not there yet.
fn insert_subjects(connection: &Connection, stored: &StoredFact) -> Result<usize, StoreError> {
    let mut inserted = 0_usize;
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO fact_subject (subject, effective_ms, fact) VALUES (:subject, :effective_ms, :fact)",
    )?;
    for subject in &stored.fact.subjects {
        inserted = inserted.saturating_add(statement.execute(named_params! {
            ":subject": subject.to_string(), ":effective_ms": stored.effective_ms(), ":fact": stored.fact.id.to_string(),
        })?);
    }
    Ok(inserted)
}

/// Takes a fact away from one of its subjects, which left this field device's reach; it stays with the others.
pub fn detach(connection: &Connection, stored: &StoredFact, subject: Subject) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM fact_subject WHERE subject = :subject AND fact = :fact")?
        .execute(named_params! {":subject": subject.to_string(), ":fact": stored.fact.id.to_string()})?;
    Ok(())
}

/// Takes over what the server said about a fact that is already here.
pub fn settle(connection: &Connection, stored: &StoredFact) -> Result<(), StoreError> {
    let id = stored.fact.id.to_string();
    connection
        .prepare_cached(
            "UPDATE fact SET received = :received, effective_ms = :effective_ms, is_in_review = :is_in_review WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id, ":received": received_text(stored.received), ":effective_ms": stored.effective_ms(),
            ":is_in_review": stored.is_in_review,
        })?;
    for subject in &stored.fact.subjects {
        connection
            .prepare_cached("DELETE FROM fact_subject WHERE subject = :subject AND fact = :fact")?
            .execute(named_params! {":subject": subject.to_string(), ":fact": id})?;
    }
    insert_subjects(connection, stored).map(|_| ())
}

/// Takes a refused fact out of what counts. Its bytes go to the caller, who keeps them in quarantine.
pub fn withdraw(connection: &Connection, stored: &StoredFact, touched: &mut Touched) -> Result<(), StoreError> {
    let id = stored.fact.id.to_string();
    crate::stock::remove_movement(connection, stored)?;
    for subject in &stored.fact.subjects {
        connection
            .prepare_cached("DELETE FROM fact_subject WHERE subject = :subject AND fact = :fact")?
            .execute(named_params! {":subject": subject.to_string(), ":fact": id})?;
    }
    connection.prepare_cached("DELETE FROM fact WHERE id = :id")?.execute(named_params! {":id": id})?;
    touched.extend(stored.fact.subjects.iter().copied());
    Ok(())
}

pub fn get(connection: &Connection, id: Id) -> Result<Option<StoredFact>, StoreError> {
    connection
        .prepare_cached("SELECT bytes, signature, received, is_in_review FROM fact WHERE id = :id")?
        .query_row(named_params! {":id": id.to_string()}, |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// The facts about a subject, by (effective time, id).
pub fn about(connection: &Connection, subject: Subject) -> Result<Vec<StoredFact>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT fact.bytes, fact.signature, fact.received, fact.is_in_review
         FROM fact_subject JOIN fact ON fact.id = fact_subject.fact
         WHERE fact_subject.subject = :subject ORDER BY fact_subject.effective_ms, fact_subject.fact",
    )?;
    let rows = statement.query_map(named_params! {":subject": subject.to_string()}, |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// The facts about a subject that come after one of them, by (effective time, id).
pub fn about_after(
    connection: &Connection,
    subject: Subject,
    (after_ms, after): (i64, Id),
) -> Result<Vec<StoredFact>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT fact.bytes, fact.signature, fact.received, fact.is_in_review
         FROM fact_subject JOIN fact ON fact.id = fact_subject.fact
         WHERE fact_subject.subject = :subject
           AND (fact_subject.effective_ms, fact_subject.fact) > (:after_ms, :after)
         ORDER BY fact_subject.effective_ms, fact_subject.fact",
    )?;
    let rows = statement.query_map(
        named_params! {":subject": subject.to_string(), ":after_ms": after_ms, ":after": after.to_string()},
        |row| Ok(from_row(row)),
    )?;
    rows.map(|row| row?).collect()
}

/// The ids of the facts about a subject.
pub fn ids_about(connection: &Connection, subject: Subject) -> Result<BTreeSet<Id>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT fact FROM fact_subject WHERE subject = :subject")?;
    let rows = statement.query_map(named_params! {":subject": subject.to_string()}, |row| row.get::<_, String>(0))?;
    let mut found = BTreeSet::new();
    for row in rows {
        let text = row?;
        found.insert(text.parse().map_err(|_| StoreError::broken(format!("'{text}' is no fact id")))?);
    }
    Ok(found)
}

fn from_row(row: &Row<'_>) -> Result<StoredFact, StoreError> {
    let bytes: Vec<u8> = row.get(0)?;
    let fact = Fact::from_bytes(&bytes).map_err(|e| StoreError::broken(e.to_string()))?;
    let received: String = row.get(2)?;
    Ok(StoredFact {
        fact,
        hash: Hash::of(&bytes),
        bytes,
        signature: row.get(1)?,
        received: serde_json::from_str(&received).ok(),
        is_in_review: row.get(3)?,
    })
}

fn received_text(received: Option<Received>) -> String {
    received.and_then(|r| serde_json::to_string(&r).ok()).unwrap_or_default()
}
