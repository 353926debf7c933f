//! Server-sent events as both sides of the house get them: kept alive, never held back on the way, over when the server ends.

use super::HttpState;
use axum::{
    http::header::HeaderName,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use std::convert::Infallible;
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};

/// nginx collects an answer before it hands it on, unless it is told not to.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

pub(super) fn answer(state: &HttpState, events: impl Stream<Item = Event> + Send + 'static) -> Response {
    // Otherwise a server that is to end would wait for whoever listens.
    let ending = WatchStream::from_changes(state.options.ending.clone()).map(|()| None);
    let events = events.map(Some).chain(tokio_stream::once(None)).merge(ending);
    let events = events.take_while(Option::is_some).filter_map(|event| event.map(Ok::<_, Infallible>));
    ([UNBUFFERED], Sse::new(events).keep_alive(KeepAlive::default())).into_response()
}
