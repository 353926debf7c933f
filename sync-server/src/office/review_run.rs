//! Units that policy put to review: a person lets them count, or leaves them beside what counts.
//!
//! Accepting admits the unit's changes in their order through the same gate as everything else and takes its facts out of
//! review. Rejecting changes nothing but says so. Either way the bytes stay, and a fact tells the field device.

use super::attention::Choice;
use crate::{
    ServerError, ServerStore,
    log::{NewRow, RowKind},
};
use onsite_documents::{GateError, GateLimits, RawChange};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    fact::StoredFact,
    fact_kind::FactBody as _,
    held_unit::{HeldState, HeldUnitFact},
    policy::ReviewReason,
    user::Role,
};
use onsite_store::{Touched, fact, ground};
use onsite_wire::{AuthorRef, Statement, SubjectRef};
use rusqlite::{OptionalExtension as _, named_params};

/// A unit by the field device that made it and the chain value after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldUnitId {
    pub(crate) field_device: Id,
    pub(crate) chain: [u8; 16],
}

impl HeldUnitId {
    /// The unit that the server told of.
    pub(crate) fn told(held: &HeldUnitFact) -> Option<Self> {
        let chain = data_encoding::HEXLOWER.decode(held.chain.as_bytes()).ok()?;
        Some(Self { field_device: held.field_device, chain: chain.try_into().ok()? })
    }
}

impl ServerStore {
    /// Lets a held unit count, or leaves it beside what counts, for good.
    ///
    /// # Errors
    /// [`RejectedCode::Stale`] where it stands on an earlier unit that is held or refused: that one comes first.
    /// [`RejectedCode::NotFound`] where nothing of it waits for a decision.
    pub(crate) fn decide_review(
        &mut self,
        author: &Author,
        unit: HeldUnitId,
        is_accepted: bool,
        reason: Option<&str>,
    ) -> Result<(), ServerError> {
        self.require_role(author, &[Role::Dispatcher, Role::ServiceManager, Role::StockKeeper])?;
        let held = self.held_unit(unit)?;
        let mut touched = Touched::new();
        if is_accepted {
            self.accept_review(unit, &held, &mut touched)?;
        }
        let (state, choice) = match is_accepted {
            true => (HeldState::Accepted, Choice::Accept),
            false => (HeldState::SetAside, Choice::Reject),
        };
        self.db
            .prepare_cached(
                "UPDATE review_run SET decided = :decided
                 WHERE field_device = :id AND chain = :chain AND decided = ''",
            )?
            .execute(named_params! {
                ":decided": state.to_string(), ":id": unit.field_device.to_string(), ":chain": unit.chain.as_slice(),
            })?;
        if let Some(told) = held.told.first() {
            let body = told.fact.body::<HeldUnitFact>().unwrap_or_default();
            // What it was kept for is no reason to leave it out: where nobody gave one there is none.
            let was = if is_accepted { body.reason.clone() } else { String::new() };
            let reason = reason.map_or(was, |reason| reason.chars().take(100).collect());
            let decided = HeldUnitFact { state, reason, decided_by: author.user(), ..body };
            self.report_held(told.fact.subjects.clone(), &decided, &mut touched)?;
        }
        self.finish(&touched)?;
        self.settle_items(author, &held.subjects, &held.operations(), &choice)
    }

    fn accept_review(&mut self, unit: HeldUnitId, held: &HeldUnit, touched: &mut Touched) -> Result<(), ServerError> {
        let owner = Author::FieldDevice { field_device: unit.field_device, user: held.user };
        for change in &held.changes {
            self.admit_held(&owner, change, touched)?;
        }
        for stored in &held.facts {
            let (bytes, signature) = (&stored.bytes, &stored.signature);
            let (settled, _) = fact::put(&self.db, bytes, signature, stored.received, false, touched)?;
            // To everybody, the field device that made it included: it has taken the unit out.
            self.log_fact(&settled, None, 0)?;
        }
        self.unit_was_accepted(unit.field_device, &unit.chain)
    }

