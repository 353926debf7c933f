//! The server's database and the doors to write into it: [`ServerStore::commit_command`] for the office,
//! `push` for field devices, [`ServerStore::put_record`] for records.

use crate::{
    ServerError,
    keys::ServerKeys,
    log::{self, NewRow, RowKind},
    policy_state,
    rules::{self, Awaiting},
    signed_request::KnownKeys,
};
use onsite_documents::ActorId;
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    command::Command,
    document::DocumentKind,
    document_kind,
    fact::Fact,
    id::Hash,
    policy::{self, Rights, Verdict},
    record::Record,
    record_kind,
    stamp::Received,
};
use onsite_store::{
    Connection, DocumentCache, OpenOptions, Schema, Touched, derived, fact, ground, meta, ports::Ports, record, room,
};
use onsite_wire::{AuthorRef, Statement, SubjectRef};
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

/// What every write needs; owned by the writer thread.
pub struct ServerStore {
    pub(crate) db: Connection,
    pub(crate) blobs: Connection,
    pub(crate) cache: DocumentCache,
    /// Blobs that were named and not here when this opened: on their way, or lost to an older backup.
    pub(crate) missing_blobs: BTreeSet<Hash>,
    /// How often each field device was asked for those since.
    pub(crate) blobs_asked: BTreeMap<Id, u32>,
    pub(crate) ports: Ports,
    pub(crate) keys: ServerKeys,
    pub(crate) known_keys: KnownKeys,
    /// Which kinds of documents this server knows.
    pub(crate) document_kinds: fn(Word) -> Option<&'static DocumentKind>,
    pub(crate) schema_oldest: u32,
    /// One actor a principal, new and random for every opening.
    actors: BTreeMap<Author, ActorId>,
    /// Facts of the running transaction that a rule looks at.
    pub(crate) awaiting: VecDeque<Awaiting>,
    /// The first feed row of the running job: from there on is new what is told of.
    pub(crate) logged_since: Option<u64>,
    /// SQLite's count of commits by others: another process (the command line) may write while this one serves.
    data_version: i64,
    /// Field devices whose feed got longer in the running transaction.
    hinted: BTreeSet<Id>,
    hints: tokio::sync::broadcast::Sender<BTreeSet<Id>>,
    /// Subjects that changed in the running transaction.
    changed: Touched,
    topics: tokio::sync::broadcast::Sender<Arc<Touched>>,
}

pub struct StoreOptions<'a> {
    pub directory: &'a Path,
    pub keys: ServerKeys,
    pub ports: Ports,
    /// The simulator's SQLite VFS.
    pub vfs: Option<&'a str>,
}

pub const DATABASE_FILE: &str = "onsite-server.sqlite";
pub const BLOBS_FILE: &str = "blobs.sqlite";

impl ServerStore {
    pub fn open(options: StoreOptions<'_>) -> Result<Self, ServerError> {
        let open = |name: &str, schema| {
            let path = options.directory.join(name);
            onsite_store::open(&OpenOptions { path: &path, schema, key: None, vfs: options.vfs })
        };
        let db = open(DATABASE_FILE, Schema::Server)?;
        let blobs = open(BLOBS_FILE, Schema::Blobs)?;
        let (hints, _) = tokio::sync::broadcast::channel(1024);
        let (topics, _) = tokio::sync::broadcast::channel(1024);
        let mut store = Self {
            db,
            blobs,
            cache: DocumentCache::default(),
            missing_blobs: BTreeSet::new(),
            blobs_asked: BTreeMap::new(),
            ports: options.ports,
            known_keys: KnownKeys::of(options.keys.server),
            keys: options.keys,
            document_kinds: document_kind::of,
            schema_oldest: document_kind::SCHEMA_OLDEST,
            actors: BTreeMap::new(),
            awaiting: VecDeque::new(),
            logged_since: None,
            data_version: 0,
            hinted: BTreeSet::new(),
            hints,
            changed: Touched::new(),
            topics,
        };
        if meta::get::<u32>(&store.db, "epoch")?.is_none() {
            meta::put(&store.db, "epoch", &1u32)?;
        }
        store.missing_blobs = store.named_and_missing_blobs()?;
        Ok(store)
    }

    pub fn epoch(&self) -> Result<u32, ServerError> {
        meta::get(&self.db, "epoch")?.ok_or_else(|| ServerError::broken("the database has no epoch"))
    }

    pub fn now_ms(&self) -> i64 {
        self.ports.clock.stamp().wall_ms
    }

