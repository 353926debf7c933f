//! The console: a page and its parts, embedded in the program; read from the folder in a debug build. Every path that is
//! nothing else leads to the page, which knows its own ways.

use super::{HttpState, Problem, problem};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(rust_embed::Embed)]
#[folder = "console/dist"]
#[allow_missing = true]
struct Built;

/// Names of these parts change with their content.
const HASHED: &str = "assets/";
const PAGE: &str = "index.html";

/// What of the console was packed for the way, by its path.
pub(super) type Packed = Arc<Mutex<BTreeMap<String, Arc<[u8]>>>>;

/// A part of the console, or its page for whoever opens one of its ways in a browser.
pub(super) async fn serve(State(state): State<HttpState>, request: Request) -> Result<Response, Problem> {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || path.starts_with("v1/") {
        return Err(problem::not_found().await);
    }
    if let Some(part) = Built::get(&path) {
        return Ok(answer(&state, &path, &part.data, request.headers()));
    }
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match Built::get(PAGE).filter(|_| accepts.contains("text/html")) {
        Some(page) => Ok(answer(&state, PAGE, &page.data, request.headers())),
        None => Err(problem::not_found().await),
    }
}

fn answer(state: &HttpState, path: &str, bytes: &[u8], asked: &HeaderMap) -> Response {
    let is_page = path == PAGE;
    let takes = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_text = matches!(path.rsplit('.').next(), Some("html" | "js" | "css" | "svg" | "json"));
    let packed = (is_text && takes.contains("gzip")).then(|| packed(&state.packed, path, bytes)).flatten();
    let is_packed = packed.is_some();
    let body = packed.map_or_else(|| bytes.to_vec(), |packed| packed.to_vec());
    let kept = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if is_page {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    response
}

/// Everything comes from here; nothing that stands in the page itself runs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; frame-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Packed once for all who ask. In a debug build a part changes while the program runs, and is packed each time.
fn packed(known: &Packed, path: &str, bytes: &[u8]) -> Option<Arc<[u8]>> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(packed) = known.get(path).filter(|_| !cfg!(debug_assertions)) {
        return Some(Arc::clone(packed));
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    let packed: Arc<[u8]> = encoder.finish().ok()?.into();
    known.insert(path.to_owned(), Arc::clone(&packed));
    Some(packed)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
