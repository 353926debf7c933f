//! What a field device pushed: signatures, gate, policy, and what becomes of each unit.
//!
//! A unit is accepted, refused or put to review whole. Units are judged in their order; accepted ones are written in
//! groups, because the gate looks at a document's run at once. When the gate refuses a change after all, the group is
//! undone and written again without that unit and what is built on it.

mod held;
mod late;
mod revoked;
mod unit;

use crate::{
    ServerError, ServerStore,
    field_device::FieldDeviceState,
    log::{NewRow, RowKind},
    policy_state,
};
use late::Lateness;
use onsite_documents::{
    Action, ActorId, Container, GateError, GateLimits, Operation, Paths, RawChange, Refused, Scalar,
};
use onsite_domain::{
    Author, Rejected, RejectedCode, Stamp, Subject,
    document::Write,
    fact::Fact,
    held_unit::HeldUnitFact,
    id::Hash,
    policy::{self, ReviewReason, Rights, State, Verdict},
    stamp::Received,
};
use onsite_store::{Touched, derived, fact, ground};
use onsite_wire::{
    AuthorRef, Statement, SubjectRef,
    outcome::{Outcome, PushOutcome, UnitOutcome},
    push::{FactPart, Push, chain_next, unit_hash},
};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};
use unit::{Basis, correction, joined};

/// One unit of the push while it is judged.
struct Work {
    number: u64,
    parent: [u8; 16],
    chain: [u8; 16],
    stamp: Stamp,
    verb: String,
    changes: Vec<(Subject, RawChange)>,
    facts: Vec<FactPart>,
    /// Somebody signed over its changes.
    is_signed: bool,
    /// What is wrong with what it stands on, found before policy looked: signature, codec, a newer schema.
    flaw: Option<Outcome>,
}

/// What is shared while a push is judged.
struct Bench<'a> {
    device: &'a FieldDeviceState,
    author: Author,
    rights: Rights,
    schema: u32,
    /// Where a chain of changes was stopped, and by what: later changes of that actor in that document stand on it.
    stopped: BTreeMap<(Subject, ActorId), Stop>,
    states: BTreeMap<Subject, State>,
    /// Documents that begin in this push: in scope for whoever made them.
    created: BTreeSet<Subject>,
    accepted: Vec<(Work, Received)>,
    /// What the accepted units, not yet written, write to.
    pending: BTreeSet<Subject>,
    /// What was written, views and all.
    projected: Touched,
    paths: BTreeMap<Subject, Paths>,
    outcomes: BTreeMap<u64, Outcome>,
    run_signatures: BTreeMap<(Subject, ActorId), (Hash, Vec<u8>)>,
    lateness: Lateness,
    held: Vec<(Vec<Subject>, HeldUnitFact)>,
}

#[derive(Clone)]
enum Stop {
    Refused { number: u64 },
    Review { reason: String },
}

impl<'a> Bench<'a> {
    fn new(device: &'a FieldDeviceState, rights: Rights, schema: u32) -> Self {
        Self {
            device,
            author: Author::FieldDevice { field_device: device.field_device, user: device.user },
            rights,
            schema,
            stopped: BTreeMap::new(),
            states: BTreeMap::new(),
            created: BTreeSet::new(),
            accepted: Vec::new(),
            pending: BTreeSet::new(),
            projected: Touched::new(),
            paths: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            run_signatures: BTreeMap::new(),
            lateness: Lateness::default(),
            held: Vec::new(),
        }
    }
}

