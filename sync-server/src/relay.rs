//! What field devices bring back after a restore: other people's work, believed for the signatures kept beside it.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    log::{NewRow, RowKind},
    policy_state,
    push::as_write,
};
use onsite_documents::{ActorId, ChangeMeta, GateLimits, Paths, RawChange};
use onsite_domain::{
    Author, Id, RejectedCode, Subject, Word,
    assignment::{AssignmentFact, HandOverFact},
    decision::DecisionFact,
    fact::Fact,
    fact_kind::FactBody as _,
    id::Hash,
    policy::{self, Rights, State},
    press::{Maker, PressFact},
    receipt::ReceiptFact,
    record::Record,
    stamp::Received,
    visit::VisitView,
    visit_status::may_press,
    work_order::WorkOrderView,
};
use onsite_store::{Touched, derived, fact, ground, record};
use onsite_wire::{
    AuthorRef, CertificateChain, PublicKey, Statement, SubjectRef,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, Relay},
};
use std::collections::{BTreeMap, BTreeSet};

impl ServerStore {
    /// Takes what verifies and leaves what does not. The work of others asks no policy, it was accepted once. The
    /// relaying field device's own does: only its word says that it was accepted, and what is left here comes again
    /// through its outbox.
    pub(crate) fn take_relay(
        &mut self,
        device: &FieldDeviceState,
        relay: Relay,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let brought = Brought {
            field_device: device.field_device,
            keys: self.enrol_again(&relay.certificates, touched)?,
            changes: changes_of(&relay),
            receipts: self.receipts_of(&relay),
        };
        for part in &relay.subjects {
            let Some(subject) = part.subject.subject() else { continue };
            for delivered in &part.records {
                self.take_record(subject, delivered, device.field_device, touched)?;
            }
        }
        // Enrolments that came with it count.
        let device = &field_device::get(&self.db, device.field_device)?.unwrap_or_else(|| device.clone());
        let mut rights = BTreeMap::new();
        for user in device.users.iter().chain(&device.former_users) {
            rights.insert(*user, policy_state::rights_of_field_device(self, device, *user)?);
        }
        let mut own_facts = Vec::new();
        let mut parts = Vec::new();
        for part in &relay.subjects {
            let Some(subject) = part.subject.subject() else { continue };
            // It was in reach when it was accepted.
            for rights in rights.values_mut() {
                rights.in_scope.insert(subject);
            }
            parts.push((subject, part));
            for delivered in &part.facts {
                let Ok(fact) = Fact::from_bytes(&delivered.bytes) else { continue };
                if is_own(device, &fact.author) {
                    own_facts.push((fact, delivered));
                } else {
                    self.take_fact(&fact, delivered, &brought, touched)?;
                }
            }
        }
        // Own work is judged by what others did: orders before visits, facts as they came about.
        derived::project(&self.db, &mut self.cache, touched)?;
        parts.sort_by_key(|(subject, _)| (subject.word != Word::WorkOrder, subject.word != Word::Visit, *subject));
        for (subject, part) in parts {
            self.take_runs(device, &rights, subject, &part.runs, &relay.actors, &brought, touched)?;
        }
        own_facts.sort_by_key(|(fact, _)| fact.id);
        for (fact, delivered) in own_facts {
            let author = fact.author.user().and_then(|user| rights.get(&user));
            if author.map_or(Ok(false), |rights| self.allows_fact(rights, &fact))? {
                self.take_fact(&fact, delivered, &brought, touched)?;
                let about: Touched = fact.subjects.iter().copied().collect();
                derived::project(&self.db, &mut self.cache, &about)?;
            }
        }
        Ok(())
    }

    /// The runs of one subject in their order, for they stand on each other; the own ones as far as rights allow it.
    #[allow(clippy::too_many_arguments, reason = "one step of the relay, called once")]
    fn take_runs(
        &mut self,
        device: &FieldDeviceState,
        rights: &BTreeMap<Id, Rights>,
        subject: Subject,
        runs: &[DeliveredRun],
        actors: &[ActorPart],
        brought: &Brought,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        for run in runs {
            let Some((actor, author)) = author_of(run, actors) else { continue };
            if is_own(device, &author) {
                // Judged by everything that came before it, of whomever.
                derived::project(&self.db, &mut self.cache, &Touched::from([subject]))?;
            }
            let is_allowed = !is_own(device, &author)
                || run.is_by_server
                || match (
                    ground::decode_run(subject, actor, &run.bytes, run.change_count),
                    author.user().and_then(|user| rights.get(&user)),
                ) {
                    (Ok(changes), Some(rights)) => self.allows_run(rights, subject, &changes)?,
                    _ => false,
                };
            if is_allowed {
                self.take_run(subject, run, (actor, &author), brought, touched)?;
            }
        }
        derived::project(&self.db, &mut self.cache, &Touched::from([subject]))?;
        Ok(())
    }

