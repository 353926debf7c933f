//! What a field device has not read yet: its own part of the feed, bounded, subject by subject.

use crate::{
    ServerError, ServerKeys, ServerStore, field_device,
    field_device::FieldDeviceState,
    log::{self, Row, RowKind},
    scope::{self, Pieces},
};
use onsite_documents::ActorId;
use onsite_domain::{Author, Id, Subject, document_kind, id::Hash};
use onsite_store::{fact, ground, record};
use onsite_wire::{
    AuthorRef, CertificateChain, Message as _, RunProof, Signature, Statement, SubjectRef,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, How, SubjectPart},
    run_proof::{self, RunTree},
};
use std::collections::{BTreeMap, BTreeSet};

/// Rows looked at for one response, whether they are for this field device or not.
const ROWS_MAX: u64 = 20_000;
/// What one response carries at most, before compression.
pub const BUDGET_BYTES_MAX: u64 = 4 << 20;

/// What a field device says it holds of its own, so that its own work does not come back to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The newest unit number that this field device has and the server has taken from this very branch.
    pub through: u64,
}

/// What a request says of the answer it wants.
pub(crate) struct Asked {
    /// 0 for as much as the server gives.
    pub(crate) budget_bytes: u64,
    pub(crate) schema: u32,
    /// To be delivered whole, where the field device holds them.
    pub(crate) again: Vec<Subject>,
}

/// One response's worth of the feed.
#[derive(Debug, Default)]
pub struct Delivery {
    /// The feed position after applying it.
    pub seq: u64,
    pub has_more: bool,
    pub subjects: Vec<SubjectPart>,
    pub actors: Vec<ActorPart>,
    pub certificates: Vec<CertificateChain>,
    /// Their changes, where they go in one batch.
    pub runs: Vec<u8>,
    /// The runs that the server signed, in their order here, as leaves of a tree.
    leaves: Vec<Hash>,
}

impl Delivery {
    /// One signature for all runs that the server signed, in place of one each; `None` where that is not worth it.
    pub fn share_signature(&mut self, keys: &ServerKeys) -> Option<Signature> {
        if self.leaves.len() < 2 {
            return None;
        }
        let root = RunTree::new(std::mem::take(&mut self.leaves)).root()?;
        for run in self.subjects.iter_mut().flat_map(|part| &mut part.runs).filter(|run| run.is_by_server) {
            run.proof = None;
        }
        Some(keys.signing.sign(&Statement::Runs { server: keys.server, root: &root }))
    }
}

#[derive(Default)]
struct Wanted {
    how: Option<How>,
    /// Positions of changes, from and to (exclusive).
    changes: Vec<(u64, u64)>,
    facts: BTreeSet<Id>,
    has_record: bool,
}

impl ServerStore {
    /// The part of the feed after `seq` that this field device may see, up to about `budget_bytes`.
    pub(crate) fn deliver(
        &mut self,
        device: &FieldDeviceState,
        seq: u64,
        own: Own,
        asked: &Asked,
    ) -> Result<Delivery, ServerError> {
        let budget_bytes = match asked.budget_bytes {
            0 => BUDGET_BYTES_MAX,
            bytes => bytes.min(BUDGET_BYTES_MAX),
        };
        // An older app may not read every run, and would not know the tree.
        let is_current = asked.schema >= document_kind::SCHEMA;
        let mut shared = Shared { batch: is_current.then(Vec::new), ..Shared::default() };
        let tip = log::tip(&self.db)?.seq;
        let through = tip.min(seq.saturating_add(ROWS_MAX));
        let mut delivery = Delivery { seq: through.max(seq), has_more: through < tip, ..Delivery::default() };
        let mut order: Vec<Subject> = Vec::new();
        let mut wanted: BTreeMap<Subject, Wanted> = BTreeMap::new();
        let mut spent = 0u64;
        for subject in &asked.again {
            if spent > budget_bytes {
                delivery.has_more = true;
                break;
            }
            let is_held = scope::entered_seq(&self.db, device.field_device, *subject)?.is_some();
            if is_held && !wanted.contains_key(subject) {
                order.push(*subject);
                spent = spent.saturating_add(self.want_all(wanted.entry(*subject).or_default(), *subject)?);
            }
        }
        for row in log::rows_for(&self.db, device.field_device, seq, through)? {
            if spent > budget_bytes {
                delivery.has_more = true;
                // Everything before this row was looked at.
                delivery.seq = row.seq.saturating_sub(1);
                break;
            }
            if is_own(device, &row, own) {
                continue;
            }
            let subject = row.subject;
            if !wanted.contains_key(&subject) {
                order.push(subject);
            }
            let entry = wanted.entry(subject).or_default();
            spent = spent.saturating_add(self.want(entry, &row)?);
        }
        for subject in order {
            if let Some(entry) = wanted.remove(&subject) {
                let part = self.part(device, subject, &entry, &mut shared)?;
                delivery.subjects.push(part);
            }
        }
        delivery.actors = shared.actors;
        delivery.certificates = shared.certificates;
        if is_current {
            delivery.leaves = shared.leaves;
        }
        if let Some(batch) = shared.batch.filter(|batch| !batch.is_empty()) {
            delivery.runs = ground::encode_runs(&batch);
        }
        Ok(delivery)
    }

