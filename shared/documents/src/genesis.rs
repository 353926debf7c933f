//! The changes that nobody makes: genesis of each part and schema upgrades. Same kind and id, same bytes, everywhere and
//! for ever.

use crate::ActorId;
use crate::chunk::{ChangeMeta, ChunkHead, RawChange, write_chunk};
use crate::columns::{ColumnOp, write_operations};
use crate::part::Part;
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
    genesis_of(kind, id, Part::FIRST)
}

/// The first change of a part. Those after the first name their number too, and count their operations from far above
/// the part before.
fn genesis_of(kind: &'static DocumentKind, id: Id, part: Part) -> RawChange {
    let (text, number) = (id.to_string(), [part.0]);
    let mut rows = vec![
        put("kind", TYPE_TEXT, kind.word.as_str().as_bytes()),
        put("id", TYPE_TEXT, text.as_bytes()),
        put("schema", TYPE_UNSIGNED, &[1]),
        map(FIELDS),
    ];
    rows.extend((part > Part::FIRST).then(|| put("part", TYPE_UNSIGNED, &number)));
    rows.extend(collections_of(kind, 1).map(|name| map(name)));
    let (start_op, actor) = (part.first_operation(), schema_actor(part, 1));
    sealed(ChunkHead { deps: Vec::new(), actor, seq: 1, start_op, time_s: 0, other_actors: vec![] }, &rows)
}

/// The change that adds the collections which a later schema (2 or more) introduced. Depends on genesis only, so that it
/// is the same on replicas that were edited independently. `None` where that schema added no collection.
pub fn upgrade(kind: &'static DocumentKind, id: Id, schema: u32) -> Option<RawChange> {
    upgrade_of(kind, id, Part::FIRST, schema)
}

fn upgrade_of(kind: &'static DocumentKind, id: Id, part: Part, schema: u32) -> Option<RawChange> {
    let rows: Vec<_> = collections_of(kind, schema).map(map).collect();
    if schema < 2 || rows.is_empty() {
        return None;
    }
    let first = genesis_of(kind, id, part).meta;
    let head = ChunkHead {
        deps: vec![first.hash],
        actor: schema_actor(part, schema),
        seq: 1,
        start_op: first.max_op.saturating_add(1),
        time_s: 0,
        other_actors: vec![],
    };
    Some(sealed(head, &rows))
}

/// What everybody makes alike of a part: its genesis and the upgrades that this build knows.
pub(crate) fn made_alike(kind: &'static DocumentKind, id: Id, part: Part) -> Vec<RawChange> {
    std::iter::once(genesis_of(kind, id, part)).chain(upgrades(kind, id, part)).collect()
}

/// Every upgrade of a part up to the newest schema this build knows, oldest first.
pub(crate) fn upgrades(kind: &'static DocumentKind, id: Id, part: Part) -> impl Iterator<Item = RawChange> {
    (2..=kind.schema).filter_map(move |schema| upgrade_of(kind, id, part, schema))
}

/// The fixed actor of a part's genesis (schema 1) and of each upgrade.
pub(crate) fn schema_actor(part: Part, schema: u32) -> ActorId {
    let mut bytes = if part == Part::FIRST { *b"onsite/schema\0\0\0" } else { *b"onsite/part\0\0\0\0\0" };
    // Three bytes of number are plenty of schemas; the fourth is always zero.
    let [.., number, _, a, b, c] = &mut bytes;
    if part > Part::FIRST {
        *number = part.0;
    }
    [_, *a, *b, *c] = schema.to_be_bytes();
    ActorId(bytes)
}

/// The part and the schema whose fixed actor this is.
pub(crate) fn schema_of_actor(actor: ActorId) -> Option<(Part, u32)> {
    let [.., number, _, a, b, c] = actor.0;
    let schema = u32::from_be_bytes([0, a, b, c]);
    [Part::FIRST, Part(number)].into_iter().find(|part| actor == schema_actor(*part, schema)).map(|part| (part, schema))
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
