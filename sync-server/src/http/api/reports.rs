//! Signed reports, as files.

use super::{
    super::{HttpState, Problem},
    act::Desk,
    reach::{self, id},
};
use crate::ServerError;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use onsite_domain::RejectedCode;

/// What was signed, as the one file that proves itself, with the server's receipt behind it. The same bytes each time.
#[utoipa::path(get, path = "/v1/signatures/{id}/report", tag = "visits", params(("id" = String, Path)), responses(
    (status = OK, description = "the sealed report", content_type = "application/pdf"),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(signature): Path<String>,
    desk: Desk,
) -> Result<Response, Problem> {
    let found = state.read(desk, move |store, caller| {
        let signature = id(&signature, "id")?;
        // Whoever may read what was signed; of what is out of reach it is not said whether it exists.
        let subject = store.subject_of_signature(signature)?;
        if !reach::may_read(store, caller, subject)? {
            return Err(ServerError::rejected(RejectedCode::NotFound, "signature"));
        }
        store.report_file(signature)
    });
    let file = found.await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.pdf\"", file.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}
