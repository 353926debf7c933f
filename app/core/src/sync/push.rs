//! The outbox on its way up: waiting units as runs of changes and facts, bounded.

use super::review::{self, SignedChanges};
use crate::{App, AppError, commit};
use onsite_documents::{ActorId, RawChange};
use onsite_domain::{Id, Stamp, Subject, id::Hash};
use onsite_store::{ground, meta};
use onsite_wire::{
    AuthorRef, Signature, Statement, SubjectRef,
    push::{ActorBinding, BlobRef, FactPart, Push, RunPart, Unit, UnitRun},
    receipt::push_hash,
    sync::WaitingWork,
};
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// What one push carries at most, before compression: a slow link makes progress with every round.
const PUSH_BYTES_MAX: usize = 1 << 20;
const PUSH_UNITS_MAX: u64 = 2_000;

/// What a request carried, to read its answer by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub first_number: u64,
    /// 0 where nothing was pushed.
    pub last_number: u64,
    /// Of them, those that the server was told are signed over.
    pub signed: BTreeSet<u64>,
    /// Subjects that were asked for whole.
    pub again: Vec<Subject>,
    /// What a receipt for the push names.
    pub push: Option<Hash>,
}

struct UnitRow {
    number: u64,
    user: Id,
    stamp: Stamp,
    verb: String,
    changes: Vec<(Subject, ActorId, Hash)>,
    facts: Vec<Id>,
}

/// A run while it is collected.
struct Collected {
    subject: Subject,
    actor: ActorId,
    user: Id,
    hashes: Vec<Hash>,
}

impl App {
    pub(crate) fn has_waiting_units(&self) -> Result<bool, AppError> {
        Ok(first_waiting(self)?.is_some())
    }

