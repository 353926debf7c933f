//! Webhooks at the desk: administrators say whom to tell what, and see what became of it.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    reach::{Page, Paging, at, id},
    tokens::must_administrate,
};
use crate::{
    ServerError, ServerStore,
    webhook::{ROTATION_MS, WantedWebhook, Webhook, event::EventKind, outbox::Delivery, signature},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use onsite_domain::RejectedCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const BASE: &str = "/v1/webhooks";

/// A webhook without its secret.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WebhookRow {
    id: String,
    href: String,
    etag: String,
    name: String,
    url: String,
    events: Vec<String>,
    is_enabled: bool,
    /// `failing`: it took nothing for five days; `gone`: it answered 410; `too_many_waiting`. Missing where it is enabled or
    /// a person disabled it.
    disabled_because: Option<String>,
    /// Since when nothing was taken; missing where the last message was.
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// Until when the secret before this one signs too.
    #[schema(value_type = Option<String>, format = DateTime)]
    old_secret_until: Option<Timestamp>,
    created_by: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    created: Option<Timestamp>,
}

/// A webhook with its secret, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct NewWebhookRow {
    #[serde(flatten)]
    row: WebhookRow,
    /// `whsec_…`, as the Standard Webhooks libraries take it.
    secret: String,
}

fn some(at_ms: i64) -> Option<Timestamp> {
    at(Some(at_ms).filter(|at_ms| *at_ms > 0))
}

fn row(store: &ServerStore, webhook: Webhook) -> WebhookRow {
    let is_rotating = !webhook.old_secret.is_empty() && store.now_ms() < webhook.old_until_ms;
    WebhookRow {
        id: webhook.id.to_string(),
        href: format!("{BASE}/{}", webhook.id),
        etag: webhook.etag(),
        events: webhook.events.iter().map(|kind| kind.as_str().to_owned()).collect(),
        is_enabled: webhook.is_enabled,
        disabled_because: Some(webhook.disabled_because).filter(|because| !because.is_empty()),
        failing_since: some(webhook.failing_since_ms),
        old_secret_until: at(Some(webhook.old_until_ms).filter(|_| is_rotating)),
        created_by: webhook.created_by.to_string(),
        created: some(webhook.created_ms),
        name: webhook.name,
        url: webhook.url,
    }
}

fn shown(store: &ServerStore, webhook: Webhook) -> NewWebhookRow {
    let secret = signature::shown(&webhook.secret);
    NewWebhookRow { row: row(store, webhook), secret }
}

fn with_headers(status: StatusCode, made: NewWebhookRow) -> Response {
    let headers = [(header::ETAG, made.row.etag.clone()), (header::LOCATION, made.row.href.clone())];
    (status, headers, Json(made)).into_response()
}

/// Webhooks, newest first.
#[utoipa::path(get, path = "/v1/webhooks", tag = "webhooks", responses(
    (status = OK, body = Page<WebhookRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(State(state): State<HttpState>, desk: Desk) -> Result<Json<Page<WebhookRow>>, Problem> {
    let page = state
        .read(desk, |store, caller| {
            must_administrate(caller)?;
            // There are few.
            let items = store.webhooks()?.into_iter().map(|webhook| row(store, webhook)).collect();
            Ok(Page { items, next: None })
        })
        .await?;
    Ok(Json(page))
}

/// One webhook.
#[utoipa::path(get, path = "/v1/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), responses(
    (status = OK, body = WebhookRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(webhook): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            must_administrate(caller)?;
            Answer::ok(&row(store, store.must_have_webhook(id(&webhook, "id")?)?))
        })
        .await?)
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookBody {
    name: String,
    /// Begins with https://, and is on the Internet unless the operator allows private networks.
    url: String,
    /// work_order.created, work_order.status_changed, visit.created, visit.status_changed, visit.signed, request.received,
    /// request.status_changed, attention.opened, attention.decided, part_request.changed, device.changed.
    events: Vec<String>,
    #[serde(default = "yes")]
    is_enabled: bool,
}

fn yes() -> bool {
    true
}

impl WebhookBody {
    fn wanted(self) -> Result<WantedWebhook, ServerError> {
        let events: BTreeSet<EventKind> =
            self.events.iter().map(|kind| kind.parse()).collect::<Result<_, _>>().map_err(ServerError::from)?;
        Ok(WantedWebhook { name: self.name, url: self.url, events, is_enabled: self.is_enabled })
    }
}

/// Makes a webhook. Not kept under an idempotency key: it shows a secret.
#[utoipa::path(post, path = "/v1/webhooks", tag = "webhooks", request_body = WebhookBody, responses(
    (status = CREATED, body = NewWebhookRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let may_reach_private = state.options.may_webhooks_reach_private;
    let made = state
        .change(input, move |store, caller, input| {
            must_administrate(caller)?;
            let wanted = input.body::<WebhookBody>()?.wanted()?;
            let made = store.create_webhook(wanted, caller.user, may_reach_private)?;
            Ok(shown(store, made))
        })
        .await?;
    Ok(with_headers(StatusCode::CREATED, made))
}

