//! The changes that nobody makes: genesis and schema upgrades. Same kind and id, same bytes, everywhere and for ever.

use crate::ActorId;
use crate::chunk::{ChangeMeta, ChunkHead, RawChange, write_chunk};
use crate::leb::{write_length, write_signed, write_unsigned};
use onsite_domain::Id;
use onsite_domain::document::DocumentKind;
use onsite_domain::id::Hash;

/// The container of the registers.
pub(crate) const FIELDS: &str = "fields";

const ACTION_MAKE_MAP: u64 = 0;
const ACTION_PUT: u64 = 1;

/// The first change of a document: kind, id and schema 1 as scalars of the root, the `fields` container and the
/// collections of schema 1. Fixed actor, time 0, no dependencies.
pub fn genesis(kind: &'static DocumentKind, id: Id) -> RawChange {
    let mut rows = vec![
        Row::text("kind", kind.word.as_str()),
        Row::text("id", &id.to_string()),
        Row::unsigned("schema", 1),
        Row::map(FIELDS),
    ];
    rows.extend(collections_of(kind, 1).map(Row::map));
    sealed(
        ChunkHead { deps: Vec::new(), actor: schema_actor(1), seq: 1, start_op: 1, time_s: 0, other_actors: vec![] },
        &rows,
    )
}

/// The change that adds the collections which a later schema (2 or more) introduced. Depends on genesis only, so that it
/// is the same on replicas that were edited independently. `None` where that schema added no collection.
pub fn upgrade(kind: &'static DocumentKind, id: Id, schema: u32) -> Option<RawChange> {
    let rows: Vec<_> = collections_of(kind, schema).map(Row::map).collect();
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

/// One operation on the root.
struct Row {
    key: String,
    action: u64,
    value_meta: u64,
    value: Vec<u8>,
}

impl Row {
    fn text(key: &str, value: &str) -> Self {
        let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
        Self {
            key: key.to_owned(),
            action: ACTION_PUT,
            value_meta: (length << 4) | 6,
            value: value.as_bytes().to_vec(),
        }
    }

    fn unsigned(key: &str, number: u64) -> Self {
        let mut value = Vec::new();
        write_unsigned(&mut value, number);
        let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
        Self { key: key.to_owned(), action: ACTION_PUT, value_meta: (length << 4) | 3, value }
    }

    fn map(key: &str) -> Self {
        Self { key: key.to_owned(), action: ACTION_MAKE_MAP, value_meta: 0, value: Vec::new() }
    }
}

/// Writes the rows as columns, in the one form Automerge would write them in (it must come to the same bytes when it
/// writes the document out again).
fn sealed(head: ChunkHead, rows: &[Row]) -> RawChange {
    let mut keys = Vec::new();
    write_signed(&mut keys, negative(rows.len()));
    for row in rows {
        write_length(&mut keys, row.key.len());
        keys.extend_from_slice(row.key.as_bytes());
    }
    let mut inserts = Vec::new();
    write_length(&mut inserts, rows.len());
    let actions = run_lengths(rows.iter().map(|row| row.action));
    let metas = run_lengths(rows.iter().map(|row| row.value_meta));
    let values: Vec<u8> = rows.iter().flat_map(|row| row.value.iter().copied()).collect();
    let groups = run_lengths(rows.iter().map(|_| 0));
    let columns: Vec<_> =
        [(0x15, &keys), (0x34, &inserts), (0x42, &actions), (0x56, &metas), (0x57, &values), (0x70, &groups)]
            .into_iter()
            .filter(|(_, bytes)| !bytes.is_empty())
            .map(|(spec, bytes)| (spec, bytes.as_slice()))
            .collect();
    let bytes = write_chunk(&head, &columns);
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

fn negative(length: usize) -> i64 {
    i64::try_from(length).map_or(i64::MIN, |length| -length)
}

/// Run-length encoding as Automerge does it: runs of two or more equal values, lists of the others between them.
fn run_lengths(values: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut runs: Vec<(u64, i64)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => runs.push((value, 1)),
        }
    }
    let mut out = Vec::new();
    let mut list: Vec<u64> = Vec::new();
    let flush = |list: &mut Vec<u64>, out: &mut Vec<u8>| {
        if !list.is_empty() {
            write_signed(out, negative(list.len()));
            list.drain(..).for_each(|value| write_unsigned(out, value));
        }
    };
    for (value, count) in runs {
        if count == 1 {
            list.push(value);
        } else {
            flush(&mut list, &mut out);
            write_signed(&mut out, count);
            write_unsigned(&mut out, value);
        }
    }
    flush(&mut list, &mut out);
    out
}
