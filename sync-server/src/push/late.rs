//! Late work: a change that leaves out what its field device had confirmed before it could make it. A phone that could
//! backdate would for ever undo what others did since, and call it a conflict.
//!
//! A field device confirms a cursor only with nothing older left to send (`has_more_units`), so whatever it makes afterwards
//! builds on everything up to there. A unit that this server is too old for is the exception: it waits, with what was
//! confirmed before it, for as long as it stays the next of its chain.

use super::Bench;
use crate::{ServerError, ServerStore, field_device::FieldDeviceState, scope};
use onsite_documents::{GateLimits, RawChange};
use onsite_domain::{Id, Rejected, Subject, id::Hash};
use onsite_store::meta;
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// What the changes of one push must build on.
#[derive(Default)]
pub(super) struct Lateness {
    /// Everything up to here in the feed.
    seq: u64,
    /// The heads that each document had there.
    heads: BTreeMap<Subject, Vec<Hash>>,
    /// Changes of this push that build on them.
    timely: BTreeSet<Hash>,
}

/// A unit that waits for a newer server.
#[derive(serde::Serialize, serde::Deserialize)]
struct Stuck {
    chain: [u8; 16],
    covers_seq: u64,
}

impl ServerStore {
    pub(super) fn lateness_of(
        &self,
        device: &FieldDeviceState,
        works: &[super::Work],
    ) -> Result<Lateness, ServerError> {
        let key = stuck_key(device.field_device);
        let mut seq = device.covers_seq;
        if let Some(stuck) = meta::get::<Stuck>(&self.db, &key)? {
            if works.iter().any(|work| work.chain == stuck.chain) {
                seq = stuck.covers_seq;
            }
            meta::remove(&self.db, &key)?;
        }
        Ok(Lateness { seq, ..Lateness::default() })
    }

    pub(super) fn keep_stuck(
        &self,
        device: &FieldDeviceState,
        chain: &[u8; 16],
        lateness: &Lateness,
    ) -> Result<(), ServerError> {
        let stuck = Stuck { chain: *chain, covers_seq: lateness.seq };
        Ok(meta::put(&self.db, &stuck_key(device.field_device), &stuck)?)
    }

    /// Whether a change of a document that is there leaves out something that its field device had confirmed; if so, what
    /// the gate says to it.
    pub(super) fn late(
        &mut self,
        subject: Subject,
        change: &RawChange,
        bench: &mut Bench<'_>,
    ) -> Result<Option<Result<(), Rejected>>, ServerError> {
        let lateness = &mut bench.lateness;
        let deps = &change.meta.deps;
        let is_timely = if deps.iter().any(|dep| lateness.timely.contains(dep)) {
            true
        } else {
            let heads = match lateness.heads.entry(subject) {
                Entry::Occupied(held) => held.into_mut(),
                Entry::Vacant(place) => {
                    place.insert(self.heads_at(bench.device.field_device, subject, lateness.seq)?)
                }
            };
            match self.cache.open(&self.db, subject)? {
                // What stands on nothing that is there is for the gate to refuse.
                Some(document) if deps.iter().all(|dep| document.can_bear(dep)) && !deps.is_empty() => {
                    heads.iter().all(|head| document.is_covered(head, deps))
                }
                _ => true,
            }
        };
        if is_timely {
            lateness.timely.insert(change.meta.hash);
            return Ok(None);
        }
        // Only what could be let in later is kept for a decision.
        let Some(document) = self.cache.open(&self.db, subject)? else { return Ok(None) };
        let refused = document.clone().admit(&[&change.bytes], &GateLimits::of_server()).refused;
        Ok(Some(refused.map_or(Ok(()), |refusal| Err(Rejected::from(&refusal.error)))))
    }

    /// The heads of a document at a position of the feed; none where the field device did not hold it then.
    fn heads_at(&mut self, field_device: Id, subject: Subject, seq: u64) -> Result<Vec<Hash>, ServerError> {
        if scope::entered_seq(&self.db, field_device, subject)?.is_none_or(|entered| entered > seq) {
            return Ok(Vec::new());
        }
        let count: Option<u64> = self
            .db
            .prepare_cached(
                "SELECT first_position + count FROM log WHERE subject = :subject AND seq <= :seq AND kind = 'change'
                 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row(named_params! {":subject": subject.to_string(), ":seq": seq}, |row| row.get(0))
            .optional()?;
        let (Some(count), Some(document)) = (count, self.cache.open(&self.db, subject)?) else {
            return Ok(Vec::new());
        };
        // Positions count from after genesis, which everybody has.
        let count = usize::try_from(count).unwrap_or(usize::MAX).saturating_add(1);
        let mut heads = BTreeSet::new();
        for meta in document.changes().iter().take(count) {
            for dep in &meta.deps {
                heads.remove(dep);
            }
            heads.insert(meta.hash);
        }
        Ok(heads.into_iter().collect())
    }
}

fn stuck_key(field_device: Id) -> String {
    format!("stuck/{field_device}")
}
