//! Rows that are stock taken over: one movement from the supplier for each, named by its reference.

use super::{
    Effect, Report, Row, author, cell,
    kinds::Cell,
    records::{Keys, id_of},
};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Quantity, Word,
    fact::Fact,
    fact_kind::{self, FactBody as _},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    stock_location::StockLocationKind,
};
use onsite_store::{Touched, fact};
use std::collections::BTreeSet;

impl ServerStore {
    pub(super) fn import_stock(&mut self, rows: &[Row], report: &mut Report) -> Result<(), ServerError> {
        let keys = Keys::read(&self.db)?;
        let supplier = match self.location_of_kind(StockLocationKind::Supplier) {
            Ok(supplier) => supplier,
            Err(ServerError::Rejected(rejected)) => {
                report.add_rejected(0, "", &rejected);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let mut seen = BTreeSet::new();
        let mut touched = Touched::new();
        for row in rows {
            let reference = row.text("reference").to_owned();
            if !seen.insert(reference.to_lowercase()) {
                report.add(row.line, "reference", "this reference stands in an earlier row too");
                continue;
            }
            let Some(line) = read_line(row, supplier, &keys, report) else { continue };
            let body = MovementFact { reason: MovementReason::Receive, lines: vec![line], ..MovementFact::default() };
            let id = id_of(Word::StockLocation, &format!("stock/{reference}"));
            if let Some(held) = fact::get(&self.db, id)? {
                if held.fact.body::<MovementFact>().is_none_or(|held| held.lines != body.lines) {
                    report.add(row.line, "reference", "taken over already with another content; give a new reference");
                } else {
                    report.did(row.line, Effect::Unchanged);
                }
                continue;
            }
            let fact = Fact {
                id,
                kind: MovementFact::KIND.to_owned(),
                author: author(),
                at: self.ports.clock.stamp(),
                subjects: movement::subjects(&body),
                body: fact_kind::body(&body),
            };
            if let Err(rejected) = fact_kind::check_fact(&fact) {
                report.add_rejected(row.line, "", &rejected);
                continue;
            }
            self.put_own_fact(&fact, &mut touched)?;
            report.did(row.line, Effect::Created);
        }
        if report.mistakes.is_empty() { self.finish(&touched) } else { Ok(()) }
    }
}

fn read_line(row: &Row, supplier: Id, keys: &Keys, report: &mut Report) -> Option<MovementLine> {
    let mut read = |column: &str, kind: Cell| {
        cell::read(kind, row.text(column), keys).map_err(|problem| report.add(row.line, column, problem)).ok().flatten()
    };
    let id = |value: serde_json::Value| value.as_str().and_then(|text| text.parse::<Id>().ok());
    let location = read("location", Cell::Reference(Word::StockLocation)).and_then(id);
    let part = read("part", Cell::Reference(Word::Part)).and_then(id);
    let quantity = read("quantity", Cell::Quantity).and_then(|value| value.as_i64()).map(Quantity);
    let text = |column: &str| Some(row.text(column).to_owned()).filter(|text| !text.is_empty());
    let condition = text("condition").map_or(Condition::New, |text| Condition::from_text(&text));
    if let Err(rejected) = condition.checked("condition") {
        report.add_rejected(row.line, "condition", &rejected);
        return None;
    }
    Some(MovementLine {
        part: part?,
        quantity: quantity?,
        from: supplier,
        to: location?,
        condition,
        serial: text("serial"),
        lot: text("lot"),
        ..MovementLine::default()
    })
}
