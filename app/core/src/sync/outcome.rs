//! What the server decided about pushed units: accepted, refused with a reason, kept for review, or to be done again.

use super::{
    push::Sent,
    review::{self, SignedChanges},
};
use crate::{App, AppError, commit};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Stamp, Subject,
    fact::{Fact, StoredFact},
    fact_kind::FactBody as _,
    held_unit::{HeldState, HeldUnitFact},
    id::Hash,
    stamp::Received,
};
use onsite_store::{Touched, fact, ground, meta};
use onsite_wire::outcome::{ChainPoint, Correction, Outcome, PushOutcome};
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// How often a unit is done again while nothing else moves. It stands on something that the server does not have and that
/// does not come there: a person must see it.
const AGAIN_MAX: u32 = 16;

/// What applying a response did.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Applied {
    pub units_accepted: u64,
    pub units_refused: u64,
    pub is_server_older: bool,
    pub is_revoked: bool,
    pub touched: Touched,
}

impl App {
    /// Takes the server's word on a push; within the caller's transaction.
    pub(super) fn settle(
        &mut self,
        sent: &Sent,
        outcome: &PushOutcome,
        applied: &mut Applied,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        if let Some(known) = &outcome.chain_unknown {
            return self.send_again_after(known);
        }
        meta::remove(&self.db, "is_chain_in_doubt")?;
        let through = outcome.accepted_through.unwrap_or(0).min(sent.last_number);
        let named: BTreeMap<u64, &Outcome> = outcome.units.iter().map(|unit| (unit.number, &unit.outcome)).collect();
        applied.is_server_older |= named.values().any(|outcome| matches!(outcome, Outcome::Unavailable { .. }));
        let mut undone = BTreeSet::new();
        let mut again = Vec::new();
        let mut signed = SignedChanges::default();
        let mut decided = sent.first_number.saturating_sub(1);
        let refused_before = applied.units_refused;
        let beside = self.subjects_beside()?;
        for number in sent.first_number..=through {
            let is_refused = matches!(named.get(&number), Some(Outcome::Rejected { .. } | Outcome::BlockedBy { .. }));
            if is_refused && !sent.signed.contains(&number) && signed.has_any_of_unit(self, number)? {
                // Signed while the request was under way: it is sent again as what it is now.
                break;
            }
            let received = received_of(&outcome.corrections, number, commit::stamp_of_unit(&self.db, number)?);
            match named.get(&number) {
                None | Some(Outcome::Ok | Outcome::Duplicate) => {
                    self.close_unit(number, "accepted", "", received, false, touched)?;
                    self.put_back(number, &beside, touched)?;
                    applied.units_accepted = applied.units_accepted.saturating_add(1);
                }
                Some(Outcome::Rejected { code, path, detail }) => {
                    let text = serde_json::json!({"code": code, "path": path, "detail": detail}).to_string();
                    self.refuse_unit(number, &text, touched)?;
                    undone.insert(number);
                    applied.units_refused = applied.units_refused.saturating_add(1);
                }
                Some(Outcome::Review { reason }) => {
                    self.close_unit(number, "review", &quoted(reason), received, true, touched)?;
                    undone.insert(number);
                    applied.units_refused = applied.units_refused.saturating_add(1);
                }
                Some(Outcome::BlockedBy { .. }) if sent.signed.contains(&number) => {
                    // It stands on something that no document may hold: what was signed is not made anew.
                    self.refuse_unit(number, &rejected_text(&Rejected::new(RejectedCode::Signed, "")), touched)?;
                    undone.insert(number);
                    applied.units_refused = applied.units_refused.saturating_add(1);
                }
                Some(Outcome::BlockedBy { .. }) if self.again(number)? >= AGAIN_MAX => {
                    let detail = "what it was written on never came to the server";
                    let rejected = Rejected::because(RejectedCode::NotFound, "", detail);
                    self.refuse_unit(number, &rejected_text(&rejected), touched)?;
                    undone.insert(number);
                    applied.units_refused = applied.units_refused.saturating_add(1);
                }
                Some(Outcome::BlockedBy { .. }) => {
                    undone.insert(number);
                    again.push(number);
                }
                Some(Outcome::Unavailable { .. }) => break,
            }
            decided = number;
        }
        if !undone.is_empty() {
            let is_stuck = applied.units_refused == refused_before;
            self.fork_without(undone, again, is_stuck, &mut signed, touched)?;
            self.close_gaps(decided)?;
        }
        Ok(())
    }

