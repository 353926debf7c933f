//! What the company's paper looks like: its logo, and its own pages for reports, quotes and handovers. What was signed before
//! stays what it was: it is a file, and is never made again.

use super::{
    super::{HttpState, PaperShop, Problem, TemplateFault, session::Caller},
    act::{Answer, Desk, Input},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use data_encoding::BASE64;
use onsite_domain::{Rejected, RejectedCode, Word, id::Hash, reading};
use onsite_report::Spoken;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A template of 4 MiB, as text.
pub(in crate::http) const BODY_BYTES_MAX: usize = 6 << 20;
/// Pages that take longer are no pages for a phone.
const TRYING_MAX: Duration = Duration::from_secs(25);

/// What reports are made with now.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PaperBody {
    /// A blob; missing without one.
    #[schema(value_type = Option<String>)]
    logo: Option<Hash>,
    /// The company's own pages; missing where ours are used.
    #[schema(value_type = Option<String>)]
    template: Option<Hash>,
    template_bytes: Option<usize>,
    /// This server can try pages and show them.
    can_print: bool,
}

fn body(store: &ServerStore, can_print: bool) -> Result<PaperBody, ServerError> {
    let settings = store.settings()?;
    let template_bytes = store.report_template()?.map(|bytes| bytes.len());
    Ok(PaperBody { logo: settings.report_logo, template: settings.report_template, template_bytes, can_print })
}

fn must_write_settings(caller: &Caller) -> Result<(), ServerError> {
    Ok(reading::check_record(&caller.rights, Word::Settings)?)
}

