//! When the server had what stands in documents. A change does not say when it was received, and views are the same on both
//! sides, so they cannot either; the feed knows, and the desk is told beside the views.

use crate::{ServerError, ServerStore, log::RowKind};
use onsite_documents::ActorId;
use onsite_domain::{Id, Subject, document::Written};
use onsite_store::ground;
use rusqlite::named_params;
use serde_json::Value;
use std::collections::BTreeMap;

impl ServerStore {
    /// When each entry of a document was received; the first time, of one that was written twice.
    pub(crate) fn received_entries(&mut self, subject: Subject) -> Result<BTreeMap<Id, i64>, ServerError> {
        let changes = self.received_changes(subject)?;
        if changes.is_empty() {
            return Ok(BTreeMap::new());
        }
        let Some(state) = ground::state(&self.db, &mut self.cache, subject)? else { return Ok(BTreeMap::new()) };
        let Some(document) = self.cache.open(&self.db, subject)? else { return Ok(BTreeMap::new()) };
        // The change of an operation: the actor's last that begins at its counter or before.
        let mut begins: BTreeMap<(ActorId, u64), i64> = BTreeMap::new();
        for change in document.changes() {
            if let Some(at_ms) = changes.get(&change.hash.0) {
                begins.insert((change.actor, change.start_op), *at_ms);
            }
        }
        let at = |written: &Written<String>| {
            let (counter, actor) = written.operation.split_once('@')?;
            let bytes = data_encoding::HEXLOWER.decode(actor.as_bytes()).ok()?;
            let (actor, counter) = (ActorId::from_slice(&bytes)?, counter.parse::<u64>().ok()?);
            let (found, at_ms) = begins.range(..=(actor, counter)).next_back()?;
            (found.0 == actor).then_some(*at_ms)
        };
        let mut received = BTreeMap::new();
        for (id, versions) in state.collections.values().flatten() {
            if let Some(at_ms) = versions.iter().filter_map(at).min() {
                received.insert(*id, at_ms);
            }
        }
        Ok(received)
    }

    /// By the hash of the change.
    fn received_changes(&self, subject: Subject) -> Result<BTreeMap<[u8; 32], i64>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT first_position, count, at_ms FROM log WHERE subject = :subject AND kind = :kind ORDER BY seq",
        )?;
        let params = named_params! {":subject": subject.to_string(), ":kind": RowKind::Change.as_str()};
        let rows = statement
            .query_map(params, |row| Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?, row.get::<_, i64>(2)?)))?;
        let mut positions: BTreeMap<u64, (u64, i64)> = BTreeMap::new();
        for row in rows {
            let (first, count, at_ms) = row?;
            positions.entry(first).or_insert((first.saturating_add(count), at_ms));
        }
        let mut received = BTreeMap::new();
        if positions.is_empty() {
            return Ok(received);
        }
        for change in ground::changes(&self.db, subject, 0)? {
            let row = positions.range(..=change.position).next_back();
            if let Some((_, (_, at_ms))) = row.filter(|(_, (end, _))| change.position < *end) {
                received.insert(change.hash.0, *at_ms);
            }
        }
        Ok(received)
    }

    /// Tells the entries of a view when they were received (`received_ms`).
    pub(crate) fn tell_received(&mut self, subject: Subject, view: &mut Value) -> Result<(), ServerError> {
        let received = self.received_entries(subject)?;
        let lists = view.as_object_mut().into_iter().flat_map(|view| view.values_mut()).filter_map(Value::as_array_mut);
        for entry in lists.flatten().filter_map(Value::as_object_mut) {
            let id: Option<Id> = entry.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            if let Some(at_ms) = id.and_then(|id| received.get(&id)) {
                entry.insert("received_ms".to_owned(), Value::from(*at_ms));
            }
        }
        Ok(())
    }
}
