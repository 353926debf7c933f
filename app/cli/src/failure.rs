//! What can go wrong, as an exit code, a stable code for scripts and a sentence for people.

use onsite_core::AppError;
use onsite_domain::{Language, Rejected, RejectedCode};
use onsite_messages::{detail, label, refusal, say, say_with};
use serde_json::{Value, json};

/// How the program ends. The numbers are part of the interface (see `--help`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    #[default]
    Ok,
    Rejected,
    Usage,
    Unavailable,
    Broken,
    NotEnrolled,
    NeedsAttention,
}

impl Exit {
    pub(crate) const ALL: &'static [(Self, &'static str)] = &[
        (Self::Ok, "cli-exit-ok"),
        (Self::Rejected, "cli-exit-rejected"),
        (Self::Usage, "cli-exit-usage"),
        (Self::Unavailable, "cli-exit-unavailable"),
        (Self::Broken, "cli-exit-broken"),
        (Self::NotEnrolled, "cli-exit-not-enrolled"),
        (Self::NeedsAttention, "cli-exit-needs-attention"),
    ];

    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Rejected => 1,
            Self::Usage => 2,
            Self::Unavailable => 3,
            Self::Broken => 4,
            Self::NotEnrolled => 5,
            Self::NeedsAttention => 6,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    App(#[from] AppError),
    /// Arguments that make no sense together.
    #[error("{0}")]
    Usage(String),
    /// What somebody wrote, and how it is written.
    #[error("{0} is not like {1}")]
    NotLike(String, &'static str),
    /// Nothing here has that name.
    #[error("nothing is named {name}")]
    NotFound { what: &'static str, name: String },
    /// Several things have that name.
    #[error("several are named {name}")]
    SeveralMatch { what: &'static str, name: String, matches: Vec<String> },
    /// A device code whose check character does not fit.
    #[error("the code {code} has a mistake")]
    MisreadCode { code: String, matches: Vec<String> },
    /// A file of the user's that cannot be read or written.
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    /// A file that is no picture we can read.
    #[error("{path}: {error}")]
    Picture { path: String, error: onsite_labels::PictureError },
    /// The person said no when asked.
    #[error("not confirmed")]
    NotConfirmed,
}

pub(crate) type Outcome<T> = Result<T, Failure>;

impl From<Rejected> for Failure {
    fn from(rejected: Rejected) -> Self {
        Self::App(rejected.into())
    }
}

impl From<onsite_store::StoreError> for Failure {
    fn from(error: onsite_store::StoreError) -> Self {
        Self::App(error.into())
    }
}

impl Failure {
    pub(crate) fn file(path: &std::path::Path, error: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), error }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::App(error) => match error {
                AppError::Rejected(_) => Exit::Rejected,
                AppError::Unavailable(_) => Exit::Unavailable,
                AppError::NotEnrolled => Exit::NotEnrolled,
                AppError::KeyStore(_) | AppError::KeyLost | AppError::Store(_) | AppError::Broken(_) => Exit::Broken,
            },
            Self::Usage(_) | Self::NotLike(..) | Self::File { .. } | Self::Picture { .. } => Exit::Usage,
            Self::NotFound { .. } | Self::SeveralMatch { .. } | Self::MisreadCode { .. } | Self::NotConfirmed => {
                Exit::Rejected
            }
        }
    }

    /// Stable, for scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::App(AppError::Rejected(rejected)) => rejected.code.as_str(),
            Self::App(AppError::Unavailable(_)) => "unavailable",
            Self::App(AppError::NotEnrolled) => "not_enrolled",
            Self::App(AppError::KeyLost) => "key_lost",
            Self::App(AppError::KeyStore(_)) => "key_store",
            Self::App(AppError::Store(_)) => "store",
            Self::App(AppError::Broken(_)) => "broken",
            Self::Usage(_) | Self::NotLike(..) => "usage",
            Self::NotFound { .. } => RejectedCode::NotFound.as_str(),
            Self::SeveralMatch { .. } => "several_match",
            Self::MisreadCode { .. } => "misread_code",
            Self::File { .. } => "file",
            Self::Picture { .. } => "picture",
            Self::NotConfirmed => "not_confirmed",
        }
    }

    /// The sentence for people, without the technical detail.
    pub(crate) fn message(&self, language: Language) -> String {
        match self {
            Self::App(AppError::Rejected(rejected)) => match (rejected.code, rejected.path.as_str()) {
                (RejectedCode::Forbidden, "enrolment") => say(language, "cli-enrol-used-up").to_owned(),
                (RejectedCode::WrongShape, "link") => say(language, "cli-enrol-link-wrong").to_owned(),
                _ => refusal(language, rejected),
            },
            Self::App(AppError::Unavailable(_)) => say(language, "cli-unavailable").to_owned(),
            Self::App(AppError::NotEnrolled) => say(language, "cli-not-enrolled").to_owned(),
            Self::App(AppError::KeyLost) => say(language, "cli-key-lost").to_owned(),
            Self::App(_) => say(language, "cli-broken").to_owned(),
            Self::Usage(text) => text.clone(),
            Self::NotLike(text, like) => say_with(language, "cli-cannot-read", &[("text", text), ("like", like)]),
            Self::NotFound { what, name } => {
                say_with(language, "cli-nothing-named", &[("what", &label(language, what)), ("name", name)])
            }
            Self::SeveralMatch { what, name, .. } => {
                say_with(language, "cli-several-named", &[("what", &label(language, what)), ("name", name)])
            }
            Self::MisreadCode { code, matches } if matches.is_empty() => {
                say_with(language, "cli-code-misread", &[("code", code)])
            }
            Self::MisreadCode { code, .. } => say_with(language, "cli-code-near", &[("code", code)]),
            Self::File { path, .. } => say_with(language, "cli-file-failed", &[("file", path)]),
            Self::Picture { path, error } => say_with(language, Self::of_picture(error), &[("file", path)]),
            Self::NotConfirmed => say(language, "cli-not-confirmed").to_owned(),
        }
    }

    /// What a person who looks into it wants to see besides; in English where it is for whoever mends the program.
    pub(crate) fn detail(&self, language: Language) -> String {
        match self {
            Self::App(AppError::Rejected(rejected)) => detail(language, &rejected.detail),
            Self::App(AppError::NotEnrolled | AppError::KeyLost)
            | Self::Usage(_)
            | Self::NotLike(..)
            | Self::NotConfirmed => String::new(),
            Self::App(error) => error.to_string(),
            Self::NotFound { .. } => String::new(),
            Self::SeveralMatch { matches, .. } | Self::MisreadCode { matches, .. } => matches.join("\n"),
            Self::File { error, .. } => error.to_string(),
            Self::Picture { error: onsite_labels::PictureError::Damaged { detail }, .. } => detail.clone(),
            Self::Picture { .. } => String::new(),
        }
    }

    pub(crate) fn to_json(&self, language: Language) -> Value {
        let mut error = json!({
            "code": self.code(), "message": self.message(language), "exit_code": self.exit().code(),
        });
        if let Value::Object(map) = &mut error {
            if let Self::App(AppError::Rejected(rejected)) = self {
                map.insert("path".to_owned(), json!(rejected.path));
            }
            match self {
                Self::SeveralMatch { matches, .. } | Self::MisreadCode { matches, .. } => {
                    map.insert("matches".to_owned(), json!(matches));
                }
                _ if self.detail(language).is_empty() => {}
                _ => {
                    map.insert("detail".to_owned(), json!(self.detail(language)));
                }
            }
        }
        json!({ "error": error })
    }
}
