//! Readings of a device over time: the same step at every visit, and its meters.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    device_file::{for_devices, with_doubles},
    named::WithNames,
    reach::{self, at, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use onsite_domain::{
    Id, Subject, Text, Word,
    device::DeviceView,
    entry,
    step::{Step, StepKind},
    visit::VisitView,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Visits that are looked at, the newest.
const VISITS_MAX: u32 = 200;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only this step, by its id in the procedure.
    step: Option<String>,
}

/// What was read at one step, from visit to visit.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct StepSeries {
    /// The step's id in the procedure, the same in every version and visit.
    pub(super) step: String,
    #[schema(value_type = Object)]
    title: Text,
    /// UCUM; with the limits as they were at the newest visit.
    unit: String,
    low: Option<String>,
    high: Option<String>,
    nominal: Option<String>,
    /// Oldest first.
    pub(super) points: Vec<ReadingPoint>,
}

/// One reading.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ReadingPoint {
    /// The answer.
    entry: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// When the server had it; only where a device's readings are asked for.
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    /// Decimal text.
    value: String,
    /// Of the limits that it was taken under.
    is_outside: bool,
    pub(super) visit: String,
    #[schema(value_type = Option<Object>)]
    by: Value,
    /// The instrument.
    tool: Option<String>,
    note: Option<String>,
}

impl ReadingPoint {
    /// Before an instant, where one is given.
    pub(super) fn is_before(&self, ms: Option<i64>) -> bool {
        ms.is_none_or(|ms| self.at.is_some_and(|at| at.as_millisecond() < ms))
    }
}

/// Readings over time.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DeviceReadings {
    steps: Vec<StepSeries>,
    /// Meter readings, oldest first: `meter`, `reading`, `unit`, `at_ms`, `received_ms`, `by`, `is_reset`.
    #[schema(value_type = Vec<Object>)]
    meters: Value,
}

/// Past readings of a device, by step and by meter.
#[utoipa::path(get, path = "/v1/devices/{id}/readings", tag = "devices", params(("id" = String, Path), Filter), responses(
    (status = OK, body = WithNames<DeviceReadings>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn readings(
    State(state): State<HttpState>,
    Path(device): Path<String>,
    desk: Desk,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<DeviceReadings>>, Problem> {
    let readings = state
        .read(desk, move |store, caller| {
            let device = id(&device, "id")?;
            let view: DeviceView = reach::one(store, caller, Subject::new(Word::Device, device))?;
            let only = filter.step.as_deref().map(|step| id(step, "step")).transpose()?;
            let mut steps = series(store, caller, device, &view, only)?;
            tell_received(store, &mut steps)?;
            let meters = serde_json::to_value(&view.meter_readings).unwrap_or_default();
            WithNames::of(store, caller, DeviceReadings { steps, meters })
        })
        .await?;
    Ok(Json(readings))
}

/// Tells each point when the server had it.
fn tell_received(store: &mut ServerStore, steps: &mut [StepSeries]) -> Result<(), ServerError> {
    let mut by_visit: BTreeMap<String, Vec<&mut ReadingPoint>> = BTreeMap::new();
    for point in steps.iter_mut().flat_map(|series| &mut series.points) {
        by_visit.entry(point.visit.clone()).or_default().push(point);
    }
    for (visit, points) in by_visit {
        let Ok(visit) = visit.parse() else { continue };
        let received = store.received_entries(Subject::new(Word::Visit, visit))?;
        for point in points {
            point.received = at(point.entry.parse().ok().and_then(|entry: Id| received.get(&entry).copied()));
        }
    }
    Ok(())
}

/// What was measured at each step during the visits to a device that the caller may read.
pub(super) fn series(
    store: &ServerStore,
    caller: &Caller,
    device: Id,
    view: &DeviceView,
    only: Option<Id>,
) -> Result<Vec<StepSeries>, ServerError> {
    let devices = with_doubles(device, view);
    let visits: Vec<(Subject, VisitView)> = for_devices(store, caller, Word::Visit, &devices, ("1", VISITS_MAX))?;
    let mut found: BTreeMap<Id, StepSeries> = BTreeMap::new();
    // Newest first: the newest copy of a step says how it is called.
    for (subject, visit) in &visits {
        for step in entry::current(&visit.steps).filter(|step| step.value.step.kind == StepKind::Measurement) {
            let template = &step.value.step;
            if only.is_some_and(|only| only != template.id) {
                continue;
            }
            let series = found.entry(template.id).or_insert_with(|| named(template));
            series.points.extend(visit.answers_to(step.id).filter_map(|answer| {
                Some(ReadingPoint {
                    entry: answer.id.to_string(),
                    received: None,
                    at: at(Some(answer.at_ms)),
                    value: answer.value.value.clone()?,
                    is_outside: answer.value.is_outside_limits(template),
                    visit: subject.id.to_string(),
                    by: serde_json::to_value(&answer.by).unwrap_or_default(),
                    tool: answer.value.tool.map(|tool| tool.to_string()),
                    note: answer.value.note.clone(),
                })
            }));
        }
    }
    let mut series: Vec<StepSeries> = found.into_values().filter(|series| !series.points.is_empty()).collect();
    series.iter_mut().for_each(|series| series.points.sort_by_key(|point| point.at));
    Ok(series)
}

fn named(step: &Step) -> StepSeries {
    let measurement = step.measurement.clone().unwrap_or_default();
    StepSeries {
        step: step.id.to_string(),
        title: step.title.clone(),
        unit: measurement.unit,
        low: measurement.low,
        high: measurement.high,
        nominal: measurement.nominal,
        points: Vec::new(),
    }
}
