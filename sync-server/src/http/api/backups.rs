//! Backups: which were made, and whether one is due. They are made by the operator, at the shell.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::Desk,
    reach::at,
};
use crate::{ServerError, backup_log::MadeBackup};
use axum::{Json, extract::State};
use jiff::Timestamp;
use onsite_domain::{RejectedCode, user::Role};
use serde::Serialize;

/// Shown at once.
const SHOWN: u32 = 20;

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Backups {
    /// The newest is missing, or older than the company wants it to be.
    is_due: bool,
    /// After how many days without one that is said.
    notice_days: u16,
    /// From when on one is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Timestamp>,
    /// Newest first.
    items: Vec<Backup>,
    /// How one is made, for the shell of the server.
    command: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Backup {
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    took_ms: i64,
    /// The file, on the machine where it was made.
    place: String,
    size_bytes: i64,
    /// The company's root key is in it too.
    has_root_key: bool,
    /// It was read again after it was written, whole, and its databases were checked.
    is_verified: bool,
}

impl From<MadeBackup> for Backup {
    fn from(made: MadeBackup) -> Self {
        Self {
            at: at(Some(made.at_ms)),
            took_ms: made.took_ms,
            place: made.place,
            size_bytes: made.size_bytes,
            has_root_key: made.has_root_key,
            is_verified: made.is_verified,
        }
    }
}

fn must_administrate(caller: &Caller) -> Result<(), ServerError> {
    if caller.rights.roles.contains(&Role::Administrator) {
        return Ok(());
    }
    Err(ServerError::rejected(RejectedCode::Forbidden, "role"))
}

/// Which backups were made, and whether one is due. What was made by other means is not known here.
#[utoipa::path(get, path = "/v1/backups", tag = "backups", responses(
    (status = OK, body = Backups), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(State(state): State<HttpState>, desk: Desk) -> Result<Json<Backups>, Problem> {
    let found = state
        .read(desk, |store, caller| {
            must_administrate(caller)?;
            let due_ms = store.backup_due_ms()?;
            Ok(Backups {
                is_due: due_ms.is_some_and(|due_ms| due_ms <= store.now_ms()),
                notice_days: store.settings()?.backup_notice_days,
                due: at(due_ms),
                items: store.backups(SHOWN)?.into_iter().map(Backup::from).collect(),
                command: "onsite-server --data DIRECTORY backup FILE".to_owned(),
            })
        })
        .await?;
    Ok(Json(found))
}
