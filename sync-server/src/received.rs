//! When the server had what stands in documents. A change does not say when it was received, and views are the same on both
//! sides, so they cannot either; the feed knows, and the desk is told beside the views.

use crate::{ServerError, ServerStore, log::RowKind};
use onsite_documents::ActorId;
use onsite_domain::{Id, Subject, attention::AttentionItem};
use onsite_store::ground;
use rusqlite::named_params;
use serde_json::Value;
use std::collections::BTreeMap;

/// When the operations of a document were received: by actor and the first counter of its change.
#[derive(Default)]
struct Begins(BTreeMap<(ActorId, u64), i64>);

impl Begins {
    /// The change of an operation is the actor's last that begins at its counter or before.
    fn at(&self, operation: &str) -> Option<i64> {
        let (counter, actor) = operation.split_once('@')?;
        let bytes = data_encoding::HEXLOWER.decode(actor.as_bytes()).ok()?;
        let (actor, counter) = (ActorId::from_slice(&bytes)?, counter.parse::<u64>().ok()?);
        let (found, at_ms) = self.0.range(..=(actor, counter)).next_back()?;
        (found.0 == actor).then_some(*at_ms)
    }
}

impl ServerStore {
    /// When each entry of a document was received; the first time, of one that was written twice.
    pub(crate) fn received_entries(&mut self, subject: Subject) -> Result<BTreeMap<Id, i64>, ServerError> {
        let begins = self.received_operations(subject)?;
        self.entries_received(subject, &begins)
    }

    fn entries_received(&mut self, subject: Subject, begins: &Begins) -> Result<BTreeMap<Id, i64>, ServerError> {
        let mut received = BTreeMap::new();
        if begins.0.is_empty() {
            return Ok(received);
        }
        let Some(state) = ground::state(&self.db, &mut self.cache, subject)? else { return Ok(received) };
        for (id, versions) in state.collections.values().flatten() {
            if let Some(at_ms) = versions.iter().filter_map(|written| begins.at(&written.operation)).min() {
                received.insert(*id, at_ms);
            }
        }
        Ok(received)
    }

    fn received_operations(&mut self, subject: Subject) -> Result<Begins, ServerError> {
        let changes = self.received_changes(subject)?;
        if changes.is_empty() {
            return Ok(Begins::default());
        }
        let Some(document) = self.cache.open(&self.db, subject)? else { return Ok(Begins::default()) };
        let mut begins = Begins::default();
        for change in document.changes() {
            if let Some(at_ms) = changes.get(&change.hash.0) {
                begins.0.insert((change.actor, change.start_op), *at_ms);
            }
        }
        Ok(begins)
    }

    /// Tells the values and entries that stand in an item's detail when they were received (`received_ms`).
    pub(crate) fn tell_received_in(&mut self, item: &mut AttentionItem) -> Result<(), ServerError> {
        let begins = self.received_operations(item.subject)?;
        let entries = self.entries_received(item.subject, &begins)?;
        tell(&mut item.detail, &begins, &entries, DETAIL_DEPTH_MAX);
        Ok(())
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

/// Values of a conflict stand in a list of the detail, and an entry in one of its keys.
const DETAIL_DEPTH_MAX: u32 = 4;

fn tell(value: &mut Value, begins: &Begins, entries: &BTreeMap<Id, i64>, depth: u32) {
    match value {
        Value::Array(values) if depth > 0 => {
            values.iter_mut().for_each(|value| tell(value, begins, entries, depth.saturating_sub(1)));
        }
        Value::Object(map) if depth > 0 => {
            let text = |key: &str| map.get(key).and_then(Value::as_str);
            let of_entry = text("id").and_then(|id| entries.get(&id.parse().ok()?).copied());
            let at_ms = of_entry.or_else(|| begins.at(text("operation")?));
            map.values_mut().for_each(|value| tell(value, begins, entries, depth.saturating_sub(1)));
            if let Some(at_ms) = at_ms {
                map.insert("received_ms".to_owned(), Value::from(at_ms));
            }
        }
        _ => {}
    }
}
