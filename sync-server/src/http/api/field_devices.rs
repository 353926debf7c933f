//! Field devices: which there are, when each was last heard, and revoking one.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Page, Paging, at, given, id},
};
use crate::{
    ServerError, ServerStore, field_device,
    revoke::Wipe,
    waiting::{self, Waiting},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{RejectedCode, Subject, Word, field_device::FieldDevice, user::Role};
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

/// A field device with what the server knows about it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct FieldDeviceRow {
    id: String,
    href: String,
    name: String,
    /// `android`, `ios`, `harmony`, `windows`, ...
    platform: String,
    model: String,
    os_version: String,
    users: Vec<String>,
    /// Who was taken off it.
    former_users: Vec<String>,
    organisation: String,
    /// Vans that it may debit.
    vans: Vec<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    enrolled: Option<jiff::Timestamp>,
    /// Missing where it was never heard.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<jiff::Timestamp>,
    /// Since it was last heard, or enrolled where it never was.
    silent_hours: i64,
    /// What waited on it and had not been sent at its latest sync, by its own word; missing where its app says nothing of it.
    /// What was recorded since is not known here.
    waiting: Option<WaitingRow>,
    app_version: String,
    is_revoked: bool,
    /// Units of it that wait for a decision.
    in_review: i64,
    /// What of it was refused or came after it was revoked, kept unread.
    in_quarantine: i64,
    /// It was cloned, or restored from a backup.
    is_forked: bool,
    /// Missing where it was not told to wipe itself.
    wipe: Option<WipeRow>,
}

/// What a field device holds alone.
#[derive(Serialize, utoipa::ToSchema)]
struct WaitingRow {
    /// Things that were recorded: presses, answers, parts, notes.
    units: u64,
    /// Pictures and other files, less those that came since.
    files: u64,
    file_bytes: u64,
    /// When the oldest was recorded, by this server's clock; missing where nothing waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
    /// When it said so.
    #[schema(value_type = Option<String>, format = DateTime)]
    told: Option<jiff::Timestamp>,
}

impl From<Waiting> for WaitingRow {
    fn from(waiting: Waiting) -> Self {
        Self {
            units: waiting.units,
            files: waiting.files,
            file_bytes: waiting.file_bytes,
            since: at(waiting.since_ms),
            told: at(Some(waiting.at_ms)),
        }
    }
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
    let heard_ms = last_sync_ms.unwrap_or(record.enrolled_ms);
    let silent_ms = store.now_ms().saturating_sub(heard_ms).max(0);
    let id = subject.id.to_string();
    let count = |sql: &str| -> Result<i64, ServerError> {
        Ok(store.db.prepare_cached(sql)?.query_row(named_params! {":id": id}, |row| row.get(0))?)
    };
    Ok(FieldDeviceRow {
        href: format!("{BASE}/{}", subject.id),
        platform: record.platform.to_string(),
        os_version: record.os_version.clone(),
        former_users: record.former_users.iter().map(ToString::to_string).collect(),
        vans: vans(store, &id)?,
        waiting: waiting::of(&store.db, subject.id)?.map(WaitingRow::from),
        silent_hours: silent_ms.checked_div(3_600_000).unwrap_or_default(),
        in_review: count("SELECT count(DISTINCT chain) FROM review_run WHERE field_device = :id AND decided = ''")?,
        in_quarantine: count("SELECT count(*) FROM quarantine WHERE field_device = :id")?,
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

const BASE: &str = "/v1/field-devices";

fn vans(store: &ServerStore, field_device: &str) -> Result<Vec<String>, ServerError> {
    let mut statement = store.db.prepare_cached(
        "SELECT substr(subject, 16) FROM view WHERE word = 'stock_location' AND holder = :id ORDER BY +subject",
    )?;
    let rows = statement.query_map(named_params! {":id": field_device}, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Who works with it.
    user: Option<String>,
    is_revoked: Option<bool>,
    /// Cloned, or restored from a backup.
    is_forked: Option<bool>,
    /// Not heard for so many hours.
    silent_hours: Option<i64>,
}

const OF_USER: &str = "EXISTS (SELECT 1 FROM json_each(view.body, '$.users') AS known WHERE known.value = :user)";
const IS_REVOKED: &str = "view.subject IN (
    SELECT 'field_device/' || field_device FROM field_device_state WHERE is_revoked = :is_revoked)";
const IS_FORKED: &str = "view.subject IN (
    SELECT 'field_device/' || field_device FROM field_device_state WHERE is_forked = :is_forked)";
const SILENT: &str = "max(json_extract(view.body, '$.enrolled_ms'), coalesce((
    SELECT last_sync_ms FROM field_device_state
    WHERE 'field_device/' || field_device = view.subject), 0)) <= :heard_ms";

