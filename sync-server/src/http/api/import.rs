//! Tables in over HTTP: what `onsite-server import` takes, with what became of each row.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    tables::XLSX,
};
use crate::{
    ServerError,
    import::{ImportKind, Mistake, ROWS_MAX, RowReport, Tried, sheet, template},
};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use onsite_domain::{Language, RejectedCode, user::Role};
use serde::{Deserialize, Serialize};

/// The body of a request. What is larger is split, or taken over at the server's own command line.
pub(in crate::http) const BODY_BYTES_MAX: usize = 4 << 20;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Options {
    /// Only says what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// What became of a table.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ImportAnswer {
    /// Everything was taken. All or nothing: with a mistake anywhere, nothing was.
    is_taken: bool,
    created: u64,
    changed: u64,
    unchanged: u64,
    /// What became of each right row, or would have.
    rows: Vec<RowAnswer>,
    /// At most a thousand.
    mistakes: Vec<MistakeAnswer>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct RowAnswer {
    /// In the file, the heading is line 1; of procedures the place in the list, from 1.
    line: u64,
    /// created, changed or unchanged.
    effect: &'static str,
}

#[derive(Serialize, utoipa::ToSchema)]
struct MistakeAnswer {
    /// 0 where it is about the whole file.
    line: u64,
    /// Empty where it is about the whole row.
    column: String,
    /// What people call the column, in English and in Chinese.
    column_en: String,
    column_zh: String,
    /// In English and in Chinese.
    problem: String,
    problem_zh: String,
}

impl From<Mistake> for MistakeAnswer {
    fn from(Mistake { line, column, problem }: Mistake) -> Self {
        let [column_zh, column_en] = [Language::Zh, Language::En].map(|language| template::heading(language, &column));
        let problem_zh = onsite_messages::detail(Language::Zh, &problem);
        Self { line, column, column_en, column_zh, problem, problem_zh }
    }
}

impl From<Tried> for ImportAnswer {
    fn from(tried: Tried) -> Self {
        let row = |RowReport { line, effect }| RowAnswer { line, effect };
        Self {
            is_taken: tried.is_taken,
            created: tried.imported.created,
            changed: tried.imported.changed,
            unchanged: tried.imported.unchanged,
            rows: tried.rows.into_iter().map(row).collect(),
            mistakes: tried.mistakes.into_iter().map(MistakeAnswer::from).collect(),
        }
    }
}

/// Takes a table over: CSV (UTF-8 or GB18030), the first sheet of an XLSX file, or, for procedures, JSON. At most 4 MiB and
/// 10,000 rows. Kinds: organisations, users, customers, sites, contacts, devices, parts, stock-locations, stock, procedures,
/// work-orders. The columns are those of `onsite-server export`. A table that was taken over once changes nothing the
/// second time.
#[utoipa::path(post, path = "/v1/import/{kind}", tag = "import", params(("kind" = String, Path), Options),
    request_body(content = String, content_type = "text/csv"), responses(
    (status = OK, body = ImportAnswer), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn import(
    State(state): State<HttpState>,
    Path(kind): Path<String>,
    Asked(options): Asked<Options>,
    input: Input,
) -> Result<Response, Problem> {
    // Whoever may not is not read.
    state.change(input.clone(), |_, caller, _| may_import(caller)).await?;
    let kind = ImportKind::from_text(&kind).ok_or_else(|| ServerError::rejected(RejectedCode::UnknownPath, "kind"))?;
    let bytes = input.bytes();
    let _turn = state.turn_to_print().await?;
    // What a file from outside does to its reader stays in this task.
    let read = tokio::task::spawn_blocking(move || sheet::as_csv(&bytes, ROWS_MAX));
    let unreadable = |_| ServerError::rejected(RejectedCode::WrongShape, "body");
    let table = read.await.map_err(unreadable)??;
    state
        .act(input, move |store, caller, _| {
            may_import(caller)?;
            let tried = store.try_import(kind, &table, options.dry_run, &caller.author)?;
            tracing::info!(
                kind = kind.as_str(), created = tried.imported.created, changed = tried.imported.changed,
                is_taken = tried.is_taken, user.id = %caller.user, "a table"
            );
            Answer::ok(&ImportAnswer::from(tried))
        })
        .await
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// `csv` or `xlsx`; `json` of procedures.
    format: String,
    /// Of the headings, as a BCP 47 tag; Chinese or English.
    language: String,
}

/// A table to fill in: the columns that are taken over, headed in a language, those that must be filled in marked, with one
/// row that shows how. Of procedures a JSON list of one.
#[utoipa::path(get, path = "/v1/import/{kind}/template", tag = "import", params(("kind" = String, Path), Wanted), responses(
    (status = OK, content_type = "text/csv", body = String),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn template(
    State(state): State<HttpState>,
    Path(kind): Path<String>,
    desk: Desk,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let (kind, end, content_type, bytes) = state
        .read(desk, move |store, caller| {
            may_import(caller)?;
            let unknown = |path: &str| ServerError::rejected(RejectedCode::UnknownPath, path);
            let kind = ImportKind::from_text(&kind).ok_or_else(|| unknown("kind"))?;
            let language = Language::from_tag(&wanted.language);
            let own = store.own_columns(kind)?;
            let (end, content_type, bytes) = match (wanted.format.as_str(), kind) {
                ("json", ImportKind::Procedures) => ("json", "application/json", template::json()?),
                (_, ImportKind::Procedures) => return Err(unknown("format")),
                ("csv", kind) => ("csv", "text/csv; charset=utf-8", template::csv(kind, &own, language)?),
                ("xlsx", kind) => ("xlsx", XLSX, template::xlsx(kind, &own, language)?),
                _ => return Err(unknown("format")),
            };
            Ok((kind, end, content_type, bytes))
        })
        .await?;
    let file = format!("attachment; filename=\"{}-template.{end}\"", kind.as_str());
    let headers = [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, file)];
    Ok((headers, bytes).into_response())
}

fn may_import(caller: &Caller) -> Result<(), ServerError> {
    if caller.rights.roles.contains(&Role::Administrator) {
        return Ok(());
    }
    Err(ServerError::rejected(RejectedCode::Forbidden, "role"))
}
