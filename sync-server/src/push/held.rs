//! Units that do not simply go through: kept beside their documents for a decision, or in quarantine, and told of.

use super::{Bench, Work};
use crate::{ServerError, ServerStore};
use onsite_documents::RawChange;
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    fact::Fact,
    held_unit::{HeldState, HeldUnitFact},
    policy::ReviewReason,
    stamp::Received,
};
use onsite_store::{Touched, fact};
use onsite_wire::outcome::Outcome;
use rusqlite::named_params;
use std::collections::BTreeSet;

impl Bench<'_> {
    /// Notes a unit that people must hear of: about what it wrote to, and about the field device, which hears of it even
    /// where it may not see the rest.
    pub(super) fn hold(&mut self, work: &Work, state: HeldState, reason: &str, path: &str) {
        let mut subjects: Vec<Subject> = Vec::new();
        let written = work.changes.iter().map(|(subject, _)| *subject);
        let named = work.facts.iter().filter_map(|part| Fact::from_bytes(&part.bytes).ok()?.subjects.first().copied());
        for subject in written.chain(named).take(8) {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        subjects.push(Subject::new(Word::FieldDevice, self.device.field_device));
        let shortened = |text: &str| text.chars().take(100).collect::<String>();
        self.held.push((
            subjects,
            HeldUnitFact {
                state,
                field_device: self.device.field_device,
                user: work.user,
                unit: work.number,
                chain: data_encoding::HEXLOWER.encode(&work.chain),
                verb: shortened(&work.verb),
                reason: shortened(reason),
                path: shortened(path),
                recorded_ms: Some(work.stamp.wall_ms),
                decided_by: None,
            },
        ));
    }

    /// What a right, or the state of things, forbids of something that somebody signed is kept for a decision, where it is
    /// about what the field device holds or held. What no honest program writes stays refused.
    pub(super) fn kept_as_signed(&self, work: &Work, subject: Subject, rejected: Rejected) -> Result<String, Rejected> {
        const OF_RIGHTS: &[RejectedCode] = &[
            RejectedCode::Forbidden,
            RejectedCode::Immutable,
            RejectedCode::IllegalTransition,
            RejectedCode::NotHolder,
            RejectedCode::Frozen,
            RejectedCode::Signed,
            RejectedCode::Stale,
        ];
        let is_held = self.rights.in_scope.contains(&subject) && !self.created.contains_key(&subject);
        let is_reached = is_held || self.rights.was_in_scope.contains(&subject);
        let is_of_rights = OF_RIGHTS.contains(&rejected.code) && !work.changes.is_empty();
        if work.is_signed && is_reached && is_of_rights {
            Ok(ReviewReason::Signed.as_str().to_owned())
        } else {
            Err(rejected)
        }
    }
}

