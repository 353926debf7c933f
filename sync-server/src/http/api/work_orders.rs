//! Work orders at the desk.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    counts::{UNASSIGNED, overdue},
    reach::{self, Item, Over, Page, Paging, at, given, id, ms},
    work_order_acts::TeamBody,
};
use crate::{
    ServerError, ServerStore,
    office::{NewWorkOrder, Team},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, Quantity, RejectedCode, Subject, Word,
    document::Write,
    document_kind::ext_definition,
    field_definition::as_register,
    id::Hash,
    work_order::{PlannedPart, WorkOrderView},
    work_order_status::WorkOrderStatus,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const BASE: &str = "/v1/work-orders";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Words that must all be found, as in a search.
    q: Option<String>,
    /// One status or several with commas between.
    status: Option<String>,
    /// `unassigned`: nobody goes and nobody was asked; `overdue`: the promised resolution has passed; `open`: neither closed
    /// nor cancelled.
    only: Option<String>,
    kind: Option<String>,
    priority: Option<String>,
    /// Lead, helper or expert of one of its visits.
    assignee: Option<String>,
    device: Option<String>,
    customer: Option<String>,
    site: Option<String>,
    /// The contractor or branch it is given to.
    organisation: Option<String>,
    number: Option<String>,
    /// The request it came of.
    request: Option<String>,
    /// Only those with something new since then.
    updated_since: Option<String>,
}

/// A work order as a list shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WorkOrderRow {
    pub(super) id: String,
    href: String,
    etag: String,
    number: Option<String>,
    pub(super) status: String,
    is_open: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) since: Option<Timestamp>,
    pub(super) kind: Option<String>,
    pub(super) mode: Option<String>,
    title: Option<String>,
    priority: Option<String>,
    customer: Option<String>,
    site: Option<String>,
    device: Option<String>,
    organisation: Option<String>,
    lead: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    zone: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    promised_response: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) promised_resolution: Option<Timestamp>,
    /// The company's own fields, by the id of their definition.
    ext: BTreeMap<String, Value>,
}

/// What of an order's view a row is made from; the rest of it is not read.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderSeen {
    number: Option<String>,
    status: WorkOrderStatus,
    is_open: bool,
    since_ms: Option<i64>,
    kind: Option<String>,
    mode: Option<String>,
    title: Option<String>,
    priority: Option<String>,
    customer: Option<Id>,
    site: Option<Id>,
    device: Option<Id>,
    organisation: Option<Id>,
    lead: Option<Id>,
    window_start_ms: Option<i64>,
    window_end_ms: Option<i64>,
    zone: Option<String>,
    received_ms: Option<i64>,
    promised_response_ms: Option<i64>,
    promised_resolution_ms: Option<i64>,
    ext: BTreeMap<String, Value>,
    heads: Vec<Hash>,
}

pub(super) fn row((subject, view): (Subject, OrderSeen)) -> WorkOrderRow {
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    WorkOrderRow {
        id: subject.id.to_string(),
        href: format!("{BASE}/{}", subject.id),
        etag: reach::etag_of(&view.heads),
        number: view.number,
        status: view.status.to_string(),
        is_open: view.is_open,
        since: at(view.since_ms),
        kind: view.kind,
        mode: view.mode,
        title: view.title,
        priority: view.priority,
        customer: text(view.customer),
        site: text(view.site),
        device: text(view.device),
        organisation: text(view.organisation),
        lead: text(view.lead),
        window_start: at(view.window_start_ms),
        window_end: at(view.window_end_ms),
        zone: view.zone,
        received: at(view.received_ms),
        promised_response: at(view.promised_response_ms),
        promised_resolution: at(view.promised_resolution_ms),
        ext: view.ext,
    }
}

/// A time in a query as milliseconds since 1970.
pub(super) fn since_ms(text: Option<&str>) -> Result<Option<i64>, ServerError> {
    let Some(text) = text else { return Ok(None) };
    let at: Timestamp = text.parse().map_err(|_| {
        onsite_domain::Rejected::because(RejectedCode::WrongShape, "updated_since", "a time as in RFC 3339")
    })?;
    Ok(Some(at.as_millisecond()))
}

/// Who was ever named is a row of `view_person`; who is on a visit now stands in the view.
const ASSIGNED: &str = "view.subject IN (SELECT subject FROM view_person WHERE person = :assignee) AND EXISTS (
    SELECT 1 FROM json_each(view.body, '$.visits') AS visit
    WHERE json_extract(visit.value, '$.lead') = :assignee OR json_extract(visit.value, '$.expert') = :assignee
       OR EXISTS (SELECT 1 FROM json_each(visit.value, '$.helpers') AS helper WHERE helper.value = :assignee))";

