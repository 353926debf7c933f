//! A response, applied in one transaction: what became of the push, what is new, where the cursor stands.

use super::{
    ahead::{Ahead, GatedRun, NewDocument},
    outcome::Applied,
    push::Sent,
};
use crate::{App, AppError};
use onsite_documents::{ActorId, GateLimits};
use onsite_domain::{Author, Id, Subject, fact::Fact, id::Hash};
use onsite_store::{Touched, derived, fact, ground, meta, record};
use onsite_wire::{
    CertificateChain, Message as _, PublicKey, Signature, Statement, SubjectRef, TrustStore,
    delivery::{ActorPart, DeliveredFact, DeliveredRun, How, SubjectPart},
    order::OrderAction,
    run_proof::{self, RunTree},
    sync::SyncResponse,
    trust::Certificate,
};
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Parts that are written before they are shown; the cache holds their documents so long.
const PARTS_TOGETHER: usize = 16;

/// Who is behind what a response brings, and whom to believe.
struct Sources {
    trust: TrustStore,
    actors: Vec<ActorPart>,
    keys: BTreeMap<(Id, Id), Vec<PublicKey>>,
    /// Runs that the response's one signature must vouch for, in its order.
    sharing: Vec<SharingRun>,
}

/// A run without a signature of its own.
struct SharingRun {
    leaf: Hash,
    subject: Subject,
    actor: ActorId,
    seq: u64,
    newest: Hash,
}

impl App {
    /// Applies a response, whole or not at all.
    ///
    /// # Errors
    /// [`AppError::Rejected`] when something in it is not signed as it must be: nothing of it is believed.
    pub(super) fn apply(&mut self, sent: &Sent, response: &SyncResponse) -> Result<Applied, AppError> {
        let mut shown = Touched::new();
        let (mut applied, mut touched) = self.transaction(|app, touched| {
            let mut applied = Applied::default();
            app.admit_server_keys(response)?;
            let mut sources = Sources {
                trust: app.trust()?,
                actors: response.actors.clone(),
                keys: BTreeMap::new(),
                sharing: Vec::new(),
            };
            for chain in &response.certificates {
                app.keep_certificate(chain, &mut sources)?;
            }
            let asks = response.wants.as_ref().is_some_and(|wants| wants.signed_cursor || !wants.subjects.is_empty());
            if response.reset.is_none() && !asks && !response.is_app_too_old {
                app.forget_undone(&sent.again, response)?;
            }
            if let Some(outcome) = &response.outcome {
                app.settle(sent, outcome, &mut applied, touched)?;
            }
            for order in &response.orders {
                app.obey(order, &sources, &mut applied)?;
            }
            for receipt in &response.receipts {
                let receipt = sources.trust.open_by_server(receipt).map_err(|e| not_believed("receipt", &e))?;
                app.take_receipt(&receipt, sent.push, (sent.first_number, sent.last_number))?;
            }
            app.notice_epoch(response)?;
            if response.reset.is_some() {
                if let Some(cursor) = meta::get_bytes(&app.db, "cursor")? {
                    meta::put_bytes(&app.db, "cursor_before_reset", &cursor)?;
                }
                meta::remove(&app.db, "cursor")?;
                meta::put(&app.db, "relays_left", &super::RELAYS_MAX)?;
                if response.reset.is_some_and(|reset| reset.is_server_restored) {
                    app.doubt_what_was_confirmed()?;
                }
                // Held until the feed, read anew, has said which of them it still is.
                app.db.execute_batch("UPDATE member SET is_unconfirmed = 1")?;
            }
            let new = app.new_documents(&response.subjects)?;
            std::thread::scope(|scope| {
                let mut ahead = Ahead::begin(scope, &response.subjects, &new, &response.actors);
                for parts in response.subjects.chunks(PARTS_TOGETHER) {
                    for part in parts {
                        app.apply_part(part, &mut ahead, &mut sources, touched)?;
                    }
                    derived::project(&app.db, &mut app.cache, touched)?;
                    shown.append(touched);
                }
                Ok::<_, AppError>(())
            })?;
            app.keep_shared_signature(response.runs_signature.as_ref(), &sources)?;
            // A feed that was not read to its end says nothing about what is held.
            let is_whole = !response.has_more && !response.is_app_too_old;
            if is_whole && response.reset.is_none() && !asks {
                app.leave_what_is_not_held()?;
            }
            app.drop_what_left(touched)?;
            if let Some(cursor) = &response.cursor {
                let identity = app.identity()?;
                cursor.verify(identity.field_device, &sources.trust).map_err(|e| not_believed("cursor", &e))?;
                meta::put_bytes(&app.db, "cursor", &onsite_wire::codec::encode(cursor))?;
            }
            if let Some(wants) = &response.wants {
                for hash in &wants.blobs {
                    app.db
                        .prepare_cached("UPDATE unit_blob SET state = 'waiting' WHERE hash = :hash AND state = 'sent'")?
                        .execute(named_params! {":hash": hash.0.as_slice()})?;
                }
            }
            let stamp = app.ports.clock.stamp();
            meta::put(&app.db, "last_sync", &LastSync { server_ms: response.server_ms, stamp })?;
            Ok(applied)
        })?;
        touched.append(&mut shown);
        applied.touched = touched;
        Ok(applied)
    }

