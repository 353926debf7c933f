//! Doubles: two files that turned out to be of one machine. A fact says which one goes on; nothing is rewritten or moved,
//! so both keep their history and the next fact can say otherwise.

use crate::{Author, Id, Rejected, RejectedCode, Subject, Word, entry, fact::StoredFact, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Codes that one fact takes along at most.
const CODES_MAX: usize = 200;

/// The body of a fact of kind `device_merged`. Subjects: the double, the device that goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeviceMergedFact {
    /// They are two machines after all.
    pub is_undone: bool,
    /// Codes of the double, which lead to the other from now on. They stand here because a projection reads its own
    /// subject only.
    pub codes: Vec<String>,
    /// What the double was found by: serial and inventory number, name.
    pub known_as: Vec<String>,
    pub reason: Option<String>,
    /// The merge that this undoes.
    pub replaces: Vec<Id>,
}

pub fn subjects(double: Id, into: Id) -> Vec<Subject> {
    vec![Subject::new(Word::Device, double), Subject::new(Word::Device, into)]
}

impl FactBody for DeviceMergedFact {
    const KIND: &'static str = "device_merged";

    fn check(&self) -> Result<(), Rejected> {
        limits::list_of_at_most("codes", self.codes.len(), CODES_MAX)?;
        limits::list_of_at_most("known_as", self.known_as.len(), CODES_MAX)?;
        // A manufacturer's code may hold control characters (GS1 separators).
        if self.codes.iter().any(|code| code.is_empty() || code.chars().count() > limits::LINE_CHARS_MAX) {
            return Err(Rejected::new(RejectedCode::OutOfRange, "codes"));
        }
        limits::lines("known_as", self.known_as.iter())?;
        entry::free("reason", self.reason.as_ref())?;
        limits::list("replaces", self.replaces.len())?;
        if self.is_undone && self.reason.as_deref().unwrap_or_default().trim().is_empty() {
            return Err(limits::missing("reason"));
        }
        Ok(())
    }
}

/// A double as the device that goes on shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MergedDevice {
    pub device: Id,
    /// The fact.
    pub merge: Id,
    pub at_ms: i64,
    pub by: Author,
    pub reason: Option<String>,
    pub known_as: Vec<String>,
}

/// What the facts about a device say about doubles: the last about each pair counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Merges {
    /// The device that goes on in this one's place.
    pub(crate) into: Option<Id>,
    /// Its doubles.
    pub(crate) merged: BTreeMap<Id, MergedDevice>,
}

/// Facts in the order of their time.
pub(crate) fn fold(subject: Subject, facts: &[&StoredFact]) -> Merges {
    let mut merges = Merges::default();
    for stored in facts.iter().filter(|stored| stored.fact.kind == DeviceMergedFact::KIND && !stored.is_in_review) {
        let (Some(body), [double, into, ..]) =
            (stored.fact.body::<DeviceMergedFact>(), stored.fact.subjects.as_slice())
        else {
            continue;
        };
        if *double == subject {
            let is_of_other = body.is_undone && merges.into != Some(into.id);
            if !is_of_other {
                merges.into = (!body.is_undone).then_some(into.id);
            }
        } else if *into == subject {
            merges.merged.remove(&double.id);
            if !body.is_undone {
                let merged = MergedDevice {
                    device: double.id,
                    merge: stored.fact.id,
                    at_ms: stored.effective_ms(),
                    by: stored.fact.author.clone(),
                    reason: body.reason,
                    known_as: body.known_as,
                };
                merges.merged.insert(double.id, merged);
            }
        }
    }
    merges
}
