//! Field devices: which there are, when each was last heard, and revoking one.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Page, Paging, at, id},
};
use crate::{ServerError, ServerStore, field_device, revoke::Wipe};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{RejectedCode, Subject, Word, field_device::FieldDevice, user::Role};
use serde::{Deserialize, Serialize};

/// A field device with what the server knows about it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct FieldDeviceRow {
    id: String,
    name: String,
    model: String,
    users: Vec<String>,
    organisation: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    enrolled: Option<jiff::Timestamp>,
    /// Missing where it was never heard.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<jiff::Timestamp>,
    app_version: String,
    is_revoked: bool,
    /// It was cloned, or restored from a backup.
    is_forked: bool,
    /// Missing where it was not told to wipe itself.
    wipe: Option<WipeRow>,
}

/// The order to a field device to wipe itself, and how far that came as far as it said so.
#[derive(Serialize, utoipa::ToSchema)]
struct WipeRow {
    #[schema(value_type = Option<String>, format = DateTime)]
    ordered: Option<jiff::Timestamp>,
    reason: String,
    /// It does not wait for receipts.
    is_loss_accepted: bool,
    /// When it last asked since it was revoked; missing where it was not heard.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_heard: Option<jiff::Timestamp>,
    /// What had no receipt when it asked, by its own count; once it is done, what was lost.
    receipts_outstanding: Option<u64>,
    /// When it said that it has wiped itself; it may have done so without this server hearing of it.
    #[schema(value_type = Option<String>, format = DateTime)]
    done: Option<jiff::Timestamp>,
}

impl From<Wipe> for WipeRow {
    fn from(wipe: Wipe) -> Self {
        Self {
            ordered: at(Some(wipe.ordered_ms)),
            reason: wipe.reason,
            is_loss_accepted: wipe.is_loss_accepted,
            last_heard: at(wipe.heard_ms),
            receipts_outstanding: wipe.unsent,
            done: at(wipe.done_ms),
        }
    }
}

fn row(store: &ServerStore, subject: Subject, record: FieldDevice) -> Result<FieldDeviceRow, ServerError> {
    let state = field_device::get(&store.db, subject.id)?;
    let last_sync_ms = state.as_ref().map(|state| state.last_sync_ms).filter(|ms| *ms > 0);
    let heard_version = state.as_ref().map(|state| state.app_version.clone()).filter(|version| !version.is_empty());
    Ok(FieldDeviceRow {
        id: subject.id.to_string(),
        is_revoked: record.is_revoked() || state.as_ref().is_some_and(|state| state.is_revoked),
        is_forked: state.is_some_and(|state| state.is_forked),
        name: record.name,
        model: record.model,
        users: record.users.iter().map(ToString::to_string).collect(),
        organisation: record.organisation.to_string(),
        enrolled: at(Some(record.enrolled_ms)),
        last_sync: at(last_sync_ms),
        app_version: heard_version.unwrap_or(record.app_version),
        wipe: store.wipe(subject.id)?.map(WipeRow::from),
    })
}

/// Field devices, newest first.
#[utoipa::path(get, path = "/v1/field-devices", tag = "field devices", params(Paging), responses(
    (status = OK, body = Page<FieldDeviceRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<FieldDeviceRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let found: Page<(Subject, FieldDevice)> = reach::page(store, caller, Word::FieldDevice, &paging, "1", &[])?;
            let mut items = Vec::with_capacity(found.items.len());
            for (subject, record) in found.items {
                items.push(row(store, subject, record)?);
            }
            Ok(Page { items, next: found.next })
        })
        .await?;
    Ok(Json(page))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    reason: String,
    /// Order it to wipe itself, after it has a receipt for everything unsent.
    #[serde(default)]
    wipe: bool,
    /// Order the wipe at once: what it has not sent is lost. Only with `wipe`.
    #[serde(default)]
    lose_unsent: bool,
    /// Only takes this user off it; the others who share it work on. Not with `wipe`.
    #[serde(default)]
    user: Option<String>,
}

/// Revokes a field device: from now on what it sends goes into quarantine and it gets nothing. May order it to wipe itself;
/// without that, an order to wipe that was given before is taken back. Or takes one of its users off it.
#[utoipa::path(post, path = "/v1/field-devices/{id}/revoke", tag = "field devices", request_body = Revocation,
    params(("id" = String, Path)), responses(
    (status = OK, body = FieldDeviceRow), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn revoke(
    State(state): State<HttpState>,
    Path(device): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            must_administrate(caller)?;
            let body: Revocation = input.body()?;
            if body.lose_unsent && !body.wipe {
                return Err(ServerError::rejected(RejectedCode::Missing, "wipe"));
            }
            let subject = Subject::new(Word::FieldDevice, id(&device, "id")?);
            match &body.user {
                Some(_) if body.wipe => return Err(ServerError::rejected(RejectedCode::WrongShape, "wipe")),
                Some(user) => store.remove_user(subject.id, id(user, "user")?, &caller.author, &body.reason)?,
                None if body.wipe => store.order_wipe(subject.id, &caller.author, &body.reason, body.lose_unsent)?,
                None => store.revoke(subject.id, &caller.author, &body.reason)?,
            }
            Answer::ok(&row(store, subject, reach::one(store, caller, subject)?)?)
        })
        .await
}

fn must_administrate(caller: &Caller) -> Result<(), ServerError> {
    if caller.rights.roles.contains(&Role::Administrator) {
        return Ok(());
    }
    Err(ServerError::rejected(RejectedCode::Forbidden, "role"))
}
