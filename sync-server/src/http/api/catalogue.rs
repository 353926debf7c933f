//! The catalogue of parts with what lies where: what runs low, what a place has, what is on its way.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    named::WithNames,
    reach::{self, Page, Paging, Sort, given},
};
use crate::{ServerError, ServerStore};
use axum::{Json, extract::State};
use onsite_domain::{
    Id, RejectedCode, Subject, Text, Word,
    part::Part,
    reading::{Reading, reading},
    stock_location::StockLocationKind,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Places named with one part; what a part has in all places is in its file.
const PLACES_MAX: usize = 30;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Words that must all be found, as in a search.
    q: Option<String>,
    /// `low`: below its minimum somewhere; `on_the_way`: some of it is in transit; `retired`. What is retired stands in no
    /// other list.
    only: Option<String>,
    /// Only what this place has in its books, and of what a part has elsewhere nothing.
    location: Option<String>,
    category: Option<String>,
}

/// A part as the catalogue lists it. Quantities in thousandths of its unit.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CatalogueRow {
    id: String,
    href: String,
    etag: String,
    number: String,
    name: Text,
    unit: String,
    tracked_by: String,
    category: String,
    maker: String,
    maker_number: String,
    barcodes: Vec<String>,
    models: Vec<String>,
    minimum: i64,
    is_retired: bool,
    /// The company's own fields, by the id of their definition.
    ext: BTreeMap<String, Value>,
    /// It lies below its minimum somewhere, or in the place that was asked for.
    is_low: bool,
    /// Missing for whoever may not read stock.
    held: Option<Held>,
}

/// What lies where of one part.
#[derive(Default, Serialize, utoipa::ToSchema)]
#[schema(as = CatalogueHeld)]
struct Held {
    /// Fit to be fitted, in warehouses.
    warehouses: i64,
    vans: i64,
    on_the_way: i64,
    /// In warehouses, vans and on the way.
    defective: i64,
    /// The places with most of it first.
    places: Vec<HeldAt>,
    /// There are more places.
    is_cut: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CatalogueHeldAt)]
struct HeldAt {
    location: String,
    kind: String,
    quantity: i64,
    defective: i64,
}

const BY_NUMBER: Sort = Sort { term: "coalesce(view.number, '')", is_descending: false };
const HELD_AT: &str = "EXISTS (SELECT 1 FROM stock_balance WHERE stock_balance.location = :location
    AND stock_balance.part = substr(view.subject, 6) AND stock_balance.quantity <> 0)";
const AMONG: &str = "substr(view.subject, 6) IN (SELECT value FROM json_each(:low))";
const ON_THE_WAY: &str = "substr(view.subject, 6) IN (SELECT stock_balance.part FROM stock_balance
    WHERE stock_balance.quantity <> 0 AND stock_balance.location IN (SELECT substr(place.subject, 16) FROM view AS place
        WHERE place.word = 'stock_location' AND json_extract(place.body, '$.kind') = 'in_transit'))";
const IN_USE: &str = "coalesce(json_extract(view.body, '$.is_retired'), 0) = 0";
const RETIRED: &str = "coalesce(json_extract(view.body, '$.is_retired'), 0) = 1";

