//! Users: who there is, how they get in. They are written, and disabled, as records.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Desk, Input},
    reach::{self, Page, Paging, given, id},
};
use crate::{ServerError, password};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use onsite_domain::{RejectedCode, Subject, Word, reading, user::User};
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
                "coalesce(json_extract(view.body, '$.is_removed'), 0) = 0",
                &[
                    (
                        ":role",
                        "EXISTS (SELECT 1 FROM json_each(view.body, '$.roles') AS role WHERE role.value = :role)",
                        given(&filter.role),
                    ),
                    (":of", "view.organisation = :of", given(&filter.organisation)),
                ],
            )
        })
        .await?;
    Ok(Json(page.map(row)))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invitation {
    /// Where the field device will reach this server; the address of the settings where missing.
    url: Option<String>,
}

/// What a field device is enrolled with, once. To be shown as a link or a QR code.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Invite {
    link: String,
    url: String,
    root_fingerprint: String,
    valid_minutes: u32,
}

/// Makes an enrolment link for somebody's field device. Not kept under an idempotency key: it is a secret.
#[utoipa::path(post, path = "/v1/users/{id}/invite", tag = "users", request_body = Invitation,
    params(("id" = String, Path)), responses((status = OK, body = Invite), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn invite(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    input: Input,
) -> Result<Json<Invite>, Problem> {
    let invite = state
        .change(input, move |store, caller, input| {
            reading::check_record(&caller.rights, Word::User)?;
            let body: Invitation = input.body()?;
            let public = store.public_url()?;
            let url = body.url.or(public).ok_or_else(|| ServerError::rejected(RejectedCode::Missing, "url"))?;
            store.invite(id(&user, "id")?, url.trim())
        })
        .await?;
    Ok(Json(Invite {
        link: invite.to_link(),
        root_fingerprint: invite.root_fingerprint.to_string(),
        url: invite.url,
        valid_minutes: 15,
    }))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    password: String,
}

/// Sets a password and ends the sessions of whoever has it: one's own, or anybody's as administrator.
#[utoipa::path(put, path = "/v1/users/{id}/password", tag = "users", request_body = NewPassword,
    params(("id" = String, Path)), responses((status = NO_CONTENT), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn password(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    input: Input,
) -> Result<StatusCode, Problem> {
    let again = input.clone();
    let (user, wanted, salt) = state
        .change(input, move |store, caller, input| {
            let user = id(&user, "id")?;
            if user != caller.user {
                reading::check_record(&caller.rights, Word::User)?;
            }
            Ok((user, input.body::<NewPassword>()?.password, store.ports().bytes::<16>()))
        })
        .await?;
    let hash = {
        let _turn = state.hashing.acquire().await.map_err(|e| ServerError::broken(e.to_string()))?;
        tokio::task::spawn_blocking(move || password::hash(&wanted, salt))
            .await
            .map_err(|e| ServerError::broken(format!("password: {e}")))??
    };
    state
        .change(again, move |store, caller, _| {
            if user != caller.user {
                reading::check_record(&caller.rights, Word::User)?;
            }
            store.put_password(user, &hash)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
