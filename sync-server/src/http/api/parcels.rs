//! Parcels at the desk: what is on its way, and what came of it.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{at, id},
    stock::{Moved, lines},
};
use crate::office::{AcceptedLine, Parcel};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{Id, Word};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `issue` (towards a van) or `return` (back to the warehouse).
    reason: Option<String>,
    /// Where it was sent from.
    from: Option<String>,
    /// Where it is meant for.
    destination: Option<String>,
}

/// Something on its way, until somebody has counted all of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ParcelRow {
    /// The movement that put it into transit.
    id: String,
    reason: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Object)]
    by: Value,
    from: String,
    /// The van or warehouse it is meant for.
    destination: Option<String>,
    part_request: Option<String>,
    work_order: Option<String>,
    note: Option<String>,
    /// It was counted, and less came than was sent.
    is_short: bool,
    lines: Vec<ParcelRowLine>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ParcelRowLine {
    part: String,
    /// As the books have it.
    condition: String,
    /// As its sender says it is, where that is another condition.
    said: Option<String>,
    serial: Option<String>,
    lot: Option<String>,
    /// Quantities in thousandths of the part's base unit.
    sent: i64,
    accepted: i64,
    open: i64,
}

fn row(parcel: Parcel) -> ParcelRow {
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    let line = |line: crate::office::ParcelLine| ParcelRowLine {
        open: line.open().0,
        part: line.part.to_string(),
        condition: line.condition.to_string(),
        said: line.said.map(|said| said.to_string()),
        serial: line.serial,
        lot: line.lot,
        sent: line.sent.0,
        accepted: line.accepted.0,
    };
    ParcelRow {
        id: parcel.id.to_string(),
        reason: parcel.reason.to_string(),
        at: at(Some(parcel.at_ms)),
        by: serde_json::to_value(&parcel.by).unwrap_or_default(),
        from: parcel.from.to_string(),
        destination: text(parcel.destination),
        part_request: text(parcel.part_request),
        work_order: text(parcel.work_order),
        note: parcel.note,
        is_short: parcel.is_accepted,
        lines: parcel.lines.into_iter().map(line).collect(),
    }
}

/// What is on its way.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Parcels {
    items: Vec<ParcelRow>,
}

/// Parcels on their way, newest first, and those that came short.
#[utoipa::path(get, path = "/v1/stock/parcels", tag = "stock", params(Filter), responses(
    (status = OK, body = WithNames<Parcels>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Parcels>>, Problem> {
    let parcels = state
        .read(desk, move |store, caller| {
            caller.reach(Word::StockLocation)?;
            let mut items: Vec<ParcelRow> = store.parcels()?.into_iter().map(row).collect();
            items.retain(|row| filter.reason.as_ref().is_none_or(|reason| row.reason == *reason));
            items.retain(|row| filter.from.as_ref().is_none_or(|from| row.from == *from));
            items.retain(|row| filter.destination.is_none() || row.destination == filter.destination);
            WithNames::of(store, caller, Parcels { items })
        })
        .await?;
    Ok(Json(parcels))
}

/// What came out of a parcel.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acceptance {
    #[schema(value_type = String)]
    warehouse: Id,
    /// `part`, `quantity`, `condition` and `said` (as in the parcel), `serial`, `lot`, and `found` where it is in another condition.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
    note: Option<String>,
}

/// Takes a parcel into a warehouse with the quantities counted: good parts, old ones, defective ones. What does not come
/// stays on its way.
#[utoipa::path(post, path = "/v1/stock/parcels/{id}/accept", tag = "stock", request_body = Acceptance,
    params(("id" = String, Path)), responses(
    (status = CREATED, body = Moved), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn accept(
    State(state): State<HttpState>,
    Path(parcel): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            caller.reach(Word::StockLocation)?;
            let parcel = id(&parcel, "id")?;
            let body: Acceptance = input.body()?;
            let lines = lines::<AcceptedLine>(body.lines)?;
            let moved = store.accept_parcel(&caller.author, parcel, body.warehouse, &lines, body.note)?;
            Answer::created(&Moved { id: moved.to_string() })
        })
        .await
}
