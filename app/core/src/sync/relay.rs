//! After the server was restored: what this app holds, and other people's work that the server lost, each with the
//! signature kept beside it.

use crate::{App, AppError};
use onsite_domain::{Author, Id, Subject, id::Hash};
use onsite_store::{derived, fact, ground, record};
use onsite_wire::{
    AuthorRef, Signature, SubjectRef,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, How, Relay, SubjectPart},
    sync::{Fingerprint, Fingerprints, fingerprint},
};
use std::collections::BTreeSet;

impl App {
    /// What this app holds, subject by subject.
    pub(super) fn fingerprints(&self) -> Result<Fingerprints, AppError> {
        let mut subjects = Vec::new();
        for subject in derived::subjects(&self.db)? {
            let heads = ground::heads(&self.db, subject)?.unwrap_or_default();
            let facts: Vec<Hash> = fact::about(&self.db, subject)?.iter().map(|stored| stored.hash).collect();
            let record = record::get(&self.db, subject)?.map(|stored| Hash::of(&stored.bytes));
            let print = fingerprint(&heads, &facts, record.as_ref());
            subjects.push(Fingerprint { subject: SubjectRef::from(subject), print });
        }
        Ok(Fingerprints { subjects, is_complete: true })
    }

    /// Everything confirmed that this app holds of some subjects; own unconfirmed work goes through the outbox.
    pub(super) fn relay(&self, subjects: &[Subject]) -> Result<Option<Relay>, AppError> {
        if subjects.is_empty() {
            return Ok(None);
        }
        let mut relay = Relay::default();
        let mut vouched = BTreeSet::new();
        for subject in subjects {
            let mut part = SubjectPart {
                subject: SubjectRef::from(*subject),
                how: How::Tail,
                runs: self.relayed_runs(*subject, &mut relay, &mut vouched)?,
                facts: Vec::new(),
                records: Vec::new(),
            };
            for stored in fact::about(&self.db, *subject)?.into_iter().filter(|stored| stored.received.is_some()) {
                self.vouch(&stored.fact.author, &mut relay, &mut vouched)?;
                part.facts.push(DeliveredFact {
                    signature: signature(&stored.signature),
                    bytes: stored.bytes,
                    received: stored.received,
                    is_in_review: stored.is_in_review,
                });
            }
            if let Some(stored) = record::get(&self.db, *subject)? {
                part.records.push(DeliveredRecord { bytes: stored.bytes, signature: signature(&stored.signature) });
            }
            relay.subjects.push(part);
        }
        Ok(Some(relay))
    }

    fn relayed_runs(
        &self,
        subject: Subject,
        relay: &mut Relay,
        vouched: &mut BTreeSet<Id>,
    ) -> Result<Vec<DeliveredRun>, AppError> {
        let mut runs = Vec::new();
        for group in ground::changes(&self.db, subject, 0)?.chunk_by(|a, b| a.actor == b.actor) {
            let Some(last) = group.last() else { continue };
            let (Some(author), Some((newest, bytes))) =
                (ground::author(&self.db, &last.actor)?, ground::run_signature(&self.db, subject, &last.actor)?)
            else {
                continue;
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
                newest: (newest != last.hash).then_some(newest),
                signature: signature(&bytes),
                is_by_server: !author.is_field(),
                is_in_review: false,
            });
        }
        Ok(runs)
    }

    fn vouch(&self, author: &Author, relay: &mut Relay, vouched: &mut BTreeSet<Id>) -> Result<(), AppError> {
        let Some(field_device) = author.field_device() else { return Ok(()) };
        if vouched.insert(field_device)
            && let Some(chain) = self.certificate_of(field_device)?
        {
            relay.certificates.push(chain);
        }
        Ok(())
    }
}

fn signature(bytes: &[u8]) -> Signature {
    Signature(bytes.try_into().unwrap_or([0; 64]))
}
