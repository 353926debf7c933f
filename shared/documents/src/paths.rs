//! What a change does, by the names of a document's containers: for policy, which asks before anything is let in. What it
//! names as seen in other parts is no operation to policy.

use crate::chunk::{Chunk, ChunkError};
use crate::genesis::{made_alike, schema_of_actor};
use crate::graph::{Graph, OpId};
use crate::operation::{Action, Container, Operation, Refused, check_operations, is_genuine};
use crate::part::{Part, SEEN};
use onsite_domain::document::DocumentKind;
use onsite_domain::{Id, Rejected, RejectedCode};

/// The containers of a document. Genesis and upgrades alone make them, so they are known without its history.
pub struct Paths {
    kind: &'static DocumentKind,
    id: Id,
    /// Of the first part.
    graph: Graph,
}

impl Paths {
    pub fn of(kind: &'static DocumentKind, id: Id) -> Self {
        Self { kind, id, graph: containers_of(kind, id, Part::FIRST) }
    }

    /// The operations of a change of this document, admitted or not.
    pub fn operations(&self, bytes: &[u8]) -> Result<Vec<Operation>, ChunkError> {
        let chunk = Chunk::read(bytes, usize::MAX)?;
        Ok(self.operations_of(&chunk))
    }

    /// [`check_operations`] on one change, after which its operations come back for the policy of the kind. Genesis and
    /// upgrades have none to look at. `author_schema`: the schema of this kind that the author's program knows.
    pub fn check_change(&self, bytes: &[u8], author_schema: u32) -> Result<Vec<Operation>, Refused> {
        let structure = |detail: String| Refused::Rejected(Rejected::because(RejectedCode::Structure, "", detail));
        let chunk = Chunk::read(bytes, usize::MAX).map_err(|error| structure(error.to_string()))?;
        match is_genuine(self.kind, self.id, chunk.head.actor, chunk.hash) {
            Some(Ok(true)) => Ok(Vec::new()),
            Some(Ok(false)) => Err(Refused::SchemaNewer { path: "schema".to_owned() }),
            Some(Err(())) => Err(structure("not the genesis or upgrade of this document".to_owned())),
            None => {
                let operations = self.operations_of(&chunk);
                check_operations(self.kind, &operations, author_schema)?;
                Ok(operations)
            }
        }
    }

    fn operations_of(&self, chunk: &Chunk<'_>) -> Vec<Operation> {
        let objects = chunk.operations.iter().filter_map(|operation| chunk.actor(operation.object?.actor));
        let part = objects.filter_map(schema_of_actor).map(|(part, _)| part).max().filter(|part| *part > Part::FIRST);
        let of_part = part.map(|part| containers_of(self.kind, self.id, part));
        let graph = of_part.as_ref().unwrap_or(&self.graph);
        let operation = |operation: &crate::columns::ColumnOp<'_>| Operation {
            container: match operation.object {
                None => Container::Root,
                Some(object) => chunk
                    .actor(object.actor)
                    .and_then(|actor| graph.container_name(OpId { counter: object.counter, actor }))
                    .map_or(Container::Unknown, |name| Container::Named(name.to_owned())),
            },
            key: operation.key.to_owned(),
            action: Action::of(operation),
            replaces: operation.predecessors.len(),
        };
        chunk.operations.iter().filter(|operation| operation.key != SEEN).map(operation).collect()
    }
}

fn containers_of(kind: &'static DocumentKind, id: Id, part: Part) -> Graph {
    let mut graph = Graph::default();
    for change in made_alike(kind, id, part) {
        if let Ok(chunk) = Chunk::read(&change.bytes, usize::MAX) {
            graph.add_containers(&chunk);
        }
    }
    graph
}
