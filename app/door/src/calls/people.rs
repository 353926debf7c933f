//! Who works with this field device, joining a company, and better values for what only the office may change.

use super::{Answer, Call, Changes, Nothing, ask, door, tell};
use onsite_core::{
    Done,
    enrol::{InviteShown, read_invite},
    user::UserRow,
};
use onsite_domain::{Id, Subject, id::Hash, user::User};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    ask!("me", Nothing => Option<User>, |app, _| app.user()),
    ask!("users", Nothing => Vec<UserRow>, |app, _| app.users()),
    tell!("switch_user", OfUser => (), |app, of, _| app.switch_user(of.user)),
    door!("read_invite", OfLink => InviteShown, |_, of, _| Ok(read_invite(&of.link)?.1)),
    // Carried out by the door, for it waits for the network; named here for its types.
    door!("enrol", crate::syncing::Enrol => Enrolled, |_, _, _| Err(onsite_core::AppError::broken("enrol waits").into())),
    tell!("propose_correction", ProposeCorrection => Done, |app, it, _| {
        app.propose_correction(it.about, &it.field, it.proposed, it.note, it.photo, it.visit)
    }),
];

/// What enrolling gives back.
#[derive(serde::Serialize, ToSchema)]
pub(crate) struct Enrolled {
    pub(crate) field_device: Id,
    pub(crate) user: Id,
}

impl Enrolled {
    pub(crate) fn answer(&self) -> Result<Answer, crate::door::DoorError> {
        Ok(Answer::json(super::written(self)?))
    }
}

impl Changes for Enrolled {
    fn topics(&self) -> Vec<String> {
        ().topics()
    }
}

#[derive(Deserialize, ToSchema)]
struct OfUser {
    user: Id,
}

#[derive(Deserialize, ToSchema)]
struct OfLink {
    link: String,
}

#[derive(Deserialize, ToSchema)]
struct ProposeCorrection {
    about: Subject,
    /// `phone`, `address.zh`, `place`.
    field: String,
    proposed: Value,
    note: Option<String>,
    photo: Option<Hash>,
    visit: Option<Id>,
}
