//! Balances: what a stock location holds is the sum of the movements that name it.

use crate::{
    Author, Id,
    attention::{AttentionItem, AttentionKind},
    conflict,
    count::CountFact,
    custody::CustodyFact,
    fact::StoredFact,
    fact_kind::{self, FactBody, FactSeen},
    movement::{Condition, MovementFact, MovementReason},
    quantity::Quantity,
    stock_location::{StockLocation, StockLocationKind},
    view::{SearchText, Sources},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// So much of a part, in one condition, with one serial or lot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Balance {
    pub part: Id,
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
    pub quantity: Quantity,
}

/// Who may debit the location now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Custody {
    pub field_device: Option<Id>,
    pub user: Option<Id>,
    pub epoch: u32,
    /// Field devices that held it before, sorted: their late debits go to review.
    pub former: Vec<Id>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct StockLocationView {
    #[serde(flatten)]
    pub location: StockLocation,
    pub custody: Custody,
    /// Sorted by part, condition, serial, lot; zeros left out.
    pub balances: Vec<Balance>,
    /// Uses by others on behalf of this van that nobody has settled.
    pub discrepancies: Vec<FactSeen<MovementFact>>,
    /// The newest count.
    pub last_count: Option<FactSeen<CountFact>>,
}

type Key = (Id, Condition, Option<String>, Option<String>);

pub(crate) fn view(
    sources: &Sources<'_>,
    facts: &[&StoredFact],
) -> (StockLocationView, Vec<AttentionItem>, SearchText) {
    let subject = sources.subject;
    let location: StockLocation = sources.record.and_then(crate::record::Record::body).unwrap_or_default();
    let mut books = Books::new(subject.id);
    let mut attention = Vec::new();
    for stored in facts.iter().filter(|stored| !stored.is_in_review) {
        if let Some(count) = FactSeen::<CountFact>::from_stored(stored) {
            attention.extend(books.count_difference(sources, &count));
        } else {
            books.take(stored);
        }
    }
    attention.retain(|item| !item.operations.iter().any(|id| books.settled.contains(id)));
    let custody = custody(&location, facts);
    let search = location.search_text();
    let is_real = matches!(location.kind, StockLocationKind::Van | StockLocationKind::Warehouse);
    let balances: Vec<Balance> = books.balances();
    if is_real {
        attention.extend(balances.iter().filter(|balance| balance.quantity.0 < 0).map(|balance| {
            let (since_ms, id) = books.negative_since.get(&key(balance)).copied().unwrap_or_default();
            AttentionItem::open(
                AttentionKind::StockDiscrepancy,
                subject,
                &format!("balance.{}", balance.part),
                vec![id.to_string()],
                since_ms,
                json!({ "balance": balance }),
            )
        }));
    }
    let discrepancies: Vec<FactSeen<MovementFact>> = fact_kind::seen::<MovementFact>(facts)
        .into_iter()
        .filter(|movement| !movement.is_in_review && movement.body.on_behalf_of == Some(subject.id))
        .filter(|movement| !books.settled.contains(&movement.id.to_string()))
        .collect();
    attention.extend(discrepancies.iter().map(|movement| {
        AttentionItem::open(
            AttentionKind::StockDiscrepancy,
            subject,
            "on_behalf_of",
            vec![movement.id.to_string()],
            movement.at_ms,
            json!({ "movement": movement }),
        )
    }));
    attention.extend(conflict::of_review(subject, facts));
    let last_count = fact_kind::seen::<CountFact>(facts).into_iter().rfind(|count| !count.is_in_review);
    (StockLocationView { location, custody, balances, discrepancies, last_count }, attention, search)
}

fn key(balance: &Balance) -> Key {
    (balance.part, balance.condition, balance.serial.clone(), balance.lot.clone())
}