/// Field devices, newest first.
#[utoipa::path(get, path = "/v1/field-devices", tag = "field devices", params(Paging, Filter), responses(
    (status = OK, body = WithNames<Page<FieldDeviceRow>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Page<FieldDeviceRow>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let silent_ms = filter.silent_hours.map(|hours| hours.saturating_mul(3_600_000));
            let heard_ms = silent_ms.map(|silent_ms| store.now_ms().saturating_sub(silent_ms));
            let filters = [
                (":user", OF_USER, given(&filter.user)),
                (":is_revoked", IS_REVOKED, given(&filter.is_revoked)),
                (":is_forked", IS_FORKED, given(&filter.is_forked)),
                (":heard_ms", SILENT, given(&heard_ms)),
            ];
            let found: Page<(Subject, FieldDevice)> =
                reach::page(store, caller, Word::FieldDevice, &paging, "1", &filters)?;
            let mut items = Vec::with_capacity(found.items.len());
            for (subject, record) in found.items {
                items.push(row(store, subject, record)?);
            }
            WithNames::of(store, caller, Page { items, next: found.next })
        })
        .await?;
    Ok(Json(page))
}

/// A field device, with what ends or waits when it is revoked.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct FieldDeviceItem {
    #[serde(flatten)]
    row: FieldDeviceRow,
    /// Visits of its users that have not ended, the newest 50: they go on with another field device.
    open_visits: Vec<String>,
    /// What it has recorded and not sent is with it alone. A wipe waits for a receipt for all of it, unless its loss is
    /// ordered in so many words.
    is_unsent_possible: bool,
    /// Its vans are debited by nobody until they are counted and given out anew.
    is_count_due: bool,
}

/// One field device, to read before it is revoked.
#[utoipa::path(get, path = "/v1/field-devices/{id}", tag = "field devices", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<FieldDeviceItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(device): Path<String>,
    desk: Desk,
) -> Result<Json<WithNames<FieldDeviceItem>>, Problem> {
    let item = state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::FieldDevice, id(&device, "id")?);
            let row = row(store, subject, reach::one(store, caller, subject)?)?;
            let mut open_visits = Vec::new();
            let mut statement = store.db.prepare_cached(
                "SELECT substr(view.subject, 7) FROM view_person JOIN view ON view.subject = view_person.subject
                 WHERE view_person.person = :user AND view.word = 'visit' AND view.has_ended = 0
                   AND json_extract(view.body, '$.lead') = :user
                 ORDER BY view.subject DESC LIMIT 50",
            )?;
            for user in &row.users {
                let visits = statement.query_map(named_params! {":user": user}, |row| row.get::<_, String>(0))?;
                open_visits.extend(visits.collect::<Result<Vec<_>, _>>()?);
            }
            let item = FieldDeviceItem {
                open_visits,
                is_unsent_possible: row.wipe.as_ref().is_none_or(|wipe| wipe.done.is_none()),
                is_count_due: !row.vans.is_empty(),
                row,
            };
            WithNames::of(store, caller, item)
        })
        .await?;
    Ok(Json(item))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = FieldDeviceRevocation)]
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