    /// Notes what a row asks for; returns about how many bytes that is.
    fn want(&self, entry: &mut Wanted, row: &Row) -> Result<u64, ServerError> {
        match row.kind {
            RowKind::Leave => {
                *entry = Wanted { how: Some(How::Leave), ..Wanted::default() };
                Ok(64)
            }
            RowKind::Enter if row.count == 0 => self.want_all(entry, row.subject),
            RowKind::Enter => {
                let piece = (row.first_position, row.count);
                let facts = fact::ids_about(&self.db, row.subject)?.into_iter().filter(|id| Pieces::has(piece, id));
                let facts: BTreeSet<Id> = facts.collect();
                let spent = (facts.len() as u64).saturating_mul(400);
                if row.first_position > 0 {
                    // The rest of a subject that entered with the row before.
                    entry.facts.extend(facts);
                    return Ok(spent);
                }
                *entry = Wanted { how: Some(How::Enter), has_record: true, facts, changes: vec![(0, u64::MAX)] };
                let changes = ground::change_count(&self.db, row.subject)?;
                Ok(changes.saturating_mul(220).saturating_add(spent).saturating_add(800))
            }
            RowKind::Change | RowKind::Fact | RowKind::Record if entry.how == Some(How::Leave) => Ok(0),
            RowKind::Change => {
                entry.changes.push((row.first_position, row.first_position.saturating_add(row.count)));
                Ok(row.count.saturating_mul(220))
            }
            RowKind::Fact => {
                entry.facts.extend(row.fact);
                Ok(400)
            }
            RowKind::Record => {
                entry.has_record = true;
                Ok(800)
            }
        }
    }

    /// Everything there is of a subject.
    fn want_all(&self, entry: &mut Wanted, subject: Subject) -> Result<u64, ServerError> {
        *entry = Wanted { how: Some(How::Enter), has_record: true, ..Wanted::default() };
        entry.changes.push((0, u64::MAX));
        entry.facts = fact::ids_about(&self.db, subject)?;
        let changes = ground::change_count(&self.db, subject)?;
        let facts = entry.facts.len() as u64;
        Ok(changes.saturating_mul(220).saturating_add(facts.saturating_mul(400)).saturating_add(800))
    }

    fn part(
        &self,
        device: &FieldDeviceState,
        subject: Subject,
        wanted: &Wanted,
        shared: &mut Shared,
    ) -> Result<SubjectPart, ServerError> {
        let mut part = SubjectPart {
            subject: SubjectRef::from(subject),
            how: wanted.how.unwrap_or(How::Tail),
            runs: Vec::new(),
            facts: Vec::new(),
            records: Vec::new(),
        };
        if let Some(first) = wanted.changes.iter().map(|(from, _)| *from).min() {
            let mut changes = ground::changes(&self.db, subject, first)?;
            changes.retain(|change| wanted.changes.iter().any(|(from, to)| (*from..*to).contains(&change.position)));
            part.runs = self.runs(subject, &changes, shared)?;
        }
        for id in &wanted.facts {
            if let Some(stored) = fact::get(&self.db, *id)? {
                shared.vouch(self, device, &stored.fact.author)?;
                part.facts.push(DeliveredFact {
                    signature: signature(&stored.signature),
                    bytes: stored.bytes,
                    received: stored.received,
                    is_in_review: stored.is_in_review,
                });
            }
        }
        if wanted.has_record
            && let Some(stored) = record::get(&self.db, subject)?
        {
            part.records.push(DeliveredRecord { bytes: stored.bytes, signature: signature(&stored.signature) });
        }
        Ok(part)
    }

