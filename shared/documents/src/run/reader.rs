//! Reading a batch. It comes from outside: every count is bounded, every reference looked up, nothing is trusted.

use super::json;
use super::streams::Streams;
use super::template::{
    Actors, Expected, FLAG_COUNT, FLAG_DEPS, FLAG_NUMBERS, FLAG_PLAIN, FreeOp, TYPE_TEXT, Template, ValueForm,
    assembled,
};
use super::{RunBase, RunError, RunLimits};
use crate::ActorId;
use crate::chunk::{Chunk, ChunkHead};
use crate::graph::OpId;
use crate::leb::Reader;
use onsite_domain::Id;
use onsite_domain::id::Hash;

/// Operations of one change, at most; the gate has its own bound.
const OPERATIONS_MAX: usize = 100_000;

pub(crate) fn decode_plain(
    bases: &[&RunBase],
    bytes: &[u8],
    limits: &RunLimits,
) -> Result<Vec<Vec<Vec<u8>>>, RunError> {
    let mut reader = Reader::new(bytes);
    let mut room = Room::of(limits);
    let mut runs = Vec::with_capacity(bases.len());
    for _ in bases {
        let mut changes = Vec::new();
        for _ in 0..reader.count(limits.changes_max)? {
            let length = reader.count(bytes.len())?;
            changes.push(room.take(reader.take(length)?.to_vec())?);
        }
        runs.push(changes);
    }
    if reader.is_empty() { Ok(runs) } else { Err(RunError::Runs) }
}