    /// Whether whoever wrote a run was once entitled to: by the rights now, or by what the views say of then.
    fn allows_run(&mut self, rights: &Rights, subject: Subject, changes: &[RawChange]) -> Result<bool, ServerError> {
        let Some(kind) = (self.document_kinds)(subject.word) else { return Ok(false) };
        let paths = Paths::of(kind, subject.id);
        let is_new = ground::heads(&self.db, subject)?.is_none();
        for (place, change) in changes.iter().enumerate() {
            let Ok(operations) = paths.check_change(&change.bytes, kind.schema) else { return Ok(false) };
            let Ok(writes) = operations.iter().map(as_write).collect::<Result<Vec<_>, _>>() else { return Ok(false) };
            let concerned = policy_state::concerned_by_writes(&rights.author, subject, &writes);
            let mut rights = rights.clone();
            rights.in_scope.extend(concerned.iter().copied());
            let state = policy_state::state_of(&self.db, &concerned)?;
            if policy::check_writes(&rights, subject, is_new && place == 0, &writes, &state).is_ok() {
                if is_new && place == 0 {
                    // The rest of the run goes on with what it began.
                    return Ok(true);
                }
            } else if !was_entitled(&rights, subject, &state) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn allows_fact(&self, rights: &Rights, fact: &Fact) -> Result<bool, ServerError> {
        let state = policy_state::state_of(&self.db, &policy_state::concerned_by_fact(fact))?;
        if policy::check_fact(rights, fact, &state).is_ok() {
            return Ok(true);
        }
        if policy::check_named(rights, fact, &state).is_err() {
            return Ok(false);
        }
        let Some(subject) = fact.subjects.first().filter(|subject| was_entitled(rights, **subject, &state)) else {
            return Ok(false);
        };
        Ok(subject.word == Word::Visit
            && match fact.kind.as_str() {
                PressFact::KIND => fact.body::<PressFact>().is_some_and(|body| {
                    [Maker::Lead, Maker::Engineer].iter().any(|maker| may_press(body.press, *maker))
                }),
                AssignmentFact::KIND => {
                    fact.body::<AssignmentFact>().and_then(|body| body.lead) == rights.author.user()
                        && created_by(*subject, &state) == rights.author.user()
                }
                HandOverFact::KIND | DecisionFact::KIND => true,
                _ => false,
            })
    }

    /// Enrolments that the backup did not have: the certificate is this server's own word.
    fn enrol_again(
        &mut self,
        chains: &[CertificateChain],
        touched: &mut Touched,
    ) -> Result<BTreeMap<(Id, Id), PublicKey>, ServerError> {
        let mut keys = BTreeMap::new();
        for chain in chains {
            if let Some(certificate) = self.admit_certificate(chain, touched)? {
                keys.insert((certificate.field_device, certificate.user), certificate.key);
            }
        }
        Ok(keys)
    }

    /// When this server says that it received what somebody signed: by its own older receipts.
    fn receipts_of(&self, relay: &Relay) -> BTreeMap<Id, i64> {
        let delivered = relay.subjects.iter().flat_map(|part| &part.facts);
        let receipts = delivered.filter_map(|delivered| {
            let fact = Fact::from_bytes(&delivered.bytes).ok().filter(|fact| fact.kind == ReceiptFact::KIND)?;
            let statement = Statement::Fact { server: self.keys.server, hash: &Hash::of(&delivered.bytes) };
            self.keys.trust.verify_by_server(&statement, &delivered.signature).ok()?;
            fact.body::<ReceiptFact>().map(|receipt| (receipt.signature, receipt.server_ms))
        });
        receipts.collect()
    }

    fn is_by(
        &self,
        author: &Author,
        is_by_server: bool,
        statement: &Statement<'_>,
        signature: &onsite_wire::Signature,
        keys: &BTreeMap<(Id, Id), PublicKey>,
    ) -> Result<bool, ServerError> {
        let (Author::FieldDevice { field_device, user }, false) = (author, is_by_server) else {
            return Ok(self.keys.trust.verify_by_server(statement, signature).is_ok());
        };
        let held = match field_device::certificate(&self.db, *field_device, *user)? {
            Some(_) => field_device::key(&self.db, *field_device)?,
            None => None,
        };
        Ok(held.iter().chain(keys.get(&(*field_device, *user))).any(|key| key.verify(statement, signature).is_ok()))
    }

    fn take_record(
        &mut self,
        subject: Subject,
        delivered: &DeliveredRecord,
        field_device: Id,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let hash = Hash::of(&delivered.bytes);
        let statement = Statement::Record { server: self.keys.server, hash: &hash };
        if self.keys.trust.verify_by_server(&statement, &delivered.signature).is_err() {
            return Ok(());
        }
        if record::put(&self.db, &delivered.bytes, &delivered.signature.0, touched)? {
            self.keep_record_version(subject, &Author::rule("relay"), &delivered.bytes, &delivered.signature.0)?;
            self.log(&NewRow::of(RowKind::Record, subject, hash))?;
            if subject.word == Word::Revocation {
                self.revoke_again(subject.id, touched)?;
            }
            return Ok(());
        }
        // Both were written as the same version, one before the restore and one after it: the one here is written once more,
        // so that everybody comes to it.
        let (Some(held), Ok(other)) = (record::get(&self.db, subject)?, Record::from_bytes(&delivered.bytes)) else {
            return Ok(());
        };
        let is_other = held.bytes != delivered.bytes;
        if is_other && (held.record.epoch, held.record.version) == (other.epoch, other.version) {
            self.quarantine(field_device, 0, Some(subject), RejectedCode::Stale.as_str(), &delivered.bytes)?;
            let Record { body, is_removed, .. } = held.record;
            self.put_record_version(&Author::rule("relay"), subject, body, is_removed, touched)?;
        }
        Ok(())
    }

    fn take_run(
        &mut self,
        subject: Subject,
        delivered: &DeliveredRun,
        (actor, author): (ActorId, &Author),
        brought: &Brought,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let Ok(changes) = ground::decode_run(subject, actor, &delivered.bytes, delivered.change_count) else {
            return Ok(());
        };
        let Some(last) = changes.last() else { return Ok(()) };
        let newest = delivered.newest.unwrap_or(last.meta.hash);
        let statement = Statement::Run {
            server: self.keys.server,
            subject: &SubjectRef::from(subject),
            actor: &actor.0,
            author: &AuthorRef::from(author),
            newest: &newest,
        };
        let Some(proof) = &delivered.proof else { return Ok(()) };
        if !proof.check(&statement, |statement, signature| {
            self.is_by(author, delivered.is_by_server, statement, signature, &brought.keys)
        })? {
            return Ok(());
        }
        if !ground::bind_actor(&self.db, &actor, author)? {
            return Ok(());
        }
        let document = self.cache.open_or_create(&self.db, subject)?;
        let known = |hash: &Hash| brought.changes.get(hash).or_else(|| document.change(hash));
        if !is_vouched(actor, last.meta.hash, newest, known) {
            tracing::warn!(%subject, "a relayed run is not what its signature vouches for; kept in quarantine");
            let code = RejectedCode::OtherAuthor.as_str();
            return self.quarantine(brought.field_device, 0, Some(subject), code, &delivered.bytes);
        }
        let bytes: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
        let admission = document.admit(&bytes, &GateLimits::of_server());
        let admitted: BTreeSet<Hash> = admission.admitted.iter().map(|meta| meta.hash).collect();
        let added: Vec<RawChange> =
            changes.iter().filter(|change| admitted.contains(&change.meta.hash)).cloned().collect();
        let Some(newest_added) = added.last().map(|change| change.meta.hash) else { return Ok(()) };
        let appended = ground::append(&self.db, document, subject, &added, touched)?;
        ground::put_run_signature(&self.db, subject, &actor, last.meta.seq, newest, &proof.to_bytes())?;
        self.log(&NewRow {
            first_position: appended.first_position,
            count: appended.count,
            ..NewRow::of(RowKind::Change, subject, newest_added)
        })?;
        Ok(())
    }

    fn take_fact(
        &mut self,
        fact: &Fact,
        delivered: &DeliveredFact,
        brought: &Brought,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let hash = Hash::of(&delivered.bytes);
        let statement = Statement::Fact { server: self.keys.server, hash: &hash };
        if !self.is_by(&fact.author, false, &statement, &delivered.signature, &brought.keys)? {
            return Ok(());
        }
        if fact::get(&self.db, fact.id)?.is_some() {
            return Ok(());
        }
        let (bytes, signature) = (&delivered.bytes, &delivered.signature.0);
        let receipt_ms = brought.receipts.get(&fact.id).copied();
        let received = received_at(fact, delivered.received, receipt_ms, self.now_ms());
        let (stored, _) = fact::put(&self.db, bytes, signature, Some(received), delivered.is_in_review, touched)?;
        self.log_fact(&stored, None, 0)
    }
}

/// Whether a visit or order was ever given to the author, or made by them.
fn was_entitled(rights: &Rights, subject: Subject, state: &State) -> bool {
    let user = rights.author.user();
    let is_created = user.is_some() && created_by(subject, state) == user;
    let is_named = user.is_some_and(|user| match subject.word {
        Word::Visit => view::<VisitView>(subject, state).is_some_and(|visit| {
            visit.lead == Some(user) || visit.helpers.contains(&user) || visit.former.contains(&user)
        }),
        Word::WorkOrder => view::<WorkOrderView>(subject, state)
            .is_some_and(|order| order.is_assigned(user) || order.visits.iter().any(|v| v.former.contains(&user))),
        _ => false,
    });
    is_created || is_named
}

fn created_by(subject: Subject, state: &State) -> Option<Id> {
    #[derive(serde::Deserialize)]
    struct Created {
        created_by: Option<Author>,
    }
    view::<Created>(subject, state)?.created_by?.user()
}

fn view<T: serde::de::DeserializeOwned>(subject: Subject, state: &State) -> Option<T> {
    state.get(&subject)?.read()
}

fn is_own(device: &FieldDeviceState, author: &Author) -> bool {
    author.field_device() == Some(device.field_device)
}

fn author_of(run: &DeliveredRun, actors: &[ActorPart]) -> Option<(ActorId, Author)> {
    let part = actors.get(usize::try_from(run.actor).ok()?)?;
    Some((ActorId(part.actor), part.author.author()?))
}

/// What a relay brings, to check one part of it by the others.
struct Brought {
    field_device: Id,
    /// Of field devices that the server had forgotten.
    keys: BTreeMap<(Id, Id), PublicKey>,
    changes: BTreeMap<Hash, ChangeMeta>,
    /// When this server received what it gave a receipt for.
    receipts: BTreeMap<Id, i64>,
}

/// When a relayed fact was made and received, as far as that is signed. The server's own facts bear its clock, and a receipt
/// its time. The rest is the relaying field device's word: an estimate, not after now, and as uncertain as it stands apart
/// from the clock that the author signed.
fn received_at(fact: &Fact, claimed: Option<Received>, receipt_ms: Option<i64>, now_ms: i64) -> Received {
    let signed_ms = fact.at.wall_ms;
    if !fact.author.is_field() {
        return Received { received_ms: signed_ms, corrected_ms: signed_ms, uncertain_ms: 0 };
    }
    let claimed = claimed.unwrap_or(Received { received_ms: now_ms, corrected_ms: signed_ms, uncertain_ms: 0 });
    let received_ms = receipt_ms.unwrap_or(claimed.received_ms).min(now_ms);
    let corrected_ms = claimed.corrected_ms.min(received_ms);
    let uncertain_ms = claimed.uncertain_ms.max(corrected_ms.abs_diff(signed_ms));
    Received { received_ms, corrected_ms, uncertain_ms }
}

fn changes_of(relay: &Relay) -> BTreeMap<Hash, ChangeMeta> {
    let mut changes = BTreeMap::new();
    for part in &relay.subjects {
        let Some(subject) = part.subject.subject() else { continue };
        for run in &part.runs {
            let Some((actor, _)) = author_of(run, &relay.actors) else { continue };
            let read = ground::decode_run(subject, actor, &run.bytes, run.change_count).unwrap_or_default();
            changes.extend(read.into_iter().map(|change| (change.meta.hash, change.meta)));
        }
    }
    changes
}

/// Whether `last` is the change that a signature names or one of the same actor before it: an actor's changes are a chain
/// of hashes, so a signature over `newest` vouches for these and for nothing that came later.
fn is_vouched<'a>(actor: ActorId, last: Hash, newest: Hash, known: impl Fn(&Hash) -> Option<&'a ChangeMeta>) -> bool {
    let mut at = newest;
    loop {
        if at == last {
            return true;
        }
        let Some(meta) = known(&at).filter(|meta| meta.actor == actor) else { return false };
        // The gate lets in no change that does not stand on the one before it by the same actor.
        let is_before = |dep: &&Hash| {
            known(dep).is_some_and(|before| before.actor == actor && before.seq.checked_add(1) == Some(meta.seq))
        };
        let Some(before) = meta.deps.iter().find(is_before) else { return false };
        at = *before;
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
