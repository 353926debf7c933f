//! Hints that something is new, as server-sent events that say no more than that: whoever gets one asks for it.

use super::{HttpState, Problem, field::signed, sse};
use axum::{
    extract::State,
    http::{HeaderMap, Method, Uri},
    response::{Response, sse::Event},
};
use onsite_domain::id::Hash;
use tokio_stream::{StreamExt as _, wrappers::BroadcastStream};

pub(super) async fn stream(
    State(state): State<HttpState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let signed = signed(&headers, &method, &uri, Hash::of(b""))?;
    let device = state.app.writer.write(move |store| store.authenticate(&signed)).await?;
    let id = device.field_device;
    let hints = BroadcastStream::new(state.app.hints.subscribe()).filter_map(move |hinted| match hinted {
        Ok(devices) if !devices.contains(&id) => None,
        // Whoever was too slow to hear every hint is told that there is something.
        // An event without data is none.
        Ok(_) | Err(_) => Some(Event::default().event("new").data("new")),
    });
    Ok(sse::answer(&state, hints))
}
