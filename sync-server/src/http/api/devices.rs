//! Machines at the desk: found by what is printed on them, who has them and what is promised for them; filed and corrected.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    device_file::{DeviceItem, device},
    named::WithNames,
    reach::{self, Page, Paging, given, id},
    work_orders::writes,
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::civil::Date;
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word, contract::Contract, device::DeviceView, device_record::DeviceRecord,
    id::Hash, maintenance_plan::MaintenancePlan, scanned::Scanned,
};
use onsite_store::{derived, search};
use rusqlite::ToSql;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const BASE: &str = "/v1/devices";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Words that must all be found: serial and inventory number, name, model, code, part of a remark.
    q: Option<String>,
    customer: Option<String>,
    site: Option<String>,
    serial: Option<String>,
    model: Option<String>,
    /// `in_stock`, `in_use`, `stopped`, `retired`, ...
    life_cycle: Option<String>,
    /// The last day of the warranty is before this, as `2026-11-30`; also those that are over.
    #[param(value_type = Option<String>, format = Date)]
    warranty_ends_before: Option<Date>,
    /// The last day of the warranty is this or later.
    #[param(value_type = Option<String>, format = Date)]
    warranty_ends_from: Option<Date>,
    /// Those that a contract is for.
    contract: Option<String>,
    /// Those that a maintenance plan is for.
    plan: Option<String>,
    /// `false`: no code leads to it.
    has_code: Option<bool>,
    /// `true`: doubles that were merged into another. Left out otherwise.
    is_double: Option<bool>,
    /// `true`: those that have the serial number of another file, however it was typed.
    is_likely_double: Option<bool>,
}

/// A device as a list shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DeviceRow {
    id: String,
    href: String,
    etag: String,
    name: Option<String>,
    serial: Option<String>,
    number: Option<String>,
    maker: Option<String>,
    model: Option<String>,
    customer: Option<String>,
    site: Option<String>,
    location: Option<String>,
    life_cycle: String,
    codes: Vec<String>,
    /// The file that goes on in the place of this double.
    merged_into: Option<String>,
    /// Another file with this serial number; told where likely doubles are asked for.
    likely_double: Option<String>,
    /// The company's own fields, by the id of their definition.
    ext: BTreeMap<String, Value>,
}

/// Fewer characters are no serial number but a habit: `1`.
const SERIAL_CHARS_MIN: usize = 3;

/// Files with the same serial number, by file: letters and figures count, however they were typed.
fn likely_doubles(store: &ServerStore) -> Result<BTreeMap<Id, Id>, ServerError> {
    let mut statement = store.db.prepare_cached(
        "SELECT view.subject, view.serial FROM view WHERE view.word = 'device' AND view.serial > ''
           AND view.subject NOT IN (SELECT double.subject FROM view AS double INDEXED BY view_device_double
               WHERE double.word = 'device' AND json_extract(double.body, '$.merged_into') IS NOT NULL)
         ORDER BY view.subject",
    )?;
    let mut groups: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for row in statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
        let (subject, serial) = row?;
        let bare: String = serial.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        let Ok(subject) = subject.parse::<Subject>() else { continue };
        if bare.chars().count() >= SERIAL_CHARS_MIN {
            groups.entry(bare).or_default().push(subject.id);
        }
    }
    let mut doubles = BTreeMap::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        for (place, device) in group.iter().enumerate() {
            let other = if place == 0 { group.get(1) } else { group.first() };
            doubles.extend(other.map(|other| (*device, *other)));
        }
    }
    Ok(doubles)
}

fn row((subject, body): (Subject, Value)) -> DeviceRow {
    let etag = reach::etag(&body);
    let view: DeviceView = serde_json::from_value(body).unwrap_or_default();
    let record: DeviceRecord =
        view.record.as_ref().and_then(|record| DeviceRecord::deserialize(record).ok()).unwrap_or_default();
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    DeviceRow {
        id: subject.id.to_string(),
        href: format!("{BASE}/{}", subject.id),
        etag,
        name: view.name,
        serial: view.serial,
        number: view.number,
        maker: view.maker,
        model: view.model,
        customer: text(view.customer),
        site: text(view.site),
        location: view.location,
        life_cycle: record.life_cycle.to_string(),
        codes: view.codes,
        merged_into: text(view.merged_into),
        likely_double: None,
        ext: view.ext,
    }
}

