//! After the server was restored: what this app holds, and other people's work that the server lost, each with the
//! signature kept beside it.

use super::left;
use crate::{App, AppError};
use onsite_domain::{Author, Id, Subject, Word, fact::StoredFact, id::Hash};
use onsite_store::{derived, fact, ground, record};
use onsite_wire::{
    AuthorRef, RunProof, Signature, Statement, SubjectRef,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, How, Relay, SubjectPart},
    sync::{Fingerprint, Fingerprints, fingerprint},
};
use std::collections::{BTreeSet, VecDeque};

/// What one request carries of a relay at most, before compression; a larger subject goes alone.
const PART_BYTES_MAX: usize = 1 << 20;
/// Facts of one subject in one request: a stock location has more than a request may carry.
const FACTS_TOGETHER: usize = 250;

/// A subject that the server asked for, and the last fact of it that was brought already.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lacking {
    subject: Subject,
    /// Effective time and id.
    after: Option<(i64, Id)>,
}

impl From<Subject> for Lacking {
    fn from(subject: Subject) -> Self {
        Self { subject, after: None }
    }
}

impl App {
    /// What this app holds, subject by subject.
    pub(super) fn fingerprints(&self) -> Result<Fingerprints, AppError> {
        let mut subjects = self.left_fingerprints()?;
        for subject in derived::subjects(&self.db)? {
            subjects.push(self.fingerprint_of(subject)?);
        }
        Ok(Fingerprints { subjects, is_complete: true })
    }

    pub(super) fn fingerprint_of(&self, subject: Subject) -> Result<Fingerprint, AppError> {
        let heads = ground::heads(&self.db, subject)?.unwrap_or_default();
        let facts: Vec<Hash> = fact::about(&self.db, subject)?.iter().map(|stored| stored.hash).collect();
        let record = record::get(&self.db, subject)?.map(|stored| Hash::of(&stored.bytes));
        let print = fingerprint(&heads, &facts, record.as_ref());
        Ok(Fingerprint { subject: SubjectRef::from(subject), print })
    }

    /// The next part of what the server asked for, taken from `asked`; a slow link makes progress with every part.
    pub(super) fn relay_part(&self, asked: &mut VecDeque<Lacking>) -> Result<Option<Relay>, AppError> {
        if asked.is_empty() {
            return Ok(None);
        }
        let (mut relay, mut vouched, mut size_bytes) = (Relay::default(), BTreeSet::new(), 0usize);
        while size_bytes < PART_BYTES_MAX
            && let Some(lacking) = asked.pop_front()
        {
            let known = relay.subjects.len();
            match self.add_to_relay(lacking, &mut relay, &mut vouched)? {
                Some(rest) => asked.push_front(rest),
                None => {
                    if let Some(left) = self.left_relay(lacking.subject)? {
                        left::add(&mut relay, left);
                    }
                }
            }
            let added = relay.subjects.iter().skip(known).map(part_bytes).sum();
            size_bytes = size_bytes.saturating_add(added);
        }
        relay.has_more = !asked.is_empty();
        Ok(Some(relay))
    }

    /// Everything confirmed that this app holds of a subject; own unconfirmed work goes through the outbox.
    pub(super) fn relay_of(&self, subject: Subject) -> Result<Relay, AppError> {
        let mut relay = Relay::default();
        let mut vouched = BTreeSet::new();
        let mut next = Some(Lacking::from(subject));
        while let Some(lacking) = next {
            next = self.add_to_relay(lacking, &mut relay, &mut vouched)?;
        }
        if let Some(left) = self.left_relay(subject)? {
            left::add(&mut relay, left);
        }
        Ok(relay)
    }

