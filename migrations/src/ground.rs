//! Documents as rows: one change a row, in an order that can be applied; those of closed documents in `pack`.

use crate::{StoreError, Touched, pack};
use onsite_documents::{
    ActorId, Document, RawChange,
    run::{self, Run, RunBase, RunLimits},
};
use onsite_domain::{Author, Rejected, RejectedCode, Subject, document::DocumentState, document_kind, id::Hash};
use onsite_wire::delivery::DeliveredRun;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use std::collections::{BTreeMap, VecDeque};

/// Loaded documents, the latest used last; bounded in number. Whoever rolls a transaction back must [`clear`](Self::clear).
#[derive(Default)]
pub struct DocumentCache {
    documents: BTreeMap<Subject, Document>,
    order: VecDeque<Subject>,
    /// Of actors that were asked for.
    authors: BTreeMap<ActorId, Author>,
}

const CACHED_DOCUMENTS_MAX: usize = 64;
/// Of all runs in one message.
const BATCH_LIMITS: RunLimits = RunLimits { changes_max: 200_000, bytes_max: 256 << 20 };
const CACHED_AUTHORS_MAX: usize = 4_096;

impl DocumentCache {
    /// Forgets everything: after a rollback the loaded documents would be ahead of the rows.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn forget(&mut self, subject: Subject) {
        self.documents.remove(&subject);
        self.order.retain(|held| *held != subject);
    }

    /// The document, loaded if it is not here yet; `None` where there is none.
    pub fn open(&mut self, connection: &Connection, subject: Subject) -> Result<Option<&mut Document>, StoreError> {
        if !self.documents.contains_key(&subject) {
            let Some(document) = load(connection, subject)? else { return Ok(None) };
            self.insert(subject, document);
        }
        self.order.retain(|held| *held != subject);
        self.order.push_back(subject);
        Ok(self.documents.get_mut(&subject))
    }

    /// The document, or a new one with nothing but its genesis, which is not stored before a change is.
    pub fn open_or_create(&mut self, connection: &Connection, subject: Subject) -> Result<&mut Document, StoreError> {
        if self.open(connection, subject)?.is_none() {
            let kind = document_kind::of(subject.word)
                .ok_or_else(|| StoreError::broken(format!("{} has no documents", subject.word)))?;
            let document = Document::create(kind, subject.id).map_err(|e| damaged(subject, &e))?;
            self.insert(subject, document);
        }
        self.documents.get_mut(&subject).ok_or_else(|| StoreError::broken("a document left the cache"))
    }

    /// Takes a document that was made elsewhere and whose rows are written in the same transaction.
    pub fn insert(&mut self, subject: Subject, document: Document) {
        self.documents.insert(subject, document);
        self.order.push_back(subject);
        while self.order.len() > CACHED_DOCUMENTS_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.documents.remove(&oldest);
            }
        }
    }
}

/// Loads a document from its rows.
pub fn load(connection: &Connection, subject: Subject) -> Result<Option<Document>, StoreError> {
    let Some(kind) = document_kind::of(subject.word) else { return Ok(None) };
    let changes = changes(connection, subject, 0)?;
    if changes.is_empty() {
        return Ok(None);
    }
    let bytes = changes.iter().map(|change| change.bytes.as_slice());
    Ok(Some(Document::from_changes(kind, subject.id, bytes).map_err(|e| damaged(subject, &e))?))
}

fn damaged(subject: Subject, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::broken(format!("document {subject}: {error}"))
}

/// The document's plain state with the authors this database knows.
pub fn state(
    connection: &Connection,
    cache: &mut DocumentCache,
    subject: Subject,
) -> Result<Option<DocumentState>, StoreError> {
    if cache.open(connection, subject)?.is_none() {
        return Ok(None);
    }
    let DocumentCache { documents, authors, .. } = cache;
    let Some(document) = documents.get(&subject) else { return Ok(None) };
    if authors.len() > CACHED_AUTHORS_MAX {
        authors.clear();
    }
    let mut last = None;
    for change in document.changes() {
        // Mostly one author writes several changes on end.
        if last.replace(change.actor) != Some(change.actor)
            && !authors.contains_key(&change.actor)
            && let Some(author) = author(connection, &change.actor)?
        {
            authors.insert(change.actor, author);
        }
    }
    Ok(Some(document.state(&|actor| authors.get(actor).cloned()).map_err(|e| damaged(subject, &e))?))
}