const FOUND: &str = "view.subject IN (SELECT value FROM json_each(:found))";
const LIKELY: &str = "view.subject IN (SELECT value FROM json_each(:likely))";
/// Files that were merged into another; those are few, and have an index.
macro_rules! doubles {
    ($is:literal) => {
        concat!(
            "view.subject ",
            $is,
            " (SELECT double.subject FROM view AS double INDEXED BY view_device_double
               WHERE double.word = 'device' AND json_extract(double.body, '$.merged_into') IS NOT NULL)"
        )
    };
}
pub(super) const IS_DOUBLE: &str = doubles!("IN");
const IS_NO_DOUBLE: &str = doubles!("NOT IN");
/// By contract or plan: those that it names, at the sites that it names, or all of the customer.
const NAMED_BY: &str = "view.subject IN (
    SELECT value FROM json_each(:named, '$.devices')
    UNION ALL SELECT subject FROM device_row WHERE contract = json_extract(:named, '$.contract')
    UNION ALL SELECT there.subject FROM json_each(:named, '$.sites') AS site
        CROSS JOIN view AS there ON there.word = 'device' AND there.site = site.value
    UNION ALL SELECT subject FROM view AS own
        WHERE own.word = 'device' AND own.customer = json_extract(:named, '$.customer'))";

/// A filter by a column of `device_row`.
struct OfRow {
    counted: &'static str,
    few: &'static str,
    many: &'static str,
}

macro_rules! of_row {
    ($condition:literal) => {
        OfRow {
            counted: concat!("SELECT count(*) FROM (SELECT 1 FROM device_row WHERE ", $condition, " LIMIT 2000)"),
            few: concat!("view.subject IN (SELECT subject FROM device_row WHERE ", $condition, ")"),
            many: concat!(
                "EXISTS (SELECT 1 FROM device_row WHERE device_row.subject = view.subject AND ",
                $condition,
                ")"
            ),
        }
    };
}
const FEW: u32 = 2_000;
const LIFE_CYCLE: OfRow = of_row!("life_cycle = :life_cycle");
const HAS_CODE: OfRow = of_row!("has_code = :has_code");
const ENDS_BEFORE: OfRow = of_row!("warranty_ends_on < :before");
const ENDS_FROM: OfRow = of_row!("warranty_ends_on >= :from");

impl OfRow {
    /// Few that fit are looked up; where many do, the list is gone through until a page is full.
    fn filter<'a>(
        &self,
        store: &ServerStore,
        name: &'static str,
        value: Option<&'a dyn ToSql>,
    ) -> Result<reach::Filter<'a>, ServerError> {
        let Some(asked) = value else { return Ok((name, self.few, None)) };
        let count: u32 = store.db.prepare_cached(self.counted)?.query_row(&[(name, asked)], |row| row.get(0))?;
        Ok((name, if count < FEW { self.few } else { self.many }, value))
    }
}

/// At most so many hits of a search are listed.
const FOUND_MAX: u32 = 1_000;

