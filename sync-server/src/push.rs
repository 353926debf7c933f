//! What a field device pushed: signatures, gate, policy, and what becomes of each unit.
//!
//! A unit is accepted, refused or put to review whole. Units are judged in their order; accepted ones are written in
//! groups, because the gate looks at a document's run at once. When the gate refuses a change after all, the group is
//! undone and written again without that unit and what is built on it.

mod held;
mod judge;
mod late;
mod revoked;
mod runs;
mod unit;
mod write;

use crate::{ServerError, ServerStore, field_device::FieldDeviceState, policy_state, scope::Share};
pub(crate) use judge::as_write;
use late::Lateness;
use onsite_documents::{ActorId, Paths, RawChange, Size};
use onsite_domain::{
    Author, Id, RejectedCode, Stamp, Subject,
    fact::Fact,
    held_unit::HeldUnitFact,
    id::Hash,
    policy::{Rights, State},
    stamp::Received,
};
use onsite_store::{Connection, Touched, ground};
use onsite_wire::{
    outcome::{Outcome, PushOutcome, UnitOutcome},
    push::{FactPart, Push, chain_next, unit_hash},
};
use runs::SignedRun;
pub(crate) use runs::{SignedRuns, Signer};
use std::collections::{BTreeMap, BTreeSet};
use unit::{Basis, correction, joined};

/// A push, its runs read already or not.
pub(crate) struct Pushed {
    pub(crate) push: Push,
    pub(crate) read: Option<SignedRuns>,
}

impl From<Push> for Pushed {
    fn from(push: Push) -> Self {
        Self { push, read: None }
    }
}

/// One unit of the push while it is judged.
struct Work {
    number: u64,
    /// Who did it.
    user: Id,
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
    /// Of the unit that is judged now, and of those accepted and not yet written.
    author: Author,
    rights: Rights,
    /// What is there for the author, where several share the field device.
    share: Option<Share>,
    schema: u32,
    /// Where a chain of changes was stopped, and by what: later changes of that actor in that document stand on it.
    stopped: BTreeMap<(Subject, ActorId), Stop>,
    states: BTreeMap<Subject, State>,
    /// Documents that begin in this push: in scope for whoever made them.
    created: BTreeMap<Subject, Id>,
    accepted: Vec<(Work, Received)>,
    /// What the accepted units, not yet written, write to, and how much.
    pending: BTreeMap<Subject, Size>,
    /// What was written, views and all.
    projected: Touched,
    paths: BTreeMap<Subject, Paths>,
    outcomes: BTreeMap<u64, Outcome>,
    run_signatures: BTreeMap<(Subject, ActorId), (Hash, Vec<u8>)>,
    lateness: Lateness,
    held: Vec<(Vec<Subject>, HeldUnitFact)>,
}

/// A run that was read: whose it is, and what no unit has taken of it yet.
struct ReadRun {
    subject: Subject,
    user: Id,
    changes: std::vec::IntoIter<RawChange>,
}

#[derive(Clone)]
enum Stop {
    Refused { number: u64 },
    Review { reason: String },
}

impl<'a> Bench<'a> {
    fn new(device: &'a FieldDeviceState, rights: Rights, share: Option<Share>, schema: u32) -> Self {
        Self {
            device,
            author: rights.author.clone(),
            rights,
            share,
            schema,
            stopped: BTreeMap::new(),
            states: BTreeMap::new(),
            created: BTreeMap::new(),
            accepted: Vec::new(),
            pending: BTreeMap::new(),
            projected: Touched::new(),
            paths: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            run_signatures: BTreeMap::new(),
            lateness: Lateness::default(),
            held: Vec::new(),
        }
    }

    /// Adds these subjects to what the author reaches, where they do.
    fn reach(&mut self, connection: &Connection, concerned: &[Subject]) -> Result<(), ServerError> {
        let Self { device, share, created, rights, .. } = self;
        policy_state::add_scope(connection, rights, device, share.as_ref(), concerned, created)
    }
}

