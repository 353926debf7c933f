//! What things are called, for lists that would otherwise send everybody to ask for each id. Each subject is read once.

use crate::{ServerError, ServerStore, brief};
use onsite_domain::{Coordinates, Id, Subject, Text, Word};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Something with its name in both languages, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PlannedName)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: Text,
}

/// A device with what stands on its plate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NamedDevice {
    pub(crate) id: String,
    pub(crate) name: Text,
    pub(crate) serial: Option<String>,
    pub(crate) model: Option<String>,
}

/// A site with where it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct NamedSite {
    pub(crate) id: String,
    pub(crate) name: Text,
    pub(crate) address: Text,
    pub(crate) coordinates: Option<Coordinates>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Called {
    name: Text,
    organisation: Option<Id>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Plate {
    name: Option<String>,
    serial: Option<String>,
    model: Option<String>,
    record: Option<Called>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Stands {
    name: Text,
    address: Text,
    coordinates: Option<Coordinates>,
}

/// Names that were asked for, while one answer is made.
pub(crate) struct Names<'a> {
    store: &'a ServerStore,
    /// Of people only those of this organisation are named: a contractor's dispatcher asks.
    people_of: Option<Id>,
    called: BTreeMap<Subject, Option<Called>>,
    devices: BTreeMap<Id, Option<NamedDevice>>,
    sites: BTreeMap<Id, Option<NamedSite>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(store: &'a ServerStore, people_of: Option<Id>) -> Self {
        Self { store, people_of, called: BTreeMap::new(), devices: BTreeMap::new(), sites: BTreeMap::new() }
    }

    pub(crate) fn of(&mut self, word: Word, id: Option<Id>) -> Result<Option<Named>, ServerError> {
        let Some(id) = id else { return Ok(None) };
        let subject = Subject::new(word, id);
        if !self.called.contains_key(&subject) {
            let found: Option<Called> = match word {
                Word::Customer => brief::of(&self.store.db, subject)?,
                _ => derived::view_as(&self.store.db, subject)?,
            };
            self.called.insert(subject, found);
        }
        let called = self.called.get(&subject).cloned().flatten();
        let is_hidden = word == Word::User
            && self.people_of.is_some_and(|of| called.as_ref().and_then(|c| c.organisation) != Some(of));
        let name = called.filter(|_| !is_hidden).map(|called| called.name).unwrap_or_default();
        Ok(Some(Named { id: id.to_string(), name }))
    }

    pub(crate) fn people(&mut self, ids: &[Id]) -> Result<Vec<Named>, ServerError> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(self.of(Word::User, Some(*id))?);
        }
        Ok(found)
    }

    pub(crate) fn device(&mut self, id: Option<Id>) -> Result<Option<NamedDevice>, ServerError> {
        let Some(id) = id else { return Ok(None) };
        if !self.devices.contains_key(&id) {
            let plate: Option<Plate> = brief::of(&self.store.db, Subject::new(Word::Device, id))?;
            let named = plate.map(|plate| {
                let recorded = plate.record.map(|record| record.name).unwrap_or_default();
                let written = plate.name.as_deref().map(Text::same).unwrap_or_default();
                let name = if recorded.is_blank() { written } else { recorded };
                NamedDevice { id: id.to_string(), name, serial: plate.serial, model: plate.model }
            });
            self.devices.insert(id, named);
        }
        Ok(self.devices.get(&id).cloned().flatten())
    }

    pub(crate) fn site(&mut self, id: Option<Id>) -> Result<Option<NamedSite>, ServerError> {
        let Some(id) = id else { return Ok(None) };
        if !self.sites.contains_key(&id) {
            let stands: Option<Stands> = brief::of(&self.store.db, Subject::new(Word::Site, id))?;
            let named = stands.map(|stands| NamedSite {
                id: id.to_string(),
                name: stands.name,
                address: stands.address,
                coordinates: stands.coordinates,
            });
            self.sites.insert(id, named);
        }
        Ok(self.sites.get(&id).cloned().flatten())
    }
}