impl ServerStore {
    /// A unit that was refused, or blocked, when it came before: signed over since, it is kept beside its document.
    pub(super) fn signed_since(
        &mut self,
        work: &Work,
        known: &Outcome,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<Option<String>, ServerError> {
        if !work.is_signed || !matches!(known, Outcome::Rejected { .. } | Outcome::BlockedBy { .. }) {
            return Ok(None);
        }
        match self.judge(work, bench, touched)? {
            Outcome::Review { reason } => Ok(Some(reason)),
            _ => Ok(None),
        }
    }

    /// Whether a signed unit stands on one that an earlier push left in review: there it goes too.
    pub(super) fn stands_on_review(&mut self, work: &Work, bench: &Bench<'_>) -> Result<Option<String>, ServerError> {
        if !work.is_signed {
            return Ok(None);
        }
        let subjects: BTreeSet<Subject> = work.changes.iter().map(|(subject, _)| *subject).collect();
        for subject in subjects {
            let mut statement = self.db.prepare_cached(
                "SELECT changes, reason FROM review_run
                 WHERE subject = :subject AND field_device = :id AND fact = '' AND decided <> 'accepted'",
            )?;
            let params = named_params! {
                ":subject": subject.to_string(), ":id": bench.device.field_device.to_string(),
            };
            let rows = statement.query_map(params, |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
            for row in rows {
                let (bytes, reason) = row?;
                let held = RawChange::read(&bytes, usize::MAX).map_err(|e| ServerError::broken(e.to_string()))?;
                let stands =
                    |(of, change): &(Subject, RawChange)| *of == subject && change.meta.deps.contains(&held.meta.hash);
                if work.changes.iter().any(stands) {
                    return Ok(Some(reason));
                }
            }
        }
        Ok(None)
    }

    /// Late work and the like: beside the document, shown, current only once a person accepts it.
    pub(super) fn keep_for_review(
        &mut self,
        work: &Work,
        reason: &str,
        received: Received,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        bench.hold(work, HeldState::Review, reason, "");
        let field_device = bench.device.field_device;
        let keep = |subject: Subject, change: &[u8], signature: &[u8], fact: &str| -> Result<(), ServerError> {
            self.db
                .prepare_cached(
                    "INSERT INTO review_run
                         (subject, field_device, user, chain, unit, reason, at_ms, changes, signature, fact)
                     VALUES (:subject, :field_device, :user, :chain, :unit, :reason, :at_ms, :changes, :signature, :fact)",
                )?
                .execute(named_params! {
                    ":subject": subject.to_string(), ":field_device": field_device.to_string(),
                    ":user": work.user.to_string(), ":chain": work.chain.as_slice(), ":unit": work.number, ":reason": reason,
                    ":at_ms": received.received_ms, ":changes": change, ":signature": signature, ":fact": fact,
                })?;
            Ok(())
        };
        for (subject, change) in &work.changes {
            let signed = bench.run_signatures.get(&(*subject, change.meta.actor));
            let signature = signed.filter(|(newest, _)| *newest == change.meta.hash).map(|(_, bytes)| bytes.as_slice());
            keep(*subject, &change.bytes, signature.unwrap_or_default(), "")?;
        }
        let mut kept_facts = Vec::with_capacity(work.facts.len());
        for part in &work.facts {
            let (stored, kept) = fact::put(&self.db, &part.bytes, &part.signature.0, Some(received), true, touched)?;
            if let Some(subject) = stored.fact.subjects.first() {
                keep(*subject, &[], &[], &stored.fact.id.to_string())?;
            }
            if kept != fact::Kept::Duplicate {
                kept_facts.push(stored);
            }
        }
        for stored in kept_facts {
            self.log_fact(&stored, Some(field_device), work.number)?;
        }
        Ok(())
    }

    pub(super) fn keep_refused(
        &self,
        work: &Work,
        reason: &str,
        path: &str,
        bench: &mut Bench<'_>,
    ) -> Result<(), ServerError> {
        bench.hold(work, HeldState::Refused, reason, path);
        let changes = work.changes.iter().map(|(subject, change)| (Some(*subject), change.bytes.as_slice()));
        let facts = work.facts.iter().map(|fact| (None, fact.bytes.as_slice()));
        for (subject, bytes) in changes.chain(facts) {
            self.quarantine(bench.device.field_device, work.number, subject, reason, bytes)?;
        }
        Ok(())
    }

    /// Keeps bytes that come again with every repeated request once.
    pub(crate) fn quarantine_once(
        &self,
        field_device: Id,
        unit: u64,
        reason: &str,
        bytes: &[u8],
    ) -> Result<(), ServerError> {
        let is_kept: bool = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM quarantine WHERE field_device = :id AND bytes = :bytes)")?
            .query_row(named_params! {":id": field_device.to_string(), ":bytes": bytes}, |row| row.get(0))?;
        if is_kept { Ok(()) } else { self.quarantine(field_device, unit, None, reason, bytes) }
    }

    pub(crate) fn quarantine(
        &self,
        field_device: Id,
        unit: u64,
        subject: Option<Subject>,
        reason: &str,
        bytes: &[u8],
    ) -> Result<(), ServerError> {
        self.db
            .prepare_cached(
                "INSERT INTO quarantine (at_ms, field_device, unit, subject, reason, bytes)
                 VALUES (:at_ms, :field_device, :unit, :subject, :reason, :bytes)",
            )?
            .execute(named_params! {
                ":at_ms": self.now_ms(), ":field_device": field_device.to_string(), ":unit": unit,
                ":subject": subject.map(|s| s.to_string()).unwrap_or_default(), ":reason": reason, ":bytes": bytes,
            })?;
        Ok(())
    }
}