    /// The documents that this app does not hold and that one part brings.
    fn new_documents(&self, parts: &[SubjectPart]) -> Result<BTreeSet<Subject>, AppError> {
        let mut new = BTreeMap::new();
        for part in parts.iter().filter(|part| !part.runs.is_empty()) {
            let Some(subject) = part.subject.subject() else { continue };
            let is_new = part.how != How::Leave && ground::heads(&self.db, subject)?.is_none();
            new.entry(subject).and_modify(|is_new| *is_new = false).or_insert(is_new);
        }
        Ok(new.into_iter().filter_map(|(subject, is_new)| is_new.then_some(subject)).collect())
    }

    fn admit_server_keys(&self, response: &SyncResponse) -> Result<(), AppError> {
        if response.server_keys.is_empty() {
            return Ok(());
        }
        let mut trust = self.trust()?;
        let mut known: Vec<String> = meta::get(&self.db, "server_keys")?.unwrap_or_default();
        for sealed in &response.server_keys {
            if trust.admit(sealed).map_err(|e| not_believed("server key", &e))? {
                known.push(sealed.to_text());
            }
        }
        Ok(meta::put(&self.db, "server_keys", &known)?)
    }

    pub(super) fn keep_certificate_bytes(
        &self,
        chain: &CertificateChain,
        certificate: &Certificate,
    ) -> Result<(), AppError> {
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO certificate (field_device, user, key, bytes) VALUES (:id, :user, :key, :bytes)",
            )?
            .execute(named_params! {
                ":id": certificate.field_device.to_string(), ":user": certificate.user.to_string(),
                ":key": certificate.key.0.as_slice(), ":bytes": chain.to_wire(),
            })?;
        Ok(())
    }

    fn keep_certificate(&self, chain: &CertificateChain, sources: &mut Sources) -> Result<(), AppError> {
        let certificate = sources.trust.certificate(chain).map_err(|e| not_believed("certificate", &e))?;
        self.keep_certificate_bytes(chain, &certificate)?;
        sources.keys.entry((certificate.field_device, certificate.user)).or_default().push(certificate.key);
        Ok(())
    }

    /// The keys under which a field device may have signed for a user.
    fn keys_of(&self, field_device: Id, user: Id, sources: &mut Sources) -> Result<Vec<PublicKey>, AppError> {
        if let Some(keys) = sources.keys.get(&(field_device, user)) {
            return Ok(keys.clone());
        }
        let mut keys = Vec::new();
        if self.identity()?.field_device == field_device {
            keys.push(self.signing_key.public());
        }
        let mut statement =
            self.db.prepare_cached("SELECT key FROM certificate WHERE field_device = :id AND user = :user")?;
        let params = named_params! {":id": field_device.to_string(), ":user": user.to_string()};
        let rows = statement.query_map(params, |row| row.get(0))?;
        for row in rows {
            keys.push(PublicKey(row?));
        }
        sources.keys.insert((field_device, user), keys.clone());
        Ok(keys)
    }

    /// Whether the author's field device signed the statement, or the server for everybody else.
    fn check_signature(
        &self,
        author: &Author,
        is_by_server: bool,
        statement: &Statement<'_>,
        signature: &Signature,
        sources: &mut Sources,
    ) -> Result<(), AppError> {
        let is_signed = match author {
            Author::FieldDevice { field_device, user } if !is_by_server => {
                self.keys_of(*field_device, *user, sources)?.iter().any(|key| key.verify(statement, signature).is_ok())
            }
            _ => sources.trust.verify_by_server(statement, signature).is_ok(),
        };
        if is_signed { Ok(()) } else { Err(not_believed(statement.domain().as_str(), &"the signature does not fit")) }
    }

    fn apply_part(
        &mut self,
        part: &SubjectPart,
        ahead: &mut Ahead,
        sources: &mut Sources,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        // A word of a newer server: nothing here can show it, the next version of the app will ask again.
        let Some(subject) = part.subject.subject() else { return Ok(()) };
        match part.how {
            How::Enter => self.set_member(subject, false)?,
            How::Leave => return self.set_member(subject, true),
            How::Tail | How::Erased | How::Unknown(_) => {}
        }
        let mut gated = VecDeque::new();
        if !part.runs.is_empty()
            && let Some(NewDocument { document, runs }) = ahead.take(subject)
        {
            self.cache.insert(subject, document);
            gated = runs;
        }
        for run in &part.runs {
            self.apply_run(subject, run, gated.pop_front(), sources, touched)?;
        }
        for fact in &part.facts {
            self.apply_fact(fact, sources, touched)?;
        }
        for delivered in &part.records {
            let hash = Hash::of(&delivered.bytes);
            let statement = Statement::Record { server: sources.trust.server(), hash: &hash };
            sources
                .trust
                .verify_by_server(&statement, &delivered.signature)
                .map_err(|e| not_believed(&subject.to_string(), &e))?;
            record::put(&self.db, &delivered.bytes, &delivered.signature.0, touched)?;
        }
        Ok(())
    }

    fn apply_run(
        &mut self,
        subject: Subject,
        delivered: &DeliveredRun,
        gated: Option<GatedRun>,
        sources: &mut Sources,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        let broken = |detail: &dyn std::fmt::Display| not_believed(&subject.to_string(), detail);
        let part = usize::try_from(delivered.actor).ok().and_then(|place| sources.actors.get(place)).cloned();
        let part = part.ok_or_else(|| broken(&"a run names no actor"))?;
        let actor = ActorId(part.actor);
        let (changes, admission) = match gated {
            Some((changes, admission)) => (changes, Some(admission)),
            None => (ground::changes_of(subject, actor, delivered)?, None),
        };
        let last = changes.last().ok_or_else(|| broken(&"an empty run"))?;
        let newest = delivered.newest.unwrap_or(last.meta.hash);
        let author = part.author.author();
        let has_author = part.author.rule.as_deref() != Some("schema");
        if let Some(author) = author.as_ref().filter(|_| has_author) {
            let statement = Statement::Run {
                server: sources.trust.server(),
                subject: &SubjectRef::from(subject),
                actor: &part.actor,
                author: &part.author,
                newest: &newest,
            };
            match &delivered.proof {
                Some(proof) => {
                    proof.check(&statement, |statement, signature| {
                        self.check_signature(author, delivered.is_by_server, statement, signature, sources)
                    })?;
                    ground::put_run_signature(&self.db, subject, &actor, last.meta.seq, newest, &proof.to_bytes())?;
                }
                None if delivered.is_by_server => {
                    let leaf = run_proof::leaf(&statement);
                    sources.sharing.push(SharingRun { leaf, subject, actor, seq: last.meta.seq, newest });
                }
                None => return Err(broken(&"a run without a signature")),
            }
            if !ground::bind_actor(&self.db, &actor, author)? {
                return Err(broken(&"an actor speaks for two principals"));
            }
        }
        let document = self.cache.open_or_create(&self.db, subject)?;
        let admission = admission.unwrap_or_else(|| {
            let bytes: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
            document.admit(&bytes, &GateLimits::default())
        });
        let admitted: Vec<_> = changes
            .iter()
            .filter(|change| admission.admitted.iter().any(|meta| meta.hash == change.meta.hash))
            .cloned()
            .collect();
        if !admitted.is_empty() {
            ground::append(&self.db, document, subject, &admitted, touched)?;
        }
        if let Some(refusal) = admission.refused {
            // The server admitted it and this build does not: kept for a person, the rest goes on.
            tracing::warn!(subject = %subject, %refusal, "a delivered change did not pass the gate");
            for change in changes.iter().skip(refusal.index) {
                self.quarantine("delivered change", Some(subject), &refusal.to_string(), &change.bytes)?;
            }
        }
        Ok(())
    }

    /// Checks the signature that the server's runs of a response share, and keeps for each of them what passes it on alone.
    fn keep_shared_signature(&self, signature: Option<&Signature>, sources: &Sources) -> Result<(), AppError> {
        let tree = RunTree::new(sources.sharing.iter().map(|run| run.leaf).collect());
        let Some(root) = tree.root() else { return Ok(()) };
        let signature = signature.ok_or_else(|| not_believed("runs", &"they are not signed"))?;
        let statement = Statement::Runs { server: sources.trust.server(), root: &root };
        sources.trust.verify_by_server(&statement, signature).map_err(|e| not_believed("runs", &e))?;
        for (place, run) in sources.sharing.iter().enumerate() {
            let proof = tree.proof(place, *signature).to_bytes();
            ground::put_run_signature(&self.db, run.subject, &run.actor, run.seq, run.newest, &proof)?;
        }
        Ok(())
    }

    fn apply_fact(
        &mut self,
        delivered: &DeliveredFact,
        sources: &mut Sources,
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        let fact = Fact::from_bytes(&delivered.bytes).map_err(|e| not_believed("fact", &e))?;
        let hash = Hash::of(&delivered.bytes);
        let statement = Statement::Fact { server: sources.trust.server(), hash: &hash };
        self.check_signature(&fact.author, false, &statement, &delivered.signature, sources)?;
        let (bytes, signature) = (&delivered.bytes, &delivered.signature.0);
        fact::put(&self.db, bytes, signature, delivered.received, delivered.is_in_review, touched)?;
        self.hear_of_held(&fact, touched)
    }

    fn set_member(&self, subject: Subject, is_leaving: bool) -> Result<(), AppError> {
        self.db
            .prepare_cached(
                "INSERT INTO member (subject, is_leaving) VALUES (:subject, :is_leaving)
                 ON CONFLICT (subject) DO UPDATE SET is_leaving = excluded.is_leaving, is_unconfirmed = 0",
            )?
            .execute(named_params! {":subject": subject.to_string(), ":is_leaving": is_leaving})?;
        Ok(())
    }

    /// Orders and visits that this app wrote to and does not hold (an intent done again after its order had left): the
    /// server has them, they go like what left.
    fn leave_what_is_not_held(&self) -> Result<(), AppError> {
        if self.relays_left()? == 0 {
            let sql = "UPDATE member SET is_leaving = 1, is_unconfirmed = 0 WHERE is_unconfirmed = 1";
            self.db.prepare_cached(sql)?.execute([])?;
        }
        self.db
            .prepare_cached(
                "INSERT INTO member (subject, is_leaving)
                 SELECT subject, 1 FROM document
                 WHERE (subject BETWEEN 'work_order/' AND 'work_order0' OR subject BETWEEN 'visit/' AND 'visit0')
                     AND NOT EXISTS (SELECT 1 FROM member WHERE member.subject = document.subject)",
            )?
            .execute([])?;
        Ok(())
    }

    /// Subjects that left are dropped as soon as no own work in them waits.
    fn drop_what_left(&mut self, touched: &mut Touched) -> Result<(), AppError> {
        let leaving: Vec<String> = {
            let mut statement = self.db.prepare_cached(
                "SELECT subject FROM member WHERE is_leaving = 1 AND NOT EXISTS (
                     SELECT 1 FROM unit_change JOIN unit ON unit.number = unit_change.unit
                     WHERE unit_change.subject = member.subject AND unit.state = 'waiting')
                 AND NOT EXISTS (
                     SELECT 1 FROM fact_subject JOIN unit_fact ON unit_fact.fact = fact_subject.fact
                     JOIN unit ON unit.number = unit_fact.unit
                     WHERE fact_subject.subject = member.subject AND unit.state = 'waiting')",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        for text in leaving {
            let subject: Subject =
                text.parse().map_err(|_| AppError::broken(format!("member '{text}' is no subject")))?;
            self.keep_left(subject)?;
            ground::drop_subject(&self.db, subject, touched)?;
            for stored in fact::about(&self.db, subject)? {
                // A fact that is about something else that stays, stays; the others move no stock any more.
                if self.is_about_what_stays(&stored.fact)? {
                    fact::detach(&self.db, &stored, subject)?;
                } else {
                    fact::withdraw(&self.db, &stored, touched)?;
                    self.note_left_fact(subject, stored.fact.id)?;
                }
            }
            self.cache.forget(subject);
            self.db
                .prepare_cached("DELETE FROM member WHERE subject = :subject")?
                .execute(named_params! {":subject": text})?;
        }
        Ok(())
    }

    pub(super) fn is_about_what_stays(&self, fact: &Fact) -> Result<bool, AppError> {
        for subject in &fact.subjects {
            if self.is_member(*subject)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the server says that this field device holds a subject.
    pub(super) fn is_member(&self, subject: Subject) -> Result<bool, AppError> {
        Ok(self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM member WHERE subject = :subject AND is_leaving = 0)")?
            .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))?)
    }

    fn obey(
        &self,
        order: &onsite_wire::Sealed<onsite_wire::order::Order>,
        sources: &Sources,
        applied: &mut Applied,
    ) -> Result<(), AppError> {
        let content = sources.trust.open_by_server(order).map_err(|e| not_believed("order", &e))?;
        let own = self.identity()?.field_device;
        if let Some(OrderAction::Revoke { field_device } | OrderAction::Wipe { field_device, .. }) = content.action()
            && field_device == own
        {
            meta::put(&self.db, "revoked", &order.to_text())?;
            applied.is_revoked = true;
        }
        Ok(())
    }

    /// The certificate under which a field device speaks for a user, as far as this store keeps it.
    pub(crate) fn certificate_of(&self, field_device: Id, user: Id) -> Result<Option<CertificateChain>, AppError> {
        let own = self.identity()?.users().into_iter().find(|own| own.user == user);
        let own = own.filter(|_| self.identity().is_ok_and(|identity| identity.field_device == field_device));
        let kept = || {
            self.db
                .prepare_cached("SELECT bytes FROM certificate WHERE field_device = :id AND user = :user LIMIT 1")?
                .query_row(named_params! {":id": field_device.to_string(), ":user": user.to_string()}, |row| row.get(0))
                .optional()
        };
        let bytes: Option<Vec<u8>> = match own {
            Some(own) => Some(own.certificate),
            None => kept()?,
        };
        bytes.map(|bytes| CertificateChain::from_wire(&bytes).map_err(|e| AppError::broken(e.to_string()))).transpose()
    }
}

