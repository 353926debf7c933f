//! Who works with this field device. A shared tablet has several users, who change without a network: each has a certificate
//! of the company over the field device's one key, and what is done is signed in the name of whoever is at work.

use crate::{App, AppError};
use onsite_documents::ActorId;
use onsite_domain::{Author, Id, Rejected, RejectedCode, Word, field_device::FieldDevice, user::User};
use onsite_store::meta;
use onsite_wire::{CertificateChain, Message as _};
use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Somebody who enrolled on this field device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnrolledUser {
    pub user: Id,
    pub organisation: Id,
    /// The server's certificate over this field device's key, as bytes of the wire.
    pub certificate: Vec<u8>,
}

/// One user of this field device, for the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserRow {
    pub user: Id,
    pub login: String,
    pub name: String,
    /// Whose jobs are shown, and in whose name everything is recorded.
    pub is_active: bool,
    /// The office took them off this field device, or shut them out.
    pub is_removed: bool,
    /// Their units that the server has not decided.
    pub waiting: u64,
}

/// The actors that write documents here: each speaks for one user, and is new and random for every opening, because a
/// persisted actor wedges after a power cut (ARCHITECTURE.md).
#[derive(Default)]
pub(crate) struct Actors {
    of_users: BTreeMap<Id, (ActorId, bool)>,
}

impl Actors {
    /// What was bound may have been rolled back.
    pub(crate) fn unbind(&mut self) {
        self.of_users.values_mut().for_each(|(_, is_bound)| *is_bound = false);
    }

    /// From here on everybody writes under another actor.
    pub(crate) fn renew(&mut self) {
        self.of_users.clear();
    }
}

impl App {
    /// Everybody who enrolled on this field device, whoever is at work first.
    pub fn users(&self) -> Result<Vec<UserRow>, AppError> {
        let identity = self.identity()?;
        let own: Option<FieldDevice> = self.record(Word::FieldDevice, identity.field_device)?;
        let former = own.unwrap_or_default().former_users;
        let mut rows = Vec::new();
        for enrolled in identity.users() {
            let known: Option<User> = self.record(Word::User, enrolled.user)?;
            let is_disabled = known.as_ref().is_some_and(|user| !user.is_active());
            let known = known.unwrap_or_default();
            let waiting = self
                .db
                .prepare_cached("SELECT count(*) FROM unit WHERE user = :user AND state = 'waiting'")?
                .query_row(named_params! {":user": enrolled.user.to_string()}, |row| row.get(0))?;
            rows.push(UserRow {
                user: enrolled.user,
                name: known.name.in_language(known.language).to_owned(),
                login: known.login,
                is_active: enrolled.user == identity.user,
                is_removed: is_disabled || former.contains(&enrolled.user),
                waiting,
            });
        }
        Ok(rows)
    }

    /// Somebody else takes over: their jobs are shown, and what is recorded from here on is theirs. Asks no network.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for somebody who did not enrol here.
    pub fn switch_user(&mut self, user: Id) -> Result<(), AppError> {
        let mut identity = self.identity()?.clone();
        if !identity.work_as(user) {
            let detail = "this person has not enrolled on this field device";
            return Err(Rejected::because(RejectedCode::NotFound, "user", detail).into());
        }
        meta::put(&self.db, "identity", &identity)?;
        self.identity = Some(identity);
        self.note_enrolment()
    }

    /// The principal that a user of this field device is.
    pub(crate) fn author_of(&self, user: Id) -> Result<Author, AppError> {
        Ok(Author::FieldDevice { field_device: self.identity()?.field_device, user })
    }

    /// The actor that writes for a user, and whether it was bound to them.
    pub(crate) fn actor_of(&mut self, user: Id) -> (ActorId, bool) {
        let ports = &mut self.ports;
        *self.actors.of_users.entry(user).or_insert_with(|| (ActorId(ports.bytes()), false))
    }

    pub(crate) fn actor_is_bound(&mut self, user: Id) {
        if let Some((_, is_bound)) = self.actors.of_users.get_mut(&user) {
            *is_bound = true;
        }
    }

    /// The certificates of everybody who enrolled here.
    pub(crate) fn own_certificates(&self) -> Result<Vec<CertificateChain>, AppError> {
        let read = |enrolled: EnrolledUser| {
            CertificateChain::from_wire(&enrolled.certificate)
                .map_err(|e| AppError::broken(format!("certificate: {e}")))
        };
        self.identity()?.users().into_iter().map(read).collect()
    }
}