pub fn author(connection: &Connection, actor: &ActorId) -> Result<Option<Author>, StoreError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT author FROM actor WHERE actor = :actor")?
        .query_row(named_params! {":actor": actor.0.as_slice()}, |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Binds an actor to its one principal. A second principal for the same actor is refused with `false`.
pub fn bind_actor(connection: &Connection, actor: &ActorId, author: &Author) -> Result<bool, StoreError> {
    let text = serde_json::to_string(author).map_err(|e| StoreError::broken(e.to_string()))?;
    connection
        .prepare_cached("INSERT OR IGNORE INTO actor (actor, author) VALUES (:actor, :author)")?
        .execute(named_params! {":actor": actor.0.as_slice(), ":author": text})?;
    Ok(self::author(connection, actor)?.as_ref() == Some(author))
}

/// One stored change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChange {
    pub position: u64,
    pub hash: Hash,
    pub actor: ActorId,
    pub seq: u64,
    pub bytes: Vec<u8>,
}

/// The changes from `first_position` on, in order.
pub fn changes(
    connection: &Connection,
    subject: Subject,
    first_position: u64,
) -> Result<Vec<StoredChange>, StoreError> {
    let subject_text = subject.to_string();
    let mut found = pack::changes(connection, subject, first_position)?;
    found.retain(|change| change.position >= first_position);
    let mut statement = connection.prepare_cached(
        "SELECT position, hash, actor, seq, bytes FROM change
         WHERE subject = :subject AND position >= :first ORDER BY position",
    )?;
    let rows = statement.query_map(named_params! {":subject": subject_text, ":first": first_position}, |row| {
        Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?, row.get::<_, [u8; 16]>(2)?, row.get(3)?, row.get(4)?))
    })?;
    for row in rows {
        let (position, hash, actor, seq, bytes) = row?;
        found.push(StoredChange { position, hash: Hash(hash), actor: ActorId(actor), seq, bytes });
    }
    Ok(found)
}

/// Where appended changes went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub first_position: u64,
    pub count: u64,
}

/// Adds changes that `document` (the one in the cache) already holds. For a document that has no rows yet its genesis
/// and upgrades are stored first.
pub fn append(
    connection: &Connection,
    document: &Document,
    subject: Subject,
    added: &[RawChange],
    touched: &mut Touched,
) -> Result<Appended, StoreError> {
    let subject_text = subject.to_string();
    let held: Option<u64> = connection
        .prepare_cached("SELECT change_count FROM document WHERE subject = :subject")?
        .query_row(named_params! {":subject": subject_text}, |row| row.get(0))
        .optional()?;
    let mut position = held.unwrap_or(0);
    let mut statement = connection.prepare_cached(
        "INSERT INTO change (subject, position, hash, actor, seq, bytes)
         VALUES (:subject, :position, :hash, :actor, :seq, :bytes)",
    )?;
    let mut insert = |change: &RawChange| {
        let inserted = statement.execute(named_params! {
            ":subject": subject_text, ":position": position, ":hash": change.meta.hash.0.as_slice(),
            ":actor": change.meta.actor.0.as_slice(), ":seq": change.meta.seq, ":bytes": change.bytes,
        });
        position = position.saturating_add(1);
        inserted
    };
    if held.is_none() {
        // Genesis is the same everywhere and made anew at each load; later schema changes are kept like others.
        for change in document.schema_changes().iter().skip(1) {
            insert(change)?;
        }
    }
    for change in added {
        insert(change)?;
    }
    let count = added.len() as u64;
    let first_position = position.saturating_sub(count);
    put_summary(connection, document, subject, position)?;
    touched.insert(subject);
    Ok(Appended { first_position, count })
}

