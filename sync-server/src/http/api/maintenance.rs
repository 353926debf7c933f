//! Maintenance that is due, and making orders of it.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Page, Paging, at, id},
    schedule::Span,
};
use crate::{
    ServerError, ServerStore,
    maintenance::{self, AskedDue, MadeOrder},
    planning::names::{Named, NamedDevice, Names},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{Id, RejectedCode, Subject, Word, maintenance_plan::Trigger};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One maintenance that is due.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DueRow {
    plan: Option<Named>,
    device: Option<NamedDevice>,
    /// Its name within plan and device.
    occurrence: String,
    trigger: Trigger,
    /// Reckoned from how fast the meter ran.
    is_predicted: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Timestamp>,
    /// Done from then on it is done in time.
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    /// The order that was made of it; missing while there is none.
    work_order: Option<String>,
    number: Option<String>,
    status: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `late`: only what should have been done.
    only: Option<String>,
}

impl Filter {
    fn is_late(&self) -> Result<bool, ServerError> {
        match self.only.as_deref() {
            None | Some("") => Ok(false),
            Some("late") => Ok(true),
            Some(_) => Err(ServerError::rejected(RejectedCode::UnknownPath, "only")),
        }
    }
}

/// A page of what is due within a time, the first due first.
fn page(
    store: &ServerStore,
    paging: &Paging,
    (from_ms, until_ms): (i64, i64),
    device: Option<Id>,
    is_late: bool,
) -> Result<Page<DueRow>, ServerError> {
    let after = paging.after_instant()?;
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX).saturating_add(1);
    let found = store.maintenance_between(&AskedDue { from_ms, until_ms, device, is_late, after, most })?;
    let page = Page::of(found, paging.limit(), |due| format!("{} {}", due.occurrence.due_ms, due.work_order));
    let mut names = Names::new(store, None);
    let mut items = Vec::with_capacity(page.items.len());
    for due in page.items {
        let order = maintenance::made_order(store, &due)?;
        items.push(DueRow {
            plan: names.of(Word::MaintenancePlan, Some(due.plan))?,
            device: names.device(Some(due.device))?,
            occurrence: due.occurrence.occurrence,
            trigger: due.occurrence.trigger,
            is_predicted: due.occurrence.is_predicted,
            due: at(Some(due.occurrence.due_ms)),
            window_start: at(Some(due.occurrence.window_from_ms)),
            window_end: at(Some(due.occurrence.window_to_ms)),
            work_order: order.as_ref().map(|_| due.work_order.to_string()),
            status: order.as_ref().map(|order| order.status.to_string()),
            number: order.and_then(|order| order.number),
        });
    }
    Ok(Page { items, next: page.next })
}

/// Terms stand in plans: whoever may not read them, such as a contractor, is not told.
fn check(caller: &Caller) -> Result<(), ServerError> {
    caller.reach(Word::MaintenancePlan).map(|_| ())
}

/// What is due of all devices.
#[utoipa::path(get, path = "/v1/maintenance-due", tag = "maintenance", params(Paging, Span, Filter), responses(
    (status = OK, body = Page<DueRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(span): Asked<Span>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<DueRow>>, Problem> {
    let found = state
        .read(desk, move |store, caller| {
            check(caller)?;
            let (from_ms, to_ms) = span.ms()?;
            page(store, &paging, (from_ms, to_ms.saturating_sub(1)), None, filter.is_late()?)
        })
        .await?;
    Ok(Json(found))
}

/// What is due of one device: a quarter back, a year ahead.
#[utoipa::path(get, path = "/v1/devices/{id}/maintenance-due", tag = "maintenance", params(("id" = String, Path), Paging), responses(
    (status = OK, body = Page<DueRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn of_device(
    State(state): State<HttpState>,
    Path(device): Path<String>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<DueRow>>, Problem> {
    let found = state
        .read(desk, move |store, caller| {
            check(caller)?;
            let device = id(&device, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Device, device))?;
            page(store, &paging, maintenance::span_of_device(store.now_ms()), Some(device), false)
        })
        .await?;
    Ok(Json(found))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// Only says which orders would be made.
    #[serde(default)]
    dry_run: bool,
}

/// An order of a maintenance.
#[derive(Serialize, utoipa::ToSchema)]
struct MadeRow {
    work_order: String,
    href: String,
    number: String,
    plan: String,
    device: String,
    occurrence: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Timestamp>,
    /// Why it could not be made: code and path.
    refused: Option<String>,
}

impl From<MadeOrder> for MadeRow {
    fn from(made: MadeOrder) -> Self {
        Self {
            work_order: made.due.work_order.to_string(),
            href: format!("/v1/work-orders/{}", made.due.work_order),
            number: made.number.to_string(),
            plan: made.due.plan.to_string(),
            device: made.due.device.to_string(),
            occurrence: made.due.occurrence.occurrence,
            due: at(Some(made.due.occurrence.due_ms)),
            refused: made.refused.map(|refused| refused.to_string()),
        }
    }
}

/// What a run did, or would do.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RunAnswer {
    orders: Vec<MadeRow>,
    /// `false` where more are due than one run makes.
    is_complete: bool,
    is_dry_run: bool,
}

/// Makes the orders that are due now; running it again changes nothing.
#[utoipa::path(post, path = "/v1/maintenance/run", tag = "maintenance", request_body = Run, responses(
    (status = OK, body = RunAnswer), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn run(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            let body: Run = input.body()?;
            let run = store.run_maintenance_as(&caller.author, body.dry_run)?;
            Answer::ok(&RunAnswer {
                orders: run.orders.into_iter().map(MadeRow::from).collect(),
                is_complete: run.is_complete,
                is_dry_run: body.dry_run,
            })
        })
        .await
}
