//! Records of every word: what the office owns, each with its version.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Item, Page, Paging, given, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{RejectedCode, Subject, Word, reading, record_kind::RECORD_WORDS};
use onsite_store::{Touched, record};
use serde::Deserialize;
use serde_json::{Value, json};

fn word(text: &str) -> Result<Word, ServerError> {
    text.parse()
        .ok()
        .filter(|word| RECORD_WORDS.contains(word))
        .ok_or_else(|| ServerError::rejected(RejectedCode::UnknownPath, "word"))
}

fn base(word: Word) -> String {
    format!("/v1/records/{word}")
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Words that must all be found, as in a search.
    q: Option<String>,
    /// Those that name this customer.
    customer: Option<String>,
    /// Those that name this site.
    site: Option<String>,
}

/// Records of one word, newest first, removed ones left out.
#[utoipa::path(get, path = "/v1/records/{word}", tag = "records", params(("word" = String, Path), Paging, Filter), responses(
    (status = OK, body = Page<Item>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<Item>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let word = word(&text)?;
            let condition =
                "EXISTS (SELECT 1 FROM record WHERE record.subject = view.subject AND record.is_removed = 0)";
            let words = reach::found(store, word, filter.q.as_deref())?;
            let filters = [
                (":found", reach::FOUND, given(&words)),
                (":customer", "view.customer = :customer", given(&filter.customer)),
                (":site", "view.site = :site", given(&filter.site)),
            ];
            let found: Page<(Subject, Value)> = reach::page(store, caller, word, &paging, condition, &filters)?;
            let mut items = Vec::with_capacity(found.items.len());
            for (subject, _) in found.items {
                items.push(item(store, caller, subject)?);
            }
            Ok(Page { items, next: found.next })
        })
        .await?;
    Ok(Json(page))
}

/// The record itself, as it was written; what is derived beside it stands under the word's own path.
fn item(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<Item, ServerError> {
    reach::one::<Value>(store, caller, subject)?;
    held(store, subject)?.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, subject.word.as_str()))
}

fn held(store: &ServerStore, subject: Subject) -> Result<Option<Item>, ServerError> {
    let Some(held) = record::get(&store.db, subject)? else { return Ok(None) };
    let version = json!({ "epoch": held.record.epoch, "version": held.record.version });
    let mut item = Item::of(&base(subject.word), subject, version);
    item.body = held.record.body;
    Ok(Some(item))
}

/// One record.
#[utoipa::path(get, path = "/v1/records/{word}/{id}", tag = "records",
    params(("word" = String, Path), ("id" = String, Path)), responses(
    (status = OK, body = Item), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path((text, record)): Path<(String, String)>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            Answer::ok(&item(store, caller, Subject::new(word(&text)?, id(&record, "id")?))?)
        })
        .await?)
}

/// Writes the next version of a record, or its first. The body is the record's own, whole.
#[utoipa::path(put, path = "/v1/records/{word}/{id}", tag = "records", request_body = Object,
    params(("word" = String, Path), ("id" = String, Path),
        ("If-Match" = Option<String>, Header, description = "The version that was seen; needed where there is one.")),
    responses(
    (status = OK, body = Item), (status = CREATED, body = Item),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put(
    State(state): State<HttpState>,
    Path((text, record)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let word = word(&text)?;
            reading::check_record(&caller.rights, word)?;
            let subject = Subject::new(word, id(&record, "id")?);
            let before = held(store, subject)?;
            match &before {
                Some(before) => input.must_match(&before.etag)?,
                // Somebody who has seen a version of something that is not there looks at another server's data.
                None if input.if_match().is_some() => {
                    return Err(ServerError::rejected(RejectedCode::Stale, "if-match"));
                }
                None if subject.id.is_nil() => return Err(ServerError::rejected(RejectedCode::Missing, "id")),
                None => {}
            }
            let body: Value = input.body()?;
            let mut touched = Touched::new();
            store.put_checked_record(&caller.author, subject, body, &mut touched)?;
            store.finish(&touched)?;
            let after =
                held(store, subject)?.ok_or_else(|| ServerError::broken("a record that was written is gone"))?;
            if before.is_some() { Answer::ok(&after) } else { Answer::created(&after) }
        })
        .await
}
