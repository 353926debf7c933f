//! Balances: what a stock location holds is the sum of the movements that name it.

use crate::{
    Author, Id,
    attention::{AttentionItem, AttentionKind},
    conflict,
    count::CountFact,
    custody::CustodyFact,
    fact::StoredFact,
    fact_kind::{self, FactBody as _, FactSeen},
    movement::{Condition, MovementFact},
    quantity::Quantity,
    stock_books::Books,
    stock_location::{StockLocation, StockLocationKind},
    view::{SearchText, Sources},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
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
    /// Sorted by part, condition, serial, lot; zeros left out. At a customer, a supplier and of scrap by part and condition.
    pub balances: Vec<Balance>,
    /// Uses by others on behalf of this van that nobody has settled.
    pub discrepancies: Vec<FactSeen<MovementFact>>,
    /// The newest count.
    pub last_count: Option<FactSeen<CountFact>>,
}

/// `given` are books closed at an earlier fact; `facts` are then those that they keep and all that came after.
pub(crate) fn view(
    sources: &Sources<'_>,
    facts: &[&StoredFact],
    given: Option<&Books>,
) -> (StockLocationView, Vec<AttentionItem>, SearchText) {
    let subject = sources.subject;
    let location: StockLocation = sources.record.and_then(crate::record::Record::body).unwrap_or_default();
    let mut books = given.cloned().unwrap_or_else(|| Books::new(subject, sources.record));
    facts.iter().for_each(|stored| books.take(stored));
    let mut attention: Vec<AttentionItem> = books.open_differences().cloned().collect();
    let custody = custody(&location, facts);
    let search = location.search_text();
    let is_real = matches!(location.kind, StockLocationKind::Van | StockLocationKind::Warehouse);
    let balances = books.balances();
    if is_real {
        attention.extend(balances.iter().filter(|balance| balance.quantity.0 < 0).map(|balance| {
            let (since_ms, id) = books.negative_since(balance);
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
        .filter(|movement| !books.is_settled(&movement.id.to_string()))
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
