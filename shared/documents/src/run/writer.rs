//! Writing a batch.

use super::json;
use super::streams::Streams;
use super::template::{
    Actors, Expected, FLAG_COUNT, FLAG_DEPS, FLAG_NUMBERS, FLAG_PLAIN, FreeOp, TYPE_TEXT, Template, ValueForm,
    assembled,
};
use super::{Run, VERSION, VERSION_PLAIN};
use crate::ActorId;
use crate::chunk::Chunk;
use crate::graph::OpId;
use crate::leb::{Reader, write_length, write_signed, write_unsigned};
use crate::operation::is_entry_id;
use onsite_domain::Id;
use onsite_domain::id::Hash;
use std::collections::BTreeMap;

/// The changes as they are, with their numbers and lengths.
pub(crate) fn encode_plain(runs: &[Run<'_>]) -> Vec<u8> {
    let mut out = vec![VERSION_PLAIN];
    for run in runs {
        write_length(&mut out, run.changes.len());
        for change in run.changes {
            write_length(&mut out, change.len());
            out.extend_from_slice(change);
        }
    }
    out
}

/// `None` where a change cannot even be read as one. With `is_each_tried` a change that would not come out as it is stands
/// in the batch as it is; without, the batch is as good as none.
pub(crate) fn encode(runs: &[Run<'_>], is_each_tried: bool) -> Option<Vec<u8>> {
    let mut writer = Writer { is_each_tried, ..Writer::default() };
    runs.iter().try_for_each(|run| writer.run(run))?;
    let Writer { streams, mut template_values, skeleton_values, .. } = writer;
    let mut values = Vec::new();
    for index in 0..writer.templates.len() {
        values.extend(template_values.remove(&index));
    }
    values.extend(skeleton_values.into_iter().flatten());
    Some(streams.finish(VERSION, values))
}

#[derive(Default)]
struct Writer {
    is_each_tried: bool,
    streams: Streams<Vec<u8>>,
    actors: Actors,
    templates: BTreeMap<Template, usize>,
    /// By template that has plain values.
    template_values: BTreeMap<usize, Vec<u8>>,
    skeletons: BTreeMap<String, usize>,
    /// By skeleton and leaf.
    skeleton_values: Vec<Vec<Vec<u8>>>,
    time_s: i64,
}

impl Writer {
    fn run(&mut self, run: &Run<'_>) -> Option<()> {
        let first = run.changes.first().map(|bytes| Chunk::read(bytes, usize::MAX)).transpose().ok()?;
        let (seq, start_op) = first.map_or((0, 0), |first| (first.head.seq, first.head.start_op));
        write_length(&mut self.streams.runs, run.changes.len());
        write_unsigned(&mut self.streams.runs, seq);
        write_unsigned(&mut self.streams.runs, start_op);
        let mut expected = Expected::first(seq, start_op, &run.base.known);
        let mut previous = None;
        for bytes in run.changes {
            let chunk = Chunk::read(bytes, usize::MAX).ok()?;
            self.change(run, &mut expected, previous, &chunk, bytes)?;
            expected.passed(&chunk.meta());
            previous = Some(chunk.hash);
        }
        Some(())
    }

    fn change(
        &mut self,
        run: &Run<'_>,
        expected: &mut Expected,
        previous: Option<Hash>,
        chunk: &Chunk<'_>,
        bytes: &[u8],
    ) -> Option<()> {
        let operations = free_operations(chunk)?;
        let is_regular = chunk.head.actor == run.base.actor
            && operations.iter().all(has_known_value)
            && (!self.is_each_tried || assembled(chunk.head.clone(), &operations) == bytes);
        if !is_regular {
            self.streams.flags.push(FLAG_PLAIN);
            write_length(&mut self.streams.plain, bytes.len());
            self.streams.plain.extend_from_slice(bytes);
            return Some(());
        }
        let mut flags = 0;
        if chunk.head.deps != expected.deps {
            flags |= FLAG_DEPS;
            self.dependencies(&chunk.head.deps, previous, &run.base.known);
        }
        if (chunk.head.seq, chunk.head.start_op) != (expected.seq, expected.start_op) {
            flags |= FLAG_NUMBERS;
            write_unsigned(&mut self.streams.unexpected, chunk.head.seq);
            write_unsigned(&mut self.streams.unexpected, chunk.head.start_op);
        }
        if operations.len() != 1 {
            flags |= FLAG_COUNT;
            write_length(&mut self.streams.unexpected, operations.len());
        }
        self.streams.flags.push(flags);
        write_signed(&mut self.streams.times, chunk.head.time_s.wrapping_sub(self.time_s));
        self.time_s = chunk.head.time_s;
        for (counter, operation) in (chunk.head.start_op..).zip(&operations) {
            let id = OpId { counter, actor: chunk.head.actor };
            self.operation(expected, id, chunk.head.time_s, operation);
        }
        Some(())
    }

    fn dependencies(&mut self, deps: &[Hash], previous: Option<Hash>, known: &[Hash]) {
        write_length(&mut self.streams.unexpected, deps.len());
        for dep in deps {
            let known = known.iter().position(|known| known == dep);
            match known {
                _ if Some(*dep) == previous => write_length(&mut self.streams.unexpected, 1),
                Some(index) => write_length(&mut self.streams.unexpected, index.saturating_add(2)),
                None => {
                    write_length(&mut self.streams.unexpected, 0);
                    self.streams.hashes.extend_from_slice(&dep.0);
                }
            }
        }
    }

    fn operation(&mut self, expected: &mut Expected, id: OpId, time_s: i64, operation: &FreeOp) {
        let own = id.actor;
        let usual = expected.replaced(operation.object, &operation.key);
        let is_expected = operation.replaced.iter().copied().eq(usual);
        let entry_id = if is_entry_id(&operation.key) { operation.key.parse::<Id>().ok() } else { None };
        let split = match std::str::from_utf8(&operation.value) {
            Ok(text) if operation.value_type == TYPE_TEXT => json::split(text),
            _ => None,
        };
        let value = match &split {
            Some((skeleton, leaves)) => ValueForm::Json(self.skeleton(skeleton, leaves.len())),
            None => ValueForm::Plain(operation.value_type),
        };
        let template = Template {
            object: operation.object.map(|object| (self.actor(object.actor, own), object.counter)),
            name: if entry_id.is_some() { None } else { Some(operation.key.clone()) },
            action: operation.action,
            value,
            is_expected,
        };
        let number = self.template(template);
        write_length(&mut self.streams.templates, number);
        if let Some(entry_id) = entry_id {
            let ms = i64::try_from(entry_id.timestamp_ms()).unwrap_or(0);
            write_signed(&mut self.streams.id_times, ms.wrapping_sub(time_s.wrapping_mul(1000)));
            self.streams.id_randoms.extend(entry_id.to_bytes().iter().skip(6));
        }
        if !is_expected {
            write_length(&mut self.streams.replaced, operation.replaced.len());
            for replaced in &operation.replaced {
                let actor = self.actor(replaced.actor, own);
                write_length(&mut self.streams.replaced, actor);
                write_unsigned(&mut self.streams.replaced, replaced.counter);
            }
        }
        match (value, split) {
            (ValueForm::Json(skeleton), Some((_, leaves))) => {
                let streams = self.skeleton_values.get_mut(skeleton).into_iter().flatten();
                for (stream, leaf) in streams.zip(leaves) {
                    stream.extend_from_slice(leaf.as_bytes());
                    stream.push(0);
                }
            }
            _ => {
                let stream = self.template_values.entry(number).or_default();
                stream.extend_from_slice(&operation.value);
                if operation.value_type == TYPE_TEXT {
                    stream.push(0);
                }
            }
        }
        expected.wrote(operation.object, &operation.key, id);
    }

    fn actor(&mut self, actor: ActorId, own: ActorId) -> usize {
        let (number, is_new) = self.actors.number(actor, own);
        if is_new {
            self.streams.actors.extend_from_slice(&actor.0);
        }
        number
    }

    fn template(&mut self, template: Template) -> usize {
        if let Some(number) = self.templates.get(&template) {
            return *number;
        }
        let out = &mut self.streams.definitions;
        let kind = match template.value {
            ValueForm::Plain(value_type) => usize::from(value_type),
            ValueForm::Json(skeleton) => skeleton.saturating_add(16),
        };
        let shape = u8::from(template.is_expected)
            | u8::from(template.name.is_some()) << 1
            | u8::from(template.object.is_some()) << 2;
        out.push(shape);
        write_length(out, kind);
        write_unsigned(out, template.action);
        if let Some((actor, counter)) = template.object {
            write_length(out, actor);
            write_unsigned(out, counter);
        }
        if let Some(name) = &template.name {
            write_length(&mut self.streams.names, name.len());
            self.streams.names.extend_from_slice(name.as_bytes());
        }
        let number = self.templates.len();
        if matches!(template.value, ValueForm::Plain(_)) {
            self.template_values.insert(number, Vec::new());
        }
        self.templates.insert(template, number);
        number
    }

    fn skeleton(&mut self, skeleton: &str, leaves: usize) -> usize {
        if let Some(number) = self.skeletons.get(skeleton) {
            return *number;
        }
        self.streams.skeletons.extend_from_slice(skeleton.as_bytes());
        self.streams.skeletons.push(0);
        self.skeleton_values.push(vec![Vec::new(); leaves]);
        let number = self.skeletons.len();
        self.skeletons.insert(skeleton.to_owned(), number);
        number
    }
}

fn free_operations(chunk: &Chunk<'_>) -> Option<Vec<FreeOp>> {
    let free = |id: crate::columns::LocalOpId| Some(OpId { counter: id.counter, actor: chunk.actor(id.actor)? });
    chunk
        .operations
        .iter()
        .map(|operation| {
            Some(FreeOp {
                object: match operation.object {
                    None => None,
                    Some(object) => Some(free(object)?),
                },
                key: operation.key.to_owned(),
                action: operation.action,
                value_type: operation.value_type,
                value: operation.value.to_vec(),
                replaced: operation.predecessors.iter().map(|id| free(*id)).collect::<Option<_>>()?,
            })
        })
        .collect()
}

/// Whether the reader can tell where the value ends.
fn has_known_value(operation: &FreeOp) -> bool {
    let mut reader = Reader::new(&operation.value);
    let is_read = match operation.value_type {
        0..=2 => true,
        3 => reader.unsigned().is_ok(),
        4 => reader.signed().is_ok(),
        5 => reader.array::<8>().is_ok(),
        TYPE_TEXT => return !operation.value.contains(&0) && std::str::from_utf8(&operation.value).is_ok(),
        _ => false,
    };
    is_read && reader.is_empty()
}
