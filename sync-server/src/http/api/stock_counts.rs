//! Stock-takes at the desk: what there is to count, and what was counted with its differences.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk},
    named::WithNames,
    reach::{self, Page, Paging, at, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    attention::{AttentionItem, AttentionKind, AttentionState},
    count::CountFact,
    fact::Fact,
    stock::StockLocationView,
};
use onsite_store::derived;
use rusqlite::ToSql;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, btree_map::Entry};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    location: Option<String>,
}

/// What became of a count's differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum CountState {
    /// The books said the same.
    Agrees,
    /// Somebody has to decide.
    Open,
    /// Movements made the books agree, or somebody said that it is nothing.
    Settled,
}

/// A stock-take.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CountRow {
    id: String,
    location: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Object)]
    by: Value,
    /// What is not listed was not there.
    is_complete: bool,
    note: Option<String>,
    /// How many things were counted.
    lines: usize,
    state: CountState,
    /// What there is to decide.
    attention: Option<String>,
    /// `part`, `condition`, `serial`, `lot`, `counted`, `expected`; quantities in thousandths of the part's base unit.
    #[schema(value_type = Vec<Object>)]
    differences: Value,
    #[serde(skip)]
    at_ms: i64,
}

/// Stock-takes, newest first.
#[utoipa::path(get, path = "/v1/stock/counts", tag = "stock", params(Paging, Filter), responses(
    (status = OK, body = WithNames<Page<CountRow>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Page<CountRow>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            caller.reach(Word::StockLocation)?;
            let page = page(store, &paging, filter.location.as_deref())?;
            WithNames::of(store, caller, page)
        })
        .await?;
    Ok(Json(page))
}

fn page(store: &ServerStore, paging: &Paging, location: Option<&str>) -> Result<Page<CountRow>, ServerError> {
    let (limit, after) = (paging.limit(), paging.after()?);
    let (after_ms, after_id) = match after.split_once(' ') {
        Some((ms, id)) => {
            let ms: i64 = ms.parse().map_err(|_| ServerError::rejected(RejectedCode::WrongShape, "cursor"))?;
            (ms, id)
        }
        None => (i64::MAX, "~"),
    };
    let more = limit.saturating_add(1);
    let subject = location.map(|location| format!("{}/{location}", Word::StockLocation));
    let mut given: Vec<(&str, &dyn ToSql)> =
        vec![(":limit", &more), (":after_ms", &after_ms), (":after_id", &after_id)];
    let of_location = match &subject {
        Some(subject) => {
            given.push((":subject", subject));
            "AND EXISTS (SELECT 1 FROM fact_subject AS named WHERE named.subject = :subject
                 AND named.effective_ms = fact.effective_ms AND named.fact = fact.id)"
        }
        None => "",
    };
    let mut statement = store.db.prepare_cached(&format!(
        "SELECT fact.bytes, fact.effective_ms FROM fact
         WHERE fact.kind = 'count' AND fact.is_in_review = 0
           AND (fact.effective_ms, fact.id) < (:after_ms, :after_id) {of_location}
         ORDER BY fact.effective_ms DESC, fact.id DESC LIMIT :limit"
    ))?;
    let rows = statement.query_map(given.as_slice(), |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))?;
    let mut items = Vec::new();
    let mut open = Items::default();
    for row in rows {
        let (bytes, at_ms) = row?;
        let fact = Fact::from_bytes(&bytes).map_err(|e| ServerError::broken(e.to_string()))?;
        items.extend(count(store, &mut open, &fact, at_ms)?);
    }
    Ok(Page::of(items, limit, |row| format!("{} {}", row.at_ms, row.id)))
}

/// Items about counts, by location.
#[derive(Default)]
struct Items(BTreeMap<Subject, Vec<AttentionItem>>);

impl Items {
    fn of(&mut self, store: &ServerStore, location: Subject, count: Id) -> Result<Option<AttentionItem>, ServerError> {
        let items = match self.0.entry(location) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => {
                let mut items = derived::attention_about(&store.db, location)?;
                items.retain(|item| item.kind == AttentionKind::CountDifference);
                place.insert(items)
            }
        };
        let count = count.to_string();
        Ok(items.iter().find(|item| item.operations.contains(&count)).cloned())
    }
}

fn count(store: &ServerStore, items: &mut Items, fact: &Fact, at_ms: i64) -> Result<Option<CountRow>, ServerError> {
    let (Some(body), Some(location)) = (fact.body::<CountFact>(), fact.subjects.first()) else { return Ok(None) };
    let item = items.of(store, *location, fact.id)?;
    // As the author's books stood; where somebody has to decide, as ours did.
    let differing = body.lines.iter().filter(|line| line.counted != line.expected);
    let by_line: Vec<Value> = differing.filter_map(|line| serde_json::to_value(line).ok()).collect();
    let state = match item.as_ref().map(|item| &item.state) {
        Some(AttentionState::Open | AttentionState::Claimed { .. }) => CountState::Open,
        Some(AttentionState::Decided { .. } | AttentionState::Dismissed { .. }) => CountState::Settled,
        None if by_line.is_empty() => CountState::Agrees,
        None => CountState::Settled,
    };
    let differences = item.as_ref().and_then(|item| item.detail.get("differences").cloned());
    Ok(Some(CountRow {
        id: fact.id.to_string(),
        location: location.id.to_string(),
        at: at(Some(at_ms)),
        at_ms,
        by: serde_json::to_value(&fact.author).unwrap_or_default(),
        is_complete: body.is_complete,
        note: body.note,
        lines: body.lines.len(),
        state,
        attention: item.map(|item| item.id.to_string()),
        differences: differences.unwrap_or(Value::Array(by_line)),
    }))
}

/// What there is to count at a place, as the books stand.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CountList {
    location: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// `part`, `condition`, `serial`, `lot`, `expected` in thousandths of the part's base unit; with zero where the place
    /// should hold some.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
    #[schema(value_type = Option<Object>)]
    last_count: Value,
}

/// The list to count a location by: go through it, then `POST /v1/stock/count`.
#[utoipa::path(get, path = "/v1/stock/locations/{id}/count-list", tag = "stock", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<CountList>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list_to_count(
    State(state): State<HttpState>,
    Path(location): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let list = to_count(store, caller, id(&location, "id")?)?;
            Answer::ok(&WithNames::of(store, caller, list)?)
        })
        .await?)
}

fn to_count(store: &ServerStore, caller: &Caller, location: Id) -> Result<CountList, ServerError> {
    let view: StockLocationView = reach::one(store, caller, Subject::new(Word::StockLocation, location))?;
    let mut lines: Vec<Value> = view
        .balances
        .iter()
        .map(|balance| {
            json!({
                "part": balance.part, "condition": balance.condition, "serial": balance.serial, "lot": balance.lot,
                "expected": balance.quantity,
            })
        })
        .collect();
    let is_held = |part: &Id| view.balances.iter().any(|balance| balance.part == *part);
    lines.extend(
        view.location
            .minimums
            .keys()
            .filter(|part| !is_held(part))
            .map(|part| json!({ "part": part, "condition": "new", "serial": null, "lot": null, "expected": 0 })),
    );
    let last = view.last_count.map(|count| json!({ "id": count.id, "at": at(Some(count.at_ms)), "by": count.by }));
    Ok(CountList {
        location: location.to_string(),
        at: at(Some(store.now_ms())),
        lines,
        last_count: last.unwrap_or_default(),
    })
}