/// What reports are made with.
#[utoipa::path(get, path = "/v1/paper", tag = "paper", responses(
    (status = OK, body = PaperBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(State(state): State<HttpState>, desk: Desk) -> Result<Json<PaperBody>, Problem> {
    let can_print = state.options.paper.is_some();
    let found = state
        .read(desk, move |store, caller| {
            caller.reach(Word::Settings)?;
            body(store, can_print)
        })
        .await?;
    Ok(Json(found))
}

/// The logo as a picture.
#[utoipa::path(get, path = "/v1/paper/logo", tag = "paper", responses(
    (status = OK, content_type = "image/png", body = Vec<u8>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get_logo(State(state): State<HttpState>, desk: Desk) -> Result<Response, Problem> {
    let bytes = state
        .read(desk, |store, caller| {
            caller.reach(Word::Settings)?;
            let hash = store.settings()?.report_logo;
            let bytes = hash.map(|hash| onsite_store::blob::get(&store.blobs, hash)).transpose()?.flatten();
            bytes.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "logo"))
        })
        .await?;
    let media_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    let mut response = ([(header::CONTENT_TYPE, media_type)], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Puts a logo on every label and report: PNG or JPEG, at most 1 MiB and 4,000 pixels a side.
#[utoipa::path(put, path = "/v1/paper/logo", tag = "paper",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "PNG or JPEG, at most 1 MiB."),
    responses((status = OK, body = PaperBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put_logo(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let can_print = state.options.paper.is_some();
    state
        .act(input, move |store, caller, input| {
            must_write_settings(caller)?;
            store.set_report_logo(&caller.author, Some(&input.bytes()))?;
            Answer::ok(&body(store, can_print)?)
        })
        .await
}

/// Takes the logo off again.
#[utoipa::path(delete, path = "/v1/paper/logo", tag = "paper", responses(
    (status = OK, body = PaperBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn delete_logo(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let can_print = state.options.paper.is_some();
    state
        .act(input, move |store, caller, _| {
            must_write_settings(caller)?;
            store.set_report_logo(&caller.author, None)?;
            Answer::ok(&body(store, can_print)?)
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTemplate {
    /// `main.typ` and what it shows; at most 4 MiB together.
    files: Vec<TemplateFile>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateFile {
    /// Lower case letters, digits, `-` and `_`, ending in `.typ`, `.png`, `.jpg` or `.svg`.
    name: String,
    /// Base64.
    content: String,
}

/// What came of trying pages.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TriedTemplate {
    is_fit: bool,
    /// Why not: `too_large`, `name`, `no_main`, `faults`, `slow`.
    code: Option<String>,
    /// The first kind of paper that it fails on.
    paper: Option<String>,
    /// The name of the file that cannot be called so.
    name: Option<String>,
    faults: Vec<TemplateFaultRow>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TemplateFaultRow {
    /// Of the template; empty where it is about the pages as a whole.
    file: String,
    /// Counted from 1; 0 where it is about no place in particular.
    line: usize,
    column: usize,
    message: String,
    hint: String,
}

impl From<TemplateFault> for TriedTemplate {
    fn from(fault: TemplateFault) -> Self {
        Self {
            is_fit: false,
            code: Some(fault.code.to_owned()),
            paper: fault.paper.map(str::to_owned),
            name: fault.name,
            faults: fault
                .lines
                .into_iter()
                .map(|line| TemplateFaultRow {
                    file: line.file,
                    line: line.line,
                    column: line.column,
                    message: line.message,
                    hint: line.hint,
                })
                .collect(),
        }
    }
}

fn files(body: NewTemplate) -> Result<BTreeMap<String, Vec<u8>>, ServerError> {
    let mut files = BTreeMap::new();
    for (place, file) in body.files.into_iter().enumerate() {
        let path = format!("files[{place}].content");
        let bytes = BASE64.decode(file.content.as_bytes());
        let bytes = bytes.map_err(|_| Rejected::because(RejectedCode::WrongShape, path, "bytes in Base64"))?;
        files.insert(file.name, bytes);
    }
    Ok(files)
}

impl HttpState {
    fn paper_shop(&self) -> Result<PaperShop, ServerError> {
        self.options.paper.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "engine"))
    }

    /// Lets somebody in who may change the paper, with what they brought.
    async fn template_of(&self, input: Input) -> Result<BTreeMap<String, Vec<u8>>, ServerError> {
        self.change(input, |_, caller, input| {
            must_write_settings(caller)?;
            files(input.body()?)
        })
        .await
    }

    /// Does something with pages beside everything else, one at a time. What takes too long goes on alone, and until it ends
    /// nothing else is tried.
    async fn at_the_press<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>, ServerError> {
        let turn = Arc::clone(&self.trying).try_acquire_owned();
        let turn =
            turn.map_err(|_| ServerError::Unavailable("others are printing; try again in a moment".to_owned()))?;
        let working = tokio::task::spawn_blocking(move || {
            let done = job();
            drop(turn);
            done
        });
        match tokio::time::timeout(TRYING_MAX, working).await {
            Ok(Ok(done)) => Ok(Some(done)),
            Ok(Err(error)) => Err(ServerError::broken(format!("pages: {error}"))),
            Err(_) => Ok(None),
        }
    }

    async fn tried(&self, files: BTreeMap<String, Vec<u8>>) -> Result<Result<Vec<u8>, TriedTemplate>, ServerError> {
        let shop = self.paper_shop()?;
        let tried = self.at_the_press(move || (shop.read)(files)).await?;
        Ok(match tried {
            Some(read) => read.map_err(TriedTemplate::from),
            None => Err(TriedTemplate::from(TemplateFault { code: "slow", ..TemplateFault::default() })),
        })
    }
}

const FIT: TriedTemplate = TriedTemplate { is_fit: true, code: None, paper: None, name: None, faults: Vec::new() };

/// Tries pages on papers as they may come, and keeps nothing.
#[utoipa::path(post, path = "/v1/paper/template/check", tag = "paper", request_body = NewTemplate, responses(
    (status = OK, body = TriedTemplate), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn check(State(state): State<HttpState>, input: Input) -> Result<Json<TriedTemplate>, Problem> {
    let files = state.template_of(input).await?;
    Ok(Json(state.tried(files).await?.err().unwrap_or(FIT)))
}

/// Makes these the company's pages, once they were tried; every field device gets them with its next sync.
#[utoipa::path(put, path = "/v1/paper/template", tag = "paper", request_body = NewTemplate, responses(
    (status = OK, body = TriedTemplate), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put_template(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let files = state.template_of(input.clone()).await?;
    let bytes = match state.tried(files).await? {
        Ok(bytes) => bytes,
        Err(faults) => return Ok(Json(faults).into_response()),
    };
    state
        .act(input, move |store, caller, _| {
            must_write_settings(caller)?;
            store.set_report_template(&caller.author, Some(&bytes))?;
            Answer::ok(&FIT)
        })
        .await
}

/// Our pages again.
#[utoipa::path(delete, path = "/v1/paper/template", tag = "paper", responses(
    (status = OK, body = PaperBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn delete_template(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let can_print = state.options.paper.is_some();
    state
        .act(input, move |store, caller, _| {
            must_write_settings(caller)?;
            store.set_report_template(&caller.author, None)?;
            Answer::ok(&body(store, can_print)?)
        })
        .await
}

/// Our own pages, to begin with.
#[utoipa::path(get, path = "/v1/paper/template/source", tag = "paper", responses(
    (status = OK, content_type = "text/plain", body = String),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn source(State(state): State<HttpState>, desk: Desk) -> Result<Response, Problem> {
    state.read(desk, |_, caller| caller.reach(Word::Settings).map(|_| ())).await?;
    let shop = state.paper_shop()?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"main.typ\""),
    ];
    Ok((headers, (shop.source)()).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Preview {
    /// `zh`, `en` or `both`.
    language: String,
    /// Pages that are not taken yet; the company's where missing.
    files: Option<Vec<TemplateFile>>,
}

/// A sample of the company's paper with its logo: an invented visit.
#[utoipa::path(post, path = "/v1/paper/preview", tag = "paper", request_body = Preview, responses(
    (status = OK, description = "the pages", content_type = "application/pdf"),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn preview(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let (brought, held, logo, spoken) = state
        .change(input, |store, caller, input| {
            must_write_settings(caller)?;
            let body: Preview = input.body()?;
            let spoken: Spoken = body.language.parse()?;
            let brought = body.files.map(|list| files(NewTemplate { files: list })).transpose()?;
            let logo = store.settings()?.report_logo;
            let logo = logo.map(|hash| onsite_store::blob::get(&store.blobs, hash)).transpose()?.flatten();
            Ok((brought, store.report_template()?, logo, spoken))
        })
        .await?;
    let shop = state.paper_shop()?;
    let template = match brought {
        Some(files) => match state.tried(files).await? {
            Ok(bytes) => Some(bytes),
            Err(faults) => return Ok(Json(faults).into_response()),
        },
        None => held,
    };
    let drawn = state.at_the_press(move || (shop.sample)(template.as_deref(), logo.as_deref(), spoken)).await?;
    let drawn = drawn.ok_or_else(|| ServerError::Unavailable("the pages take too long".to_owned()))?;
    let pdf = drawn.map_err(ServerError::broken)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"sample.pdf\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, pdf).into_response())
}
