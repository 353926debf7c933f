//! The admission gate. Automerge is not safe on hostile input even with valid checksums: crafted changes panic it, or
//! are taken and make the document unloadable, or use up the operation counters so that the next honest edit panics.
//! Every change that this process did not make passes here, on the phone as well as on the server. Policy is not asked:
//! an older phone's policy would refuse what the server accepted, and the two would differ for ever.

use crate::chunk::{ChangeMeta, Chunk, ChunkError};
use crate::document::DocumentError;
use crate::engine::Engine;
use crate::graph::Graph;
use crate::operation::is_genuine;
use crate::{Document, PART_ADMITTED_MAX, Size};
use onsite_domain::id::Hash;
use onsite_domain::{Rejected, RejectedCode};
use std::sync::Arc;

/// Bounds on one change, and on what one change may do to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateLimits {
    pub change_bytes_max: usize,
    pub change_operations_max: usize,
    /// How far a change's first operation may be past the document's last. An honest one is the next, counted over
    /// everything its author had; it is further only where the author had more than is known here.
    pub start_op_slack: u64,
    /// The part of the document with the change in it.
    pub part_max: Size,
}

impl Default for GateLimits {
    fn default() -> Self {
        Self {
            change_bytes_max: 1 << 20,
            change_operations_max: 10_000,
            start_op_slack: 100_000,
            part_max: Size::UNLIMITED,
        }
    }
}

impl GateLimits {
    /// The server's, which says for all where a part ends; a phone takes whatever the server took.
    pub fn of_server() -> Self {
        Self { part_max: PART_ADMITTED_MAX, ..Self::default() }
    }
}

/// What became of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// Now part of the document, in order.
    pub admitted: Vec<ChangeMeta>,
    /// Were part of it before.
    pub known: Vec<Hash>,
    /// The first change that was not let in; nothing after it was looked at.
    pub refused: Option<Refusal>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("change {index} of the run: {error}")]
pub struct Refusal {
    /// Its place in the run, from 0.
    pub index: usize,
    /// `None` where it could not be read.
    pub hash: Option<Hash>,
    pub error: GateError,
}

/// Why a change is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    #[error("more operations than allowed")]
    Operations,
    #[error("the document has no room for it")]
    Full,
    #[error("depends on {0}, which is not known here")]
    MissingDependency(Hash),
    #[error("depends on nothing, or pretends to be genesis or an upgrade")]
    NoDependency,
    #[error("its sequence number is not the actor's next")]
    Sequence,
    #[error("does not follow the actor's last change")]
    Fork,
    #[error("an operation counter is outside its bounds")]
    Counter,
    #[error("writes into something that is not a container of this document")]
    Container,
    #[error("stands in several parts of the document, or begins one too early")]
    Part,
    #[error("does something that documents do not do")]
    Action,
    #[error("the document engine did not take it or did not give it back unchanged: {0}")]
    Engine(String),
}

impl From<&GateError> for Rejected {
    fn from(error: &GateError) -> Self {
        let code = match error {
            GateError::Chunk(ChunkError::TooLarge) | GateError::Operations => RejectedCode::TooLarge,
            GateError::MissingDependency(_) => RejectedCode::NotFound,
            GateError::Full => RejectedCode::DocumentFull,
            GateError::Action => RejectedCode::Immutable,
            _ => RejectedCode::Structure,
        };
        Rejected::because(code, "", error.to_string())
    }
}

