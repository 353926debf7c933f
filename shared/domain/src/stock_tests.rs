use super::*;
use crate::{
    Author, Subject, Word,
    count::CountLine,
    movement::{self, MovementLine, MovementReason},
    quantity::Quantity,
    project::project,
    record::Record,
    testing::{DISPATCHER, LI, WANG, desk, fact, fact_id, id, phone},
};
use proptest::prelude::*;

const VAN: u64 = 80;
const WAREHOUSE: u64 = 81;
const CUSTOMER: u64 = 83;
const DISCREPANCY: u64 = 84;
const FILTER: u64 = 90;

fn van() -> Record {
    Record {
        word: Word::StockLocation,
        id: id(VAN),
        epoch: 1,
        version: 1,
        at_ms: 0,
        is_removed: false,
        body: json!({"kind": "van", "number": "V-1", "organisation": id(60)}),
    }
}

fn moved(at: u64, author: Author, reason: MovementReason, from: u64, to: u64, units: i64) -> StoredFact {
    movement_of(at, author, MovementFact { reason, ..body(from, to, units) })
}

fn movement_of(at: u64, author: Author, body: MovementFact) -> StoredFact {
    fact(at, author, movement::subjects(&body), &body)
}

fn body(from: u64, to: u64, units: i64) -> MovementFact {
    let line = MovementLine {
        part: id(FILTER),
        quantity: Quantity::units(units),
        from: id(from),
        to: id(to),
        condition: Condition::New,
        ..MovementLine::default()
    };
    MovementFact { reason: MovementReason::Use, lines: vec![line], ..MovementFact::default() }
}

fn projected(facts: &[StoredFact]) -> (StockLocationView, Vec<AttentionItem>) {
    let record = van();
    let subject = Subject::new(Word::StockLocation, id(VAN));
    let projection = project(&Sources { subject, record: Some(&record), document: None, facts });
    (serde_json::from_str(&projection.view.unwrap()).unwrap(), projection.attention)
}

fn filters(view: &StockLocationView) -> i64 {
    view.balances.iter().map(|balance| balance.quantity.0).sum()
}

#[test]
fn a_balance_is_the_sum_of_its_movements() {
    let facts = [
        moved(1, desk(), MovementReason::Receive, WAREHOUSE, VAN, 5),
        moved(2, phone(LI), MovementReason::Use, VAN, CUSTOMER, 2),
    ];
    let (view, attention) = projected(&facts);
    assert_eq!(filters(&view), 3000);
    assert!(attention.is_empty());
}

#[test]
fn a_movement_in_review_does_not_count_and_is_shown() {
    let mut late = moved(2, phone(LI), MovementReason::Use, VAN, CUSTOMER, 2);
    late.is_in_review = true;
    let facts = [moved(1, desk(), MovementReason::Receive, WAREHOUSE, VAN, 5), late];
    let (view, attention) = projected(&facts);
    assert_eq!(filters(&view), 5000);
    assert_eq!(attention[0].kind, AttentionKind::LateWork);
}

#[test]
fn a_van_below_zero_is_never_blocked_and_always_raised() {
    let (view, attention) = projected(&[moved(1, phone(LI), MovementReason::Use, VAN, CUSTOMER, 2)]);
    assert_eq!(filters(&view), -2000);
    assert_eq!(attention[0].kind, AttentionKind::StockDiscrepancy);
    assert_eq!(attention[0].operations, [fact_id(1).to_string()]);
}

#[test]
fn a_helpers_use_is_open_until_it_is_settled() {
    let used = MovementFact { on_behalf_of: Some(id(VAN)), ..body(DISCREPANCY, CUSTOMER, 1) };
    let received = moved(1, desk(), MovementReason::Receive, WAREHOUSE, VAN, 5);
    let used = movement_of(2, phone(WANG), used);
    let (view, attention) = projected(&[received.clone(), used.clone()]);
    assert_eq!((filters(&view), view.discrepancies.len(), attention.len()), (5000, 1, 1));
    let settled =
        MovementFact { reason: MovementReason::Settle, settles: vec![fact_id(2)], ..body(VAN, DISCREPANCY, 1) };
    let (view, attention) = projected(&[received, used, movement_of(3, phone(LI), settled)]);
    assert_eq!((filters(&view), view.discrepancies.len(), attention.len()), (4000, 0, 0));
}

#[test]
fn a_count_that_differs_from_the_books_is_raised_until_it_is_adjusted() {
    let counted = CountFact {
        lines: vec![CountLine {
            part: id(FILTER),
            condition: Condition::New,
            counted: Quantity::units(4),
            expected: Quantity::units(5),
            ..CountLine::default()
        }],
        ..CountFact::default()
    };
    let mut facts = vec![
        moved(1, desk(), MovementReason::Receive, WAREHOUSE, VAN, 5),
        fact(2, phone(LI), crate::count::subjects(id(VAN)), &counted),
    ];
    assert_eq!(projected(&facts).1[0].kind, AttentionKind::CountDifference);
    let adjusted =
        MovementFact { reason: MovementReason::Adjust, settles: vec![fact_id(2)], ..body(VAN, DISCREPANCY, 1) };
    facts.push(movement_of(3, desk(), adjusted));
    assert!(projected(&facts).1.is_empty());
    assert!(projected(&facts).0.last_count.is_some());
}

#[test]
fn custody_is_held_in_the_newest_epoch_only() {
    let given = |at: u64, holder: Option<u64>, epoch: u32| {
        let body = CustodyFact { field_device: holder.map(|user| id(user + 1000)), epoch, ..CustodyFact::default() };
        fact(at, desk(), crate::custody::subjects(id(VAN), body.field_device), &body)
    };
    let (view, _) = projected(&[given(1, Some(LI), 1), given(2, Some(WANG), 2)]);
    assert!(is_held_by(&view, &phone(WANG), 2));
    assert!(!is_held_by(&view, &phone(WANG), 1) && !is_held_by(&view, &phone(LI), 1));
    assert_eq!(view.custody.former, [id(LI + 1000)]);
    let (view, _) = projected(&[given(1, Some(LI), 1), given(2, None, 2)]);
    assert!(!is_held_by(&view, &phone(LI), 2) && !is_held_by(&view, &phone(DISPATCHER), 2));
}

proptest! {
    #[test]
    fn movements_in_any_order_of_arrival_give_the_same_stock(
        moves in prop::collection::vec((any::<bool>(), 1i64..9), 1..12),
        start in any::<prop::sample::Index>(),
    ) {
        let mut facts: Vec<StoredFact> = moves
            .iter()
            .enumerate()
            .map(|(number, (is_in, units))| {
                let at = u64::try_from(number).unwrap();
                let (from, to) = if *is_in { (WAREHOUSE, VAN) } else { (VAN, CUSTOMER) };
                moved(at, desk(), MovementReason::Use, from, to, *units)
            })
            .collect();
        let expected = projected(&facts);
        let sum: i64 = moves.iter().map(|(is_in, units)| if *is_in { *units } else { -*units }).sum();
        prop_assert_eq!(filters(&expected.0), sum * 1000);
        let start = start.index(facts.len());
        facts.rotate_left(start);
        prop_assert_eq!(projected(&facts), expected);
    }
}