pub(crate) fn decode(bases: &[&RunBase], bytes: &[u8], limits: &RunLimits) -> Result<Vec<Vec<Vec<u8>>>, RunError> {
    let (mut streams, values) = Streams::read(bytes)?;
    let mut templates = Vec::new();
    while !streams.definitions.is_empty() {
        templates.push(template(&mut streams)?);
    }
    let mut skeletons = Vec::new();
    while !streams.skeletons.is_empty() {
        skeletons.push(terminated(&mut streams.skeletons)?);
    }
    let mut values = values.into_iter();
    let plain_values = templates
        .iter()
        .map(|template| match template.value {
            ValueForm::Plain(_) => values.next().map(Some).ok_or(RunError::Contradiction),
            ValueForm::Json(_) => Ok(None),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut leaves = Vec::with_capacity(skeletons.len());
    for skeleton in &skeletons {
        let of_one: Vec<_> = values.by_ref().take(json::leaf_count(skeleton)).collect();
        leaves.push(of_one);
    }
    let mut batch = Batch {
        streams,
        actors: Actors::default(),
        templates,
        plain_values,
        skeletons,
        leaves,
        time_s: 0,
        room: Room::of(limits),
    };
    let runs = bases.iter().map(|base| batch.run(base)).collect::<Result<Vec<_>, _>>()?;
    if batch.streams.runs.is_empty() && batch.streams.flags.is_empty() { Ok(runs) } else { Err(RunError::Runs) }
}

/// What may still come out.
struct Room {
    changes: usize,
    bytes: usize,
}

impl Room {
    fn of(limits: &RunLimits) -> Self {
        Self { changes: limits.changes_max, bytes: limits.bytes_max }
    }

    fn take(&mut self, change: Vec<u8>) -> Result<Vec<u8>, RunError> {
        self.changes = self.changes.checked_sub(1).ok_or(RunError::TooLarge)?;
        self.bytes = self.bytes.checked_sub(change.len()).ok_or(RunError::TooLarge)?;
        Ok(change)
    }
}

struct Batch<'a> {
    streams: Streams<Reader<'a>>,
    actors: Actors,
    templates: Vec<Template>,
    /// By template; those with plain values have one.
    plain_values: Vec<Option<Reader<'a>>>,
    skeletons: Vec<&'a str>,
    /// By skeleton and leaf.
    leaves: Vec<Vec<Reader<'a>>>,
    time_s: i64,
    room: Room,
}

impl Batch<'_> {
    fn run(&mut self, base: &RunBase) -> Result<Vec<Vec<u8>>, RunError> {
        let count = self.streams.runs.count(self.room.changes)?;
        let seq = self.streams.runs.unsigned()?;
        let start_op = self.streams.runs.unsigned()?;
        let mut expected = Expected::first(seq, start_op, &base.known);
        let mut previous = None;
        let mut changes = Vec::new();
        for _ in 0..count {
            let bytes = self.change(base, &mut expected, previous)?;
            let bytes = self.room.take(bytes)?;
            let chunk = Chunk::read(&bytes, usize::MAX).map_err(|_| RunError::Contradiction)?;
            expected.passed(&chunk.meta());
            previous = Some(chunk.hash);
            changes.push(bytes);
        }
        Ok(changes)
    }

    fn change(&mut self, base: &RunBase, expected: &mut Expected, previous: Option<Hash>) -> Result<Vec<u8>, RunError> {
        let flags = self.streams.flags.byte()?;
        if flags == FLAG_PLAIN {
            let length = self.streams.plain.count(self.room.bytes)?;
            return Ok(self.streams.plain.take(length)?.to_vec());
        }
        let deps = if flags & FLAG_DEPS == 0 { expected.deps.clone() } else { self.dependencies(base, previous)? };
        let (mut seq, mut start_op) = (expected.seq, expected.start_op);
        if flags & FLAG_NUMBERS != 0 {
            (seq, start_op) = (self.streams.unexpected.unsigned()?, self.streams.unexpected.unsigned()?);
        }
        let count = if flags & FLAG_COUNT == 0 { 1 } else { self.streams.unexpected.count(OPERATIONS_MAX)? };
        self.time_s = self.time_s.wrapping_add(self.streams.times.signed()?);
        let mut operations = Vec::new();
        let mut size_bytes = 0_usize;
        for counter in (start_op..).take(count) {
            let operation = self.operation(expected, OpId { counter, actor: base.actor })?;
            size_bytes = size_bytes.saturating_add(operation.value.len()).saturating_add(operation.key.len());
            if size_bytes > self.room.bytes {
                return Err(RunError::TooLarge);
            }
            operations.push(operation);
        }
        let head = ChunkHead { deps, actor: base.actor, seq, start_op, time_s: self.time_s, other_actors: Vec::new() };
        Ok(assembled(head, &operations))
    }

    fn dependencies(&mut self, base: &RunBase, previous: Option<Hash>) -> Result<Vec<Hash>, RunError> {
        let count = self.streams.unexpected.count(self.streams.unexpected.rest().len())?;
        let mut deps = Vec::with_capacity(count);
        for _ in 0..count {
            deps.push(match self.streams.unexpected.count(usize::MAX)? {
                0 => Hash(self.streams.hashes.array()?),
                1 => previous.ok_or(RunError::Contradiction)?,
                index => *base.known.get(index.saturating_sub(2)).ok_or(RunError::Contradiction)?,
            });
        }
        Ok(deps)
    }

    fn operation(&mut self, expected: &mut Expected, id: OpId) -> Result<FreeOp, RunError> {
        let number = self.streams.templates.count(usize::MAX)?;
        let template = self.templates.get(number).ok_or(RunError::Contradiction)?.clone();
        let object = match template.object {
            None => None,
            Some((actor, counter)) => Some(OpId { counter, actor: self.actor(actor, id.actor)? }),
        };
        let key = match template.name {
            Some(name) => name,
            None => self.entry_id()?,
        };
        let replaced = if template.is_expected {
            expected.replaced(object, &key).into_iter().collect()
        } else {
            self.replaced(id.actor)?
        };
        let (value_type, value) = match template.value {
            ValueForm::Plain(value_type) => {
                let stream = self.plain_values.get_mut(number).and_then(Option::as_mut);
                (value_type, plain_value(value_type, stream.ok_or(RunError::Contradiction)?)?)
            }
            ValueForm::Json(skeleton) => {
                let leaves = self.leaves.get_mut(skeleton).ok_or(RunError::Contradiction)?;
                let skeleton = self.skeletons.get(skeleton).ok_or(RunError::Contradiction)?;
                if skeleton.len() > self.room.bytes {
                    return Err(RunError::TooLarge);
                }
                let mut leaves = leaves.iter_mut();
                let joined = json::join(skeleton, || leaves.next().and_then(|leaf| terminated(leaf).ok()));
                (TYPE_TEXT, joined.ok_or(RunError::Contradiction)?.into_bytes())
            }
        };
        expected.wrote(object, &key, id);
        Ok(FreeOp { object, key, action: template.action, value_type, value, replaced })
    }

    /// An actor by number; the first mention of a new one takes the next from its stream.
    fn actor(&mut self, number: usize, own: ActorId) -> Result<ActorId, RunError> {
        if number == self.actors.next() {
            let actor = ActorId(self.streams.actors.array()?);
            if self.actors.number(actor, own) != (number, true) {
                return Err(RunError::Contradiction);
            }
        }
        self.actors.get(number, own).ok_or(RunError::Contradiction)
    }

    fn entry_id(&mut self) -> Result<String, RunError> {
        let after_ms = self.streams.id_times.signed()?;
        let ms = u64::try_from(self.time_s.wrapping_mul(1000).wrapping_add(after_ms));
        let ms = ms.ok().filter(|ms| *ms < 1 << 48).ok_or(RunError::Contradiction)?;
        let [_, _, a, b, c, d, e, f] = ms.to_be_bytes();
        let mut bytes = [a, b, c, d, e, f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let random: [u8; 10] = self.streams.id_randoms.array()?;
        bytes.iter_mut().skip(6).zip(random).for_each(|(byte, random)| *byte = random);
        Ok(Id::from_bytes(bytes).to_string())
    }

    fn replaced(&mut self, own: ActorId) -> Result<Vec<OpId>, RunError> {
        let count = self.streams.replaced.count(self.streams.replaced.rest().len())?;
        let mut replaced = Vec::with_capacity(count);
        for _ in 0..count {
            let number = self.streams.replaced.count(usize::MAX)?;
            let counter = self.streams.replaced.unsigned()?;
            replaced.push(OpId { counter, actor: self.actor(number, own)? });
        }
        Ok(replaced)
    }
}

fn template(streams: &mut Streams<Reader<'_>>) -> Result<Template, RunError> {
    let shape = streams.definitions.byte()?;
    let kind = streams.definitions.count(usize::MAX)?;
    let value = match kind.checked_sub(16) {
        Some(skeleton) => ValueForm::Json(skeleton),
        None => ValueForm::Plain(u8::try_from(kind).unwrap_or(u8::MAX)),
    };
    let action = streams.definitions.unsigned()?;
    let object = if shape & 4 == 0 {
        None
    } else {
        Some((streams.definitions.count(usize::MAX)?, streams.definitions.unsigned()?))
    };
    let name = if shape & 2 == 0 {
        None
    } else {
        let length = streams.names.count(usize::MAX)?;
        let name = std::str::from_utf8(streams.names.take(length)?).map_err(|_| RunError::Contradiction)?;
        Some(name.to_owned())
    };
    Ok(Template { object, name, action, value, is_expected: shape & 1 != 0 })
}

fn plain_value(value_type: u8, stream: &mut Reader<'_>) -> Result<Vec<u8>, RunError> {
    let before = stream.rest();
    match value_type {
        0..=2 => {}
        3 => drop(stream.unsigned()?),
        4 => drop(stream.signed()?),
        5 => drop(stream.array::<8>()?),
        TYPE_TEXT => return terminated(stream).map(|text| text.as_bytes().to_vec()),
        _ => return Err(RunError::Contradiction),
    }
    let length = before.len().saturating_sub(stream.rest().len());
    Ok(before.get(..length).unwrap_or_default().to_vec())
}

/// A text up to its zero byte.
fn terminated<'a>(stream: &mut Reader<'a>) -> Result<&'a str, RunError> {
    let length = stream.rest().iter().position(|byte| *byte == 0).ok_or(RunError::Contradiction)?;
    let text = std::str::from_utf8(stream.take(length)?).map_err(|_| RunError::Contradiction)?;
    stream.byte()?;
    Ok(text)
}