    pub(crate) fn has_waiting_units_after(&self, number: u64) -> Result<bool, AppError> {
        Ok(self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM unit WHERE state = 'waiting' AND number > :number)")?
            .query_row(named_params! {":number": number}, |row| row.get(0))?)
    }

    /// What waits behind a unit, for whoever asks at the office what a lost phone would take with it.
    pub(super) fn waiting_work(&self, after: u64) -> Result<WaitingWork, AppError> {
        let (units, unit_ms): (u64, Option<i64>) = self
            .db
            .prepare_cached(
                "SELECT count(*), min(json_extract(stamp, '$.wall_ms')) FROM unit
                 WHERE state = 'waiting' AND number > :after",
            )?
            .query_row(named_params! {":after": after}, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut statement = self.db.prepare_cached(
            "SELECT unit_blob.hash, json_extract(unit.stamp, '$.wall_ms') FROM unit_blob
             LEFT JOIN unit ON unit.number = unit_blob.unit WHERE unit_blob.state = 'waiting'",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, Option<i64>>(1)?)))?;
        let mut waiting = WaitingWork { units, since_ms: unit_ms, ..WaitingWork::default() };
        for row in rows {
            let (hash, made_ms) = row?;
            let Some(info) = onsite_store::blob::info(&self.blobs, Hash(hash))? else { continue };
            waiting.files = waiting.files.saturating_add(1);
            waiting.file_bytes = waiting.file_bytes.saturating_add(info.size_bytes);
            waiting.since_ms = waiting.since_ms.into_iter().chain(made_ms).min();
        }
        Ok(waiting)
    }

    /// The waiting units that fit into one request; `None` where nothing waits.
    pub(super) fn next_push(&mut self) -> Result<(Option<Push>, Sent), AppError> {
        let Some(first_number) = first_waiting(self)? else { return Ok((None, Sent::default())) };
        let (push, last_number) = self.push_from(first_number)?;
        let numbered = (first_number..).zip(&push.units);
        let signed = numbered.filter(|(_, unit)| unit.is_signed).map(|(number, _)| number).collect();
        let hash = push_hash(self.identity()?.field_device, &push);
        Ok((Some(push), Sent { first_number, last_number, signed, push: Some(hash), ..Sent::default() }))
    }

    /// A push without units: whether the server still knows the newest unit that it decided.
    pub(super) fn asking_push(&mut self) -> Result<(Push, Sent), AppError> {
        let newest: u64 = self
            .db
            .prepare_cached("SELECT coalesce(max(number), 0) FROM unit WHERE number > 0")?
            .query_row([], |row| row.get(0))?;
        let first_number = newest.saturating_add(1);
        let (push, _) = self.push_from(first_number)?;
        Ok((push, Sent { first_number, ..Sent::default() }))
    }

    pub(crate) fn first_waiting_unit(&self) -> Result<Option<u64>, AppError> {
        first_waiting(self)
    }

    /// The units from a number on that fit into one request, and the number of the last.
    pub(crate) fn push_from(&mut self, first_number: u64) -> Result<(Push, u64), AppError> {
        let mut units = Vec::new();
        let mut runs: Vec<Collected> = Vec::new();
        let mut places: BTreeMap<(Subject, ActorId), u32> = BTreeMap::new();
        let mut sources: BTreeMap<Subject, BTreeMap<Hash, Vec<u8>>> = BTreeMap::new();
        let mut signed = SignedChanges::default();
        let mut size_bytes = 0usize;
        let mut last_number = first_number;
        for row in self.unit_rows(first_number)? {
            if size_bytes > PUSH_BYTES_MAX {
                break;
            }
            let mut unit = Unit { stamp: row.stamp, intent: Some(row.verb), ..Unit::default() };
            for (subject, actor, hash) in &row.changes {
                unit.is_signed |= signed.has(self, *subject, *hash)?;
                if !sources.contains_key(subject) {
                    sources.insert(*subject, self.own_changes(*subject)?);
                }
                let length = sources.get(subject).and_then(|held| held.get(hash)).map_or(0, Vec::len);
                size_bytes = size_bytes.saturating_add(length);
                let place = *places.entry((*subject, *actor)).or_insert_with(|| {
                    runs.push(Collected { subject: *subject, actor: *actor, user: row.user, hashes: Vec::new() });
                    u32::try_from(runs.len().saturating_sub(1)).unwrap_or(u32::MAX)
                });
                if let Some(run) = runs.get_mut(usize::try_from(place).unwrap_or(usize::MAX)) {
                    run.hashes.push(*hash);
                }
                unit.runs.push(UnitRun { run: place, change_count: 1 });
            }
            for id in &row.facts {
                let stored = self
                    .own_fact(*id)?
                    .ok_or_else(|| AppError::broken(format!("unit {} names a fact that is gone", row.number)))?;
                size_bytes = size_bytes.saturating_add(stored.bytes.len());
                unit.facts.push(FactPart {
                    signature: Signature(stored.signature.as_slice().try_into().unwrap_or([0; 64])),
                    bytes: stored.bytes,
                });
            }
            last_number = row.number;
            units.push(unit);
        }
        let mut actors: Vec<ActorBinding> = Vec::new();
        let mut parts = Vec::with_capacity(runs.len());
        for run in runs {
            let empty = BTreeMap::new();
            parts.push(self.run_part(&run, sources.get(&run.subject).unwrap_or(&empty), &mut actors)?);
        }
        let push = Push {
            branch: self.branch()?,
            parent: commit::chain_before(&self.db, first_number)?,
            first_number,
            actors,
            runs: parts,
            units,
            blobs: self.blob_refs(first_number, last_number)?,
        };
        Ok((push, last_number))
    }

    fn run_part(
        &self,
        collected: &Collected,
        source: &BTreeMap<Hash, Vec<u8>>,
        actors: &mut Vec<ActorBinding>,
    ) -> Result<RunPart, AppError> {
        let Collected { subject, actor, user, hashes } = collected;
        let mut bytes = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let change = source
                .get(hash)
                .ok_or_else(|| AppError::broken(format!("{subject}: a change in the outbox is not in the document")))?;
            bytes.push(change.as_slice());
        }
        let newest = *hashes.last().ok_or_else(|| AppError::broken("a run without changes"))?;
        let author = self.author_of(*user)?;
        let signature = self.signing_key.sign(&Statement::Run {
            server: self.server_id()?,
            subject: &SubjectRef::from(*subject),
            actor: &actor.0,
            author: &AuthorRef::from(&author),
            newest: &newest,
        });
        // Kept beside the changes: after a restore of the server they can be passed on by anybody who has them.
        let seq = RawChange::read(bytes.last().copied().unwrap_or_default(), usize::MAX).map_or(0, |c| c.meta.seq);
        ground::put_run_signature(&self.db, *subject, actor, seq, newest, &signature.0)?;
        let place = actors.iter().position(|held| held.actor == actor.0).unwrap_or_else(|| {
            actors.push(ActorBinding { actor: actor.0, user: *user });
            actors.len().saturating_sub(1)
        });
        Ok(RunPart {
            subject: SubjectRef::from(*subject),
            actor: u32::try_from(place).unwrap_or(u32::MAX),
            is_creating: false,
            bytes: ground::encode_run(*subject, *actor, &bytes),
            change_count: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
            newest: None,
            signature,
        })
    }

    /// The changes of a document, those beside it, and of one that left.
    pub(crate) fn own_changes(&self, subject: Subject) -> Result<BTreeMap<Hash, Vec<u8>>, AppError> {
        let changes = ground::changes(&self.db, subject, 0)?;
        let mut found: BTreeMap<Hash, Vec<u8>> =
            changes.into_iter().map(|change| (change.hash, change.bytes)).collect();
        found.extend(review::changes(&self.db, subject)?);
        found.extend(self.left_changes(subject)?);
        Ok(found)
    }

    fn unit_rows(&self, first_number: u64) -> Result<Vec<UnitRow>, AppError> {
        let mut statement = self.db.prepare_cached(
            "SELECT number, user, stamp, intent FROM unit WHERE number >= :first ORDER BY number LIMIT :limit",
        )?;
        let rows = statement
            .query_map(named_params! {":first": first_number, ":limit": PUSH_UNITS_MAX}, |row| {
                Ok((
                    row.get::<_, u64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                ))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::with_capacity(rows.len());
        for (number, user, stamp, intent) in rows {
            let broken = |what: &str| AppError::broken(format!("unit {number} has no readable {what}"));
            found.push(UnitRow {
                number,
                user: user.parse().map_err(|_| broken("user"))?,
                stamp: serde_json::from_str(&stamp).map_err(|_| broken("stamp"))?,
                verb: commit::verb_of(&intent),
                changes: commit::changes_of_unit(&self.db, number)?,
                facts: commit::facts_of_unit(&self.db, number)?,
            });
        }
        Ok(found)
    }

    fn blob_refs(&self, first: u64, last: u64) -> Result<Vec<BlobRef>, AppError> {
        let mut statement =
            self.db.prepare_cached("SELECT hash FROM unit_blob WHERE unit BETWEEN :first AND :last ORDER BY hash")?;
        let hashes = statement
            .query_map(named_params! {":first": first, ":last": last}, |row| row.get::<_, [u8; 32]>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut refs = Vec::with_capacity(hashes.len());
        for hash in hashes {
            if let Some(info) = onsite_store::blob::info(&self.blobs, Hash(hash))? {
                refs.push(BlobRef {
                    hash: info.hash,
                    size_bytes: info.size_bytes,
                    media: Some(info.media_type),
                    is_thumbnail: false,
                });
            }
        }
        Ok(refs)
    }

    /// The random name of this database's branch of the chain.
    fn branch(&mut self) -> Result<[u8; 16], AppError> {
        if let Some(bytes) = meta::get_bytes(&self.db, "branch")?.and_then(|bytes| bytes.try_into().ok()) {
            return Ok(bytes);
        }
        let branch = self.ports.bytes();
        meta::put_bytes(&self.db, "branch", &branch)?;
        Ok(branch)
    }
}

/// The oldest unit that the server has not decided; all after it wait too.
fn first_waiting(app: &App) -> Result<Option<u64>, AppError> {
    Ok(app
        .db
        .prepare_cached("SELECT number FROM unit WHERE state = 'waiting' ORDER BY number LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?)
}
