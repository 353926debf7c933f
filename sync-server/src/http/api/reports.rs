//! Reports, as files.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    reach::{self, id},
};
use crate::ServerError;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use onsite_domain::{RejectedCode, Subject, Word};
use onsite_report::Spoken;
use serde::Deserialize;

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
    Ok(pdf(&format!("attachment; filename=\"{}.pdf\"", file.name), file.bytes))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Shown {
    /// `zh`, `en` or `both`; the report's own where missing.
    language: Option<String>,
}

/// The pages of a visit's report: a copy of what was signed, without the signature; a draft where nothing was.
#[utoipa::path(get, path = "/v1/visits/{id}/report", tag = "visits", params(("id" = String, Path), Shown), responses(
    (status = OK, description = "the pages", content_type = "application/pdf"),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn pages(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    desk: Desk,
    Asked(shown): Asked<Shown>,
) -> Result<Response, Problem> {
    let asked = state.read(desk, move |store, caller| {
        let visit = Subject::new(Word::Visit, id(&visit, "id")?);
        if !reach::may_read(store, caller, visit)? {
            return Err(ServerError::rejected(RejectedCode::NotFound, "visit"));
        }
        let spoken: Option<Spoken> = shown.language.as_deref().map(str::parse).transpose()?;
        Ok((visit.id, spoken))
    });
    let (visit, spoken) = asked.await?;
    let make = state.options.engine;
    let make = make.ok_or_else(|| ServerError::Unavailable("this server makes no pages".to_owned()))?;
    // Pages take a core for a second.
    let _turn = state.turn_to_print().await?;
    let drawn = state.app.writer.read(move |store| {
        let engine = make(store.report_template()?.as_deref());
        store.report_pages(visit, spoken, engine.as_ref())
    });
    Ok(pdf("inline; filename=\"report.pdf\"", drawn.await?.pdf))
}

fn pdf(disposition: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}
