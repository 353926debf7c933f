//! How every handler of the desk's API works: the session is checked, then the rights, then the body; what changes
//! something is done in one transaction with its answer kept under the caller's idempotency key.

use super::{
    super::{
        HttpState, Problem,
        bearer::Bearer,
        session::{CSRF, Caller, NO_TOKEN, Token},
    },
    reach::{self, Item, id},
};
use crate::{ServerError, ServerStore};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use onsite_domain::{Id, Rejected, RejectedCode, Subject, Word, id::Hash};
use rusqlite::{OptionalExtension as _, named_params};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::convert::Infallible;

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const KEY_CHARS_MAX: usize = 200;
/// Answers are kept for a day.
const KEPT_MS: i64 = 24 * 3_600_000;

/// A request that reads.
#[derive(Clone)]
pub(in crate::http) struct Desk {
    token: Option<Token>,
    pub(in crate::http) bearer: Option<Bearer>,
}

impl<S: Send + Sync> FromRequestParts<S> for Desk {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { token: Token::of(&parts.headers), bearer: Bearer::of(parts) })
    }
}

/// A request that changes something, read whole. Its body is parsed only after its sender was let in.
#[derive(Clone)]
pub(in crate::http) struct Input {
    pub(in crate::http) token: Option<Token>,
    bearer: Option<Bearer>,
    csrf: Option<String>,
    key: Option<String>,
    if_match: Option<String>,
    headers: HeaderMap,
    request: Hash,
    body: Bytes,
}

impl FromRequest<HttpState> for Input {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (token, csrf, key, if_match) =
            (Token::of(&parts.headers), text(CSRF), text(IDEMPOTENCY_KEY), text(header::IF_MATCH.as_str()));
        let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let (method, headers, bearer) = (parts.method.clone(), parts.headers.clone(), Bearer::of(&parts));
        let body = Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(|rejection| {
            let code = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => RejectedCode::TooLarge,
                _ => RejectedCode::WrongShape,
            };
            ServerError::rejected(code, "body")
        })?;
        let precondition = if_match.clone().unwrap_or_default();
        let request = Hash::of_parts(
            "onsite/idempotency/v1",
            &[method.as_str().as_bytes(), path.as_bytes(), precondition.as_bytes(), &body],
        );
        Ok(Self { token, bearer, csrf, key, if_match, headers, request, body })
    }
}

impl Input {
    /// The body as its struct. No body at all is an empty object.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, ServerError> {
        if self.body.is_empty() {
            return parse(b"{}");
        }
        check_json(&self.headers)?;
        parse(&self.body)
    }

    /// The body as it came.
    pub(super) fn bytes(&self) -> Bytes {
        self.body.clone()
    }

    /// The ETag that the caller has seen, if any was sent.
    pub(super) fn if_match(&self) -> Option<&str> {
        self.if_match.as_deref().map(str::trim).filter(|tag| !tag.is_empty())
    }

    /// Compares what the caller has seen with what is.
    ///
    /// # Errors
    /// [`RejectedCode::Stale`] (412) where it changed, [`RejectedCode::Missing`] (428) without If-Match.
    pub(super) fn must_match(&self, etag: &str) -> Result<(), ServerError> {
        let sent = self.if_match().ok_or_else(|| ServerError::rejected(RejectedCode::Missing, "if-match"))?;
        if sent == "*" || sent.split(',').any(|tag| tag.trim() == etag) {
            return Ok(());
        }
        Err(ServerError::rejected(RejectedCode::Stale, "if-match"))
    }
}

pub(in crate::http) fn check_json(headers: &HeaderMap) -> Result<(), ServerError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Rejected::because(RejectedCode::WrongShape, "content-type", "application/json").into())
}

