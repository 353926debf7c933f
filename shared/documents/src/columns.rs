//! The operation columns of one change, read strictly: every column known, every count bounded by the number of
//! operations, every value's length accounted for. Only what documents here consist of is known: values and containers
//! under text keys of maps. Lists, texts, marks and counters are refused, which leaves out the part of Automerge that
//! hostile input breaks most easily.

use crate::chunk::ChunkError;
use crate::leb::{LebError, Reader, write_length, write_signed, write_unsigned};

const OBJECT_ACTOR: u32 = 0x01;
const OBJECT_COUNTER: u32 = 0x02;
const KEY_TEXT: u32 = 0x15;
const INSERT: u32 = 0x34;
const ACTION: u32 = 0x42;
const VALUE_META: u32 = 0x56;
const VALUE: u32 = 0x57;
const PREDECESSOR_GROUP: u32 = 0x70;
const PREDECESSOR_ACTOR: u32 = 0x71;
const PREDECESSOR_COUNTER: u32 = 0x73;

/// An operation's name inside one change: the actor is an index into the change's actors (0 = its own).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LocalOpId {
    pub(crate) counter: u64,
    pub(crate) actor: usize,
}

/// One operation as it stands in the bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColumnOp<'a> {
    /// `None` is the root.
    pub(crate) object: Option<LocalOpId>,
    pub(crate) key: &'a str,
    pub(crate) action: u64,
    /// The low four bits of the value's metadata.
    pub(crate) value_type: u8,
    pub(crate) value: &'a [u8],
    pub(crate) predecessors: Vec<LocalOpId>,
}

/// Reads the operations; `actors` is how many actors the change names (its own included).
pub(crate) fn read_operations<'a>(
    columns: &[(u32, &'a [u8])],
    actors: usize,
    operations_max: usize,
) -> Result<Vec<ColumnOp<'a>>, ChunkError> {
    let known = [
        OBJECT_ACTOR,
        OBJECT_COUNTER,
        KEY_TEXT,
        INSERT,
        ACTION,
        VALUE_META,
        VALUE,
        PREDECESSOR_GROUP,
        PREDECESSOR_ACTOR,
        PREDECESSOR_COUNTER,
    ];
    if let Some((spec, _)) = columns.iter().find(|(spec, _)| !known.contains(spec)) {
        return Err(ChunkError::Column(*spec));
    }
    let column = |spec: u32| columns.iter().find(|(id, _)| *id == spec).map_or(&[][..], |(_, bytes)| *bytes);

    let actions = run_length(column(ACTION), operations_max, Reader::unsigned)?;
    let count = actions.len();
    if count == 0 {
        return Err(ChunkError::Empty);
    }
    no_inserts(column(INSERT), count)?;
    let mut object_actors = padded(run_length(column(OBJECT_ACTOR), count, Reader::unsigned)?, count);
    let mut object_counters = padded(run_length(column(OBJECT_COUNTER), count, Reader::unsigned)?, count);
    let mut keys = padded(run_length(column(KEY_TEXT), count, text)?, count);
    let mut metas = padded(run_length(column(VALUE_META), count, Reader::unsigned)?, count);
    let mut groups = padded(run_length(column(PREDECESSOR_GROUP), count, Reader::unsigned)?, count);
    let mut values = Reader::new(column(VALUE));
    let mut predecessors = predecessors(column(PREDECESSOR_ACTOR), column(PREDECESSOR_COUNTER), actors)?.into_iter();

    let mut operations = Vec::with_capacity(count);
    for action in actions {
        let object = match (object_actors.next().flatten(), object_counters.next().flatten()) {
            (None, None) => None,
            (Some(actor), Some(counter)) => Some(op_id(actor, counter, actors)?),
            _ => return Err(ChunkError::Operations),
        };
        let meta = metas.next().flatten().unwrap_or(0);
        let length = usize::try_from(meta >> 4).map_err(|_| ChunkError::Operations)?;
        let group = usize::try_from(groups.next().flatten().unwrap_or(0)).map_err(|_| ChunkError::Operations)?;
        let replaced: Vec<_> = predecessors.by_ref().take(group).collect();
        if replaced.len() != group {
            return Err(ChunkError::Operations);
        }
        operations.push(ColumnOp {
            object,
            key: keys.next().flatten().ok_or(ChunkError::Operations)?,
            action: action.ok_or(ChunkError::Operations)?,
            value_type: u8::try_from(meta & 0x0f).unwrap_or(0x0f),
            value: values.take(length)?,
            predecessors: replaced,
        });
    }
    if !values.is_empty() || predecessors.next().is_some() {
        return Err(ChunkError::Operations);
    }
    Ok(operations)
}