    fn close_unit(
        &mut self,
        number: u64,
        state: &str,
        outcome: &str,
        received: Option<Received>,
        is_in_review: bool,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        self.set_state(number, state, outcome)?;
        for id in commit::facts_of_unit(&self.db, number)? {
            let Some(held) = self.held_fact(id)? else { continue };
            let settled = StoredFact { received: received.or(held.received), is_in_review, ..held };
            fact::settle(&self.db, &settled)?;
            onsite_store::stock::add_movement(&self.db, &settled)?;
            touched.extend(settled.fact.subjects.iter().copied());
        }
        Ok(())
    }

    /// A fact of a unit; one that had gone with a subject that came back is put back.
    fn held_fact(&self, id: Id) -> Result<Option<StoredFact>, AppError> {
        if let Some(held) = fact::get(&self.db, id)? {
            return Ok(Some(held));
        }
        let Some(left) = self.own_fact(id)? else { return Ok(None) };
        if !self.is_about_what_stays(&left.fact)? {
            return Ok(None);
        }
        let (stored, _) =
            fact::put(&self.db, &left.bytes, &left.signature, left.received, left.is_in_review, &mut Touched::new())?;
        Ok(Some(stored))
    }

    fn again(&self, number: u64) -> Result<u32, AppError> {
        Ok(self
            .db
            .prepare_cached("SELECT again FROM unit WHERE number = :number")?
            .query_row(named_params! {":number": number}, |row| row.get(0))?)
    }

    fn set_state(&self, number: u64, state: &str, outcome: &str) -> Result<(), AppError> {
        let now_ms = self.ports.clock.stamp().wall_ms;
        self.db
            .prepare_cached(
                "UPDATE unit SET state = :state, outcome = :outcome, settled_ms = :now_ms WHERE number = :number",
            )?
            .execute(named_params! {":number": number, ":state": state, ":outcome": outcome, ":now_ms": now_ms})?;
        Ok(())
    }

    /// What a person decided about a unit of this field device that was in review.
    pub(super) fn hear_of_held(&mut self, told: &Fact, touched: &mut Touched) -> Result<(), AppError> {
        if told.kind != HeldUnitFact::KIND || !matches!(told.author, Author::Rule { .. }) {
            return Ok(());
        }
        let Some(held) = told.body::<HeldUnitFact>() else { return Ok(()) };
        if held.field_device != self.identity()?.field_device {
            return Ok(());
        }
        let (state, outcome) = match held.state {
            HeldState::Accepted => ("accepted", String::new()),
            HeldState::SetAside => {
                let (by, at_ms) = (held.decided_by, told.at.wall_ms);
                let outcome = serde_json::json!({"code": "set_aside", "detail": held.reason, "by": by, "at_ms": at_ms});
                ("rejected", outcome.to_string())
            }
            HeldState::Refused | HeldState::Review | HeldState::Unknown => return Ok(()),
        };
        let chain = data_encoding::HEXLOWER.decode(held.chain.as_bytes()).unwrap_or_default();
        let number: Option<i64> = self
            .db
            .prepare_cached(
                "UPDATE unit SET state = :state, outcome = :outcome WHERE chain = :chain AND state = 'review'
                 RETURNING number",
            )?
            .query_row(named_params! {":chain": chain, ":state": state, ":outcome": outcome}, |row| row.get(0))
            .optional()?;
        match number.map(u64::try_from) {
            Some(Ok(number)) if held.state == HeldState::Accepted => {
                self.close_unit(number, state, &outcome, None, false, touched)?;
                self.put_back(number, &self.subjects_beside()?, touched)
            }
            _ => Ok(()),
        }
    }

    /// Takes a refused unit out of what counts; everything in it stays in quarantine and in its intent.
    fn refuse_unit(&mut self, number: u64, outcome: &str, touched: &mut Touched) -> Result<(), AppError> {
        self.set_state(number, "rejected", outcome)?;
        for id in commit::facts_of_unit(&self.db, number)? {
            if let Some(held) = fact::get(&self.db, id)? {
                self.quarantine(
                    &format!("fact of unit {number}"),
                    held.fact.subjects.first().copied(),
                    outcome,
                    &held.bytes,
                )?;
                fact::withdraw(&self.db, &held, touched)?;
                self.note_undone(held.fact.subjects)?;
            }
        }
        Ok(())
    }

    pub(super) fn quarantine(
        &self,
        what: &str,
        subject: Option<Subject>,
        reason: &str,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        self.db
            .prepare_cached(
                "INSERT INTO quarantine (at_ms, what, subject, reason, bytes)
                 VALUES (:at_ms, :what, :subject, :reason, :bytes)",
            )?
            .execute(named_params! {
                ":at_ms": self.ports.clock.stamp().wall_ms, ":what": what,
                ":subject": subject.map(|s| s.to_string()).unwrap_or_default(), ":reason": reason, ":bytes": bytes,
            })?;
        Ok(())
    }

