//! Who may debit a van, and when issuing goes on after a restore.

use crate::{ServerError, ServerStore, field_device};
use onsite_domain::{
    Author, Id, Language, Rejected, RejectedCode, Subject, Text, Word,
    command::Command,
    custody::{self, CustodyFact},
    stock::StockLocationView,
    stock_location::StockLocationKind,
    user::Role,
};
use onsite_store::{derived, meta};

/// What an operator must say to let issuing go on although vans have not been heard.
const OVERRIDE_WORDS: &[(Language, &str)] =
    &[(Language::En, "parts may be issued twice"), (Language::Zh, "备件可能重复发放")];

/// The words in a language of the operator.
pub fn override_words(language: Language) -> &'static str {
    OVERRIDE_WORDS.iter().find(|(of, _)| *of == language).map_or("", |(_, words)| words)
}

/// Whether somebody said the words, in either language.
pub fn is_override(said: &str) -> bool {
    OVERRIDE_WORDS.iter().any(|(_, words)| *words == said.trim())
}

/// Who held which van when the server's history began anew.
const HELD_AT_RESTORE: &str = "held_at_restore";

/// A van that somebody holds, or held when the server was restored.
#[derive(Clone, Debug, PartialEq)]
pub struct VanHeard {
    pub van: Id,
    pub name: Text,
    pub field_device: Id,
    pub user: Option<Id>,
    /// Or nothing needs to be heard of it.
    pub is_heard: bool,
    pub is_revoked: bool,
    pub last_sync_ms: Option<i64>,
}

impl ServerStore {
    /// Gives a van to a field device, or to nobody, in a new epoch of custody; what the holder before did late goes to
    /// review.
    pub fn change_custody(
        &mut self,
        author: &Author,
        van: Id,
        field_device: Option<Id>,
        reason: Option<&str>,
    ) -> Result<u32, ServerError> {
        let view: StockLocationView = self.view(Word::StockLocation, van)?;
        if view.location.kind != StockLocationKind::Van {
            return Err(Rejected::because(RejectedCode::WrongShape, "van", "this location is no van").into());
        }
        let user = match field_device {
            None => None,
            Some(id) => {
                let state = field_device::get(&self.db, id)?
                    .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "field_device"))?;
                if state.is_revoked {
                    return Err(ServerError::rejected(RejectedCode::Revoked, "field_device"));
                }
                // Of several who share it, all hold it: the field device debits.
                state.users.first().copied().filter(|_| state.users.len() == 1)
            }
        };
        let epoch = view.custody.epoch.saturating_add(1);
        let body = CustodyFact { field_device, user, epoch, reason: reason.map(str::to_owned) };
        let fact = self.new_fact(custody::subjects(van, field_device), &body);
        self.command(author, &Command::new("change_custody").fact(fact))?;
        Ok(epoch)
    }

    pub fn is_issuing_frozen(&self) -> Result<bool, ServerError> {
        Ok(meta::get(&self.db, "is_issuing_frozen")?.unwrap_or(false))
    }

    /// Vans whose field device has not been heard since the server's history began anew, each with its name.
    pub fn unheard_vans(&self) -> Result<Vec<(Id, String)>, ServerError> {
        let vans = self.vans_heard()?.into_iter().filter(|van| !van.is_heard);
        Ok(vans.map(|van| (van.van, van.name.in_language(onsite_domain::Language::En).to_owned())).collect())
    }

    /// Every van in somebody's custody, and whether that field device was heard since the server's history began anew. Where
    /// the van went to another since then, whoever held it when that happened must be heard too: it has the issues that were
    /// lost.
    pub fn vans_heard(&self) -> Result<Vec<VanHeard>, ServerError> {
        let epoch = self.epoch()?;
        let held_then: Vec<(Id, Id)> = meta::get(&self.db, HELD_AT_RESTORE)?.unwrap_or_default();
        let mut holders = Vec::new();
        for (van, view) in self.vans()? {
            let now = view.custody.field_device;
            let then = held_then.iter().filter(|(of, holder)| *of == van && now != Some(*holder));
            let then: Vec<(Id, Option<Id>)> = then.map(|(_, holder)| (*holder, None)).collect();
            let all = now.map(|holder| (holder, view.custody.user)).into_iter().chain(then);
            holders.extend(all.map(|(holder, user)| (van, view.location.name.clone(), holder, user)));
        }
        let mut found = Vec::new();
        for (van, name, holder, user) in holders {
            let state = field_device::get(&self.db, holder)?;
            found.push(VanHeard {
                van,
                name,
                field_device: holder,
                user,
                // A van whose phone is revoked is stopped by its custody, not by this.
                is_heard: state.as_ref().is_some_and(|state| state.is_revoked || state.heard_epoch == epoch),
                is_revoked: state.as_ref().is_some_and(|state| state.is_revoked),
                last_sync_ms: state.map(|state| state.last_sync_ms).filter(|ms| *ms > 0),
            });
        }
        Ok(found)
    }

    /// Vans in use.
    fn vans(&self) -> Result<Vec<(Id, StockLocationView)>, ServerError> {
        let vans: Vec<(Subject, StockLocationView)> = derived::views(
            &self.db,
            "word = 'stock_location' AND json_extract(body, '$.kind') = 'van' ORDER BY subject",
            &[],
        )?;
        let in_use = vans.into_iter().filter(|(_, van)| !van.location.is_retired);
        Ok(in_use.map(|(subject, van)| (subject.id, van)).collect())
    }

    /// Nothing is issued until everybody who holds a van now was heard.
    pub(crate) fn freeze_issuing(&self) -> Result<(), ServerError> {
        let held = self.vans()?.into_iter().filter_map(|(van, view)| Some((van, view.custody.field_device?)));
        meta::put(&self.db, HELD_AT_RESTORE, &held.collect::<Vec<(Id, Id)>>())?;
        Ok(meta::put(&self.db, "is_issuing_frozen", &true)?)
    }

    /// Whether the custody of a van is suspended because its field device was cloned or restored.
    pub(crate) fn is_custody_suspended(&self, van: Id, epoch: u32) -> Result<bool, ServerError> {
        let until: Option<u32> = meta::get(&self.db, &format!("custody_suspended/{van}"))?;
        Ok(until.is_some_and(|until| epoch <= until))
    }

    /// Lets issuing go on after a restore: when every van was heard, or when the operator says [`OVERRIDE_WORDS`].
    pub fn release_issuing(&mut self, author: &Author, said: Option<&str>) -> Result<(), ServerError> {
        self.require_role(author, &[Role::StockKeeper, Role::Administrator])?;
        let unheard = self.unheard_vans()?;
        if !unheard.is_empty() && !said.is_some_and(is_override) {
            let names: Vec<&str> = unheard.iter().map(|(_, name)| name.as_str()).collect();
            let detail = format!("not heard since the restore: {}", names.join(", "));
            return Err(Rejected::because(RejectedCode::Frozen, "vans", detail).into());
        }
        meta::put(&self.db, "is_issuing_frozen", &false)?;
        tracing::warn!(unheard = unheard.len(), "issuing goes on after a restore");
        Ok(())
    }
}