    /// Gives what is left of a subject that has more facts than go together.
    fn add_to_relay(
        &self,
        lacking: Lacking,
        relay: &mut Relay,
        vouched: &mut BTreeSet<(Id, Id)>,
    ) -> Result<Option<Lacking>, AppError> {
        let Lacking { subject, after } = lacking;
        let is_begun = after.is_some();
        let mut part = SubjectPart {
            subject: SubjectRef::from(subject),
            how: How::Tail,
            runs: if is_begun { Vec::new() } else { self.relayed_runs(subject, relay, vouched)? },
            facts: Vec::new(),
            records: Vec::new(),
        };
        let waiting = self.waiting_facts(subject)?;
        let place = |stored: &StoredFact| (stored.effective_ms(), stored.fact.id);
        let is_decided = |stored: &StoredFact| stored.received.is_some() && !waiting.contains(&stored.fact.id);
        let mut facts = fact::about(&self.db, subject)?;
        facts.retain(|stored| is_decided(stored) && after.is_none_or(|after| place(stored) > after));
        let is_all = facts.len() <= FACTS_TOGETHER;
        facts.truncate(FACTS_TOGETHER);
        let after = facts.last().map(place);
        for stored in facts {
            self.vouch(&stored.fact.author, relay, vouched)?;
            part.facts.push(DeliveredFact {
                signature: signature(&stored.signature),
                bytes: stored.bytes,
                received: stored.received,
                is_in_review: stored.is_in_review,
            });
        }
        if let Some(stored) = record::get(&self.db, subject)?.filter(|_| !is_begun) {
            part.records.push(DeliveredRecord { bytes: stored.bytes, signature: signature(&stored.signature) });
        }
        relay.subjects.push(part);
        Ok((!is_all).then_some(Lacking { subject, after }))
    }

    fn relayed_runs(
        &self,
        subject: Subject,
        relay: &mut Relay,
        vouched: &mut BTreeSet<(Id, Id)>,
    ) -> Result<Vec<DeliveredRun>, AppError> {
        let mut runs = Vec::new();
        // What waits goes through the outbox, whole units at a time and past policy; here it would come without its facts.
        let waiting = self.waiting_changes(subject)?;
        let mut changes = ground::changes(&self.db, subject, 0)?;
        changes.retain(|change| !waiting.contains(&change.hash));
        for group in changes.chunk_by(|a, b| a.actor == b.actor) {
            let Some(last) = group.last() else { continue };
            let Some(author) = ground::author(&self.db, &last.actor)? else { continue };
            let own = self.identity()?.field_device;
            let (newest, proof) = if author.field_device() == Some(own) {
                // Own runs are signed when they leave.
                (last.hash, RunProof::from(self.run_signature(subject, &last.actor, &author, last.hash)?))
            } else {
                let held = ground::run_signature(&self.db, subject, &last.actor)?;
                let held = held.and_then(|(newest, bytes)| Some((newest, RunProof::from_bytes(&bytes)?)));
                let Some(held) = held else { continue };
                held
            };
            self.vouch(&author, relay, vouched)?;
            let place = relay.actors.iter().position(|held| held.actor == last.actor.0).unwrap_or_else(|| {
                relay.actors.push(ActorPart { actor: last.actor.0, author: AuthorRef::from(&author) });
                relay.actors.len().saturating_sub(1)
            });
            let changes: Vec<&[u8]> = group.iter().map(|change| change.bytes.as_slice()).collect();
            runs.push(DeliveredRun {
                actor: u32::try_from(place).unwrap_or(u32::MAX),
                bytes: ground::encode_run(subject, last.actor, &changes),
                change_count: u32::try_from(group.len()).unwrap_or(u32::MAX),
                changes: None,
                newest: (newest != last.hash).then_some(newest),
                is_by_server: self.is_vouched_by_server(subject, &last.actor, &author, newest, &proof)?,
                proof: Some(proof),
                is_in_review: false,
            });
        }
        Ok(runs)
    }

