//! What leads to a device: its codes, and doubles that are joined with it.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Input},
    device_file::{DeviceItem, device},
    named::WithNames,
    reach::{self, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{Id, RejectedCode, Subject, Word};
use serde::Deserialize;
use serde_json::Value;

/// Acts on a device that the caller may read, and answers with a file as it is then: of the one that the action names.
async fn acted(
    state: HttpState,
    text: String,
    input: Input,
    action: impl FnOnce(&mut ServerStore, &Caller, Id, &Input) -> Result<Id, ServerError> + Send + 'static,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let id = id(&text, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Device, id))?;
            let shown = action(store, caller, id, input)?;
            let file = device(store, caller, shown)?;
            Answer::ok(&WithNames::of(store, caller, file)?)
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundLabel {
    /// As it was read or typed: a link of ours, the characters under the symbol, a maker's code.
    code: String,
}

/// Binds a code to a device.
#[utoipa::path(post, path = "/v1/devices/{id}/codes", tag = "devices", request_body = BoundLabel,
    params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<DeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn bind(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, text, input, |store, caller, device, input| {
        let body: BoundLabel = input.body()?;
        store.bind_code(&caller.author, device, &body.code)?;
        Ok(device)
    })
    .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleasedLabel {
    code: String,
    /// Taken off, destroyed.
    reason: String,
    /// It was never on this machine: the code may be bound where it is. One that was is not used again.
    #[serde(default)]
    is_mistake: bool,
}

/// Takes a code off a device, whoever put it there. It is not used again, unless it was bound there by mistake.
#[utoipa::path(post, path = "/v1/devices/{id}/codes/release", tag = "devices", request_body = ReleasedLabel,
    params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<DeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn release(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, text, input, |store, caller, device, input| {
        let body: ReleasedLabel = input.body()?;
        store.release_code(&caller.author, device, &body.code, &body.reason, body.is_mistake)?;
        Ok(device)
    })
    .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeInto {
    /// The device that goes on.
    #[schema(value_type = String)]
    into: Id,
    reason: Option<String>,
}

/// Joins a double with the device that goes on: its codes lead there, and that file shows the history of both. Answers with
/// the file that goes on.
#[utoipa::path(post, path = "/v1/devices/{id}/merge", tag = "devices", request_body = MergeInto,
    params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<DeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn merge(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, text, input, |store, caller, double, input| {
        let body: MergeInto = input.body()?;
        if !reach::may_read(store, caller, Subject::new(Word::Device, body.into))? {
            return Err(ServerError::rejected(RejectedCode::NotFound, "into"));
        }
        store.merge_device(&caller.author, double, body.into, body.reason)?;
        Ok(body.into)
    })
    .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unmerge {
    reason: String,
}

/// Takes a merge back: they are two machines after all, each with the codes it had.
#[utoipa::path(post, path = "/v1/devices/{id}/unmerge", tag = "devices", request_body = Unmerge,
    params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<DeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn unmerge(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, text, input, |store, caller, double, input| {
        let body: Unmerge = input.body()?;
        store.unmerge_device(&caller.author, double, &body.reason)?;
        Ok(double)
    })
    .await
}
