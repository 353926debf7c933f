//! Devices at the desk: found by place, serial or code, each with its history.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk},
    reach::{self, Item, Page, Paging, given, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word, device::DeviceView, reading, scanned::Scanned, visit::VisitView,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const BASE: &str = "/v1/devices";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    customer: Option<String>,
    site: Option<String>,
    serial: Option<String>,
    model: Option<String>,
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
    codes: Vec<String>,
}

fn row((subject, body): (Subject, Value)) -> DeviceRow {
    let etag = reach::etag(&body);
    let view: DeviceView = serde_json::from_value(body).unwrap_or_default();
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
        codes: view.codes,
    }
}

/// Devices, newest first.
#[utoipa::path(get, path = "/v1/devices", tag = "devices", params(Paging, Filter), responses(
    (status = OK, body = Page<DeviceRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<DeviceRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            reach::page(
                store,
                caller,
                Word::Device,
                &paging,
                "1",
                &[
                    (":customer", "view.customer = :customer", given(&filter.customer)),
                    (":site", "view.site = :site", given(&filter.site)),
                    (":serial", "view.serial = :serial", given(&filter.serial)),
                    (":model", "view.model = :model", given(&filter.model)),
                ],
            )
        })
        .await?;
    Ok(Json(page.map(row)))
}

/// A visit in a device's history.
#[derive(Serialize, utoipa::ToSchema)]
struct PastVisit {
    id: String,
    href: String,
    status: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
    work_order: Option<String>,
    /// Faults, causes and remedies that were found.
    #[schema(value_type = Vec<Object>)]
    findings: Value,
    #[schema(value_type = Vec<Object>)]
    part_usages: Value,
}

/// A device with the visits to it that the caller may read, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DeviceItem {
    #[serde(flatten)]
    #[schema(value_type = Item<DeviceView>)]
    item: Item,
    history: Vec<PastVisit>,
}

const HISTORY_MAX: u32 = 50;

fn device(store: &ServerStore, caller: &Caller, device: Id) -> Result<DeviceItem, ServerError> {
    let subject = Subject::new(Word::Device, device);
    let item = Item::read(store, caller, BASE, subject)?;
    let history = if reading::reading(&caller.rights.roles, Word::Visit) == reading::Reading::Nothing {
        Vec::new()
    } else {
        let paging = Paging { cursor: None, limit: Some(HISTORY_MAX) };
        let id = device.to_string();
        let of_device = (":device", "view.device = :device", Some(&id as &dyn rusqlite::ToSql));
        let visits: Page<(Subject, VisitView)> = reach::page(store, caller, Word::Visit, &paging, "1", &[of_device])?;
        visits.items.into_iter().map(|(subject, visit)| past_visit(subject, &visit)).collect()
    };
    Ok(DeviceItem { item, history })
}

fn past_visit(subject: Subject, visit: &VisitView) -> PastVisit {
    PastVisit {
        id: subject.id.to_string(),
        href: format!("/v1/visits/{}", subject.id),
        status: visit.status.to_string(),
        since: reach::at(visit.since_ms),
        work_order: visit.work_order.map(|order| order.to_string()),
        findings: serde_json::to_value(&visit.findings).unwrap_or_default(),
        part_usages: serde_json::to_value(&visit.part_usages).unwrap_or_default(),
    }
}

/// One device with its history.
#[utoipa::path(get, path = "/v1/devices/{id}", tag = "devices", params(("id" = String, Path)), responses(
    (status = OK, body = DeviceItem), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state.read(desk, move |store, caller| Answer::ok(&device(store, caller, id(&text, "id")?)?)).await?)
}

/// What a code on a machine means.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CodeAnswer {
    /// More than one where several devices claim the code; that needs attention.
    devices: Vec<DeviceItem>,
}

/// The devices behind a code.
#[utoipa::path(get, path = "/v1/device-codes/{code}", tag = "devices", params(("code" = String, Path)), responses(
    (status = OK, body = CodeAnswer), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn by_code(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    desk: Desk,
) -> Result<Json<CodeAnswer>, Problem> {
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
            Ok(CodeAnswer { devices })
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