    /// Goes back to what the server accepted: the undone units' changes leave their documents together with everything
    /// built on them, and what was merely built on them is done again under a fresh actor. What is in review, or somebody
    /// signed over, goes beside its document as it is, and what of it still waits is sent as it is.
    fn fork_without(
        &mut self,
        undone: BTreeSet<u64>,
        again: Vec<u64>,
        is_stuck: bool,
        signed: &mut SignedChanges,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        let mut gone: BTreeMap<Subject, BTreeSet<Hash>> = BTreeMap::new();
        for number in &undone {
            for (subject, _, hash) in commit::changes_of_unit(&self.db, *number)? {
                gone.entry(subject).or_default().insert(hash);
            }
        }
        let mut again: BTreeSet<u64> = again.into_iter().collect();
        let mut beside = BTreeSet::new();
        // A unit that loses one change loses all, which may take changes of further units with it: until nothing moves.
        loop {
            let dependents = self.dependents(&mut gone)?;
            let mut fresh = Vec::new();
            for number in dependents.into_iter().filter(|number| !undone.contains(number)) {
                let kept = if signed.has_any_of_unit(self, number)? { &mut beside } else { &mut again };
                if kept.insert(number) {
                    fresh.push(number);
                }
            }
            if fresh.is_empty() {
                break;
            }
            for number in fresh {
                for (subject, _, hash) in commit::changes_of_unit(&self.db, number)? {
                    gone.entry(subject).or_default().insert(hash);
                }
            }
        }
        for (subject, hashes) in &gone {
            let (mut kept, removed): (Vec<_>, Vec<_>) =
                ground::changes(&self.db, *subject, 0)?.into_iter().partition(|change| !hashes.contains(&change.hash));
            // Genesis and upgrades are nobody's: a document of which nothing else is left was never begun.
            let mut is_begun = false;
            for change in &kept {
                is_begun |= ground::author(&self.db, &change.actor)?.is_some();
            }
            if !is_begun {
                kept.clear();
            }
            for change in removed {
                if signed.has(self, *subject, change.hash)? || self.is_in_review(*subject, change.hash)? {
                    review::keep(&self.db, *subject, change.hash, &change.bytes)?;
                } else {
                    self.quarantine("change", Some(*subject), "undone with a refused unit", &change.bytes)?;
                }
            }
            ground::rewrite(&self.db, *subject, &kept, touched)?;
            self.cache.forget(*subject);
        }
        self.note_undone(gone.into_keys())?;
        self.actors.renew();
        for number in again {
            self.do_again(number, is_stuck, touched)?;
        }
        Ok(())
    }

    /// Adds the changes that depend on gone ones to them; the own units that these belong to.
    fn dependents(&self, gone: &mut BTreeMap<Subject, BTreeSet<Hash>>) -> Result<BTreeSet<u64>, AppError> {
        let mut units = BTreeSet::new();
        for (subject, hashes) in gone.iter_mut() {
            let Some(document) = ground::load(&self.db, *subject)? else { continue };
            for change in document.changes() {
                if hashes.contains(&change.hash) || change.deps.iter().any(|dep| hashes.contains(dep)) {
                    hashes.insert(change.hash);
                    units.extend(commit::unit_of_change(&self.db, *subject, change.hash)?);
                }
            }
        }
        Ok(units)
    }

    /// Does a unit's intent again at the present heads, with the same identities. If that is not possible any more, the
    /// intent stays where a person sees it.
    fn do_again(&mut self, number: u64, is_stuck: bool, touched: &mut Touched) -> Result<(), AppError> {
        let stamp = commit::stamp_of_unit(&self.db, number)?;
        let command = commit::intent_of_unit(&self.db, number)?;
        self.db.execute_batch("SAVEPOINT again")?;
        let user = commit::user_of_unit(&self.db, number)?;
        match self.write_unit(user, &command, stamp, touched) {
            Ok(fresh) => {
                self.db.execute_batch("RELEASE again")?;
                if is_stuck {
                    let again = self.again(number)?.saturating_add(1);
                    self.db
                        .prepare_cached("UPDATE unit SET again = :again WHERE number = :fresh")?
                        .execute(named_params! {":again": again, ":fresh": fresh})?;
                }
                self.set_state(number, "reissued", "")
            }
            Err(AppError::Rejected(rejected)) => {
                self.db.execute_batch("ROLLBACK TO again; RELEASE again")?;
                self.cache.clear();
                self.actors.unbind();
                self.refuse_unit(number, &rejected_text(&rejected), touched)
            }
            Err(error) => Err(error),
        }
    }

