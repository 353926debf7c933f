//! Device codes: drawn for labels, how batches of them stand, and what was said about one.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Page, Paging, at, id},
};
use crate::{
    ServerError,
    office::{BatchCode, CodeState},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Author, RejectedCode, Subject, Word, code_batch::CodeBatch, device_code::DeviceCode, scanned::Scanned,
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCodes {
    /// From 1 to 10,000.
    count: usize,
    /// What for, or for whom; never printed.
    #[serde(default)]
    purpose: String,
}

/// Codes that were never issued before, with what a label's symbol holds of each.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct IssuedCodes {
    codes: Vec<IssuedCode>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct IssuedCode {
    code: String,
    /// As printed under the symbol.
    in_clear: String,
    link: String,
}

/// Draws blank codes for labels that are bound to machines later.
#[utoipa::path(post, path = "/v1/device-codes", tag = "devices", request_body = NewCodes, responses(
    (status = CREATED, body = IssuedCodes),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn issue(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let body: NewCodes = input.body()?;
            let codes = store.issue_codes(&caller.author, body.count, &body.purpose)?;
            let links = store.code_links(&codes)?;
            let issued =
                |(code, link): (DeviceCode, String)| IssuedCode { in_clear: code.in_clear(), code: code.into(), link };
            let codes = codes.into_iter().zip(links).map(issued).collect();
            Answer::created(&IssuedCodes { codes })
        })
        .await
}

/// A batch of blank codes, and how many of them are still to be used.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct BatchRow {
    id: String,
    purpose: String,
    /// Its first code, by which whoever drew it knows it again.
    first: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    drawn: Option<Timestamp>,
    count: usize,
    /// On a device.
    bound: usize,
    /// On none, and never were.
    free: usize,
    /// Taken off: they are not used again.
    released: usize,
    /// A label of them was made, as far as this server remembers.
    printed: usize,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_printed: Option<Timestamp>,
}

fn row(subject: Subject, purpose: String, codes: &[BatchCode]) -> BatchRow {
    let of = |state: CodeState| codes.iter().filter(|code| code.state == state).count();
    BatchRow {
        id: subject.id.to_string(),
        purpose,
        first: codes.first().map(|code| code.code.as_str().to_owned()),
        drawn: at(i64::try_from(subject.id.timestamp_ms()).ok()),
        count: codes.len(),
        bound: of(CodeState::Bound),
        free: of(CodeState::Free),
        released: of(CodeState::Released),
        printed: codes.iter().filter(|code| code.printed > 0).count(),
        last_printed: at(codes.iter().filter_map(|code| code.printed_ms).max()),
    }
}

/// Batches of codes on one page: each holds up to a thousand.
const BATCHES_MAX: u32 = 50;

/// Batches of blank codes, newest first, with how many of each are bound, free, taken off and printed.
#[utoipa::path(get, path = "/v1/device-codes/batches", tag = "devices", params(Paging), responses(
    (status = OK, body = Page<BatchRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn batches(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<BatchRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let limit = Some(paging.limit().min(BATCHES_MAX));
            let paging = Paging { limit, ..paging };
            let page: Page<(Subject, CodeBatch)> = reach::page(store, caller, Word::CodeBatch, &paging, "1", &[])?;
            let mut items = Vec::with_capacity(page.items.len());
            for (subject, batch) in page.items {
                let codes = store.codes_as_they_stand(&batch.codes)?;
                items.push(row(subject, batch.purpose, &codes));
            }
            Ok(Page { items, next: page.next })
        })
        .await?;
    Ok(Json(page))
}

/// One code of a batch.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct BatchCodeRow {
    code: String,
    in_clear: String,
    /// `free`, `bound` or `released`.
    state: String,
    device: Option<String>,
    /// How often a label of it was made.
    printed: u32,
}

/// A batch with its codes.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct BatchItem {
    #[serde(flatten)]
    batch: BatchRow,
    codes: Vec<BatchCodeRow>,
}

/// One batch with how each of its codes stands.
#[utoipa::path(get, path = "/v1/device-codes/batches/{id}", tag = "devices", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<BatchItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn batch(
    State(state): State<HttpState>,
    Path(batch): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::CodeBatch, id(&batch, "id")?);
            let held: CodeBatch = reach::one(store, caller, subject)?;
            let codes = store.codes_as_they_stand(&held.codes)?;
            let batch = row(subject, held.purpose, &codes);
            let said = |state: CodeState| match state {
                CodeState::Free => "free",
                CodeState::Bound => "bound",
                CodeState::Released => "released",
            };
            let codes = codes.into_iter().map(|code| BatchCodeRow {
                in_clear: code.code.in_clear(),
                code: code.code.into(),
                state: said(code.state).to_owned(),
                device: code.device.map(|device| device.to_string()),
                printed: code.printed,
            });
            Answer::ok(&WithNames::of(store, caller, BatchItem { batch, codes: codes.collect() })?)
        })
        .await?)
}

/// Something that was said about a code.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CodeStepRow {
    id: String,
    device: String,
    /// `bound`, `released` (taken off for good) or `mistake` (it was never there).
    what: String,
    by: Option<Author>,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    reason: Option<String>,
    is_in_review: bool,
}

/// The story of a code, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CodeStory {
    code: String,
    in_clear: String,
    items: Vec<CodeStepRow>,
}

/// Where a code was ever bound, and who took it off, newest first; of devices that the caller may read.
#[utoipa::path(get, path = "/v1/device-codes/{code}/history", tag = "devices", params(("code" = String, Path)), responses(
    (status = OK, body = WithNames<CodeStory>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn history(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let is_whole = caller.reach(Word::Device)?.is_none();
            let scanned = Scanned::read(&code);
            let mut items = Vec::new();
            for step in store.code_history(&scanned.key())?.into_iter().rev() {
                if !reach::may_read(store, caller, Subject::new(Word::Device, step.device))? {
                    continue;
                }
                let what = match (step.body.is_released, step.body.is_mistake) {
                    (false, _) => "bound",
                    (true, false) => "released",
                    (true, true) => "mistake",
                };
                items.push(CodeStepRow {
                    id: step.id.to_string(),
                    device: step.device.to_string(),
                    what: what.to_owned(),
                    by: Some(step.by).filter(|_| is_whole),
                    at: at(Some(step.at_ms)),
                    received: at(step.received_ms),
                    reason: step.body.reason,
                    is_in_review: step.is_in_review,
                });
            }
            if items.is_empty() {
                return Err(ServerError::rejected(RejectedCode::NotFound, "code"));
            }
            let code = scanned.key();
            let in_clear = code.parse::<DeviceCode>().map_or_else(|_| code.clone(), |code| code.in_clear());
            let story = CodeStory { code, in_clear, items };
            Answer::ok(&WithNames::of(store, caller, story)?)
        })
        .await?)
}
