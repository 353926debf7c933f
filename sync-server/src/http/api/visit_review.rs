//! A visit to review: everything that came back on one page, in one answer, with what the reviewer would have to look up.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Desk},
    device_file::may_read,
    inspections,
    named::WithNames,
    reach::{self, Item, at, id},
    visit_parts::{PartsReview, parts},
    visit_steps::{StepReview, steps},
};
use crate::{
    ServerError, ServerStore,
    office::{AddedEntry, ChangedField, Checked},
};
use axum::extract::{Path, State};
use jiff::Timestamp;
use onsite_domain::{
    Author, Id, Subject, Word,
    attention::{AttentionKind, AttentionState},
    entry,
    fact_kind::FactSeen,
    field_definition, missing,
    order_kind::{Kind, OrderKind},
    reading::{self, Reading},
    signature::{SignatureFact, Signed},
    time_entry::TimeKind,
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_store::{blob, derived};
use rusqlite::named_params;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything that came back from a visit. What was merely written stands in the bodies of visit and order: findings,
/// charges, quotes, payments, expenses, notes, remarks, questions, presses.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct VisitReview {
    visit: Item,
    /// Missing where the caller may not read it.
    order: Option<Item>,
    steps: Vec<StepReview>,
    /// What the visit lacks by its steps and by the kind of work.
    #[schema(value_type = Vec<Object>)]
    missing: Value,
    changed: ChangedSince,
    photos: Vec<PhotoRow>,
    times: TimesReview,
    parts: PartsReview,
    signatures: Vec<SignatureReview>,
    /// Work about this visit that waits beside what counts.
    held: Vec<HeldRow>,
    attention: Vec<AttentionRow>,
    /// The score of a sample, for whoever inspects.
    inspection: Option<Item>,
    /// Orders that follow this one up.
    follow_ups: Vec<FollowUp>,
}