    pub fn keys(&self) -> &ServerKeys {
        &self.keys
    }

    pub fn ports(&mut self) -> &mut Ports {
        &mut self.ports
    }

    /// Judges documents by another registry: an older server's, for tests of what it makes of newer apps.
    pub fn know_documents_by(&mut self, kinds: fn(Word) -> Option<&'static DocumentKind>) {
        self.document_kinds = kinds;
    }

    /// Serves apps from another schema on than this build's: for the simulator.
    pub fn serve_from(&mut self, schema: u32) {
        self.schema_oldest = schema;
    }

    pub fn database(&self) -> &Connection {
        &self.db
    }

    pub fn blobs(&self) -> &Connection {
        &self.blobs
    }

    /// Tells which field devices have something new, after it is durable.
    pub fn hints(&self) -> tokio::sync::broadcast::Sender<BTreeSet<Id>> {
        self.hints.clone()
    }

    /// Tells which subjects changed, after it is durable.
    pub fn topics(&self) -> tokio::sync::broadcast::Sender<Arc<Touched>> {
        self.topics.clone()
    }

    pub(crate) fn begin(&mut self) -> Result<(), ServerError> {
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        // What another process committed is not in the cached documents, and its field devices have not been told.
        let data_version = self.db.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if std::mem::replace(&mut self.data_version, data_version) != data_version {
            self.cache.clear();
            let active = crate::field_device::active(&self.db, None)?;
            self.hinted.extend(active.iter().map(|state| state.field_device));
        }
        Ok(())
    }

    pub(crate) fn commit(&mut self) -> Result<(), ServerError> {
        self.db.execute_batch("COMMIT")?;
        let hinted = std::mem::take(&mut self.hinted);
        if !hinted.is_empty() {
            // Nobody listening is normal.
            let _ = self.hints.send(hinted);
        }
        let changed = std::mem::take(&mut self.changed);
        if !changed.is_empty() {
            let _ = self.topics.send(Arc::new(changed));
        }
        Ok(())
    }

    /// Undoes a transaction that failed; an error that already ended it makes the rollback fail, which is harmless.
    pub(crate) fn abandon(&mut self) {
        if let Err(rollback) = self.db.execute_batch("ROLLBACK") {
            tracing::debug!(%rollback, "nothing to roll back");
        }
        self.cache.clear();
        self.awaiting.clear();
        self.logged_since = None;
        self.hinted.clear();
        self.changed.clear();
    }

    /// Runs a job so that its failure undoes its own writes and nothing else's.
    pub(crate) fn in_savepoint<T>(
        &mut self,
        job: impl FnOnce(&mut Self) -> Result<T, ServerError>,
    ) -> Result<T, ServerError> {
        self.db.execute_batch("SAVEPOINT job")?;
        let logged_since = self.logged_since;
        let result = job(self);
        if result.is_ok() {
            self.db.execute_batch("RELEASE job")?;
        } else {
            self.cache.clear();
            self.awaiting.clear();
            self.logged_since = logged_since;
            self.db.execute_batch("ROLLBACK TO job; RELEASE job")?;
        }
        result
    }

    /// One job in a transaction of its own, for the command line and tests, where no writer thread runs.
    pub fn run<T>(&mut self, job: impl FnOnce(&mut Self) -> Result<T, ServerError>) -> Result<T, ServerError> {
        self.begin()?;
        let result = self.in_savepoint(job).and_then(|done| self.commit().map(|()| done));
        if result.is_err() {
            self.abandon();
        }
        result
    }