/// Devices, newest first.
#[utoipa::path(get, path = "/v1/devices", tag = "devices", params(Paging, Filter), responses(
    (status = OK, body = WithNames<Page<DeviceRow>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Page<DeviceRow>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            // That another file has the same number is said to nobody who may not read that file.
            if caller.reach(Word::Device)?.is_some() && filter.is_likely_double.is_some() {
                return Err(ServerError::rejected(RejectedCode::Forbidden, "is_likely_double"));
            }
            let found = match &filter.q {
                Some(q) => {
                    let hits = search::find(&store.db, q, Some(Word::Device), FOUND_MAX)?;
                    Some(json!(hits.iter().map(|hit| hit.subject.to_string()).collect::<Vec<_>>()).to_string())
                }
                None => None,
            };
            let named = named_by(store, caller, &filter)?;
            let (before, from) = (
                filter.warranty_ends_before.map(|day| day.to_string()),
                filter.warranty_ends_from.map(|day| day.to_string()),
            );
            let likely_doubles = match filter.is_likely_double {
                Some(true) => Some(likely_doubles(store)?),
                _ => None,
            };
            let likely = likely_doubles.as_ref().map(|doubles| {
                let subjects = doubles.keys().map(|id| Subject::new(Word::Device, *id).to_string());
                json!(subjects.collect::<Vec<_>>()).to_string()
            });
            let doubles = if filter.is_double == Some(true) { IS_DOUBLE } else { IS_NO_DOUBLE };
            let page = reach::page(
                store,
                caller,
                Word::Device,
                &paging,
                doubles,
                &[
                    (":found", FOUND, given(&found)),
                    (":customer", "view.customer = :customer", given(&filter.customer)),
                    (":site", "view.site = :site", given(&filter.site)),
                    (":serial", "view.serial = :serial", given(&filter.serial)),
                    (":model", "view.model = :model", given(&filter.model)),
                    LIFE_CYCLE.filter(store, ":life_cycle", given(&filter.life_cycle))?,
                    ENDS_BEFORE.filter(store, ":before", given(&before))?,
                    ENDS_FROM.filter(store, ":from", given(&from))?,
                    (":named", NAMED_BY, given(&named)),
                    HAS_CODE.filter(store, ":has_code", given(&filter.has_code))?,
                    (":likely", LIKELY, given(&likely)),
                ],
            )?;
            let mut page = page.map(row);
            for row in &mut page.items {
                let other = row.id.parse::<Id>().ok().and_then(|id| likely_doubles.as_ref()?.get(&id));
                if let Some(other) = other
                    && reach::may_read(store, caller, Subject::new(Word::Device, *other))?
                {
                    row.likely_double = Some(other.to_string());
                }
            }
            WithNames::of(store, caller, page)
        })
        .await?;
    Ok(Json(page))
}

/// What a contract or plan is for, as JSON; `None` where neither is asked for.
fn named_by(store: &ServerStore, caller: &Caller, filter: &Filter) -> Result<Option<String>, ServerError> {
    fn read<T: DeserializeOwned>(
        store: &ServerStore,
        caller: &Caller,
        word: Word,
        text: &str,
    ) -> Result<(Id, T), ServerError> {
        let id = id(text, word.as_str())?;
        Ok((id, reach::one(store, caller, Subject::new(word, id))?))
    }
    let subjects = |ids: &[Id]| ids.iter().map(|id| Subject::new(Word::Device, *id).to_string()).collect::<Vec<_>>();
    match (&filter.contract, &filter.plan) {
        (Some(_), Some(_)) => {
            Err(Rejected::because(RejectedCode::WrongShape, "plan", "a contract or a plan, not both").into())
        }
        (Some(text), None) => {
            let (id, contract) = read::<Contract>(store, caller, Word::Contract, text)?;
            let is_for_all = contract.devices.is_empty() && contract.sites.is_empty();
            let customer = Some(contract.customer).filter(|_| is_for_all);
            let named = json!({
                "contract": id, "devices": subjects(&contract.devices), "sites": contract.sites, "customer": customer,
            });
            Ok(Some(named.to_string()))
        }
        (None, Some(text)) => {
            let (_, plan) = read::<MaintenancePlan>(store, caller, Word::MaintenancePlan, text)?;
            Ok(Some(json!({ "devices": subjects(&plan.devices) }).to_string()))
        }
        (None, None) => Ok(None),
    }
}

/// One device with its file. A double has its own; the file that goes on shows the history of both.
#[utoipa::path(get, path = "/v1/devices/{id}", tag = "devices", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<DeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::Device, id(&text, "id")?);
            let mut file = device(store, caller, subject.id)?;
            store.tell_received(subject, &mut file.item.body)?;
            Answer::ok(&WithNames::of(store, caller, file)?)
        })
        .await?)
}

/// A machine to be filed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDevice {
    /// The office's record: `model`, `serial`, `customer`, `site`, `life_cycle` and what else a device has.
    #[schema(value_type = Object)]
    record: Value,
    /// The code on it, bound at once.
    code: Option<String>,
}

/// A machine that was filed.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct FiledDevice {
    #[serde(flatten)]
    item: DeviceItem,
    /// Others with the same serial number: perhaps the same machine.
    same_serial: Vec<String>,
}

