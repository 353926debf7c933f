//! Stock at the desk: what lies where, how it came there, and the stock keeper's movements.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Item, Page, Paging, at, id, or_null},
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
    approval::RuledLine,
    movement::{MovementFact, MovementLine, MovementReason},
    stock::StockLocationView,
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
    /// Quantities in thousandths of the part's base unit.
    #[schema(value_type = Vec<Object>)]
    balances: Value,
}

/// Stock locations.
#[utoipa::path(get, path = "/v1/stock/locations", tag = "stock", params(Paging), responses(
    (status = OK, body = Page<Item>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn locations(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<Item>>, Problem> {
    let page = state
        .read(desk, move |store, caller| reach::page(store, caller, Word::StockLocation, &paging, "1", &[]))
        .await?;
    Ok(Json(page.map(|(subject, body)| Item::of(LOCATIONS, subject, body))))
}

/// One stock location with what it holds.
#[utoipa::path(get, path = "/v1/stock/locations/{id}", tag = "stock", params(("id" = String, Path)), responses(
    (status = OK, body = LocationItem), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn location(
    State(state): State<HttpState>,
    Path(location): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::StockLocation, id(&location, "id")?);
            let item = Item::read(store, caller, LOCATIONS, subject)?;
            let balances = serde_json::to_value(stock::balances(&store.db, subject.id)?)
                .map_err(|e| ServerError::broken(e.to_string()))?;
            Answer::ok(&LocationItem { item, balances })
        })
        .await?)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Trail {
    /// Debited or credited.
    location: Option<String>,
    part: Option<String>,
    serial: Option<String>,
    lot: Option<String>,
}

/// One line of a movement: so much of a part from there to there.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MovementRow {
    /// The movement; its lines share it.
    id: String,
    line: i64,
    reason: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<jiff::Timestamp>,
    /// Who did it.
    #[schema(value_type = Object)]
    by: Value,
    part: String,
    from: String,
    to: String,
    condition: String,
    serial: String,
    lot: String,
    /// In thousandths of the part's base unit.
    quantity: i64,
    work_order: Option<String>,
    visit: Option<String>,
    part_request: Option<String>,
    note: Option<String>,
}

/// Movements, newest first: the trail of a part, a serial, a location.
#[utoipa::path(get, path = "/v1/stock/movements", tag = "stock", params(Paging, Trail), responses(
    (status = OK, body = Page<MovementRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn movements(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(trail): Asked<Trail>,
) -> Result<Json<Page<MovementRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            caller.reach(Word::StockLocation)?;
            let after = paging.after()?;
            let (after_fact, after_line) = after.split_once(' ').unwrap_or(("", ""));
            let after_line: i64 = after_line.parse().unwrap_or(0);
            let limit = paging.limit();
            let mut statement = store.db.prepare_cached(
                "SELECT movement_line.fact, movement_line.line, part, from_location, to_location, condition, serial, lot,
                        quantity, fact.effective_ms, fact.bytes
                 FROM movement_line JOIN fact ON fact.id = movement_line.fact
                 WHERE (:after_fact = '' OR movement_line.fact < :after_fact
                        OR (movement_line.fact = :after_fact AND movement_line.line > :after_line))
                   AND (:location IS NULL OR from_location = :location OR to_location = :location)
                   AND (:part IS NULL OR part = :part)
                   AND (:serial IS NULL OR serial = :serial)
                   AND (:lot IS NULL OR lot = :lot)
                 ORDER BY movement_line.fact DESC, movement_line.line LIMIT :limit",
            )?;
            let more = limit.saturating_add(1);
            let params: &[(&str, &dyn rusqlite::ToSql)] = &[
                (":after_fact", &after_fact),
                (":after_line", &after_line),
                (":location", or_null(&trail.location)),
                (":part", or_null(&trail.part)),
                (":serial", or_null(&trail.serial)),
                (":lot", or_null(&trail.lot)),
                (":limit", &more),
            ];
            let rows = statement.query_map(params, row)?;
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(Page::of(rows, limit, |row| format!("{} {}", row.id, row.line)))
        })
        .await?;
    Ok(Json(page))
}

fn row(row: &rusqlite::Row<'_>) -> Result<MovementRow, rusqlite::Error> {
    let bytes: Vec<u8> = row.get(10)?;
    let fact = onsite_domain::fact::Fact::from_bytes(&bytes).ok();
    let body: MovementFact = fact.as_ref().and_then(|fact| fact.body()).unwrap_or_default();
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    Ok(MovementRow {
        id: row.get(0)?,
        line: row.get(1)?,
        part: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
        condition: row.get(5)?,
        serial: row.get(6)?,
        lot: row.get(7)?,
        quantity: row.get(8)?,
        at: at(row.get(9)?),
        reason: body.reason.to_string(),
        by: fact.and_then(|fact| serde_json::to_value(fact.author).ok()).unwrap_or_default(),
        work_order: text(body.work_order),
        visit: text(body.visit),
        part_request: text(body.part_request),
        note: body.note,
    })
}

/// What was written.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Moved {
    /// The movement.
    id: String,
}

/// Parts out of a warehouse into transit, for a part request or without one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Issue {
    #[schema(value_type = String)]
    warehouse: Id,
    #[schema(value_type = Option<String>)]
    part_request: Option<Id>,
    /// `part`, `quantity`, `condition`, `serial`, `lot`; for a part request `line` (its line) instead of `part`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// The lines as what they are lines of.
fn lines<T: serde::de::DeserializeOwned>(lines: Vec<Value>) -> Result<Vec<T>, ServerError> {
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
                None => store.issue(&caller.author, body.warehouse, &lines::<CountedLine>(body.lines)?)?,
            };
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

/// Who holds a van from now on. Nobody where the field device is missing: its phone was lost, and the van is counted first.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Custody {
    #[schema(value_type = Option<String>)]
    field_device: Option<Id>,
    reason: Option<String>,
}

/// Gives a van to a field device, or to nobody, in a new epoch of custody: what the holder before debits late goes to
/// review.
#[utoipa::path(post, path = "/v1/stock/locations/{id}/custody", tag = "stock", request_body = Custody,
    params(("id" = String, Path)), responses((status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn custody(
    State(state): State<HttpState>,
    Path(van): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::StockLocation, LOCATIONS), van, input, |store, caller, van, input| {
            let body: Custody = input.body()?;
            store.change_custody(&caller.author, van, body.field_device, body.reason.as_deref()).map(|_| ())
        })
        .await
}

/// What becomes of the lines of a part request.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rulings {
    /// `line`, `ruling` (`approved` or `refused`), and perhaps `quantity`, `location`, `reason`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// Approves or refuses lines of a part request.
#[utoipa::path(post, path = "/v1/part-requests/{id}/rule", tag = "stock", request_body = Rulings,
    params(("id" = String, Path)), responses((status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn rule(
    State(state): State<HttpState>,
    Path(request): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::PartRequest, "/v1/part-requests"), request, input, |store, caller, request, input| {
            let body: Rulings = input.body()?;
            store.rule_part_request(&caller.author, request, lines::<RuledLine>(body.lines)?).map(|_| ())
        })
        .await
}
