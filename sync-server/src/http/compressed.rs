//! Which answers are made smaller on the way: text that somebody reads, from a size at which it is worth it.
//!
//! Left as they are: events, which flow; pictures, PDF, tables in XLSX and what field devices send and get, which are packed
//! already; and whatever holds a secret. The size of a compressed answer tells whoever listens on the line how much of it repeats
//! itself (BREACH), so what was sent must not stand beside a secret there. Secrets are shown in answers to what changes something
//! (signing in, tokens, webhooks, invitations, links), which also repeat what was sent: no such answer is compressed. The one
//! question whose answer holds a secret says so with [`Secret`].

use axum::{
    Extension,
    extract::Request,
    http::{Extensions, HeaderMap, Method, StatusCode, Version, header},
    middleware::Next,
    response::Response,
};
use tower_http::compression::{
    CompressionLayer, Predicate,
    predicate::{And, SizeAbove},
};

/// What is smaller fits into a packet or two anyway.
const SIZE_BYTES_MIN: u16 = 1_024;
const TEXTS: &[&str] = &[
    "application/json",
    "application/problem+json",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
];

/// Beside an answer: it holds a secret.
#[derive(Clone, Copy, Debug)]
pub(super) struct Secret;

/// [`Secret`] as a handler puts it in front of its answer.
pub(super) const SECRET: Extension<Secret> = Extension(Secret);

type IsText = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// With zstd or gzip, whichever a browser takes.
pub(super) fn layer() -> CompressionLayer<And<SizeAbove, IsText>> {
    let is_text: IsText = is_text;
    CompressionLayer::new().compress_when(SizeAbove::new(SIZE_BYTES_MIN).and(is_text))
}

fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, beside: &Extensions) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    beside.get::<Secret>().is_none() && TEXTS.contains(&essence)
}

/// Answers to what changes something may show secrets.
pub(super) async fn changes_are_secret(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    if !is_read {
        response.extensions_mut().insert(Secret);
    }
    response
}