    /// The unit that a fact in review came with.
    pub(crate) fn unit_of_fact(&self, fact: Id) -> Result<Option<HeldUnitId>, ServerError> {
        let row: Option<(String, [u8; 16])> = self
            .db
            .prepare_cached("SELECT field_device, chain FROM review_run WHERE fact = :fact AND decided = '' LIMIT 1")?
            .query_row(named_params! {":fact": fact.to_string()}, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let parsed = |(id, chain): (String, _)| Some(HeldUnitId { field_device: id.parse().ok()?, chain });
        Ok(row.and_then(parsed))
    }

    /// The units of a field device that hold something signed about a subject and wait for a decision, in their order.
    pub(crate) fn signed_units_in_review(
        &self,
        field_device: Id,
        subject: Subject,
    ) -> Result<Vec<HeldUnitId>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT chain FROM review_run
             WHERE field_device = :id AND subject = :subject AND reason = :reason AND decided = ''
             GROUP BY chain ORDER BY min(id)",
        )?;
        let params = named_params! {
            ":id": field_device.to_string(), ":subject": subject.to_string(),
            ":reason": ReviewReason::Signed.as_str(),
        };
        let rows = statement.query_map(params, |row| Ok(HeldUnitId { field_device, chain: row.get(0)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn admit_held(&mut self, owner: &Author, held: &HeldChange, touched: &mut Touched) -> Result<(), ServerError> {
        let HeldChange { subject, change, .. } = held;
        if !ground::bind_actor(&self.db, &change.meta.actor, owner)? {
            return Err(ServerError::rejected(RejectedCode::OtherAuthor, "actor"));
        }
        let document = self.cache.open_or_create(&self.db, *subject)?;
        if document.has(&change.meta.hash) {
            return Ok(());
        }
        let admission = document.admit(&[change.bytes.as_slice()], &GateLimits::of_server());
        if let Some(refusal) = admission.refused {
            let detail = match &refusal.error {
                GateError::MissingDependency(_) => {
                    "it stands on an earlier unit of the same field device, which must be accepted first".to_owned()
                }
                error => format!("it no longer fits: {error}"),
            };
            return Err(Rejected::because(RejectedCode::Stale, subject.to_string(), detail).into());
        }
        let appended = ground::append(&self.db, document, *subject, std::slice::from_ref(change), touched)?;
        let meta = &change.meta;
        let signature = match held.signature.is_empty() {
            false => held.signature.clone(),
            // The author signed the newest change of the run: until that one is let in, the server vouches.
            true => {
                let statement = Statement::Run {
                    server: self.keys.server,
                    subject: &SubjectRef::from(*subject),
                    actor: &meta.actor.0,
                    author: &AuthorRef::from(owner),
                    newest: &meta.hash,
                };
                self.keys.signing.sign(&statement).0.to_vec()
            }
        };
        ground::put_run_signature(&self.db, *subject, &meta.actor, meta.seq, meta.hash, &signature)?;
        self.log(&NewRow {
            first_position: appended.first_position,
            count: appended.count,
            ..NewRow::of(RowKind::Change, *subject, meta.hash)
        })?;
        Ok(())
    }

    /// What a unit in review holds: its changes in order, its facts, and the facts that told of it.
    fn held_unit(&self, unit: HeldUnitId) -> Result<HeldUnit, ServerError> {
        let mut held = HeldUnit::default();
        {
            let mut statement = self.db.prepare_cached(
                "SELECT subject, changes, signature, fact, user FROM review_run
                 WHERE field_device = :id AND chain = :chain AND decided = '' ORDER BY id",
            )?;
            let mut rows = statement.query(named_params! {
                ":id": unit.field_device.to_string(), ":chain": unit.chain.as_slice(),
            })?;
            while let Some(row) = rows.next()? {
                let (subject, bytes): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
                let broken = |what: &str| ServerError::broken(format!("a unit in review of {subject}: {what}"));
                let subject: Subject = subject.parse().map_err(|_| broken("no subject"))?;
                held.add_subjects(&[subject]);
                held.user = row.get::<_, String>(4)?.parse().map_err(|_| broken("no user"))?;
                let fact: String = row.get(3)?;
                if fact.is_empty() {
                    let change = RawChange::read(&bytes, usize::MAX).map_err(|e| broken(&e.to_string()))?;
                    held.changes.push(HeldChange { subject, change, signature: row.get(2)? });
                    continue;
                }
                let id = fact.parse().map_err(|_| broken("no fact"))?;
                if let Some(stored) = fact::get(&self.db, id)?.filter(|stored| stored.is_in_review) {
                    held.add_subjects(&stored.fact.subjects);
                    held.facts.push(stored);
                }
            }
        }
        if held.changes.is_empty() && held.facts.is_empty() {
            return Err(ServerError::rejected(RejectedCode::NotFound, "unit"));
        }
        for stored in fact::about(&self.db, Subject::new(Word::FieldDevice, unit.field_device))? {
            if stored.fact.kind != HeldUnitFact::KIND {
                continue;
            }
            let told = stored.fact.body::<HeldUnitFact>().filter(|told| told.state == HeldState::Review);
            if told.is_some_and(|told| HeldUnitId::told(&told) == Some(unit)) {
                held.add_subjects(&stored.fact.subjects);
                held.told.push(stored);
            }
        }
        Ok(held)
    }
}

struct HeldChange {
    subject: Subject,
    change: RawChange,
    /// The author's, where it names this change; empty otherwise.
    signature: Vec<u8>,
}

#[derive(Default)]
struct HeldUnit {
    user: Id,
    changes: Vec<HeldChange>,
    facts: Vec<StoredFact>,
    /// The facts by which the server told of the unit.
    told: Vec<StoredFact>,
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
        self.told.iter().chain(&self.facts).map(|stored| stored.fact.id).collect()
    }
}