impl ServerStore {
    /// Takes a push and says what became of each unit. Repeating a push changes nothing and gives the same answer. What was
    /// written and has its views already goes to `projected`, the rest to `touched`.
    pub(crate) fn take_push(
        &mut self,
        device: &mut FieldDeviceState,
        push: Push,
        request_stamp: &Stamp,
        schema: u32,
        touched: &mut Touched,
        projected: &mut Touched,
    ) -> Result<PushOutcome, ServerError> {
        if let Some(known) = self.chain_unknown(device.field_device, &push)? {
            return Ok(PushOutcome { chain_unknown: Some(known), ..PushOutcome::default() });
        }
        let rights = policy_state::rights_of_field_device(self, device)?;
        let mut bench = Bench::new(device, rights, schema);
        let last_number = push.last_number();
        let works = self.works(push, &mut bench)?;
        bench.lateness = self.lateness_of(bench.device, &works)?;
        let now_ms = self.now_ms();
        let mut outcome = PushOutcome { accepted_through: Some(last_number), ..PushOutcome::default() };
        let mut parent_is_new = false;
        let mut forked_at = 0;
        for work in works {
            let number = work.number;
            if let Some((known, basis)) = self.unit_outcome(bench.device.field_device, &work.chain)? {
                outcome.corrections.push(correction(number, &work.stamp, &basis));
                if let Some(reason) = self.signed_since(&work, &known, &mut bench, touched)? {
                    let kept = Outcome::Review { reason: reason.clone() };
                    self.update_unit(bench.device.field_device, &work, &kept)?;
                    self.keep_for_review(&work, &reason, basis.received(&work.stamp), &mut bench, touched)?;
                    self.remember_stops(&work, &kept, &mut bench);
                    bench.outcomes.insert(number, kept);
                    continue;
                }
                self.remember_stops(&work, &known, &mut bench);
                bench.outcomes.insert(number, if known == Outcome::Ok { Outcome::Duplicate } else { known });
                continue;
            }
            if !parent_is_new && self.has_child(bench.device.field_device, &work.parent)? {
                outcome.is_forked = true;
                forked_at = number;
            }
            parent_is_new = true;
            let basis = Basis { server_ms: now_ms, stamp: *request_stamp };
            let received = basis.received(&work.stamp);
            if let Some(jump_ms) = basis.jump_ms(&work.stamp) {
                let key = format!("jump in boot {:x}", work.stamp.boot);
                self.notice_clock(bench.device.field_device, key, jump_ms, touched)?;
            }
            let verdict = self.judge(&work, &mut bench, touched)?;
            if let Outcome::Unavailable { .. } = verdict {
                self.keep_stuck(bench.device, &work.chain, &bench.lateness)?;
                // The unit stays in the outbox, and with it everything after it.
                bench.outcomes.insert(number, verdict);
                outcome.accepted_through = Some(number.saturating_sub(1));
                break;
            }
            outcome.corrections.push(correction(number, &work.stamp, &basis));
            self.insert_unit(bench.device.field_device, &work, &verdict, &basis)?;
            self.remember_stops(&work, &verdict, &mut bench);
            match &verdict {
                Outcome::Ok => {
                    bench.pending.extend(work.changes.iter().map(|(subject, _)| *subject));
                    bench.accepted.push((work, received));
                }
                Outcome::Review { reason } => self.keep_for_review(&work, reason, received, &mut bench, touched)?,
                Outcome::Rejected { code, path, .. } => self.keep_refused(&work, code, path, &mut bench)?,
                _ => {}
            }
            bench.outcomes.insert(number, verdict);
        }
        self.write_accepted(&mut bench, touched)?;
        for (subjects, held) in std::mem::take(&mut bench.held) {
            self.report_held(subjects, &held, touched)?;
        }
        projected.append(&mut bench.projected);
        let outcomes = bench.outcomes;
        if outcome.is_forked && !device.is_forked {
            device.is_forked = true;
            self.report_fork(device, forked_at, touched)?;
            policy_state::suspend_custody(self, device.field_device)?;
        }
        outcome.units = outcomes
            .into_iter()
            .filter(|(_, outcome)| *outcome != Outcome::Ok)
            .map(|(number, outcome)| UnitOutcome { number, outcome })
            .collect();
        outcome.corrections = joined(outcome.corrections);
        Ok(outcome)
    }