/// Files a machine.
#[utoipa::path(post, path = "/v1/devices", tag = "devices", request_body = NewDevice, responses(
    (status = CREATED, body = WithNames<FiledDevice>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::Device)?;
            let body: NewDevice = input.body()?;
            let made = store.create_device(&caller.author, body.record, body.code.as_deref())?;
            let item = device(store, caller, made)?;
            let serial = item.item.body.get("serial").and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut same: Vec<(Subject, Value)> = Vec::new();
            if !serial.is_empty() {
                same = derived::views(
                    &store.db,
                    "word = 'device' AND serial = :serial ORDER BY +subject LIMIT 20",
                    &[(":serial", &serial)],
                )?;
            }
            let same_serial =
                same.iter().filter(|(other, _)| other.id != made).map(|(other, _)| other.id.to_string()).collect();
            Answer::created(&WithNames::of(store, caller, FiledDevice { item, same_serial })?)
        })
        .await
}

/// Fields of the document to set: what is read off the machine and where it stands; `null` clears one. What the office's
/// record says goes before; that is written under `/v1/records/device`. With `heads` what others wrote since then conflicts
/// visibly and is kept; with If-Match it is refused; one of the two is needed.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = DeviceChanges)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Value>,
    /// The heads that the form was opened at.
    #[schema(value_type = Option<Vec<String>>)]
    heads: Option<Vec<Hash>>,
}

/// Changes fields of a device's document.
#[utoipa::path(patch, path = "/v1/devices/{id}", tag = "devices", request_body = Changes,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), responses(
    (status = OK, body = WithNames<DeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn patch(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let id = id(&text, "id")?;
            let subject = Subject::new(Word::Device, id);
            let before: Value = reach::one(store, caller, subject)?;
            let changes: Changes = input.body()?;
            if changes.heads.is_none() || input.if_match().is_some() {
                input.must_match(&reach::etag(&before))?;
            }
            if changes.fields.is_empty() {
                return Err(ServerError::rejected(RejectedCode::Missing, "fields"));
            }
            let writes = writes(changes.fields);
            store.edit_document(&caller.author, "edit_device", subject, writes, changes.heads)?;
            let file = device(store, caller, id)?;
            Answer::ok(&WithNames::of(store, caller, file)?)
        })
        .await
}

/// What a code on a machine means.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CodeAnswer {
    /// More than one where several devices claim the code; that needs attention.
    devices: Vec<DeviceItem>,
}

/// The devices behind a code. That of a double leads to the file that goes on.
#[utoipa::path(get, path = "/v1/device-codes/{code}", tag = "devices", params(("code" = String, Path)), responses(
    (status = OK, body = WithNames<CodeAnswer>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn by_code(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    desk: Desk,
) -> Result<Json<WithNames<CodeAnswer>>, Problem> {
    let answer = state
        .read(desk, move |store, caller| {
            caller.reach(Word::Device)?;
            let mut devices = Vec::new();
            let code = Scanned::read(&code);
            for subject in derived::devices_by_code(&store.db, &code)? {
                if reach::may_read(store, caller, subject)? {
                    devices.push(device(store, caller, subject.id)?);
                }
            }
            if devices.is_empty() {
                return Err(not_found(store, caller, &code)?);
            }
            WithNames::of(store, caller, CodeAnswer { devices })
        })
        .await?;
    Ok(Json(answer))
}

/// Names the codes in reach that may have been meant.
fn not_found(store: &mut ServerStore, caller: &Caller, code: &Scanned) -> Result<ServerError, ServerError> {
    let mut near = Vec::new();
    for (code, devices) in derived::near_codes(&store.db, code)? {
        for device in devices {
            if reach::may_read(store, caller, device)? {
                near.push(code.in_clear());
            }
        }
    }
    near.dedup();
    Ok(match (near.is_empty(), code) {
        (true, Scanned::Damaged(_)) => code
            .clone()
            .bindable()
            .err()
            .map_or_else(|| ServerError::rejected(RejectedCode::NotFound, "code"), ServerError::from),
        (true, _) => ServerError::rejected(RejectedCode::NotFound, "code"),
        (false, _) => {
            let detail = format!("one mistake away: {}", near.join(", "));
            Rejected::because(RejectedCode::NotFound, "code", detail).into()
        }
    })
}
