//! Who is at the desk: cookies, sessions, and the value that proves that a request was meant.

use super::{
    HttpState, Problem,
    api::act::{Desk, Input},
    bearer::Bearer,
    compressed::SECRET,
    limits::too_many,
};
use crate::{ServerError, ServerStore, password, policy_state};
use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, State, rejection::BytesRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64URL_NOPAD;
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Text, Word,
    id::Hash,
    policy::Rights,
    reading::{self, Reading},
    record_kind::RECORD_WORDS,
};
use rusqlite::{OptionalExtension as _, named_params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

/// A session ends after this long without a request,
const IDLE_MS: i64 = 2 * 3_600_000;
/// and after this long in any case.
const LIFETIME_MS: i64 = 14 * 3_600_000;
/// Being seen is written this often at most.
const SEEN_EVERY_MS: i64 = 60_000;

/// The header that every request which changes something carries, with the session's `csrf`.
pub(super) const CSRF: &str = "x-csrf";
/// What is said of a token that was never made here.
pub(super) const NO_TOKEN: &str = "there is no such token";
const COOKIE: &str = "onsite";
/// Browsers take this name only with `Secure`, for this host and the whole of it.
const COOKIE_SECURE: &str = "__Host-onsite";

/// Somebody who is signed in, with what they may do now.
pub(super) struct Caller {
    pub(super) author: Author,
    pub(super) user: Id,
    pub(super) rights: Rights,
    /// An integration asks with this token, as the user.
    pub(super) token: Option<Id>,
    csrf: Vec<u8>,
    ends_ms: i64,
    /// That the session was used is to be written again.
    pub(super) is_to_be_seen: bool,
}

/// The session cookie of a request, not yet looked at.
#[derive(Clone)]
pub(super) struct Token(Hash);

impl Token {
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE_SECURE || *name == COOKIE)
            .and_then(|(_, value)| BASE64URL_NOPAD.decode(value.as_bytes()).ok())
            .filter(|token| token.len() == 32)
            .map(|token| Self(Hash::of(&token)))
    }
}

impl ServerStore {
    /// The session behind a token.
    ///
    /// # Errors
    /// [`ServerError::Unauthenticated`] for a session that is unknown, too old, or of another epoch: after a restore
    /// nobody is signed in.
    pub(super) fn caller(&self, token: Option<&Token>) -> Result<Caller, ServerError> {
        let no_session = || ServerError::Unauthenticated("there is no such session, or it has ended");
        let token = token.ok_or_else(no_session)?;
        let now_ms = self.now_ms();
        let row = self
            .db
            .prepare_cached("SELECT user, epoch, started_ms, seen_ms, csrf FROM session WHERE token_hash = :token")?
            .query_row(named_params! {":token": token.0.0.as_slice()}, |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, u32>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, i64>(3)?,
                    row.get::<_, Vec<u8>>(4)?,
                ))
            })
            .optional()?;
        let (user, epoch, started_ms, seen_ms, csrf) = row.ok_or_else(no_session)?;
        let ends_ms = started_ms.saturating_add(LIFETIME_MS);
        if epoch != self.epoch()? || now_ms >= ends_ms || now_ms >= seen_ms.saturating_add(IDLE_MS) {
            return Err(no_session());
        }
        let is_to_be_seen = now_ms >= seen_ms.saturating_add(SEEN_EVERY_MS);
        let user: Id = user.parse().map_err(|_| ServerError::broken("a session belongs to nobody"))?;
        let author = Author::Console { user };
        // Somebody disabled meanwhile has no session any more.
        let rights = policy_state::rights(self, &author).map_err(|error| match error {
            ServerError::Rejected(_) => no_session(),
            error => error,
        })?;
        Ok(Caller { author, user, rights, token: None, csrf, ends_ms, is_to_be_seen })
    }

    /// Whoever asks: somebody with a session, or an integration with a token.
    ///
    /// # Errors
    /// As [`Self::caller`], and [`RejectedCode::Forbidden`] where the token was not made for this.
    pub(super) fn asking(&self, session: Option<&Token>, bearer: Option<&Bearer>) -> Result<Caller, ServerError> {
        let Some(bearer) = bearer else { return self.caller(session) };
        if session.is_some() {
            // A browser that was made to send a token, or a proxy that mixes two callers up.
            let detail = "a session or a token, not both";
            return Err(Rejected::because(RejectedCode::WrongShape, "authorization", detail).into());
        }
        let no_token = || ServerError::Unauthenticated(NO_TOKEN);
        let token = bearer.hash.map(|hash| self.token_by_hash(hash)).transpose()?.flatten().ok_or_else(no_token)?;
        let now_ms = self.now_ms();
        if !token.is_valid(self.epoch()?, now_ms) {
            return Err(ServerError::Unauthenticated("the token has ended"));
        }
        let author = Author::Token { token: token.id };
        let rights = policy_state::rights(self, &author).map_err(|error| match error {
            ServerError::Rejected(_) => ServerError::Unauthenticated("the token's user has ended"),
            error => error,
        })?;
        if let Some(lacking) = bearer.wanted()?.iter().find(|scope| !token.may(**scope)) {
            return Err(ServerError::rejected(RejectedCode::Forbidden, &lacking.to_string()));
        }
        let is_to_be_seen = now_ms >= token.used_ms.saturating_add(SEEN_EVERY_MS);
        let (user, ends_ms) = (token.user, token.expires_ms);
        Ok(Caller { author, user, rights, token: Some(token.id), csrf: Vec::new(), ends_ms, is_to_be_seen })
    }

    /// Notes that whoever asks was here now.
    pub(super) fn was_seen(&mut self, session: Option<&Token>, token: Option<Id>) -> Result<(), ServerError> {
        match token {
            Some(token) => self.token_was_used(token),
            None => self.session_was_seen(session),
        }
    }

    /// Notes that a session was used now.
    fn session_was_seen(&mut self, token: Option<&Token>) -> Result<(), ServerError> {
        let Some(token) = token else { return Ok(()) };
        self.db
            .prepare_cached("UPDATE session SET seen_ms = :now_ms WHERE token_hash = :token")?
            .execute(named_params! {":now_ms": self.now_ms(), ":token": token.0.0.as_slice()})?;
        Ok(())
    }

    fn start_session(&mut self, user: Id) -> Result<([u8; 32], Hash), ServerError> {
        let (token, csrf): ([u8; 32], [u8; 32]) = (self.ports.bytes(), self.ports.bytes());
        let (now_ms, epoch, hash) = (self.now_ms(), self.epoch()?, Hash::of(&token));
        self.db
            .prepare_cached("DELETE FROM session WHERE epoch <> :epoch OR started_ms < :oldest OR seen_ms < :idle")?
            .execute(named_params! {
                ":epoch": epoch, ":oldest": now_ms.saturating_sub(LIFETIME_MS), ":idle": now_ms.saturating_sub(IDLE_MS),
            })?;
        self.db
            .prepare_cached(
                "INSERT INTO session (token_hash, user, epoch, started_ms, seen_ms, csrf)
                 VALUES (:token, :user, :epoch, :now_ms, :now_ms, :csrf)",
            )?
            .execute(named_params! {
                ":token": hash.0.as_slice(), ":user": user.to_string(), ":epoch": epoch, ":now_ms": now_ms,
                ":csrf": csrf.as_slice(),
            })?;
        Ok((token, hash))
    }
}

