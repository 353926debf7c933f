//! What a timeline and a list of what is still to plan show.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    reach::{Page, Paging, at, ms},
};
use crate::{
    ServerError, ServerStore, brief,
    planning::{
        names::{Named, NamedDevice, NamedSite, Names},
        schedule::{self, ROWS_MAX, ScheduledVisit},
        unassigned,
    },
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use onsite_domain::{Id, RejectedCode, Subject, Word, work_order::WorkOrderView};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, btree_map::Entry};

const DAYS_MAX: i64 = 62;
pub(super) const DAY_MS: i64 = 86_400_000;

/// From when to when, at most 62 days.
#[derive(Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    #[param(value_type = String, format = DateTime, required = true)]
    from: Option<Timestamp>,
    /// Not included.
    #[param(value_type = String, format = DateTime, required = true)]
    to: Option<Timestamp>,
}

impl Span {
    /// Both ends in milliseconds.
    ///
    /// # Errors
    /// [`RejectedCode::OutOfRange`] where the end is not after the start, or more than 62 days after it.
    pub(super) fn ms(&self) -> Result<(i64, i64), ServerError> {
        let ends = [(self.from, "from"), (self.to, "to")];
        // Looked at here and not while reading the query: who asks is checked first.
        let missing = ends.iter().find(|(end, _)| end.is_none());
        if let Some((_, path)) = missing {
            return Err(ServerError::rejected(RejectedCode::Missing, path));
        }
        let (from_ms, to_ms) = (ms(self.from).unwrap_or_default(), ms(self.to).unwrap_or_default());
        let is_sound = from_ms < to_ms && to_ms.saturating_sub(from_ms) <= DAYS_MAX.saturating_mul(DAY_MS);
        if is_sound { Ok((from_ms, to_ms)) } else { Err(ServerError::rejected(RejectedCode::OutOfRange, "to")) }
    }
}

/// What a list beside a timeline shows of an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct OrderSeen {
    number: Option<String>,
    title: Option<String>,
    kind: Option<String>,
    mode: Option<String>,
    priority: Option<String>,
    status: String,
    is_open: bool,
    organisation: Option<Id>,
    promised_response_ms: Option<i64>,
    promised_resolution_ms: Option<i64>,
}

/// The order a visit belongs to.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub(super) struct ScheduledOrder {
    id: String,
    href: String,
    number: Option<String>,
    title: Option<String>,
    kind: Option<String>,
    mode: Option<String>,
    priority: Option<String>,
    status: String,
    is_open: bool,
    organisation: Option<Named>,
    #[schema(value_type = Option<String>, format = DateTime)]
    promised_response: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    promised_resolution: Option<Timestamp>,
}

/// One visit on the timeline.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ScheduleRow {
    visit: String,
    href: String,
    status: String,
    has_ended: bool,
    work_order: Option<ScheduledOrder>,
    lead: Option<Named>,
    helpers: Vec<Named>,
    expert: Option<Named>,
    /// Place in the lead's route of the day, where somebody gave it one.
    route_position: Option<i64>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    /// Agreed with the customer.
    #[schema(value_type = Option<String>, format = DateTime)]
    agreed_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    agreed_end: Option<Timestamp>,
    /// IANA zone of the site.
    zone: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    set_out: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    arrived: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    started: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended: Option<Timestamp>,
    customer: Option<Named>,
    site: Option<NamedSite>,
    device: Option<NamedDevice>,
}

/// Every visit of a time, by its start.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PlannedVisits)]
pub(super) struct Schedule {
    items: Vec<ScheduleRow>,
    /// `false` where there are more than one answer holds: ask for less time.
    is_complete: bool,
}

/// Orders that were looked at while one answer is made.
#[derive(Default)]
struct Orders(BTreeMap<Id, Option<OrderSeen>>);

impl Orders {
    fn get(&mut self, store: &ServerStore, order: Id) -> Result<Option<&OrderSeen>, ServerError> {
        let held = match self.0.entry(order) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => place.insert(brief::of(&store.db, Subject::new(Word::WorkOrder, order))?),
        };
        Ok(held.as_ref())
    }
}

/// Visits whose window or actual time falls into the time asked for, cancelled ones left out.
#[utoipa::path(get, path = "/v1/schedule", tag = "schedule", params(Span), responses(
    (status = OK, body = Schedule), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(span): Asked<Span>,
) -> Result<Json<Schedule>, Problem> {
    let answer = state
        .read(desk, move |store, caller| {
            caller.reach(Word::WorkOrder)?;
            let organisation = caller.reach(Word::Visit)?;
            let (from_ms, to_ms) = span.ms()?;
            let mut visits = schedule::between(store, from_ms, to_ms, ROWS_MAX)?;
            let is_complete = visits.len() <= ROWS_MAX;
            visits.truncate(ROWS_MAX);
            let now_ms = store.now_ms();
            visits.sort_by_cached_key(|visit| {
                let start_ms = visit.planned_ms().or(visit.actual_ms(now_ms)).map(|(start_ms, _)| start_ms);
                (start_ms, visit.visit)
            });
            let (mut names, mut orders) = (Names::new(store, organisation), Orders::default());
            let mut items = Vec::with_capacity(visits.len());
            for visit in visits {
                let order = match visit.work_order {
                    Some(id) => orders.get(store, id)?.cloned().map(|order| (id, order)),
                    None => None,
                };
                let of = order.as_ref().and_then(|(_, order)| order.organisation);
                if organisation.is_none() || of == organisation {
                    items.push(row(&mut names, visit, order)?);
                }
            }
            Ok(Schedule { items, is_complete })
        })
        .await?;
    Ok(Json(answer))
}

