//! Pictures and other files that something names, and those that the desk brings.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Desk, Input},
    reach::may_read,
};
use crate::{ServerError, ServerStore};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use onsite_domain::{Rejected, RejectedCode, Subject, id::Hash};
use onsite_store::blob;
use rusqlite::named_params;
use serde::Serialize;

/// One file of the desk.
pub(in crate::http) const FILE_BYTES_MAX: usize = 20 << 20;
/// What a browser may show in a page; everything else is handed out to be kept.
const SHOWN: &[&str] = &["image/jpeg", "image/png", "image/webp", "application/pdf"];
/// What the desk may bring, with how such a file begins.
const BROUGHT: &[(&str, &[u8])] = &[
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/webp", b"RIFF"),
    ("application/pdf", b"%PDF-"),
];

/// A file that was taken.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Taken {
    /// SHA-256, by which it is named.
    #[schema(value_type = String)]
    hash: Hash,
    size_bytes: u64,
    media_type: String,
}

/// A file that something the caller may read names.
#[utoipa::path(get, path = "/v1/files/{hash}", tag = "files", params(("hash" = String, Path)), responses(
    (status = OK, content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(hash): Path<String>,
    desk: Desk,
) -> Result<Response, Problem> {
    let (bytes, media_type) = state
        .read(desk, move |store, caller| {
            let hash: Hash = hash
                .parse()
                .map_err(|_| Rejected::because(RejectedCode::WrongShape, "hash", "64 lowercase hexadecimal digits"))?;
            let missing = || ServerError::rejected(RejectedCode::NotFound, "file");
            if !may_read_file(store, caller, hash)? {
                return Err(missing());
            }
            let info = blob::info(&store.blobs, hash)?.ok_or_else(missing)?;
            Ok((blob::get(&store.blobs, hash)?.ok_or_else(missing)?, info.media_type))
        })
        .await?;
    let is_shown = SHOWN.contains(&media_type.as_str());
    let given = if is_shown { media_type } else { "application/octet-stream".to_owned() };
    let mut response = (StatusCode::OK, [(header::CONTENT_TYPE, given)], bytes).into_response();
    let headers = response.headers_mut();
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(if is_shown { "inline" } else { "attachment" }));
    // What is named by its hash never changes.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    Ok(response)
}

/// By what names it: whoever may read one of those may read it.
fn may_read_file(store: &ServerStore, caller: &Caller, hash: Hash) -> Result<bool, ServerError> {
    let mut statement = store.db.prepare_cached("SELECT subject FROM blob_name WHERE hash = :hash LIMIT 1000")?;
    let rows = statement.query_map(named_params! {":hash": hash.to_string()}, |row| row.get::<_, String>(0))?;
    for subject in rows {
        let Ok(subject) = subject?.parse::<Subject>() else { continue };
        if may_read(store, caller, subject)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps a file, so that something can name it. A file that nothing names is nobody's to read.
#[utoipa::path(post, path = "/v1/files", tag = "files",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "JPEG, PNG, WebP or PDF, at most 20 MiB."),
    responses((status = CREATED, body = Taken), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, _, input| {
            let bytes = input.bytes();
            let known = BROUGHT.iter().find(|(_, start)| bytes.starts_with(start));
            let (media_type, _) = known.ok_or_else(|| {
                Rejected::because(RejectedCode::WrongShape, "body", "a JPEG, PNG or WebP picture, or a PDF")
            })?;
            let now_ms = store.now_ms();
            let hash = blob::put(&store.blobs, &bytes, media_type, now_ms)?;
            let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            Answer::created(&Taken { hash, size_bytes, media_type: (*media_type).to_owned() })
        })
        .await
}
