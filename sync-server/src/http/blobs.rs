//! Uploads that resume, downloads in ranges.

use super::{
    AppState, Problem,
    field::{signed, whole},
};
use crate::{ServerError, signed_request::SignedRequest};
use axum::{
    body::Bytes,
    extract::{FromRequestParts, Path, State, rejection::BytesRejection},
    http::{
        HeaderMap, StatusCode,
        header::{self, AsHeaderName},
        request::Parts,
    },
    response::{IntoResponse as _, Response},
};
use onsite_domain::{Rejected, RejectedCode, id::Hash};
use onsite_store::blob;
use onsite_wire::blob::{ByteRange, LENGTH, OFFSET, RangeAnswer, parse_number};

/// One answer reads at most this much into memory; a larger blob is fetched in ranges.
const READ_BYTES_MAX: u64 = 4 << 20;

fn hash_of(text: &str) -> Result<Hash, ServerError> {
    text.parse()
        .map_err(|_| Rejected::because(RejectedCode::WrongShape, "hash", "64 lowercase hexadecimal digits").into())
}

/// A signed request about one blob.
pub(super) struct About {
    hash: Hash,
    /// Over no body.
    signed: SignedRequest,
    headers: HeaderMap,
}

impl<S: Send + Sync> FromRequestParts<S> for About {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<String>::from_request_parts(parts, state).await;
        let Path(hash) = named.map_err(|_| ServerError::rejected(RejectedCode::WrongShape, "hash"))?;
        Ok(Self {
            hash: hash_of(&hash)?,
            signed: signed(&parts.headers, &parts.method, &parts.uri, Hash::of(b""))?,
            headers: std::mem::take(&mut parts.headers),
        })
    }
}

impl About {
    fn header(&self, name: impl AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(super) async fn head(State(state): State<AppState>, about: About) -> Result<Response, Problem> {
    let (offset, length) = state
        .writer
        .write(move |store| {
            let (device, hash) = (store.authenticate(&about.signed)?, about.hash);
            let complete =
                blob::info(&store.blobs, hash)?.filter(|_| store.may_read_blob(&device, hash).unwrap_or(false));
            match complete {
                Some(info) => Ok((info.size_bytes, Some(info.size_bytes))),
                None => Ok((blob::have_bytes(&store.blobs, hash, &device.field_device.to_string())?, None)),
            }
        })
        .await?;
    let mut response = StatusCode::OK.into_response();
    response.headers_mut().insert(OFFSET, offset.into());
    if let Some(length) = length {
        response.headers_mut().insert(LENGTH, length.into());
    }
    Ok(response)
}

pub(super) async fn patch(
    State(state): State<AppState>,
    about: About,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = whole(body)?;
    let number = |name: &'static str| {
        parse_number(about.header(name))
            .ok_or_else(|| ServerError::from(Rejected::because(RejectedCode::Missing, name, "a header with a number")))
    };
    let (offset, size_bytes) = (number(OFFSET)?, number(LENGTH)?);
    let signed = about.signed.clone().over(Hash::of(&body)).proven(state.writer.known_keys());
    let (status, now) = state
        .writer
        .write(move |store| {
            let device = store.authenticate(&signed)?;
            let media_type = about.header(header::CONTENT_TYPE);
            store.add_blob_part(&device, about.hash, size_bytes, media_type, offset, &body)
        })
        .await?;
    let mut response = status.into_response();
    response.headers_mut().insert(OFFSET, now.into());
    Ok(response)
}

pub(super) async fn get(State(state): State<AppState>, about: About) -> Result<Response, Problem> {
    let range = about.header(header::RANGE).to_owned();
    let hash = about.hash;
    let device = state.writer.write(move |store| store.authenticate(&about.signed)).await?;
    let answer = state
        .writer
        .read(move |store| {
            let info = blob::info(&store.blobs, hash)?;
            // Whether a blob exists that the asker may not read is not said.
            let Some(info) = info.filter(|_| store.may_read_blob(&device, hash).unwrap_or(false)) else {
                return Err(Rejected::new(RejectedCode::NotFound, "blob").into());
            };
            let total = info.size_bytes;
            Ok(match ByteRange::parse(&range, total) {
                RangeAnswer::Unsatisfiable => {
                    (StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{total}"), Vec::new(), info)
                }
                RangeAnswer::Whole if total <= READ_BYTES_MAX => {
                    let length = usize::try_from(total).unwrap_or(0);
                    (StatusCode::OK, String::new(), blob::read(&store.blobs, hash, 0, length)?, info)
                }
                // Too large for one answer: its first part, as if that had been asked for.
                RangeAnswer::Whole => {
                    part(&store.blobs, ByteRange { first: 0, last: READ_BYTES_MAX - 1, total }, info)?
                }
                RangeAnswer::Part(range) => part(&store.blobs, range, info)?,
            })
        })
        .await?;
    let (status, content_range, bytes, info) = answer;
    let mut response = (status, [(header::CONTENT_TYPE, info.media_type)], bytes).into_response();
    let headers = response.headers_mut();
    if let Ok(value) = content_range.parse::<axum::http::HeaderValue>()
        && !content_range.is_empty()
    {
        headers.insert(header::CONTENT_RANGE, value);
    }
    // What an engineer uploaded is never run as a page of this server.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, axum::http::HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_DISPOSITION, axum::http::HeaderValue::from_static("attachment"));
    Ok(response)
}

type Answer = (StatusCode, String, Vec<u8>, blob::BlobInfo);

fn part(blobs: &onsite_store::Connection, range: ByteRange, info: blob::BlobInfo) -> Result<Answer, ServerError> {
    let last = range.last.min(range.first.saturating_add(READ_BYTES_MAX - 1));
    let range = ByteRange { last, ..range };
    let length = usize::try_from(range.size_bytes()).unwrap_or(0);
    let bytes = blob::read(blobs, info.hash, range.first, length)?;
    Ok((StatusCode::PARTIAL_CONTENT, range.content_range(), bytes, info))
}
