//! What is left of an old store: everything in it may be missing or unreadable, and whatever can be read is checked by its
//! hash.

use crate::{
    AppError,
    set_aside::{BLOBS_FILE, DATABASE_FILE},
    sync::left::{self, Left},
};
use onsite_documents::{ActorId, RawChange};
use onsite_domain::{Author, Id, Stamp, Subject, id::Hash};
use onsite_store::{Connection, ground, pack};
use onsite_wire::{SubjectRef, codec::decode, delivery::Relay, sync::Fingerprint};
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use std::collections::BTreeMap;
use std::path::Path;

/// What is left of an old store.
pub(super) struct Remains {
    pub(super) db: Connection,
    /// `None` where the pictures lie in the present store.
    pub(super) blobs: Option<Connection>,
}

/// A unit as the old store has it.
pub(super) struct OldUnit {
    pub(super) number: i64,
    pub(super) hash: Hash,
    pub(super) chain: [u8; 16],
    pub(super) user: String,
    pub(super) stamp: Stamp,
    pub(super) intent: String,
    pub(super) state: String,
    pub(super) outcome: String,
    pub(super) changes: Vec<(Subject, ActorId, Hash)>,
    pub(super) facts: Vec<Id>,
}

impl Remains {
    pub(super) fn open(from: &Path, key: &[u8; 32]) -> Result<Self, AppError> {
        let old_blobs = from.join(BLOBS_FILE);
        Ok(Self {
            db: onsite_store::open_remains(&from.join(DATABASE_FILE), key)?,
            blobs: if old_blobs.exists() { onsite_store::open_remains(&old_blobs, key).ok() } else { None },
        })
    }