    /// Consecutive changes of one actor make a run; each run carries the newest signature of its actor.
    fn runs(
        &self,
        subject: Subject,
        changes: &[ground::StoredChange],
        shared: &mut Shared,
    ) -> Result<Vec<DeliveredRun>, ServerError> {
        let mut runs = Vec::new();
        for group in changes.chunk_by(|a, b| a.actor == b.actor) {
            let Some(last) = group.last() else { continue };
            let bytes = match &mut shared.batch {
                Some(batch) => {
                    batch.push((subject, last.actor, group.iter().map(|change| change.bytes.clone()).collect()));
                    Vec::new()
                }
                None => {
                    let bytes: Vec<&[u8]> = group.iter().map(|change| change.bytes.as_slice()).collect();
                    ground::encode_run(subject, last.actor, &bytes)
                }
            };
            let author = ground::author(&self.db, &last.actor)?;
            let held = ground::run_signature(&self.db, subject, &last.actor)?;
            // Genesis and upgrades have no author: they are the same bytes everywhere.
            let (mut newest, mut proof, mut is_by_server) = (last.hash, None, false);
            if let (Some(author), Some((signed, bytes))) = (&author, held) {
                let statement = Statement::Run {
                    server: self.keys.server,
                    subject: &SubjectRef::from(subject),
                    actor: &last.actor.0,
                    author: &AuthorRef::from(author),
                    newest: &signed,
                };
                newest = signed;
                proof = RunProof::from_bytes(&bytes);
                is_by_server = !self.is_signed_by_field_device(author, &statement, proof.as_ref())?;
                if is_by_server {
                    shared.leaves.push(run_proof::leaf(&statement));
                }
            }
            runs.push(DeliveredRun {
                actor: shared.actor(self, last.actor, author.as_ref())?,
                bytes,
                changes: None,
                change_count: u32::try_from(group.len()).unwrap_or(u32::MAX),
                newest: (newest != last.hash).then_some(newest),
                proof,
                is_by_server,
                is_in_review: false,
            });
        }
        Ok(runs)
    }

    fn is_signed_by_field_device(
        &self,
        author: &Author,
        run: &Statement<'_>,
        proof: Option<&RunProof>,
    ) -> Result<bool, ServerError> {
        let Some(field_device) = author.field_device() else { return Ok(false) };
        let (Some(key), Some(proof)) = (field_device::key(&self.db, field_device)?, proof) else { return Ok(false) };
        Ok(proof.check(run, |statement, signature| key.verify(statement, signature).is_ok()))
    }
}

/// The changes of a run, one by one.
type RunBytes = Vec<Vec<u8>>;

/// What is shared by all parts of one response.
#[derive(Default)]
struct Shared {
    actors: Vec<ActorPart>,
    places: BTreeMap<ActorId, u32>,
    certificates: Vec<CertificateChain>,
    vouched: BTreeSet<(Id, Id)>,
    /// The runs so far, in their order; `None` where each goes by itself.
    batch: Option<Vec<(Subject, ActorId, RunBytes)>>,
    leaves: Vec<Hash>,
}

impl Shared {
    fn actor(&mut self, store: &ServerStore, actor: ActorId, author: Option<&Author>) -> Result<u32, ServerError> {
        if let Some(place) = self.places.get(&actor) {
            return Ok(*place);
        }
        let place = u32::try_from(self.actors.len()).unwrap_or(u32::MAX);
        let author = author.cloned().unwrap_or_else(|| Author::rule("schema"));
        self.actors.push(ActorPart { actor: actor.0, author: AuthorRef::from(&author) });
        self.places.insert(actor, place);
        self.vouch_for(store, &author)?;
        Ok(place)
    }

    fn vouch(&mut self, store: &ServerStore, device: &FieldDeviceState, author: &Author) -> Result<(), ServerError> {
        if author.field_device() == Some(device.field_device) {
            return Ok(());
        }
        self.vouch_for(store, author)
    }

    /// Adds the certificate of a field device that signed something here.
    fn vouch_for(&mut self, store: &ServerStore, author: &Author) -> Result<(), ServerError> {
        let Author::FieldDevice { field_device, user } = *author else { return Ok(()) };
        if !self.vouched.insert((field_device, user)) {
            return Ok(());
        }
        if let Some(bytes) = field_device::certificate(&store.db, field_device, user)? {
            let chain = CertificateChain::from_wire(&bytes)
                .map_err(|e| ServerError::broken(format!("certificate of {field_device}: {e}")))?;
            self.certificates.push(chain);
        }
        Ok(())
    }
}

/// Whether a row is the field device's own work, which it has.
fn is_own(device: &FieldDeviceState, row: &Row, own: Own) -> bool {
    !matches!(row.kind, RowKind::Enter | RowKind::Leave)
        && row.field_device == Some(device.field_device)
        && !device.is_forked
        && row.unit <= own.through
}

fn signature(bytes: &[u8]) -> Signature {
    Signature(bytes.try_into().unwrap_or([0; 64]))
}