fn put_summary(connection: &Connection, document: &Document, subject: Subject, count: u64) -> Result<(), StoreError> {
    let heads: Vec<u8> = document.heads().iter().flat_map(|hash| hash.0).collect();
    connection
        .prepare_cached(
            "INSERT INTO document (subject, heads, change_count, op_count) VALUES (:subject, :heads, :changes, :ops)
             ON CONFLICT (subject) DO UPDATE SET heads = excluded.heads, change_count = excluded.change_count,
                 op_count = excluded.op_count",
        )?
        .execute(named_params! {
            ":subject": subject.to_string(), ":heads": heads, ":changes": count, ":ops": i64::try_from(document.operation_count()).unwrap_or(i64::MAX),
        })?;
    Ok(())
}

/// Sorted heads of a document without loading it; `None` where there is none.
pub fn heads(connection: &Connection, subject: Subject) -> Result<Option<Vec<Hash>>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT heads FROM document WHERE subject = :subject")?
        .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))
        .optional()?;
    Ok(bytes.map(|bytes| bytes.chunks_exact(32).filter_map(Hash::from_slice).collect()))
}

/// How many changes a document has; 0 where there is none.
pub fn change_count(connection: &Connection, subject: Subject) -> Result<u64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT change_count FROM document WHERE subject = :subject")?
        .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// Keeps the newest signature of an actor's run.
pub fn put_run_signature(
    connection: &Connection,
    subject: Subject,
    actor: &ActorId,
    seq: u64,
    hash: Hash,
    signature: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO run_signature (subject, actor, seq, hash, signature)
             VALUES (:subject, :actor, :seq, :hash, :signature)
             ON CONFLICT (subject, actor) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
                 signature = excluded.signature WHERE excluded.seq > run_signature.seq",
        )?
        .execute(named_params! {
            ":subject": subject.to_string(), ":actor": actor.0.as_slice(), ":seq": seq, ":hash": hash.0.as_slice(),
            ":signature": signature,
        })?;
    Ok(())
}

/// The newest signature of an actor's run: over which hash, and the signature.
pub fn run_signature(
    connection: &Connection,
    subject: Subject,
    actor: &ActorId,
) -> Result<Option<(Hash, Vec<u8>)>, StoreError> {
    let row: Option<([u8; 32], Vec<u8>)> = connection
        .prepare_cached("SELECT hash, signature FROM run_signature WHERE subject = :subject AND actor = :actor")?
        .query_row(named_params! {":subject": subject.to_string(), ":actor": actor.0.as_slice()}, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(row.map(|(hash, signature)| (Hash(hash), signature)))
}

/// Writes a document's rows anew with only these changes, which still apply in this order: what is left after some were
/// refused. No changes, no document.
pub fn rewrite(
    connection: &Connection,
    subject: Subject,
    kept: &[StoredChange],
    touched: &mut Touched,
) -> Result<(), StoreError> {
    let subject_text = subject.to_string();
    for sql in [
        "DELETE FROM change WHERE subject = :subject",
        "DELETE FROM document_pack WHERE subject = :subject",
        "DELETE FROM document WHERE subject = :subject",
    ] {
        connection.prepare_cached(sql)?.execute(named_params! {":subject": subject_text})?;
    }
    touched.insert(subject);
    let Some(kind) = document_kind::of(subject.word).filter(|_| !kept.is_empty()) else { return Ok(()) };
    let bytes = kept.iter().map(|change| change.bytes.as_slice());
    let document = Document::from_changes(kind, subject.id, bytes).map_err(|e| damaged(subject, &e))?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO change (subject, position, hash, actor, seq, bytes)
         VALUES (:subject, :position, :hash, :actor, :seq, :bytes)",
    )?;
    for (position, change) in kept.iter().enumerate() {
        insert.execute(named_params! {
            ":subject": subject_text, ":position": position as u64, ":hash": change.hash.0.as_slice(),
            ":actor": change.actor.0.as_slice(), ":seq": change.seq, ":bytes": change.bytes,
        })?;
    }
    put_summary(connection, &document, subject, kept.len() as u64)
}

