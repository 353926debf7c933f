//! Movements of parts: immutable double-entry facts. A balance is their sum.

use crate::{
    Id, Rejected, RejectedCode, Subject, Word, choice::choices, entry, fact::Fact, fact_kind::FactBody, limits,
    money::Money, quantity::Quantity,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    /// The state of a part on the shelf.
    Condition {
        New = "new",
        GoodUsed = "good_used",
        Defective = "defective",
    }
}

choices! {
    /// Why something moved.
    MovementReason {
        /// Bought, or stock taken over at the beginning.
        Receive = "receive",
        /// Out of the source, into transit.
        Issue = "issue",
        /// Out of transit, with the quantity counted.
        Accept = "accept",
        /// Fitted at a customer.
        Use = "use",
        /// The old part taken back, or left.
        Return = "return",
        /// A usage taken back.
        Undo = "undo",
        Scrap = "scrap",
        /// After a count.
        Adjust = "adjust",
        /// A discrepancy explained.
        Settle = "settle",
    }
}

/// The body of a fact of kind `movement`. Subjects: the location debited first, then the others concerned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MovementFact {
    pub reason: MovementReason,
    pub lines: Vec<MovementLine>,
    pub work_order: Option<Id>,
    pub visit: Option<Id>,
    pub part_request: Option<Id>,
    pub device: Option<Id>,
    /// The epoch of custody its author held the debited van in.
    pub custody_epoch: Option<u32>,
    /// The van whose stock was really used, where the author does not hold it (a helper's phone): the movement then
    /// debits a discrepancy location.
    pub on_behalf_of: Option<Id>,
    /// The van or warehouse that what goes into transit is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Id>,
    /// The issue that an accept answers.
    pub issue: Option<Id>,
    /// Discrepancies or counts that this explains.
    pub settles: Vec<Id>,
    pub note: Option<String>,
}

/// So many of a part from one location to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MovementLine {
    pub part: Id,
    pub quantity: Quantity,
    pub from: Id,
    pub to: Id,
    /// The condition that the books hold it in, on both sides: a movement makes no condition out of another.
    pub condition: Condition,
    /// As whoever moves it finds it, where that is another condition. Whoever counts it in books it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Condition>,
    pub serial: Option<String>,
    pub lot: Option<String>,
    pub unit_cost: Option<Money>,
    /// Line of the part request.
    pub request_line: Option<Id>,
}

/// The lines of a movement fact; none for facts of other kinds.
pub fn lines(fact: &Fact) -> Vec<MovementLine> {
    if fact.kind != MovementFact::KIND {
        return Vec::new();
    }
    fact.body::<MovementFact>().map(|body| body.lines).unwrap_or_default()
}

/// Subjects of a movement: the debited location, the credited ones, the van it was done or is meant for, then visit, order, device
/// and part request.
pub fn subjects(body: &MovementFact) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    let locations = body.lines.iter().map(|line| line.from).chain(body.lines.iter().map(|line| line.to));
    let rest = [
        (Word::Visit, body.visit),
        (Word::WorkOrder, body.work_order),
        (Word::Device, body.device),
        (Word::PartRequest, body.part_request),
    ];
    let all = locations
        .chain(body.on_behalf_of)
        .chain(body.destination)
        .map(|location| Subject::new(Word::StockLocation, location))
        .chain(rest.into_iter().filter_map(|(word, id)| Some(Subject::new(word, id?))));
    for subject in all {
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects
}

impl FactBody for MovementFact {
    const KIND: &'static str = "movement";

    fn check(&self) -> Result<(), Rejected> {
        self.reason.checked("reason")?;
        let Some(first) = self.lines.first() else { return Err(Rejected::new(RejectedCode::Missing, "lines")) };
        limits::list_of_at_most("lines", self.lines.len(), 200)?;
        limits::list("settles", self.settles.len())?;
        entry::free("note", self.note.as_ref())?;
        if self.lines.iter().any(|line| line.from != first.from) {
            return Err(Rejected::because(RejectedCode::WrongShape, "lines", "one location debited by one movement"));
        }
        self.lines.iter().try_for_each(MovementLine::check)
    }
}

impl MovementLine {
    fn check(&self) -> Result<(), Rejected> {
        limits::reference("lines.part", self.part)?;
        limits::reference("lines.from", self.from)?;
        limits::reference("lines.to", self.to)?;
        if self.from == self.to {
            return Err(Rejected::because(RejectedCode::WrongShape, "lines.to", "another location than the first"));
        }
        self.quantity.checked_positive("lines.quantity")?;
        self.condition.checked("lines.condition")?;
        self.found.map(|condition| condition.checked("lines.found")).transpose()?;
        entry::free_line("lines.serial", self.serial.as_ref())?;
        entry::free_line("lines.lot", self.lot.as_ref())?;
        if self.serial.is_some() && self.quantity != Quantity::units(1) {
            return Err(Rejected::because(RejectedCode::OutOfRange, "lines.quantity", "1 where a serial is given"));
        }
        if let Some(cost) = &self.unit_cost {
            limits::currency("lines.unit_cost.currency", &cost.currency)?;
            limits::minor("lines.unit_cost.minor", cost.minor)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fact_kind::check_fact,
        testing::{desk, fact, id},
    };

    #[test]
    fn a_movement_of_nothing_of_less_or_of_too_much_is_refused() {
        for quantity in [0, -1000, i64::MIN, i64::MAX, crate::quantity::QUANTITY_MAX + 1] {
            let line = MovementLine {
                part: id(1),
                quantity: Quantity(quantity),
                from: id(2),
                to: id(3),
                condition: Condition::New,
                ..MovementLine::default()
            };
            let body = MovementFact { reason: MovementReason::Use, lines: vec![line], ..MovementFact::default() };
            let stored = fact(1, desk(), crate::movement::subjects(&body), &body);
            assert_eq!(check_fact(&stored.fact).unwrap_err().code, RejectedCode::OutOfRange, "{quantity}");
        }
    }
}
