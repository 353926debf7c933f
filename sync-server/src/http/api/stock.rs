//! Stock at the desk: what lies where, and the stock keeper's movements.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Item, Page, Paging, given, id},
};
use crate::{
    ServerError,
    office::{CountedLine, IssuedLine},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{
    Id, Subject, Word,
    movement::{MovementFact, MovementLine, MovementReason},
    stock::StockLocationView,
    stock_books::is_outside,
    stock_location::StockLocationKind,
};
use onsite_store::stock;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const LOCATIONS: &str = "/v1/stock/locations";

/// A stock location with its balances.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LocationItem {
    #[serde(flatten)]
    #[schema(value_type = Item<StockLocationView>)]
    item: Item,
    /// Quantities in thousandths of the part's base unit; at customers, at suppliers and of scrap by part and condition.
    #[schema(value_type = Vec<Object>)]
    balances: Value,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `warehouse`, `van`, `in_transit`, ...
    kind: Option<String>,
}

/// Stock locations, newest first.
#[utoipa::path(get, path = "/v1/stock/locations", tag = "stock", params(Paging, Filter), responses(
    (status = OK, body = Page<Item>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn locations(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<Item>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let kind = (":kind", "json_extract(view.body, '$.kind') = :kind", given(&filter.kind));
            reach::page(store, caller, Word::StockLocation, &paging, "1", &[kind])
        })
        .await?;
    Ok(Json(page.map(|(subject, body)| Item::of(LOCATIONS, subject, body))))
}

/// One stock location with what it holds.
#[utoipa::path(get, path = "/v1/stock/locations/{id}", tag = "stock", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<LocationItem>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn location(
    State(state): State<HttpState>,
    Path(location): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::StockLocation, id(&location, "id")?);
            let item = Item::read(store, caller, LOCATIONS, subject)?;
            let kind = item.body.get("kind").and_then(Value::as_str).map(StockLocationKind::from_text);
            let balances = match kind.is_some_and(is_outside) {
                true => stock::balances_by_part(&store.db, subject.id)?,
                false => stock::balances(&store.db, subject.id)?,
            };
            let balances = serde_json::to_value(balances).map_err(|e| ServerError::broken(e.to_string()))?;
            Answer::ok(&WithNames::of(store, caller, LocationItem { item, balances })?)
        })
        .await?)
}

/// What was written.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Moved {
    /// The movement.
    pub(super) id: String,
}

/// Parts out of a warehouse into transit, for a part request or without one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Issue {
    #[schema(value_type = String)]
    warehouse: Id,
    #[schema(value_type = Option<String>)]
    part_request: Option<Id>,
    /// The van or warehouse it is meant for; a part request says it itself.
    #[schema(value_type = Option<String>)]
    destination: Option<Id>,
    note: Option<String>,
    /// `part`, `quantity`, `condition`, `serial`, `lot`; for a part request `line` (its line) instead of `part`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// The lines as what they are lines of.
pub(super) fn lines<T: serde::de::DeserializeOwned>(lines: Vec<Value>) -> Result<Vec<T>, ServerError> {
    super::act::parse(&serde_json::to_vec(&lines).map_err(|e| ServerError::broken(e.to_string()))?)
}

/// Issues parts.
#[utoipa::path(post, path = "/v1/stock/issue", tag = "stock", request_body = Issue, responses(
    (status = CREATED, body = Moved), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn issue(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::StockLocation)?;
            let body: Issue = input.body()?;
            let id = match body.part_request {
                Some(request) => {
                    let lines = lines::<IssuedLine>(body.lines)?;
                    store.issue_part_request(&caller.author, request, body.warehouse, &lines)?
                }
                None => {
                    let lines = lines::<CountedLine>(body.lines)?;
                    store.issue(&caller.author, body.warehouse, &lines, body.destination, body.note)?
                }
            };
            Answer::created(&Moved { id: id.to_string() })
        })
        .await
}

/// Parts of a warehouse that are thrown away.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scrapping {
    #[schema(value_type = String)]
    warehouse: Id,
    /// `part`, `quantity`, `condition` (as they are found), `serial`, `lot`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
    reason: String,
}

/// Scraps parts.
#[utoipa::path(post, path = "/v1/stock/scrap", tag = "stock", request_body = Scrapping, responses(
    (status = CREATED, body = Moved), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn scrap(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::StockLocation)?;
            let body: Scrapping = input.body()?;
            let lines = lines::<CountedLine>(body.lines)?;
            let id = store.scrap(&caller.author, body.warehouse, &lines, &body.reason)?;
            Answer::created(&Moved { id: id.to_string() })
        })
        .await
}

/// Explains a difference: moves what was counted otherwise, or used by somebody who does not hold the van.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Settlement {
    /// All lines debit one location.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
    /// The movements or counts that this explains.
    #[schema(value_type = Vec<String>)]
    settles: Vec<Id>,
    note: Option<String>,
}

/// Settles a discrepancy.
#[utoipa::path(post, path = "/v1/stock/settle", tag = "stock", request_body = Settlement, responses(
    (status = CREATED, body = Moved), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn settle(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::StockLocation)?;
            let body: Settlement = input.body()?;
            let movement = MovementFact {
                reason: MovementReason::Settle,
                lines: lines::<MovementLine>(body.lines)?,
                settles: body.settles,
                note: body.note,
                ..MovementFact::default()
            };
            let id = store.move_stock(&caller.author, "settle", &movement)?;
            Answer::created(&Moved { id: id.to_string() })
        })
        .await
}

/// What came into a warehouse from a supplier.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Receipt {
    #[schema(value_type = String)]
    warehouse: Id,
    /// `part`, `quantity`, `condition`, `serial`, `lot`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// Takes parts in from a supplier.
#[utoipa::path(post, path = "/v1/stock/receive", tag = "stock", request_body = Receipt, responses(
    (status = CREATED, body = Moved), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn receive(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::StockLocation)?;
            let body: Receipt = input.body()?;
            let lines = lines::<CountedLine>(body.lines)?;
            let id = store.receive_from_supplier(&caller.author, body.warehouse, &lines)?;
            Answer::created(&Moved { id: id.to_string() })
        })
        .await
}

/// What lay at a place. Differences from the books become an attention item.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StockTake {
    #[schema(value_type = String)]
    location: Id,
    /// `part`, `quantity`, `condition`, `serial`, `lot`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
    /// Everything was counted: what is not listed is not there.
    #[serde(default)]
    is_complete: bool,
}

/// Keeps a stock-take.
#[utoipa::path(post, path = "/v1/stock/count", tag = "stock", request_body = StockTake, responses(
    (status = CREATED, body = Moved), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn count(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::StockLocation)?;
            let body: StockTake = input.body()?;
            let lines = lines::<CountedLine>(body.lines)?;
            let id = store.count_stock(&caller.author, body.location, &lines, body.is_complete)?;
            Answer::created(&Moved { id: id.to_string() })
        })
        .await
}