/// JSON as its struct; the error names the path and leaves out the content.
pub(in crate::http) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ServerError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| {
        Rejected::because(
            RejectedCode::WrongShape,
            "body",
            format!("JSON, wrong at line {}, column {}", e.line(), e.column()),
        )
    })?;
    serde_path_to_error::deserialize(&value).map_err(|e| {
        let path = e.path().to_string();
        // What is wrong with a key can be said; what is wrong with a value would quote it.
        let text = e.inner().to_string();
        let is_about_keys = text.starts_with("missing field") || text.starts_with("unknown field");
        Rejected::because(RejectedCode::WrongShape, path, if is_about_keys { text } else { String::new() }).into()
    })
}

/// The answer to a request that changed something. An `etag` and, for what was created, an `href` in the body also go
/// into the headers, so that an answer given again is the same answer.
pub(super) struct Answer {
    status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn ok(body: &impl Serialize) -> Result<Self, ServerError> {
        Self::new(StatusCode::OK, body)
    }

    pub(super) fn created(body: &impl Serialize) -> Result<Self, ServerError> {
        Self::new(StatusCode::CREATED, body)
    }

    fn new(status: StatusCode, body: &impl Serialize) -> Result<Self, ServerError> {
        let body = serde_json::to_vec(body).map_err(|e| ServerError::broken(e.to_string()))?;
        Ok(Self { status, body })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Named {
            etag: Option<String>,
            href: Option<String>,
        }
        let named: Named = serde_json::from_slice(&self.body).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        if let Some(etag) = named.etag.and_then(|etag| etag.parse().ok()) {
            response.headers_mut().insert(header::ETAG, etag);
        }
        if let Some(href) = named.href.filter(|_| self.status == StatusCode::CREATED).and_then(|href| href.parse().ok())
        {
            response.headers_mut().insert(header::LOCATION, href);
        }
        response
    }
}

impl HttpState {
    /// Answers a question of somebody who is signed in.
    pub(in crate::http) async fn read<T: Send + 'static>(
        &self,
        desk: Desk,
        job: impl FnOnce(&mut ServerStore, &Caller) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ServerError> {
        let Desk { token: session, bearer } = desk.clone();
        self.check_bearer(bearer.as_ref()).await?;
        let answered = self
            .app
            .writer
            .read(move |store| {
                let caller = store.asking(desk.token.as_ref(), desk.bearer.as_ref())?;
                Ok((job(store, &caller)?, caller.token, caller.is_to_be_seen))
            })
            .await;
        let (answer, token, is_to_be_seen) = self.count_bearer(bearer.as_ref(), answered).await?;
        if is_to_be_seen {
            self.app.writer.write(move |store| store.was_seen(session.as_ref(), token)).await?;
        }
        Ok(answer)
    }

    /// Changes something for somebody who is signed in and meant it.
    pub(in crate::http) async fn change<T: Send + 'static>(
        &self,
        input: Input,
        job: impl FnOnce(&mut ServerStore, &Caller, &Input) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ServerError> {
        let bearer = input.bearer.clone();
        self.check_bearer(bearer.as_ref()).await?;
        let answered = self
            .app
            .writer
            .write(move |store| {
                let caller = store.asking(input.token.as_ref(), input.bearer.as_ref())?;
                caller.check_csrf(input.csrf.as_deref())?;
                if caller.is_to_be_seen {
                    store.was_seen(input.token.as_ref(), caller.token)?;
                }
                job(store, &caller, &input)
            })
            .await;
        self.count_bearer(bearer.as_ref(), answered).await
    }

    /// Whoever shows tokens that were never made is slowed down, by address.
    async fn check_bearer(&self, bearer: Option<&Bearer>) -> Result<(), ServerError> {
        let Some(bearer) = bearer else { return Ok(()) };
        if !self.bearers.knows(&bearer.address) {
            return Ok(());
        }
        let now_ms = self.app.writer.read(|store| Ok(store.now_ms())).await?;
        self.bearers.check_from(&bearer.address, now_ms)
    }

