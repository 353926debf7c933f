//! Articles at the desk: which visits used one, and which it solved.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    named::WithNames,
    reach::{self, Page, Paging, at, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use onsite_domain::{
    Id, Subject, Word,
    reading::{self, Reading},
    visit::VisitView,
};
use onsite_store::derived;
use rusqlite::named_params;
use serde::Serialize;
use serde_json::Value;

/// What an article was good for.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ArticleUses {
    /// Visits at which somebody used it, and those of them that it solved.
    used: u32,
    solved: u32,
    /// The visits, last first; nothing for whoever does not read visits.
    items: Vec<ArticleUsed>,
    /// The cursor of the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// One visit at which an article was used.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ArticleUsed {
    visit: String,
    work_order: Option<String>,
    device: Option<String>,
    customer: Option<String>,
    /// Whether it solved what was wrong.
    is_solved: bool,
    /// Who used it.
    user: Option<String>,
    /// By the clock of the field device.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// The visits that used an article, and which of them it solved.
#[utoipa::path(get, path = "/v1/articles/{id}/uses", tag = "records", params(("id" = String, Path), Paging), responses(
    (status = OK, body = WithNames<ArticleUses>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn uses(
    State(state): State<HttpState>,
    Path(article): Path<String>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<WithNames<ArticleUses>>, Problem> {
    let uses = state
        .read(desk, move |store, caller| {
            let article = id(&article, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Article, article))?;
            WithNames::of(store, caller, uses_of(store, caller, article, &paging)?)
        })
        .await?;
    Ok(Json(uses))
}

/// A row with what pages go on by.
struct Row {
    key: String,
    visit: Subject,
    is_solved: bool,
    user: String,
    at_ms: i64,
}

fn uses_of(store: &ServerStore, caller: &Caller, article: Id, paging: &Paging) -> Result<ArticleUses, ServerError> {
    let article = article.to_string();
    let (used, solved) = store
        .db
        .prepare_cached("SELECT count(*), ifnull(sum(is_solved), 0) FROM article_use WHERE article = :article")?
        .query_row(named_params! {":article": article}, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut uses = ArticleUses { used, solved, items: Vec::new(), next: None };
    if reading::reading(&caller.rights.roles, Word::Visit) != Reading::Everything {
        return Ok(uses);
    }
    let page = rows(store, &article, paging)?;
    for row in page.items {
        let view: Option<VisitView> = derived::view_as(&store.db, row.visit)?;
        let text = |id: Option<Id>| id.map(|id| id.to_string());
        uses.items.push(ArticleUsed {
            visit: row.visit.id.to_string(),
            work_order: text(view.as_ref().and_then(|view| view.work_order)),
            device: text(view.as_ref().and_then(|view| view.device)),
            customer: text(view.as_ref().and_then(|view| view.customer)),
            is_solved: row.is_solved,
            user: Some(row.user).filter(|user| !user.is_empty()),
            at: at(Some(row.at_ms)),
        });
    }
    uses.next = page.next;
    Ok(uses)
}

fn rows(store: &ServerStore, article: &str, paging: &Paging) -> Result<Page<Row>, ServerError> {
    let (after, limit) = (paging.after()?, paging.limit());
    let (at_ms, visit) = after.split_once(' ').unwrap_or_default();
    let mut statement = store.db.prepare_cached(
        "SELECT visit, is_solved, by_user, at_ms FROM article_use
         WHERE article = :article AND (:visit = '' OR (at_ms, visit) < (:at_ms, :visit))
         ORDER BY at_ms DESC, visit DESC LIMIT :limit",
    )?;
    let at_ms: i64 = at_ms.parse().unwrap_or(i64::MAX);
    let params =
        named_params! {":article": article, ":at_ms": at_ms, ":visit": visit, ":limit": limit.saturating_add(1)};
    let mut found = Vec::new();
    let rows = statement.query_map(params, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(3)?))
    })?;
    for row in rows {
        let (visit, is_solved, user, at_ms) = row?;
        let key = format!("{at_ms} {visit}");
        let visit = visit.parse().map_err(|_| ServerError::broken(format!("'{visit}' is no subject")))?;
        found.push(Row { key, visit, is_solved, user, at_ms });
    }
    Ok(Page::of(found, limit, |row| row.key.clone()))
}
