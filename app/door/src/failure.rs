//! What a screen shows when something did not work: which of the outcomes it is, a code, and sentences in its language.

use onsite_core::AppError;
use onsite_domain::{Language, Rejected};
use onsite_messages::{detail, refusal, say};
use onsite_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

/// Why there is no answer. `Rejected`: the person can act. `Unavailable`: try again. `Broken`: our fault, contained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Rejected,
    Unavailable,
    Broken,
    /// There is no store to ask: it is not enrolled, its key is gone, or a newer app made it.
    NoStore,
}

/// What is said instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Failure {
    pub outcome: Outcome,
    /// Stable: a refusal's, else `unavailable`, `disk_full`, `not_enrolled`, `key_lost`, `key_store`, `newer_file`, `broken`.
    pub code: String,
    /// Which of the arguments it is about, or what else; empty where it is about the whole.
    pub path: String,
    /// What happened, for people.
    pub message: String,
    /// What was expected and what came; empty where there is no more to say.
    pub detail: String,
}

/// As SQLite says it.
const DISK_FULL: &str = "disk is full";

impl Failure {
    pub(crate) fn of(error: &AppError, language: Language) -> Self {
        let made = |outcome, code: &str, key: &str, more: String| Self {
            outcome,
            code: code.to_owned(),
            path: String::new(),
            message: say(language, key).to_owned(),
            detail: more,
        };
        match error {
            AppError::Rejected(rejected) => Self::refused(rejected, language),
            AppError::Unavailable(why) if why.contains(DISK_FULL) => {
                made(Outcome::Unavailable, "disk_full", "failure-disk-full", String::new())
            }
            AppError::Unavailable(why) => {
                made(Outcome::Unavailable, "unavailable", "failure-unavailable", detail(language, why))
            }
            AppError::NotEnrolled => made(Outcome::NoStore, "not_enrolled", "failure-not-enrolled", String::new()),
            AppError::KeyLost => made(Outcome::NoStore, "key_lost", "failure-key-lost", String::new()),
            AppError::KeyStore(why) => made(Outcome::NoStore, "key_store", "failure-key-store", why.clone()),
            AppError::Store(StoreError::Newer { .. }) => {
                made(Outcome::NoStore, "newer_file", "failure-newer-file", error.to_string())
            }
            AppError::Store(_) | AppError::Broken(_) => {
                made(Outcome::Broken, "broken", "failure-broken", error.to_string())
            }
        }
    }

    pub(crate) fn refused(rejected: &Rejected, language: Language) -> Self {
        Self {
            outcome: Outcome::Rejected,
            code: rejected.code.as_str().to_owned(),
            path: rejected.path.clone(),
            message: refusal(language, rejected),
            detail: detail(language, &rejected.detail),
        }
    }
}
