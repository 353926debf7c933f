//! Errors as RFC 9457 problem details.

use crate::ServerError;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use onsite_domain::Language;
use onsite_wire::request::COUNTER;
use serde::Serialize;

/// The body of an error. `code` is stable; `title` is for people.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub code: String,
    /// Which field or part it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Title and detail in Simplified Chinese.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title_zh: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail_zh: String,
    /// The request counter that was used last; also in a header, for a HEAD has no body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<u64>,
    /// Goes into the header Retry-After.
    #[serde(skip)]
    pub retry_after_s: Option<u64>,
}

impl Problem {
    fn new(status: StatusCode, code: &str, title: &str, title_zh: &str) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            path: String::new(),
            detail: String::new(),
            title_zh: title_zh.to_owned(),
            detail_zh: String::new(),
            current: None,
            retry_after_s: None,
        }
    }
}

impl From<ServerError> for Problem {
    fn from(error: ServerError) -> Self {
        use onsite_domain::RejectedCode as Code;
        match error {
            ServerError::Rejected(rejected) => {
                let status = match rejected.code {
                    // A precondition that was not sent, one that does not hold, and a key that was used otherwise.
                    Code::Missing if rejected.path == "if-match" => StatusCode::PRECONDITION_REQUIRED,
                    Code::Stale if rejected.path == "if-match" => StatusCode::PRECONDITION_FAILED,
                    Code::IdTaken if rejected.path == "idempotency-key" => StatusCode::UNPROCESSABLE_ENTITY,
                    Code::NotFound => StatusCode::NOT_FOUND,
                    Code::Forbidden | Code::Revoked | Code::NotHolder | Code::OtherAuthor => StatusCode::FORBIDDEN,
                    Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                    Code::Stale | Code::IdTaken | Code::Frozen => StatusCode::CONFLICT,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                let mut problem = Self::new(status, rejected.code.as_str(), rejected.code.en(), rejected.code.zh());
                problem.path = rejected.path;
                problem.detail_zh = onsite_messages::detail(Language::Zh, &rejected.detail);
                problem.detail = rejected.detail;
                problem
            }
            ServerError::Unauthenticated(detail) => {
                let mut problem =
                    Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in first.", "请先登录。");
                problem.detail = detail.to_owned();
                problem
            }
            ServerError::CounterUsed { current } => {
                let (en, zh) = ("This request number was used already.", "该请求序号已被使用。");
                let mut problem = Self::new(StatusCode::CONFLICT, "counter_used", en, zh);
                problem.current = Some(current);
                problem
            }
            ServerError::TooMany { retry_after_s } => {
                let (en, zh) = ("Too many attempts; wait a while.", "尝试次数过多，请稍后再试。");
                let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", en, zh);
                problem.detail = format!("{retry_after_s} s");
                problem.retry_after_s = Some(retry_after_s);
                problem
            }
            ServerError::Unavailable(detail) => {
                tracing::warn!(%detail, "a request could not be served");
                let (en, zh) = ("Not possible right now; try again.", "暂时无法处理，请重试。");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", en, zh)
            }
            error @ (ServerError::Store(_) | ServerError::Broken(_)) => {
                tracing::error!(%error, "a request failed");
                let (en, zh) = ("Something is broken here; it was logged.", "系统内部错误，已记录。");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", en, zh)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(current) = self.current {
            response.headers_mut().insert(COUNTER, current.into());
        }
        if let Some(retry_after_s) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, retry_after_s.into());
        }
        response
    }
}

pub(super) async fn wrong_method() -> Problem {
    let (en, zh) = ("This cannot be done here.", "此处不支持该操作。");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", en, zh)
}

pub(super) async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.", "此处没有内容。")
}