/// Work orders, newest first.
#[utoipa::path(get, path = "/v1/work-orders", tag = "work orders", params(Paging, Filter), responses(
    (status = OK, body = Page<WorkOrderRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<WorkOrderRow>>, Problem> {
    let since_ms = since_ms(filter.updated_since.as_deref())?;
    let mut condition = match filter.only.as_deref() {
        None | Some("") => "1".to_owned(),
        Some("unassigned") => UNASSIGNED.to_owned(),
        Some("overdue") => overdue(),
        Some("open") => format!("view.status IN ({OPEN_STATES})"),
        Some(_) => return Err(ServerError::rejected(RejectedCode::UnknownPath, "only").into()),
    };
    if let Some(asked) = filter.status.as_deref().filter(|text| !text.is_empty()) {
        let states = reach::states(asked, WorkOrderStatus::from_text, WorkOrderStatus::as_str);
        condition.push_str(&format!(" AND view.status IN ({states})"));
    }
    let over = over(&filter);
    let page = state
        .read(desk, move |store, caller| {
            let found = reach::found(store, Word::WorkOrder, filter.q.as_deref())?;
            let now_ms = Some(store.now_ms()).filter(|_| condition.contains(":now_ms"));
            let updated = reach::updated(store, since_ms)?;
            reach::page_over(
                store,
                caller,
                Word::WorkOrder,
                &paging,
                over,
                &condition,
                &[
                    (":found", reach::FOUND, given(&found)),
                    (":now_ms", "1", given(&now_ms)),
                    (":kind", "json_extract(view.body, '$.kind') = :kind", given(&filter.kind)),
                    (":priority", "json_extract(view.body, '$.priority') = :priority", given(&filter.priority)),
                    (":site", "view.site = :site", given(&filter.site)),
                    (":organisation_of", "view.organisation = :organisation_of", given(&filter.organisation)),
                    (":request", "json_extract(view.body, '$.request') = :request", given(&filter.request)),
                    (":device", "view.device = :device", given(&filter.device)),
                    (":customer", "view.customer = :customer", given(&filter.customer)),
                    (":number", "view.number = :number", given(&filter.number)),
                    (":assignee", ASSIGNED, given(&filter.assignee)),
                    (":since_ms", updated, given(&since_ms)),
                ],
            )
        })
        .await?;
    Ok(Json(page.map(row)))
}

/// Every state but the two that orders pile up in.
const OPEN_STATES: &str =
    "'new', 'verified', 'offered', 'scheduled', 'accepted', 'under_way', 'paused', 'follow_up', 'done', 'reviewed'";

/// Which way a filter finds its orders.
fn over(filter: &Filter) -> Over {
    let names_few = [&filter.q, &filter.assignee, &filter.device, &filter.customer, &filter.site, &filter.number];
    if names_few.iter().any(|text| text.is_some()) || filter.request.is_some() || filter.updated_since.is_some() {
        return Over::Best;
    }
    let mut asked = filter.status.iter().flat_map(|text| text.split(','));
    let is_piled = |text: &str| !WorkOrderStatus::from_text(text.trim()).is_open();
    let has_status = filter.status.as_deref().is_some_and(|text| !text.is_empty());
    let is_narrow = filter.only.as_deref().is_some_and(|only| !only.is_empty()) || (has_status && !asked.any(is_piled));
    if is_narrow { Over::Index("view_order_board") } else { Over::Ordered("view_order_office") }
}

fn item(store: &ServerStore, caller: &Caller, id: Id) -> Result<Item, ServerError> {
    Item::read(store, caller, BASE, Subject::new(Word::WorkOrder, id))
}

/// One work order with its visits, offers, presses and heads.
#[utoipa::path(get, path = "/v1/work-orders/{id}", tag = "work orders", params(("id" = String, Path)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let order = id(&order, "id")?;
            let mut item = item(store, caller, order)?;
            store.tell_received(Subject::new(Word::WorkOrder, order), &mut item.body)?;
            Answer::ok(&item)
        })
        .await?)
}

