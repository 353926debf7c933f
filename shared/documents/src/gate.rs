//! The admission gate. Automerge is not safe on hostile input even with valid checksums: crafted changes panic it, or
//! are taken and make the document unloadable, or use up the operation counters so that the next honest edit panics.
//! Every change that this process did not make passes here, on the phone as well as on the server. Policy is not asked:
//! an older phone's policy would refuse what the server accepted, and the two would differ for ever.

use crate::chunk::{ChangeMeta, Chunk, ChunkError};
use crate::document::DocumentError;
use crate::graph::Graph;
use crate::operation::is_genuine;
use crate::{Document, state};
use onsite_domain::id::Hash;
use onsite_domain::{Rejected, RejectedCode};

/// Bounds on one change, and on what one change may do to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateLimits {
    pub change_bytes_max: usize,
    pub change_operations_max: usize,
    /// How far a change's first operation may be past the document's last. An honest one is the next, counted over
    /// everything its author had; it is further only where the author had more than is known here.
    pub start_op_slack: u64,
}

impl Default for GateLimits {
    fn default() -> Self {
        Self { change_bytes_max: 1 << 20, change_operations_max: 10_000, start_op_slack: 100_000 }
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
            if let Err(error) = self.check(&graph, &chunk, limits) {
                admission.refused = Some(Refusal { index, hash: Some(chunk.hash), error });
                break;
            }
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
        graph.check(chunk, limits.start_op_slack)
    }

    /// A copy of the document with the changes in it, after it was written out and loaded again to the same heads and
    /// could be read. The loaded one is what comes back.
    fn tried(&self, fit: &[(usize, Chunk<'_>, &[u8])], graph: Graph) -> Result<Document, DocumentError> {
        let mut engine = self.engine.clone();
        let changes: Vec<&[u8]> = fit.iter().map(|(_, _, bytes)| *bytes).collect();
        engine.apply(&changes)?;
        let heads = graph.heads();
        let same = |ok: bool| if ok { Ok(()) } else { Err(DocumentError::Engine("heads differ".to_owned())) };
        same(engine.heads() == heads)?;
        let engine = engine.reloaded()?;
        same(engine.heads() == heads)?;
        state::read(self.kind, self.id, &engine, &graph, None, &|_| None)?;
        Ok(Document { kind: self.kind, id: self.id, engine, graph })
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
        prefix.iter().for_each(|(_, chunk, _)| graph.add(chunk));
        self.tried(prefix, graph)
    }
}
