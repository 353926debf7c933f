//! `verify` and `rebuild`: is what the database holds what was accepted, and is what screens read what follows from it?

use crate::{ServerError, ServerStore, log};
use onsite_domain::{Subject, fact::Fact, id::Hash, record::Record};
use onsite_store::{derived, ground};
use onsite_wire::{AuthorRef, PublicKey, RunProof, Signature, Statement, SubjectRef};
use serde::Serialize;
use std::collections::BTreeSet;

/// What was looked at and what was found wrong; empty `problems` is a clean bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    pub feed_rows: u64,
    pub documents: u64,
    pub changes: u64,
    pub facts: u64,
    pub records: u64,
    pub signatures: u64,
    pub derived_rows: u64,
    /// In English; `onsite_messages::detail` has them in Chinese.
    pub problems: Vec<String>,
}

const PROBLEMS_MAX: usize = 100;

impl ServerStore {
    /// Checks the feed's running hash, every hash and signature, that every document replays to its heads, that the
    /// read models equal a rebuild, and that nothing in stock came from nowhere.
    pub fn verify(&mut self) -> Result<Verification, ServerError> {
        let mut found = Verification { feed_rows: log::tip(&self.db)?.seq, ..Verification::default() };
        if let Some(seq) = log::first_broken_link(&self.db)? {
            found.problem(format!("the feed's running hash breaks at row {seq}"));
        }
        self.verify_documents(&mut found)?;
        self.verify_facts(&mut found)?;
        self.verify_records(&mut found)?;
        self.verify_derived(&mut found)?;
        self.verify_stock(&mut found)?;
        Ok(found)
    }

    /// Throws all derived rows away and makes them again.
    pub fn rebuild(&mut self) -> Result<(), ServerError> {
        self.run(|store| Ok(derived::rebuild(&store.db, &mut store.cache)?))
    }

    fn verify_documents(&mut self, found: &mut Verification) -> Result<(), ServerError> {
        for subject in self.column_of_subjects("SELECT subject FROM document ORDER BY subject")? {
            found.documents = found.documents.saturating_add(1);
            let changes = ground::changes(&self.db, subject, 0)?;
            for change in &changes {
                found.changes = found.changes.saturating_add(1);
                let read = onsite_documents::RawChange::read(&change.bytes, usize::MAX);
                if read.map(|read| read.meta.hash).ok() != Some(change.hash) {
                    found.problem(format!("{subject}: change {} does not have its hash", change.position));
                }
            }
            match ground::load(&self.db, subject) {
                Ok(Some(document)) if Some(document.heads()) == ground::heads(&self.db, subject)? => {}
                Ok(_) => found.problem(format!("{subject}: replaying its changes gives other heads")),
                Err(error) => found.problem(format!("{subject}: does not replay: {error}")),
            }
            self.verify_runs(subject, found)?;
        }
        Ok(())
    }

    fn verify_runs(&self, subject: Subject, found: &mut Verification) -> Result<(), ServerError> {
        let Some(document) = ground::load(&self.db, subject).ok().flatten() else { return Ok(()) };
        let actors: BTreeSet<_> = document.changes().iter().map(|change| change.actor).collect();
        for actor in actors {
            let Some(author) = ground::author(&self.db, &actor)? else { continue };
            let Some((newest, signature)) = ground::run_signature(&self.db, subject, &actor)? else {
                found.problem(format!("{subject}: a run has no signature"));
                continue;
            };
            found.signatures = found.signatures.saturating_add(1);
            let statement = Statement::Run {
                server: self.keys.server,
                subject: &SubjectRef::from(subject),
                actor: &actor.0,
                author: &AuthorRef::from(&author),
                newest: &newest,
            };
            // Where a part of a run was refused, the server vouches for the rest.
            let is_signed = match RunProof::from_bytes(&signature) {
                None => false,
                Some(proof) => proof.check(&statement, |statement, signature| {
                    let is_vouched = self.keys.trust.verify_by_server(statement, signature).is_ok();
                    Ok::<_, ServerError>(is_vouched || self.is_signed_by(&author, statement, &signature.0)?)
                })?,
            };
            if !is_signed {
                found.problem(format!("{subject}: the signature of a run does not fit"));
            }
        }
        Ok(())
    }

