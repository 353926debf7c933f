//! What was said about device codes: which machine one was bound to, where it was taken off, by whom.

use super::survivor;
use crate::{StoreError, fact};
use onsite_domain::{
    Author, Id, Subject, Word, code_binding::CodeBindingFact, fact_kind::FactBody as _, scanned::Scanned,
};
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;

/// Steps of one code that are looked at.
const CODE_STEPS_MAX: u32 = 1_000;

/// Something that was said about a code.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeStep {
    pub id: Id,
    pub device: Id,
    pub by: Author,
    pub at_ms: i64,
    pub received_ms: Option<i64>,
    pub is_in_review: bool,
    pub body: CodeBindingFact,
}

/// Everything that is known of a code, oldest first. `key` is [`Scanned::key`].
pub fn code_history(connection: &Connection, key: &str) -> Result<Vec<CodeStep>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM fact WHERE kind = 'code_binding'
           AND upper(json_extract(CAST(bytes AS TEXT), '$.body.code')) = :key
         ORDER BY effective_ms, id LIMIT :limit",
    )?;
    let rows =
        statement.query_map(named_params! {":key": key, ":limit": CODE_STEPS_MAX}, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        let text = row?;
        let id = text.parse().map_err(|_| StoreError::broken(format!("'{text}' is no fact id")))?;
        let Some(stored) = fact::get(connection, id)?.filter(|stored| stored.fact.kind == CodeBindingFact::KIND) else {
            continue;
        };
        let device = stored.fact.subjects.first().filter(|subject| subject.word == Word::Device);
        if let (Some(device), Some(body)) = (device, stored.fact.body()) {
            found.push(CodeStep {
                id,
                device: device.id,
                by: stored.fact.author.clone(),
                at_ms: stored.effective_ms(),
                received_ms: stored.received.map(|received| received.received_ms),
                is_in_review: stored.is_in_review,
                body,
            });
        }
    }
    Ok(found)
}

/// Where a code was taken off another machine than `device`, unless it had been bound there by mistake: a code is never used
/// again. The double of a machine is that machine.
pub fn taken_off_of(
    connection: &Connection,
    code: &Scanned,
    device: Option<Id>,
) -> Result<Option<CodeStep>, StoreError> {
    let goes_on_in = |device: Id| survivor(connection, Subject::new(Word::Device, device)).map(|subject| subject.id);
    let mut last: BTreeMap<Id, CodeStep> = BTreeMap::new();
    for step in code_history(connection, &code.key())?.into_iter().filter(|step| !step.is_in_review) {
        last.insert(step.device, step);
    }
    let own = device.map(goes_on_in).transpose()?;
    for step in last.into_values().filter(|step| step.body.is_released && !step.body.is_mistake) {
        if own.is_none() || own != Some(goes_on_in(step.device)?) {
            return Ok(Some(step));
        }
    }
    Ok(None)
}
