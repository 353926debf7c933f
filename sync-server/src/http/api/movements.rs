//! Movements: the trail of a part, a serial, a location, newest first.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    named::WithNames,
    reach::{Page, Paging, at},
};
use crate::{ServerError, ServerStore};
use axum::{Json, extract::State};
use jiff::Timestamp;
use onsite_domain::{Id, RejectedCode, Word, fact::Fact, movement::MovementFact, stamp::Received};
use rusqlite::ToSql;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Trail {
    /// Debited or credited.
    location: Option<String>,
    part: Option<String>,
    serial: Option<String>,
    lot: Option<String>,
    /// Why: `receive`, `issue`, `accept`, `use`, `return`, ...
    reason: Option<String>,
    /// From then on.
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Before then.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

impl Trail {
    pub(super) fn of_serial(part: &str, serial: &str) -> Self {
        Self { part: Some(part.to_owned()), serial: Some(serial.to_owned()), ..Self::default() }
    }
}

/// One line of a movement: so much of a part from there to there.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MovementRow {
    /// The movement; its lines share it.
    pub(super) id: String,
    line: i64,
    pub(super) reason: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// When the server had it.
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    /// Who did it.
    #[schema(value_type = Object)]
    by: Value,
    part: String,
    from: String,
    to: String,
    condition: String,
    /// As whoever moved it found it, where that is another condition.
    found: Option<String>,
    serial: String,
    lot: String,
    /// In thousandths of the part's base unit.
    quantity: i64,
    work_order: Option<String>,
    pub(super) visit: Option<String>,
    pub(super) device: Option<String>,
    part_request: Option<String>,
    /// The van or warehouse that what went into transit is meant for.
    destination: Option<String>,
    note: Option<String>,
    #[serde(skip)]
    at_ms: i64,
}

/// Movements, newest first: the trail of a part, a serial, a location.
#[utoipa::path(get, path = "/v1/stock/movements", tag = "stock", params(Paging, Trail), responses(
    (status = OK, body = WithNames<Page<MovementRow>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn movements(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(trail): Asked<Trail>,
) -> Result<Json<WithNames<Page<MovementRow>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            caller.reach(Word::StockLocation)?;
            let page = page(store, &paging, &trail)?;
            WithNames::of(store, caller, page)
        })
        .await?;
    Ok(Json(page))
}

const COLUMNS: &str =
    "movement_line.fact, movement_line.line, part, from_location, to_location, condition, serial, lot,
    quantity, fact.effective_ms, fact.bytes, fact.received";