fn op_id(actor: u64, counter: u64, actors: usize) -> Result<LocalOpId, ChunkError> {
    let actor = usize::try_from(actor).map_err(|_| ChunkError::Operations)?;
    if actor >= actors || counter == 0 || u32::try_from(counter).is_err() {
        return Err(ChunkError::Operations);
    }
    Ok(LocalOpId { counter, actor })
}

fn text<'a>(reader: &mut Reader<'a>) -> Result<&'a str, LebError> {
    let length = reader.count(usize::MAX)?;
    std::str::from_utf8(reader.take(length)?).map_err(|_| LebError::Number)
}

/// A run-length encoded column: positive n repeats one value, negative n lists values, zero is a run of nothing.
fn run_length<'a, T: Copy>(
    bytes: &'a [u8],
    most: usize,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, LebError>,
) -> Result<Vec<Option<T>>, ChunkError> {
    let mut reader = Reader::new(bytes);
    let mut values = Vec::new();
    while !reader.is_empty() {
        let run = reader.signed()?;
        let length = if run == 0 { reader.unsigned()? } else { run.unsigned_abs() };
        let length = usize::try_from(length).map_err(|_| ChunkError::TooLarge)?;
        if length == 0 || length > most.saturating_sub(values.len()) {
            return Err(ChunkError::TooLarge);
        }
        match run {
            0 => values.extend(std::iter::repeat_n(None, length)),
            1.. => {
                let value = read(&mut reader)?;
                values.extend(std::iter::repeat_n(Some(value), length));
            }
            _ => {
                for _ in 0..length {
                    values.push(Some(read(&mut reader)?));
                }
            }
        }
    }
    Ok(values)
}

/// A column may end early; what is missing is nothing.
fn padded<T: Copy>(values: Vec<Option<T>>, count: usize) -> impl Iterator<Item = Option<T>> {
    values.into_iter().chain(std::iter::repeat(None)).take(count)
}

fn no_inserts(bytes: &[u8], count: usize) -> Result<(), ChunkError> {
    let mut reader = Reader::new(bytes);
    let not_inserted = if reader.is_empty() { 0 } else { reader.count(count)? };
    if !reader.is_empty() || not_inserted != count { Err(ChunkError::Operations) } else { Ok(()) }
}

fn predecessors(actor_column: &[u8], counter_column: &[u8], actors: usize) -> Result<Vec<LocalOpId>, ChunkError> {
    // An honest predecessor is one of the values shown, so there are never more than the writers of a document.
    const PREDECESSORS_MAX: usize = 65_536;
    let actor_indexes = run_length(actor_column, PREDECESSORS_MAX, Reader::unsigned)?;
    let deltas = run_length(counter_column, PREDECESSORS_MAX, Reader::signed)?;
    if actor_indexes.len() != deltas.len() {
        return Err(ChunkError::Operations);
    }
    let mut counter = 0_i64;
    let mut found = Vec::with_capacity(deltas.len());
    for (actor, delta) in actor_indexes.into_iter().zip(deltas) {
        let (Some(actor), Some(delta)) = (actor, delta) else { return Err(ChunkError::Operations) };
        counter = counter.checked_add(delta).ok_or(ChunkError::Operations)?;
        found.push(op_id(actor, u64::try_from(counter).map_err(|_| ChunkError::Operations)?, actors)?);
    }
    Ok(found)
}

