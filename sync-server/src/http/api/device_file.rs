//! A device's file: what it is, what is promised for it, what it is made of, what was done to it and what is open.

use super::{
    super::session::Caller,
    devices::BASE,
    reach::{self, Item, Page, Paging, at},
};
use crate::{ServerError, ServerStore};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use onsite_domain::{
    Id, Subject, Text, Word,
    article::Article,
    contract::Contract,
    device::{Component, DeviceView},
    device_record::{DeviceRecord, NominalComponent},
    entry::Listed,
    reading::{self, Reading},
    site::Site,
    version,
    visit::VisitView,
    warranty::Warranty,
    work_order::WorkOrderView,
    zone,
};
use onsite_store::derived;
use serde::{Deserialize as _, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A device with its file. What of it the caller may not read is empty.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DeviceItem {
    #[serde(flatten)]
    #[schema(value_type = Item<DeviceView>)]
    pub(super) item: Item,
    /// Visits to it and to its doubles, newest first.
    history: Vec<PastVisit>,
    /// Orders for it that are open, newest first.
    open_orders: Vec<OpenOrder>,
    warranty: Option<WarrantyTerms>,
    contracts: Vec<ContractTerms>,
    /// By position: what is there now, and what was there before.
    components: Vec<ComponentPlace>,
    /// Manuals, pictures and certificates, of the record and from the field.
    files: Vec<FileRow>,
    /// What is known about its model.
    articles: Vec<ArticleRow>,
}

/// A visit in a device's history.
#[derive(Serialize, utoipa::ToSchema)]
struct PastVisit {
    id: String,
    href: String,
    /// It, or one of its doubles.
    device: String,
    status: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
    work_order: Option<String>,
    lead: Option<String>,
    /// Faults, causes and remedies that were found.
    #[schema(value_type = Vec<Object>)]
    findings: Value,
    #[schema(value_type = Vec<Object>)]
    part_usages: Value,
}

#[derive(Serialize, utoipa::ToSchema)]
struct OpenOrder {
    id: String,
    href: String,
    number: Option<String>,
    kind: Option<String>,
    title: Option<String>,
    status: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
    lead: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<jiff::Timestamp>,
}

/// What the maker or seller promised with it.
#[derive(Serialize, utoipa::ToSchema)]
struct WarrantyTerms {
    /// Missing where only its last day is known.
    warranty: Option<String>,
    #[schema(value_type = Object)]
    name: Text,
    /// `made`, `bought`, `installed`, `accepted`: the date of the device from which it counts.
    starts: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    starts_on: Option<Date>,
    months: Option<u16>,
    /// Missing where the device has not the date that it counts from.
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// By the day it is at the device's site.
    is_over: bool,
    /// What it pays: `kinds`, `labour`, `travel`, `service_items`, `parts`, ...
    #[schema(value_type = Object)]
    cover: Value,
}

/// A contract that is for it.
#[derive(Serialize, utoipa::ToSchema)]
struct ContractTerms {
    contract: String,
    number: String,
    #[schema(value_type = Object)]
    name: Text,
    #[schema(value_type = Option<String>, format = Date)]
    valid_from: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    valid_until: Option<Date>,
    is_suspended: bool,
    /// On the day it is at the device's site.
    is_in_force: bool,
    visits_per_year: Option<u32>,
    #[schema(value_type = Object)]
    cover: Value,
}

/// A place in the machine.
#[derive(Serialize, utoipa::ToSchema)]
struct ComponentPlace {
    position: String,
    /// Nothing is there any more where missing.
    now: Option<ComponentPiece>,
    /// Newest first.
    before: Vec<ComponentPiece>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ComponentPiece {
    /// The entry of the document; missing where only the office's record says so.
    entry: Option<String>,
    #[schema(value_type = Object)]
    name: Text,
    part: Option<String>,
    serial: Option<String>,
    lot: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    fitted_on: Option<Date>,
    expected_life_days: Option<u32>,
    /// Fitted, and so many days.
    #[schema(value_type = Option<String>, format = Date)]
    life_ends_on: Option<Date>,
    visit: Option<String>,
    note: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct FileRow {
    /// The blob's hash.
    blob: String,
    name: String,
    purpose: String,
    media_type: String,
    size_bytes: u64,
    /// From the field; otherwise of the office's record.
    is_from_field: bool,
    #[schema(value_type = Option<Object>)]
    by: Value,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<jiff::Timestamp>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ArticleRow {
    id: String,
    number: String,
    #[schema(value_type = Object)]
    title: Text,
    is_retired: bool,
}

const HISTORY_MAX: u32 = 50;
const ORDERS_MAX: u32 = 50;
const ARTICLES_MAX: usize = 20;

pub(super) const OF_DEVICES: &str = "view.device IN (SELECT value FROM json_each(:devices))";

/// A device's file, as far as the caller may read it.
pub(super) fn device(store: &ServerStore, caller: &Caller, device: Id) -> Result<DeviceItem, ServerError> {
    let subject = Subject::new(Word::Device, device);
    let item = Item::read(store, caller, BASE, subject)?;
    let view: DeviceView = DeviceView::deserialize(&item.body).unwrap_or_default();
    let record: DeviceRecord =
        view.record.as_ref().and_then(|record| DeviceRecord::deserialize(record).ok()).unwrap_or_default();
    let site: Option<Site> = match view.site {
        Some(site) => store.record_as(Word::Site, site)?,
        None => None,
    };
    let zone = site.and_then(|site| zone::find(&site.zone)).unwrap_or(TimeZone::UTC);
    let today = zone::civil(&zone, store.now_ms()).map(|now| now.date());
    let devices = with_doubles(device, &view);
    Ok(DeviceItem {
        history: history(store, caller, &devices)?,
        open_orders: open_orders(store, caller, &devices)?,
        warranty: warranty(store, caller, &record, today)?,
        contracts: contracts(store, caller, device, &view, today)?,
        components: components(&view, &record, &zone),
        files: files(&view, &record),
        articles: articles(store, caller, view.model.as_deref())?,
        item,
    })
}

/// The ids of a device and its doubles, as a JSON list.
pub(super) fn with_doubles(device: Id, view: &DeviceView) -> String {
    let doubles = view.merged.iter().map(|double| double.device);
    let all: Vec<String> = std::iter::once(device).chain(doubles).map(|id| id.to_string()).collect();
    Value::from(all).to_string()
}

pub(super) fn may_read(caller: &Caller, word: Word) -> bool {
    reading::reading(&caller.rights.roles, word) != Reading::Nothing
}

/// Views of a word for these devices that the caller may read, newest first.
pub(super) fn for_devices<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    devices: &str,
    (condition, limit): (&'static str, u32),
) -> Result<Vec<(Subject, T)>, ServerError> {
    if !may_read(caller, word) {
        return Ok(Vec::new());
    }
    let paging = Paging { cursor: None, limit: Some(limit) };
    let of_devices = (":devices", OF_DEVICES, Some(&devices as &dyn rusqlite::ToSql));
    let page: Page<(Subject, T)> = reach::page(store, caller, word, &paging, condition, &[of_devices])?;
    Ok(page.items)
}

fn history(store: &ServerStore, caller: &Caller, devices: &str) -> Result<Vec<PastVisit>, ServerError> {
    let visits: Vec<(Subject, VisitView)> = for_devices(store, caller, Word::Visit, devices, ("1", HISTORY_MAX))?;
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    let past = visits.into_iter().map(|(subject, visit)| PastVisit {
        id: subject.id.to_string(),
        href: format!("/v1/visits/{}", subject.id),
        device: text(visit.device).unwrap_or_default(),
        status: visit.status.to_string(),
        since: at(visit.since_ms),
        work_order: text(visit.work_order),
        lead: text(visit.lead),
        findings: serde_json::to_value(&visit.findings).unwrap_or_default(),
        part_usages: serde_json::to_value(&visit.part_usages).unwrap_or_default(),
    });
    Ok(past.collect())
}

fn open_orders(store: &ServerStore, caller: &Caller, devices: &str) -> Result<Vec<OpenOrder>, ServerError> {
    let is_open = "json_extract(view.body, '$.is_open') = 1";
    let orders: Vec<(Subject, WorkOrderView)> =
        for_devices(store, caller, Word::WorkOrder, devices, (is_open, ORDERS_MAX))?;
    let open = orders.into_iter().map(|(subject, order)| OpenOrder {
        id: subject.id.to_string(),
        href: format!("/v1/work-orders/{}", subject.id),
        number: order.number,
        kind: order.kind,
        title: order.title,
        status: order.status.to_string(),
        since: at(order.since_ms),
        lead: order.lead.map(|lead| lead.to_string()),
        window_start: at(order.window_start_ms),
    });
    Ok(open.collect())
}

fn warranty(
    store: &ServerStore,
    caller: &Caller,
    record: &DeviceRecord,
    today: Option<Date>,
) -> Result<Option<WarrantyTerms>, ServerError> {
    if !may_read(caller, Word::Warranty) || (record.warranty.is_none() && record.warranty_ends_on.is_none()) {
        return Ok(None);
    }
    let terms: Option<Warranty> = match record.warranty {
        Some(warranty) => store.record_as(Word::Warranty, warranty)?,
        None => None,
    };
    let last_day = record.warranty_ends_on.or_else(|| terms.as_ref().and_then(|terms| terms.last_day(record)));
    use onsite_domain::warranty::WarrantyStart as Start;
    let starts_on = terms.as_ref().and_then(|terms| match terms.starts {
        Start::Made => record.made_on,
        Start::Bought => record.bought_on,
        Start::Installed => record.installed_on,
        Start::Accepted => record.accepted_on,
        Start::Unknown => None,
    });
    Ok(Some(WarrantyTerms {
        warranty: record.warranty.map(|warranty| warranty.to_string()),
        name: terms.as_ref().map(|terms| terms.name.clone()).unwrap_or_default(),
        starts: terms.as_ref().map(|terms| terms.starts.to_string()),
        starts_on,
        months: terms.as_ref().map(|terms| terms.months),
        is_over: last_day.zip(today).is_some_and(|(last_day, today)| today > last_day),
        last_day,
        cover: terms.and_then(|terms| serde_json::to_value(terms.cover).ok()).unwrap_or_default(),
    }))
}

fn contracts(
    store: &ServerStore,
    caller: &Caller,
    device: Id,
    view: &DeviceView,
    today: Option<Date>,
) -> Result<Vec<ContractTerms>, ServerError> {
    let Some(customer) = view.customer.filter(|_| may_read(caller, Word::Contract)) else { return Ok(Vec::new()) };
    let customer = customer.to_string();
    let held: Vec<(Subject, Contract)> = derived::views(
        &store.db,
        "word = 'contract' AND customer = :customer
         AND coalesce(json_extract(body, '$.is_removed'), 0) = 0 ORDER BY +subject LIMIT 200",
        &[(":customer", &customer)],
    )?;
    let held: Vec<(Id, Contract)> = held.into_iter().map(|(subject, contract)| (subject.id, contract)).collect();
    // What a later version has followed says nothing any more.
    let is_followed = |id: Id| today.is_some_and(|today| version::in_force(id, &held, today) != id);
    let is_in_force = |contract: &Contract| {
        !contract.is_suspended
            && today.is_some_and(|today| {
                contract.valid_from.is_none_or(|from| from <= today)
                    && contract.valid_until.is_none_or(|until| today <= until)
            })
    };
    let mut terms: Vec<ContractTerms> = held
        .iter()
        .filter(|(id, contract)| contract.is_for(Some(device), view.site) && !is_followed(*id))
        .map(|(id, contract)| (*id, contract.clone()))
        .map(|(id, contract)| ContractTerms {
            contract: id.to_string(),
            is_in_force: is_in_force(&contract),
            number: contract.number,
            name: contract.name,
            valid_from: contract.valid_from,
            valid_until: contract.valid_until,
            is_suspended: contract.is_suspended,
            visits_per_year: contract.visits_per_year,
            cover: serde_json::to_value(&contract.cover).unwrap_or_default(),
        })
        .collect();
    terms.sort_by_key(|terms| !terms.is_in_force);
    Ok(terms)
}

/// By position, in the order of the record and then of what the field added. The last that stands is there now; what was
/// delivered is there where nothing that was written since stands.
fn components(view: &DeviceView, record: &DeviceRecord, zone: &TimeZone) -> Vec<ComponentPlace> {
    let mut positions: Vec<&str> = Vec::new();
    let nominal = record.components.iter().map(|nominal| nominal.position.as_str());
    for position in nominal.chain(view.components.iter().map(|listed| listed.value.position.as_str())) {
        if !positions.contains(&position) {
            positions.push(position);
        }
    }
    let place = |position: &str| {
        let mut now = record.components.iter().find(|nominal| nominal.position == position).map(delivered);
        let mut before = Vec::new();
        let written = view.components.iter().filter(|listed| listed.value.position == position);
        let (standing, gone): (Vec<_>, Vec<_>) = written.partition(|listed| listed.is_current);
        // Oldest first until the end.
        if !standing.is_empty() {
            before.extend(now.take());
        }
        before.extend(gone.into_iter().map(|listed| piece(listed, zone)));
        for listed in standing {
            before.extend(now.take());
            if listed.value.is_removed {
                before.push(piece(listed, zone));
            } else {
                now = Some(piece(listed, zone));
            }
        }
        before.reverse();
        ComponentPlace { position: position.to_owned(), now, before }
    };
    positions.into_iter().map(place).collect()
}

fn delivered(nominal: &NominalComponent) -> ComponentPiece {
    ComponentPiece {
        entry: None,
        name: nominal.name.clone(),
        part: nominal.part.map(|part| part.to_string()),
        serial: Some(nominal.serial.clone()).filter(|serial| !serial.is_empty()),
        lot: None,
        fitted_on: nominal.fitted_on,
        expected_life_days: nominal.expected_life_days,
        life_ends_on: life_ends(nominal.fitted_on, nominal.expected_life_days),
        visit: None,
        note: None,
    }
}

fn piece(listed: &Listed<Component>, zone: &TimeZone) -> ComponentPiece {
    let component = &listed.value;
    let fitted_on = component.fitted_ms.and_then(|ms| zone::civil(zone, ms)).map(|fitted| fitted.date());
    ComponentPiece {
        entry: Some(listed.id.to_string()),
        name: component.name.as_deref().map(Text::same).unwrap_or_default(),
        part: component.part.map(|part| part.to_string()),
        serial: component.serial.clone(),
        lot: component.lot.clone(),
        fitted_on,
        expected_life_days: component.expected_life_days,
        life_ends_on: life_ends(fitted_on, component.expected_life_days),
        visit: component.visit.map(|visit| visit.to_string()),
        note: component.note.clone(),
    }
}

fn life_ends(fitted_on: Option<Date>, days: Option<u32>) -> Option<Date> {
    fitted_on?.checked_add(i64::from(days?).days()).ok()
}

fn files(view: &DeviceView, record: &DeviceRecord) -> Vec<FileRow> {
    let of_record = record.attachments.iter().map(|file| FileRow {
        blob: file.blob.to_string(),
        name: file.name.clone(),
        purpose: file.purpose.to_string(),
        media_type: file.media_type.clone(),
        size_bytes: file.size_bytes,
        is_from_field: false,
        by: Value::Null,
        at: None,
    });
    let attached = view.attachments.iter().filter(|listed| listed.is_current).map(|listed| FileRow {
        blob: listed.value.file.blob.to_string(),
        name: listed.value.file.name.clone(),
        purpose: listed.value.file.purpose.to_string(),
        media_type: listed.value.file.media_type.clone(),
        size_bytes: listed.value.file.size_bytes,
        is_from_field: true,
        by: serde_json::to_value(&listed.by).unwrap_or_default(),
        at: at(Some(listed.at_ms)),
    });
    let photos = view.photos.iter().filter(|listed| listed.is_current).map(|listed| FileRow {
        blob: listed.value.hash.to_string(),
        name: listed.value.caption.clone().unwrap_or_default(),
        purpose: listed.value.purpose.clone().unwrap_or_else(|| "picture".to_owned()),
        media_type: listed.value.media_type.clone(),
        size_bytes: listed.value.size_bytes,
        is_from_field: true,
        by: serde_json::to_value(&listed.by).unwrap_or_default(),
        at: at(listed.value.taken_ms.or(Some(listed.at_ms))),
    });
    of_record.chain(attached).chain(photos).collect()
}

fn articles(store: &ServerStore, caller: &Caller, model: Option<&str>) -> Result<Vec<ArticleRow>, ServerError> {
    let Some(model) = model.filter(|_| may_read(caller, Word::Article)) else { return Ok(Vec::new()) };
    // Those that name the model; what is about every model is found by its words.
    let held: Vec<(Subject, Article)> = derived::views(
        &store.db,
        "word = 'article' AND coalesce(json_extract(body, '$.is_removed'), 0) = 0
         AND EXISTS (SELECT 1 FROM json_each(body, '$.models') AS named WHERE named.value = :model)
         ORDER BY subject DESC LIMIT 100",
        &[(":model", &model)],
    )?;
    let row = |(subject, article): (Subject, Article)| ArticleRow {
        id: subject.id.to_string(),
        number: article.number,
        title: article.title,
        is_retired: article.is_retired,
    };
    let mut found = Vec::new();
    for (subject, article) in held {
        if reach::is_read(store, caller, subject)? {
            found.push(row((subject, article)));
        }
    }
    found.truncate(ARTICLES_MAX);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_fitted_takes_the_place_of_what_was_delivered() {
        let record: DeviceRecord = serde_json::from_value(json!({
            "components": [{ "position": "tube", "serial": "T-1", "fitted_on": "2026-01-31", "expected_life_days": 30 }],
        }))
        .unwrap();
        let entry = |number: u128, is_current: bool, value: Value| {
            let mut listed =
                json!({ "id": Id::from_parts(1, number), "by": null, "at_ms": 5, "is_current": is_current });
            listed.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
            listed
        };
        let view: DeviceView = serde_json::from_value(json!({ "components": [
            entry(1, false, json!({ "position": "tube", "serial": "T-2" })),
            entry(2, true, json!({ "position": "tube", "serial": "T-3" })),
            entry(3, true, json!({ "position": "fan", "serial": "F-1", "is_removed": true })),
        ]}))
        .unwrap();
        let places = components(&view, &record, &TimeZone::UTC);
        let serials = |place: &ComponentPlace| {
            let now = place.now.as_ref().and_then(|piece| piece.serial.clone());
            (now, place.before.iter().filter_map(|piece| piece.serial.clone()).collect::<Vec<_>>())
        };
        assert_eq!(serials(&places[0]), (Some("T-3".into()), vec!["T-2".into(), "T-1".into()]));
        assert_eq!(serials(&places[1]), (None, vec!["F-1".into()]));
        let delivered = components(&DeviceView::default(), &record, &TimeZone::UTC);
        assert_eq!(delivered[0].now.as_ref().unwrap().life_ends_on.unwrap().to_string(), "2026-03-02");
    }
}
