//! Who names an older version of something, and what is moved to a newer one.
//!
//! A price list, a service level, a questionnaire and a contract follow by themselves: what is new takes the version in force
//! whatever version is named (`onsite_domain::version`). A procedure does not: an order takes the one that is named. Either
//! way whoever reads a kind of orders wants to read what counts there, so both are told and moved alike.

use super::illegal;
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, RejectedCode, Subject, Word, reading,
    version::{self, is_versioned},
};
use onsite_store::{Touched, record};
use rusqlite::{ToSql, named_params};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Which records name a version, under which key, and of what.
const NAMING: &[(Word, &str, Word)] = &[
    (Word::OrderKind, "default_procedure", Word::Procedure),
    (Word::OrderKind, "questionnaire", Word::Questionnaire),
    (Word::MaintenancePlan, "procedure", Word::Procedure),
    (Word::MaintenancePlan, "contract", Word::Contract),
    (Word::ServiceItem, "procedure", Word::Procedure),
    (Word::Contract, "price_list", Word::PriceList),
    (Word::Contract, "service_level", Word::ServiceLevel),
    (Word::Settings, "price_list", Word::PriceList),
    (Word::Settings, "service_level", Word::ServiceLevel),
    (Word::Settings, "questionnaire", Word::Questionnaire),
    (Word::Customer, "price_list", Word::PriceList),
    (Word::Customer, "service_level", Word::ServiceLevel),
    (Word::Device, "contract", Word::Contract),
    (Word::Device, "service_level", Word::ServiceLevel),
    (Word::Device, "warranty", Word::Warranty),
];

/// So many are told of one version.
const USES_MAX: usize = 500;

/// A record that names an older version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionUse {
    pub subject: Subject,
    /// The key that it stands under.
    pub field: String,
    pub version: Id,
    pub revision: u64,
}

impl VersionUse {
    /// A version never changes: what it names is moved by writing its next one.
    pub fn is_fixed(&self) -> bool {
        is_versioned(self.subject.word)
    }
}

/// What names older versions, and whether there are more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionUses {
    pub items: Vec<VersionUse>,
    pub is_cut: bool,
}

impl ServerStore {
    /// What still names a version that is older than this one: kinds of orders, plans, customers, devices, the company, and
    /// versions of contracts and service items that are in use.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where there is no such version.
    pub fn uses_of_older(&self, word: Word, id: Id) -> Result<VersionUses, ServerError> {
        let older = self.older_than(word, id)?;
        let mut uses = VersionUses::default();
        if older.is_empty() {
            return Ok(uses);
        }
        let ids = json!(older.keys().map(Id::to_string).collect::<Vec<_>>()).to_string();
        for (naming, field, _) in NAMING.iter().filter(|(.., named)| *named == word) {
            for (subject, version) in self.naming(*naming, field, &ids)? {
                let Some(revision) = older.get(&version) else { continue };
                if is_versioned(subject.word) && !self.is_in_use(subject)? {
                    continue;
                }
                if uses.items.len() == USES_MAX {
                    return Ok(VersionUses { is_cut: true, ..uses });
                }
                uses.items.push(VersionUse { subject, field: (*field).to_owned(), version, revision: *revision });
            }
        }
        Ok(uses)
    }

