//! What field devices ask: sync and enrolment.

use super::{ClientAddress, HttpState, Problem};
use crate::{ServerError, push::SignedRuns, signed_request::SignedRequest};
use axum::{
    Extension,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, Method, StatusCode, Uri},
};
use onsite_domain::{Rejected, RejectedCode, id::Hash};
use onsite_wire::{
    Message as _,
    compress::quality_for,
    enrol::EnrolRequest,
    request::HEADER,
    sync::{SyncRequest, SyncResponse},
};

/// Responses above this are compressed off the threads that serve connections.
const COMPRESS_APART_BYTES: usize = 64 * 1024;

pub(super) async fn health() -> &'static str {
    "ok"
}

pub(super) async fn sync(
    State(HttpState { app: state, metrics, .. }): State<HttpState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Vec<u8>, Problem> {
    let body = whole(body)?;
    let signed = signed(&headers, &method, &uri, Hash::of(&body))?;
    // Read before it is known who asks: reading is bounded, and so everything is one transaction.
    let request = SyncRequest::receive(&body);
    let pushed = request.as_ref().ok().and_then(|request| request.push.as_ref()).map_or(0, |push| push.units.len());
    let signed = signed.proven(state.writer.known_keys());
    let push = request.as_ref().ok().and_then(|request| request.push.as_ref());
    let runs = push.zip(signed.signer(state.writer.known_keys())).map(|(push, signer)| SignedRuns::read(push, signer));
    let response = state
        .writer
        .write(move |store| {
            let device = store.authenticate(&signed)?;
            let request = request.map_err(|e| Rejected::because(RejectedCode::WrongShape, "body", e.to_string()))?;
            store.sync_with(device, request, runs)
        })
        .await?;
    if let Some(outcome) = &response.outcome {
        metrics.count_units(pushed, outcome);
    }
    Ok(packed(response).await?)
}

async fn packed(response: SyncResponse) -> Result<Vec<u8>, ServerError> {
    let bytes = response.to_bytes();
    if bytes.len() < COMPRESS_APART_BYTES {
        return Ok(onsite_wire::compress::pack(&bytes, quality_for(bytes.len())));
    }
    tokio::task::spawn_blocking(move || onsite_wire::compress::pack(&bytes, quality_for(bytes.len())))
        .await
        .map_err(|e| ServerError::broken(format!("compression: {e}")))
}

pub(super) async fn enrol(
    State(state): State<HttpState>,
    Extension(address): Extension<ClientAddress>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Vec<u8>, Problem> {
    let request = EnrolRequest::from_wire(&whole(body)?)
        .map_err(|e| ServerError::from(Rejected::because(RejectedCode::WrongShape, "body", e.to_string())))?;
    let now_ms = state.app.writer.read(|store| Ok(store.now_ms())).await?;
    state.attempts.start_from(&address.0, now_ms)?;
    let response = state.app.writer.write(move |store| store.enrol(&request)).await?;
    state.attempts.succeed_from(&address.0);
    Ok(response.to_wire())
}

/// Method, path with query, body and who signed them.
pub(super) fn signed(
    headers: &HeaderMap,
    method: &Method,
    uri: &Uri,
    body: Hash,
) -> Result<SignedRequest, ServerError> {
    let header = headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
    SignedRequest::read(header, method.as_str(), path, body)
}

/// The whole body, or why there is none.
pub(super) fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, ServerError> {
    body.map_err(|rejection| {
        let is_too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
        let code = if is_too_large { RejectedCode::TooLarge } else { RejectedCode::WrongShape };
        Rejected::because(code, "body", rejection.body_text()).into()
    })
}
