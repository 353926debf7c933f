//! The changes that nobody makes: genesis and schema upgrades. Same kind and id, same bytes, everywhere and for ever.

use crate::ActorId;
use crate::chunk::{ChangeMeta, ChunkHead, RawChange, write_chunk};
use crate::columns::{ColumnOp, write_operations};
use onsite_domain::Id;
use onsite_domain::document::DocumentKind;
use onsite_domain::id::Hash;

/// The container of the registers.
pub(crate) const FIELDS: &str = "fields";

const ACTION_MAKE_MAP: u64 = 0;
const ACTION_PUT: u64 = 1;
const TYPE_UNSIGNED: u8 = 3;
const TYPE_TEXT: u8 = 6;

/// The first change of a document: kind, id and schema 1 as scalars of the root, the `fields` container and the
/// collections of schema 1. Fixed actor, time 0, no dependencies.
pub fn genesis(kind: &'static DocumentKind, id: Id) -> RawChange {
    let text = id.to_string();
    let mut rows = vec![
        put("kind", TYPE_TEXT, kind.word.as_str().as_bytes()),
        put("id", TYPE_TEXT, text.as_bytes()),
        put("schema", TYPE_UNSIGNED, &[1]),
        map(FIELDS),
    ];
    rows.extend(collections_of(kind, 1).map(|name| map(name)));
    sealed(
        ChunkHead { deps: Vec::new(), actor: schema_actor(1), seq: 1, start_op: 1, time_s: 0, other_actors: vec![] },
        &rows,
    )
}

/// The change that adds the collections which a later schema (2 or more) introduced. Depends on genesis only, so that it
/// is the same on replicas that were edited independently. `None` where that schema added no collection.
pub fn upgrade(kind: &'static DocumentKind, id: Id, schema: u32) -> Option<RawChange> {
    let rows: Vec<_> = collections_of(kind, schema).map(map).collect();
    if schema < 2 || rows.is_empty() {
        return None;
    }
    let first = genesis(kind, id).meta;
    let head = ChunkHead {
        deps: vec![first.hash],
        actor: schema_actor(schema),
        seq: 1,
        start_op: first.max_op.saturating_add(1),
        time_s: 0,
        other_actors: vec![],
    };
    Some(sealed(head, &rows))
}

/// Every upgrade up to the newest schema this build knows, oldest first.
pub(crate) fn upgrades(kind: &'static DocumentKind, id: Id) -> impl Iterator<Item = RawChange> {
    (2..=kind.schema).filter_map(move |schema| upgrade(kind, id, schema))
}

/// The fixed actor of genesis (schema 1) and of each upgrade.
pub(crate) fn schema_actor(schema: u32) -> ActorId {
    let mut bytes = *b"onsite/schema\0\0\0";
    // Three bytes of number are plenty of schemas; the fourth is always zero.
    let [.., a, b, c] = &mut bytes;
    [_, *a, *b, *c] = schema.to_be_bytes();
    ActorId(bytes)
}

/// The schema whose fixed actor this is.
pub(crate) fn schema_of_actor(actor: ActorId) -> Option<u32> {
    let [.., a, b, c] = actor.0;
    let schema = u32::from_be_bytes([0, a, b, c]);
    (actor == schema_actor(schema)).then_some(schema)
}

fn collections_of(kind: &'static DocumentKind, schema: u32) -> impl Iterator<Item = &'static str> {
    kind.collections.iter().filter(move |(_, since)| *since == schema).map(|(name, _)| *name)
}

fn put<'a>(key: &'a str, value_type: u8, value: &'a [u8]) -> ColumnOp<'a> {
    ColumnOp { object: None, key, action: ACTION_PUT, value_type, value, predecessors: Vec::new() }
}

fn map(key: &str) -> ColumnOp<'_> {
    ColumnOp { object: None, key, action: ACTION_MAKE_MAP, value_type: 0, value: &[], predecessors: Vec::new() }
}

fn sealed(head: ChunkHead, rows: &[ColumnOp<'_>]) -> RawChange {
    let bytes = write_chunk(&head, &write_operations(rows));
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let meta = ChangeMeta {
        hash: Hash::of(bytes.get(8..).unwrap_or_default()),
        actor: head.actor,
        seq: head.seq,
        start_op: head.start_op,
        max_op: head.start_op.saturating_add(count).saturating_sub(1),
        deps: head.deps,
        wall_ms: 0,
        size_bytes: bytes.len(),
        operation_count: rows.len(),
    };
    RawChange { meta, bytes }
}