impl Document {
    /// Lets foreign changes in, in the order given. They are tried all at once; only when that fails is the run split,
    /// so that the good changes before the bad one are admitted and the bad one is named.
    pub fn admit(&mut self, run: &[&[u8]], limits: &GateLimits) -> Admission {
        let mut admission = Admission::default();
        let mut graph = self.graph.clone();
        let mut fit: Vec<(usize, Chunk<'_>, &[u8])> = Vec::with_capacity(run.len());
        for (index, bytes) in run.iter().enumerate() {
            let chunk = match Chunk::read(bytes, limits.change_bytes_max) {
                Ok(chunk) => chunk,
                Err(error) => {
                    admission.refused = Some(Refusal { index, hash: None, error: error.into() });
                    break;
                }
            };
            if graph.knows(&chunk.hash) {
                admission.known.push(chunk.hash);
                continue;
            }
            let begun = self.begun(&graph, &chunk);
            if let Err(error) = self.check(begun.as_ref().unwrap_or(&graph), &chunk, limits) {
                admission.refused = Some(Refusal { index, hash: Some(chunk.hash), error });
                break;
            }
            graph = begun.unwrap_or(graph);
            graph.add(&chunk);
            fit.push((index, chunk, bytes));
        }
        if fit.is_empty() {
            return admission;
        }
        match self.tried(&fit, graph) {
            Ok(document) => *self = document,
            Err(cause) => admission.refused = Some(self.admit_prefix(&mut fit, cause)),
        }
        admission.admitted = fit.iter().map(|(_, chunk, _)| chunk.meta()).collect();
        admission
    }

    fn check(&self, graph: &Graph, chunk: &Chunk<'_>, limits: &GateLimits) -> Result<(), GateError> {
        if chunk.operations.len() > limits.change_operations_max {
            return Err(GateError::Operations);
        }
        let genuine = is_genuine(self.kind, self.id, chunk.head.actor, chunk.hash);
        if genuine == Some(Err(())) {
            return Err(GateError::NoDependency);
        }
        // Only values under keys; containers are made by upgrades alone.
        let is_allowed = |action: u64| action == 1 || (action == 0 && genuine.is_some());
        if !chunk.operations.iter().all(|operation| is_allowed(operation.action) && operation.value_type <= 6) {
            return Err(GateError::Action);
        }
        let part = graph.check(chunk, limits.start_op_slack)?;
        let added = Size { changes: 1, operations: chunk.operations.len() };
        if graph.part_size(part).plus(added).fits_in(limits.part_max) { Ok(()) } else { Err(GateError::Full) }
    }

    /// A copy of the document with the changes in it, after each part that they are in was written out and loaded again to
    /// the same heads and could be read. The loaded ones are what comes back.
    fn tried(&self, fit: &[(usize, Chunk<'_>, &[u8])], graph: Graph) -> Result<Document, DocumentError> {
        let mut tried = Document { graph, ..self.clone() };
        for part in tried.graph.parts() {
            let is_in_part = |chunk: &Chunk<'_>| tried.graph.part_of(&chunk.hash) == Some(part);
            let changes: Vec<&[u8]> =
                fit.iter().filter(|(_, chunk, _)| is_in_part(chunk)).map(|(_, _, bytes)| *bytes).collect();
            if changes.is_empty() {
                continue;
            }
            let mut engine = match tried.engines.get(part.index()) {
                Some(engine) => Engine::clone(engine),
                None => Engine::of_part(self.kind, self.id, part)?,
            };
            engine.apply(&changes)?;
            let heads = tried.graph.part_heads(part);
            let same = |ok: bool| if ok { Ok(()) } else { Err(DocumentError::Engine("heads differ".to_owned())) };
            same(engine.heads() == heads)?;
            let engine = engine.reloaded()?;
            same(engine.heads() == heads)?;
            for container in tried.graph.containers(part).into_values() {
                engine.values(container, None)?;
            }
            match tried.engines.get_mut(part.index()) {
                Some(place) => *place = Arc::new(engine),
                None => tried.engines.push(Arc::new(engine)),
            }
        }
        Ok(tried)
    }

    /// Finds the longest good prefix by halving, admits it, cuts `fit` to it, and names the change after it.
    fn admit_prefix(&mut self, fit: &mut Vec<(usize, Chunk<'_>, &[u8])>, cause: DocumentError) -> Refusal {
        let (mut good, mut bad, mut cause) = (0, fit.len(), cause);
        let mut best = None;
        while bad.saturating_sub(good) > 1 {
            let middle = good.midpoint(bad);
            match self.tried_prefix(fit, middle) {
                Ok(document) => (good, best) = (middle, Some(document)),
                Err(error) => (bad, cause) = (middle, error),
            }
        }
        if let Some(document) = best {
            *self = document;
        }
        let refused = fit.get(good).map(|(index, chunk, _)| (*index, chunk.hash));
        fit.truncate(good);
        let (index, hash) = refused.unzip();
        Refusal { index: index.unwrap_or(0), hash, error: GateError::Engine(cause.to_string()) }
    }

    fn tried_prefix(&self, fit: &[(usize, Chunk<'_>, &[u8])], length: usize) -> Result<Document, DocumentError> {
        let prefix = fit.get(..length).unwrap_or(fit);
        let mut graph = self.graph.clone();
        for (_, chunk, _) in prefix {
            graph = self.begun(&graph, chunk).unwrap_or(graph);
            graph.add(chunk);
        }
        self.tried(prefix, graph)
    }
}

#[cfg(test)]
mod tests {
    //! Crafted changes: well-formed, rightly sealed, and doing what no honest program does.

    use super::*;
    use crate::ActorId;
    use crate::chunk::{ChunkHead, write_chunk};
    use crate::columns::{ColumnOp, LocalOpId, write_operations};
    use crate::genesis::schema_actor;
    use crate::part::Part;
    use onsite_domain::document::{DocumentKind, DocumentState, Write};
    use onsite_domain::{Id, Word};
    use proptest::prelude::*;
    use serde_json::json;

    static KIND: DocumentKind =
        DocumentKind { word: Word::Visit, schema: 1, fields: &["a", "b"], collections: &[("notes", 1)] };
    const ID: Id = Id::from_parts(1, 1);
    const KEYS: [&str; 4] = ["a", "b", "unknown", "00000000010000000000000001"];

    fn actor(n: u8) -> ActorId {
        ActorId([n; 16])
    }

    fn set(field: &str, value: u64) -> Write {
        Write::Set { field: field.to_owned(), value: value.into() }
    }

    /// Two honest authors with a conflict between them.
    fn history() -> Document {
        let mut desk = Document::create(&KIND, ID).unwrap();
        let mut phone = desk.clone();
        let note = Write::Add { collection: "notes".to_owned(), id: Id::from_parts(1, 1), entry: json!({}) };
        desk.write(actor(7), 0, &[set("a", 1), note]).unwrap();
        let change = phone.write(actor(8), 0, &[set("a", 2), set("b", 3)]).unwrap().unwrap();
        assert_eq!(desk.admit(&[&change.bytes], &GateLimits::default()).refused, None);
        desk
    }

    #[derive(Clone, Debug)]
    struct Crafted {
        author: u8,
        seq: u64,
        deps: Vec<prop::sample::Index>,
        start_op: u64,
        operations: Vec<CraftedOp>,
    }

    #[derive(Clone, Debug)]
    struct CraftedOp {
        object: Option<(usize, u64)>,
        key: usize,
        action: u64,
        value: (u8, Vec<u8>),
        replaced: Vec<(usize, u64)>,
    }

    fn crafted_op() -> impl Strategy<Value = CraftedOp> {
        let object =
            prop::option::weighted(0.95, prop_oneof![20 => (Just(0_usize), 4_u64..6), 1 => (0_usize..4, 1_u64..9)]);
        let action = prop_oneof![40 => Just(1_u64), 1 => 0_u64..9];
        let value = prop_oneof![
            20 => Just((3_u8, vec![5])),
            5 => Just((6_u8, b"text".to_vec())),
            5 => Just((0_u8, vec![])),
            1 => Just((6_u8, vec![0xff])),
            1 => Just((4_u8, vec![0x80])),
            1 => (0_u8..16, prop::collection::vec(any::<u8>(), 0..9)),
        ];
        // Operations 6 and 7 of the two authors exist; mostly those are named, under the right key or another.
        let replaced = prop_oneof![9 => (2_usize..4, 6_u64..8), 1 => (0_usize..4, 1_u64..12)];
        let replaced = prop_oneof![2 => Just(Vec::new()), 2 => prop::collection::vec(replaced, 1..4)];
        (object, 0_usize..4, action, value, replaced).prop_map(|(object, key, action, value, replaced)| CraftedOp {
            object,
            key,
            action,
            value,
            replaced,
        })
    }

    fn crafted() -> impl Strategy<Value = Crafted> {
        let author = prop_oneof![4 => Just(1_u8), 1 => Just(7_u8), 1 => Just(8_u8)];
        let deps = prop::collection::vec(any::<prop::sample::Index>(), 1..4);
        let operations = prop::collection::vec(crafted_op(), 1..5);
        (author, 1_u64..4, deps, 1_u64..20, operations).prop_map(|(author, seq, deps, start_op, operations)| Crafted {
            author,
            seq,
            deps,
            start_op,
            operations,
        })
    }

    /// The bytes; `is_fitting` puts right what the gate counts, so that the rest is tried more often.
    fn bytes_of(crafted: &Crafted, document: &Document, is_fitting: bool) -> Vec<u8> {
        let author = actor(crafted.author);
        let changes = document.changes();
        let last = changes.iter().rev().find(|change| change.actor == author);
        let mut deps: Vec<Hash> = crafted.deps.iter().map(|index| index.get(changes).hash).collect();
        let (mut seq, mut start_op) = (crafted.seq, crafted.start_op);
        if is_fitting {
            deps.extend(last.map(|last| last.hash));
            seq = last.map_or(1, |last| last.seq + 1);
            let after = changes.iter().filter(|change| deps.contains(&change.hash)).map(|change| change.max_op).max();
            start_op += after.unwrap();
        }
        deps.sort_unstable();
        deps.dedup();
        let everybody = [schema_actor(Part::FIRST, 1), actor(1), actor(7), actor(8)];
        let objects = crafted.operations.iter().flat_map(|operation| operation.object);
        let replaced = crafted.operations.iter().flat_map(|operation| operation.replaced.iter().copied());
        let mut named: Vec<_> = objects.chain(replaced).map(|(index, _)| index).collect();
        if !is_fitting {
            named.push(1);
        }
        named.sort_unstable();
        named.dedup();
        let mut other_actors: Vec<_> =
            named.into_iter().map(|index| everybody[index]).filter(|actor| *actor != author).collect();
        other_actors.sort_unstable();
        let local = |(index, counter): &(usize, u64)| LocalOpId {
            counter: *counter,
            actor: other_actors.iter().position(|other| *other == everybody[*index]).map_or(0, |index| index + 1),
        };
        let operations: Vec<ColumnOp<'_>> = crafted
            .operations
            .iter()
            .map(|operation| ColumnOp {
                object: operation.object.as_ref().map(local),
                key: KEYS[operation.key],
                action: operation.action,
                value_type: operation.value.0,
                value: &operation.value.1,
                predecessors: operation.replaced.iter().map(local).collect(),
            })
            .collect();
        let head = ChunkHead { deps, actor: author, seq, start_op, time_s: 0, other_actors: other_actors.clone() };
        write_chunk(&head, &write_operations(&operations))
    }

    fn state(document: &Document) -> DocumentState {
        document.state(&|_| None).unwrap()
    }

    /// After the gate: it loads from its changes and takes an honest edit, with the same result everywhere.
    fn goes_on(mut document: Document) {
        let stored: Vec<_> =
            document.changes().iter().map(|change| document.change_bytes(&change.hash).unwrap()).collect();
        let mut again = Document::from_changes(&KIND, ID, &stored).unwrap();
        assert_eq!(state(&again), state(&document));
        for document in [&mut document, &mut again] {
            document.write(actor(5), 0, &[set("a", 98), set("b", 99)]).unwrap().unwrap();
            assert!(state(document).fields["a"].others.is_empty());
        }
        assert_eq!(state(&again), state(&document));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn crafted_changes_are_refused_or_harmless(run in prop::collection::vec((crafted(), any::<bool>()), 1..4)) {
            let mut document = history();
            for (crafted, is_fitting) in &run {
                let bytes = bytes_of(crafted, &document, *is_fitting);
                document.admit(&[&bytes], &GateLimits::default());
            }
            goes_on(document);
        }

        #[test]
        fn a_crafted_change_in_a_run_costs_only_what_follows_it(crafted in crafted(), before in 0_usize..4) {
            let mut document = history();
            let mut author = document.clone();
            let mut run: Vec<Vec<u8>> =
                (0..4).map(|n| author.write(actor(6), 0, &[set("b", n)]).unwrap().unwrap().bytes).collect();
            run.insert(before, bytes_of(&crafted, &document, true));
            let slices: Vec<&[u8]> = run.iter().map(Vec::as_slice).collect();
            let admission = document.admit(&slices, &GateLimits::default());
            prop_assert!(admission.admitted.len() >= before);
            if let Some(refusal) = admission.refused {
                prop_assert_eq!(refusal.index, before);
                prop_assert_eq!(admission.admitted.len(), before);
            }
            goes_on(document);
        }
    }
}
