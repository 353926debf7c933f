//! A visit's (or a draft's) copy of a step, with its place in the order of doing.

use crate::{Id, Rejected, entry::EntryBody, id::Hash, step::Step};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct VisitStep {
    /// As in the procedure's version, limits included: what the engineer worked to stays with the visit.
    pub step: Step,
    /// Order of doing; gaps are fine.
    pub position: u32,
    pub replaces: Vec<Id>,
}

/// The id of a visit's copy of a step. The same for everybody who copies the procedure into the visit, so that two
/// engineers starting it offline do not get every step twice.
pub fn id_in_visit(visit: Id, procedure: Id, version: u32, step: Id) -> Id {
    let parts: [&[u8]; 4] = [&visit.to_bytes(), &procedure.to_bytes(), &version.to_be_bytes(), &step.to_bytes()];
    Hash::of_parts("onsite/step/v1", &parts).id()
}

impl EntryBody for VisitStep {
    const COLLECTION: &'static str = "steps";

    /// A condition is left to the procedure's own check: one entry does not know the others.
    fn check(&self) -> Result<(), Rejected> {
        Step { condition: None, ..self.step.clone() }.check("step", &BTreeMap::new())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
