//! Links that the desk sends to customers: to follow, to rate, to get the report.

use super::{
    super::{HttpState, Problem},
    act::{Answer, Input},
    reach::{self, at, id},
};
use crate::{
    ServerError, ServerStore,
    http::session::Caller,
    office::customer::{LinkFor, SentLink},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{Author, Id, Subject, Word};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkBody {
    /// `rate` and `report` are about the last visit that was finished or signed.
    purpose: LinkFor,
}

/// A link for a customer. Whoever has it needs no account.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Link {
    url: String,
    /// Good until then, and not while its request is withdrawn or marked as a duplicate.
    #[schema(value_type = String, format = DateTime)]
    expires: Option<Timestamp>,
}

/// Makes a link about a request, to be sent to its customer.
#[utoipa::path(post, path = "/v1/requests/{id}/link", tag = "requests", request_body = LinkBody,
    params(("id" = String, Path)), responses((status = OK, body = Link), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn of_request(
    State(state): State<HttpState>,
    Path(request): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    link(state, Word::Request, request, input, ServerStore::link_about_request).await
}

/// Makes a link about a work order, to be sent to its customer.
#[utoipa::path(post, path = "/v1/work-orders/{id}/link", tag = "work orders", request_body = LinkBody,
    params(("id" = String, Path)), responses((status = OK, body = Link), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn of_order(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    link(state, Word::WorkOrder, order, input, ServerStore::link_about_order).await
}

async fn link(
    state: HttpState,
    word: Word,
    subject: String,
    input: Input,
    make: impl FnOnce(&ServerStore, &Author, Id, LinkFor) -> Result<SentLink, ServerError> + Send + 'static,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller: &Caller, input| {
            let subject = Subject::new(word, id(&subject, "id")?);
            reach::one::<Value>(store, caller, subject)?;
            let body: LinkBody = input.body()?;
            let made = make(store, &caller.author, subject.id, body.purpose)?;
            Answer::ok(&Link { url: made.url, expires: at(Some(made.expires_ms)) })
        })
        .await
}
