//! The stock keeper's commands: rulings on part requests, issuing, receiving, counting, explaining differences.

use super::{illegal, reason_or_missing};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Quantity, Rejected, RejectedCode, Subject, Word,
    approval::{ApprovalFact, RuledLine, Ruling},
    command::Command,
    count::{self, CountFact, CountLine},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part_request::{LineProgress, PartRequestView},
    shelf::Shelf,
    stock::StockLocationView,
    stock_location::StockLocationKind,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};

/// What is taken from the shelf for one line of a part request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuedLine {
    /// Entry id of the request's line.
    pub line: Id,
    pub quantity: Quantity,
    /// As the warehouse holds it where missing, new ones first.
    pub condition: Option<Condition>,
    pub serial: Option<String>,
    pub lot: Option<String>,
}

/// What was counted out of a parcel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountedLine {
    pub part: Id,
    pub quantity: Quantity,
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
}

impl ServerStore {
    /// Approves or refuses lines of a part request.
    pub fn rule_part_request(
        &mut self,
        author: &Author,
        part_request: Id,
        lines: Vec<RuledLine>,
    ) -> Result<Id, ServerError> {
        let view: PartRequestView = self.view(Word::PartRequest, part_request)?;
        for (place, ruled) in lines.iter().enumerate() {
            let known = view.progress.iter().find(|known| known.line == ruled.line);
            let known = known.ok_or_else(|| {
                ServerError::from(Rejected::because(RejectedCode::NotFound, "lines.line", ruled.line.to_string()))
            })?;
            check_ruling(ruled, known)
                .map_err(|rejected| Rejected { path: format!("lines[{place}].{}", rejected.path), ..rejected })?;
        }
        let mut subjects = vec![Subject::new(Word::PartRequest, part_request)];
        subjects.extend(view.work_order.map(|order| Subject::new(Word::WorkOrder, order)));
        subjects.extend(view.visit.map(|visit| Subject::new(Word::Visit, visit)));
        let fact = self.new_fact(subjects, &ApprovalFact { lines });
        let id = fact.id;
        self.command(author, &Command::new("rule_part_request").fact(fact))?;
        Ok(id)
    }

