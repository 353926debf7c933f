//! The life of a device as one list: filed, labelled, moved, visited, parts in and out, states, joined with its doubles.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    device_file::{for_devices, with_doubles},
    named::WithNames,
    reach::{self, Page, Paging, at, id},
};
use crate::{ServerError, ServerStore, audit::fields_that_differ};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use onsite_domain::{
    Author, Id, RejectedCode, Subject, Word, device::DeviceView, device_merge::DeviceMergedFact, entry::Listed,
    fact_kind::FactSeen, record::Record, record_kind, visit::VisitView,
};
use onsite_store::{derived, fact};
use rusqlite::named_params;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Visits and versions of a record that are looked at, the newest.
const VISITS_MAX: u32 = 200;
const VERSIONS_MAX: u32 = 200;

/// What happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum LifeKind {
    /// The office filed it.
    Filed,
    /// The office changed its record: `changed`, and for some fields what they were and became.
    Changed,
    CodeBound,
    CodeReleased,
    /// Delivered, installed, moved, stopped, retired, ...
    LifeCycle,
    Failure,
    MeterReading,
    Visit,
    PartFitted,
    PartRemoved,
    /// A component was written down.
    Component,
    /// The customer's verdict and the state that it was left in.
    Acceptance,
    /// It is a double of another, or another of it.
    Merged,
    MergeUndone,
}

impl LifeKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Changed => "changed",
            Self::CodeBound => "code_bound",
            Self::CodeReleased => "code_released",
            Self::LifeCycle => "life_cycle",
            Self::Failure => "failure",
            Self::MeterReading => "meter_reading",
            Self::Visit => "visit",
            Self::PartFitted => "part_fitted",
            Self::PartRemoved => "part_removed",
            Self::Component => "component",
            Self::Acceptance => "acceptance",
            Self::Merged => "merged",
            Self::MergeUndone => "merge_undone",
        }
    }
}

/// One event.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LifeEvent {
    kind: LifeKind,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// When the server had it, of what comes from a field device.
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    /// It, or one of its doubles.
    device: String,
    #[schema(value_type = Option<Object>)]
    by: Value,
    visit: Option<String>,
    work_order: Option<String>,
    /// What the kind has to say.
    #[schema(value_type = Object)]
    detail: Value,
    /// Of the fact, entry, visit or version that says so.
    source: String,
    #[serde(skip)]
    at_ms: i64,
    /// The document whose entry it is.
    #[serde(skip)]
    entry_of: Option<Subject>,
}

impl LifeEvent {
    /// Its place in the list: two of the same moment stand in the order of what says so.
    fn key(&self) -> (i64, &str, &'static str) {
        (self.at_ms, &self.source, self.kind.word())
    }
}

/// The life of a device and its doubles, newest first.
#[utoipa::path(get, path = "/v1/devices/{id}/history", tag = "devices", params(("id" = String, Path), Paging), responses(
    (status = OK, body = WithNames<Page<LifeEvent>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn history(
    State(state): State<HttpState>,
    Path(device): Path<String>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<WithNames<Page<LifeEvent>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let device = id(&device, "id")?;
            let view: DeviceView = reach::one(store, caller, Subject::new(Word::Device, device))?;
            let mut events = of_visits(store, caller, device, &view)?;
            of_file(store, device, &view, &mut events)?;
            for double in &view.merged {
                let file: Option<DeviceView> = derived::view_as(&store.db, Subject::new(Word::Device, double.device))?;
                of_file(store, double.device, &file.unwrap_or_default(), &mut events)?;
            }
            events.sort_by(|a, b| b.key().cmp(&a.key()));
            // A merge is about both files.
            events.dedup_by(|a, b| (&a.source, a.kind) == (&b.source, b.kind));
            let mut page = cut(events, &paging)?;
            tell_received(store, &mut page.items)?;
            WithNames::of(store, caller, page)
        })
        .await?;
    Ok(Json(page))
}

/// Of entries the feed knows when they were received; asked for what is on the page alone.
fn tell_received(store: &mut ServerStore, events: &mut [LifeEvent]) -> Result<(), ServerError> {
    let documents: BTreeSet<Subject> = events.iter().filter_map(|event| event.entry_of).collect();
    for subject in documents {
        let received = store.received_entries(subject)?;
        for event in events.iter_mut().filter(|event| event.entry_of == Some(subject)) {
            let id: Option<Id> = event.source.parse().ok();
            event.received = at(id.and_then(|id| received.get(&id)).copied());
        }
    }
    Ok(())
}