    /// Lets those that were chosen name this version instead of an older one. All of them, or none.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever may not write one of them; [`RejectedCode::Stale`] for one that names no older
    /// version any more; [`RejectedCode::Immutable`] for a version, which never changes.
    pub fn move_to_version(
        &mut self,
        author: &Author,
        word: Word,
        id: Id,
        chosen: &[(Subject, String)],
    ) -> Result<Vec<Subject>, ServerError> {
        let older = self.older_than(word, id)?;
        let rights = self.rights_of(author)?;
        let mut touched = Touched::new();
        let mut moved = Vec::new();
        for (subject, field) in chosen {
            reading::check_record(&rights, subject.word)?;
            let is_naming = |(naming, key, named): &&(Word, &str, Word)| {
                *naming == subject.word && *key == field.as_str() && *named == word
            };
            if !NAMING.iter().any(|naming| is_naming(&naming)) {
                return Err(ServerError::rejected(RejectedCode::UnknownPath, field));
            }
            if is_versioned(subject.word) {
                return Err(ServerError::rejected(RejectedCode::Immutable, &subject.to_string()));
            }
            let held = record::get(&self.db, *subject)?.filter(|held| !held.record.is_removed);
            let mut body = held.map(|held| held.record.body).unwrap_or_default();
            let named = body.get(field).and_then(Value::as_str).and_then(|text| text.parse::<Id>().ok());
            if named.is_none_or(|named| !older.contains_key(&named)) {
                return Err(ServerError::rejected(RejectedCode::Stale, &subject.to_string()));
            }
            if let Some(fields) = body.as_object_mut() {
                fields.insert(field.clone(), json!(id));
            }
            self.put_checked_record(author, *subject, body, &mut touched)?;
            moved.push(*subject);
        }
        self.finish(&touched)?;
        Ok(moved)
    }

    /// The versions with the same number and a lower revision, by their identities.
    fn older_than(&self, word: Word, id: Id) -> Result<BTreeMap<Id, u64>, ServerError> {
        if !is_versioned(word) {
            return Err(illegal("word", "it has no versions"));
        }
        let held = self.record_as::<Value>(word, id)?;
        let held = held.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, word.as_str()))?;
        let number = held.get("number").and_then(Value::as_str).unwrap_or_default();
        let all = self.versions_of::<Value>(word, number)?;
        let older = all.into_iter().map(|(version, body)| (version, revision(&body)));
        Ok(older.filter(|(_, older)| *older < revision(&held)).collect())
    }

    /// Records of a word that name one of these under a key, those that nobody uses any more left out.
    fn naming(&self, word: Word, field: &str, ids: &str) -> Result<Vec<(Subject, Id)>, ServerError> {
        // Of a device the office's record stands within the view.
        let at = if word == Word::Device { "$.record." } else { "$." };
        let (path, retired) = (format!("{at}{field}"), format!("{at}is_retired"));
        let mut statement = self.db.prepare_cached(
            "SELECT subject, json_extract(body, :path) FROM view
             WHERE word = :word AND json_extract(body, :path) IN (SELECT value FROM json_each(:ids))
               AND coalesce(json_extract(body, :retired), 0) = 0 AND coalesce(json_extract(body, '$.is_removed'), 0) = 0
             ORDER BY subject LIMIT :limit",
        )?;
        let limit = i64::try_from(USES_MAX.saturating_add(1)).unwrap_or(i64::MAX);
        let params: &[(&str, &dyn ToSql)] = named_params! {
            ":word": word.as_str(), ":path": path, ":retired": retired, ":ids": ids, ":limit": limit,
        };
        let rows = statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut found = Vec::new();
        for row in rows {
            let (subject, version) = row?;
            found.extend(subject.parse::<Subject>().ok().zip(version.parse::<Id>().ok()));
        }
        Ok(found)
    }

    /// Whether a version is the last of its number and has not ended.
    fn is_in_use(&self, subject: Subject) -> Result<bool, ServerError> {
        let Some(body) = self.record_as::<Value>(subject.word, subject.id)? else { return Ok(false) };
        let number = body.get("number").and_then(Value::as_str).unwrap_or_default();
        let is_followed = |(_, other): &(Id, Value)| revision(other) > revision(&body);
        let today = self.day_at(self.now_ms())?.to_string();
        let has_ended = body.get("valid_until").and_then(Value::as_str).is_some_and(|until| until < today.as_str());
        Ok(!has_ended && !self.versions_of::<Value>(subject.word, number)?.iter().any(is_followed))
    }
}

fn revision(body: &Value) -> u64 {
    body.get("revision").and_then(Value::as_u64).unwrap_or_default()
}

/// Whether what is new takes the version in force, whatever version is named.
pub fn follows_by_itself(word: Word) -> bool {
    version::is_versioned(word) && !matches!(word, Word::Procedure | Word::ServiceItem | Word::Warranty)
}