pub(super) fn page(store: &ServerStore, paging: &Paging, trail: &Trail) -> Result<Page<MovementRow>, ServerError> {
    let (limit, after) = (paging.limit(), paging.after()?);
    let cursor = cursor(&after)?;
    let more = limit.saturating_add(1);
    let (since_ms, until_ms) = (trail.since.map(Timestamp::as_millisecond), trail.until.map(Timestamp::as_millisecond));
    let location_subject = trail.location.as_ref().map(|location| format!("{}/{location}", Word::StockLocation));
    let mut given: Vec<(&str, &dyn ToSql)> = vec![(":limit", &more)];
    // The narrowest of what was given is gone through: pieces of a part, the history of a location, what was done there for one
    // reason, or all by their time.
    let is_of_part = trail.part.is_some() || trail.serial.is_some() || trail.lot.is_some();
    let (rows, order) = match &location_subject {
        _ if is_of_part => ("movement_line CROSS JOIN fact ON fact.id = movement_line.fact", "fact.effective_ms"),
        Some(subject) => {
            given.push((":subject", subject));
            let rows = match trail.reason {
                Some(_) => {
                    "movement_reason AS named CROSS JOIN fact ON fact.id = named.fact
                     CROSS JOIN movement_line ON movement_line.fact = fact.id"
                }
                None => {
                    "fact_subject AS named CROSS JOIN fact ON fact.id = named.fact
                     CROSS JOIN movement_line ON movement_line.fact = fact.id"
                }
            };
            (rows, "named.effective_ms")
        }
        None => ("fact CROSS JOIN movement_line ON movement_line.fact = fact.id", "fact.effective_ms"),
    };
    let is_by_subject = order == "named.effective_ms";
    let id = if is_by_subject { "named.fact" } else { "fact.id" };
    let mut sql = format!("SELECT {COLUMNS} FROM {rows} WHERE fact.kind = 'movement'");
    if is_by_subject {
        sql.push_str(" AND named.subject = :subject");
    }
    let of_reason = match is_by_subject {
        true => " AND named.reason = :reason",
        false => " AND json_extract(CAST(fact.bytes AS TEXT), '$.body.reason') = :reason",
    };
    let texts: [(&str, &str, &Option<String>); 5] = [
        (":part", " AND part = :part", &trail.part),
        (":serial", " AND serial = :serial AND serial <> ''", &trail.serial),
        (":lot", " AND lot = :lot", &trail.lot),
        (":location", " AND (from_location = :location OR to_location = :location)", &trail.location),
        (":reason", of_reason, &trail.reason),
    ];
    for (name, condition, value) in texts {
        if let Some(value) = value {
            sql.push_str(condition);
            given.push((name, value));
        }
    }
    if let Some(since_ms) = &since_ms {
        sql.push_str(&format!(" AND {order} >= :since_ms"));
        given.push((":since_ms", since_ms));
    }
    if let Some(until_ms) = &until_ms {
        sql.push_str(&format!(" AND {order} < :until_ms"));
        given.push((":until_ms", until_ms));
    }
    if let Some((at_ms, fact, line)) = &cursor {
        sql.push_str(&format!(
            " AND {order} <= :at_ms AND ({order} < :at_ms OR {id} < :fact OR ({id} = :fact AND line > :line))"
        ));
        given.push((":at_ms", at_ms));
        given.push((":fact", fact));
        given.push((":line", line));
    }
    sql.push_str(&format!(" ORDER BY {order} DESC, {id} DESC, line LIMIT :limit"));
    let mut statement = store.db.prepare_cached(&sql)?;
    let rows = statement.query_map(given.as_slice(), row)?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Page::of(rows, limit, |row| format!("{} {} {}", row.at_ms, row.id, row.line)))
}

fn cursor(after: &str) -> Result<Option<(i64, String, i64)>, ServerError> {
    if after.is_empty() {
        return Ok(None);
    }
    let mut parts = after.split(' ');
    let (at_ms, fact, line) = (parts.next(), parts.next(), parts.next());
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
    match (number(at_ms), fact, number(line)) {
        (Some(at_ms), Some(fact), Some(line)) => Ok(Some((at_ms, fact.to_owned(), line))),
        _ => Err(ServerError::rejected(RejectedCode::WrongShape, "cursor")),
    }
}

fn row(row: &rusqlite::Row<'_>) -> Result<MovementRow, rusqlite::Error> {
    let bytes: Vec<u8> = row.get(10)?;
    let fact = Fact::from_bytes(&bytes).ok();
    let body: MovementFact = fact.as_ref().and_then(|fact| fact.body()).unwrap_or_default();
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    let at_ms = row.get(9)?;
    let line: i64 = row.get(1)?;
    let found = usize::try_from(line).ok().and_then(|line| body.lines.get(line)?.found);
    let received: Option<Received> = serde_json::from_str(&row.get::<_, String>(11)?).ok();
    Ok(MovementRow {
        id: row.get(0)?,
        line,
        part: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
        condition: row.get(5)?,
        serial: row.get(6)?,
        lot: row.get(7)?,
        quantity: row.get(8)?,
        at: at(Some(at_ms)),
        received: at(received.map(|received| received.received_ms)),
        at_ms,
        reason: body.reason.to_string(),
        by: fact.and_then(|fact| serde_json::to_value(fact.author).ok()).unwrap_or_default(),
        work_order: text(body.work_order),
        visit: text(body.visit),
        device: text(body.device),
        part_request: text(body.part_request),
        destination: text(body.destination),
        found: found.map(|found| found.to_string()),
        note: body.note,
    })
}
