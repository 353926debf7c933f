//! Writing to a document: which part, by which actor, and what may be written at all.

use crate::chunk::{Chunk, RawChange};
use crate::document::begin;
use crate::engine::{Engine, Put, Version};
use crate::genesis::{FIELDS, schema_of_actor};
use crate::operation::{Scalar, knows_field};
use crate::part::{Part, SEEN, seen_value};
use crate::{ActorId, Document, DocumentError, PART_WRITTEN_MAX, TEXT_BYTES_MAX};
use onsite_domain::document::Write;
use onsite_domain::id::Hash;
use onsite_domain::{Id, Rejected, RejectedCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why a write did not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    #[error(transparent)]
    Broken(#[from] DocumentError),
}

impl Document {
    /// Writes at the present heads, as one change. `None` where every value was there already. The change may carry an actor
    /// derived from `actor` ([`ActorId::forked`]): bind the one in its `meta`.
    ///
    /// Refuses unknown fields and collections, values that are no scalars, entries that are no objects, entry ids that
    /// were used, and texts over [`TEXT_BYTES_MAX`]. After [`WriteError::Broken`] the document must be loaded again.
    pub fn write(&mut self, actor: ActorId, wall_ms: i64, writes: &[Write]) -> Result<Option<RawChange>, WriteError> {
        let part = self.part_to_write()?;
        self.commit(part, None, actor, wall_ms, writes)
    }

    /// Writes as somebody who saw `heads` and nothing since, so that what others wrote meanwhile stays visible as a
    /// conflict. As with [`Self::write`], bind the actor of the change.
    pub fn write_at(
        &mut self,
        heads: &[Hash],
        actor: ActorId,
        wall_ms: i64,
        writes: &[Write],
    ) -> Result<Option<RawChange>, WriteError> {
        let parts: Option<Vec<Part>> = heads.iter().map(|head| self.graph.part_of(head)).collect();
        let Some(part) = parts.and_then(|parts| parts.into_iter().max()) else {
            return Err(WriteError::Rejected(Rejected::new(RejectedCode::NotFound, "heads")));
        };
        let heads: BTreeSet<Hash> = heads.iter().copied().collect();
        if heads.iter().copied().eq(self.heads()) {
            return self.write(actor, wall_ms, writes);
        }
        let heads: Vec<Hash> = heads.into_iter().collect();
        self.commit(part, Some(&heads), actor, wall_ms, writes)
    }

    /// The newest part; one after it, where it is nearly full.
    fn part_to_write(&mut self) -> Result<Part, DocumentError> {
        let last = self.graph.last_part();
        let Some(next) = last.next().filter(|_| self.graph.part_size(last).is_nearly(PART_WRITTEN_MAX)) else {
            return Ok(last);
        };
        begin(self.kind, self.id, &mut self.graph, next);
        self.engines.push(Arc::new(Engine::of_part(self.kind, self.id, next)?));
        Ok(next)
    }

    /// Writes into a part; `at` are heads of the document, the present ones where missing.
    fn commit(
        &mut self,
        part: Part,
        at: Option<&[Hash]>,
        actor: ActorId,
        wall_ms: i64,
        writes: &[Write],
    ) -> Result<Option<RawChange>, WriteError> {
        if writes.is_empty() {
            return Err(WriteError::Rejected(Rejected::new(RejectedCode::Missing, "")));
        }
        if schema_of_actor(actor).is_some() {
            return Err(WriteError::Rejected(Rejected::new(RejectedCode::OtherAuthor, "")));
        }
        let mut owned = self.prepared(part, writes)?;
        if part > Part::FIRST {
            if at.is_none() {
                owned = self.without_shown(owned);
            }
            if owned.is_empty() {
                return Ok(None);
            }
            let seen = self.seen_before(part, at);
            owned.extend((!seen.is_empty()).then(|| (FIELDS.to_owned(), SEEN.to_owned(), seen_value(&seen))));
        }
        let (actor, last) = self.actor_for(part, at, actor)?;
        let heads = at.map(|heads| {
            let mut heads: BTreeSet<Hash> = self.graph.part_heads_at(part, heads).into_iter().collect();
            // An actor is a sequence: its next change depends on its last one.
            heads.extend(last);
            heads.into_iter().collect::<Vec<_>>()
        });
        let containers = self.graph.containers(part);
        let mut puts = Vec::with_capacity(owned.len());
        for (container, key, value) in &owned {
            let container = containers.get(container.as_str()).copied();
            let container = container.ok_or_else(|| Rejected::new(RejectedCode::UnknownPath, key.clone()))?;
            puts.push(Put { container, key, value: value.clone() });
        }
        let missing = || DocumentError::Engine("a part is missing".to_owned());
        let engine = Arc::make_mut(self.engines.get_mut(part.index()).ok_or_else(missing)?);
        let made = engine.put(actor, wall_ms.div_euclid(1000), heads.as_deref(), puts).map_err(DocumentError::from)?;
        let Some(bytes) = made else { return Ok(None) };
        let damaged = |cause| DocumentError::Damaged { index: self.graph.changes().len(), cause };
        let chunk = Chunk::read(&bytes, usize::MAX).map_err(damaged)?;
        self.graph.add(&chunk);
        let meta = chunk.meta();
        Ok(Some(RawChange { meta, bytes }))
    }

    /// Whoever `actor` speaks for, as an actor that can write there: its last change must be in the part and among what was
    /// seen. Also that last change.
    fn actor_for(
        &self,
        part: Part,
        at: Option<&[Hash]>,
        actor: ActorId,
    ) -> Result<(ActorId, Option<Hash>), DocumentError> {
        let can_follow = |last: &Hash| {
            self.graph.part_of(last) == Some(part) && at.is_none_or(|heads| self.graph.is_covered(last, heads))
        };
        let candidates = std::iter::once(actor).chain((1..=u32::MAX).map(|n| actor.forked(n)));
        let mut with_last = candidates.map(|actor| (actor, self.graph.last_of(actor).map(|last| last.hash)));
        with_last
            .find(|(_, last)| last.is_none_or(|last| can_follow(&last)))
            .ok_or_else(|| DocumentError::Engine("no actor left".to_owned()))
    }

    /// What an author at these heads had of the parts before this one and no change of this one says yet. Sorted.
    fn seen_before(&self, part: Part, at: Option<&[Hash]>) -> Vec<Hash> {
        let present = self.graph.heads();
        let heads = at.unwrap_or(&present);
        let (earlier, here): (Vec<Hash>, Vec<Hash>) =
            heads.iter().partition(|head| self.graph.part_of(head).is_some_and(|of| of < part));
        earlier.into_iter().filter(|head| !self.graph.is_covered(head, &here)).collect()
    }

    /// Leaves out the registers that have their one value already. Automerge does that within a part.
    fn without_shown(&self, mut writes: Vec<(String, String, Scalar)>) -> Vec<(String, String, Scalar)> {
        let mut last: BTreeMap<String, Scalar> = BTreeMap::new();
        let mut several = BTreeSet::new();
        for (_, key, value) in writes.iter().filter(|(container, _, _)| container == FIELDS) {
            if last.insert(key.clone(), value.clone()).is_some() {
                several.insert(key.clone());
            }
        }
        last.retain(|key, value| !several.contains(key) && self.shows(key, value));
        writes.retain(|(container, key, _)| container != FIELDS || !last.contains_key(key));
        writes
    }

    /// Whether a register has this one value.
    fn shows(&self, key: &str, value: &Scalar) -> bool {
        let versions = self.versions(FIELDS, key).map(|versions| self.graph.unseen(versions));
        versions.is_ok_and(|versions| matches!(versions.as_slice(), [only] if only.value.as_ref() == Some(value)))
    }

    /// What stands under a key, in any part.
    fn versions(&self, container: &str, key: &str) -> Result<Vec<(Part, Version)>, DocumentError> {
        let mut versions = Vec::new();
        for (part, engine) in self.graph.parts().zip(&self.engines) {
            if let Some(container) = self.graph.containers(part).get(container) {
                versions.extend(engine.versions(*container, key)?.into_iter().map(|version| (part, version)));
            }
        }
        Ok(versions)
    }

    /// The writes as (container, key, value), or the rule that refuses one.
    fn prepared(&self, part: Part, writes: &[Write]) -> Result<Vec<(String, String, Scalar)>, WriteError> {
        let mut prepared = Vec::with_capacity(writes.len());
        let mut added = BTreeSet::new();
        for write in writes {
            match write {
                Write::Set { field, value } => prepared.push(self.set(field, value)?),
                Write::Add { collection, id, entry } => {
                    let row = self.add(part, collection, *id, entry)?;
                    if !added.insert((collection.as_str(), *id)) {
                        return Err(rejected(RejectedCode::IdTaken, format!("{collection}/{id}")));
                    }
                    prepared.push(row);
                }
            }
        }
        Ok(prepared)
    }

    fn set(&self, field: &str, value: &serde_json::Value) -> Result<(String, String, Scalar), WriteError> {
        let path = || format!("{FIELDS}/{field}");
        if !knows_field(self.kind, field) {
            return Err(rejected(RejectedCode::UnknownPath, path()));
        }
        let value = Scalar::from_json(value).ok_or_else(|| rejected(RejectedCode::WrongShape, path()))?;
        if matches!(&value, Scalar::Text(text) if text.len() > TEXT_BYTES_MAX) {
            return Err(rejected(RejectedCode::TooLarge, path()));
        }
        Ok((FIELDS.to_owned(), field.to_owned(), value))
    }

    fn add(
        &self,
        part: Part,
        collection: &str,
        id: Id,
        entry: &serde_json::Value,
    ) -> Result<(String, String, Scalar), WriteError> {
        let key = id.to_string();
        let path = format!("{collection}/{key}");
        if collection == FIELDS || !self.graph.containers(part).contains_key(collection) {
            return Err(rejected(RejectedCode::UnknownPath, path));
        }
        if !entry.is_object() {
            return Err(rejected(RejectedCode::WrongShape, path));
        }
        let text = entry.to_string();
        if text.len() > TEXT_BYTES_MAX {
            return Err(rejected(RejectedCode::TooLarge, path));
        }
        if !self.versions(collection, &key)?.is_empty() {
            return Err(rejected(RejectedCode::IdTaken, path));
        }
        Ok((collection.to_owned(), key, Scalar::Text(text)))
    }
}

fn rejected(code: RejectedCode, path: String) -> WriteError {
    WriteError::Rejected(Rejected::new(code, path))
}
