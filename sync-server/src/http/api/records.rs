//! Records of every word: what the office owns, each with its version.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Item, Page, Paging, at, given, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{Author, RejectedCode, Subject, Word, reading, record_kind::RECORD_WORDS};
use onsite_store::{Touched, record};
use serde::{Deserialize, Serialize};
use serde_json::Value;

fn word(text: &str) -> Result<Word, ServerError> {
    text.parse()
        .ok()
        .filter(|word| RECORD_WORDS.contains(word))
        .ok_or_else(|| ServerError::rejected(RejectedCode::UnknownPath, "word"))
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
    /// `newest` where missing, `oldest`, `changed` (what somebody wrote last, first), `number` or `name`.
    sort: Option<String>,
    /// Those whose present version this user wrote.
    changed_by: Option<String>,
}

const OLDEST: reach::Sort = reach::Sort { term: "view.subject", is_descending: false };
const BY_CHANGE: reach::Sort = reach::Sort {
    term: "printf('%020d', coalesce((SELECT max(log.seq) FROM log
        WHERE log.subject = view.subject AND log.kind = 'record'), 0))",
    is_descending: true,
};
const BY_NUMBER: reach::Sort = reach::Sort { term: "coalesce(view.number, '')", is_descending: false };
/// In the language of the company's first name: a name in either sorts.
const BY_NAME: reach::Sort = reach::Sort {
    term: "lower(coalesce(nullif(json_extract(view.body, '$.name.en'), ''), json_extract(view.body, '$.name.zh'),
        json_extract(view.body, '$.name'), ''))",
    is_descending: false,
};

/// Who wrote the version that is there now.
const CHANGED_BY: &str = "view.subject IN (
    SELECT record_version.subject FROM record_version JOIN record
        ON record.subject = record_version.subject
       AND record.epoch = record_version.epoch AND record.version = record_version.version
    WHERE json_extract(record_version.author, '$.user') = :changed_by)";

fn sort_of(text: Option<&str>) -> Result<Option<reach::Sort>, ServerError> {
    Ok(match text {
        None | Some("" | "newest") => None,
        Some("oldest") => Some(OLDEST),
        Some("changed") => Some(BY_CHANGE),
        Some("number") => Some(BY_NUMBER),
        Some("name") => Some(BY_NAME),
        Some(_) => return Err(ServerError::rejected(RejectedCode::UnknownPath, "sort")),
    })
}

/// A record in a list, with who wrote it last.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RecordRow {
    #[serde(flatten)]
    #[schema(value_type = Item)]
    item: Item,
    /// When its present version was written.
    #[schema(value_type = Option<String>, format = DateTime)]
    changed: Option<Timestamp>,
    /// Missing for whoever sees only what was given to their organisation.
    changed_by: Option<Author>,
}

/// Records of one word, newest first or as sorted, removed ones left out, each with who wrote it last.
#[utoipa::path(get, path = "/v1/records/{word}", tag = "records", params(("word" = String, Path), Paging, Filter), responses(
    (status = OK, body = WithNames<Page<RecordRow>>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    Path(text): Path<String>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Page<RecordRow>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let word = word(&text)?;
            let sort = sort_of(filter.sort.as_deref())?;
            let is_whole = caller.reach(word)?.is_none();
            if !is_whole && filter.changed_by.is_some() {
                return Err(ServerError::rejected(RejectedCode::Forbidden, "changed_by"));
            }
            let condition =
                "EXISTS (SELECT 1 FROM record WHERE record.subject = view.subject AND record.is_removed = 0)";
            let words = reach::found(store, word, filter.q.as_deref())?;
            let filters = [
                (":found", reach::FOUND, given(&words)),
                (":customer", "view.customer = :customer", given(&filter.customer)),
                (":site", "view.site = :site", given(&filter.site)),
                (":changed_by", CHANGED_BY, given(&filter.changed_by)),
            ];
            let found: Page<(Subject, Value)> = match sort {
                Some(sort) => reach::sorted_page(store, caller, word, &paging, condition, &filters, sort)?,
                None => reach::page(store, caller, word, &paging, condition, &filters)?,
            };
            let mut items = Vec::with_capacity(found.items.len());
            for (subject, _) in found.items {
                let item = item(store, caller, subject)?;
                let last = store.last_version(subject)?;
                items.push(RecordRow {
                    item,
                    changed: at(last.as_ref().map(|(at_ms, _)| *at_ms)),
                    changed_by: last.and_then(|(_, author)| author).filter(|_| is_whole),
                });
            }
            WithNames::of_keys(store, caller, Page { items, next: found.next }, &["changed_by"])
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
    Ok(record::get(&store.db, subject)?.map(|held| Item::of_record(held.record)))
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
