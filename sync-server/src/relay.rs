//! What field devices bring back after a restore: other people's work, believed for the signatures kept beside it.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    log::{NewRow, RowKind},
    policy_state,
    push::as_write,
};
use onsite_documents::{ActorId, Document, GateLimits, RawChange};
use onsite_domain::{
    Author, Id, Subject, document_kind,
    fact::Fact,
    id::Hash,
    policy::{self, Rights},
};
use onsite_store::{Touched, derived, fact, ground, record};
use onsite_wire::{
    AuthorRef, CertificateChain, Message as _, PublicKey, Statement, SubjectRef,
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
        let keys = self.enrol_again(&relay.certificates)?;
        for part in &relay.subjects {
            let Some(subject) = part.subject.subject() else { continue };
            for delivered in &part.records {
                self.take_record(subject, delivered, touched)?;
            }
        }
        self.take_relayed_work(&relay, &keys, None, device, touched)?;
        // Own work is judged by what others did.
        derived::project(&self.db, &mut self.cache, touched)?;
        let rights = policy_state::rights_of_field_device(self, device)?;
        self.take_relayed_work(&relay, &keys, Some(&rights), device, touched)
    }

    /// With rights: what the relaying field device wrote, as far as these allow it; without: what the others wrote.
    fn take_relayed_work(
        &mut self,
        relay: &Relay,
        keys: &BTreeMap<Id, PublicKey>,
        rights: Option<&Rights>,
        device: &FieldDeviceState,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        for part in &relay.subjects {
            let Some(subject) = part.subject.subject() else { continue };
            for run in &part.runs {
                let Some((actor, author)) = author_of(run, &relay.actors) else { continue };
                if (author.field_device() == Some(device.field_device)) == rights.is_some() {
                    self.take_run(
                        subject,
                        run,
                        (actor, &author),
                        keys,
                        rights.map(|rights| (rights, device)),
                        touched,
                    )?;
                }
            }
            for delivered in &part.facts {
                let Ok(fact) = Fact::from_bytes(&delivered.bytes) else { continue };
                if (fact.author.field_device() == Some(device.field_device)) == rights.is_some() {
                    self.take_fact(&fact, delivered, keys, rights.map(|rights| (rights, device)), touched)?;
                }
            }
        }
        Ok(())
    }

    /// Whether these rights allow what a run writes; what would go to review was accepted once and stays so.
    fn allows_run(
        &mut self,
        (rights, device): (&Rights, &FieldDeviceState),
        subject: Subject,
        changes: &[RawChange],
    ) -> Result<bool, ServerError> {
        let Some(kind) = document_kind::of(subject.word) else { return Ok(false) };
        let blank = Document::create(kind, subject.id).map_err(|e| ServerError::broken(e.to_string()))?;
        let is_new = ground::heads(&self.db, subject)?.is_none();
        let created: BTreeSet<Subject> = is_new.then_some(subject).into_iter().collect();
        for (place, change) in changes.iter().enumerate() {
            let Ok(operations) = blank.check_change(&change.bytes, kind.schema) else { return Ok(false) };
            let Ok(writes) = operations.iter().map(as_write).collect::<Result<Vec<_>, _>>() else { return Ok(false) };
            let concerned = policy_state::concerned_by_writes(subject, &writes);
            let mut rights = rights.clone();
            policy_state::add_scope(&self.db, &mut rights, device, &concerned, &created)?;
            let state = policy_state::state_of(&self.db, &concerned)?;
            if policy::check_writes(&rights, subject, is_new && place == 0, &writes, &state).is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn allows_fact(&self, (rights, device): (&Rights, &FieldDeviceState), fact: &Fact) -> Result<bool, ServerError> {
        let mut rights = rights.clone();
        policy_state::add_scope(&self.db, &mut rights, device, &fact.subjects, &BTreeSet::new())?;
        let state = policy_state::state_of(&self.db, &fact.subjects)?;
        Ok(policy::check_fact(&rights, fact, &state).is_ok())
    }

    /// Enrolments that the backup did not have: the certificate is this server's own word.
    fn enrol_again(&mut self, chains: &[CertificateChain]) -> Result<BTreeMap<Id, PublicKey>, ServerError> {
        let mut keys = BTreeMap::new();
        for chain in chains {
            let Ok(certificate) = self.keys.trust.certificate(chain) else { continue };
            let field_device = certificate.field_device;
            keys.insert(field_device, certificate.key);
            if field_device::get(&self.db, field_device)?.is_none() {
                let state = FieldDeviceState {
                    field_device,
                    key: certificate.key,
                    user: certificate.user,
                    counter: 0,
                    is_revoked: false,
                    is_forked: false,
                    heard_epoch: 0,
                    confirmed_seq: 0,
                    covers_seq: 0,
                    last_sync_ms: 0,
                    app_version: String::new(),
                };
                field_device::insert(&self.db, &state, &chain.to_wire())?;
            }
        }
        Ok(keys)
    }

    fn is_by(
        &self,
        author: &Author,
        is_by_server: bool,
        statement: &Statement<'_>,
        signature: &onsite_wire::Signature,
        keys: &BTreeMap<Id, PublicKey>,
    ) -> Result<bool, ServerError> {
        let Some(field_device) = author.field_device().filter(|_| !is_by_server) else {
            return Ok(self.keys.trust.verify_by_server(statement, signature).is_ok());
        };
        let held = field_device::key(&self.db, field_device)?;
        Ok(held.iter().chain(keys.get(&field_device)).any(|key| key.verify(statement, signature).is_ok()))
    }

    fn take_record(
        &mut self,
        subject: Subject,
        delivered: &DeliveredRecord,
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
        }
        Ok(())
    }

    fn take_run(
        &mut self,
        subject: Subject,
        delivered: &DeliveredRun,
        (actor, author): (ActorId, &Author),
        keys: &BTreeMap<Id, PublicKey>,
        judged_by: Option<(&Rights, &FieldDeviceState)>,
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
        if !self.is_by(author, delivered.is_by_server, &statement, &delivered.signature, keys)? {
            return Ok(());
        }
        if let Some(judged_by) = judged_by
            && !delivered.is_by_server
            && !self.allows_run(judged_by, subject, &changes)?
        {
            return Ok(());
        }
        if !ground::bind_actor(&self.db, &actor, author)? {
            return Ok(());
        }
        let document = self.cache.open_or_create(&self.db, subject)?;
        let bytes: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
        let admission = document.admit(&bytes, &GateLimits::default());
        let admitted: BTreeSet<Hash> = admission.admitted.iter().map(|meta| meta.hash).collect();
        let added: Vec<RawChange> =
            changes.iter().filter(|change| admitted.contains(&change.meta.hash)).cloned().collect();
        let Some(newest_added) = added.last().map(|change| change.meta.hash) else { return Ok(()) };
        let appended = ground::append(&self.db, document, subject, &added, touched)?;
        ground::put_run_signature(&self.db, subject, &actor, last.meta.seq, newest, &delivered.signature.0)?;
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
        keys: &BTreeMap<Id, PublicKey>,
        judged_by: Option<(&Rights, &FieldDeviceState)>,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let hash = Hash::of(&delivered.bytes);
        let statement = Statement::Fact { server: self.keys.server, hash: &hash };
        if !self.is_by(&fact.author, false, &statement, &delivered.signature, keys)? {
            return Ok(());
        }
        if fact::get(&self.db, fact.id)?.is_some() {
            return Ok(());
        }
        if let Some(judged_by) = judged_by
            && !self.allows_fact(judged_by, fact)?
        {
            return Ok(());
        }
        let (bytes, signature) = (&delivered.bytes, &delivered.signature.0);
        let (stored, _) = fact::put(&self.db, bytes, signature, delivered.received, delivered.is_in_review, touched)?;
        self.log_fact(&stored, None, 0)
    }
}

fn author_of(run: &DeliveredRun, actors: &[ActorPart]) -> Option<(ActorId, Author)> {
    let part = actors.get(usize::try_from(run.actor).ok()?)?;
    Some((ActorId(part.actor), part.author.author()?))
}
