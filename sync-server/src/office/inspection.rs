//! Quality inspection: visits drawn as a sample, the same one each time, and scored.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    checklist::Checklist,
    id::Hash,
    inspection::{self, Inspection, Score},
    record::Record,
    user::Role,
    visit::VisitView,
    visit_status::VisitStatus,
};
use onsite_store::{Touched, record};
use rusqlite::named_params;
use std::collections::BTreeMap;

/// Who samples and scores.
pub const INSPECTORS: &[Role] = &[Role::QualityInspector, Role::ServiceManager];
/// Ended visits of a period at most; a longer one is drawn in parts.
const POPULATION_MAX: usize = 20_000;

/// Which visits are drawn.
#[derive(Clone, Debug)]
pub struct SampleRule {
    /// Only of this lead; of each lead by themselves where missing.
    pub lead: Option<Id>,
    /// Ended from then on, and before then.
    pub from_ms: i64,
    pub until_ms: i64,
    /// So much of each lead's visits, rounded up.
    pub percent: u8,
    /// The same seed draws the same visits.
    pub seed: String,
}

/// A sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Visits that ended in the period.
    pub population: usize,
    /// How many of them the rule draws.
    pub drawn: usize,
    /// Of those, the ones that nobody inspected yet, by lead, in the order of the draw.
    pub visits: Vec<Id>,
}

impl ServerStore {
    /// Draws visits that ended in a period. Which they are depends on seed and visits alone, so that nobody picks.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not inspect, [`RejectedCode::OutOfRange`] for a percentage that is none
    /// and for more than 20,000 visits.
    pub fn sample_visits(&self, author: &Author, rule: &SampleRule) -> Result<Sample, ServerError> {
        self.require_role(author, INSPECTORS)?;
        if !(1..=100).contains(&rule.percent) {
            return Err(Rejected::because(RejectedCode::OutOfRange, "percent", "from 1 to 100").into());
        }
        let mut statement = self.db.prepare_cached(
            "SELECT substr(view.subject, 7), json_extract(view.body, '$.lead') FROM view
             WHERE view.word = 'visit' AND view.has_ended = 1
               AND coalesce(json_extract(view.body, '$.reached_ms.finished'),
                   json_extract(view.body, '$.reached_ms.not_completed'),
                   json_extract(view.body, '$.reached_ms.second_visit_needed')) >= :from_ms
               AND coalesce(json_extract(view.body, '$.reached_ms.finished'),
                   json_extract(view.body, '$.reached_ms.not_completed'),
                   json_extract(view.body, '$.reached_ms.second_visit_needed')) < :until_ms
               AND view.status <> 'cancelled' LIMIT :limit",
        )?;
        let limit = u32::try_from(POPULATION_MAX).unwrap_or(u32::MAX).saturating_add(1);
        let params = named_params! {":from_ms": rule.from_ms, ":until_ms": rule.until_ms, ":limit": limit};
        let rows =
            statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))?;
        let mut by_lead: BTreeMap<Option<Id>, Vec<(Hash, Id)>> = BTreeMap::new();
        let mut population = 0_usize;
        for row in rows {
            let (visit, lead) = row?;
            let visit: Id = visit.parse().map_err(|_| ServerError::broken(format!("'{visit}' is no visit")))?;
            let lead = lead.and_then(|lead| lead.parse().ok());
            if rule.lead.is_some() && rule.lead != lead {
                continue;
            }
            population = population.saturating_add(1);
            let place = Hash::of_parts("onsite/sample/v1", &[rule.seed.as_bytes(), &visit.to_bytes()]);
            by_lead.entry(lead).or_default().push((place, visit));
        }
        if population > POPULATION_MAX {
            let detail = format!("at most {POPULATION_MAX} visits at once");
            return Err(Rejected::because(RejectedCode::OutOfRange, "until", detail).into());
        }
        let (mut drawn, mut visits) = (0_usize, Vec::new());
        for of_lead in by_lead.values_mut() {
            of_lead.sort_unstable();
            let wanted = of_lead.len().saturating_mul(usize::from(rule.percent)).div_ceil(100);
            drawn = drawn.saturating_add(wanted);
            for (_, visit) in of_lead.iter().take(wanted) {
                if self.inspection_of(*visit)?.is_none() {
                    visits.push(*visit);
                }
            }
        }
        Ok(Sample { population, drawn, visits })
    }

    /// The inspection of a visit, with its version.
    pub fn inspection_of(&self, visit: Id) -> Result<Option<Record>, ServerError> {
        let held = record::get(&self.db, Subject::new(Word::Inspection, inspection::id_of(visit)))?;
        Ok(held.map(|held| held.record).filter(|record| !record.is_removed))
    }

    /// Scores a visit; a later score of the same visit is the next version.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not inspect, and for one's own work;
    /// [`RejectedCode::IllegalTransition`] for a visit that has not ended; [`RejectedCode::NotFound`] without such a visit or
    /// checklist; those of [`Inspection::judge`].
    pub fn inspect_visit(
        &mut self,
        author: &Author,
        visit: Id,
        checklist: Id,
        scores: Vec<Score>,
        comment: String,
    ) -> Result<(), ServerError> {
        self.require_role(author, INSPECTORS)?;
        let inspector = author.user().ok_or_else(|| ServerError::rejected(RejectedCode::Forbidden, "role"))?;
        let view: VisitView = self.view(Word::Visit, visit)?;
        if !view.has_ended || view.status == VisitStatus::Cancelled {
            let detail = format!("the visit is {}", view.status);
            return Err(super::illegal("visit", detail));
        }
        if view.is_engineer(inspector) || view.former.contains(&inspector) {
            let detail = "nobody inspects their own work";
            return Err(Rejected::because(RejectedCode::Forbidden, "inspector", detail).into());
        }
        let held = record::get(&self.db, Subject::new(Word::Checklist, checklist))?;
        let held = held.map(|held| held.record).filter(|record| !record.is_removed);
        let not_found = || ServerError::rejected(RejectedCode::NotFound, "checklist");
        let list_record = held.ok_or_else(not_found)?;
        let list: Checklist = list_record.body().ok_or_else(not_found)?;
        let (score_bp, verdict) = Inspection::judge(&list, &scores)?;
        let inspection = Inspection {
            visit,
            work_order: self.order_of(visit)?,
            lead: view.lead,
            checklist,
            checklist_version: list_record.version,
            inspector,
            at_ms: self.now_ms(),
            scores,
            comment,
            score_bp,
            verdict,
        };
        let body = serde_json::to_value(&inspection).map_err(|e| ServerError::broken(e.to_string()))?;
        let subject = Subject::new(Word::Inspection, inspection::id_of(visit));
        let mut touched = Touched::new();
        self.put_record(author, subject, body, &mut touched)?;
        self.finish(&touched)
    }
}