/// What a new order is made from. One of customer, site and device is needed; what those say is taken from there.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    kind: String,
    /// `onsite` where missing.
    mode: Option<String>,
    title: Option<String>,
    description: Option<String>,
    priority: Option<String>,
    #[schema(value_type = Option<String>)]
    customer: Option<Id>,
    #[schema(value_type = Option<String>)]
    site: Option<Id>,
    #[schema(value_type = Option<String>)]
    contact: Option<Id>,
    #[schema(value_type = Option<String>)]
    device: Option<Id>,
    #[schema(value_type = Option<String>)]
    request: Option<Id>,
    /// The contractor or branch it is given to.
    #[schema(value_type = Option<String>)]
    organisation: Option<Id>,
    #[schema(value_type = Option<String>)]
    service_level: Option<Id>,
    #[schema(value_type = Option<String>)]
    procedure: Option<Id>,
    #[schema(value_type = Option<String>)]
    cause_order: Option<Id>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    zone: Option<String>,
    #[serde(default)]
    required_skills: Vec<String>,
    customer_reference: Option<String>,
    /// What is thought to be wrong.
    #[schema(value_type = Option<String>)]
    fault_code: Option<Id>,
    /// What the job will want: engineers see it under "to take".
    #[serde(default)]
    planned_parts: Vec<PlannedPartBody>,
    /// The company's own fields, by the id of their definition.
    #[serde(default)]
    ext: BTreeMap<String, Value>,
    team: Option<TeamBody>,
}

/// So much of a part, in thousandths of its unit.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewPlannedPart)]
#[serde(deny_unknown_fields)]
pub(super) struct PlannedPartBody {
    #[schema(value_type = String)]
    part: Id,
    #[schema(value_type = i64)]
    quantity: Quantity,
    note: Option<String>,
}

impl From<PlannedPartBody> for PlannedPart {
    fn from(PlannedPartBody { part, quantity, note }: PlannedPartBody) -> Self {
        Self { part, quantity, note, replaces: Vec::new() }
    }
}

/// A word of a closed list, in the one spelling.
fn word<T: serde::de::DeserializeOwned>(text: Option<String>) -> Option<T> {
    serde_json::from_value(Value::String(text?)).ok()
}

impl NewOrder {
    pub(super) fn order(self) -> NewWorkOrder {
        NewWorkOrder {
            kind: word(Some(self.kind)).unwrap_or_default(),
            mode: word(self.mode).unwrap_or_default(),
            title: self.title,
            description: self.description,
            priority: word(self.priority),
            customer: self.customer,
            site: self.site,
            contact: self.contact,
            device: self.device,
            request: self.request,
            organisation: self.organisation,
            service_level: self.service_level,
            received_ms: ms(self.received),
            window_start_ms: ms(self.window_start),
            window_end_ms: ms(self.window_end),
            zone: self.zone,
            required_skills: self.required_skills,
            procedure: self.procedure,
            cause_order: self.cause_order,
            customer_reference: self.customer_reference,
            fault_code: self.fault_code,
            planned_parts: self.planned_parts.into_iter().map(PlannedPart::from).collect(),
            ext: self.ext,
            team: self.team.map(Team::from),
            ..NewWorkOrder::default()
        }
    }
}

/// Makes an order with its first visit and the steps of its procedure.
#[utoipa::path(post, path = "/v1/work-orders", tag = "work orders", request_body = NewOrder, responses(
    (status = CREATED, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::WorkOrder)?;
            let order = input.body::<NewOrder>()?.order();
            let created = store.create_work_order(&caller.author, order)?;
            Answer::created(&item(store, caller, created.work_order)?)
        })
        .await
}

/// Fields to set; `null` clears one. With `heads` what others wrote since then conflicts visibly and is kept; with
/// If-Match it is refused; one of the two is needed.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = WorkOrderChanges)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Value>,
    /// The heads that the form was opened at.
    #[schema(value_type = Option<Vec<String>>)]
    heads: Option<Vec<Hash>>,
}

/// What sets fields of a document. Several choices of a company's own field may be sent as a list.
pub(super) fn writes(fields: BTreeMap<String, Value>) -> Vec<Write> {
    let set = |(field, value): (String, Value)| match ext_definition(&field) {
        Some(_) => Write::Set { field, value: as_register(value) },
        None => Write::Set { field, value },
    };
    fields.into_iter().map(set).collect()
}

/// Changes fields of an order.
#[utoipa::path(patch, path = "/v1/work-orders/{id}", tag = "work orders", request_body = Changes,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn patch(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let id = id(&order, "id")?;
            let before = item(store, caller, id)?;
            let changes: Changes = input.body()?;
            if changes.heads.is_none() || input.if_match().is_some() {
                input.must_match(&before.etag)?;
            }
            if changes.fields.is_empty() {
                return Err(ServerError::rejected(RejectedCode::Missing, "fields"));
            }
            let writes = writes(changes.fields);
            let subject = Subject::new(Word::WorkOrder, id);
            store.edit_document(&caller.author, "edit_work_order", subject, writes, changes.heads)?;
            Answer::ok(&item(store, caller, id)?)
        })
        .await
}
