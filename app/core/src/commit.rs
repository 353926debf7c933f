//! The one door through which this field device's own work becomes durable.

use crate::{App, AppError};
use onsite_documents::{ActorId, RawChange};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Stamp, Subject,
    command::{Command, NewFact},
    document_kind,
    fact::Fact,
    fact_kind,
    id::Hash,
};
use onsite_store::{Connection, Touched, fact, ground, room};
use onsite_wire::{
    Signature, Statement,
    push::{CHAIN_START, chain_next, unit_hash},
};
use rusqlite::{OptionalExtension as _, ToSql, named_params};
use serde::Serialize;
use std::fmt::Display;
use utoipa::ToSchema;

/// What a commit did: the unit's number and the subjects whose screens read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    pub unit: u64,
    pub touched: Touched,
    pub nearly_full: Vec<NearlyFull>,
}

/// A document that takes not much more from this author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NearlyFull {
    pub subject: Subject,
    pub changes_left: usize,
}

impl App {
    /// Makes a command durable: changes, facts, outbox and read models in one transaction.
    ///
    /// # Errors
    /// [`AppError::Rejected`] names the field at fault; nothing was written. [`AppError::Unavailable`] when the disk is
    /// full or busy; nothing was written.
    pub fn commit(&mut self, command: &Command) -> Result<Committed, AppError> {
        let stamp = self.ports.clock.stamp();
        self.commit_at(command, stamp)
    }

    /// [`commit`](Self::commit) at an instant that was taken before: something in the command says it already.
    pub(crate) fn commit_at(&mut self, command: &Command, stamp: Stamp) -> Result<Committed, AppError> {
        let nearly_full = self.check_room(command)?;
        let user = self.identity()?.user;
        let (unit, touched) = self.transaction(|app, touched| app.write_unit(user, command, stamp, touched))?;
        Ok(Committed { unit, touched, nearly_full })
    }

    /// Only of what is begun: work that must be done again had its room.
    fn check_room(&mut self, command: &Command) -> Result<Vec<NearlyFull>, AppError> {
        let author = self.author()?;
        let mut nearly_full = Vec::new();
        for part in &command.writes {
            let left = room::room(&self.db, &mut self.cache, part.subject, &author, part.writes.len())?;
            nearly_full.extend(left.map(|changes_left| NearlyFull { subject: part.subject, changes_left }));
        }
        Ok(nearly_full)
    }

    /// Writes a command of a user as the next unit of the chain; within the caller's transaction.
    pub(crate) fn write_unit(
        &mut self,
        user: Id,
        command: &Command,
        stamp: Stamp,
        touched: &mut Touched,
    ) -> Result<u64, AppError> {
        let author = self.author_of(user)?;
        if command.writes.is_empty() && command.facts.is_empty() {
            return Err(AppError::rejected(RejectedCode::Missing, "command"));
        }
        let written = self.write_changes(user, command, &author, stamp, touched)?;
        let mut facts = Vec::with_capacity(command.facts.len());
        for new in &command.facts {
            let (bytes, signature) = self.written_fact(new, &author, stamp)?;
            let hash = Hash::of(&bytes);
            fact::put(&self.db, &bytes, &signature.0, None, false, touched)?;
            facts.push((new.id, hash));
        }
        let change_hashes: Vec<Hash> = written.iter().map(|(_, _, hash)| *hash).collect();
        let fact_hashes: Vec<Hash> = facts.iter().map(|(_, hash)| *hash).collect();
        let tip = tip(&self.db)?;
        let hash = unit_hash(&stamp, &change_hashes, &fact_hashes);
        let next = chain_next(&tip.chain, &hash);
        let number = tip.number.saturating_add(1);
        self.db
            .prepare_cached(
                "INSERT INTO unit (number, hash, chain, user, stamp, intent, state)
                 VALUES (:number, :hash, :chain, :user, :stamp, :intent, 'waiting')",
            )?
            .execute(named_params! {
                ":number": number, ":hash": hash.0.as_slice(), ":chain": next.as_slice(),
                ":user": user.to_string(), ":stamp": json(&stamp)?, ":intent": json(command)?,
            })?;
        for (line, (subject, actor, hash)) in written.iter().enumerate() {
            self.db
                .prepare_cached(
                    "INSERT INTO unit_change (unit, line, subject, actor, hash)
                     VALUES (:unit, :line, :subject, :actor, :hash)",
                )?
                .execute(named_params! {
                    ":unit": number, ":line": line_number(line), ":subject": subject.to_string(),
                    ":actor": actor.0.as_slice(), ":hash": hash.0.as_slice(),
                })?;
        }
        for (line, (id, _)) in facts.iter().enumerate() {
            self.db
                .prepare_cached("INSERT INTO unit_fact (unit, line, fact) VALUES (:unit, :line, :fact)")?
                .execute(named_params! {":unit": number, ":line": line_number(line), ":fact": id.to_string()})?;
        }
        for blob in &command.blobs {
            if onsite_store::blob::info(&self.blobs, *blob)?.is_none() {
                return Err(Rejected::because(RejectedCode::NotFound, "blob", "the picture was not kept").into());
            }
            self.db
                .prepare_cached("INSERT OR IGNORE INTO unit_blob (hash, unit) VALUES (:hash, :unit)")?
                .execute(named_params! {":hash": blob.0.as_slice(), ":unit": number})?;
        }
        Ok(number)
    }

