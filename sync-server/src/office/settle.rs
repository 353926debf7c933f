//! Explaining what the books and a van do not agree on: a count that differed, a use in the name of a van.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Quantity, Subject, Word,
    attention::AttentionItem,
    command::NewFact,
    fact_kind::FactSeen,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    shelf::Shelf,
    stock::StockLocationView,
    stock_location::StockLocationKind,
};
use onsite_store::fact;
use serde::Deserialize;

/// A difference as the attention item about a count lists it.
#[derive(Deserialize)]
struct Difference {
    part: Id,
    condition: Condition,
    serial: Option<String>,
    lot: Option<String>,
    counted: Quantity,
    expected: Quantity,
}

impl ServerStore {
    /// What makes the books agree with a count: one movement for what is missing, one for what is too much.
    pub(crate) fn movements_of_count(&mut self, item: &AttentionItem) -> Result<Vec<NewFact>, ServerError> {
        let discrepancy = self.location_of_kind(StockLocationKind::Discrepancy)?;
        let location = item.subject.id;
        let differences: Vec<Difference> = item
            .detail
            .get("differences")
            .and_then(|value| Vec::deserialize(value).ok())
            .ok_or_else(|| ServerError::broken("an item about a count holds no differences"))?;
        let settles: Vec<Id> = item.operations.iter().filter_map(|operation| operation.parse().ok()).collect();
        let (mut missing, mut surplus) = (Vec::new(), Vec::new());
        for difference in differences {
            let quantity = difference.counted.saturating_add(difference.expected.negated());
            let is_missing = quantity.0 < 0;
            let (from, to) = if is_missing { (location, discrepancy) } else { (discrepancy, location) };
            let line = MovementLine {
                part: difference.part,
                quantity: if is_missing { quantity.negated() } else { quantity },
                from,
                to,
                condition: difference.condition,
                serial: difference.serial,
                lot: difference.lot,
                ..MovementLine::default()
            };
            if is_missing { missing.push(line) } else { surplus.push(line) }
        }
        let mut facts = Vec::new();
        for lines in [missing, surplus].into_iter().filter(|lines| !lines.is_empty()) {
            let body = MovementFact {
                reason: MovementReason::Adjust,
                lines,
                settles: settles.clone(),
                ..MovementFact::default()
            };
            facts.push(self.new_fact(movement::subjects(&body), &body));
        }
        Ok(facts)
    }

    /// What a helper used in the name of a van is taken out of the van. `None` for a balance below zero: only a count can
    /// tell what is there.
    pub(crate) fn movement_of_discrepancy(&mut self, item: &AttentionItem) -> Result<Option<NewFact>, ServerError> {
        let Some(used) = item.detail.get("movement").and_then(|v| FactSeen::<MovementFact>::deserialize(v).ok()) else {
            return Ok(None);
        };
        let van = item.subject.id;
        let lines = match used.body.reason {
            MovementReason::Undo => self.put_back_into(van, &used.body)?,
            _ => self.taken_out_of(van, &used.body)?,
        };
        let body = MovementFact {
            reason: MovementReason::Settle,
            lines,
            work_order: used.body.work_order,
            visit: used.body.visit,
            settles: vec![used.id],
            ..MovementFact::default()
        };
        Ok(Some(self.new_fact(movement::subjects(&body), &body)))
    }

    /// What was used comes out of the balances that the van has: the helper's phone may know them of long ago, or not at all.
    fn taken_out_of(&self, van: Id, used: &MovementFact) -> Result<Vec<MovementLine>, ServerError> {
        let held: StockLocationView = self.view(Word::StockLocation, van)?;
        let mut shelf = Shelf::of(&held.balances);
        let mut lines = Vec::with_capacity(used.lines.len());
        for line in &used.lines {
            let found = line.found.unwrap_or(line.condition);
            let taken = shelf.take(&MovementLine { from: van, to: line.from, found: None, ..line.clone() });
            lines.extend(
                taken
                    .into_iter()
                    .map(|taken| MovementLine { found: (taken.condition != found).then_some(found), ..taken }),
            );
        }
        Ok(lines)
    }

    /// A usage taken back goes the other way: what came out of the van for it goes in again, where that was settled.
    fn put_back_into(&self, van: Id, undone: &MovementFact) -> Result<Vec<MovementLine>, ServerError> {
        let facts = fact::about(&self.db, Subject::new(Word::StockLocation, van))?;
        let movements = || facts.iter().filter(|stored| !stored.is_in_review).filter_map(FactSeen::from_stored);
        let things = |body: &MovementFact| -> Vec<_> {
            let of =
                |line: &MovementLine| (line.part, line.quantity, line.condition, line.serial.clone(), line.lot.clone());
            body.lines.iter().map(of).collect()
        };
        let used = movements().filter(|seen: &FactSeen<MovementFact>| {
            (seen.body.reason, seen.body.visit) == (MovementReason::Use, undone.visit)
                && things(&seen.body) == things(undone)
        });
        let used: Vec<Id> = used.map(|seen| seen.id).collect();
        let mut settled = movements().filter(|seen| {
            seen.body.reason == MovementReason::Settle && seen.body.settles.iter().any(|settled| used.contains(settled))
        });
        let turned = |line: MovementLine| MovementLine { from: line.to, to: van, ..line };
        Ok(match settled.next_back() {
            Some(settled) => settled.body.lines.into_iter().map(turned).collect(),
            None => undone.lines.iter().map(|line| MovementLine { from: line.to, to: van, ..line.clone() }).collect(),
        })
    }
}