    /// The server lost units it had accepted (it was restored): they wait again, numbered on from what it still knows.
    /// Units that never went through keep their history under negative numbers.
    fn send_again_after(&mut self, known: &ChainPoint) -> Result<(), AppError> {
        // Where the server's newest unit is another branch's (a clone's), nothing of this branch is sure to be there.
        let is_own =
            known.number == 0 || commit::chain_before(&self.db, known.number.saturating_add(1))? == known.chain;
        self.number_again(if is_own { known.number } else { 0 }, known)?;
        self.db.execute_batch("UPDATE unit_blob SET state = 'waiting' WHERE state = 'sent'")?;
        Ok(())
    }

    /// A unit that the server has not decided and that was done again leaves a gap in the numbers of those that wait: they
    /// close up behind `decided`, for a push is without gaps.
    fn close_gaps(&mut self, decided: u64) -> Result<(), AppError> {
        let has_gap: bool = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM unit WHERE number > :decided AND state <> 'waiting')")?
            .query_row(named_params! {":decided": decided}, |row| row.get(0))?;
        if !has_gap {
            return Ok(());
        }
        let chain = commit::chain_before(&self.db, decided.saturating_add(1))?;
        self.number_again(decided, &ChainPoint { number: decided, chain })
    }

    /// Numbers the units after `sure` on from `known`, as far as they can be sent; the others go to negative numbers.
    fn number_again(&mut self, sure: u64, known: &ChainPoint) -> Result<(), AppError> {
        let numbers: Vec<(i64, String)> = {
            let mut statement =
                self.db.prepare_cached("SELECT number, state FROM unit WHERE number > :sure ORDER BY number")?;
            let rows = statement.query_map(named_params! {":sure": sure}, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        // First out of the way, then back in order: numbers are unique.
        let lowest: i64 =
            self.db.query_row("SELECT min(0, coalesce(min(number), 0)) FROM unit", [], |row| row.get(0))?;
        let mut parked = Vec::new();
        for (place, (number, state)) in numbers.iter().enumerate() {
            let aside = lowest.saturating_sub(1).saturating_sub(i64::try_from(place).unwrap_or(i64::MAX));
            commit::renumber(&self.db, *number, aside)?;
            let is_sendable = match state.as_str() {
                "waiting" => true,
                // What is not here any more comes back by others who hold it.
                "accepted" | "review" => self.is_held(aside)?,
                _ => false,
            };
            if is_sendable {
                parked.push(aside);
            }
        }
        let mut chain = known.chain;
        let mut number = i64::try_from(known.number).unwrap_or(i64::MAX);
        for aside in parked {
            number = number.saturating_add(1);
            commit::renumber(&self.db, aside, number)?;
            let unit = commit::unit_hash_of(&self.db, number)?;
            chain = onsite_wire::push::chain_next(&chain, &unit);
            self.db
                .prepare_cached(
                    "UPDATE unit SET state = 'waiting', outcome = '', chain = :chain WHERE number = :number",
                )?
                .execute(named_params! {":number": number, ":chain": chain.as_slice()})?;
        }
        Ok(())
    }
}

impl App {
    /// Whether everything that a unit wrote is still here: in its documents, beside them, or kept as they left.
    fn is_held(&self, number: i64) -> Result<bool, AppError> {
        let lacks_fact: bool = self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM unit_fact WHERE unit = :unit
                     AND NOT EXISTS (SELECT 1 FROM fact WHERE fact.id = unit_fact.fact)
                     AND NOT EXISTS (SELECT 1 FROM left_fact WHERE left_fact.fact = unit_fact.fact))",
            )?
            .query_row(named_params! {":unit": number}, |row| row.get(0))?;
        if lacks_fact {
            return Ok(false);
        }
        let mut statement = self.db.prepare_cached("SELECT subject, hash FROM unit_change WHERE unit = :unit")?;
        let rows = statement.query_map(named_params! {":unit": number}, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 32]>(1)?))
        })?;
        for row in rows {
            let (subject, hash) = row?;
            let subject = subject.parse().map_err(|_| AppError::broken(format!("unit {number} names no document")))?;
            if !self.own_changes(subject)?.contains_key(&Hash(hash)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn received_of(corrections: &[Correction], number: u64, stamp: Stamp) -> Option<Received> {
    let found = corrections.iter().find(|c| (c.first_number..=c.last_number).contains(&number))?;
    let corrected_ms = stamp.wall_ms.saturating_add(found.offset_ms);
    Some(Received { received_ms: found.received_ms, corrected_ms, uncertain_ms: found.uncertain_ms })
}

fn rejected_text(rejected: &Rejected) -> String {
    serde_json::to_string(rejected).unwrap_or_default()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