/// Writes operations as columns, in the one form Automerge writes them: the inverse of [`read_operations`] for what an
/// honest program made. Empty columns are left out.
pub(crate) fn write_operations(operations: &[ColumnOp<'_>]) -> Vec<(u32, Vec<u8>)> {
    let unsigned = |out: &mut Vec<u8>, value: &u64| write_unsigned(out, *value);
    let signed = |out: &mut Vec<u8>, value: &i64| write_signed(out, *value);
    let text = |out: &mut Vec<u8>, value: &&str| {
        write_length(out, value.len());
        out.extend_from_slice(value.as_bytes());
    };
    let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    let replaced = || operations.iter().flat_map(|operation| operation.predecessors.iter());
    let mut previous = 0_i64;
    let deltas = replaced().map(|id| {
        let counter = i64::try_from(id.counter).unwrap_or(i64::MAX);
        Some(counter.wrapping_sub(std::mem::replace(&mut previous, counter)))
    });
    let mut inserts = Vec::new();
    write_length(&mut inserts, operations.len());
    let meta = |operation: &ColumnOp<'_>| (number(operation.value.len()) << 4) | u64::from(operation.value_type);
    let columns = [
        (OBJECT_ACTOR, runs(operations.iter().map(|o| o.object.map(|id| number(id.actor))), unsigned)),
        (OBJECT_COUNTER, runs(operations.iter().map(|o| o.object.map(|id| id.counter)), unsigned)),
        (KEY_TEXT, runs(operations.iter().map(|o| Some(o.key)), text)),
        (INSERT, inserts),
        (ACTION, runs(operations.iter().map(|o| Some(o.action)), unsigned)),
        (VALUE_META, runs(operations.iter().map(|o| Some(meta(o))), unsigned)),
        (VALUE, operations.iter().map(|o| o.value).collect::<Vec<_>>().concat()),
        (PREDECESSOR_GROUP, runs(operations.iter().map(|o| Some(number(o.predecessors.len()))), unsigned)),
        (PREDECESSOR_ACTOR, runs(replaced().map(|id| Some(number(id.actor))), unsigned)),
        (PREDECESSOR_COUNTER, runs(deltas, signed)),
    ];
    columns.into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect()
}

/// Run-length encoding: two or more equal values are a run, single ones are listed together, nothings are counted, and
/// a column of nothing but nothings is empty.
fn runs<T: PartialEq>(values: impl Iterator<Item = Option<T>>, write: impl Fn(&mut Vec<u8>, &T)) -> Vec<u8> {
    let mut counted: Vec<(Option<T>, usize)> = Vec::new();
    for value in values {
        match counted.last_mut() {
            Some((last, count)) if *last == value => *count = count.saturating_add(1),
            _ => counted.push((value, 1)),
        }
    }
    let mut out = Vec::new();
    if counted.iter().all(|(value, _)| value.is_none()) {
        return out;
    }
    let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut list: Vec<T> = Vec::new();
    let flush = |list: &mut Vec<T>, out: &mut Vec<u8>| {
        if !list.is_empty() {
            write_signed(out, signed(list.len()).wrapping_neg());
            list.drain(..).for_each(|value| write(out, &value));
        }
    };
    for (value, count) in counted {
        match value {
            Some(value) if count == 1 => list.push(value),
            Some(value) => {
                flush(&mut list, &mut out);
                write_signed(&mut out, signed(count));
                write(&mut out, &value);
            }
            None => {
                flush(&mut list, &mut out);
                write_signed(&mut out, 0);
                write_length(&mut out, count);
            }
        }
    }
    flush(&mut list, &mut out);
    out
}
