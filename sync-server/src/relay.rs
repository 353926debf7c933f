//! What field devices bring back after a restore: other people's work, believed for the signatures kept beside it.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    log::{NewRow, RowKind},
};
use onsite_documents::{ActorId, GateLimits, RawChange};
use onsite_domain::{Author, Id, Subject, fact::Fact, id::Hash};
use onsite_store::{Touched, fact, ground, record};
use onsite_wire::{
    CertificateChain, Message as _, PublicKey, Statement, SubjectRef,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, Relay},
};
use std::collections::{BTreeMap, BTreeSet};

impl ServerStore {
    /// Takes what verifies and leaves what does not; nothing here needs policy, it was accepted once.
    pub(crate) fn take_relay(&mut self, relay: Relay, touched: &mut Touched) -> Result<(), ServerError> {
        let keys = self.enrol_again(&relay.certificates)?;
        for part in &relay.subjects {
            let Some(subject) = part.subject.subject() else { continue };
            for delivered in &part.records {
                self.take_record(subject, delivered, touched)?;
            }
            for run in &part.runs {
                self.take_run(subject, run, &relay.actors, &keys, touched)?;
            }
            for fact in &part.facts {
                self.take_fact(fact, &keys, touched)?;
            }
        }
        Ok(())
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
        actors: &[ActorPart],
        keys: &BTreeMap<Id, PublicKey>,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let Some(part) = usize::try_from(delivered.actor).ok().and_then(|place| actors.get(place)) else {
            return Ok(());
        };
        let Some(author) = part.author.author() else { return Ok(()) };
        let actor = ActorId(part.actor);
        let Ok(changes) = ground::decode_run(subject, actor, &delivered.bytes, delivered.change_count) else {
            return Ok(());
        };
        let Some(last) = changes.last() else { return Ok(()) };
        let newest = delivered.newest.unwrap_or(last.meta.hash);
        let statement = Statement::Run {
            server: self.keys.server,
            subject: &SubjectRef::from(subject),
            actor: &part.actor,
            author: &part.author,
            newest: &newest,
        };
        if !self.is_by(&author, delivered.is_by_server, &statement, &delivered.signature, keys)?
            || !ground::bind_actor(&self.db, &actor, &author)?
        {
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
        delivered: &DeliveredFact,
        keys: &BTreeMap<Id, PublicKey>,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let Ok(fact) = Fact::from_bytes(&delivered.bytes) else { return Ok(()) };
        let hash = Hash::of(&delivered.bytes);
        let statement = Statement::Fact { server: self.keys.server, hash: &hash };
        if !self.is_by(&fact.author, false, &statement, &delivered.signature, keys)? {
            return Ok(());
        }
        if fact::get(&self.db, fact.id)?.is_some() {
            return Ok(());
        }
        let (bytes, signature) = (&delivered.bytes, &delivered.signature.0);
        let (stored, _) = fact::put(&self.db, bytes, signature, delivered.received, delivered.is_in_review, touched)?;
        self.log_fact(&stored, None, 0)
    }
}
