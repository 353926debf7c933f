//! The books of a stock location: what its movements and counts add up to, in order of time. They can be closed at a fact and
//! gone on from there, which gives what going through all of them gives: a busy warehouse has more movements every day.

use crate::{
    Id,
    attention::{AttentionItem, AttentionKind},
    count::CountFact,
    fact::StoredFact,
    fact_kind::{FactBody, FactSeen},
    movement::{Condition, MovementFact, MovementReason},
    quantity::Quantity,
    record::Record,
    stock::Balance,
    stock_location::{StockLocation, StockLocationKind},
    subject::Subject,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Part, condition, serial, lot.
type Key = (Id, Condition, Option<String>, Option<String>);

/// What the facts about a location up to one of them come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Books {
    location: Subject,
    is_outside: bool,
    /// The last fact that is in them; nothing before the first.
    until: Option<(i64, Id)>,
    #[serde(with = "pairs")]
    sums: BTreeMap<Key, Quantity>,
    /// When a balance last went below zero, and the movement that did it.
    #[serde(with = "pairs")]
    negative_since: BTreeMap<Key, (i64, Id)>,
    /// Movements and counts that a later movement explains.
    settled: BTreeSet<String>,
    /// Counts that differed from the books as they stood then, explained or not.
    counted: Vec<AttentionItem>,
    /// Facts that say more than what moved: whoever goes on from here needs them again.
    kept: BTreeSet<Id>,
}

/// Places that the company does not keep stock at. What was ever fitted, scrapped or bought would make a list without end of
/// serials and lots, so their books are by part and condition.
pub fn is_outside(kind: StockLocationKind) -> bool {
    matches!(kind, StockLocationKind::Customer | StockLocationKind::Supplier | StockLocationKind::Scrap)
}

impl Books {
    /// Empty ones.
    pub fn new(location: Subject, record: Option<&Record>) -> Self {
        Self {
            location,
            is_outside: kept_outside(record),
            until: None,
            sums: BTreeMap::new(),
            negative_since: BTreeMap::new(),
            settled: BTreeSet::new(),
            counted: Vec::new(),
            kept: BTreeSet::new(),
        }
    }

    /// Whether they were kept as the location's record says now.
    pub fn fit(&self, location: Subject, record: Option<&Record>) -> bool {
        self.location == location && self.is_outside == kept_outside(record)
    }

    /// Effective time and id of the last fact in them.
    pub fn until(&self) -> Option<(i64, Id)> {
        self.until
    }

    /// The facts in them that a projection reads beside them.
    pub fn kept(&self) -> &BTreeSet<Id> {
        &self.kept
    }

    /// Takes a fact in. They must come by effective time and id; one that is in already changes nothing.
    pub fn take(&mut self, stored: &StoredFact) {
        let place = (stored.effective_ms(), stored.fact.id);
        if self.until.is_some_and(|until| place <= until) {
            return;
        }
        self.until = Some(place);
        let movement = (stored.fact.kind == MovementFact::KIND).then(|| stored.fact.body::<MovementFact>()).flatten();
        let is_plain =
            !stored.is_in_review && movement.as_ref().is_some_and(|body| body.on_behalf_of != Some(self.location.id));
        if !is_plain {
            self.kept.insert(stored.fact.id);
        }
        if stored.is_in_review {
            return;
        }
        if let Some(count) = FactSeen::<CountFact>::from_stored(stored) {
            let difference = self.difference(&count);
            self.counted.extend(difference);
        } else if let Some(body) = movement {
            self.move_lines(body, stored);
        }
    }

    fn move_lines(&mut self, body: MovementFact, stored: &StoredFact) {
        if matches!(body.reason, MovementReason::Settle | MovementReason::Adjust) {
            self.settled.extend(body.settles.iter().map(Id::to_string));
        }
        for line in body.lines {
            let key = self.key(line.part, line.condition, line.serial, line.lot);
            if line.to == self.location.id {
                self.add(&key, line.quantity, stored);
            }
            if line.from == self.location.id {
                self.add(&key, line.quantity.negated(), stored);
            }
        }
    }

    fn key(&self, part: Id, condition: Condition, serial: Option<String>, lot: Option<String>) -> Key {
        if self.is_outside { (part, condition, None, None) } else { (part, condition, serial, lot) }
    }

    fn add(&mut self, key: &Key, quantity: Quantity, stored: &StoredFact) {
        let sum = self.sums.entry(key.clone()).or_default();
        let before = *sum;
        *sum = sum.saturating_add(quantity);
        if before.0 >= 0 && sum.0 < 0 {
            self.negative_since.insert(key.clone(), (stored.effective_ms(), stored.fact.id));
        }
    }

    pub(crate) fn is_settled(&self, fact: &str) -> bool {
        self.settled.contains(fact)
    }

    /// Counts that differed and that nobody has explained.
    pub(crate) fn open_differences(&self) -> impl Iterator<Item = &AttentionItem> {
        self.counted.iter().filter(|item| !item.operations.iter().any(|id| self.settled.contains(id)))
    }

    /// Since when a balance is below zero, and by which movement.
    pub(crate) fn negative_since(&self, balance: &Balance) -> (i64, Id) {
        let key = (balance.part, balance.condition, balance.serial.clone(), balance.lot.clone());
        self.negative_since.get(&key).copied().unwrap_or_default()
    }

    /// Sorted by part, condition, serial, lot; zeros left out.
    pub(crate) fn balances(&self) -> Vec<Balance> {
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
    fn difference(&self, count: &FactSeen<CountFact>) -> Option<AttentionItem> {
        let mut counted: BTreeMap<Key, Quantity> = BTreeMap::new();
        for line in &count.body.lines {
            let sum =
                counted.entry(self.key(line.part, line.condition, line.serial.clone(), line.lot.clone())).or_default();
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
            self.location,
            CountFact::KIND,
            vec![count.id.to_string()],
            count.at_ms,
            json!({"differences": differences, "by": count.by}),
        ))
    }
}

fn kept_outside(record: Option<&Record>) -> bool {
    is_outside(record.and_then(Record::body::<StockLocation>).unwrap_or_default().kind)
}

/// Maps whose keys are no texts, as lists of pairs.
mod pairs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub(super) fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, K: Deserialize<'de> + Ord, V: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}