/// The highest epoch speaks; within one the later fact does. The record may be ahead of the facts.
fn custody(location: &StockLocation, facts: &[&StoredFact]) -> Custody {
    let mut custody = Custody {
        field_device: location.holder,
        user: location.user,
        epoch: location.custody_epoch,
        former: Vec::new(),
    };
    let mut held: BTreeSet<Id> = location.holder.into_iter().collect();
    for stored in facts.iter().filter(|stored| stored.fact.kind == CustodyFact::KIND && !stored.is_in_review) {
        let Some(body) = stored.fact.body::<CustodyFact>() else { continue };
        held.extend(body.field_device);
        if body.epoch >= custody.epoch {
            custody.field_device = body.field_device;
            custody.user = body.user.or(location.user);
            custody.epoch = body.epoch;
        }
    }
    held.retain(|field_device| Some(*field_device) != custody.field_device);
    custody.former = held.into_iter().collect();
    custody
}

struct Books {
    location: Id,
    sums: BTreeMap<Key, Quantity>,
    /// When a balance last went below zero, and the movement that did it.
    negative_since: BTreeMap<Key, (i64, Id)>,
    /// Movements and counts that a later movement explains.
    settled: BTreeSet<String>,
}

impl Books {
    fn new(location: Id) -> Self {
        Self { location, sums: BTreeMap::new(), negative_since: BTreeMap::new(), settled: BTreeSet::new() }
    }

    fn take(&mut self, stored: &StoredFact) {
        if stored.fact.kind != MovementFact::KIND {
            return;
        }
        let Some(body) = stored.fact.body::<MovementFact>() else { return };
        if matches!(body.reason, MovementReason::Settle | MovementReason::Adjust) {
            self.settled.extend(body.settles.iter().map(Id::to_string));
        }
        for line in body.lines {
            let key = (line.part, line.condition, line.serial, line.lot);
            if line.to == self.location {
                self.add(&key, line.quantity, stored);
            }
            if line.from == self.location {
                self.add(&key, line.quantity.negated(), stored);
            }
        }
    }

    fn add(&mut self, key: &Key, quantity: Quantity, stored: &StoredFact) {
        let sum = self.sums.entry(key.clone()).or_default();
        let before = *sum;
        *sum = sum.saturating_add(quantity);
        if before.0 >= 0 && sum.0 < 0 {
            self.negative_since.insert(key.clone(), (stored.effective_ms(), stored.fact.id));
        }
    }

    fn balances(&self) -> Vec<Balance> {
        self.sums
            .iter()
            .filter(|(_, quantity)| quantity.0 != 0)
            .map(|((part, condition, serial, lot), quantity)| Balance {
                part: *part,
                condition: *condition,
                serial: serial.clone(),
                lot: lot.clone(),
                quantity: *quantity,
            })
            .collect()
    }

    /// Compares a count with the books as they stood when it was made.
    fn count_difference(&self, sources: &Sources<'_>, count: &FactSeen<CountFact>) -> Option<AttentionItem> {
        let mut counted: BTreeMap<Key, Quantity> = BTreeMap::new();
        for line in &count.body.lines {
            let key = (line.part, line.condition, line.serial.clone(), line.lot.clone());
            let sum = counted.entry(key).or_default();
            *sum = sum.saturating_add(line.counted);
        }
        if count.body.is_complete {
            for key in self.sums.keys() {
                counted.entry(key.clone()).or_default();
            }
        }
        let differences: Vec<_> = counted
            .iter()
            .filter_map(|(key, counted)| {
                let expected = self.sums.get(key).copied().unwrap_or_default();
                let (part, condition, serial, lot) = key;
                (expected != *counted).then(|| {
                    json!({"part": part, "condition": condition, "serial": serial, "lot": lot,
                           "counted": counted, "expected": expected})
                })
            })
            .collect();
        if differences.is_empty() {
            return None;
        }
        Some(AttentionItem::open(
            AttentionKind::CountDifference,
            sources.subject,
            CountFact::KIND,
            vec![count.id.to_string()],
            count.at_ms,
            json!({"differences": differences, "by": count.by}),
        ))
    }
}

/// Whether a field device may debit the location in this epoch of custody.
pub fn is_held_by(view: &StockLocationView, author: &Author, custody_epoch: u32) -> bool {
    let Some(field_device) = author.field_device() else { return false };
    view.location.kind == StockLocationKind::Van
        && view.custody.field_device == Some(field_device)
        && view.custody.epoch == custody_epoch
}

#[cfg(test)]
#[path = "stock_tests.rs"]
mod tests;