    /// A fact as it is kept and sent: its bytes, and this field device's signature over them. The same each time.
    pub(crate) fn written_fact(
        &self,
        new: &NewFact,
        author: &Author,
        stamp: Stamp,
    ) -> Result<(Vec<u8>, Signature), AppError> {
        let fact = Fact {
            id: new.id,
            kind: new.kind.clone(),
            author: author.clone(),
            at: stamp,
            subjects: new.subjects.clone(),
            body: new.body.clone(),
        };
        fact_kind::check_fact(&fact)?;
        let bytes = fact.to_bytes();
        let hash = Hash::of(&bytes);
        let signature = self.signing_key.sign(&Statement::Fact { server: self.server_id()?, hash: &hash });
        Ok((bytes, signature))
    }

    fn write_changes(
        &mut self,
        user: Id,
        command: &Command,
        author: &Author,
        stamp: Stamp,
        touched: &mut Touched,
    ) -> Result<Vec<(Subject, ActorId, Hash)>, AppError> {
        let (actor, is_bound) = self.actor_of(user);
        if !command.writes.is_empty() && !is_bound {
            ground::bind_actor(&self.db, &actor, author)?;
            self.actor_is_bound(user);
        }
        let mut written = Vec::with_capacity(command.writes.len());
        for part in &command.writes {
            for write in &part.writes {
                document_kind::check_write(part.subject.word, write)?;
            }
            let document = self.cache.open_or_create(&self.db, part.subject)?;
            // Nothing to write where every value is there already.
            if let Some(change) = document.write(actor, stamp.wall_ms, &part.writes)? {
                ground::append(&self.db, document, part.subject, std::slice::from_ref(&change), touched)?;
                let RawChange { meta, .. } = change;
                if meta.actor != actor {
                    ground::bind_actor(&self.db, &meta.actor, author)?;
                }
                written.push((part.subject, meta.actor, meta.hash));
            }
        }
        Ok(written)
    }
}

/// Where this field device's hash chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    pub number: u64,
    pub chain: [u8; 16],
}

/// The tip; number 0 before the first unit.
pub fn tip(connection: &Connection) -> Result<Tip, AppError> {
    let row: Option<(u64, [u8; 16])> = connection
        .prepare_cached("SELECT number, chain FROM unit WHERE number > 0 ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.map_or(Tip { number: 0, chain: CHAIN_START }, |(number, chain)| Tip { number, chain }))
}

/// The chain value before a unit.
pub(crate) fn chain_before(connection: &Connection, number: u64) -> Result<[u8; 16], AppError> {
    let before: Option<[u8; 16]> = connection
        .prepare_cached("SELECT chain FROM unit WHERE number = :before AND number > 0")?
        .query_row(named_params! {":before": number.saturating_sub(1)}, |row| row.get(0))
        .optional()?;
    Ok(before.unwrap_or(CHAIN_START))
}

pub(crate) fn changes_of_unit(
    connection: &Connection,
    number: impl ToSql + Display,
) -> Result<Vec<(Subject, ActorId, Hash)>, AppError> {
    let mut statement =
        connection.prepare_cached("SELECT subject, actor, hash FROM unit_change WHERE unit = :unit ORDER BY line")?;
    let rows = statement.query_map(named_params! {":unit": number}, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 16]>(1)?, row.get::<_, [u8; 32]>(2)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (subject, actor, hash) = row?;
        let subject = subject.parse().map_err(|_| AppError::broken(format!("unit {number} names no subject")))?;
        found.push((subject, ActorId(actor), Hash(hash)));
    }
    Ok(found)
}

