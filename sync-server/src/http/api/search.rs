//! Full-text search over everything the caller may read.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    reach::{PAGE_ITEMS, PAGE_ITEMS_MAX, is_read},
};
use crate::ServerError;
use axum::{Json, extract::State};
use onsite_domain::{
    RejectedCode, Word,
    reading::{Reading, reading},
};
use onsite_store::search;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Question {
    /// Words that must all be found; Chinese needs no spaces.
    q: String,
    /// Only this word: `work_order`, `device`, `customer`, ...
    word: Option<String>,
    /// Hits at most, 1 to 200; 50 where missing.
    limit: Option<u32>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Found {
    word: String,
    id: String,
    title: String,
}

/// What was found, best first.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Hits {
    items: Vec<Found>,
}

/// Search.
#[utoipa::path(get, path = "/v1/search", tag = "search", params(Question), responses(
    (status = OK, body = Hits), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn search(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(question): Asked<Question>,
) -> Result<Json<Hits>, Problem> {
    let hits = state
        .read(desk, move |store, caller| {
            let word: Option<Word> = match &question.word {
                Some(text) => Some(text.parse().map_err(|_| ServerError::rejected(RejectedCode::UnknownPath, "word"))?),
                None => None,
            };
            let roles = &caller.rights.roles;
            if Word::ALL.iter().all(|word| reading(roles, *word) == Reading::Nothing) {
                return Err(ServerError::rejected(RejectedCode::Forbidden, "search"));
            }
            if let Some(word) = word {
                caller.reach(word)?;
            }
            let limit = question.limit.unwrap_or(PAGE_ITEMS).clamp(1, PAGE_ITEMS_MAX);
            let mut items = Vec::new();
            // More is asked for than is shown: what is out of reach falls out.
            for hit in search::find(&store.db, &question.q, word, PAGE_ITEMS_MAX.saturating_mul(5))? {
                if is_read(store, caller, hit.subject)? {
                    let subject = hit.subject;
                    items.push(Found { word: subject.word.to_string(), id: subject.id.to_string(), title: hit.title });
                }
                if items.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
                    break;
                }
            }
            Ok(Hits { items })
        })
        .await?;
    Ok(Json(hits))
}