fn cut(mut events: Vec<LifeEvent>, paging: &Paging) -> Result<Page<LifeEvent>, ServerError> {
    let (after, limit) = (paging.after()?, paging.limit());
    if !after.is_empty() {
        let wrong = || ServerError::rejected(RejectedCode::WrongShape, "cursor");
        let mut parts = after.splitn(3, ' ');
        let at_ms: i64 = parts.next().and_then(|ms| ms.parse().ok()).ok_or_else(wrong)?;
        let (source, kind) = parts.next().zip(parts.next()).ok_or_else(wrong)?;
        events.retain(|event| event.key() < (at_ms, source, kind));
    }
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1));
    Ok(Page::of(events, limit, |event| format!("{} {} {}", event.at_ms, event.source, event.kind.word())))
}

/// Events of one file.
struct Telling<'a> {
    device: Id,
    events: &'a mut Vec<LifeEvent>,
}

impl Telling<'_> {
    fn tell(
        &mut self,
        kind: LifeKind,
        at_ms: i64,
        by: Option<&Author>,
        source: &Id,
        detail: Value,
    ) -> Option<&mut LifeEvent> {
        self.events.push(LifeEvent {
            kind,
            at: at(Some(at_ms)),
            received: None,
            at_ms,
            entry_of: None,
            device: self.device.to_string(),
            by: serde_json::to_value(by).unwrap_or_default(),
            visit: None,
            work_order: None,
            detail,
            source: source.to_string(),
        });
        self.events.last_mut()
    }

    fn tell_facts<T: Serialize>(&mut self, kind: LifeKind, facts: &[FactSeen<T>], detail: impl Fn(&T) -> Value) {
        for seen in facts.iter().filter(|seen| !seen.is_in_review) {
            self.tell_fact(kind, seen, detail(&seen.body));
        }
    }

    fn tell_fact<T>(&mut self, kind: LifeKind, seen: &FactSeen<T>, detail: Value) {
        if let Some(event) = self.tell(kind, seen.at_ms, Some(&seen.by), &seen.id, detail) {
            event.received = at(seen.received_ms);
        }
    }
}

fn of_file(store: &ServerStore, device: Id, view: &DeviceView, events: &mut Vec<LifeEvent>) -> Result<(), ServerError> {
    let mut telling = Telling { device, events };
    for seen in view.code_history.iter().filter(|seen| !seen.is_in_review) {
        let kind = if seen.body.is_released { LifeKind::CodeReleased } else { LifeKind::CodeBound };
        let detail = json!({ "code": seen.body.code, "reason": seen.body.reason });
        telling.tell_fact(kind, seen, detail);
    }
    telling.tell_facts(LifeKind::LifeCycle, &view.lifecycle, |event| {
        json!({ "event": event.event, "site": event.site, "note": event.note, "happened": at(event.happened_ms) })
    });
    telling.tell_facts(LifeKind::Failure, &view.failures, |failure| {
        json!({
            "down_from": at(Some(failure.down_from_ms)), "restored_at": at(failure.restored_at_ms),
            "fault_code": failure.fault_code, "is_partial": failure.is_partial, "note": failure.note,
        })
    });
    telling.tell_facts(LifeKind::MeterReading, &view.meter_readings, |reading| {
        json!({ "meter": reading.meter, "reading": reading.reading, "unit": reading.unit, "note": reading.note })
    });
    for listed in &view.components {
        let component = &listed.value;
        let detail = json!({
            "position": component.position, "part": component.part, "serial": component.serial,
            "is_removed": component.is_removed, "note": component.note,
        });
        let visit = component.visit.map(|visit| visit.to_string());
        let told = telling.tell(LifeKind::Component, listed.at_ms, listed.by.as_ref(), &listed.id, detail);
        if let Some(event) = told {
            event.visit.clone_from(&visit);
            event.entry_of = Some(Subject::new(Word::Device, device));
        }
    }
    for stored in fact::about(&store.db, Subject::new(Word::Device, device))? {
        let Some(seen) = FactSeen::<DeviceMergedFact>::from_stored(&stored).filter(|seen| !seen.is_in_review) else {
            continue;
        };
        let kind = if seen.body.is_undone { LifeKind::MergeUndone } else { LifeKind::Merged };
        let ids: Vec<Id> = stored.fact.subjects.iter().map(|subject| subject.id).collect();
        let detail = json!({ "devices": ids, "merged_into": ids.get(1), "reason": seen.body.reason });
        telling.tell_fact(kind, &seen, detail);
    }
    of_record(store, &mut telling)
}

/// Fields of a record of which it is told what they were and became.
const TOLD: &[&str] = &["life_cycle", "site", "customer", "serial", "warranty", "contract", "responsible_engineer"];

