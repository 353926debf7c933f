//! Versions at the desk: what is there never changes, what is new goes on from what is there, and which one counts today.

use crate::{ServerError, ServerStore};
use jiff::civil::Date;
use onsite_domain::{
    Id, Subject, Word,
    version::{self, Version},
    zone,
};
use onsite_store::{derived, record};
use serde::de::DeserializeOwned;
use serde_json::Value;

impl ServerStore {
    /// What every way to a record goes through: the desk, the API, tables.
    ///
    /// # Errors
    /// What [`version::check_unchanged`] and [`version::check_follows`] say.
    pub(crate) fn check_version(&self, subject: Subject, body: &Value) -> Result<(), ServerError> {
        if !version::is_versioned(subject.word) {
            return Ok(());
        }
        if let Some(held) = record::get(&self.db, subject)?.filter(|held| !held.record.is_removed) {
            return Ok(version::check_unchanged(subject.word, &held.record.body, body)?);
        }
        let number = body.get("number").and_then(Value::as_str).unwrap_or_default();
        let earlier = self.versions_of::<Value>(subject.word, number)?;
        let earlier: Vec<Value> = earlier.into_iter().map(|(_, body)| body).collect();
        Ok(version::check_follows(subject.word, body, &earlier)?)
    }

    /// The records of a word that have a number; none for none.
    pub(super) fn versions_of<T: DeserializeOwned>(
        &self,
        word: Word,
        number: &str,
    ) -> Result<Vec<(Id, T)>, ServerError> {
        if number.is_empty() {
            return Ok(Vec::new());
        }
        let held: Vec<(Subject, T)> = derived::views(
            &self.db,
            "word = :word AND number = :number AND coalesce(json_extract(body, '$.is_removed'), 0) = 0
             ORDER BY +subject",
            &[(":word", &word.as_str()), (":number", &number)],
        )?;
        Ok(held.into_iter().map(|(subject, body)| (subject.id, body)).collect())
    }

    /// The version that counts on a day where one of its number is named, with what it says.
    pub(crate) fn in_force<T: Version + DeserializeOwned>(
        &self,
        word: Word,
        named: Id,
        day: Date,
    ) -> Result<Option<(Id, T)>, ServerError> {
        let Some(held) = self.record_as::<T>(word, named)? else { return Ok(None) };
        let mut all = self.versions_of::<T>(word, held.standing().number)?;
        let id = version::in_force(named, &all, day);
        let place = all.iter().position(|(version, _)| *version == id);
        Ok(Some(place.map_or((named, held), |place| all.swap_remove(place))))
    }

    /// The company's day at an instant.
    pub(crate) fn day_at(&self, at_ms: i64) -> Result<Date, ServerError> {
        let zone = zone::find(&self.settings()?.zone).or_else(|| zone::find("UTC"));
        let civil = zone.and_then(|zone| zone::civil(&zone, at_ms));
        Ok(civil.ok_or_else(|| ServerError::broken("the clock shows no day"))?.date())
    }
}
