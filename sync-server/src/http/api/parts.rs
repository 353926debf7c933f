//! Parts at the desk: where each lies, what one serial number went through, and what runs low.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    movements::{self, MovementRow, Trail},
    named::WithNames,
    reach::{self, Item, Page, Paging, at, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{Id, Quantity, Subject, Word, device::DeviceView, entry, reading, visit::VisitView};
use onsite_store::{derived, search};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// A part with what lies where.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PartItem {
    #[serde(flatten)]
    #[schema(value_type = Item<onsite_domain::part::Part>)]
    item: Item,
    /// Missing for whoever may not read stock.
    balances: Option<Vec<PartBalance>>,
}

/// So much of it at one place.
#[derive(Serialize, utoipa::ToSchema)]
struct PartBalance {
    location: String,
    condition: String,
    serial: String,
    lot: String,
    /// In thousandths of the part's base unit.
    quantity: i64,
}

const BASE: &str = "/v1/parts";

fn balances(store: &ServerStore, part: Id) -> Result<Vec<PartBalance>, ServerError> {
    let balances = store.balances_of_part(part)?.into_iter().map(|balance| PartBalance {
        location: balance.location.to_string(),
        condition: balance.condition,
        serial: balance.serial,
        lot: balance.lot,
        quantity: balance.quantity.0,
    });
    Ok(balances.collect())
}

/// One part of the catalogue with its balances over all locations.
#[utoipa::path(get, path = "/v1/parts/{id}", tag = "stock", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<PartItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(part): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::Part, id(&part, "id")?);
            let item = Item::read(store, caller, BASE, subject)?;
            let is_stock_read =
                reading::reading(&caller.rights.roles, Word::StockLocation) == reading::Reading::Everything;
            let balances = if is_stock_read { Some(balances(store, subject.id)?) } else { None };
            Answer::ok(&WithNames::of(store, caller, PartItem { item, balances })?)
        })
        .await?)
}

/// Everything about one piece.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SerialHistory {
    part: String,
    serial: String,
    /// Where the books say it is; nowhere where it was never moved.
    lies_at: Vec<PartBalance>,
    fitted_in: Vec<FittedIn>,
    /// Visits that fitted it or took it out, newest first.
    usages: Vec<SerialUsage>,
    /// Newest first.
    movements: Page<MovementRow>,
}

/// A machine that has it among its components now.
#[derive(Serialize, utoipa::ToSchema)]
struct FittedIn {
    device: String,
    position: String,
    component: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct SerialUsage {
    visit: String,
    work_order: Option<String>,
    device: Option<String>,
    /// It was fitted; otherwise it was taken out.
    is_fitted: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// Corrected or withdrawn otherwise.
    is_current: bool,
}

/// Machines looked at for a serial number.
const DEVICES_MAX: u32 = 50;

/// The history of one serial number: every movement and usage, where it lies, and the device it is fitted in.
#[utoipa::path(get, path = "/v1/parts/{id}/serials/{serial}", tag = "stock",
    params(("id" = String, Path), ("serial" = String, Path), Paging), responses(
    (status = OK, body = WithNames<SerialHistory>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn serial(
    State(state): State<HttpState>,
    Path((part, serial)): Path<(String, String)>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            caller.reach(Word::StockLocation)?;
            let part = id(&part, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Part, part))?;
            let history = history(store, caller, part, &serial, &paging)?;
            Answer::ok(&WithNames::of(store, caller, history)?)
        })
        .await?)
}

fn history(
    store: &ServerStore,
    caller: &Caller,
    part: Id,
    serial: &str,
    paging: &Paging,
) -> Result<SerialHistory, ServerError> {
    let text = part.to_string();
    let page = movements::page(store, paging, &Trail::of_serial(&text, serial))?;
    let mut devices: BTreeSet<Subject> =
        search::find(&store.db, serial, Some(Word::Device), DEVICES_MAX)?.into_iter().map(|hit| hit.subject).collect();
    let mut usages = Vec::new();
    let visits: BTreeSet<&String> = page.items.iter().filter_map(|row| row.visit.as_ref()).collect();
    for visit in visits {
        let subject = Subject::new(Word::Visit, id(visit, "visit")?);
        let Some(view) = derived::view_as::<VisitView>(&store.db, subject)? else { continue };
        devices.extend(view.device.map(|device| Subject::new(Word::Device, device)));
        usages.extend(usages_in(subject.id, &view, part, serial));
    }
    usages.sort_by_key(|usage: &SerialUsage| std::cmp::Reverse(usage.at));
    let named = page.items.iter().filter_map(|row| row.device.as_ref()?.parse().ok());
    devices.extend(named.map(|device| Subject::new(Word::Device, device)));
    let mut fitted_in = Vec::new();
    for subject in devices {
        if reach::may_read(store, caller, subject)?
            && let Some(view) = derived::view_as::<DeviceView>(&store.db, subject)?
        {
            fitted_in.extend(fitted(subject.id, &view, part, serial));
        }
    }
    let lies_at = balances(store, part)?.into_iter().filter(|balance| balance.serial == serial).collect();
    Ok(SerialHistory { part: text, serial: serial.to_owned(), lies_at, fitted_in, usages, movements: page })
}

