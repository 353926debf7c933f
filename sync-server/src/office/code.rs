//! Blank device codes: drawn, never twice, and kept as batches.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    code_batch::{CODES_MAX, CodeBatch},
    device_code::DeviceCode,
    reading::{Reading, reading},
    scanned::Scanned,
};
use onsite_store::{Touched, derived};
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a code that was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// On no device yet.
    Free,
    Bound,
    /// It was taken off, and is not used again.
    Released,
}

/// One code of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchCode {
    pub code: DeviceCode,
    pub state: CodeState,
    /// What it leads to.
    pub device: Option<Id>,
    /// How often a label of it was made.
    pub printed: u32,
    pub printed_ms: Option<i64>,
}

/// At once: a roll of labels for a year.
pub(super) const ISSUED_MAX: usize = 10_000;

impl ServerStore {
    /// Draws blank codes that were never issued and are on no device, and writes them down before anybody prints them.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not deal with field devices and stock at the company's desk,
    /// [`RejectedCode::OutOfRange`] for none or more than [`ISSUED_MAX`].
    pub fn issue_codes(
        &mut self,
        author: &Author,
        count: usize,
        purpose: &str,
    ) -> Result<Vec<DeviceCode>, ServerError> {
        self.may_deal_with_codes(author)?;
        if count == 0 || count > ISSUED_MAX {
            let detail = format!("from 1 to {ISSUED_MAX} codes at once");
            return Err(Rejected::because(RejectedCode::OutOfRange, "count", detail).into());
        }
        let batches: Vec<(Subject, CodeBatch)> = derived::views(&self.db, "word = 'code_batch'", &[])?;
        let mut taken: BTreeSet<DeviceCode> = batches.into_iter().flat_map(|(_, batch)| batch.codes).collect();
        let mut issued = Vec::with_capacity(count);
        while issued.len() < count {
            let code = DeviceCode::from_random(u64::from_be_bytes(self.ports.bytes()));
            let is_bound = !derived::devices_by_code(&self.db, &Scanned::Device(code.clone()))?.is_empty();
            if !is_bound && taken.insert(code.clone()) {
                issued.push(code);
            }
        }
        let mut touched = Touched::new();
        for codes in issued.chunks(CODES_MAX) {
            let batch = CodeBatch { codes: codes.to_vec(), purpose: purpose.trim().to_owned() };
            let body = serde_json::to_value(&batch).map_err(|e| ServerError::broken(e.to_string()))?;
            let subject = Subject::new(Word::CodeBatch, self.ports.new_id());
            self.put_record(author, subject, body, &mut touched)?;
        }
        self.finish(&touched)?;
        Ok(issued)
    }

    /// How each of these codes stands, in their order.
    pub fn codes_as_they_stand(&self, codes: &[DeviceCode]) -> Result<Vec<BatchCode>, ServerError> {
        let list = serde_json::to_string(codes).map_err(|e| ServerError::broken(e.to_string()))?;
        let params = named_params! {":codes": list};
        let mut bound: BTreeMap<String, Id> = BTreeMap::new();
        let mut statement = self.db.prepare_cached(
            "SELECT device_code.code, device_code.subject FROM json_each(:codes) AS wanted
             CROSS JOIN device_code ON device_code.code = wanted.value",
        )?;
        for row in statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
            let (code, subject) = row?;
            if let Ok(subject) = subject.parse::<Subject>() {
                bound.insert(code, subject.id);
            }
        }
        let mut released: BTreeSet<String> = BTreeSet::new();
        let mut statement = self.db.prepare_cached(
            "SELECT wanted.value FROM json_each(:codes) AS wanted WHERE EXISTS (
                 SELECT 1 FROM fact WHERE fact.kind = 'code_binding' AND fact.is_in_review = 0
                   AND upper(json_extract(CAST(fact.bytes AS TEXT), '$.body.code')) = wanted.value
                   AND json_extract(CAST(fact.bytes AS TEXT), '$.body.is_released')
                   AND NOT coalesce(json_extract(CAST(fact.bytes AS TEXT), '$.body.is_mistake'), 0))",
        )?;
        for row in statement.query_map(params, |row| row.get::<_, String>(0))? {
            released.insert(row?);
        }
        let mut printed: BTreeMap<String, (u32, i64)> = BTreeMap::new();
        let mut statement = self.db.prepare_cached(
            "SELECT printed_code.code, printed_code.times, printed_code.last_ms FROM json_each(:codes) AS wanted
             CROSS JOIN printed_code ON printed_code.code = wanted.value",
        )?;
        for row in statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))? {
            let (code, times, last_ms) = row?;
            printed.insert(code, (times, last_ms));
        }
        let state = |code: &str| match (bound.contains_key(code), released.contains(code)) {
            (true, _) => CodeState::Bound,
            (false, true) => CodeState::Released,
            (false, false) => CodeState::Free,
        };
        let stands = |code: &DeviceCode| {
            let text = code.as_str();
            BatchCode {
                code: code.clone(),
                state: state(text),
                device: bound.get(text).copied(),
                printed: printed.get(text).map_or(0, |(times, _)| *times),
                printed_ms: printed.get(text).map(|(_, last_ms)| *last_ms),
            }
        };
        Ok(codes.iter().map(stands).collect())
    }

    /// Labels of these codes were made to be printed.
    pub fn labels_printed(&mut self, codes: &[DeviceCode]) -> Result<(), ServerError> {
        let list = serde_json::to_string(codes).map_err(|e| ServerError::broken(e.to_string()))?;
        self.db
            .prepare_cached(
                "INSERT INTO printed_code (code, first_ms, last_ms)
                 SELECT DISTINCT value, :now_ms, :now_ms FROM json_each(:codes) WHERE true
                 ON CONFLICT (code) DO UPDATE SET last_ms = excluded.last_ms, times = times + 1",
            )?
            .execute(named_params! {":codes": list, ":now_ms": self.now_ms()})?;
        Ok(())
    }

    pub(super) fn may_deal_with_codes(&self, author: &Author) -> Result<(), ServerError> {
        let rights = self.rights_of(author)?;
        if rights.author.is_field() || reading(&rights.roles, Word::CodeBatch) != Reading::Everything {
            return Err(ServerError::rejected(RejectedCode::Forbidden, Word::CodeBatch.as_str()));
        }
        Ok(())
    }

    /// The links that the symbols of labels hold. In capitals, which take a third less room in a QR code: scheme and host do
    /// not heed case, and this server does not in the path. Behind a path of somebody else they stay as they are.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] while the settings have no public address.
    pub fn code_links(&self, codes: &[DeviceCode]) -> Result<Vec<String>, ServerError> {
        let url = self.public_url()?.ok_or_else(|| {
            let detail = "the settings say no public address, which a label's link begins with";
            ServerError::from(Rejected::because(RejectedCode::Missing, "public_url", detail))
        })?;
        let url = url.trim_end_matches('/');
        let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        let link = |code: &DeviceCode| {
            let link = format!("{url}/d/{code}");
            if has_path { link } else { link.to_ascii_uppercase() }
        };
        Ok(codes.iter().map(link).collect())
    }
}
