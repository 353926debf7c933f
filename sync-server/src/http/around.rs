//! What happens around every request: a time limit, headers that keep browsers safe, a line in the log, a count.

use super::{ClientAddress, HttpState, Problem, session};
use crate::ServerError;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// Nothing here is a page that may load or run anything, be framed, or be kept by a cache on the way.
const SAFE: &[(header::HeaderName, &str)] = &[
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Ends a request of the desk that takes too long. Streams are not ended: their answer begins at once.
pub(super) async fn timeout(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(state.options.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::from(ServerError::Unavailable("the request took too long".to_owned())).into_response(),
    }
}

/// Headers that keep browsers safe.
pub(super) async fn browsers(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if state.options.is_cookie_secure {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}

pub(super) async fn every_request(State(state): State<HttpState>, mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The pattern and never the path: paths hold identities, and queries what somebody looked for.
    let route = request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    let address = session::address(&state, request.headers(), request.extensions());
    request.extensions_mut().insert(ClientAddress(address));
    let response = next.run(request).await;
    let status = response.status().as_u16();
    state.metrics.count_request(&method, &route, status);
    tracing::info!(http.method = %method, http.route = route, http.status = status, "request");
    response
}