    /// The rows of a query up to the first that cannot be read.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let Ok(mut statement) = self.db.prepare(sql) else { return Vec::new() };
        let Ok(rows) = statement.query_map(params, read) else { return Vec::new() };
        rows.map_while(Result::ok).collect()
    }

    /// Units by number. Read from both ends, for a hole in the middle hides nothing behind it.
    pub(super) fn units(&self) -> Vec<OldUnit> {
        let mut found = BTreeMap::new();
        for order in ["ASC", "DESC"] {
            let sql = format!(
                "SELECT number, hash, chain, user, stamp, intent, state, outcome FROM unit ORDER BY number {order}"
            );
            for unit in self.all(&sql, [], old_unit) {
                found.entry(unit.number).or_insert(unit);
            }
        }
        for unit in found.values_mut() {
            let params = named_params! {":unit": unit.number};
            let sql = "SELECT subject, actor, hash FROM unit_change WHERE unit = :unit ORDER BY line";
            let changes = self.all(sql, params, |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 16]>(1)?, row.get::<_, [u8; 32]>(2)?))
            });
            let change =
                |(subject, actor, hash): (String, _, _)| Some((subject.parse().ok()?, ActorId(actor), Hash(hash)));
            unit.changes = changes.into_iter().filter_map(change).collect();
            let sql = "SELECT fact FROM unit_fact WHERE unit = :unit ORDER BY line";
            let facts = self.all(sql, params, |row| row.get::<_, String>(0));
            unit.facts = facts.into_iter().filter_map(|id| id.parse().ok()).collect();
        }
        // A list that breaks off is no unit: its hash says so.
        for unit in found.values_mut() {
            let facts: Vec<Hash> = unit.facts.iter().filter_map(|id| Some(Hash::of(&self.fact(*id)?.0))).collect();
            let changes: Vec<Hash> = unit.changes.iter().map(|(_, _, hash)| *hash).collect();
            if onsite_wire::push::unit_hash(&unit.stamp, &changes, &facts) != unit.hash {
                unit.changes.clear();
                unit.facts.clear();
            }
        }
        found.into_values().collect()
    }

    /// What had left the reach, the last that left first.
    pub(super) fn left_subjects(&self) -> Vec<Subject> {
        let mut found = BTreeMap::new();
        for order in ["ASC", "DESC"] {
            let sql = format!("SELECT place, subject FROM left_subject ORDER BY place {order}");
            found.extend(self.all(&sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))));
        }
        let newest = found.into_values().rev().filter_map(|subject| subject.parse().ok());
        newest.take(usize::try_from(left::KEPT_MAX).unwrap_or(usize::MAX)).collect()
    }

    /// A subject that had left, if its relay is whole.
    pub(super) fn left(&self, subject: Subject) -> Option<(Left, Relay)> {
        let params = named_params! {":subject": subject.to_string()};
        let sql = "SELECT print, relay FROM left_subject WHERE subject = :subject";
        let (print, relay) =
            self.all(sql, params, |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))).pop()?;
        let read: Relay = decode(&relay, left::RELAY_BYTES_MAX).ok()?;
        let printed: Fingerprint = decode(&print, left::PRINT_BYTES_MAX).ok()?;
        let is_its = |named: &SubjectRef| named.subject() == Some(subject);
        if !is_its(&printed.subject) || !read.subjects.iter().all(|part| is_its(&part.subject)) {
            return None;
        }
        let sql = "SELECT fact FROM left_fact WHERE subject = :subject";
        let facts = self.all(sql, params, |row| row.get::<_, String>(0));
        let facts = facts.iter().filter_map(|id| id.parse().ok()).collect();
        Some((Left { subject, print, relay, facts }, read))
    }

    pub(super) fn change(&self, subject: Subject, hash: Hash) -> Option<RawChange> {
        let params = named_params! {":subject": subject.to_string(), ":hash": hash.0.as_slice()};
        let sql = "SELECT bytes FROM change WHERE subject = :subject AND hash = :hash";
        let beside = "SELECT bytes FROM review_change WHERE subject = :subject AND hash = :hash";
        let read = |sql| self.all(sql, params, |row| row.get::<_, Vec<u8>>(0)).pop();
        let packed = || pack::changes(&self.db, subject, 0).ok()?.into_iter().find(|change| change.hash == hash);
        let left = || left::changes_of(&self.left(subject)?.1, subject).ok()?.remove(&hash);
        let bytes = read(sql).or_else(|| Some(packed()?.bytes)).or_else(|| read(beside)).or_else(left)?;
        RawChange::read(&bytes, usize::MAX).ok().filter(|change| change.meta.hash == hash)
    }

    pub(super) fn fact(&self, id: Id) -> Option<(Vec<u8>, Vec<u8>)> {
        self.fact_here(id).or_else(|| {
            let sql = "SELECT subject FROM left_fact WHERE fact = :fact";
            let subject =
                self.all(sql, named_params! {":fact": id.to_string()}, |row| row.get::<_, String>(0)).pop()?;
            let held = left::fact_of(self.left(subject.parse().ok()?)?.1, id)?;
            Some((held.bytes, held.signature))
        })
    }

    fn fact_here(&self, id: Id) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut statement = self.db.prepare_cached("SELECT hash, bytes, signature FROM fact WHERE id = :id").ok()?;
        let row: Option<([u8; 32], Vec<u8>, Vec<u8>)> = statement
            .query_row(named_params! {":id": id.to_string()}, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()
            .ok()?;
        row.filter(|(hash, bytes, _)| Hash::of(bytes) == Hash(*hash)).map(|(_, bytes, signature)| (bytes, signature))
    }

    pub(super) fn author(&self, actor: &ActorId) -> Option<Author> {
        ground::author(&self.db, actor).ok().flatten()
    }

    pub(super) fn blobs_of(&self, number: i64) -> Vec<Hash> {
        let sql = "SELECT hash FROM unit_blob WHERE unit = :unit AND state = 'waiting'";
        let hashes = self.all(sql, named_params! {":unit": number}, |row| row.get::<_, [u8; 32]>(0));
        hashes.into_iter().map(Hash).collect()
    }

    pub(super) fn waiting_blobs(&self) -> Vec<Hash> {
        let sql = "SELECT hash FROM unit_blob WHERE state = 'waiting' ORDER BY hash";
        self.all(sql, [], |row| row.get::<_, [u8; 32]>(0)).into_iter().map(Hash).collect()
    }
}

fn old_unit(row: &Row<'_>) -> rusqlite::Result<OldUnit> {
    let stamp: String = row.get(4)?;
    Ok(OldUnit {
        number: row.get(0)?,
        hash: Hash(row.get(1)?),
        chain: row.get(2)?,
        user: row.get(3)?,
        stamp: serde_json::from_str(&stamp).unwrap_or_default(),
        intent: row.get(5)?,
        state: row.get(6)?,
        outcome: row.get(7)?,
        changes: Vec::new(),
        facts: Vec::new(),
    })
}
