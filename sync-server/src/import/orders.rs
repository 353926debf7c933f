//! Rows that are work orders. An order that is here already belongs to its dispatcher: it is left alone.

use super::{
    Effect, Report, Row, author, cell,
    kinds::Cell,
    own::OwnColumns,
    records::{Keys, fill_own, id_of},
};
use crate::{
    ServerError, ServerStore,
    office::{NewWorkOrder, Team},
};
use onsite_domain::{
    Id, Priority, Rejected, Word,
    order_kind::{Kind, Mode},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl ServerStore {
    pub(super) fn import_orders(
        &mut self,
        rows: &[Row],
        own: &OwnColumns,
        report: &mut Report,
    ) -> Result<(), ServerError> {
        let keys = Keys::read(&self.db)?;
        let mut seen = BTreeSet::new();
        for row in rows {
            let reference = row.text("reference").to_owned();
            if !seen.insert(reference.to_lowercase()) {
                report.add(row.line, "reference", "this reference stands in an earlier row too");
                continue;
            }
            if keys.get(Word::WorkOrder, &reference).is_some() {
                report.did(row.line, Effect::Unchanged);
                continue;
            }
            let Some(mut order) = read_order(row, &reference, &keys, report) else { continue };
            let mut body = json!({});
            if !fill_own(&mut body, row, own, report) {
                continue;
            }
            order.ext = body
                .get_mut("ext")
                .map(serde_json::Value::take)
                .and_then(|ext| serde_json::from_value(ext).ok())
                .unwrap_or_default();
            if !report.mistakes.is_empty() {
                continue;
            }
            match self.in_savepoint(|store| store.create_work_order(&author(), order)) {
                Ok(_) => report.did(row.line, Effect::Created),
                Err(ServerError::Rejected(rejected)) => report.add_rejected(row.line, "", &rejected),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn read_order(row: &Row, reference: &str, keys: &Keys, report: &mut Report) -> Option<NewWorkOrder> {
    let mut is_right = true;
    let mut value = |column: &str| -> Option<Value> {
        let (known, text) = row.cells.iter().find(|(known, _)| known.name == column)?;
        cell::read(known.cell, text, keys).unwrap_or_else(|problem| {
            report.add(row.line, column, problem);
            is_right = false;
            None
        })
    };
    let mut id = |column: &str| value(column).and_then(|value| value.as_str().and_then(|text| text.parse::<Id>().ok()));
    let (customer, site, device) = (id("customer"), id("site"), id("device"));
    let (procedure, lead) = (id("procedure"), id("lead"));
    let mut instant = |column: &str| value(column).and_then(|value| value.as_i64());
    let (received_ms, window_start_ms, window_end_ms) =
        (instant("received"), instant("window_start"), instant("window_end"));
    let text = |column: &str| Some(row.text(column).to_owned()).filter(|text| !text.is_empty());
    let mut check = |column: &str, result: Result<(), Rejected>| {
        if let Err(rejected) = result {
            report.add_rejected(row.line, column, &rejected);
            is_right = false;
        }
    };
    let kind = Kind::from_text(row.text("kind"));
    check("kind", kind.checked("kind").map(|_| ()));
    let mode = Mode::from_text(row.text("mode"));
    if text("mode").is_some() {
        check("mode", mode.checked("mode").map(|_| ()));
    }
    let priority = text("priority").map(|text| Priority::from_text(&text));
    if let Some(priority) = priority {
        check("priority", priority.checked("priority").map(|_| ()));
    }
    let mut helpers = Vec::new();
    for login in cell::list(row.text("helpers")) {
        match cell::read(Cell::Reference(Word::User), login, keys) {
            Ok(value) => helpers.extend(value.and_then(|v| v.as_str().and_then(|text| text.parse::<Id>().ok()))),
            Err(problem) => {
                report.add(row.line, "helpers", problem);
                is_right = false;
            }
        }
    }
    let team = lead.map(|lead| Team { lead: Some(lead), helpers, expert: None });
    is_right.then(|| NewWorkOrder {
        id: Some(id_of(Word::WorkOrder, reference)),
        kind,
        mode,
        title: text("title"),
        description: text("description"),
        priority,
        customer,
        site,
        device,
        received_ms,
        window_start_ms,
        window_end_ms,
        procedure,
        customer_reference: Some(reference.to_owned()),
        team,
        ..NewWorkOrder::default()
    })
}
