//! Problems of HTTP requests: RFC 9457 bodies (`application/problem+json`) with a closed list of codes.

use onsite_domain::Rejected;
use serde::{Deserialize, Serialize};

pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// Declares the codes with their HTTP status and their sentence in both languages.
macro_rules! problem_codes {
    ($($variant:ident = $text:literal, $status:literal, $en:literal, $zh:literal;)*) => {
        /// Why a request was not answered as asked. The code is stable; the sentence is for people.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ProblemCode {
            $(#[serde(rename = $text)] $variant,)*
            /// A code of a newer version; see [`Problem::status`].
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ProblemCode {
            pub const ALL: &'static [ProblemCode] = &[$(ProblemCode::$variant,)* ProblemCode::Unknown];

            pub const fn as_str(self) -> &'static str {
                match self { $(ProblemCode::$variant => $text,)* ProblemCode::Unknown => "unknown" }
            }

            pub const fn status(self) -> u16 {
                match self { $(ProblemCode::$variant => $status,)* ProblemCode::Unknown => 500 }
            }

            /// The sentence in English.
            pub const fn en(self) -> &'static str {
                match self {
                    $(ProblemCode::$variant => $en,)*
                    ProblemCode::Unknown => "The server answered with something this version does not know.",
                }
            }

            /// The sentence in Simplified Chinese.
            pub const fn zh(self) -> &'static str {
                match self {
                    $(ProblemCode::$variant => $zh,)*
                    ProblemCode::Unknown => "服务器返回了本版本无法识别的结果。",
                }
            }
        }
    };
}

problem_codes! {
    Malformed = "malformed", 400, "The request could not be read.", "无法读取该请求。";
    BadSignature = "bad_signature", 401, "The request's signature does not fit.", "请求签名不匹配。";
    UnknownFieldDevice = "unknown_field_device", 401, "The server does not know this field device; it keeps its work and tries again.", "服务器不认识该终端；数据会保留并稍后重试。";
    NotLoggedIn = "not_logged_in", 401, "Log in first.", "请先登录。";
    WrongPassword = "wrong_password", 401, "User name or password is wrong.", "用户名或密码错误。";
    Revoked = "revoked", 403, "This field device has been revoked.", "该终端已被停用。";
    Forbidden = "forbidden", 403, "You do not have the right to do this.", "您没有执行此操作的权限。";
    InviteInvalid = "invite_invalid", 403, "This enrolment code is unknown, used or expired; ask for a new one.", "注册码无效、已使用或已过期，请重新申请。";
    NotFound = "not_found", 404, "There is nothing here that you may see.", "未找到您可以查看的内容。";
    MethodNotAllowed = "method_not_allowed", 405, "This address does not take that method.", "该地址不支持此请求方法。";
    CounterTooLow = "counter_too_low", 409, "The request's counter is not above the last one.", "请求计数器不高于上一次的值。";
    OffsetMismatch = "offset_mismatch", 409, "The upload continues at another offset.", "上传应从另一位置继续。";
    Conflict = "conflict", 409, "It contradicts what is there.", "与现有内容冲突。";
    IdempotencyMismatch = "idempotency_mismatch", 409, "This idempotency key was used for another request.", "该幂等键已用于其他请求。";
    PreconditionFailed = "precondition_failed", 412, "It was changed by somebody else meanwhile.", "内容已被他人修改。";
    TooLarge = "too_large", 413, "This is larger than allowed.", "内容超过允许的大小。";
    UnsupportedMedia = "unsupported_media", 415, "This content type is not accepted here.", "此处不接受该内容类型。";
    RangeNotSatisfiable = "range_not_satisfiable", 416, "The content has no such range.", "内容不包含所请求的范围。";
    WrongServer = "wrong_server", 421, "This belongs to another company's server.", "该数据属于其他公司的服务器。";
    Invalid = "invalid", 422, "A value is missing or not possible.", "有内容缺失或不合规。";
    HashMismatch = "hash_mismatch", 422, "The content does not have the hash it was announced with.", "内容与其声明的哈希不符。";
    AppTooOld = "app_too_old", 426, "This app is too old for the server; update it. Nothing is lost.", "应用版本过旧，请升级；数据不会丢失。";
    PreconditionRequired = "precondition_required", 428, "Say which version the change was made on (If-Match).", "请说明修改所依据的版本（If-Match）。";
    TooManyRequests = "too_many_requests", 429, "Too many attempts; wait a little.", "尝试次数过多，请稍候。";
    Broken = "broken", 500, "Something went wrong on the server; it was recorded.", "服务器出现故障，已记录。";
    Unavailable = "unavailable", 503, "The server is busy; try again soon.", "服务器繁忙，请稍后重试。";
    StorageFull = "storage_full", 507, "The server has no room left.", "服务器存储空间不足。";
}

/// The body of a response that is no success.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:onsite:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code's sentence in English.
    pub title: String,
    pub status: u16,
    pub code: ProblemCode,
    /// What exactly, in English, without personal data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The rule that said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Rejected>,
    /// With `counter_too_low`: the last counter the server has seen; go on above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<u64>,
    /// With `offset_mismatch`: where the upload continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// With `too_many_requests` and `unavailable`: when to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
    /// With `broken`: what to quote to the administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

impl Problem {
    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("urn:onsite:problem:{}", code.as_str()),
            title: code.en().to_owned(),
            status: code.status(),
            code,
            detail: String::new(),
            rejected: None,
            counter: None,
            offset: None,
            retry_after_s: None,
            incident: None,
        }
    }

    pub fn because(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..Self::new(code) }
    }

    pub fn counter_too_low(counter: u64) -> Self {
        Self { counter: Some(counter), ..Self::new(ProblemCode::CounterTooLow) }
    }

    pub fn offset_mismatch(offset: u64) -> Self {
        Self { offset: Some(offset), ..Self::new(ProblemCode::OffsetMismatch) }
    }

    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// `None` for a body that is no problem of ours: a proxy's or a captive portal's page.
    pub fn from_json(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        Self { rejected: Some(rejected), ..Self::new(ProblemCode::Invalid) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_status_and_a_sentence_in_both_languages() {
        for code in ProblemCode::ALL {
            assert!(code.en().ends_with('.'), "{code:?}");
            assert!(code.zh().ends_with('。'), "{code:?}");
            assert!((400..=599).contains(&code.status()), "{code:?}");
            let problem = Problem::because(*code, "detail");
            assert_eq!(Problem::from_json(&problem.to_json()), Some(problem));
        }
    }

    #[test]
    fn the_body_is_what_the_standard_asks_for() {
        let body = String::from_utf8(Problem::counter_too_low(41).to_json()).unwrap();
        insta::assert_snapshot!(body, @r#"{"type":"urn:onsite:problem:counter_too_low","title":"The request's counter is not above the last one.","status":409,"code":"counter_too_low","counter":41}"#);
    }

    #[test]
    fn a_code_of_a_newer_version_and_a_foreign_page_are_told_apart() {
        let newer = br#"{"type":"x","title":"y","status":418,"code":"teapot","more":[]}"#;
        assert_eq!(Problem::from_json(newer).unwrap().code, ProblemCode::Unknown);
        assert_eq!(Problem::from_json(b"<html>log in to the hotel</html>"), None);
    }
}
