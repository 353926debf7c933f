//! What a visit still lacks before it can be finished, each with where to jump.

use crate::{
    Id, Text,
    choice::choices,
    entry::{Listed, current},
    step::StepKind,
    visit::VisitView,
    visit_step::VisitStep,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

choices! {
    MissingKind {
        /// A required step without an answer.
        Answer = "answer",
        /// Fewer photos than the step wants.
        Photo = "photo",
        /// A reading outside limits or a fault, without a note or a photo.
        NoteOrPhoto = "note_or_photo",
        /// A reading without the instrument it was made with.
        Instrument = "instrument",
        /// A field that this kind of work demands.
        Field = "field",
    }
}

/// One thing that is missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Missing {
    pub kind: MissingKind,
    /// Entry id of the visit's step.
    pub step: Option<Id>,
    /// Of the step, or of a field that the company defined for itself.
    pub title: Option<Text>,
    /// A register, or the id of a field definition.
    pub field: Option<String>,
}

/// Lists what is missing, steps in order of doing, then fields. `order` is the order's view; `required_fields` come from
/// the order's kind: registers of the order or the visit, or ids of field definitions.
pub fn missing(visit: &VisitView, order: Option<&Value>, required_fields: &[String]) -> Vec<Missing> {
    let mut found = Vec::new();
    for step in current(&visit.steps).filter(|step| is_to_be_done(visit, step)) {
        found.extend(missing_of_step(visit, step));
    }
    let visit_json = serde_json::to_value(visit).unwrap_or_default();
    let is_filled = |view: &Value, field: &str| {
        let value = view.get(field).or_else(|| view.get("ext")?.get(field)).unwrap_or(&Value::Null);
        !(value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()))
    };
    for field in required_fields {
        if !is_filled(&visit_json, field) && !order.is_some_and(|order| is_filled(order, field)) {
            found.push(Missing { kind: MissingKind::Field, field: Some(field.clone()), ..Default::default() });
        }
    }
    found
}

/// Whether the step's condition holds; a step without one is always to be done. Where the earlier step has several
/// current answers, one that fits is enough.
pub fn is_to_be_done(visit: &VisitView, step: &Listed<VisitStep>) -> bool {
    let Some(condition) = &step.value.step.condition else { return true };
    let Some(earlier) = current(&visit.steps).find(|earlier| earlier.value.step.id == condition.step) else {
        return true;
    };
    // A condition on a step that is itself not to be done does not hold; steps only look back, so this ends.
    let is_before = (earlier.value.position, earlier.id) < (step.value.position, step.id);
    if !is_before || !is_to_be_done(visit, earlier) {
        return false;
    }
    visit.answers_to(earlier.id).any(|answer| condition.holds(&earlier.value.step, answer.value.value.as_deref()))
}

fn missing_of_step(visit: &VisitView, listed: &Listed<VisitStep>) -> Option<Missing> {
    let step = &listed.value.step;
    let missing = |kind| Some(Missing { kind, step: Some(listed.id), title: Some(step.title.clone()), field: None });
    let given: Vec<_> = visit.answers_to(listed.id).filter(|answer| answer.value.is_given(step)).collect();
    if given.is_empty() {
        let kind = if step.kind == StepKind::Photo { MissingKind::Photo } else { MissingKind::Answer };
        return if step.is_required { missing(kind) } else { None };
    }
    let photos = |answer: &Listed<crate::answer::Answer>| {
        let beside = current(&visit.photos).filter(|photo| photo.value.step == Some(listed.id)).count();
        answer.value.photos.len().max(beside)
    };
    for answer in given {
        let has_note = answer.value.note.as_deref().is_some_and(|note| !note.trim().is_empty());
        if answer.value.is_fault(step) && !has_note && photos(answer) == 0 {
            return missing(MissingKind::NoteOrPhoto);
        }
        let photos_min = step.photos_min.filter(|_| !answer.value.is_not_applicable()).unwrap_or_default();
        if photos(answer) < usize::from(photos_min) {
            return missing(MissingKind::Photo);
        }
        let needs_instrument = step.measurement.as_ref().is_some_and(|m| m.is_instrument_required);
        if needs_instrument && answer.value.tool.is_none() && answer.value.reading(step).is_some() {
            return missing(MissingKind::Instrument);
        }
    }
    None
}