/// What others changed after the lead had accepted the job.
#[derive(Serialize, utoipa::ToSchema)]
struct ChangedSince {
    /// When the lead accepted; missing where nobody did.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    fields: Vec<FieldRow>,
    entries: Vec<EntryRow>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct FieldRow {
    /// `work_order` or `visit`.
    word: String,
    field: String,
    #[schema(value_type = Object)]
    was: Value,
    #[schema(value_type = Object)]
    became: Value,
    #[schema(value_type = Option<Object>)]
    by: Value,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// A planned part, a remark, an attachment, a step that was added.
#[derive(Serialize, utoipa::ToSchema)]
struct EntryRow {
    word: String,
    collection: String,
    entry: String,
    #[schema(value_type = Option<Object>)]
    by: Value,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct PhotoRow {
    entry: String,
    /// The blob.
    hash: String,
    thumbnail: Option<String>,
    /// Before markup.
    original: Option<String>,
    media_type: String,
    size_bytes: u64,
    /// It has arrived.
    is_here: bool,
    step: Option<String>,
    /// `before`, `during`, `after`.
    moment: Option<String>,
    caption: Option<String>,
    purpose: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    taken: Option<Timestamp>,
    #[schema(value_type = Option<Object>)]
    place: Value,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    #[schema(value_type = Option<Object>)]
    by: Value,
    /// A signature that counts covers it.
    is_signed: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TimesReview {
    entries: Vec<TimeRow>,
    /// Of what is current and has ended.
    totals: Vec<TimeTotal>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TimeRow {
    /// `travel`, `work`, `wait`, `break`.
    kind: String,
    user: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    end: Option<Timestamp>,
    /// From the presses; otherwise written by hand.
    is_pressed: bool,
    is_current: bool,
    reason: Option<String>,
    note: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TimeTotal {
    kind: String,
    user: Option<String>,
    minutes: i64,
}

/// Whether what was signed still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum SignatureState {
    Valid,
    /// Something was corrected beside it since.
    Amended,
    /// Somebody signed again.
    Superseded,
    /// A rule refused a part of what was signed, and nobody has decided yet.
    SignedDiffers,
    /// It is kept for review and does not count.
    InReview,
    /// Refused, or nobody was there.
    NotSigned,
}

#[derive(Serialize, utoipa::ToSchema)]
struct SignatureReview {
    id: String,
    /// `report`, `quote`, `step`, `handover`.
    over: String,
    outcome: String,
    reason: Option<String>,
    signer_name: String,
    signer_role: String,
    verdict: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    state: SignatureState,
    /// Corrections since, with their reasons: `at_ms`, `text`, `reason`.
    #[schema(value_type = Vec<Object>)]
    amendments: Value,
    /// How often it was decided since which of contradicting entries holds.
    decided_since: usize,
    /// Documents that changed beside the signed state: `word`, `changes`.
    #[schema(value_type = Vec<Object>)]
    changed_beside: Value,
    /// The sealed file, where it has arrived.
    report: Option<String>,
    /// The file proves itself; missing where it has not arrived, and for all but the last report.
    is_genuine: Option<bool>,
}

/// A unit of a field device that waits beside what counts.
#[derive(Serialize, utoipa::ToSchema)]
struct HeldRow {
    field_device: String,
    user: String,
    unit: i64,
    /// `no_longer_assigned`, `late`, `signed`, ...
    reason: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    changes: i64,
    facts: i64,
}

#[derive(Serialize, utoipa::ToSchema)]
struct AttentionRow {
    id: String,
    kind: String,
    key: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    #[schema(value_type = Object)]
    detail: Value,
}

#[derive(Serialize, utoipa::ToSchema)]
struct FollowUp {
    id: String,
    href: String,
    number: Option<String>,
    title: Option<String>,
    status: String,
}

/// A visit to review.
#[utoipa::path(get, path = "/v1/visits/{id}/review", tag = "visits", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<VisitReview>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let review = review(store, caller, id(&visit, "id")?)?;
            Answer::ok(&WithNames::of(store, caller, review)?)
        })
        .await?)
}

fn review(store: &mut ServerStore, caller: &Caller, visit: Id) -> Result<VisitReview, ServerError> {
    let subject = Subject::new(Word::Visit, visit);
    let mut item = Item::read(store, caller, "/v1/visits", subject)?;
    store.tell_received(subject, &mut item.body)?;
    let view = VisitView::deserialize(&item.body).unwrap_or_default();
    let order_subject = view.work_order.map(|order| Subject::new(Word::WorkOrder, order));
    let order = match order_subject {
        Some(order) if reach::may_read(store, caller, order)? => {
            Some(Item::read(store, caller, "/v1/work-orders", order)?)
        }
        _ => None,
    };
    let signed: Vec<&FactSeen<SignatureFact>> =
        view.signatures.iter().filter(|seen| !seen.is_in_review && seen.body.is_signed()).collect();
    Ok(VisitReview {
        steps: steps(store, caller, visit, &view)?,
        missing: missing_of(store, &view, order.as_ref().map(|order| &order.body))?,
        changed: changed(store, subject, order.as_ref().and(order_subject), &view)?,
        photos: photos(store, &view, &signed)?,
        times: times(&view),
        parts: parts(&view),
        signatures: signatures(store, subject, &view)?,
        held: held(store, subject)?,
        attention: attention(store, caller, subject)?,
        inspection: inspections::of_visit(store, caller, visit)?,
        follow_ups: follow_ups(store, caller, &view)?,
        order,
        visit: item,
    })
}

pub(super) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn missing_of(store: &ServerStore, view: &VisitView, order: Option<&Value>) -> Result<Value, ServerError> {
    let kind = order.and_then(|order| order.get("order_kind")?.as_str()?.parse().ok());
    let kind: Option<OrderKind> = match kind {
        Some(kind) => store.record_as(Word::OrderKind, kind)?,
        None => None,
    };
    let mut required = kind.map(|kind| kind.required_fields).unwrap_or_default();
    let of_kind = order.and_then(|order| order.get("kind")?.as_str()).map(Kind::from_text);
    let definitions = store.field_definitions()?;
    let own = field_definition::required(&definitions, Word::Visit, of_kind);
    required.extend(own.iter().map(Id::to_string).filter(|own| !required.contains(own)).collect::<Vec<_>>());
    let mut missing = missing::missing(view, order, &required);
    for one in &mut missing {
        // What the company calls a field of its own.
        let definition = one.field.as_deref().and_then(|field| definitions.get(&field.parse().ok()?));
        one.title = definition.map(|definition| definition.label.clone()).or_else(|| one.title.take());
    }
    Ok(json(&missing))
}

fn changed(
    store: &mut ServerStore,
    visit: Subject,
    order: Option<Subject>,
    view: &VisitView,
) -> Result<ChangedSince, ServerError> {
    let accepted_ms = view.reached_ms.get("accepted").copied();
    let mut changed = ChangedSince { since: at(accepted_ms), fields: Vec::new(), entries: Vec::new() };
    let Some(accepted_ms) = accepted_ms else { return Ok(changed) };
    for subject in [Some(visit), order].into_iter().flatten() {
        let (fields, entries) = store.changed_since(subject, accepted_ms)?;
        // What the engineers wrote at the visit is what is reviewed.
        let is_of_office = |by: &Option<Author>| !by.as_ref().is_some_and(Author::is_field);
        changed.fields.extend(fields.into_iter().filter(|field| is_of_office(&field.by)).map(field_row));
        changed.entries.extend(entries.into_iter().filter(|entry| is_of_office(&entry.by)).map(entry_row));
    }
    Ok(changed)
}

fn field_row(changed: ChangedField) -> FieldRow {
    FieldRow {
        word: changed.subject.word.to_string(),
        field: changed.field,
        was: changed.was,
        became: changed.became,
        by: json(&changed.by),
        at: at(Some(changed.at_ms)),
    }
}

fn entry_row(added: AddedEntry) -> EntryRow {
    EntryRow {
        word: added.subject.word.to_string(),
        collection: added.collection,
        entry: added.id.to_string(),
        by: json(&added.by),
        at: at(Some(added.at_ms)),
    }
}

fn photos(
    store: &ServerStore,
    view: &VisitView,
    signed: &[&FactSeen<SignatureFact>],
) -> Result<Vec<PhotoRow>, ServerError> {
    let mut rows = Vec::new();
    for listed in entry::current(&view.photos) {
        let photo = &listed.value;
        rows.push(PhotoRow {
            entry: listed.id.to_string(),
            hash: photo.hash.to_string(),
            thumbnail: photo.thumbnail.map(|hash| hash.to_string()),
            original: photo.original.map(|hash| hash.to_string()),
            media_type: photo.media_type.clone(),
            size_bytes: photo.size_bytes,
            is_here: blob::info(&store.blobs, photo.hash)?.is_some(),
            step: photo.step.map(|step| step.to_string()),
            moment: photo.moment.map(|moment| moment.to_string()),
            caption: photo.caption.clone(),
            purpose: photo.purpose.clone(),
            taken: at(photo.taken_ms.or(Some(listed.at_ms))),
            received: at(listed.received_ms),
            place: json(&photo.place),
            by: json(&listed.by),
            is_signed: signed.iter().any(|seen| seen.body.photos.contains(&photo.hash)),
        });
    }
    Ok(rows)
}

fn times(view: &VisitView) -> TimesReview {
    let mut entries: Vec<TimeRow> = Vec::new();
    let mut totals: BTreeMap<(&'static str, Option<Id>), i64> = BTreeMap::new();
    let mut add = |is_current: bool, kind: TimeKind, user: Option<Id>, start_ms: i64, end_ms: Option<i64>| {
        if let Some(end_ms) = end_ms.filter(|_| is_current) {
            let total = totals.entry((kind.as_str(), user)).or_default();
            *total = total.saturating_add(end_ms.saturating_sub(start_ms));
        }
    };
    for time in &view.times {
        add(time.is_current, time.kind, Some(time.user), time.start_ms, time.end_ms);
        entries.push(TimeRow {
            kind: time.kind.to_string(),
            user: Some(time.user.to_string()),
            start: at(Some(time.start_ms)),
            end: at(time.end_ms),
            is_pressed: true,
            is_current: time.is_current,
            reason: None,
            note: None,
        });
    }
    for listed in &view.time_entries {
        let time = &listed.value;
        let user = time.user.or_else(|| listed.by.as_ref().and_then(Author::user));
        add(listed.is_current, time.kind, user, time.start_ms, time.end_ms);
        entries.push(TimeRow {
            kind: time.kind.to_string(),
            user: user.map(|user| user.to_string()),
            start: at(Some(time.start_ms)),
            end: at(time.end_ms),
            is_pressed: false,
            is_current: listed.is_current,
            reason: time.reason.clone(),
            note: time.note.clone(),
        });
    }
    entries.sort_by_key(|entry| entry.start);
    let totals = totals.into_iter().map(|((kind, user), ms)| TimeTotal {
        kind: kind.to_owned(),
        user: user.map(|user| user.to_string()),
        minutes: ms.checked_div(60_000).unwrap_or_default(),
    });
    TimesReview { entries, totals: totals.collect() }
}

fn signatures(store: &ServerStore, visit: Subject, view: &VisitView) -> Result<Vec<SignatureReview>, ServerError> {
    let items = derived::attention_about(&store.db, visit)?;
    let differs = items.iter().any(|item| {
        item.kind == AttentionKind::SignedDiffers
            && matches!(item.state, AttentionState::Open | AttentionState::Claimed { .. })
    });
    let last_report =
        view.signatures.iter().rfind(|seen| seen.body.over == Signed::Report && !seen.is_in_review).map(|seen| seen.id);
    let mut reviews = Vec::new();
    for seen in &view.signatures {
        let standing = store.standing_of(seen.id)?.unwrap_or_default();
        let state = match () {
            () if seen.is_in_review => SignatureState::InReview,
            () if !seen.body.is_signed() => SignatureState::NotSigned,
            () if differs && seen.body.over == Signed::Report => SignatureState::SignedDiffers,
            () if standing.superseded_by.is_some() => SignatureState::Superseded,
            () if standing.is_amended() || !standing.changed_beside.is_empty() => SignatureState::Amended,
            () => SignatureState::Valid,
        };
        let sealed =
            view.sealed_reports.iter().rfind(|sealed| sealed.body.signature == seen.id && !sealed.is_in_review);
        let file = match sealed {
            Some(sealed) if Some(seen.id) == last_report => blob::get(&store.blobs, sealed.body.file)?,
            _ => None,
        };
        let is_here = match sealed {
            Some(sealed) => blob::info(&store.blobs, sealed.body.file)?.is_some(),
            None => false,
        };
        let is_genuine = file.map(|file| store.verify_report(&file)).transpose()?;
        reviews.push(SignatureReview {
            id: seen.id.to_string(),
            over: seen.body.over.to_string(),
            outcome: seen.body.outcome.to_string(),
            reason: seen.body.reason.clone(),
            signer_name: seen.body.signer_name.clone(),
            signer_role: seen.body.signer_role.clone(),
            verdict: seen.body.verdict.map(|verdict| verdict.to_string()),
            at: at(Some(seen.at_ms)),
            received: at(seen.received_ms),
            state,
            amendments: json(&standing.amendments),
            decided_since: standing.decided_since,
            changed_beside: json(&standing.changed_beside),
            report: is_here.then(|| format!("/v1/signatures/{}/report", seen.id)),
            is_genuine: is_genuine.map(|checked| matches!(checked, Checked::Genuine(..))),
        });
    }
    Ok(reviews)
}

fn held(store: &ServerStore, visit: Subject) -> Result<Vec<HeldRow>, ServerError> {
    let mut statement = store.db.prepare_cached(
        "SELECT field_device, user, unit, min(reason), min(at_ms), sum(length(changes) > 0), sum(fact <> '')
         FROM review_run WHERE subject = :subject AND decided = ''
         GROUP BY field_device, chain ORDER BY min(at_ms), unit LIMIT 200",
    )?;
    let rows = statement.query_map(named_params! {":subject": visit.to_string()}, |row| {
        Ok(HeldRow {
            field_device: row.get(0)?,
            user: row.get(1)?,
            unit: row.get(2)?,
            reason: row.get(3)?,
            at: at(row.get(4)?),
            changes: row.get(5)?,
            facts: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn attention(store: &mut ServerStore, caller: &Caller, visit: Subject) -> Result<Vec<AttentionRow>, ServerError> {
    if reading::attention(&caller.rights.roles, visit.word) == Reading::Nothing {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for mut item in derived::attention_about(&store.db, visit)? {
        if !matches!(item.state, AttentionState::Open | AttentionState::Claimed { .. }) {
            continue;
        }
        store.tell_received_in(&mut item)?;
        rows.push(AttentionRow {
            id: item.id.to_string(),
            kind: item.kind.as_str().to_owned(),
            key: item.key,
            since: at(Some(item.since_ms)),
            detail: item.detail,
        });
    }
    Ok(rows)
}

fn follow_ups(store: &ServerStore, caller: &Caller, view: &VisitView) -> Result<Vec<FollowUp>, ServerError> {
    // A follow-up is the same customer's.
    let (Some(order), Some(customer)) = (view.work_order, view.customer) else { return Ok(Vec::new()) };
    if !may_read(caller, Word::WorkOrder) {
        return Ok(Vec::new());
    }
    let (cause, customer) = (order.to_string(), customer.to_string());
    let orders: Vec<(Subject, WorkOrderView)> = derived::views(
        &store.db,
        "word = 'work_order' AND customer = :customer AND json_extract(body, '$.cause_order') = :cause
         ORDER BY +subject LIMIT 50",
        &[(":customer", &customer), (":cause", &cause)],
    )?;
    let mut follow_ups = Vec::new();
    for (subject, order) in orders {
        if reach::may_read(store, caller, subject)? {
            follow_ups.push(FollowUp {
                id: subject.id.to_string(),
                href: format!("/v1/work-orders/{}", subject.id),
                number: order.number,
                title: order.title,
                status: order.status.to_string(),
            });
        }
    }
    Ok(follow_ups)
}