    async fn count_bearer<T>(
        &self,
        bearer: Option<&Bearer>,
        answered: Result<T, ServerError>,
    ) -> Result<T, ServerError> {
        if let (Some(bearer), Err(ServerError::Unauthenticated(NO_TOKEN))) = (bearer, &answered) {
            let now_ms = self.app.writer.read(|store| Ok(store.now_ms())).await?;
            self.bearers.start_from(&bearer.address, now_ms)?;
        }
        answered
    }

    /// [`Self::change`], once for each idempotency key: the same request again gets the same answer, another request
    /// under the same key is refused. What failed is not kept and may be tried again.
    pub(super) async fn act(
        &self,
        input: Input,
        job: impl FnOnce(&mut ServerStore, &Caller, &Input) -> Result<Answer, ServerError> + Send + 'static,
    ) -> Result<Response, Problem> {
        let answer = self
            .change(input, move |store, caller, input| {
                let Some(key) = &input.key else { return job(store, caller, input) };
                if key.is_empty() || key.chars().count() > KEY_CHARS_MAX {
                    return Err(ServerError::rejected(RejectedCode::OutOfRange, IDEMPOTENCY_KEY));
                }
                if let Some(kept) = kept(store, caller, key, input.request)? {
                    return Ok(kept);
                }
                let answer = job(store, caller, input)?;
                keep(store, caller, key, input.request, &answer)?;
                Ok(answer)
            })
            .await?;
        Ok(answer.into_response())
    }

    /// Runs an action on a subject that the caller may read, and answers with it as it is then. `base` is the path of the
    /// list it stands in.
    pub(super) async fn act_on(
        &self,
        (word, base): (Word, &'static str),
        subject: String,
        input: Input,
        action: impl FnOnce(&mut ServerStore, &Caller, Id, &Input) -> Result<(), ServerError> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.act(input, move |store, caller, input| {
            let subject = Subject::new(word, id(&subject, "id")?);
            reach::one::<Value>(store, caller, subject)?;
            action(store, caller, subject.id, input)?;
            Answer::ok(&Item::read(store, caller, base, subject)?)
        })
        .await
    }
}

fn kept(store: &ServerStore, caller: &Caller, key: &str, request: Hash) -> Result<Option<Answer>, ServerError> {
    let row = store
        .db
        .prepare_cached(
            "SELECT request, status, body FROM idempotency WHERE user = :user AND key = :key AND at_ms > :oldest_ms",
        )?
        .query_row(
            named_params! {
                ":user": caller.keyed().to_string(), ":key": key, ":oldest_ms": store.now_ms().saturating_sub(KEPT_MS),
            },
            |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u16>(1)?, row.get::<_, Vec<u8>>(2)?)),
        )
        .optional()?;
    let Some((held, status, body)) = row else { return Ok(None) };
    if held != request.0 {
        return Err(
            Rejected::because(RejectedCode::IdTaken, IDEMPOTENCY_KEY, "the key was used for another request").into()
        );
    }
    let status = StatusCode::from_u16(status).map_err(|e| ServerError::broken(e.to_string()))?;
    Ok(Some(Answer { status, body }))
}

fn keep(store: &ServerStore, caller: &Caller, key: &str, request: Hash, answer: &Answer) -> Result<(), ServerError> {
    let now_ms = store.now_ms();
    store
        .db
        .prepare_cached("DELETE FROM idempotency WHERE at_ms <= :oldest_ms")?
        .execute(named_params! {":oldest_ms": now_ms.saturating_sub(KEPT_MS)})?;
    store
        .db
        .prepare_cached(
            "INSERT INTO idempotency (user, key, request, status, body, at_ms)
             VALUES (:user, :key, :request, :status, :body, :now_ms)",
        )?
        .execute(named_params! {
            ":user": caller.keyed().to_string(), ":key": key, ":request": request.0.as_slice(),
            ":status": answer.status.as_u16(), ":body": answer.body, ":now_ms": now_ms,
        })?;
    Ok(())
}