fn row(
    names: &mut Names<'_>,
    visit: ScheduledVisit,
    order: Option<(Id, OrderSeen)>,
) -> Result<ScheduleRow, ServerError> {
    let work_order = match order {
        Some((id, order)) => Some(ScheduledOrder {
            id: id.to_string(),
            href: format!("/v1/work-orders/{id}"),
            number: order.number,
            title: order.title,
            kind: order.kind,
            mode: order.mode,
            priority: order.priority,
            status: order.status,
            is_open: order.is_open,
            organisation: names.of(Word::Organisation, order.organisation)?,
            promised_response: at(order.promised_response_ms),
            promised_resolution: at(order.promised_resolution_ms),
        }),
        None => None,
    };
    Ok(ScheduleRow {
        visit: visit.visit.to_string(),
        href: format!("/v1/visits/{}", visit.visit),
        status: visit.status.to_string(),
        has_ended: visit.has_ended,
        work_order,
        lead: names.of(Word::User, visit.lead)?,
        helpers: names.people(&visit.helpers)?,
        expert: names.of(Word::User, visit.expert)?,
        route_position: visit.route_position,
        window_start: at(visit.window_start_ms),
        window_end: at(visit.window_end_ms),
        agreed_start: at(visit.agreed_start_ms),
        agreed_end: at(visit.agreed_end_ms),
        zone: visit.zone,
        set_out: at(visit.set_out_ms),
        arrived: at(visit.arrived_ms),
        started: at(visit.started_ms),
        ended: at(visit.ended_ms),
        customer: names.of(Word::Customer, visit.customer)?,
        site: names.site(visit.site)?,
        device: names.device(visit.device)?,
    })
}

/// An order that nobody has planned.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct UnassignedRow {
    id: String,
    href: String,
    number: Option<String>,
    title: Option<String>,
    kind: Option<String>,
    mode: Option<String>,
    priority: Option<String>,
    status: String,
    /// Nobody leads a visit of it, and nobody is asked.
    lacks_lead: bool,
    lacks_window: bool,
    lead: Option<Named>,
    organisation: Option<Named>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    promised_response: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    promised_resolution: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    zone: Option<String>,
    required_skills: Vec<String>,
    customer: Option<Named>,
    site: Option<NamedSite>,
    device: Option<NamedDevice>,
}

/// Open orders without a lead and without an open offer, and those without a window; the oldest promise first.
#[utoipa::path(get, path = "/v1/work-orders/unassigned", tag = "schedule", params(Paging), responses(
    (status = OK, body = Page<UnassignedRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn unassigned(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<UnassignedRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            // Names of customers and sites stand in it.
            caller.reach(Word::Customer)?;
            let organisation = caller.reach(Word::WorkOrder)?;
            let after = paging.after_instant()?;
            let found = unassigned::unassigned(store, organisation)?;
            let key = |subject: &Subject, order: &WorkOrderView| (unassigned::promise_ms(order), subject.id);
            let more = usize::try_from(paging.limit()).unwrap_or(usize::MAX).saturating_add(1);
            let rest = found
                .into_iter()
                .filter(|(subject, order, _)| after.is_none_or(|after| key(subject, order) > after))
                .take(more)
                .collect();
            let page = Page::of(rest, paging.limit(), |(subject, order, _)| {
                let (promise_ms, id) = key(subject, order);
                format!("{promise_ms} {id}")
            });
            let mut names = Names::new(store, organisation);
            let mut items = Vec::with_capacity(page.items.len());
            for (subject, order, lacking) in page.items {
                items.push(unassigned_row(&mut names, subject, order, lacking)?);
            }
            Ok(Page { items, next: page.next })
        })
        .await?;
    Ok(Json(page))
}

fn unassigned_row(
    names: &mut Names<'_>,
    subject: Subject,
    order: WorkOrderView,
    lacking: unassigned::Lacking,
) -> Result<UnassignedRow, ServerError> {
    Ok(UnassignedRow {
        id: subject.id.to_string(),
        href: format!("/v1/work-orders/{}", subject.id),
        status: order.status.to_string(),
        lacks_lead: lacking.lead,
        lacks_window: lacking.window,
        lead: names.of(Word::User, order.lead)?,
        organisation: names.of(Word::Organisation, order.organisation)?,
        received: at(order.received_ms),
        promised_response: at(order.promised_response_ms),
        promised_resolution: at(order.promised_resolution_ms),
        window_start: at(order.window_start_ms),
        window_end: at(order.window_end_ms),
        customer: names.of(Word::Customer, order.customer)?,
        site: names.site(order.site)?,
        device: names.device(order.device)?,
        number: order.number,
        title: order.title,
        kind: order.kind,
        mode: order.mode,
        priority: order.priority,
        zone: order.zone,
        required_skills: order.required_skills,
    })
}
