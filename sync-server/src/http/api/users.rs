//! Users: who there is. They are written as records.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    reach::{self, Page, Paging, or_null},
};
use axum::{Json, extract::State};
use onsite_domain::{Subject, Word, user::User};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    role: Option<String>,
    organisation: Option<String>,
}

/// A user as a list shows it; the whole record is under `/v1/records/user`.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct UserRow {
    id: String,
    href: String,
    login: String,
    /// In both languages.
    #[schema(value_type = Object)]
    name: Value,
    organisation: String,
    roles: Vec<String>,
    /// Codes of skills.
    skills: Vec<String>,
    is_disabled: bool,
}

fn row((subject, user): (Subject, User)) -> UserRow {
    UserRow {
        id: subject.id.to_string(),
        href: format!("/v1/records/user/{}", subject.id),
        login: user.login,
        name: serde_json::to_value(&user.name).unwrap_or_default(),
        organisation: user.organisation.to_string(),
        roles: user.roles.iter().map(ToString::to_string).collect(),
        skills: user.skills.into_iter().map(|skill| skill.code).collect(),
        is_disabled: user.is_disabled,
    }
}

/// Users, newest first.
#[utoipa::path(get, path = "/v1/users", tag = "users", params(Paging, Filter), responses(
    (status = OK, body = Page<UserRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<UserRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            reach::page(
                store,
                caller,
                Word::User,
                &paging,
                "coalesce(json_extract(view.body, '$.is_removed'), 0) = 0
                 AND (:role IS NULL OR EXISTS (
                     SELECT 1 FROM json_each(view.body, '$.roles') AS role WHERE role.value = :role))
                 AND (:of IS NULL OR json_extract(view.body, '$.organisation') = :of)",
                &[(":role", or_null(&filter.role)), (":of", or_null(&filter.organisation))],
            )
        })
        .await?;
    Ok(Json(page.map(row)))
}