/// When the server was last heard, by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct LastSync {
    pub server_ms: i64,
    pub stamp: onsite_domain::Stamp,
}

fn not_believed(what: &str, detail: &dyn std::fmt::Display) -> AppError {
    onsite_domain::Rejected::because(onsite_domain::RejectedCode::Structure, what, detail.to_string()).into()
}

/// Gives the runs of a response their changes, where those came in one batch.
///
/// # Errors
/// [`AppError::Rejected`] where it is no batch of these runs.
pub(super) fn take_batch(response: &mut SyncResponse) -> Result<(), AppError> {
    if response.runs.is_empty() {
        return Ok(());
    }
    let mut named = Vec::new();
    for part in &response.subjects {
        for run in &part.runs {
            let actor = usize::try_from(run.actor).ok().and_then(|place| response.actors.get(place));
            let (Some(subject), Some(actor)) = (part.subject.subject(), actor) else {
                return Err(not_believed("runs", &"a run of a word or an actor that is not known"));
            };
            named.push((subject, ActorId(actor.actor)));
        }
    }
    let changes = ground::decode_runs(&named, &response.runs)?;
    let runs = response.subjects.iter_mut().flat_map(|part| &mut part.runs);
    runs.zip(changes).for_each(|(run, changes)| run.changes = Some(changes));
    Ok(())
}