    /// Takes what was approved from a warehouse and sends it on its way; whoever receives it counts it.
    ///
    /// # Errors
    /// [`RejectedCode::Frozen`] after a restore, until every van was heard; [`RejectedCode::OutOfRange`] for more than
    /// was approved.
    pub fn issue_part_request(
        &mut self,
        author: &Author,
        part_request: Id,
        warehouse: Id,
        lines: &[IssuedLine],
    ) -> Result<Id, ServerError> {
        let view: PartRequestView = self.view(Word::PartRequest, part_request)?;
        let transit = self.location_of_kind(StockLocationKind::InTransit)?;
        let mut shelf = Shelf::of(&self.view::<StockLocationView>(Word::StockLocation, warehouse)?.balances);
        let mut moved = Vec::with_capacity(lines.len());
        for issued in lines {
            let progress = view
                .progress
                .iter()
                .find(|progress| progress.line == issued.line)
                .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "lines.line"))?;
            if progress.ruling != Some(Ruling::Approved) {
                return Err(illegal("lines.line", "the line is not approved"));
            }
            let before = moved.iter().filter(|line: &&MovementLine| line.request_line == Some(issued.line));
            let before = before.fold(progress.issued, |sum, line| sum.saturating_add(line.quantity));
            if before.saturating_add(issued.quantity) > progress.approved {
                let detail = format!("{} approved, {} issued already", progress.approved, before);
                return Err(Rejected::because(RejectedCode::OutOfRange, "lines.quantity", detail).into());
            }
            let line = MovementLine {
                part: progress.part,
                quantity: issued.quantity,
                from: warehouse,
                to: transit,
                serial: issued.serial.clone(),
                lot: issued.lot.clone(),
                request_line: Some(issued.line),
                ..MovementLine::default()
            };
            moved.extend(match issued.condition {
                Some(condition) => shelf.take(&MovementLine { condition, ..line }),
                None => shelf.take_as_held(&line),
            });
        }
        let body = MovementFact {
            reason: MovementReason::Issue,
            lines: moved,
            work_order: view.work_order,
            visit: view.visit,
            part_request: Some(part_request),
            destination: view.location.filter(|location| *location != warehouse),
            ..MovementFact::default()
        };
        self.move_stock(author, "issue_part_request", &body)
    }

    /// Parts from a warehouse towards a van or another warehouse without a request. Whoever holds that place counts them in.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a destination that is no van or warehouse in use, [`RejectedCode::Frozen`] after a
    /// restore.
    pub fn issue(
        &mut self,
        author: &Author,
        warehouse: Id,
        lines: &[CountedLine],
        destination: Option<Id>,
        note: Option<String>,
    ) -> Result<Id, ServerError> {
        if let Some(destination) = destination {
            self.check_destination(warehouse, destination)?;
        }
        let transit = self.location_of_kind(StockLocationKind::InTransit)?;
        let lines = self.off_the_shelf(warehouse, transit, lines)?;
        let body = MovementFact {
            reason: MovementReason::Issue,
            lines,
            destination,
            note: written(note),
            ..MovementFact::default()
        };
        self.move_stock(author, "issue", &body)
    }

    /// Parts of a warehouse that are good for nothing any more.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without a reason.
    pub fn scrap(
        &mut self,
        author: &Author,
        warehouse: Id,
        lines: &[CountedLine],
        reason: &str,
    ) -> Result<Id, ServerError> {
        let note = reason_or_missing(reason)?;
        let scrap = self.location_of_kind(StockLocationKind::Scrap)?;
        let lines = self.off_the_shelf(warehouse, scrap, lines)?;
        let body = MovementFact { reason: MovementReason::Scrap, lines, note, ..MovementFact::default() };
        self.move_stock(author, "scrap", &body)
    }

    /// Each line out of the balance that the books hold it in.
    fn off_the_shelf(&self, from: Id, to: Id, lines: &[CountedLine]) -> Result<Vec<MovementLine>, ServerError> {
        let held: StockLocationView = self.view(Word::StockLocation, from)?;
        let mut shelf = Shelf::of(&held.balances);
        Ok(lines.iter().flat_map(|line| shelf.take(&line.moved(from, to))).collect())
    }

    fn check_destination(&self, from: Id, destination: Id) -> Result<(), ServerError> {
        let held = derived::view_as::<StockLocationView>(&self.db, Subject::new(Word::StockLocation, destination))?;
        let is_kept = |held: &StockLocationView| {
            matches!(held.location.kind, StockLocationKind::Van | StockLocationKind::Warehouse)
                && !held.location.is_retired
        };
        if destination == from || !held.is_some_and(|held| is_kept(&held)) {
            return Err(ServerError::rejected(RejectedCode::NotFound, "destination"));
        }
        Ok(())
    }

    /// Parts bought, or stock taken over at the beginning.
    pub fn receive_from_supplier(
        &mut self,
        author: &Author,
        warehouse: Id,
        lines: &[CountedLine],
    ) -> Result<Id, ServerError> {
        let supplier = self.location_of_kind(StockLocationKind::Supplier)?;
        let lines = lines.iter().map(|line| line.moved(supplier, warehouse)).collect();
        let body = MovementFact { reason: MovementReason::Receive, lines, ..MovementFact::default() };
        self.move_stock(author, "receive_from_supplier", &body)
    }

    /// Any movement the stock keeper may make.
    pub fn move_stock(&mut self, author: &Author, verb: &str, body: &MovementFact) -> Result<Id, ServerError> {
        let fact = self.new_fact(movement::subjects(body), body);
        let id = fact.id;
        self.command(author, &Command::new(verb).fact(fact))?;
        Ok(id)
    }

    /// Keeps a stock-take; what the books say is filled in. Differences become an attention item.
    pub fn count_stock(
        &mut self,
        author: &Author,
        location: Id,
        lines: &[CountedLine],
        is_complete: bool,
    ) -> Result<Id, ServerError> {
        let view: StockLocationView = self.view(Word::StockLocation, location)?;
        let expected = |line: &CountedLine| {
            let same = view.balances.iter().find(|balance| {
                (balance.part, balance.condition, &balance.serial, &balance.lot)
                    == (line.part, line.condition, &line.serial, &line.lot)
            });
            same.map(|balance| balance.quantity).unwrap_or_default()
        };
        let lines = lines
            .iter()
            .map(|line| CountLine {
                part: line.part,
                condition: line.condition,
                serial: line.serial.clone(),
                lot: line.lot.clone(),
                counted: line.quantity,
                expected: expected(line),
            })
            .collect();
        let custody_epoch = (view.location.kind == StockLocationKind::Van).then_some(view.custody.epoch);
        let fact =
            self.new_fact(count::subjects(location), &CountFact { lines, is_complete, custody_epoch, note: None });
        let id = fact.id;
        self.command(author, &Command::new("count_stock").fact(fact))?;
        Ok(id)
    }

    /// The one location of a kind that every company has once: transit, supplier, discrepancy, scrap, customer.
    pub fn location_of_kind(&self, kind: StockLocationKind) -> Result<Id, ServerError> {
        let text = kind.as_str();
        let params: [(&str, &dyn rusqlite::ToSql); 1] = [(":kind", &text)];
        let found: Vec<(Subject, serde_json::Value)> = derived::views(
            &self.db,
            "word = 'stock_location' AND json_extract(body, '$.kind') = :kind
             AND coalesce(json_extract(body, '$.is_retired'), 0) = 0 ORDER BY subject LIMIT 1",
            &params,
        )?;
        let found = found.first().map(|(subject, _)| subject.id);
        found.ok_or_else(|| {
            Rejected::because(RejectedCode::NotFound, "stock_location", format!("no location of kind {kind}")).into()
        })
    }
}

pub(super) fn written(note: Option<String>) -> Option<String> {
    note.filter(|note| !note.trim().is_empty())
}

/// No more is approved than was asked for, and no less than is on its way already.
fn check_ruling(ruled: &RuledLine, known: &LineProgress) -> Result<(), Rejected> {
    let approved = match ruled.ruling {
        Ruling::Approved => ruled.quantity.unwrap_or(known.wanted),
        Ruling::Refused | Ruling::Unknown => Quantity::ZERO,
    };
    if approved > known.wanted {
        let detail = format!("only {} were asked for", known.wanted);
        return Err(Rejected::because(RejectedCode::OutOfRange, "quantity", detail));
    }
    if approved < known.issued {
        let detail = format!("{} are on their way already", known.issued);
        return Err(Rejected::because(RejectedCode::OutOfRange, "quantity", detail));
    }
    Ok(())
}

impl CountedLine {
    pub(super) fn moved(&self, from: Id, to: Id) -> MovementLine {
        MovementLine {
            part: self.part,
            quantity: self.quantity,
            from,
            to,
            condition: self.condition,
            serial: self.serial.clone(),
            lot: self.lot.clone(),
            ..MovementLine::default()
        }
    }
}
