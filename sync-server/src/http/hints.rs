//! Hints that something is new, as server-sent events without content: whoever gets one asks for it.

use super::{AppState, Problem, field::signed};
use axum::{
    extract::State,
    http::{HeaderMap, Method, Uri},
    response::sse::{Event, KeepAlive, Sse},
};
use onsite_domain::id::Hash;
use std::convert::Infallible;
use tokio_stream::{Stream, StreamExt as _, wrappers::BroadcastStream};

pub(super) async fn stream(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let signed = signed(&headers, &method, &uri, Hash::of(b""))?;
    let device = state.writer.write(move |store| store.authenticate(&signed)).await?;
    let id = device.field_device;
    let hints = BroadcastStream::new(state.hints.subscribe()).filter_map(move |hinted| match hinted {
        Ok(devices) if !devices.contains(&id) => None,
        // Whoever was too slow to hear every hint is told that there is something.
        Ok(_) | Err(_) => Some(Ok(Event::default().event("new").data(""))),
    });
    Ok(Sse::new(hints).keep_alive(KeepAlive::default()))
}