fn of_record(store: &ServerStore, telling: &mut Telling<'_>) -> Result<(), ServerError> {
    let mut statement = store.db.prepare_cached(
        "SELECT author, bytes FROM (
             SELECT epoch, version, author, bytes FROM record_version WHERE subject = :subject
             ORDER BY epoch DESC, version DESC LIMIT :limit)
         ORDER BY epoch, version",
    )?;
    let subject = Subject::new(Word::Device, telling.device).to_string();
    let rows = statement.query_map(named_params! {":subject": subject, ":limit": VERSIONS_MAX}, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    let mut before: Option<Record> = None;
    for row in rows {
        let (author, bytes) = row?;
        let record = Record::from_bytes(&bytes).map_err(|e| ServerError::broken(e.to_string()))?;
        let author: Option<Author> = serde_json::from_str(&author).ok();
        // The identity of a version: no two have both numbers.
        let number = u128::from(record.epoch).wrapping_shl(32) | u128::from(record.version);
        let source = Id::from_parts(u64::try_from(record.at_ms).unwrap_or_default(), number);
        match &before {
            None if record.version == 1 => {
                telling.tell(LifeKind::Filed, record.at_ms, author.as_ref(), &source, json!({}));
            }
            None => {}
            Some(before) => {
                telling.tell(LifeKind::Changed, record.at_ms, author.as_ref(), &source, changes(before, &record));
            }
        }
        before = Some(record);
    }
    Ok(())
}

/// What a version changed; a key that one of them leaves out because it is empty is none.
fn changes(before: &Record, after: &Record) -> Value {
    let whole = |record: &Record| record_kind::whole(record.word, record.body.clone());
    let (before, after) = (whole(before), whole(after));
    let found = fields_that_differ(Some(&before), &after);
    let keys: Vec<&str> = found.iter().map(|(key, ..)| *key).collect();
    let told = found.iter().filter(|(key, ..)| TOLD.contains(key));
    let told: serde_json::Map<String, Value> =
        told.map(|(key, was, became)| ((*key).to_owned(), json!({ "was": was, "became": became }))).collect();
    json!({ "changed": keys, "values": told })
}

fn of_visits(
    store: &ServerStore,
    caller: &Caller,
    device: Id,
    view: &DeviceView,
) -> Result<Vec<LifeEvent>, ServerError> {
    let devices = with_doubles(device, view);
    let visits: Vec<(Subject, VisitView)> = for_devices(store, caller, Word::Visit, &devices, ("1", VISITS_MAX))?;
    let mut events = Vec::new();
    for (subject, visit) in visits {
        let begins = events.len();
        let mut telling = Telling { device: visit.device.unwrap_or(device), events: &mut events };
        let detail = json!({ "status": visit.status, "lead": visit.lead, "has_ended": visit.has_ended });
        let at_ms = visit.since_ms.or(visit.window_start_ms);
        let at_ms = at_ms.unwrap_or_else(|| i64::try_from(subject.id.timestamp_ms()).unwrap_or(i64::MAX));
        telling.tell(LifeKind::Visit, at_ms, None, &subject.id, detail);
        for listed in visit.part_usages.iter().filter(|listed| listed.is_current) {
            of_usage(&mut telling, listed);
        }
        if let Some(seen) = &visit.acceptance {
            let detail = json!({ "verdict": seen.body.verdict, "acceptance": seen.body });
            telling.tell_fact(LifeKind::Acceptance, seen, detail);
        }
        for event in events.iter_mut().skip(begins) {
            event.visit = Some(subject.id.to_string());
            event.work_order = visit.work_order.map(|order| order.to_string());
            if matches!(event.kind, LifeKind::PartFitted | LifeKind::PartRemoved) {
                event.entry_of = Some(subject);
            }
        }
    }
    Ok(events)
}

fn of_usage(telling: &mut Telling<'_>, listed: &Listed<onsite_domain::part_usage::PartUsage>) {
    let usage = &listed.value;
    let fitted = json!({ "part": usage.part, "quantity": usage.quantity, "serial": usage.serial_in, "lot": usage.lot });
    telling.tell(LifeKind::PartFitted, listed.at_ms, listed.by.as_ref(), &listed.id, fitted);
    if usage.part_out.is_some() || usage.serial_out.is_some() {
        let removed = json!({
            "part": usage.part_out.unwrap_or(usage.part), "serial": usage.serial_out, "condition": usage.condition_out,
            "location_out": usage.location_out,
        });
        telling.tell(LifeKind::PartRemoved, listed.at_ms, listed.by.as_ref(), &listed.id, removed);
    }
}