impl Caller {
    /// Whose idempotency keys these are: a token's are its own.
    pub(super) fn keyed(&self) -> Id {
        self.token.unwrap_or(self.user)
    }

    /// Whether a request that changes something carries the session's own value, which no other site can read.
    pub(super) fn check_csrf(&self, sent: Option<&str>) -> Result<(), ServerError> {
        if self.token.is_some() {
            // No browser sends a token by itself.
            return Ok(());
        }
        let sent = sent.and_then(|sent| BASE64URL_NOPAD.decode(sent.as_bytes()).ok()).unwrap_or_default();
        // Hashes are compared, so that the time taken says nothing about the value.
        if Hash::of(&sent) == Hash::of(&self.csrf) {
            return Ok(());
        }
        Err(Rejected::because(RejectedCode::Forbidden, CSRF, "the header must carry the session's csrf value").into())
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct LogIn {
    login: String,
    password: String,
}

/// Who is signed in.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SessionBody {
    user: String,
    login: String,
    name: Text,
    organisation: String,
    roles: Vec<String>,
    language: String,
    /// How much of each word they may read: `everything` or `of_contractor`; what is missing, nothing.
    reads: BTreeMap<Word, Reading>,
    /// Words of which they may write records.
    writes: Vec<Word>,
    /// To be sent as `x-csrf` with every request that changes something.
    csrf: String,
    /// When the session ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    ends_at: jiff::Timestamp,
}

fn session_body(store: &ServerStore, caller: &Caller) -> Result<SessionBody, ServerError> {
    let user = store.active_user(caller.user)?;
    let roles: BTreeSet<String> = user.roles.iter().map(ToString::to_string).collect();
    Ok(SessionBody {
        user: caller.user.to_string(),
        login: user.login,
        name: user.name,
        organisation: user.organisation.to_string(),
        roles: roles.into_iter().collect(),
        language: serde_json::to_value(user.language)
            .ok()
            .and_then(|language| language.as_str().map(str::to_owned))
            .unwrap_or_default(),
        reads: Word::ALL
            .iter()
            .map(|word| (*word, reading::reading(&caller.rights.roles, *word)))
            .filter(|(_, reading)| *reading != Reading::Nothing)
            .collect(),
        writes: RECORD_WORDS
            .iter()
            .copied()
            .filter(|word| reading::check_record(&caller.rights, *word).is_ok())
            .collect(),
        csrf: BASE64URL_NOPAD.encode(&caller.csrf),
        ends_at: jiff::Timestamp::from_millisecond(caller.ends_ms).unwrap_or_default(),
    })
}

/// The address a request comes from; behind a proxy the one the proxy saw.
pub(super) fn address(state: &HttpState, headers: &HeaderMap, extensions: &Extensions) -> String {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_string());
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| state.options.is_behind_proxy)
        .and_then(|value| value.to_str().ok()?.rsplit(',').next().map(|last| last.trim().to_owned()));
    forwarded.or(peer).unwrap_or_default()
}

