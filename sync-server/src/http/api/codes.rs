//! Device codes for labels.

use super::{
    super::{HttpState, Problem},
    act::{Answer, Input},
};
use axum::{extract::State, response::Response};
use onsite_domain::device_code::DeviceCode;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCodes {
    /// From 1 to 10,000.
    count: usize,
    /// What for, or for whom; never printed.
    #[serde(default)]
    purpose: String,
}

/// Codes that were never issued before, with what a label's symbol holds of each.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct IssuedCodes {
    codes: Vec<IssuedCode>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct IssuedCode {
    code: String,
    /// As printed under the symbol.
    in_clear: String,
    link: String,
}

/// Draws blank codes for labels that are bound to machines later.
#[utoipa::path(post, path = "/v1/device-codes", tag = "devices", request_body = NewCodes, responses(
    (status = CREATED, body = IssuedCodes),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn issue(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let body: NewCodes = input.body()?;
            let codes = store.issue_codes(&caller.author, body.count, &body.purpose)?;
            let links = store.code_links(&codes)?;
            let issued =
                |(code, link): (DeviceCode, String)| IssuedCode { in_clear: code.in_clear(), code: code.into(), link };
            let codes = codes.into_iter().zip(links).map(issued).collect();
            Answer::created(&IssuedCodes { codes })
        })
        .await
}