    /// Takes the push apart: every unit with its changes and facts, signatures checked.
    fn works(&self, push: Push, bench: &mut Bench<'_>) -> Result<Vec<Work>, ServerError> {
        let mut runs: Vec<Result<(Subject, std::vec::IntoIter<RawChange>), Outcome>> =
            Vec::with_capacity(push.runs.len());
        for part in &push.runs {
            let binding = usize::try_from(part.actor).ok().and_then(|place| push.actors.get(place));
            runs.push(self.read_run(part, binding, bench)?);
        }
        let mut works = Vec::with_capacity(push.units.len());
        let mut parent = push.parent;
        for (place, unit) in push.units.into_iter().enumerate() {
            let mut work = Work {
                number: push.first_number.saturating_add(place as u64),
                parent,
                chain: parent,
                stamp: unit.stamp,
                verb: unit.intent.unwrap_or_default(),
                changes: Vec::new(),
                facts: unit.facts,
                is_signed: unit.is_signed,
                flaw: None,
            };
            for unit_run in unit.runs {
                match usize::try_from(unit_run.run).ok().and_then(|place| runs.get_mut(place)) {
                    Some(Ok((subject, changes))) => {
                        let count = usize::try_from(unit_run.change_count).unwrap_or(usize::MAX);
                        work.changes.extend(changes.by_ref().take(count).map(|change| (*subject, change)));
                    }
                    Some(Err(flaw)) => work.flaw = Some(flaw.clone()),
                    None => work.flaw = Some(rejected(RejectedCode::Structure, "runs", "a unit names no run")),
                }
            }
            let changes: Vec<Hash> = work.changes.iter().map(|(_, change)| change.meta.hash).collect();
            let facts: Vec<Hash> = work.facts.iter().map(|fact| Hash::of(&fact.bytes)).collect();
            work.chain = chain_next(&parent, &unit_hash(&work.stamp, &changes, &facts));
            parent = work.chain;
            works.push(work);
        }
        Ok(works)
    }

    /// Reads one run and checks that this field device and this user signed it for this document.
    #[allow(clippy::type_complexity, reason = "the outcome of one run, used once")]
    fn read_run(
        &self,
        part: &onsite_wire::push::RunPart,
        binding: Option<&onsite_wire::push::ActorBinding>,
        bench: &mut Bench<'_>,
    ) -> Result<Result<(Subject, std::vec::IntoIter<RawChange>), Outcome>, ServerError> {
        let Some(subject) = part.subject.subject() else {
            return Ok(Err(Outcome::Unavailable { reason: "server_older".to_owned() }));
        };
        let path = subject.to_string();
        let Some(binding) = binding.filter(|binding| binding.user == bench.device.user) else {
            return Ok(Err(rejected(RejectedCode::OtherAuthor, &path, "a run of another user")));
        };
        let actor = ActorId(binding.actor);
        let changes = match ground::decode_run(subject, actor, &part.bytes, part.change_count) {
            Ok(changes) => changes,
            Err(error) => return Ok(Err(rejected(error.code, &path, &error.detail))),
        };
        let Some(last) = changes.last() else {
            return Ok(Err(rejected(RejectedCode::Structure, &path, "an empty run")));
        };
        let newest = part.newest.unwrap_or(last.meta.hash);
        let statement = Statement::Run {
            server: self.keys.server,
            subject: &SubjectRef::from(subject),
            actor: &binding.actor,
            author: &AuthorRef::from(&bench.author),
            newest: &newest,
        };
        if newest != last.meta.hash || bench.device.key.verify(&statement, &part.signature).is_err() {
            return Ok(Err(rejected(RejectedCode::OtherAuthor, &path, "the signature of the run does not fit")));
        }
        match ground::author(&self.db, &actor)? {
            Some(held) if held != bench.author => {
                return Ok(Err(rejected(RejectedCode::OtherAuthor, &path, "this actor speaks for somebody else")));
            }
            _ => {}
        }
        bench.run_signatures.insert((subject, actor), (newest, part.signature.0.to_vec()));
        Ok(Ok((subject, changes.into_iter())))
    }

