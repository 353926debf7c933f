//! Tokens of integrations: made, listed and revoked by administrators at a desk, never by a token.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    reach::{Page, Paging, at, id, ms},
};
use crate::{
    ServerError, ServerStore,
    token::{NewToken, Scope, Token},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use onsite_domain::{RejectedCode, user::Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A token without what it is.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TokenRow {
    id: String,
    name: String,
    /// As whom it acts.
    user: String,
    /// The user's, where they are active.
    organisation: Option<String>,
    scopes: Vec<String>,
    created_by: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    created: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<Timestamp>,
    /// To a minute; missing where it never was.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked: Option<Timestamp>,
    /// Neither expired nor revoked, its user active, and no restore since it was made.
    is_valid: bool,
}

/// A token with what it is, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct NewTokenRow {
    #[serde(flatten)]
    row: TokenRow,
    /// For `Authorization: Bearer`.
    token: String,
}

fn row(store: &ServerStore, token: Token) -> Result<TokenRow, ServerError> {
    let user = store.active_user(token.user).ok();
    let some = |at_ms: i64| at(Some(at_ms).filter(|at_ms| *at_ms > 0));
    Ok(TokenRow {
        is_valid: user.is_some() && token.is_valid(store.epoch()?, store.now_ms()),
        organisation: user.map(|user| user.organisation.to_string()),
        id: token.id.to_string(),
        name: token.name,
        user: token.user.to_string(),
        scopes: token.scopes.iter().map(ToString::to_string).collect(),
        created_by: token.created_by.to_string(),
        created: some(token.created_ms),
        expires: some(token.expires_ms),
        last_used: some(token.used_ms),
        revoked: some(token.revoked_ms),
    })
}

/// Tokens, newest first.
#[utoipa::path(get, path = "/v1/tokens", tag = "tokens", params(Paging), responses(
    (status = OK, body = Page<TokenRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<TokenRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            must_administrate(caller)?;
            let limit = paging.limit();
            let found = store.tokens(&paging.after()?, limit.saturating_add(1))?;
            let page = Page::of(found, limit, |token| token.id.to_string());
            let items = page.items.into_iter().map(|token| row(store, token)).collect::<Result<_, _>>()?;
            Ok(Page { items, next: page.next })
        })
        .await?;
    Ok(Json(page))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedToken {
    /// What it is for.
    name: String,
    /// As whom it acts: with the roles of this user, cut down to the scopes.
    user: String,
    /// `work_orders:read`, `work_orders:write`; the groups are work_orders, requests, visits, devices, stock, records,
    /// attention (read, write), reports, users, field_devices, search, audit, events (read), import (write).
    /// Writing includes reading.
    scopes: Vec<String>,
    /// Within three years; a year from now where missing.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<Timestamp>,
}

/// Makes a token. Not kept under an idempotency key: it is a secret.
#[utoipa::path(post, path = "/v1/tokens", tag = "tokens", request_body = WantedToken, responses(
    (status = CREATED, body = NewTokenRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let made = state
        .change(input, move |store, caller, input| {
            must_administrate(caller)?;
            let body: WantedToken = input.body()?;
            let scopes: BTreeSet<Scope> =
                body.scopes.iter().map(|scope| scope.parse()).collect::<Result<_, _>>().map_err(ServerError::from)?;
            let new = NewToken { name: body.name, user: id(&body.user, "user")?, scopes, expires_ms: ms(body.expires) };
            let (token, shown) = store.create_token(new, caller.user)?;
            Ok(NewTokenRow { row: row(store, token)?, token: shown })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Ends a token at once.
#[utoipa::path(post, path = "/v1/tokens/{id}/revoke", tag = "tokens", params(("id" = String, Path)), responses(
    (status = OK, body = TokenRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn revoke(
    State(state): State<HttpState>,
    Path(token): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, _| {
            must_administrate(caller)?;
            let token = store.revoke_token(id(&token, "id")?)?;
            Answer::ok(&row(store, token)?)
        })
        .await
}

pub(super) fn must_administrate(caller: &Caller) -> Result<(), ServerError> {
    if caller.token.is_none() && caller.rights.roles.contains(&Role::Administrator) {
        return Ok(());
    }
    Err(ServerError::rejected(RejectedCode::Forbidden, "role"))
}
