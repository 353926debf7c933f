//! What involves two subjects, or a clock, and needs a person: stated once, as a fact, by a rule.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Subject, Word,
    attention::AttentionKind,
    fact_kind::FactBody as _,
    notice::{NoticeFact, Noticed},
    work_order::WorkOrderView,
};
use onsite_store::{Touched, derived, fact};
use rusqlite::named_params;

/// A clock this far from the server's is off; one that changed this much within a boot jumped.
const CLOCK_OFF_MS: i64 = 5 * 60_000;
/// Devices named beside the first that hold a code.
const ALSO_MAX: usize = 10;

impl ServerStore {
    /// Looks at what was touched. Views are up to date before and after.
    pub(crate) fn notice(&mut self, touched: &Touched) -> Result<Touched, ServerError> {
        let mut noticed = Touched::new();
        for subject in touched {
            match subject.word {
                Word::Device => self.notice_codes(*subject, &mut noticed)?,
                Word::WorkOrder => self.notice_duplicate(*subject, &mut noticed)?,
                _ => {}
            }
        }
        derived::project(&self.db, &mut self.cache, &noticed)?;
        Ok(noticed)
    }

    /// A field device whose clock is off or jumped. `key` names the boot, so that each is told of once.
    pub(crate) fn notice_clock(
        &mut self,
        field_device: Id,
        key: String,
        off_ms: i64,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        if off_ms.saturating_abs() < CLOCK_OFF_MS {
            return Ok(());
        }
        let body = NoticeFact { noticed: Noticed::ClockJump, key, off_ms: Some(off_ms) };
        self.state_once(vec![Subject::new(Word::FieldDevice, field_device)], &body, touched)
    }

    /// Two field devices bound one code without hearing of each other, or the office gave it twice.
    fn notice_codes(&mut self, device: Subject, noticed: &mut Touched) -> Result<(), ServerError> {
        let shared: Vec<(String, String)> = {
            let mut statement = self.db.prepare_cached(
                "SELECT own.code, other.subject FROM device_code AS own
                 JOIN device_code AS other ON other.code = own.code AND other.subject <> own.subject
                 WHERE own.subject = :subject ORDER BY own.code, other.subject",
            )?;
            let rows = statement
                .query_map(named_params! {":subject": device.to_string()}, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for same_code in shared.chunk_by(|a, b| a.0 == b.0) {
            let others = same_code.iter().filter_map(|(_, other)| other.parse().ok()).take(ALSO_MAX);
            let subjects: Vec<Subject> = std::iter::once(device).chain(others).collect();
            let Some((code, _)) = same_code.first() else { continue };
            if !self.is_conflict_open(&subjects, code)? {
                let body = NoticeFact { noticed: Noticed::CodeConflict, key: code.clone(), off_ms: None };
                self.state_once(subjects, &body, noticed)?;
            }
        }
        Ok(())
    }

    /// Whether the facts about one of the devices say so already.
    fn is_conflict_open(&self, devices: &[Subject], code: &str) -> Result<bool, ServerError> {
        for device in devices {
            let items = derived::attention_about(&self.db, *device)?;
            if items.iter().any(|item| item.kind == AttentionKind::CodeConflict && item.key.to_uppercase() == code) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Two orders of the same kind for a device, both open, unless one follows from the other. It is said of the newer.
    fn notice_duplicate(&mut self, order: Subject, noticed: &mut Touched) -> Result<(), ServerError> {
        let Some(view) = derived::view_as::<WorkOrderView>(&self.db, order)?.filter(|view| view.is_open) else {
            return Ok(());
        };
        let Some(device) = view.device.map(|device| device.to_string()) else { return Ok(()) };
        let params: [(&str, &dyn rusqlite::ToSql); 1] = [(":device", &device)];
        let same_device: Vec<(Subject, WorkOrderView)> = derived::views(
            &self.db,
            "word = 'work_order' AND device = :device
             AND json_extract(body, '$.is_open') = 1 ORDER BY +subject",
            &params,
        )?;
        let age = |subject: &Subject, view: &WorkOrderView| (view.created_ms, subject.id);
        let own = age(&order, &view);
        let is_alike = |(other, known): &&(Subject, WorkOrderView)| {
            *other != order
                && known.kind == view.kind
                && view.cause_order != Some(other.id)
                && known.cause_order != Some(order.id)
        };
        // What was made without a network may be the older one and come last.
        let is_older = |(other, known): &&(Subject, WorkOrderView)| age(other, known) < own;
        let Some((other, known)) = same_device.iter().filter(is_alike).min_by_key(|found| !is_older(found)) else {
            return Ok(());
        };
        let (newer, older) = if age(other, known) < own { (order, *other) } else { (*other, order) };
        let body = NoticeFact { noticed: Noticed::LikelyDuplicate, key: older.id.to_string(), off_ms: None };
        self.state_once(vec![newer, older], &body, noticed)
    }

    /// States a notice unless the same was stated about its first subject.
    pub(crate) fn state_once(
        &mut self,
        subjects: Vec<Subject>,
        body: &NoticeFact,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let Some(first) = subjects.first() else { return Ok(()) };
        let is_stated = fact::about(&self.db, *first)?.iter().any(|stored| {
            stored.fact.kind == NoticeFact::KIND
                && stored
                    .fact
                    .body::<NoticeFact>()
                    .is_some_and(|known| (known.noticed, &known.key) == (body.noticed, &body.key))
        });
        if is_stated { Ok(()) } else { self.state("notices", subjects, body, touched) }
    }
}
