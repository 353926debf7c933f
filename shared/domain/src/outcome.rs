//! What became of something that was asked for. Three outcomes everywhere: **Rejected** (a rule said no, the person can
//! act), **Unavailable** (kept, tried again), **Broken** (our bug or damaged data, contained). The last two belong to the
//! crates that do I/O; the rules here only ever reject.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares the closed list of refusal codes with their sentence in both languages.
macro_rules! rejected_codes {
    ($($variant:ident = $text:literal, $en:literal, $zh:literal;)*) => {
        /// Why a rule said no. The code is stable; the sentence is for people.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RejectedCode { $(#[serde(rename = $text)] $variant,)* }

        $crate::schema::described!(RejectedCode, $crate::schema::one_of([$($text,)*]));

        impl RejectedCode {
            pub const ALL: &'static [RejectedCode] = &[$(RejectedCode::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(RejectedCode::$variant => $text,)* }
            }

            /// The sentence in English.
            pub const fn en(self) -> &'static str {
                match self { $(RejectedCode::$variant => $en,)* }
            }

            /// The sentence in Simplified Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(RejectedCode::$variant => $zh,)* }
            }

            pub fn from_code(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == text)
            }
        }
    };
}

rejected_codes! {
    Structure = "structure", "This change is damaged or was made by a program that breaks the rules of documents.", "该修改已损坏，或由不守规则的程序产生。";
    TooLarge = "too_large", "This is larger than allowed.", "内容超过允许的大小。";
    UnknownPath = "unknown_path", "This field does not exist.", "该字段不存在。";
    Forbidden = "forbidden", "You do not have the right to do this.", "您没有执行此操作的权限。";
    OtherAuthor = "other_author", "This was made under the name of somebody else.", "该操作冒用了他人的身份。";
    IdTaken = "id_taken", "This identity was already used for something else.", "该标识已被其他内容占用。";
    NotFound = "not_found", "What this refers to does not exist.", "所引用的对象不存在。";
    Immutable = "immutable", "What was recorded cannot be overwritten or deleted; add a correction.", "已记录的内容不可覆盖或删除，请添加更正。";
    IllegalTransition = "illegal_transition", "This step is not possible in the present state.", "当前状态下不能执行此步骤。";
    Missing = "missing", "A required value is missing.", "缺少必填内容。";
    OutOfRange = "out_of_range", "A value is outside what is possible.", "数值超出允许范围。";
    WrongShape = "wrong_shape", "A value has the wrong form.", "数值格式不正确。";
    NotHolder = "not_holder", "Only the field device that holds this van may take parts from it.", "只有持有该个人备件库的终端才能出库。";
    Frozen = "frozen", "Issuing parts is suspended until every van has been heard after a restore.", "系统恢复后需先收到各终端的数据，出库暂停。";
    Signed = "signed", "This was signed; write an amendment instead.", "该内容已签字，请以更正方式补充。";
    WrongServer = "wrong_server", "This belongs to another company's server.", "该数据属于其他公司的服务器。";
    Revoked = "revoked", "This field device has been revoked.", "该终端已被停用。";
    Erased = "erased", "This was erased by order.", "该内容已按指令清除。";
    QuotaExceeded = "quota_exceeded", "The limit for one author is used up.", "已超过单个用户的配额。";
    DocumentFull = "document_full", "This record is full and takes nothing more; go on in a follow-up.", "该记录已写满，请在后续工单中继续。";
    Stale = "stale", "It was changed by somebody else meanwhile.", "内容已被他人修改。";
}

/// A rule said no: which rule, about what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, ToSchema)]
#[error("{}: {path}{}{detail}", code.as_str(), if detail.is_empty() { "" } else { ": " })]
pub struct Rejected {
    pub code: RejectedCode,
    /// What it is about: a field, a collection, a column; empty where it is about the whole.
    pub path: String,
    /// What was expected and what came, in English, without personal data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Rejected {
    pub fn new(code: RejectedCode, path: impl Into<String>) -> Self {
        Self { code, path: path.into(), detail: String::new() }
    }

    pub fn because(code: RejectedCode, path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, path: path.into(), detail: detail.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in RejectedCode::ALL {
            assert!(code.en().ends_with('.'), "{code:?}");
            assert!(code.zh().ends_with('。'), "{code:?}");
            assert_eq!(RejectedCode::from_code(code.as_str()), Some(*code));
        }
    }
}
