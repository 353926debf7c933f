//! What a unit is judged by: signatures and structure first, then what each change and fact is to the rules.

use super::{Bench, Stop, Work, rejected};
use crate::{ServerError, ServerStore, policy_state};
use onsite_documents::{Action, Container, Operation, Paths, RawChange, Refused, SHARE_MAX, Scalar, Size};
use onsite_domain::{
    Rejected, RejectedCode, Subject,
    document::Write,
    fact::Fact,
    id::Hash,
    policy::{self, ReviewReason, State, Verdict},
};
use onsite_store::{Touched, derived, fact, ground, room};
use onsite_wire::{Statement, outcome::Outcome};
use std::collections::{BTreeMap, btree_map::Entry};

impl ServerStore {
    pub(super) fn judge(
        &mut self,
        work: &Work,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<Outcome, ServerError> {
        let judged = self.judge_at_once(work, bench, touched)?;
        let is_refused = matches!(judged, Outcome::Rejected { .. } | Outcome::BlockedBy { .. });
        if is_refused && self.has_fact_of(work, bench)? {
            // What came back by others after a restore is not taken back from whoever recorded it.
            return Ok(Outcome::Review { reason: ReviewReason::SentAgain.as_str().to_owned() });
        }
        Ok(judged)
    }

    fn judge_at_once(
        &mut self,
        work: &Work,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<Outcome, ServerError> {
        if let Some(flaw) = &work.flaw {
            return Ok(flaw.clone());
        }
        for (subject, change) in &work.changes {
            match bench.stopped.get(&(*subject, change.meta.actor)) {
                Some(Stop::Refused { number }) => return Ok(Outcome::BlockedBy { number: *number }),
                Some(Stop::Review { reason }) => return Ok(Outcome::Review { reason: reason.clone() }),
                None => {}
            }
        }
        if let Some(reason) = self.stands_on_review(work, bench)? {
            return Ok(Outcome::Review { reason });
        }
        let judged = self.judge_by_policy(work, bench, touched)?;
        match &judged {
            Outcome::Rejected { code, .. } if code == RejectedCode::Forbidden.as_str() => {
                let was_allowed = self.was_allowed(work, bench, touched)?;
                let reason = ReviewReason::RightsLost.as_str().to_owned();
                Ok(if was_allowed { Outcome::Review { reason } } else { judged })
            }
            _ => Ok(judged),
        }
    }

    fn judge_by_policy(
        &mut self,
        work: &Work,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<Outcome, ServerError> {
        let judged = self.judge_changes(work, bench, touched).and_then(|(review, begins)| {
            let facts = if begins && !work.facts.is_empty() {
                self.judge_facts_of_beginning(work, bench, touched)?
            } else {
                self.judge_facts(work, bench, touched)?
            };
            Ok(review.or(facts))
        });
        match judged {
            Ok(None) => Ok(Outcome::Ok),
            Ok(Some(reason)) => Ok(Outcome::Review { reason }),
            Err(Judgement::Outcome(outcome)) => Ok(outcome),
            Err(Judgement::Server(error)) => Err(error),
        }
    }

    /// Whether a fact of the unit is here already.
    fn has_fact_of(&self, work: &Work, bench: &Bench<'_>) -> Result<bool, ServerError> {
        for part in &work.facts {
            let Ok(fact) = Fact::from_bytes(&part.bytes) else { continue };
            let is_held = fact::get(&self.db, fact.id)?.is_some_and(|held| held.hash == Hash::of(&part.bytes));
            if is_held && fact.author == bench.author {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the user had the right as far as the field device has heard.
    fn was_allowed(&mut self, work: &Work, bench: &mut Bench<'_>, touched: &mut Touched) -> Result<bool, ServerError> {
        let Some(former) = policy_state::former_rights(self, bench.device, work.user)? else { return Ok(false) };
        let now = std::mem::replace(&mut bench.rights, former);
        let judged = self.judge_by_policy(work, bench, touched);
        bench.rights = now;
        Ok(matches!(judged?, Outcome::Ok | Outcome::Review { .. }))
    }

    /// The facts of a unit that begins a document are judged with the document there; afterwards it is undone, for the
    /// unit is written with its group.
    fn judge_facts_of_beginning(
        &mut self,
        work: &Work,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<Option<String>, Judgement> {
        self.write_accepted(bench, touched)?;
        self.db.execute_batch("SAVEPOINT beginning").map_err(ServerError::from)?;
        let mut written = Touched::new();
        let verdict = match self.write_changes(std::slice::from_ref(&(work.number, &work.changes)), bench, &mut written)
        {
            Ok(None) => derived::project(&self.db, &mut self.cache, &written)
                .map_err(|e| Judgement::from(ServerError::from(e)))
                .and_then(|()| self.judge_facts(work, bench, touched)),
            Ok(Some((_, outcome))) => Err(outcome.into()),
            Err(error) => Err(error.into()),
        };
        self.cache.clear();
        self.db.execute_batch("ROLLBACK TO beginning; RELEASE beginning").map_err(ServerError::from)?;
        verdict
    }

    /// `Some(reason)` for review, and whether a document begins in the unit.
    fn judge_changes(
        &mut self,
        work: &Work,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<(Option<String>, bool), Judgement> {
        self.within_share(work, bench)?;
        let mut review = None;
        let mut begins = false;
        for (subject, change) in &work.changes {
            let subject = *subject;
            if self.cache.open(&self.db, subject).map_err(ServerError::from)?.is_some_and(|d| d.has(&change.meta.hash))
            {
                // Accepted once (a clone, or a phone that sends again after a restore): the same answer.
                continue;
            }
            let is_new = !bench.pending.contains_key(&subject)
                && ground::heads(&self.db, subject).map_err(ServerError::from)?.is_none();
            let writes = self.writes_of(subject, change, bench)?;
            let concerned = policy_state::concerned_by_writes(&bench.author, subject, &writes);
            let names_others = concerned.len() > 1;
            if is_new || names_others {
                // What an earlier unit of this push wrote decides whether this one may begin.
                self.write_accepted(bench, touched)?;
                bench.states.remove(&subject);
            }
            if is_new {
                bench.created.insert(subject, work.user);
                begins = true;
            }
            if let Entry::Vacant(place) = bench.states.entry(subject) {
                place.insert(policy_state::state_of(&self.db, &concerned)?);
            }
            bench.reach(&self.db, &concerned)?;
            if !is_new && let Some(gated) = self.late(subject, change, bench)? {
                gated.map_err(|refused| Rejected { path: subject.to_string(), ..refused })?;
                review = Some(ReviewReason::Late.as_str().to_owned());
            }
            let empty = State::new();
            let state = bench.states.get(&subject).unwrap_or(&empty);
            match policy::check_writes(&bench.rights, subject, is_new, &writes, state) {
                Ok(Verdict::Accept) => {}
                Ok(Verdict::Review(reason)) => review = Some(reason.as_str().to_owned()),
                Err(rejected) => review = Some(bench.kept_as_signed(work, subject, rejected)?),
            }
            if is_new || names_others {
                bench.states.remove(&subject);
            }
        }
        Ok((review, begins))
    }

    /// No author writes more to a document than one may: the others would find no room. An honest phone counts too, and
    /// begins nothing beyond.
    fn within_share(&mut self, work: &Work, bench: &Bench<'_>) -> Result<(), Judgement> {
        let mut written: BTreeMap<Subject, Size> = BTreeMap::new();
        for (subject, change) in &work.changes {
            let document = self.cache.open(&self.db, *subject).map_err(ServerError::from)?;
            if !document.is_some_and(|document| document.has(&change.meta.hash)) {
                let size =
                    written.entry(*subject).or_insert_with(|| bench.pending.get(subject).copied().unwrap_or_default());
                *size = size.plus(Size::of(&change.meta));
            }
        }
        for (subject, size) in written {
            let document = self.cache.open(&self.db, subject).map_err(ServerError::from)?;
            let held = match document {
                // Only then can a share of it be too large.
                Some(document) if !document.size().plus(size).fits_in(SHARE_MAX) => {
                    room::share(&self.db, document, &bench.author).map_err(ServerError::from)?
                }
                _ => Size::default(),
            };
            room::within_share(subject, held.plus(size))?;
        }
        Ok(())
    }

    /// The operations of a change as writes; anything that is no write is refused.
    fn writes_of(&self, subject: Subject, change: &RawChange, bench: &mut Bench<'_>) -> Result<Vec<Write>, Judgement> {
        let kind = (self.document_kinds)(subject.word)
            .ok_or_else(|| rejected(RejectedCode::UnknownPath, &subject.to_string(), "no document of this word"))?;
        let paths = bench.paths.entry(subject).or_insert_with(|| Paths::of(kind, subject.id));
        let operations = paths.check_change(&change.bytes, bench.schema).map_err(|refused| match refused {
            Refused::Rejected(rejected) => Judgement::from(rejected),
            Refused::SchemaNewer { path } => {
                Judgement::Outcome(Outcome::Unavailable { reason: format!("server_older: {path}") })
            }
        })?;
        operations.iter().map(|operation| as_write(operation).map_err(Judgement::from)).collect()
    }

    fn judge_facts(
        &mut self,
        work: &Work,
        bench: &mut Bench<'_>,
        touched: &mut Touched,
    ) -> Result<Option<String>, Judgement> {
        let mut review = None;
        if !work.facts.is_empty() {
            // A fact is judged by what came before it, in this push too.
            self.write_accepted(bench, touched)?;
        }
        for part in &work.facts {
            let fact = Fact::from_bytes(&part.bytes)
                .map_err(|e| rejected(RejectedCode::WrongShape, "fact", &e.to_string()))?;
            let path = fact.id.to_string();
            if fact.author != bench.author {
                return Err(rejected(RejectedCode::OtherAuthor, &path, "a fact under another name").into());
            }
            let hash = Hash::of(&part.bytes);
            let statement = Statement::Fact { server: self.keys.server, hash: &hash };
            if bench.device.key.verify(&statement, &part.signature).is_err() {
                return Err(rejected(RejectedCode::OtherAuthor, &path, "the signature of the fact does not fit").into());
            }
            match fact::get(&self.db, fact.id).map_err(ServerError::from)? {
                Some(held) if held.hash != hash => return Err(rejected(RejectedCode::IdTaken, &path, "").into()),
                // Decided once: the same answer.
                Some(held) if held.is_in_review => {
                    review = Some(ReviewReason::SentAgain.as_str().to_owned());
                    continue;
                }
                Some(_) => continue,
                None => {}
            }
            bench.reach(&self.db, &fact.subjects)?;
            let state = policy_state::state_of(&self.db, &policy_state::concerned_by_fact(&fact))?;
            match policy::check_fact(&bench.rights, &fact, &state) {
                Ok(Verdict::Accept) => {}
                Ok(Verdict::Review(reason)) => review = Some(reason.as_str().to_owned()),
                Err(rejected) => {
                    let mut rejected = Err(rejected);
                    for subject in &fact.subjects {
                        rejected = rejected.or_else(|refused| bench.kept_as_signed(work, *subject, refused));
                    }
                    review = Some(rejected?);
                }
            }
        }
        Ok(review)
    }
}

/// An operation that passed the structural check as the write it is.
pub(crate) fn as_write(operation: &Operation) -> Result<Write, Rejected> {
    let refused = || Rejected::new(RejectedCode::Immutable, operation.path());
    let (Container::Named(container), Action::Put(value)) = (&operation.container, &operation.action) else {
        return Err(refused());
    };
    if container == "fields" {
        let value = value.to_json().ok_or_else(refused)?;
        return Ok(Write::Set { field: operation.key.clone(), value });
    }
    let wrong = |detail: &str| Rejected::because(RejectedCode::WrongShape, operation.path(), detail);
    let id = operation.key.parse().map_err(|_| wrong("the key of an entry is a ULID"))?;
    let Scalar::Text(text) = value else { return Err(wrong("an entry is a JSON text")) };
    let entry = serde_json::from_str(text).map_err(|_| wrong("an entry is a JSON text"))?;
    Ok(Write::Add { collection: container.clone(), id, entry })
}

/// Why judging a unit ended early.
enum Judgement {
    Outcome(Outcome),
    Server(ServerError),
}

impl From<ServerError> for Judgement {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Rejected(rejected) => Self::from(rejected),
            other => Self::Server(other),
        }
    }
}

impl From<Rejected> for Judgement {
    fn from(rejected: Rejected) -> Self {
        Self::Outcome(Outcome::Rejected {
            code: rejected.code.as_str().to_owned(),
            path: rejected.path,
            detail: rejected.detail,
        })
    }
}

impl From<Outcome> for Judgement {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}
