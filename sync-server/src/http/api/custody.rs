//! Who may debit a van, what happens when that changes, and the freeze after a restore.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, at, id},
};
use crate::{ServerError, ServerStore, field_device, office::override_words};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, Language, RejectedCode, Subject, Text, Word, stock::StockLocationView, stock_location::StockLocationKind,
    user::Role,
};
use serde::{Deserialize, Serialize};

/// Who holds a van, and what follows when somebody else does.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CustodyBody {
    van: String,
    /// Nobody where missing.
    field_device: Option<String>,
    user: Option<String>,
    /// Rises with every change.
    epoch: u32,
    /// Field devices that held it before: what they debit late goes to review.
    former: Vec<String>,
    /// The field device was cloned or restored: what it debits goes to review until the van is counted and given out anew.
    is_suspended: bool,
    is_revoked: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_counted: Option<Timestamp>,
    /// What the books say is in it: kinds of things, not pieces.
    lines: usize,
    /// Uses in its name by others that nobody settled.
    discrepancies: usize,
    then: CustodyThen,
}

/// What a change of custody from here brings.
#[derive(Serialize, utoipa::ToSchema)]
struct CustodyThen {
    epoch: u32,
    /// Debits that this field device made in the present epoch and sends later are kept for review. Missing where nobody
    /// holds the van.
    reviewed: Option<String>,
    /// It has not been counted since its field device was last heard: count it before it is given out.
    is_to_be_counted: bool,
}

fn custody_of(store: &ServerStore, caller: &Caller, van: Id) -> Result<CustodyBody, ServerError> {
    let view: StockLocationView = reach::one(store, caller, Subject::new(Word::StockLocation, van))?;
    if view.location.kind != StockLocationKind::Van {
        let detail = "this location is no van";
        return Err(onsite_domain::Rejected::because(RejectedCode::WrongShape, "van", detail).into());
    }
    let custody = view.custody;
    let state = match custody.field_device {
        Some(holder) => field_device::get(&store.db, holder)?,
        None => None,
    };
    let last_sync_ms = state.as_ref().map(|state| state.last_sync_ms).filter(|ms| *ms > 0);
    let counted_ms = view.last_count.as_ref().map(|count| count.at_ms);
    let text = |id: Id| id.to_string();
    Ok(CustodyBody {
        van: van.to_string(),
        field_device: custody.field_device.map(text),
        user: custody.user.map(text),
        epoch: custody.epoch,
        former: custody.former.into_iter().map(text).collect(),
        is_suspended: store.is_custody_suspended(van, custody.epoch)?,
        is_revoked: state.is_some_and(|state| state.is_revoked),
        last_sync: at(last_sync_ms),
        last_counted: at(counted_ms),
        lines: view.balances.len(),
        discrepancies: view.discrepancies.len(),
        then: CustodyThen {
            epoch: custody.epoch.saturating_add(1),
            reviewed: custody.field_device.map(text),
            is_to_be_counted: !view.balances.is_empty()
                && counted_ms.is_none_or(|counted_ms| last_sync_ms.is_some_and(|sync_ms| counted_ms < sync_ms)),
        },
    })
}

/// Who holds a van, and what follows when its custody changes: to read before a lost phone is answered.
#[utoipa::path(get, path = "/v1/stock/locations/{id}/custody", tag = "stock", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<CustodyBody>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(van): Path<String>,
    desk: Desk,
) -> Result<Json<WithNames<CustodyBody>>, Problem> {
    let custody = state
        .read(desk, move |store, caller| {
            let custody = custody_of(store, caller, id(&van, "id")?)?;
            WithNames::of(store, caller, custody)
        })
        .await?;
    Ok(Json(custody))
}

/// Who holds a van from now on. Nobody where the field device is missing: its phone was lost, and the van is counted first.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = CustodyState)]
#[serde(deny_unknown_fields)]
pub(super) struct Custody {
    #[schema(value_type = Option<String>)]
    field_device: Option<Id>,
    reason: Option<String>,
}

/// Gives a van to a field device, or to nobody, in a new epoch of custody: what the holder before debits late goes to
/// review.
#[utoipa::path(post, path = "/v1/stock/locations/{id}/custody", tag = "stock", request_body = Custody,
    params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<CustodyBody>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn change(
    State(state): State<HttpState>,
    Path(van): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let van = id(&van, "id")?;
            custody_of(store, caller, van)?;
            let body: Custody = input.body()?;
            store.change_custody(&caller.author, van, body.field_device, body.reason.as_deref())?;
            let custody = custody_of(store, caller, van)?;
            Answer::ok(&WithNames::of(store, caller, custody)?)
        })
        .await
}

/// Whether parts may be issued, and what it waits for after a restore.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Freeze {
    is_frozen: bool,
    /// Of the server's history; rises with a restore.
    epoch: u32,
    vans: Vec<HeardVan>,
    /// What must be said to let issuing go on although vans have not been heard.
    words: Text,
}

#[derive(Serialize, utoipa::ToSchema)]
struct HeardVan {
    van: String,
    field_device: String,
    user: Option<String>,
    /// In the present epoch, or nothing needs to be heard of it.
    is_heard: bool,
    is_revoked: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<Timestamp>,
}

fn freeze_of(store: &ServerStore) -> Result<Freeze, ServerError> {
    let vans = store.vans_heard()?.into_iter().map(|van| HeardVan {
        van: van.van.to_string(),
        field_device: van.field_device.to_string(),
        user: van.user.map(|user| user.to_string()),
        is_heard: van.is_heard,
        is_revoked: van.is_revoked,
        last_sync: at(van.last_sync_ms),
    });
    Ok(Freeze {
        is_frozen: store.is_issuing_frozen()?,
        epoch: store.epoch()?,
        vans: vans.collect(),
        words: Text::new(override_words(Language::Zh), override_words(Language::En)),
    })
}

/// An administrator ends the freeze, though stock is not theirs to read otherwise.
fn may_see_freeze(caller: &Caller) -> Result<(), ServerError> {
    if caller.rights.roles.contains(&Role::Administrator) {
        return Ok(());
    }
    caller.reach(Word::StockLocation).map(|_| ())
}

/// Whether issuing is frozen after a restore, and which vans were heard since.
#[utoipa::path(get, path = "/v1/stock/freeze", tag = "stock", responses(
    (status = OK, body = WithNames<Freeze>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn freeze(State(state): State<HttpState>, desk: Desk) -> Result<Json<WithNames<Freeze>>, Problem> {
    let freeze = state
        .read(desk, |store, caller| {
            may_see_freeze(caller)?;
            let freeze = freeze_of(store)?;
            WithNames::of(store, caller, freeze)
        })
        .await?;
    Ok(Json(freeze))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    /// The words of the freeze, where vans have not been heard.
    words: Option<String>,
}

/// Lets issuing go on: when every van was heard, or when the words are said.
#[utoipa::path(post, path = "/v1/stock/freeze/release", tag = "stock", request_body = Release, responses(
    (status = OK, body = WithNames<Freeze>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn release(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            may_see_freeze(caller)?;
            let body: Release = input.body()?;
            store.release_issuing(&caller.author, body.words.as_deref())?;
            let freeze = freeze_of(store)?;
            Answer::ok(&WithNames::of(store, caller, freeze)?)
        })
        .await
}