    /// The office's door: policy, documents, facts, feed, read models and scope, or nothing.
    ///
    /// `seen_heads` are the heads at which the form was opened: what was changed since conflicts visibly.
    pub fn commit_command(
        &mut self,
        author: &Author,
        rights: &Rights,
        command: &Command,
        seen_heads: &BTreeMap<Subject, Vec<Hash>>,
    ) -> Result<Touched, ServerError> {
        let mut touched = Touched::new();
        for part in &command.writes {
            let is_new = ground::heads(&self.db, part.subject)?.is_none();
            let concerned = policy_state::concerned_by_writes(author, part.subject, &part.writes);
            let state = policy_state::state_of(&self.db, &concerned)?;
            let verdict = policy::check_writes(rights, part.subject, is_new, &part.writes, &state)?;
            at_a_desk(verdict, part.subject)?;
            self.check_own_writes(part.subject, &part.writes)?;
            room::room(&self.db, &mut self.cache, part.subject, author, part.writes.len())?;
            let heads = seen_heads.get(&part.subject).map(Vec::as_slice);
            self.write_document(author, part.subject, &part.writes, heads, &mut touched)?;
        }
        for new in &command.facts {
            let fact = Fact {
                id: new.id,
                kind: new.kind.clone(),
                author: author.clone(),
                at: self.ports.clock.stamp(),
                subjects: new.subjects.clone(),
                body: new.body.clone(),
            };
            // What the same command wrote counts: an order is made and assigned in one press.
            derived::project(&self.db, &mut self.cache, &touched)?;
            let state = policy_state::state_of(&self.db, &policy_state::concerned_by_fact(&fact))?;
            let verdict = policy::check_fact(rights, &fact, &state)?;
            at_a_desk(verdict, fact.subjects.first().copied().unwrap_or(Subject::new(Word::Settings, fact.id)))?;
            self.put_own_fact(&fact, &mut touched)?;
        }
        self.finish(&touched)?;
        Ok(touched)
    }

    /// Writes into a document as one of the server's principals, without asking policy: for rules and import.
    pub(crate) fn write_document(
        &mut self,
        author: &Author,
        subject: Subject,
        writes: &[onsite_domain::document::Write],
        seen_heads: Option<&[Hash]>,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let now_ms = self.now_ms();
        let actor = match self.actors.get(author) {
            Some(actor) => *actor,
            None => {
                let actor = ActorId(self.ports.bytes());
                self.actors.insert(author.clone(), actor);
                actor
            }
        };
        if !ground::bind_actor(&self.db, &actor, author)? {
            return Err(ServerError::broken("an actor of this opening has another principal"));
        }
        let document = self.cache.open_or_create(&self.db, subject)?;
        if document.changes_left(writes.len()) == Some(0) {
            return Err(ServerError::rejected(RejectedCode::DocumentFull, &subject.to_string()));
        }
        let written = match seen_heads {
            Some(heads) => document.write_at(heads, actor, now_ms, writes),
            None => document.write(actor, now_ms, writes),
        };
        // Nothing to write where every value is there already.
        let Some(change) = written? else { return Ok(()) };
        let meta = &change.meta;
        ground::bind_actor(&self.db, &meta.actor, author)?;
        let appended = ground::append(&self.db, document, subject, std::slice::from_ref(&change), touched)?;
        let subject_ref = SubjectRef::from(subject);
        let author_ref = AuthorRef::from(author);
        let signature = self.keys.signing.sign(&Statement::Run {
            server: self.keys.server,
            subject: &subject_ref,
            actor: &meta.actor.0,
            author: &author_ref,
            newest: &meta.hash,
        });
        ground::put_run_signature(&self.db, subject, &meta.actor, meta.seq, meta.hash, &signature.0)?;
        self.log(&NewRow {
            first_position: appended.first_position,
            count: appended.count,
            ..NewRow::of(RowKind::Change, subject, change.meta.hash)
        })?;
        Ok(())
    }

    /// Signs and keeps a fact of one of the server's principals.
    pub(crate) fn put_own_fact(&mut self, fact: &Fact, touched: &mut Touched) -> Result<(), ServerError> {
        let now_ms = self.now_ms();
        let bytes = fact.to_bytes();
        let hash = Hash::of(&bytes);
        let signature = self.keys.signing.sign(&Statement::Fact { server: self.keys.server, hash: &hash });
        let received = Received { received_ms: now_ms, corrected_ms: fact.at.wall_ms, uncertain_ms: 0 };
        let (stored, kept) = fact::put(&self.db, &bytes, &signature.0, Some(received), false, touched)?;
        if kept == fact::Kept::New {
            self.log_fact(&stored, None, 0)?;
        }
        Ok(())
    }

    /// One feed row for each subject a fact is about, so that whoever holds any of them gets it.
    pub(crate) fn log_fact(
        &mut self,
        stored: &onsite_domain::fact::StoredFact,
        origin: Option<Id>,
        unit: u64,
    ) -> Result<(), ServerError> {
        for (place, subject) in stored.fact.subjects.iter().enumerate() {
            let seq = self.log(&NewRow {
                field_device: origin,
                unit,
                fact: Some(stored.fact.id),
                ..NewRow::of(RowKind::Fact, *subject, stored.hash)
            })?;
            if place == 0 && rules::concerns(stored) {
                self.awaiting.push_back(Awaiting { fact: stored.fact.id, seq });
            }
        }
        Ok(())
    }