/// Writes a webhook anew, but for its secret. Enabling one that was disabled lets what waits go out.
#[utoipa::path(put, path = "/v1/webhooks/{id}", tag = "webhooks", request_body = WebhookBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The version that was seen.")), responses(
    (status = OK, body = WebhookRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put(
    State(state): State<HttpState>,
    Path(webhook): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    let may_reach_private = state.options.may_webhooks_reach_private;
    state
        .act(input, move |store, caller, input| {
            must_administrate(caller)?;
            let held = store.must_have_webhook(id(&webhook, "id")?)?;
            input.must_match(&held.etag())?;
            let wanted = input.body::<WebhookBody>()?.wanted()?;
            let changed = store.change_webhook(held.id, wanted, may_reach_private)?;
            Answer::ok(&row(store, changed))
        })
        .await
}

/// Removes a webhook, its log, and what waits for it.
#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), responses(
    (status = NO_CONTENT), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn delete(
    State(state): State<HttpState>,
    Path(webhook): Path<String>,
    input: Input,
) -> Result<StatusCode, Problem> {
    state
        .change(input, move |store, caller, _| {
            must_administrate(caller)?;
            let held = store.must_have_webhook(id(&webhook, "id")?)?;
            store.delete_webhook(held.id)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    /// How long the secret that was valid so far signs beside the new one, up to a week; a day where missing.
    #[serde(default)]
    keep_old_hours: Option<u32>,
}

/// Draws a new secret. Not kept under an idempotency key: it is shown.
#[utoipa::path(post, path = "/v1/webhooks/{id}/rotate", tag = "webhooks", request_body = Rotation,
    params(("id" = String, Path)), responses(
    (status = OK, body = NewWebhookRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn rotate(
    State(state): State<HttpState>,
    Path(webhook): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    let rotated = state
        .change(input, move |store, caller, input| {
            must_administrate(caller)?;
            let held = store.must_have_webhook(id(&webhook, "id")?)?;
            let hours = input.body::<Rotation>()?.keep_old_hours;
            let keep_ms = hours.map_or(ROTATION_MS, |hours| i64::from(hours).saturating_mul(3_600_000));
            let rotated = store.rotate_webhook(held.id, keep_ms)?;
            Ok(shown(store, rotated))
        })
        .await?;
    Ok(with_headers(StatusCode::OK, rotated))
}

/// A message and what became of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DeliveryRow {
    id: String,
    /// The header `webhook-id`: the same whenever it is sent again.
    event: String,
    /// The message's `type`.
    kind: String,
    /// The message as it is sent.
    body: String,
    /// waiting, delivered, given_up; held: left by the server as it was before a restore, which may have sent it.
    state: String,
    attempts: u32,
    #[schema(value_type = Option<String>, format = DateTime)]
    created: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_attempt: Option<Timestamp>,
    /// Of what waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt: Option<Timestamp>,
    /// Of the last answer.
    status: Option<u16>,
    /// Of the last attempt: answered (with `status`), timeout, no_connection, broken_off, not_public, no_address.
    error: Option<String>,
}

fn delivery_row(epoch: u32, delivery: Delivery) -> DeliveryRow {
    let is_waiting = delivery.state == "waiting";
    let is_held = is_waiting && delivery.epoch != epoch;
    DeliveryRow {
        id: delivery.id.to_string(),
        event: delivery.event,
        kind: delivery.kind,
        body: delivery.body,
        state: if is_held { "held".to_owned() } else { delivery.state },
        attempts: delivery.attempts,
        created: some(delivery.created_ms),
        last_attempt: some(delivery.tried_ms),
        next_attempt: at(Some(delivery.due_ms).filter(|_| is_waiting && !is_held)),
        status: Some(delivery.status).filter(|status| *status > 0),
        error: Some(delivery.error).filter(|error| !error.is_empty()),
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryFilter {
    /// waiting, delivered or given_up.
    state: Option<String>,
}

/// What was sent to a webhook and what waits, newest first. Kept for thirty days.
#[utoipa::path(get, path = "/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path), Paging, DeliveryFilter), responses(
    (status = OK, body = Page<DeliveryRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn deliveries(
    State(state): State<HttpState>,
    Path(webhook): Path<String>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<DeliveryFilter>,
) -> Result<Json<Page<DeliveryRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            must_administrate(caller)?;
            let held = store.must_have_webhook(id(&webhook, "id")?)?;
            let state = filter.state.as_deref().filter(|state| !state.is_empty());
            if state.is_some_and(|state| !["waiting", "delivered", "given_up"].contains(&state)) {
                return Err(ServerError::rejected(RejectedCode::WrongShape, "state"));
            }
            let (limit, epoch) = (paging.limit(), store.epoch()?);
            let found = store.deliveries(held.id, state, &paging.after()?, limit.saturating_add(1))?;
            Ok(Page::of(found, limit, |delivery| delivery.id.to_string()).map(|found| delivery_row(epoch, found)))
        })
        .await?;
    Ok(Json(page))
}

/// Sends a message again, with the identity it had.
#[utoipa::path(post, path = "/v1/webhooks/{id}/deliveries/{delivery}/again", tag = "webhooks",
    params(("id" = String, Path), ("delivery" = String, Path)), responses(
    (status = OK, body = DeliveryRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn again(
    State(state): State<HttpState>,
    Path((webhook, delivery)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, _| {
            must_administrate(caller)?;
            let held = store.must_have_webhook(id(&webhook, "id")?)?;
            let again = store.deliver_again(held.id, id(&delivery, "delivery")?)?;
            Answer::ok(&delivery_row(store.epoch()?, again))
        })
        .await
}

/// Sends `webhook.test`, which says nothing.
#[utoipa::path(post, path = "/v1/webhooks/{id}/test", tag = "webhooks", params(("id" = String, Path)), responses(
    (status = OK, body = DeliveryRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn test(
    State(state): State<HttpState>,
    Path(webhook): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, _| {
            must_administrate(caller)?;
            let held = store.must_have_webhook(id(&webhook, "id")?)?;
            let sent = store.test_webhook(held.id)?;
            Answer::ok(&delivery_row(store.epoch()?, sent))
        })
        .await
}
