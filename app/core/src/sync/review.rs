//! The review branch beside a document: own changes that the server keeps for a decision, and what somebody signed over
//! that stands on such. Their bytes stay as they are: what was signed is never made anew, and a server that was restored
//! is sent again what it had in review.

use crate::{App, AppError, commit};
use onsite_documents::{GateLimits, RawChange};
use onsite_domain::{Subject, Word, fact_kind::FactBody as _, id::Hash, signature::SignatureFact};
use onsite_store::{Connection, Touched, fact, ground};
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// Keeps a change that leaves its document.
pub(super) fn keep(connection: &Connection, subject: Subject, hash: Hash, bytes: &[u8]) -> Result<(), AppError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO review_change (subject, hash, bytes) VALUES (:subject, :hash, :bytes)")?
        .execute(named_params! {
            ":subject": subject.to_string(), ":hash": hash.0.as_slice(), ":bytes": bytes,
        })?;
    Ok(())
}

/// The changes beside a document.
pub(crate) fn changes(connection: &Connection, subject: Subject) -> Result<Vec<(Hash, Vec<u8>)>, AppError> {
    let mut statement = connection.prepare_cached("SELECT hash, bytes FROM review_change WHERE subject = :subject")?;
    let rows = statement
        .query_map(named_params! {":subject": subject.to_string()}, |row| Ok((Hash(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn take(connection: &Connection, subject: Subject, hash: Hash) -> Result<Option<Vec<u8>>, AppError> {
    Ok(connection
        .prepare_cached("DELETE FROM review_change WHERE subject = :subject AND hash = :hash RETURNING bytes")?
        .query_row(named_params! {":subject": subject.to_string(), ":hash": hash.0.as_slice()}, |row| row.get(0))
        .optional()?)
}

/// Which changes somebody signed over on this field device, subject by subject as they are asked for.
#[derive(Default)]
pub(crate) struct SignedChanges(BTreeMap<Subject, BTreeSet<Hash>>);

impl SignedChanges {
    pub(crate) fn has(&mut self, app: &App, subject: Subject, hash: Hash) -> Result<bool, AppError> {
        let signed = match self.0.entry(subject) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => place.insert(app.signed_changes(subject)?),
        };
        Ok(signed.contains(&hash))
    }

    pub(super) fn has_any_of_unit(&mut self, app: &App, number: u64) -> Result<bool, AppError> {
        for (subject, _, hash) in commit::changes_of_unit(&app.db, number)? {
            if self.has(app, subject, hash)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl App {
    /// Whether the server keeps the unit of an own change for a decision.
    pub(super) fn is_in_review(&self, subject: Subject, hash: Hash) -> Result<bool, AppError> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM unit_change JOIN unit ON unit.number = unit_change.unit
                     WHERE unit_change.subject = :subject AND unit_change.hash = :hash AND unit.state = 'review')",
            )?
            .query_row(named_params! {":subject": subject.to_string(), ":hash": hash.0.as_slice()}, |row| row.get(0))?)
    }

    /// Documents of which something may be kept beside them.
    pub(super) fn subjects_beside(&self) -> Result<BTreeSet<Subject>, AppError> {
        let mut statement =
            self.db.prepare_cached("SELECT subject FROM review_change UNION SELECT subject FROM left_subject")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let read = |text: String| text.parse().map_err(|_| AppError::broken(format!("'{text}' is no subject")));
        rows.map(|row| read(row?)).collect()
    }

    /// Changes beside their document, or of one that had left and came back, go into it: their unit was accepted.
    pub(super) fn put_back(
        &mut self,
        number: u64,
        beside: &BTreeSet<Subject>,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        if beside.is_empty() {
            return Ok(());
        }
        for (subject, _, hash) in commit::changes_of_unit(&self.db, number)? {
            if !beside.contains(&subject) {
                continue;
            }
            let Some(change) = self.take_beside(subject, hash)? else { continue };
            let document = self.cache.open_or_create(&self.db, subject)?;
            if document.has(&hash) {
                continue;
            }
            if document.admit(&[&change.bytes], &GateLimits::default()).admitted.is_empty() {
                // It stands on what is not here.
                keep(&self.db, subject, hash, &change.bytes)?;
                continue;
            }
            ground::append(&self.db, document, subject, &[change], touched)?;
        }
        Ok(())
    }

    fn take_beside(&self, subject: Subject, hash: Hash) -> Result<Option<RawChange>, AppError> {
        let mut bytes = take(&self.db, subject, hash)?;
        if bytes.is_none() && self.is_member(subject)? {
            bytes = self.left_changes(subject)?.remove(&hash);
        }
        let read = |bytes: Vec<u8>| RawChange::read(&bytes, usize::MAX);
        bytes.map(read).transpose().map_err(|e| AppError::broken(format!("a change beside {subject}: {e}")))
    }

    /// The changes of a document that signatures given on this field device cover.
    fn signed_changes(&self, subject: Subject) -> Result<BTreeSet<Hash>, AppError> {
        let mut covered = BTreeSet::new();
        if !matches!(subject.word, Word::Visit | Word::WorkOrder | Word::Device | Word::PartRequest) {
            return Ok(covered);
        }
        let mut open: Vec<Hash> = Vec::new();
        for id in self.own_signatures(subject)? {
            let Some(body) = fact::get(&self.db, id)?.and_then(|stored| stored.fact.body::<SignatureFact>()) else {
                continue;
            };
            for document in body.documents {
                if document.id == subject.id && document.word == subject.word.as_str() {
                    open.extend(document.heads);
                }
            }
        }
        if open.is_empty() {
            return Ok(covered);
        }
        let mut deps: BTreeMap<Hash, Vec<Hash>> = BTreeMap::new();
        let stored = ground::changes(&self.db, subject, 0)?.into_iter().map(|change| (change.hash, change.bytes));
        for (hash, bytes) in stored.chain(changes(&self.db, subject)?) {
            let change = RawChange::read(&bytes, usize::MAX)
                .map_err(|e| AppError::broken(format!("a change of {subject}: {e}")))?;
            deps.insert(hash, change.meta.deps);
        }
        while let Some(hash) = open.pop() {
            if covered.insert(hash) {
                open.extend(deps.get(&hash).into_iter().flatten().copied());
            }
        }
        Ok(covered)
    }

    fn own_signatures(&self, subject: Subject) -> Result<Vec<onsite_domain::Id>, AppError> {
        let mut statement = self.db.prepare_cached(
            "SELECT fact.id FROM fact_subject JOIN fact ON fact.id = fact_subject.fact
             WHERE fact_subject.subject = :subject AND fact.kind = :kind
                 AND EXISTS (SELECT 1 FROM unit_fact WHERE unit_fact.fact = fact.id)",
        )?;
        let params = named_params! {":subject": subject.to_string(), ":kind": SignatureFact::KIND};
        let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
        let mut found = Vec::new();
        for row in rows {
            found.extend(row?.parse::<onsite_domain::Id>().ok());
        }
        Ok(found)
    }
}
