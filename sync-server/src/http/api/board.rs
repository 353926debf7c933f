//! The board: open orders by their state, what is late first, with who owns each state and how long it may take.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    counts::COUNT_MAX,
    reach::{self, Filter as Narrowed, Over, given},
    work_orders::{OrderSeen, WorkOrderRow, row},
};
use crate::{ServerError, ServerStore};
use axum::{Json, extract::State};
use jiff::Timestamp;
use onsite_domain::{
    Subject, Word,
    calendar::{BusinessTime, Calendar},
    order_kind::{OrderKind, Stage},
    settings::Settings,
    user::Role,
    work_order_status::WorkOrderStatus,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};

/// The states of an order that somebody still has to do something in, as they follow each other.
const COLUMNS: &[WorkOrderStatus] = &[
    WorkOrderStatus::New,
    WorkOrderStatus::Verified,
    WorkOrderStatus::Offered,
    WorkOrderStatus::Scheduled,
    WorkOrderStatus::Accepted,
    WorkOrderStatus::UnderWay,
    WorkOrderStatus::Paused,
    WorkOrderStatus::FollowUp,
    WorkOrderStatus::Done,
    WorkOrderStatus::Reviewed,
];
/// Cards of a column; the list has the rest.
const CARDS: u32 = 50;
const BY_PROMISE: &str = "json_extract(view.body, '$.promised_resolution_ms') IS NULL,
    json_extract(view.body, '$.promised_resolution_ms'), view.subject";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    kind: Option<String>,
    customer: Option<String>,
    organisation: Option<String>,
}

/// An order on the board.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct BoardCard {
    #[serde(flatten)]
    order: WorkOrderRow,
    /// Whose turn it is, and until when in business time, where the kind of the order says so.
    owner: Option<Role>,
    #[schema(value_type = Option<String>, format = DateTime)]
    stage_ends: Option<Timestamp>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct BoardColumn {
    status: WorkOrderStatus,
    /// Orders in it, at most 1000.
    count: u32,
    /// The first fifty: those whose promise ends first.
    cards: Vec<BoardCard>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Board {
    columns: Vec<BoardColumn>,
}

/// Open orders by state.
#[utoipa::path(get, path = "/v1/work-orders/board", tag = "work orders", params(Filter), responses(
    (status = OK, body = Board), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn board(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Board>, Problem> {
    let board = state
        .read(desk, move |store, caller| {
            let kinds = kinds(store)?;
            let settings = store.settings()?;
            let calendar = business(store, &settings)?;
            let time = calendar.business_time()?;
            let mut columns = Vec::with_capacity(COLUMNS.len());
            for status in COLUMNS {
                columns.push(column(store, caller, *status, &filter, &kinds, &time)?);
            }
            Ok(Board { columns })
        })
        .await?;
    Ok(Json(board))
}

fn kinds(store: &ServerStore) -> Result<Vec<OrderKind>, ServerError> {
    let kinds: Vec<(Subject, OrderKind)> = derived::views(&store.db, "word = 'order_kind'", &[])?;
    Ok(kinds.into_iter().map(|(_, kind)| kind).collect())
}

/// The company's own hours, by which states are timed; around the clock where it has none.
fn business(store: &ServerStore, settings: &Settings) -> Result<Calendar, ServerError> {
    let calendar = match settings.calendar {
        Some(calendar) => derived::view_as(&store.db, Subject::new(Word::Calendar, calendar))?,
        None => None,
    };
    let zone = Some(settings.zone.as_str()).filter(|zone| !zone.is_empty()).unwrap_or("UTC");
    Ok(calendar.unwrap_or_else(|| Calendar::around_the_clock(zone)))
}

fn column(
    store: &ServerStore,
    caller: &Caller,
    status: WorkOrderStatus,
    filter: &Filter,
    kinds: &[OrderKind],
    time: &BusinessTime<'_>,
) -> Result<BoardColumn, ServerError> {
    let named = status.to_string();
    let filters: [Narrowed<'_>; 4] = [
        (":status", "view.status = :status", Some(&named)),
        (":kind", "json_extract(view.body, '$.kind') = :kind", given(&filter.kind)),
        (":customer", "view.customer = :customer", given(&filter.customer)),
        (":organisation_of", "view.organisation = :organisation_of", given(&filter.organisation)),
    ];
    // In the order of the board; of one customer the few orders are sorted.
    let over = if filter.customer.is_some() { Over::Best } else { Over::Ordered("view_order_board") };
    let count = reach::count(store, caller, Word::WorkOrder, over, "1", &filters, COUNT_MAX)?.unwrap_or_default();
    let found = reach::ordered(store, caller, Word::WorkOrder, over, &filters, BY_PROMISE, CARDS)?;
    let mut cards: Vec<BoardCard> = found.into_iter().map(|found| card(found, kinds, time)).collect();
    cards.sort_by_key(BoardCard::due);
    Ok(BoardColumn { status, count, cards })
}

fn card(found: (Subject, OrderSeen), kinds: &[OrderKind], time: &BusinessTime<'_>) -> BoardCard {
    let order = row(found);
    let stage = stage_of(&order, kinds);
    let minutes = stage.and_then(|stage| stage.limit_minutes);
    let ends_ms = minutes.zip(order.since).and_then(|(minutes, since)| {
        time.add_business_ms(since.as_millisecond(), i64::from(minutes).saturating_mul(60_000))
    });
    BoardCard { owner: stage.map(|stage| stage.owner), stage_ends: reach::at(ends_ms), order }
}

fn stage_of<'a>(order: &WorkOrderRow, kinds: &'a [OrderKind]) -> Option<&'a Stage> {
    let is_of = |kind: &&OrderKind| {
        order.kind.as_deref() == Some(kind.kind.as_str()) && order.mode.as_deref() == Some(kind.mode.as_str())
    };
    kinds.iter().find(is_of)?.stage(&order.status)
}

impl BoardCard {
    /// What must happen first; orders without any promise come last, the oldest of them first.
    fn due(&self) -> (bool, Option<Timestamp>, String) {
        let due = self.stage_ends.into_iter().chain(self.order.promised_resolution).min();
        (due.is_none(), due, self.order.id.clone())
    }
}