/// Log in.
#[utoipa::path(post, path = "/v1/session", tag = "session", request_body = LogIn, responses(
    (status = OK, body = SessionBody, description = "Signed in; the answer sets the session cookie."),
    (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json", description = "Login or password is wrong."),
    (status = TOO_MANY_REQUESTS, body = Problem, content_type = "application/problem+json", description = "Too many attempts."),
))]
pub(super) async fn log_in(
    State(state): State<HttpState>,
    headers: HeaderMap,
    axum::Extension(address): axum::Extension<super::ClientAddress>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    // No form of another site can send this content type without asking first.
    super::api::act::check_json(&headers)?;
    let body: LogIn = super::api::act::parse(&super::field::whole(body)?)?;
    let login = password::login_name(&body.login);
    let looked_up = login.clone();
    let (row, now_ms) =
        state.app.writer.read(move |store| Ok((password::by_login(&store.db, &looked_up)?, store.now_ms()))).await?;
    state.attempts.start(&login, &address.0, now_ms)?;
    if let Some(row) = row.as_ref().filter(|row| row.locked_until_ms > now_ms) {
        return Err(too_many(row.locked_until_ms, now_ms).into());
    }
    let is_right = {
        // Each takes 19 MiB and a core: few at once, the others wait.
        let _turn = state.hashing.acquire().await.map_err(|e| ServerError::broken(e.to_string()))?;
        let hash = row.as_ref().map(|row| row.hash.clone());
        tokio::task::spawn_blocking(move || password::is_right(&body.password, hash.as_deref()))
            .await
            .map_err(|e| ServerError::broken(format!("password: {e}")))?
    };
    let name = login.clone();
    let signed_in = state
        .app
        .writer
        .write(move |store| {
            let user = row.as_ref().map(|row| row.user).filter(|_| is_right);
            let user = user.filter(|user| store.active_user(*user).is_ok());
            let Some(user) = user else {
                let now_ms = store.now_ms();
                password::count_failure(&store.db, &name, now_ms)?;
                return Ok(None);
            };
            password::forget_failures(&store.db, user)?;
            let (token, hash) = store.start_session(user)?;
            let caller = store.caller(Some(&Token(hash)))?;
            Ok(Some((token, session_body(store, &caller)?)))
        })
        .await?;
    let Some((token, body)) = signed_in else {
        return Err(ServerError::Unauthenticated("login or password is wrong").into());
    };
    state.attempts.succeed(&login, &address.0);
    let mut response = Json(body).into_response();
    set_cookie(&mut response, &state, &BASE64URL_NOPAD.encode(&token), LIFETIME_MS / 1000)?;
    Ok(response)
}

fn set_cookie(response: &mut Response, state: &HttpState, value: &str, age_s: i64) -> Result<(), ServerError> {
    let (name, secure) = if state.options.is_cookie_secure { (COOKIE_SECURE, "; Secure") } else { (COOKIE, "") };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age_s}{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|e| ServerError::broken(e.to_string()))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(())
}

/// What a browser hears that asks who is signed in.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(super) enum WhoAmI {
    Somebody(Box<SessionBody>),
    Nobody(NobodyBody),
}

/// Nobody is signed in: no session was sent, or it has ended.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct NobodyBody {
    /// Always `false`.
    is_signed_in: bool,
}

/// Who am I. That nobody is signed in is an answer and no error: a page asks before anybody can have signed in.
#[utoipa::path(get, path = "/v1/session", tag = "session", responses(
    (status = OK, body = WhoAmI, description = "Whoever is signed in, or that nobody is."),
    (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json", description = "What was sent instead of a session is no token."),
))]
pub(super) async fn who_am_i(State(state): State<HttpState>, desk: Desk) -> Result<impl IntoResponse, Problem> {
    let is_of_browser = desk.bearer.is_none();
    let who = match state.read(desk, |store, caller| session_body(store, caller)).await {
        Ok(body) => WhoAmI::Somebody(Box::new(body)),
        Err(ServerError::Unauthenticated(_)) if is_of_browser => WhoAmI::Nobody(NobodyBody { is_signed_in: false }),
        Err(error) => return Err(error.into()),
    };
    Ok((SECRET, Json(who)))
}

/// Log out.
#[utoipa::path(delete, path = "/v1/session", tag = "session", responses(
    (status = NO_CONTENT, description = "The session has ended."),
    (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn log_out(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let token = input.token.clone();
    state
        .change(input, move |store, _, _| {
            if let Some(token) = token {
                store
                    .db
                    .prepare_cached("DELETE FROM session WHERE token_hash = :token")?
                    .execute(named_params! {":token": token.0.0.as_slice()})?;
            }
            Ok(())
        })
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, &state, "", 0)?;
    Ok(response)
}