/// Drops document and record of a subject that left this field device's reach. Its facts are the caller's: some are about
/// what stays.
pub fn drop_subject(connection: &Connection, subject: Subject, touched: &mut Touched) -> Result<(), StoreError> {
    rewrite(connection, subject, &[], touched)?;
    let params = named_params! {":subject": subject.to_string()};
    for sql in ["DELETE FROM run_signature WHERE subject = :subject", "DELETE FROM record WHERE subject = :subject"] {
        connection.prepare_cached(sql)?.execute(params)?;
    }
    Ok(())
}

/// Changes of one actor in one document as they travel.
pub fn encode_run(subject: Subject, actor: ActorId, changes: &[&[u8]]) -> Vec<u8> {
    run::encode_run(&run_base(subject, actor), changes)
}

/// The changes of several runs as they travel together.
pub fn encode_runs<B: AsRef<[u8]>>(runs: &[(Subject, ActorId, Vec<B>)]) -> Vec<u8> {
    let bases: Vec<RunBase> = runs.iter().map(|(subject, actor, _)| run_base(*subject, *actor)).collect();
    let changes: Vec<Vec<&[u8]>> =
        runs.iter().map(|(.., changes)| changes.iter().map(AsRef::as_ref).collect()).collect();
    let runs: Vec<Run<'_>> = bases.iter().zip(&changes).map(|(base, changes)| Run { base, changes }).collect();
    run::encode_runs(&runs)
}

/// The changes of each run of a batch that came over the line, unread.
///
/// # Errors
/// [`RejectedCode::Structure`] if it is no batch of runs of these documents and actors.
pub fn decode_runs(runs: &[(Subject, ActorId)], bytes: &[u8]) -> Result<Vec<Vec<Vec<u8>>>, Rejected> {
    let bases: Vec<RunBase> = runs.iter().map(|(subject, actor)| run_base(*subject, *actor)).collect();
    let bases: Vec<&RunBase> = bases.iter().collect();
    run::decode_runs(&bases, bytes, &BATCH_LIMITS)
        .map_err(|e| Rejected::because(RejectedCode::Structure, "runs", e.to_string()))
}

/// The changes of a run that came over the line, each read and judged by its structure alone.
///
/// # Errors
/// [`RejectedCode::Structure`] if it is no such run, has another number of changes than was announced, or
/// holds a change of another actor.
pub fn decode_run(subject: Subject, actor: ActorId, bytes: &[u8], count: u32) -> Result<Vec<RawChange>, Rejected> {
    let decoded = run::decode_run(&run_base(subject, actor), bytes, &RunLimits::default())
        .map_err(|e| Rejected::because(RejectedCode::Structure, subject.to_string(), e.to_string()))?;
    read_run(subject, actor, &decoded, count)
}

/// The changes of a delivered run, which came by itself or in a batch.
///
/// # Errors
/// As [`decode_run`].
pub fn changes_of(subject: Subject, actor: ActorId, run: &DeliveredRun) -> Result<Vec<RawChange>, Rejected> {
    match &run.changes {
        Some(changes) => read_run(subject, actor, changes, run.change_count),
        None => decode_run(subject, actor, &run.bytes, run.change_count),
    }
}

fn read_run(subject: Subject, actor: ActorId, decoded: &[Vec<u8>], count: u32) -> Result<Vec<RawChange>, Rejected> {
    let wrong = |detail: &dyn std::fmt::Display| {
        Rejected::because(RejectedCode::Structure, subject.to_string(), detail.to_string())
    };
    let mut changes = Vec::with_capacity(decoded.len());
    for bytes in decoded {
        let change = RawChange::read(bytes, usize::MAX).map_err(|e| wrong(&e))?;
        if change.meta.actor != actor {
            return Err(wrong(&"a change of another actor"));
        }
        changes.push(change);
    }
    if changes.is_empty() || u32::try_from(changes.len()) != Ok(count) {
        return Err(wrong(&"not the number of changes that was announced"));
    }
    Ok(changes)
}

/// What both sides know of any document without having it: its genesis.
fn run_base(subject: Subject, actor: ActorId) -> RunBase {
    let known = document_kind::of(subject.word)
        .map(|kind| onsite_documents::genesis(kind, subject.id).meta.hash)
        .into_iter()
        .collect();
    RunBase { actor, known }
}
