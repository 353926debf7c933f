//! The server over HTTP.

mod blobs;
mod field;
mod hints;
mod problem;

use crate::writer::Writer;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use onsite_domain::Id;
use std::collections::BTreeSet;
use tokio::sync::broadcast;

pub use problem::Problem;

/// What every handler shares.
#[derive(Clone)]
pub struct AppState {
    pub writer: Writer,
    pub hints: broadcast::Sender<BTreeSet<Id>>,
}

/// Everything the server answers.
pub fn router(state: AppState) -> Router {
    let sync = Router::new()
        .route(onsite_wire::PATH_SYNC, post(field::sync))
        .layer(DefaultBodyLimit::max(onsite_wire::limit::REQUEST_PACKED_BYTES_MAX));
    let enrol = Router::new()
        .route(onsite_wire::PATH_ENROL, post(field::enrol))
        .layer(DefaultBodyLimit::max(onsite_wire::limit::SMALL_BYTES_MAX));
    let blobs = Router::new()
        .route("/v1/blobs/{hash}", get(blobs::get).head(blobs::head).patch(blobs::patch))
        .layer(DefaultBodyLimit::max(usize::try_from(onsite_wire::blob::CHUNK_BYTES_MAX).unwrap_or(usize::MAX)));
    Router::new()
        .merge(sync)
        .merge(enrol)
        .merge(blobs)
        .route("/v1/hints", get(hints::stream))
        .route("/healthz", get(field::health))
        .fallback(problem::not_found)
        .with_state(state)
}
