//! Parts of a visit against the stock movements that they made.

use super::reach::at;
use jiff::Timestamp;
use onsite_domain::{
    Id,
    entry::{self, Listed},
    fact_kind::FactSeen,
    movement::{MovementFact, MovementReason},
    part_usage::PartUsage,
    visit::VisitView,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Parts used, each with its movement, and what of the movements no usage tells of.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PartsReview {
    usages: Vec<UsageRow>,
    /// By part and serial: what left the stock for this visit against what is written.
    differences: Vec<PartDifference>,
}

/// How a usage stands to the stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum UsageState {
    /// Its movement says the same.
    Matched,
    /// The part is not stocked: there is no movement.
    NotStocked,
    /// It names a movement that is not here.
    NoMovement,
    /// Its movement is kept for review and does not count.
    InReview,
    /// Its movement is of another part, serial or quantity.
    Differs,
    /// Somebody who does not hold the van used it: the stock keeper settles that.
    OnBehalf,
}

#[derive(Serialize, utoipa::ToSchema)]
struct UsageRow {
    entry: String,
    part: String,
    /// In thousandths of the part's base unit.
    quantity: i64,
    serial_in: Option<String>,
    lot: Option<String>,
    condition: String,
    part_out: Option<String>,
    serial_out: Option<String>,
    condition_out: Option<String>,
    /// The van it was taken from.
    location: String,
    location_out: Option<String>,
    movement: Option<String>,
    state: UsageState,
    note: Option<String>,
    #[schema(value_type = Option<Object>)]
    by: Value,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
}

#[derive(Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
struct PartDifference {
    part: String,
    serial: Option<String>,
    /// Used less what was taken back, by the movements.
    moved: i64,
    /// By the usages that stand.
    written: i64,
}

pub(super) fn parts(view: &VisitView) -> PartsReview {
    let usages = entry::current(&view.part_usages).map(|listed| row(listed, view)).collect();
    PartsReview { usages, differences: differences(view) }
}

fn row(listed: &Listed<PartUsage>, view: &VisitView) -> UsageRow {
    let usage = &listed.value;
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    UsageRow {
        entry: listed.id.to_string(),
        part: usage.part.to_string(),
        quantity: usage.quantity.0,
        serial_in: usage.serial_in.clone(),
        lot: usage.lot.clone(),
        condition: usage.condition.to_string(),
        part_out: text(usage.part_out),
        serial_out: usage.serial_out.clone(),
        condition_out: usage.condition_out.map(|condition| condition.to_string()),
        location: usage.location.to_string(),
        location_out: text(usage.location_out),
        movement: text(usage.movement),
        state: state(usage, view),
        note: usage.note.clone(),
        by: serde_json::to_value(&listed.by).unwrap_or_default(),
        at: at(Some(listed.at_ms)),
        received: at(listed.received_ms),
    }
}

fn state(usage: &PartUsage, view: &VisitView) -> UsageState {
    let Some(named) = usage.movement else { return UsageState::NotStocked };
    let Some(movement) = view.movements.iter().find(|movement| movement.id == named) else {
        return UsageState::NoMovement;
    };
    if movement.is_in_review {
        return UsageState::InReview;
    }
    let same = movement.body.lines.iter().filter(|line| line.part == usage.part && line.serial == usage.serial_in);
    let moved = same.fold(0_i64, |sum, line| sum.saturating_add(line.quantity.0));
    if moved != usage.quantity.0 || movement.body.reason != MovementReason::Use {
        return UsageState::Differs;
    }
    if movement.body.on_behalf_of.is_some() { UsageState::OnBehalf } else { UsageState::Matched }
}

fn differences(view: &VisitView) -> Vec<PartDifference> {
    let mut sums: BTreeMap<(Id, Option<&str>), (i64, i64)> = BTreeMap::new();
    let counting = |movement: &&FactSeen<MovementFact>| !movement.is_in_review;
    for movement in view.movements.iter().filter(counting) {
        let sign = match movement.body.reason {
            MovementReason::Use => 1,
            MovementReason::Undo => -1,
            _ => continue,
        };
        for line in &movement.body.lines {
            let (moved, _) = sums.entry((line.part, line.serial.as_deref())).or_default();
            *moved = moved.saturating_add(line.quantity.0.saturating_mul(sign));
        }
    }
    for usage in entry::current(&view.part_usages).filter(|usage| usage.value.movement.is_some()) {
        let (_, written) = sums.entry((usage.value.part, usage.value.serial_in.as_deref())).or_default();
        *written = written.saturating_add(usage.value.quantity.0);
    }
    sums.into_iter()
        .filter(|(_, (moved, written))| moved != written)
        .map(|((part, serial), (moved, written))| PartDifference {
            part: part.to_string(),
            serial: serial.map(str::to_owned),
            moved,
            written,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn visit(reason: &str, quantity: i64, more: Value) -> VisitView {
        let id = |number: u128| Id::from_parts(1, number);
        let by = json!({ "by": "field_device", "field_device": id(8), "user": id(9) });
        let mut movements = vec![json!({
            "id": id(3), "by": by, "at_ms": 1, "received_ms": null, "is_in_review": false, "reason": reason,
            "lines": [{ "part": id(1), "quantity": quantity, "from": id(5), "to": id(6), "condition": "new" }],
        })];
        movements.extend(more.as_array().unwrap().iter().cloned());
        serde_json::from_value(json!({
            "part_usages": [{
                "id": id(2), "by": null, "at_ms": 1, "is_current": true, "part": id(1), "quantity": 1000,
                "location": id(5), "condition": "new", "movement": id(3),
            }],
            "movements": movements,
        }))
        .unwrap()
    }

    #[test]
    fn a_usage_matches_the_movement_that_it_names_or_says_how_not() {
        for (reason, quantity, expected) in [
            ("use", 1_000, UsageState::Matched),
            ("use", 2_000, UsageState::Differs),
            ("return", 1_000, UsageState::Differs),
        ] {
            assert_eq!(parts(&visit(reason, quantity, json!([]))).usages[0].state, expected, "{reason} {quantity}");
        }
        let mut view = visit("use", 1_000, json!([]));
        view.movements.clear();
        assert_eq!(parts(&view).usages[0].state, UsageState::NoMovement);
    }

    #[test]
    fn what_left_the_stock_is_what_is_written_once_what_was_taken_back_is_off() {
        let id = |number: u128| Id::from_parts(1, number);
        let movement = |number: u128, reason: &str| {
            json!({
                "id": id(number), "by": { "by": "rule", "rule": "x" }, "at_ms": 2, "received_ms": null,
                "is_in_review": false, "reason": reason,
                "lines": [{ "part": id(1), "quantity": 500, "from": id(5), "to": id(6), "condition": "new" }],
            })
        };
        let view = visit("use", 1_000, json!([movement(20, "use")]));
        assert_eq!((differences(&view)[0].moved, differences(&view)[0].written), (1_500, 1_000));
        let view = visit("use", 1_000, json!([movement(20, "use"), movement(21, "undo")]));
        assert_eq!(differences(&view), []);
    }
}
