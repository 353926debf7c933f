//! Users: who there is, how they get in, who is shut out. What else is about them is written as a record.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Page, Paging, given, id},
};
use crate::{ServerError, ServerStore, password};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use onsite_domain::{
    Id, Language, RejectedCode, Subject, Text, Word, reading,
    user::{Role, Skill, User},
};
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
pub(super) struct NewUser {
    login: String,
    /// In both languages.
    #[schema(value_type = Object)]
    name: Text,
    #[serde(default)]
    number: String,
    /// That of whoever makes the user where missing.
    organisation: Option<String>,
    roles: Vec<String>,
    /// Each with `code`, `name`, `level` and what else a skill has.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    skills: Vec<Skill>,
    #[serde(default)]
    #[schema(value_type = String)]
    language: Language,
    /// IANA zone of the working day; the organisation's where missing.
    #[serde(default)]
    zone: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
}

/// Makes a user. It has no password: set one, or invite a field device.
#[utoipa::path(post, path = "/v1/users", tag = "users", request_body = NewUser, responses(
    (status = CREATED, body = UserRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            reading::check_record(&caller.rights, Word::User)?;
            let body: NewUser = input.body()?;
            let organisation = match &body.organisation {
                Some(text) => id(text, "organisation")?,
                None => caller.rights.organisation,
            };
            let user = User {
                login: body.login,
                name: body.name,
                number: body.number,
                organisation,
                roles: body.roles.iter().map(|role| Role::from_text(role)).collect(),
                skills: body.skills,
                language: body.language,
                zone: body.zone,
                phone: body.phone,
                email: body.email,
                ..User::default()
            };
            let user = store.create_user(&caller.author, user)?;
            Answer::created(&one(store, caller, user)?)
        })
        .await
}

/// Shuts a user out: no session, no password, nothing new for their field devices. What they did stays.
#[utoipa::path(post, path = "/v1/users/{id}/disable", tag = "users",
    params(("id" = String, Path)), responses((status = OK, body = UserRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn disable(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    set_disabled(state, user, input, true).await
}

/// Lets a user in again who was shut out.
#[utoipa::path(post, path = "/v1/users/{id}/enable", tag = "users",
    params(("id" = String, Path)), responses((status = OK, body = UserRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn enable(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    set_disabled(state, user, input, false).await
}

async fn set_disabled(state: HttpState, user: String, input: Input, is_disabled: bool) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, _| {
            reading::check_record(&caller.rights, Word::User)?;
            let user = id(&user, "id")?;
            store.disable_user(&caller.author, user, is_disabled)?;
            Answer::ok(&one(store, caller, user)?)
        })
        .await
}

fn one(store: &ServerStore, caller: &Caller, user: Id) -> Result<UserRow, ServerError> {
    let subject = Subject::new(Word::User, user);
    Ok(row((subject, reach::one(store, caller, subject)?)))
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
            may_set_password(caller, user, true)?;
            Ok((user, input.body::<NewPassword>()?.password, store.ports().bytes::<16>()))
        })
        .await?;
    set_password(&state, again, (user, true), wanted, salt).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password that was drawn; shown this once.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DrawnPassword {
    password: String,
}

/// Draws a new password for somebody who lost theirs, and ends their sessions. Not kept under an idempotency key: it is a
/// secret.
#[utoipa::path(post, path = "/v1/users/{id}/password", tag = "users",
    params(("id" = String, Path)), responses((status = OK, body = DrawnPassword), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn new_password(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    input: Input,
) -> Result<Json<DrawnPassword>, Problem> {
    let again = input.clone();
    let (user, drawn, salt) = state
        .change(input, move |store, caller, _| {
            let user = id(&user, "id")?;
            may_set_password(caller, user, false)?;
            Ok((user, password::drawn(store.ports()), store.ports().bytes::<16>()))
        })
        .await?;
    set_password(&state, again, (user, false), drawn.clone(), salt).await?;
    Ok(Json(DrawnPassword { password: drawn }))
}

fn may_set_password(caller: &Caller, user: Id, may_own: bool) -> Result<(), ServerError> {
    if may_own && user == caller.user {
        return Ok(());
    }
    Ok(reading::check_record(&caller.rights, Word::User)?)
}

async fn set_password(
    state: &HttpState,
    input: Input,
    (user, may_own): (Id, bool),
    wanted: String,
    salt: [u8; 16],
) -> Result<(), ServerError> {
    let hash = {
        let _turn = state.hashing.acquire().await.map_err(|e| ServerError::broken(e.to_string()))?;
        tokio::task::spawn_blocking(move || password::hash(&wanted, salt))
            .await
            .map_err(|e| ServerError::broken(format!("password: {e}")))??
    };
    state
        .change(input, move |store, caller, _| {
            may_set_password(caller, user, may_own)?;
            store.put_password(user, &hash)
        })
        .await
}
