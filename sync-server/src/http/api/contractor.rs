//! Orders given to a contractor, and the contractor's answer. Its own people are assigned like anybody's.

use super::{
    super::{HttpState, Problem},
    act::Input,
    reach::Item,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{Id, Word};
use serde::Deserialize;

const ORDERS: (Word, &str) = (Word::WorkOrder, "/v1/work-orders");

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Give {
    #[schema(value_type = String)]
    organisation: Id,
    reason: Option<String>,
}

/// Gives an order to an organisation: a contractor is asked whether it takes it.
#[utoipa::path(post, path = "/v1/work-orders/{id}/give", tag = "work orders", request_body = Give,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn give(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on(ORDERS, order, input, |store, caller, id, input| {
            let body: Give = input.body()?;
            store.give(&caller.author, id, body.organisation, body.reason.as_deref())
        })
        .await
}

/// The contractor takes an order that it was given.
#[utoipa::path(post, path = "/v1/work-orders/{id}/organisation/accept", tag = "work orders",
    params(("id" = String, Path)), responses(
    (status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn accept(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state.act_on(ORDERS, order, input, |store, caller, id, _| store.accept_given(&caller.author, id)).await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotTaken {
    reason: String,
}

/// The contractor does not take it; the desk is told, with the reason.
#[utoipa::path(post, path = "/v1/work-orders/{id}/organisation/decline", tag = "work orders", request_body = NotTaken,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn decline(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on(ORDERS, order, input, |store, caller, id, input| {
            let body: NotTaken = input.body()?;
            store.decline_given(&caller.author, id, &body.reason)
        })
        .await
}