/// The catalogue by number, with what lies where.
#[utoipa::path(get, path = "/v1/parts", tag = "stock", params(Paging, Filter), responses(
    (status = OK, body = WithNames<Page<CatalogueRow>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Page<CatalogueRow>>>, Problem> {
    let only = filter.only.as_deref().unwrap_or_default().to_owned();
    let (condition, is_about_stock) = match only.as_str() {
        "" => (IN_USE.to_owned(), false),
        "low" => (IN_USE.to_owned(), true),
        "on_the_way" => (format!("{IN_USE} AND {ON_THE_WAY}"), true),
        "retired" => (RETIRED.to_owned(), false),
        _ => return Err(ServerError::rejected(RejectedCode::UnknownPath, "only").into()),
    };
    let page = state
        .read(desk, move |store, caller| {
            let is_stock_read = reading(&caller.rights.roles, Word::StockLocation) == Reading::Everything;
            if is_about_stock || filter.location.is_some() {
                caller.reach(Word::StockLocation)?;
            }
            let low = if is_stock_read { low(store, filter.location.as_deref())? } else { BTreeSet::new() };
            let among = (only == "low")
                .then(|| Value::from(low.iter().map(ToString::to_string).collect::<Vec<_>>()).to_string());
            let found = reach::found(store, Word::Part, filter.q.as_deref())?;
            let filters = [
                (":found", reach::FOUND, given(&found)),
                (":location", HELD_AT, given(&filter.location).filter(|_| only != "low")),
                (":low", AMONG, given(&among)),
                (":category", "json_extract(view.body, '$.category') = :category", given(&filter.category)),
            ];
            let page = reach::sorted_page(store, caller, Word::Part, &paging, &condition, &filters, BY_NUMBER)?;
            let kinds = if is_stock_read { kinds(store)? } else { BTreeMap::new() };
            let mut items = Vec::with_capacity(page.items.len());
            for (subject, body) in page.items {
                let held = match is_stock_read {
                    true => Some(held(store, subject.id, &kinds, filter.location.as_deref())?),
                    false => None,
                };
                items.push(row(subject, body, low.contains(&subject.id), held));
            }
            WithNames::of(store, caller, Page { items, next: page.next })
        })
        .await?;
    Ok(Json(page))
}

fn row(subject: Subject, body: Value, is_low: bool, held: Option<Held>) -> CatalogueRow {
    let etag = reach::etag(&body);
    let part: Part = serde_json::from_value(body).unwrap_or_default();
    CatalogueRow {
        id: subject.id.to_string(),
        href: format!("/v1/parts/{}", subject.id),
        etag,
        number: part.number,
        name: part.name,
        unit: part.base_unit,
        tracked_by: part.tracked_by.to_string(),
        category: part.category,
        maker: part.maker,
        maker_number: part.maker_number,
        barcodes: part.barcodes,
        models: part.models,
        minimum: part.minimum.0,
        is_retired: part.is_retired,
        ext: part.ext,
        is_low,
        held,
    }
}

/// Parts below their minimum, anywhere or at one place.
fn low(store: &ServerStore, location: Option<&str>) -> Result<BTreeSet<Id>, ServerError> {
    let rows = store.low_stock()?.into_iter();
    let here = rows.filter(|low| match (location, low.location) {
        (Some(wanted), Some(location)) => location.to_string() == wanted,
        (Some(_), None) => false,
        (None, _) => true,
    });
    Ok(here.map(|low| low.part).collect())
}

/// Places that are counted, by what they are.
fn kinds(store: &ServerStore) -> Result<BTreeMap<Id, StockLocationKind>, ServerError> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Place {
        kind: StockLocationKind,
    }
    let places: Vec<(Subject, Place)> = derived::views(&store.db, "word = 'stock_location'", &[])?;
    Ok(places.into_iter().map(|(subject, place)| (subject.id, place.kind)).collect())
}

fn held(
    store: &ServerStore,
    part: Id,
    kinds: &BTreeMap<Id, StockLocationKind>,
    location: Option<&str>,
) -> Result<Held, ServerError> {
    let mut held = Held::default();
    let mut places: BTreeMap<Id, HeldAt> = BTreeMap::new();
    for balance in store.balances_of_part(part)? {
        let kind = kinds.get(&balance.location).copied().unwrap_or_default();
        if location.is_some_and(|location| balance.location.to_string() != location) {
            continue;
        }
        let sum = match kind {
            StockLocationKind::Warehouse => &mut held.warehouses,
            StockLocationKind::Van => &mut held.vans,
            StockLocationKind::InTransit => &mut held.on_the_way,
            // Neither the customers' nor what was thrown away is anybody's stock.
            _ => continue,
        };
        let place = places.entry(balance.location).or_insert_with(|| HeldAt {
            location: balance.location.to_string(),
            kind: kind.to_string(),
            quantity: 0,
            defective: 0,
        });
        if balance.condition == "defective" {
            held.defective = held.defective.saturating_add(balance.quantity.0);
            place.defective = place.defective.saturating_add(balance.quantity.0);
        } else {
            *sum = sum.saturating_add(balance.quantity.0);
            place.quantity = place.quantity.saturating_add(balance.quantity.0);
        }
    }
    held.places = places.into_values().collect();
    held.places.sort_by_key(|place| std::cmp::Reverse((place.quantity, place.defective)));
    held.is_cut = held.places.len() > PLACES_MAX;
    held.places.truncate(PLACES_MAX);
    Ok(held)
}
