//! Users: who there is, how they get in, who is shut out. What else is about them is written as a record.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Item, Page, Paging, at, given, id},
};
use crate::{ServerError, ServerStore, enrol::CODE_LIFETIME_MS, password};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use onsite_domain::{
    Id, Language, RejectedCode, Subject, Text, Word,
    reading::{self, Reading},
    user::{Role, Skill, User},
};
use onsite_labels::{Level, Symbol};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    role: Option<String>,
    organisation: Option<String>,
    /// Code of a skill that they hold, expired or not.
    skill: Option<String>,
    is_disabled: Option<bool>,
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
    held_skills: Vec<HeldSkill>,
    /// `zh` or `en`.
    language: String,
    /// IANA zone of the working day; the organisation's where empty.
    zone: String,
    /// Working hours; the organisation's where missing.
    calendar: Option<String>,
    is_disabled: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct HeldSkill {
    code: String,
    /// 1 (may help) to 5 (teaches).
    level: u8,
    /// The last day it is valid; open where missing.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<jiff::civil::Date>,
}

fn row((subject, user): (Subject, User)) -> UserRow {
    UserRow {
        id: subject.id.to_string(),
        href: format!("/v1/records/user/{}", subject.id),
        login: user.login,
        name: serde_json::to_value(&user.name).unwrap_or_default(),
        organisation: user.organisation.to_string(),
        roles: user.roles.iter().map(ToString::to_string).collect(),
        skills: user.skills.iter().map(|skill| skill.code.clone()).collect(),
        held_skills: user
            .skills
            .into_iter()
            .map(|skill| HeldSkill { code: skill.code, level: skill.level, expires_on: skill.expires_on })
            .collect(),
        language: user.language.as_str().to_owned(),
        zone: user.zone,
        calendar: user.calendar.map(|calendar| calendar.to_string()),
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
                    (
                        ":skill",
                        "EXISTS (SELECT 1 FROM json_each(view.body, '$.skills') AS skill
                             WHERE json_extract(skill.value, '$.code') = :skill)",
                        given(&filter.skill),
                    ),
                    (
                        ":is_disabled",
                        "coalesce(json_extract(view.body, '$.is_disabled'), 0) = :is_disabled",
                        given(&filter.is_disabled),
                    ),
                ],
            )
        })
        .await?;
    Ok(Json(page.map(row)))
}

/// A user with what belongs to them. The record is changed under `/v1/records/user`, on the version that was seen.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct UserItem {
    #[serde(flatten)]
    item: Item,
    /// Field devices that they work with; none for whoever may not read those.
    field_devices: Vec<String>,
    teams: Vec<String>,
}

/// One user.
#[utoipa::path(get, path = "/v1/users/{id}", tag = "users", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<UserItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let user = id(&user, "id")?;
            let item = Item::read(store, caller, "/v1/records/user", Subject::new(Word::User, user))?;
            let reads = |word| reading::reading(&caller.rights.roles, word) == Reading::Everything;
            let text = user.to_string();
            let named = |condition: &'static str, is_read: bool| -> Result<Vec<String>, ServerError> {
                if !is_read {
                    return Ok(Vec::new());
                }
                let found: Vec<(Subject, Value)> = derived::views(&store.db, condition, &[(":user", &text)])?;
                Ok(found.into_iter().map(|(subject, _)| subject.id.to_string()).collect())
            };
            let field_devices = named(
                "word = 'field_device'
                 AND EXISTS (SELECT 1 FROM json_each(body, '$.users') AS known WHERE known.value = :user)
                 ORDER BY subject LIMIT 50",
                reads(Word::FieldDevice),
            )?;
            let teams = named(
                "word = 'team' AND (json_extract(body, '$.lead') = :user
                     OR EXISTS (SELECT 1 FROM json_each(body, '$.members') AS known WHERE known.value = :user))
                 ORDER BY subject LIMIT 50",
                reads(Word::Team),
            )?;
            Answer::ok(&WithNames::of(store, caller, UserItem { item, field_devices, teams })?)
        })
        .await?)
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
    /// When the code in the link stops working.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<jiff::Timestamp>,
    /// The link as a QR code.
    symbol: InviteSymbol,
}

/// A QR code without its quiet zone of four modules.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct InviteSymbol {
    /// On a side.
    modules: usize,
    /// Of an SVG, in modules.
    path: String,
}

/// Makes an enrolment link for somebody's field device. Not kept under an idempotency key: it is a secret.
#[utoipa::path(post, path = "/v1/users/{id}/invite", tag = "users", request_body = Invitation,
    params(("id" = String, Path)), responses((status = OK, body = Invite), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn invite(
    State(state): State<HttpState>,
    Path(user): Path<String>,
    input: Input,
) -> Result<Json<Invite>, Problem> {
    let (invite, expires_ms) = state
        .change(input, move |store, caller, input| {
            reading::check_record(&caller.rights, Word::User)?;
            let body: Invitation = input.body()?;
            let public = store.public_url()?;
            let url = body.url.or(public).ok_or_else(|| ServerError::rejected(RejectedCode::Missing, "url"))?;
            let invite = store.invite(id(&user, "id")?, url.trim())?;
            let expires_ms = store.now_ms().saturating_add(CODE_LIFETIME_MS);
            Ok((invite, expires_ms))
        })
        .await?;
    let link = invite.to_link();
    // A screen is not scratched: what is long is drawn with larger modules instead.
    let symbol = Symbol::of(&link, Level::L).map_err(|e| ServerError::broken(e.to_string()))?;
    Ok(Json(Invite {
        link,
        symbol: InviteSymbol { modules: symbol.modules(), path: symbol.path() },
        root_fingerprint: invite.root_fingerprint.to_string(),
        url: invite.url,
        valid_minutes: u32::try_from(CODE_LIFETIME_MS / 60_000).unwrap_or_default(),
        expires: at(Some(expires_ms)),
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