pub(crate) fn facts_of_unit(connection: &Connection, number: impl ToSql + Display) -> Result<Vec<Id>, AppError> {
    let mut statement = connection.prepare_cached("SELECT fact FROM unit_fact WHERE unit = :unit ORDER BY line")?;
    let rows = statement.query_map(named_params! {":unit": number}, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        found.push(row?.parse().map_err(|_| AppError::broken(format!("unit {number} names no fact")))?);
    }
    Ok(found)
}

/// The own unit that wrote a change, if one that still stands did.
pub(crate) fn unit_of_change(connection: &Connection, subject: Subject, hash: Hash) -> Result<Option<u64>, AppError> {
    Ok(connection
        .prepare_cached("SELECT unit FROM unit_change WHERE subject = :subject AND hash = :hash AND unit > 0")?
        .query_row(named_params! {":subject": subject.to_string(), ":hash": hash.0.as_slice()}, |row| row.get(0))
        .optional()?)
}

/// Who did a unit.
pub(crate) fn user_of_unit(connection: &Connection, number: u64) -> Result<Id, AppError> {
    let user: String = connection
        .prepare_cached("SELECT user FROM unit WHERE number = :number")?
        .query_row(named_params! {":number": number}, |row| row.get(0))?;
    user.parse().map_err(|_| AppError::broken(format!("unit {number} has no user")))
}

/// The command behind a unit.
pub(crate) fn intent_of_unit(connection: &Connection, number: u64) -> Result<Command, AppError> {
    let intent: String = connection
        .prepare_cached("SELECT intent FROM unit WHERE number = :number")?
        .query_row(named_params! {":number": number}, |row| row.get(0))?;
    serde_json::from_str(&intent).map_err(|e| AppError::broken(format!("intent of unit {number}: {e}")))
}

pub(crate) fn stamp_of_unit(connection: &Connection, number: u64) -> Result<Stamp, AppError> {
    let stamp: String = connection
        .prepare_cached("SELECT stamp FROM unit WHERE number = :number")?
        .query_row(named_params! {":number": number}, |row| row.get(0))?;
    serde_json::from_str(&stamp).map_err(|e| AppError::broken(format!("stamp of unit {number}: {e}")))
}

pub(crate) fn verb_of(intent: &str) -> String {
    #[derive(serde::Deserialize, ToSchema)]
    struct OfCommand {
        verb: String,
    }
    serde_json::from_str::<OfCommand>(intent).map(|command| command.verb).unwrap_or_default()
}

pub(crate) fn unit_hash_of(connection: &Connection, number: i64) -> Result<Hash, AppError> {
    let hash: [u8; 32] = connection
        .prepare_cached("SELECT hash FROM unit WHERE number = :number")?
        .query_row(named_params! {":number": number}, |row| row.get(0))?;
    Ok(Hash(hash))
}

/// Gives a unit another number; whatever hangs on it follows.
pub(crate) fn renumber(connection: &Connection, from: i64, to: i64) -> Result<(), AppError> {
    for sql in [
        "UPDATE unit SET number = :to WHERE number = :from",
        "UPDATE unit_change SET unit = :to WHERE unit = :from",
        "UPDATE unit_fact SET unit = :to WHERE unit = :from",
        "UPDATE unit_blob SET unit = :to WHERE unit = :from",
    ] {
        connection.prepare_cached(sql)?.execute(named_params! {":from": from, ":to": to})?;
    }
    Ok(())
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|e| AppError::broken(e.to_string()))
}

fn line_number(line: usize) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// The person and the fact id a new fact is made under, for callers that build commands.
pub fn new_fact<T: serde::Serialize>(
    id: Id,
    kind: &str,
    subjects: Vec<Subject>,
    body: &T,
) -> Result<NewFact, AppError> {
    let body = serde_json::to_value(body).map_err(|e| AppError::broken(e.to_string()))?;
    Ok(NewFact { id, kind: kind.to_owned(), subjects, body })
}