    /// Changes in a document that the server has not decided on.
    fn waiting_changes(&self, subject: Subject) -> Result<BTreeSet<Hash>, AppError> {
        let mut statement = self.db.prepare_cached(
            "SELECT unit_change.hash FROM unit_change JOIN unit ON unit.number = unit_change.unit
             WHERE unit_change.subject = :subject AND unit.state = 'waiting'",
        )?;
        let rows = statement.query_map(rusqlite::named_params! {":subject": subject.to_string()}, |row| row.get(0))?;
        rows.map(|row| Ok(Hash(row?))).collect()
    }

    /// Facts about a subject that the server has not decided on, or lost.
    fn waiting_facts(&self, subject: Subject) -> Result<BTreeSet<Id>, AppError> {
        let mut statement = self.db.prepare_cached(
            "SELECT unit_fact.fact FROM fact_subject JOIN unit_fact ON unit_fact.fact = fact_subject.fact
             JOIN unit ON unit.number = unit_fact.unit
             WHERE fact_subject.subject = :subject AND unit.state = 'waiting'",
        )?;
        let rows = statement
            .query_map(rusqlite::named_params! {":subject": subject.to_string()}, |row| row.get::<_, String>(0))?;
        rows.map(|row| row?.parse().map_err(|_| AppError::broken("a unit names no fact"))).collect()
    }

    fn run_signature(
        &self,
        subject: Subject,
        actor: &onsite_documents::ActorId,
        author: &Author,
        newest: Hash,
    ) -> Result<Signature, AppError> {
        Ok(self.signing_key.sign(&Statement::Run {
            server: self.server_id()?,
            subject: &SubjectRef::from(subject),
            actor: &actor.0,
            author: &AuthorRef::from(author),
            newest: &newest,
        }))
    }

    /// The server signs for its own principals, and for the rest of a field device's run where a part was refused.
    fn is_vouched_by_server(
        &self,
        subject: Subject,
        actor: &onsite_documents::ActorId,
        author: &Author,
        newest: Hash,
        proof: &RunProof,
    ) -> Result<bool, AppError> {
        if !author.is_field() {
            return Ok(true);
        }
        let statement = Statement::Run {
            server: self.server_id()?,
            subject: &SubjectRef::from(subject),
            actor: &actor.0,
            author: &AuthorRef::from(author),
            newest: &newest,
        };
        let trust = self.trust()?;
        Ok(proof.check(&statement, |statement, signature| trust.verify_by_server(statement, signature).is_ok()))
    }

    fn vouch(&self, author: &Author, relay: &mut Relay, vouched: &mut BTreeSet<(Id, Id)>) -> Result<(), AppError> {
        let Author::FieldDevice { field_device, user } = *author else { return Ok(()) };
        if vouched.insert((field_device, user))
            && let Some(chain) = self.certificate_of(field_device, user)?
        {
            relay.certificates.push(chain);
        }
        Ok(())
    }
}

/// What is judged by something else comes after it: records, then orders, visits, and the rest.
pub(super) fn in_order(subjects: impl Iterator<Item = Subject>) -> VecDeque<Lacking> {
    let mut ordered: Vec<Subject> = subjects.collect();
    ordered.sort_by_key(|subject| {
        let place = match subject.word {
            Word::WorkOrder => 1,
            Word::Visit => 2,
            Word::Device | Word::PartRequest | Word::ProcedureDraft => 3,
            _ => 0,
        };
        (place, *subject)
    });
    ordered.into_iter().map(Lacking::from).collect()
}

fn part_bytes(part: &SubjectPart) -> usize {
    // A signature, a hash and a name besides each.
    const BESIDES: usize = 128;
    let runs = part.runs.iter().map(|run| run.bytes.len());
    let facts = part.facts.iter().map(|fact| fact.bytes.len());
    let records = part.records.iter().map(|record| record.bytes.len());
    runs.chain(facts).chain(records).map(|length| length.saturating_add(BESIDES)).fold(BESIDES, usize::saturating_add)
}

fn signature(bytes: &[u8]) -> Signature {
    Signature(bytes.try_into().unwrap_or([0; 64]))
}
