//! Units that policy put to review: a person lets them count, or leaves them beside what counts.
//!
//! Accepting admits the unit's changes in their order through the same gate as everything else and takes its facts out of
//! review. Rejecting changes nothing but says so. Either way the bytes stay.

use super::attention::Choice;
use crate::{
    ServerError, ServerStore, field_device,
    log::{NewRow, RowKind},
};
use onsite_documents::{GateLimits, RawChange};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    fact::StoredFact,
    held_unit::{HeldState, HeldUnitFact},
    user::Role,
};
use onsite_store::{Touched, fact, ground};
use onsite_wire::{AuthorRef, Statement, SubjectRef};
use rusqlite::named_params;
use serde::Serialize;
use std::collections::BTreeSet;

/// A unit that waits for a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeldRun {
    pub field_device: Id,
    pub unit: u64,
    pub reason: String,
    pub at_ms: i64,
    pub subjects: Vec<Subject>,
}

impl ServerStore {
    /// Units with changes in review that nobody has decided, oldest first.
    pub fn held_runs(&self) -> Result<Vec<HeldRun>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT field_device, unit, min(reason), min(at_ms), group_concat(DISTINCT subject)
             FROM review_run WHERE decided = '' GROUP BY field_device, unit ORDER BY min(id)",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (field_device, subjects): (String, String) = (row.get(0)?, row.get(4)?);
            let broken = || ServerError::broken("a run in review has no field device");
            found.push(HeldRun {
                field_device: field_device.parse().map_err(|_| broken())?,
                unit: row.get(1)?,
                reason: row.get(2)?,
                at_ms: row.get(3)?,
                subjects: subjects.split(',').filter_map(|subject| subject.parse().ok()).collect(),
            });
        }
        Ok(found)
    }

    /// Lets a held unit count.
    ///
    /// # Errors
    /// [`RejectedCode::Stale`] where it stands on an earlier unit that is held or refused: that one comes first.
    pub fn accept_review(&mut self, author: &Author, field_device: Id, unit: u64) -> Result<(), ServerError> {
        self.require_role(author, &[Role::Dispatcher, Role::ServiceManager, Role::StockKeeper])?;
        let mut held = self.held_unit(field_device, unit)?;
        let user = field_device::get(&self.db, field_device)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "field_device"))?
            .user;
        let owner = Author::FieldDevice { field_device, user };
        let mut touched = Touched::new();
        for (subject, change) in std::mem::take(&mut held.changes) {
            self.admit_held(&owner, subject, change, unit, &mut touched)?;
        }
        for stored in &held.facts {
            let (bytes, signature) = (&stored.bytes, &stored.signature);
            let (settled, _) = fact::put(&self.db, bytes, signature, stored.received, false, &mut touched)?;
            self.log_fact(&settled, Some(field_device), unit)?;
        }
        self.mark_decided(field_device, unit, "accepted")?;
        self.finish(&touched)?;
        self.settle_items(author, &held.subjects, &held.operations(), &Choice::Accept)
    }

    /// Leaves a held unit beside what counts, for good.
    pub fn reject_review(&mut self, author: &Author, field_device: Id, unit: u64) -> Result<(), ServerError> {
        self.require_role(author, &[Role::Dispatcher, Role::ServiceManager, Role::StockKeeper])?;
        let held = self.held_unit(field_device, unit)?;
        self.mark_decided(field_device, unit, "rejected")?;
        self.settle_items(author, &held.subjects, &held.operations(), &Choice::Reject)
    }

    /// The unit that a fact in review came with.
    pub(crate) fn unit_of_fact(&self, subject: Subject, fact: Id) -> Result<Option<(Id, u64)>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT field_device, unit FROM log
             WHERE subject = :subject AND kind = 'fact' AND ref = :fact AND field_device <> '' LIMIT 1",
        )?;
        let params = named_params! {":subject": subject.to_string(), ":fact": fact.to_string()};
        let mut rows = statement.query(params)?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let field_device: String = row.get(0)?;
        Ok(field_device.parse().ok().zip(Some(row.get(1)?)))
    }

    fn admit_held(
        &mut self,
        owner: &Author,
        subject: Subject,
        change: RawChange,
        unit: u64,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        if !ground::bind_actor(&self.db, &change.meta.actor, owner)? {
            return Err(ServerError::rejected(RejectedCode::OtherAuthor, "actor"));
        }
        let document = self.cache.open_or_create(&self.db, subject)?;
        if document.has(&change.meta.hash) {
            return Ok(());
        }
        let admission = document.admit(&[change.bytes.as_slice()], &GateLimits::default());
        if let Some(refusal) = admission.refused {
            let detail = format!("an earlier unit comes first, or the change no longer fits: {}", refusal.error);
            return Err(Rejected::because(RejectedCode::Stale, subject.to_string(), detail).into());
        }
        let appended = ground::append(&self.db, document, subject, std::slice::from_ref(&change), touched)?;
        // The author's signature went to the whole run; what is admitted piece by piece is vouched for by the server.
        let meta = &change.meta;
        let signature = self.keys.signing.sign(&Statement::Run {
            server: self.keys.server,
            subject: &SubjectRef::from(subject),
            actor: &meta.actor.0,
            author: &AuthorRef::from(owner),
            newest: &meta.hash,
        });
        ground::put_run_signature(&self.db, subject, &meta.actor, meta.seq, meta.hash, &signature.0)?;
        self.log(&NewRow {
            field_device: owner.field_device(),
            unit,
            first_position: appended.first_position,
            count: appended.count,
            ..NewRow::of(RowKind::Change, subject, meta.hash)
        })?;
        Ok(())
    }

    fn mark_decided(&self, field_device: Id, unit: u64, decided: &str) -> Result<(), ServerError> {
        self.db
            .prepare_cached(
                "UPDATE review_run SET decided = :decided WHERE field_device = :id AND unit = :unit AND decided = ''",
            )?
            .execute(named_params! {":decided": decided, ":id": field_device.to_string(), ":unit": unit})?;
        Ok(())
    }

    /// What a unit in review holds: its changes in order, its facts, and the facts that told of it.
    fn held_unit(&self, field_device: Id, unit: u64) -> Result<HeldUnit, ServerError> {
        let mut held = HeldUnit::default();
        let id = field_device.to_string();
        {
            let mut statement = self.db.prepare_cached(
                "SELECT subject, changes FROM review_run
                 WHERE field_device = :id AND unit = :unit AND decided = '' ORDER BY id",
            )?;
            let mut rows = statement.query(named_params! {":id": id, ":unit": unit})?;
            while let Some(row) = rows.next()? {
                let (subject, bytes): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
                let broken = |what: &str| ServerError::broken(format!("a run in review of {subject}: {what}"));
                let change = RawChange::read(&bytes, usize::MAX).map_err(|e| broken(&e.to_string()))?;
                held.changes.push((subject.parse().map_err(|_| broken("no subject"))?, change));
            }
        }
        let device = Subject::new(Word::FieldDevice, field_device);
        for stored in fact::about(&self.db, device)? {
            let told: Option<HeldUnitFact> = stored.fact.body();
            let is_this = told.is_some_and(|told| told.state == HeldState::Review && told.unit == unit);
            if is_this && stored.fact.kind == "held_unit" {
                held.told.push(stored.fact.id);
                held.add_subjects(&stored.fact.subjects);
            }
        }
        let written: Vec<Subject> = held.changes.iter().map(|(subject, _)| *subject).collect();
        held.add_subjects(&written);
        self.add_facts(&mut held, field_device, unit)?;
        if held.changes.is_empty() && held.facts.is_empty() {
            return Err(ServerError::rejected(RejectedCode::NotFound, "unit"));
        }
        Ok(held)
    }

    fn add_facts(&self, held: &mut HeldUnit, field_device: Id, unit: u64) -> Result<(), ServerError> {
        let mut ids: BTreeSet<Id> = BTreeSet::new();
        for subject in &held.subjects {
            let mut statement = self.db.prepare_cached(
                "SELECT DISTINCT ref FROM log
                 WHERE subject = :subject AND kind = 'fact' AND field_device = :id AND unit = :unit",
            )?;
            let params = named_params! {
                ":subject": subject.to_string(), ":id": field_device.to_string(), ":unit": unit,
            };
            let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
            for row in rows {
                ids.extend(row?.parse::<Id>().ok());
            }
        }
        for id in ids {
            if let Some(stored) = fact::get(&self.db, id)?.filter(|stored| stored.is_in_review) {
                held.add_subjects(&stored.fact.subjects);
                held.facts.push(stored);
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct HeldUnit {
    changes: Vec<(Subject, RawChange)>,
    facts: Vec<StoredFact>,
    /// The facts by which the server told of the unit.
    told: Vec<Id>,
    subjects: Vec<Subject>,
}

impl HeldUnit {
    fn add_subjects(&mut self, subjects: &[Subject]) {
        for subject in subjects {
            if !self.subjects.contains(subject) {
                self.subjects.push(*subject);
            }
        }
    }

    /// What attention items about it name.
    fn operations(&self) -> Vec<Id> {
        self.told.iter().copied().chain(self.facts.iter().map(|stored| stored.fact.id)).collect()
    }
}