fn usages_in(visit: Id, view: &VisitView, part: Id, serial: &str) -> Vec<SerialUsage> {
    let usage = |listed: &entry::Listed<onsite_domain::part_usage::PartUsage>, is_fitted| SerialUsage {
        visit: visit.to_string(),
        work_order: view.work_order.map(|order| order.to_string()),
        device: view.device.map(|device| device.to_string()),
        is_fitted,
        at: at(Some(listed.at_ms)),
        is_current: listed.is_current,
    };
    let mut found = Vec::new();
    for listed in &view.part_usages {
        let value = &listed.value;
        if value.part == part && value.serial_in.as_deref() == Some(serial) {
            found.push(usage(listed, true));
        }
        if value.part_out.unwrap_or(value.part) == part && value.serial_out.as_deref() == Some(serial) {
            found.push(usage(listed, false));
        }
    }
    found
}

fn fitted(device: Id, view: &DeviceView, part: Id, serial: &str) -> Vec<FittedIn> {
    let components = entry::current(&view.components).filter(|component| !component.value.is_removed);
    let same = components.filter(|component| {
        component.value.serial.as_deref() == Some(serial) && component.value.part.is_none_or(|known| known == part)
    });
    same.map(|component| FittedIn {
        device: device.to_string(),
        position: component.value.position.clone(),
        component: component.id.to_string(),
        since: at(component.value.fitted_ms.or(Some(component.at_ms))),
    })
    .collect()
}

/// A part of which there is too little.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LowRow {
    /// Missing where no warehouse ever held it.
    location: Option<String>,
    part: String,
    /// In thousandths of the part's base unit; defective pieces do not count.
    quantity: i64,
    minimum: i64,
    missing: i64,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LowFilter {
    location: Option<String>,
    part: Option<String>,
}

/// What runs low.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LowList {
    items: Vec<LowRow>,
    /// More than are listed.
    is_cut: bool,
}

const LOW_MAX: usize = 1_000;

/// What lies below its minimum, by place: that of the place, else in warehouses that of the catalogue.
#[utoipa::path(get, path = "/v1/stock/low", tag = "stock", params(LowFilter), responses(
    (status = OK, body = WithNames<LowList>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn low(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(filter): Asked<LowFilter>,
) -> Result<Json<WithNames<LowList>>, Problem> {
    let low = state
        .read(desk, move |store, caller| {
            caller.reach(Word::StockLocation)?;
            let rows = store.low_stock()?.into_iter().map(|low| LowRow {
                location: low.location.map(|location| location.to_string()),
                part: low.part.to_string(),
                quantity: low.quantity.0,
                minimum: low.minimum.0,
                missing: low.minimum.0.saturating_sub(low.quantity.0),
            });
            let is_of = |row: &LowRow| {
                (filter.location.is_none() || row.location == filter.location)
                    && filter.part.as_ref().is_none_or(|part| row.part == *part)
            };
            let mut items: Vec<LowRow> = rows.filter(is_of).collect();
            let is_cut = items.len() > LOW_MAX;
            items.truncate(LOW_MAX);
            WithNames::of(store, caller, LowList { items, is_cut })
        })
        .await?;
    Ok(Json(low))
}

/// The least that a place should hold of a part.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Minimum {
    /// In thousandths of the part's base unit; `null` takes the level away.
    #[schema(value_type = Option<i64>)]
    quantity: Option<Quantity>,
}

/// Sets from which quantity on a place wants more of a part.
#[utoipa::path(put, path = "/v1/stock/locations/{id}/minimums/{part}", tag = "stock", request_body = Minimum,
    params(("id" = String, Path), ("part" = String, Path)), responses(
    (status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn set_minimum(
    State(state): State<HttpState>,
    Path((location, part)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            reading::check_record(&caller.rights, Word::StockLocation)?;
            let (location, part) = (id(&location, "id")?, id(&part, "part")?);
            let body: Minimum = input.body()?;
            store.set_minimum(&caller.author, location, part, body.quantity)?;
            let subject = Subject::new(Word::StockLocation, location);
            let view: Option<Value> = derived::view(&store.db, subject)?;
            Answer::ok(&Item::of("/v1/stock/locations", subject, view.unwrap_or_default()))
        })
        .await
}