    /// Writes the next version of a record, after checking its body. What is a version itself, such as a price list, never
    /// changes by it (`onsite_domain::version`).
    pub fn put_record(
        &mut self,
        author: &Author,
        subject: Subject,
        body: serde_json::Value,
        touched: &mut Touched,
    ) -> Result<Record, ServerError> {
        record_kind::validate_record(subject.word, &body)?;
        self.check_version(subject, &body)?;
        self.put_record_version(author, subject, body, false, touched)
    }

    pub(crate) fn put_record_version(
        &mut self,
        author: &Author,
        subject: Subject,
        body: serde_json::Value,
        is_removed: bool,
        touched: &mut Touched,
    ) -> Result<Record, ServerError> {
        let epoch = self.epoch()?;
        let held = record::get(&self.db, subject)?;
        let version =
            held.map_or(1, |held| if held.record.epoch == epoch { held.record.version.saturating_add(1) } else { 1 });
        let record =
            Record { word: subject.word, id: subject.id, epoch, version, at_ms: self.now_ms(), is_removed, body };
        let bytes = record.to_bytes();
        let hash = Hash::of(&bytes);
        let signature = self.keys.signing.sign(&Statement::Record { server: self.keys.server, hash: &hash });
        if !record::put(&self.db, &bytes, &signature.0, touched)? {
            return Err(ServerError::broken(format!("{subject} has a newer version than the epoch")));
        }
        self.keep_record_version(subject, author, &bytes, &signature.0)?;
        self.log(&NewRow::of(RowKind::Record, subject, hash))?;
        Ok(record)
    }

    pub(crate) fn keep_record_version(
        &self,
        subject: Subject,
        author: &Author,
        bytes: &[u8],
        signature: &[u8],
    ) -> Result<(), ServerError> {
        let record = Record::from_bytes(bytes).map_err(|e| ServerError::broken(e.to_string()))?;
        let author = serde_json::to_string(author).map_err(|e| ServerError::broken(e.to_string()))?;
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO record_version (subject, epoch, version, author, bytes, signature)
                 VALUES (:subject, :epoch, :version, :author, :bytes, :signature)",
            )?
            .execute(named_params! {
                ":subject": subject.to_string(), ":epoch": record.epoch, ":version": record.version,
                ":author": author, ":bytes": bytes, ":signature": signature,
            })?;
        Ok(())
    }

    pub(crate) fn log(&mut self, row: &NewRow) -> Result<u64, ServerError> {
        let seq = log::append(&self.db, row, self.now_ms())?;
        self.logged_since.get_or_insert(seq);
        Ok(seq)
    }

    pub(crate) fn hint(&mut self, field_device: Id) {
        self.hinted.insert(field_device);
    }

    /// Those who look on read it again, though nothing was written that is derived from.
    pub(crate) fn show(&mut self, subject: Subject) {
        self.changed.insert(subject);
    }

    /// What follows from a write: views, attention, rules, scope of every field device concerned, hints.
    pub fn finish(&mut self, touched: &Touched) -> Result<(), ServerError> {
        self.finish_projected(touched, Touched::new())
    }

    /// The same, where the views of what else was written are made already.
    pub(crate) fn finish_projected(&mut self, touched: &Touched, projected: Touched) -> Result<(), ServerError> {
        derived::project(&self.db, &mut self.cache, touched)?;
        let mut written = projected;
        written.extend(touched);
        written.extend(self.apply_rules()?);
        let mut touched = written;
        touched.extend(self.notice(&touched)?);
        let touched = &touched;
        self.update_scopes(touched)?;
        self.changed.extend(touched.iter().copied());
        for subject in touched {
            self.hinted.extend(crate::scope::holders(&self.db, *subject)?);
        }
        self.tell(touched)
    }

    /// The active version of a record as its struct.
    pub fn record_as<T: serde::de::DeserializeOwned>(&self, word: Word, id: Id) -> Result<Option<T>, ServerError> {
        let held = record::get(&self.db, Subject::new(word, id))?;
        Ok(held.filter(|held| !held.record.is_removed).and_then(|held| held.record.body()))
    }
}

/// Nobody at a desk works late without knowing it: what would go to review is refused at once.
fn at_a_desk(verdict: Verdict, subject: Subject) -> Result<(), Rejected> {
    match verdict {
        Verdict::Accept => Ok(()),
        Verdict::Review(reason) => {
            Err(Rejected::because(RejectedCode::Forbidden, subject.to_string(), reason.as_str()))
        }
    }
}