    fn judge(&mut self, work: &Work, bench: &mut Bench<'_>, touched: &mut Touched) -> Result<Outcome, ServerError> {
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
        let Some(former) = policy_state::former_rights(self, bench.device)? else { return Ok(false) };
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
        let mut review = None;
        let mut begins = false;
        for (subject, change) in &work.changes {
            let subject = *subject;
            if self.cache.open(&self.db, subject).map_err(ServerError::from)?.is_some_and(|d| d.has(&change.meta.hash))
            {
                // Accepted once (a clone, or a phone that sends again after a restore): the same answer.
                continue;
            }
            let is_new = !bench.pending.contains(&subject)
                && ground::heads(&self.db, subject).map_err(ServerError::from)?.is_none();
            let writes = self.writes_of(subject, change, bench)?;
            let concerned = policy_state::concerned_by_writes(subject, &writes);
            let names_others = concerned.len() > 1;
            if is_new || names_others {
                // What an earlier unit of this push wrote decides whether this one may begin.
                self.write_accepted(bench, touched)?;
                bench.states.remove(&subject);
            }
            if is_new {
                bench.created.insert(subject);
                begins = true;
            }
            if let Entry::Vacant(place) = bench.states.entry(subject) {
                place.insert(policy_state::state_of(&self.db, &concerned)?);
            }
            policy_state::add_scope(&self.db, &mut bench.rights, bench.device, &concerned, &bench.created)?;
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
            policy_state::add_scope(&self.db, &mut bench.rights, bench.device, &fact.subjects, &bench.created)?;
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

    /// Writes the accepted units: gate, rows, feed. A unit that the gate refuses is taken out with what stands on it.
    fn write_accepted(&mut self, bench: &mut Bench<'_>, touched: &mut Touched) -> Result<(), ServerError> {
        let mut works = std::mem::take(&mut bench.accepted);
        bench.pending.clear();
        while !works.is_empty() {
            self.db.execute_batch("SAVEPOINT accepted")?;
            let mut written = Touched::new();
            match self.write_group(&works, bench, &mut written)? {
                None => {
                    self.db.execute_batch("RELEASE accepted")?;
                    derived::project(&self.db, &mut self.cache, &written)?;
                    for subject in &written {
                        bench.states.remove(subject);
                        touched.remove(subject);
                    }
                    bench.projected.append(&mut written);
                    return Ok(());
                }
                Some((number, detail)) => {
                    self.db.execute_batch("ROLLBACK TO accepted; RELEASE accepted")?;
                    self.cache.clear();
                    works = self.without(works, number, detail, bench)?;
                }
            }
        }
        Ok(())
    }

    /// `Some` names the unit that the gate refused; the caller undoes the group.
    fn write_group(
        &mut self,
        works: &[(Work, Received)],
        bench: &Bench<'_>,
        written: &mut Touched,
    ) -> Result<Option<(u64, Outcome)>, ServerError> {
        let changes: Vec<(u64, &Vec<(Subject, RawChange)>)> =
            works.iter().map(|(work, _)| (work.number, &work.changes)).collect();
        if let Some(refused) = self.write_changes(&changes, bench, written)? {
            return Ok(Some(refused));
        }
        for (work, received) in works {
            for part in &work.facts {
                let (stored, kept) =
                    fact::put(&self.db, &part.bytes, &part.signature.0, Some(*received), false, written)?;
                if kept != fact::Kept::Duplicate {
                    self.log_fact(&stored, Some(bench.device.field_device), work.number)?;
                }
            }
        }
        Ok(None)
    }

    /// The document part of [`Self::write_group`].
    fn write_changes(
        &mut self,
        units: &[(u64, &Vec<(Subject, RawChange)>)],
        bench: &Bench<'_>,
        written: &mut Touched,
    ) -> Result<Option<(u64, Outcome)>, ServerError> {
        let mut by_subject: BTreeMap<Subject, Vec<(u64, &RawChange)>> = BTreeMap::new();
        for (number, changes) in units {
            for (subject, change) in *changes {
                by_subject.entry(*subject).or_default().push((*number, change));
            }
        }
        for (subject, changes) in &by_subject {
            for actor in changes.iter().map(|(_, change)| change.meta.actor).collect::<BTreeSet<_>>() {
                if !ground::bind_actor(&self.db, &actor, &bench.author)? {
                    return Err(ServerError::broken("an actor changed its principal within a push"));
                }
            }
            let document = self.cache.open_or_create(&self.db, *subject)?;
            let bytes: Vec<&[u8]> = changes.iter().map(|(_, change)| change.bytes.as_slice()).collect();
            let admission = document.admit(&bytes, &GateLimits::default());
            if let Some(refusal) = admission.refused {
                let number = changes.get(refusal.index).map_or(0, |(number, _)| *number);
                let outcome = match &refusal.error {
                    // It stands on something that never came through: to be done again at the present heads.
                    GateError::MissingDependency(_) => Outcome::BlockedBy { number: 0 },
                    error => {
                        let refused = Rejected::from(error);
                        rejected(refused.code, &subject.to_string(), &refused.detail)
                    }
                };
                return Ok(Some((number, outcome)));
            }
            let admitted: BTreeSet<Hash> = admission.admitted.iter().map(|meta| meta.hash).collect();
            let added: Vec<RawChange> = changes
                .iter()
                .filter(|(_, change)| admitted.contains(&change.meta.hash))
                .map(|(_, change)| (*change).clone())
                .collect();
            let Some(newest) = added.last().map(|change| change.meta.clone()) else { continue };
            let appended = ground::append(&self.db, document, *subject, &added, written)?;
            // A phone that was started again pushes the runs of several actors at once.
            let last_of_actor: BTreeMap<ActorId, &RawChange> =
                added.iter().map(|change| (change.meta.actor, change)).collect();
            for change in last_of_actor.values() {
                self.sign_run(*subject, &change.meta, bench)?;
            }
            let unit = changes.last().map_or(0, |(number, _)| *number);
            self.log(&NewRow {
                field_device: Some(bench.device.field_device),
                unit,
                first_position: appended.first_position,
                count: appended.count,
                ..NewRow::of(RowKind::Change, *subject, newest.hash)
            })?;
        }
        Ok(None)
    }

    /// Keeps the author's signature where it covers what was accepted; otherwise the server vouches for the rest.
    fn sign_run(
        &self,
        subject: Subject,
        newest: &onsite_documents::ChangeMeta,
        bench: &Bench<'_>,
    ) -> Result<(), ServerError> {
        let signature = match bench.run_signatures.get(&(subject, newest.actor)) {
            Some((hash, signature)) if *hash == newest.hash => signature.clone(),
            _ => {
                let statement = Statement::Run {
                    server: self.keys.server,
                    subject: &SubjectRef::from(subject),
                    actor: &newest.actor.0,
                    author: &AuthorRef::from(&bench.author),
                    newest: &newest.hash,
                };
                self.keys.signing.sign(&statement).0.to_vec()
            }
        };
        Ok(ground::put_run_signature(&self.db, subject, &newest.actor, newest.seq, newest.hash, &signature)?)
    }

    /// The group without a refused unit and every later one that stands on it.
    fn without(
        &mut self,
        works: Vec<(Work, Received)>,
        number: u64,
        outcome: Outcome,
        bench: &mut Bench<'_>,
    ) -> Result<Vec<(Work, Received)>, ServerError> {
        let mut kept = Vec::with_capacity(works.len());
        for (work, received) in works {
            let stop = work
                .changes
                .iter()
                .find_map(|(subject, change)| bench.stopped.get(&(*subject, change.meta.actor)).cloned());
            let decided = match (work.number == number, stop) {
                (true, _) => outcome.clone(),
                (false, Some(Stop::Refused { number })) => Outcome::BlockedBy { number },
                (false, Some(Stop::Review { reason })) => Outcome::Review { reason },
                (false, None) => {
                    kept.push((work, received));
                    continue;
                }
            };
            self.update_unit(bench.device.field_device, &work, &decided)?;
            self.remember_stops(&work, &decided, bench);
            if let Outcome::Rejected { code, path, .. } = &decided {
                self.keep_refused(&work, code, path, bench)?;
            }
            bench.outcomes.insert(work.number, decided);
        }
        Ok(kept)
    }

    fn remember_stops(&self, work: &Work, outcome: &Outcome, bench: &mut Bench<'_>) {
        let stop = match outcome {
            Outcome::Rejected { .. } => Stop::Refused { number: work.number },
            Outcome::BlockedBy { number } => Stop::Refused { number: *number },
            Outcome::Review { reason } => Stop::Review { reason: reason.clone() },
            Outcome::Ok | Outcome::Duplicate | Outcome::Unavailable { .. } => return,
        };
        for (subject, change) in &work.changes {
            bench.stopped.entry((*subject, change.meta.actor)).or_insert_with(|| stop.clone());
        }
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

fn rejected(code: RejectedCode, path: &str, detail: &str) -> Outcome {
    Outcome::Rejected { code: code.as_str().to_owned(), path: path.to_owned(), detail: detail.to_owned() }
}