    /// Whether the principal's key or the server's signed the statement.
    pub(crate) fn is_signed_by(
        &self,
        author: &onsite_domain::Author,
        statement: &Statement<'_>,
        signature: &[u8],
    ) -> Result<bool, ServerError> {
        let Ok(signature) = <[u8; 64]>::try_from(signature).map(Signature) else { return Ok(false) };
        let Some(field_device) = author.field_device() else {
            return Ok(self.keys.trust.verify_by_server(statement, &signature).is_ok());
        };
        let key = crate::field_device::key(&self.db, field_device)?;
        // Where a part of a run was refused or waited for a decision, the server vouches for what was accepted of it.
        Ok(key.is_some_and(|key: PublicKey| key.verify(statement, &signature).is_ok())
            || self.keys.trust.verify_by_server(statement, &signature).is_ok())
    }

    fn verify_facts(&mut self, found: &mut Verification) -> Result<(), ServerError> {
        let mut statement = self.db.prepare("SELECT id, hash, bytes, signature FROM fact ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, hash, bytes, signature): (String, [u8; 32], Vec<u8>, Vec<u8>) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            found.facts = found.facts.saturating_add(1);
            let hash = Hash(hash);
            let Ok(fact) = Fact::from_bytes(&bytes) else {
                found.problem(format!("fact {id} cannot be read"));
                continue;
            };
            if Hash::of(&bytes) != hash {
                found.problem(format!("fact {id} does not have its hash"));
            }
            found.signatures = found.signatures.saturating_add(1);
            let statement = Statement::Fact { server: self.keys.server, hash: &hash };
            if !self.is_signed_by(&fact.author, &statement, &signature)? {
                found.problem(format!("fact {id}: the signature does not fit"));
            }
        }
        Ok(())
    }

    fn verify_records(&mut self, found: &mut Verification) -> Result<(), ServerError> {
        let mut statement = self.db.prepare("SELECT subject, bytes, signature FROM record_version ORDER BY subject")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (subject, bytes, signature): (String, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            found.records = found.records.saturating_add(1);
            found.signatures = found.signatures.saturating_add(1);
            let hash = Hash::of(&bytes);
            let is_signed = <[u8; 64]>::try_from(signature.as_slice()).is_ok_and(|signature| {
                let statement = Statement::Record { server: self.keys.server, hash: &hash };
                self.keys.trust.verify_by_server(&statement, &Signature(signature)).is_ok()
            });
            if Record::from_bytes(&bytes).is_err() || !is_signed {
                found.problem(format!("{subject}: a record version is not as the server signed it"));
            }
        }
        Ok(())
    }

    fn verify_derived(&mut self, found: &mut Verification) -> Result<(), ServerError> {
        let held = derived::dump(&self.db)?;
        found.derived_rows = held.len() as u64;
        self.db.execute_batch("SAVEPOINT verify")?;
        let rebuilt = derived::rebuild(&self.db, &mut self.cache).and_then(|()| derived::dump(&self.db));
        self.db.execute_batch("ROLLBACK TO verify; RELEASE verify")?;
        let rebuilt = rebuilt?;
        if held != rebuilt {
            let differing = held.iter().filter(|row| rebuilt.binary_search(row).is_err()).count();
            found.problem(format!("{differing} of {} derived rows differ from a rebuild", held.len()));
        }
        Ok(())
    }

    fn verify_stock(&mut self, found: &mut Verification) -> Result<(), ServerError> {
        let mut statement = self
            .db
            .prepare("SELECT part, sum(quantity) FROM stock_balance GROUP BY part, condition, serial, lot HAVING sum(quantity) <> 0")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (part, sum): (String, i64) = (row.get(0)?, row.get(1)?);
            found.problem(format!("part {part}: the balances of all locations sum to {sum}, not to nothing"));
        }
        Ok(())
    }

    fn column_of_subjects(&self, sql: &str) -> Result<Vec<Subject>, ServerError> {
        let mut statement = self.db.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut found = Vec::new();
        for row in rows {
            let text = row?;
            found.push(text.parse().map_err(|_| ServerError::broken(format!("'{text}' is no subject")))?);
        }
        Ok(found)
    }
}

impl Verification {
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, text: String) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(text);
        }
    }
}
