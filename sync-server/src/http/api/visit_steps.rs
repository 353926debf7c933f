//! The steps of a visit to review, each with its answers and with what was read there before.

use super::{
    super::session::Caller,
    device_readings::{ReadingPoint, series},
    reach::at,
    visit_review::json,
};
use crate::{ServerError, ServerStore};
use jiff::Timestamp;
use onsite_domain::{
    Id, Subject, Text, Word,
    device::DeviceView,
    entry::{self, Decided, Listed},
    visit::VisitView,
    visit_step::VisitStep,
};
use onsite_store::derived;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Earlier readings shown beside a step.
const PAST_MAX: usize = 5;

/// A step with the answers to it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct StepReview {
    /// The visit's copy.
    entry: String,
    /// In the procedure, the same in every version and visit.
    step: String,
    position: u32,
    kind: String,
    #[schema(value_type = Object)]
    title: Text,
    is_required: bool,
    /// `unit`, `low`, `high`, `nominal`, ...
    #[schema(value_type = Option<Object>)]
    measurement: Value,
    #[schema(value_type = Vec<Object>)]
    choices: Value,
    /// Several people answered differently, and all of it stands.
    is_contradictory: bool,
    /// Newest first; the first that is current is the answer.
    answers: Vec<AnswerReview>,
    /// Readings of the same step on this device at earlier visits, newest first.
    past: Vec<ReadingPoint>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct AnswerReview {
    entry: String,
    value: Option<String>,
    note: Option<String>,
    /// Blobs.
    photos: Vec<String>,
    /// The instrument.
    tool: Option<String>,
    #[schema(value_type = Option<Object>)]
    by: Value,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    is_current: bool,
    /// Where answers contradicted one another and somebody decided: `holds` is the one that does.
    decided: Option<Decided>,
    is_outside: bool,
}

pub(super) fn steps(
    store: &ServerStore,
    caller: &Caller,
    visit: Id,
    view: &VisitView,
) -> Result<Vec<StepReview>, ServerError> {
    let device: Option<(Id, DeviceView)> = match view.device {
        Some(device) => derived::view_as(&store.db, Subject::new(Word::Device, device))?.map(|view| (device, view)),
        None => None,
    };
    let mut past: BTreeMap<String, Vec<ReadingPoint>> = BTreeMap::new();
    if let Some((device, device_view)) = &device {
        for series in series(store, caller, *device, device_view, None)? {
            let own = visit.to_string();
            let begun = view.reached_ms.values().min().copied();
            let mut points: Vec<ReadingPoint> = series.points;
            points.retain(|point| point.visit != own && point.is_before(begun));
            points.reverse();
            points.truncate(PAST_MAX);
            past.insert(series.step, points);
        }
    }
    Ok(entry::current(&view.steps).map(|step| step_of(step, view, &mut past)).collect())
}

fn step_of(listed: &Listed<VisitStep>, view: &VisitView, past: &mut BTreeMap<String, Vec<ReadingPoint>>) -> StepReview {
    let step = &listed.value.step;
    let of_step = view.answers.iter().filter(|answer| answer.value.step == listed.id);
    let mut answers: Vec<AnswerReview> = of_step
        .map(|answer| AnswerReview {
            entry: answer.id.to_string(),
            value: answer.value.value.clone(),
            note: answer.value.note.clone(),
            photos: answer.value.photos.iter().map(ToString::to_string).collect(),
            tool: answer.value.tool.map(|tool| tool.to_string()),
            by: json(&answer.by),
            at: at(Some(answer.at_ms)),
            received: at(answer.received_ms),
            is_current: answer.is_current,
            decided: answer.decided.clone(),
            is_outside: answer.value.is_outside_limits(step),
        })
        .collect();
    answers.sort_by_key(|answer| std::cmp::Reverse(answer.at));
    let mut standing = answers.iter().filter(|answer| answer.is_current).map(|answer| &answer.value);
    let first = standing.next();
    let template = step.id.to_string();
    StepReview {
        entry: listed.id.to_string(),
        position: listed.value.position,
        kind: step.kind.to_string(),
        title: step.title.clone(),
        is_required: step.is_required,
        measurement: json(&step.measurement),
        choices: json(&step.choices),
        is_contradictory: standing.any(|other| Some(other) != first),
        past: past.remove(&template).unwrap_or_default(),
        step: template,
        answers,
    }
}
