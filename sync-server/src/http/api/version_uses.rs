//! What still names an older version of something, and moving it.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Desk, Input},
    reach::{self, id},
};
use crate::{
    ServerError, ServerStore,
    office::{VersionUse, follows_by_itself},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{Id, RejectedCode, Subject, Word, reading, version::is_versioned};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const MOVES_MAX: usize = 500;

fn word(text: &str) -> Result<Word, ServerError> {
    let word = text.parse().ok().filter(|word| is_versioned(*word));
    word.ok_or_else(|| ServerError::rejected(RejectedCode::UnknownPath, "word"))
}

/// A record that names an older version.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = VersionUse)]
struct UseRow {
    /// As `word/id`.
    subject: String,
    /// The key that it stands under: `default_procedure`, `price_list`.
    field: String,
    /// The version that is named.
    version: String,
    revision: u64,
    /// It is a version itself, such as a contract: what it names is moved by writing its next one.
    is_fixed: bool,
    /// Whether the caller may move it.
    is_yours: bool,
}

/// What names older versions than one.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct VersionUsesAnswer {
    /// What is new takes the version in force, whatever version is named: a price list, a service level, a questionnaire, a
    /// contract. A procedure is taken as it is named.
    is_followed: bool,
    items: Vec<UseRow>,
    /// There are more than were told, 500.
    is_cut: bool,
}

/// What still names a version that is older than this one, as far as the caller may read it.
#[utoipa::path(get, path = "/v1/versions/{word}/{id}/uses", tag = "records",
    params(("word" = String, Path), ("id" = String, Path)), responses(
    (status = OK, body = VersionUsesAnswer), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn uses(
    State(state): State<HttpState>,
    Path((text, version)): Path<(String, String)>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| Answer::ok(&answer(store, caller, word(&text)?, id(&version, "id")?)?))
        .await?)
}

fn answer(store: &ServerStore, caller: &Caller, word: Word, id: Id) -> Result<VersionUsesAnswer, ServerError> {
    reach::one::<Value>(store, caller, Subject::new(word, id))?;
    let found = store.uses_of_older(word, id)?;
    let mut items = Vec::with_capacity(found.items.len());
    for used in found.items {
        if reach::may_read(store, caller, used.subject)? {
            items.push(row(caller, &used));
        }
    }
    Ok(VersionUsesAnswer { is_followed: follows_by_itself(word), items, is_cut: found.is_cut })
}

fn row(caller: &Caller, used: &VersionUse) -> UseRow {
    let is_fixed = used.is_fixed();
    UseRow {
        subject: used.subject.to_string(),
        field: used.field.clone(),
        version: used.version.to_string(),
        revision: used.revision,
        is_fixed,
        is_yours: !is_fixed && reading::check_record(&caller.rights, used.subject.word).is_ok(),
    }
}

/// Those that are to name this version.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionMoves {
    moves: Vec<VersionMove>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionMove {
    /// As `word/id`.
    #[schema(value_type = String)]
    subject: Subject,
    field: String,
}

/// Lets those that were chosen name this version instead of an older one, all or none, and says what is left.
#[utoipa::path(post, path = "/v1/versions/{word}/{id}/uses", tag = "records", request_body = VersionMoves,
    params(("word" = String, Path), ("id" = String, Path)), responses(
    (status = OK, body = VersionUsesAnswer), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn move_uses(
    State(state): State<HttpState>,
    Path((text, version)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let (word, id) = (word(&text)?, id(&version, "id")?);
            reach::one::<Value>(store, caller, Subject::new(word, id))?;
            let body: VersionMoves = input.body()?;
            if body.moves.is_empty() {
                return Err(ServerError::rejected(RejectedCode::Missing, "moves"));
            }
            if body.moves.len() > MOVES_MAX {
                return Err(ServerError::rejected(RejectedCode::TooLarge, "moves"));
            }
            let chosen: Vec<(Subject, String)> =
                body.moves.into_iter().map(|VersionMove { subject, field }| (subject, field)).collect();
            store.move_to_version(&caller.author, word, id, &chosen)?;
            Answer::ok(&answer(store, caller, word, id)?)
        })
        .await
}
