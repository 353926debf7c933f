//! Where the open work is: sites with their coordinates and the orders that are still to be done there.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    reach::{self, Over, at},
};
use crate::{
    ServerError,
    planning::{
        names::{Named, NamedSite, Names},
        unassigned,
    },
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use onsite_domain::{Id, Word, work_order::WorkOrderView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Sites in one answer, and orders named at one of them.
const SITES_MAX: usize = 2_000;
const ORDERS_MAX: u32 = 10_000;
const NAMED_MAX: usize = 20;

const STILL_TO_DO: &str =
    "view.status IN ('new', 'verified', 'offered', 'scheduled', 'accepted', 'under_way', 'paused', 'follow_up')
    AND view.site IS NOT NULL AND :still";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `unassigned`: only orders that lack a lead or a window.
    only: Option<String>,
}

/// An order that is still to be done.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OrderAtSite)]
struct OrderThere {
    id: String,
    number: Option<String>,
    title: Option<String>,
    status: String,
    priority: Option<String>,
    lead: Option<Named>,
    lacks_lead: bool,
    lacks_window: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    promised_resolution: Option<Timestamp>,
}

/// A site with work.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WorkSite {
    site: NamedSite,
    customer: Option<Named>,
    open: u32,
    unassigned: u32,
    /// The promised resolution has passed.
    overdue: u32,
    /// What is promised first, first; at most 20.
    orders: Vec<OrderThere>,
}

/// What is late first, then what nobody goes for.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WorkSites {
    items: Vec<WorkSite>,
    /// `false` where there are more than one answer holds.
    is_complete: bool,
}

#[derive(Default)]
struct Gathered {
    customer: Option<Id>,
    open: u32,
    unassigned: u32,
    overdue: u32,
    orders: Vec<(i64, OrderThere)>,
}

/// Sites of orders that are still to be done.
#[utoipa::path(get, path = "/v1/work-orders/sites", tag = "schedule", params(Filter), responses(
    (status = OK, body = WorkSites), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WorkSites>, Problem> {
    let is_unassigned = match filter.only.as_deref() {
        None | Some("") => false,
        Some("unassigned") => true,
        Some(_) => return Err(ServerError::rejected(onsite_domain::RejectedCode::UnknownPath, "only").into()),
    };
    let answer = state
        .read(desk, move |store, caller| {
            // Names of customers and sites stand in it.
            caller.reach(Word::Customer)?;
            let organisation = caller.reach(Word::WorkOrder)?;
            let now_ms = store.now_ms();
            let still = [(":still", STILL_TO_DO, Some(&1 as &dyn rusqlite::ToSql))];
            let orders: Vec<(_, WorkOrderView)> = reach::ordered(
                store,
                caller,
                Word::WorkOrder,
                Over::Index("view_order_board"),
                &still,
                "view.subject DESC",
                ORDERS_MAX.saturating_add(1),
            )?;
            let mut is_complete = orders.len() <= usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX);
            let mut names = Names::new(store, organisation);
            let mut sites: BTreeMap<Id, Gathered> = BTreeMap::new();
            for (subject, order) in orders {
                let Some(site) = order.site else { continue };
                let lacking = unassigned::Lacking::of(&order, now_ms);
                if is_unassigned && !lacking.is_any() {
                    continue;
                }
                let there = sites.entry(site).or_default();
                let is_overdue = order.promised_resolution_ms.is_some_and(|promised_ms| promised_ms < now_ms);
                there.customer = there.customer.or(order.customer);
                there.open = there.open.saturating_add(1);
                there.unassigned = there.unassigned.saturating_add(u32::from(lacking.lead));
                there.overdue = there.overdue.saturating_add(u32::from(is_overdue));
                let row = OrderThere {
                    id: subject.id.to_string(),
                    status: order.status.to_string(),
                    lead: names.of(Word::User, order.lead)?,
                    lacks_lead: lacking.lead,
                    lacks_window: lacking.window,
                    window_start: at(order.window_start_ms),
                    promised_resolution: at(order.promised_resolution_ms),
                    number: order.number.clone(),
                    title: order.title.clone(),
                    priority: order.priority.clone(),
                };
                there.orders.push((unassigned::promise_ms(&order), row));
            }
            let mut found: Vec<(Id, Gathered)> = sites.into_iter().collect();
            let rank = |(id, there): &(Id, Gathered)| {
                (there.overdue == 0, there.unassigned == 0, u32::MAX.saturating_sub(there.open), *id)
            };
            found.sort_by_key(rank);
            is_complete = is_complete && found.len() <= SITES_MAX;
            let mut items = Vec::new();
            for (id, mut there) in found.into_iter().take(SITES_MAX) {
                let Some(site) = names.site(Some(id))? else { continue };
                there.orders.sort_by_key(|(promise_ms, _)| *promise_ms);
                items.push(WorkSite {
                    site,
                    customer: names.of(Word::Customer, there.customer)?,
                    open: there.open,
                    unassigned: there.unassigned,
                    overdue: there.overdue,
                    orders: there.orders.into_iter().take(NAMED_MAX).map(|(_, order)| order).collect(),
                });
            }
            Ok(WorkSites { items, is_complete })
        })
        .await?;
    Ok(Json(answer))
}
