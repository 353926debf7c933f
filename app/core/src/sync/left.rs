//! What left this field device's reach, the newest of it kept as it would be relayed: a server that was restored asks for
//! it, and own work in it is sent again.

use crate::{App, AppError};
use onsite_documents::ActorId;
use onsite_domain::{
    Id, Subject,
    fact::{Fact, StoredFact},
    id::Hash,
};
use onsite_store::{fact, ground};
use onsite_wire::{
    codec::{decode, encode},
    delivery::{DeliveredFact, Relay},
    sync::Fingerprint,
};
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::BTreeMap;

/// Some weeks of an engineer's orders, visits and devices. Not so many days: the clock may be wrong.
pub(crate) const KEPT_MAX: u32 = 1_000;
pub(crate) const RELAY_BYTES_MAX: usize = 64 << 20;
pub(crate) const PRINT_BYTES_MAX: usize = 1024;

/// A subject that left, as it is kept.
pub(crate) struct Left {
    pub(crate) subject: Subject,
    /// CBOR of its fingerprint and of its relay.
    pub(crate) print: Vec<u8>,
    pub(crate) relay: Vec<u8>,
    /// Those in the relay that were nowhere else.
    pub(crate) facts: Vec<Id>,
}

impl App {
    /// Keeps a subject that is about to be dropped; what left long ago goes for good.
    pub(super) fn keep_left(&self, subject: Subject) -> Result<(), AppError> {
        let relay = self.relay_of(subject)?;
        let print = self.fingerprint_of(subject)?;
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO left_subject (subject, print, relay) VALUES (:subject, :print, :relay)",
            )?
            .execute(named_params! {
                ":subject": subject.to_string(), ":print": encode(&print), ":relay": encode(&relay),
            })?;
        if self.has_waiting_units()? {
            // They may be in what left.
            return Ok(());
        }
        let pruned = self
            .db
            .prepare_cached("DELETE FROM left_subject WHERE place <= (SELECT max(place) FROM left_subject) - :kept")?
            .execute(named_params! {":kept": KEPT_MAX})?;
        if pruned > 0 {
            self.db.execute_batch("DELETE FROM left_fact WHERE subject NOT IN (SELECT subject FROM left_subject)")?;
        }
        Ok(())
    }

    /// Keeps what left an old store, before everything that is kept here; `false` where the subject is kept already.
    pub(crate) fn keep_old_left(&self, old: &Left) -> Result<bool, AppError> {
        let inserted = self
            .db
            .prepare_cached(
                "INSERT OR IGNORE INTO left_subject (place, subject, print, relay)
                 SELECT min(0, coalesce(min(place), 0)) - 1, :subject, :print, :relay FROM left_subject",
            )?
            .execute(named_params! {
                ":subject": old.subject.to_string(), ":print": old.print, ":relay": old.relay,
            })?;
        if inserted == 0 {
            return Ok(false);
        }
        for id in &old.facts {
            if fact::get(&self.db, *id)?.is_none() {
                self.note_left_fact(old.subject, *id)?;
            }
        }
        Ok(true)
    }

    /// Notes that a fact can be found with what left, once it is not among the others any more.
    pub(super) fn note_left_fact(&self, subject: Subject, id: Id) -> Result<(), AppError> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO left_fact (fact, subject) VALUES (:fact, :subject)")?
            .execute(named_params! {":fact": id.to_string(), ":subject": subject.to_string()})?;
        Ok(())
    }

    /// What it was when it left, for the fingerprints; what came back is there anyway.
    pub(super) fn left_fingerprints(&self) -> Result<Vec<Fingerprint>, AppError> {
        let mut statement = self.db.prepare_cached(
            "SELECT print FROM left_subject WHERE subject NOT IN (SELECT subject FROM document) ORDER BY subject",
        )?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|row| decode(&row?, PRINT_BYTES_MAX).map_err(|e| AppError::broken(format!("what left: {e}"))))
            .collect()
    }

    pub(super) fn left_relay(&self, subject: Subject) -> Result<Option<Relay>, AppError> {
        let bytes: Option<Vec<u8>> = self
            .db
            .prepare_cached("SELECT relay FROM left_subject WHERE subject = :subject")?
            .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))
            .optional()?;
        let read = |bytes: Vec<u8>| decode(&bytes, RELAY_BYTES_MAX);
        bytes.map(read).transpose().map_err(|e| AppError::broken(format!("{subject}, which left: {e}")))
    }

    /// The changes of a document that left.
    pub(crate) fn left_changes(&self, subject: Subject) -> Result<BTreeMap<Hash, Vec<u8>>, AppError> {
        self.left_relay(subject)?.map_or(Ok(BTreeMap::new()), |relay| changes_of(&relay, subject))
    }

    /// A fact that this app recorded, here or with what left.
    pub(crate) fn own_fact(&self, id: Id) -> Result<Option<StoredFact>, AppError> {
        if let Some(held) = fact::get(&self.db, id)? {
            return Ok(Some(held));
        }
        let subject: Option<String> = self
            .db
            .prepare_cached("SELECT subject FROM left_fact WHERE fact = :fact")?
            .query_row(named_params! {":fact": id.to_string()}, |row| row.get(0))
            .optional()?;
        let Some(subject) = subject.and_then(|text| text.parse().ok()) else { return Ok(None) };
        Ok(fact_of(self.left_relay(subject)?.unwrap_or_default(), id))
    }
}

/// The changes in a relay of a document.
pub(crate) fn changes_of(relay: &Relay, subject: Subject) -> Result<BTreeMap<Hash, Vec<u8>>, AppError> {
    let mut changes = BTreeMap::new();
    for run in relay.subjects.iter().flat_map(|part| &part.runs) {
        let actor = usize::try_from(run.actor).ok().and_then(|place| relay.actors.get(place));
        let Some(actor) = actor else { continue };
        let read = ground::decode_run(subject, ActorId(actor.actor), &run.bytes, run.change_count)?;
        changes.extend(read.into_iter().map(|change| (change.meta.hash, change.bytes)));
    }
    Ok(changes)
}

/// A fact in a relay.
pub(crate) fn fact_of(relay: Relay, id: Id) -> Option<StoredFact> {
    relay.subjects.into_iter().flat_map(|part| part.facts).find_map(|delivered| stored(delivered, id))
}

fn stored(delivered: DeliveredFact, id: Id) -> Option<StoredFact> {
    let fact = Fact::from_bytes(&delivered.bytes).ok().filter(|fact| fact.id == id)?;
    Some(StoredFact {
        fact,
        hash: Hash::of(&delivered.bytes),
        bytes: delivered.bytes,
        signature: delivered.signature.0.to_vec(),
        received: delivered.received,
        is_in_review: delivered.is_in_review,
    })
}

/// Adds what left to a relay; its actors get their places there.
pub(super) fn add(relay: &mut Relay, left: Relay) {
    for mut part in left.subjects {
        for run in &mut part.runs {
            let actor = usize::try_from(run.actor).ok().and_then(|place| left.actors.get(place));
            let Some(actor) = actor else { continue };
            let place = relay.actors.iter().position(|held| held.actor == actor.actor).unwrap_or_else(|| {
                relay.actors.push(actor.clone());
                relay.actors.len().saturating_sub(1)
            });
            run.actor = u32::try_from(place).unwrap_or(u32::MAX);
        }
        relay.subjects.push(part);
    }
    for chain in left.certificates {
        if !relay.certificates.contains(&chain) {
            relay.certificates.push(chain);
        }
    }
}