impl ServerStore {
    /// Takes a push and says what became of each unit. Repeating a push changes nothing and gives the same answer. What was
    /// written and has its views already goes to `projected`, the rest to `touched`.
    pub(crate) fn take_push(
        &mut self,
        device: &mut FieldDeviceState,
        pushed: Pushed,
        request_stamp: &Stamp,
        schema: u32,
        touched: &mut Touched,
        projected: &mut Touched,
    ) -> Result<PushOutcome, ServerError> {
        if let Some(known) = self.chain_unknown(device.field_device, &pushed.push)? {
            return Ok(PushOutcome { chain_unknown: Some(known), ..PushOutcome::default() });
        }
        let mut bench = self.bench(device, schema)?;
        let last_number = pushed.push.last_number();
        let works = self.works(pushed, &mut bench)?;
        bench.lateness = self.lateness_of(bench.device, &works)?;
        let now_ms = self.now_ms();
        let mut outcome = PushOutcome { accepted_through: Some(last_number), ..PushOutcome::default() };
        // Whatever stands on a unit that is new is new too.
        let mut parent_is_new = false;
        let mut forked_at = 0;
        for work in works {
            let number = work.number;
            self.speak_for(work.user, &mut bench, touched)?;
            if !parent_is_new && let Some((known, basis)) = self.unit_outcome(bench.device.field_device, &work.chain)? {
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
                    for (subject, change) in &work.changes {
                        let held = bench.pending.entry(*subject).or_default();
                        *held = held.plus(Size::of(&change.meta));
                    }
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

    /// A bench for a field device, at first in the name of one of its users.
    fn bench<'a>(&self, device: &'a FieldDeviceState, schema: u32) -> Result<Bench<'a>, ServerError> {
        let user = device.users.first().or(device.former_users.first()).copied().unwrap_or_default();
        let rights = policy_state::rights_of_field_device(self, device, user)?;
        Ok(Bench::new(device, rights, self.share_of(device, user)?, schema))
    }

    /// From here on a unit is judged by the rights of this user. What another did is written first, under their name.
    fn speak_for(&mut self, user: Id, bench: &mut Bench<'_>, touched: &mut Touched) -> Result<(), ServerError> {
        if bench.author.user() == Some(user) {
            return Ok(());
        }
        self.write_accepted(bench, touched)?;
        bench.rights = policy_state::rights_of_field_device(self, bench.device, user)?;
        bench.author = bench.rights.author.clone();
        bench.share = self.share_of(bench.device, user)?;
        Ok(())
    }

    /// Takes the push apart: every unit with its changes and facts, signatures checked.
    fn works(&self, pushed: Pushed, bench: &mut Bench<'_>) -> Result<Vec<Work>, ServerError> {
        let Pushed { push, read } = pushed;
        let device = bench.device;
        let signer = Signer { server: self.keys.server, field_device: device.field_device, key: device.key };
        let read = read.filter(|read| read.is_by(signer)).unwrap_or_else(|| SignedRuns::read(&push, signer));
        let mut runs: Vec<Result<ReadRun, Outcome>> = Vec::with_capacity(push.runs.len());
        for run in read.into_runs() {
            runs.push(match run {
                Ok(run) => self.check_run(run, bench)?,
                Err(flaw) => Err(flaw),
            });
        }
        let mut works = Vec::with_capacity(push.units.len());
        let mut parent = push.parent;
        for (place, unit) in push.units.into_iter().enumerate() {
            let mut work = Work {
                number: push.first_number.saturating_add(place as u64),
                user: bench.author.user().unwrap_or_default(),
                parent,
                chain: parent,
                stamp: unit.stamp,
                verb: unit.intent.unwrap_or_default(),
                changes: Vec::new(),
                facts: unit.facts,
                is_signed: unit.is_signed,
                flaw: None,
            };
            let mut users = BTreeSet::new();
            for unit_run in unit.runs {
                match usize::try_from(unit_run.run).ok().and_then(|place| runs.get_mut(place)) {
                    Some(Ok(run)) => {
                        users.insert(run.user);
                        let count = usize::try_from(unit_run.change_count).unwrap_or(usize::MAX);
                        work.changes.extend(run.changes.by_ref().take(count).map(|change| (run.subject, change)));
                    }
                    Some(Err(flaw)) => work.flaw = Some(flaw.clone()),
                    None => work.flaw = Some(rejected(RejectedCode::Structure, "runs", "a unit names no run")),
                }
            }
            if users.is_empty() {
                let named = work.facts.first().and_then(|part| Fact::from_bytes(&part.bytes).ok()?.author.user());
                users.extend(named.filter(|user| bench.device.is_certified(*user)));
            }
            work.user = users.first().copied().unwrap_or(work.user);
            if users.len() > 1 {
                work.flaw = Some(rejected(RejectedCode::OtherAuthor, "runs", "a unit of two users"));
            }
            let changes: Vec<Hash> = work.changes.iter().map(|(_, change)| change.meta.hash).collect();
            let facts: Vec<Hash> = work.facts.iter().map(|fact| Hash::of(&fact.bytes)).collect();
            work.chain = chain_next(&parent, &unit_hash(&work.stamp, &changes, &facts));
            parent = work.chain;
            works.push(work);
        }
        Ok(works)
    }

    /// Whether a run that was read is by one of the field device's users, by an actor that speaks for nobody else.
    fn check_run(&self, run: SignedRun, bench: &mut Bench<'_>) -> Result<Result<ReadRun, Outcome>, ServerError> {
        let SignedRun { subject, user, actor, newest, signature, changes } = run;
        let path = subject.to_string();
        if !bench.device.is_certified(user) {
            return Ok(Err(rejected(RejectedCode::OtherAuthor, &path, "a run of another user")));
        }
        let author = Author::FieldDevice { field_device: bench.device.field_device, user };
        if ground::author(&self.db, &actor)?.is_some_and(|held| held != author) {
            return Ok(Err(rejected(RejectedCode::OtherAuthor, &path, "this actor speaks for somebody else")));
        }
        bench.run_signatures.insert((subject, actor), (newest, signature.0.to_vec()));
        Ok(Ok(ReadRun { subject, user, changes: changes.into_iter() }))
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

fn rejected(code: RejectedCode, path: &str, detail: &str) -> Outcome {
    Outcome::Rejected { code: code.as_str().to_owned(), path: path.to_owned(), detail: detail.to_owned() }
}
