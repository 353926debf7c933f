use super::*;
use crate::{
    fact_kind::check_fact,
    testing::{LI, ORDER, VISIT, WANG, assign, desk, fact, fact_id, id, phone, press_body, visit_press},
};
use proptest::prelude::*;

fn folded(facts: &[StoredFact]) -> VisitProgress {
    fold(id(VISIT), &facts.iter().collect::<Vec<_>>())
}

fn ordinary_day() -> Vec<StoredFact> {
    let mut facts = vec![assign(1, desk(), LI, &[WANG])];
    for (at, press) in [
        (10, Press::Accept),
        (20, Press::ConfirmWithCustomer),
        (30, Press::Depart),
        (40, Press::Arrive),
        (50, Press::Start),
        (60, Press::Pause),
        (70, Press::Resume),
        (80, Press::Finish),
    ] {
        facts.push(visit_press(at, phone(LI), press));
    }
    facts
}

#[test]
fn the_table_of_a_visit_is_this() {
    let rows: Vec<String> = VISIT_TRANSITIONS
        .iter()
        .flat_map(|row| row.from.iter().map(move |from| (from, row)))
        .map(|(from, row)| {
            let makers: Vec<&str> = row.makers.iter().map(|maker| maker.as_str()).collect();
            let reason = if row.needs_reason { ", with a reason" } else { "" };
            format!("{from:<20} + {:<22} -> {:<20} ({}{reason})", row.press, row.to, makers.join(" or "))
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}

#[test]
fn every_row_demands_a_reason_where_the_press_does() {
    for row in VISIT_TRANSITIONS {
        assert_eq!(row.needs_reason, row.press.needs_reason(), "{}", row.press);
    }
}

#[test]
fn an_ordinary_day_ends_finished_with_its_time() {
    let facts = ordinary_day();
    for stored in &facts {
        assert_eq!(check_fact(&stored.fact), Ok(()));
    }
    let progress = folded(&facts);
    assert_eq!(progress.status, Finished);
    assert_eq!(progress.since_ms, Some(80));
    assert!(progress.attention.is_empty());
    let times: Vec<_> = progress.times.iter().map(|time| (time.kind, time.start_ms, time.end_ms)).collect();
    assert_eq!(
        times,
        [
            (TimeKind::Travel, 30, Some(40)),
            (TimeKind::Work, 50, Some(60)),
            (TimeKind::Wait, 60, Some(70)),
            (TimeKind::Work, 70, Some(80)),
        ]
    );
}

#[test]
fn a_helper_makes_own_time_and_does_not_move_the_visit() {
    let mut facts = ordinary_day();
    facts.push(visit_press(31, phone(WANG), Press::Depart));
    facts.push(visit_press(45, phone(WANG), Press::Start));
    facts.push(visit_press(55, phone(WANG), Press::Finish));
    let progress = folded(&facts);
    assert_eq!(progress.status, Finished);
    assert_eq!(progress.since_ms, Some(80));
    let illegal: Vec<_> = progress.presses.iter().filter(|press| press.is_illegal).map(|press| press.id).collect();
    assert_eq!(illegal, [fact_id(55)], "only the lead finishes");
    let own: Vec<_> = progress.times.iter().filter(|time| time.user == id(WANG)).map(|time| time.end_ms).collect();
    assert_eq!(own, [Some(45), Some(80)]);
}

#[test]
fn a_customer_who_was_not_reached_leaves_the_visit_as_it_was() {
    let mut facts = vec![assign(1, desk(), LI, &[]), visit_press(2, phone(LI), Press::Accept)];
    let body = PressFact { reached: Some(false), ..press_body(Press::ConfirmWithCustomer) };
    facts.push(fact(3, phone(LI), crate::press::subjects_of_visit_press(id(VISIT), id(ORDER)), &body));
    let progress = folded(&facts);
    assert_eq!(progress.status, Accepted);
    assert!(progress.attention.is_empty());
}

#[test]
fn an_illegal_press_is_kept_raises_attention_and_moves_nothing() {
    let facts = [assign(1, desk(), LI, &[]), visit_press(2, phone(LI), Press::Resume)];
    let progress = folded(&facts);
    assert_eq!(progress.status, Planned);
    assert!(progress.presses[0].is_illegal);
    assert_eq!(progress.attention[0].kind, AttentionKind::IllegalPress);
}

#[test]
fn the_same_press_twice_troubles_nobody() {
    let mut facts = ordinary_day();
    facts.push(visit_press(81, phone(LI), Press::Finish));
    assert!(folded(&facts).attention.is_empty());
}

#[test]
fn a_clock_that_jumped_back_does_not_reorder_the_day() {
    let mut facts = vec![assign(1000, desk(), LI, &[])];
    let subjects = || crate::press::subjects_of_visit_press(id(VISIT), id(ORDER));
    let after =
        |at, press, before| PressFact { follows: Some(fact_id(before)), ..press_body(press) }.at(at, subjects());
    facts.push(after(2000, Press::Depart, 1000));
    facts.push(after(5, Press::Arrive, 2000));
    facts.push(after(6, Press::Start, 5));
    let progress = folded(&facts);
    assert_eq!(progress.status, Working);
    assert!(progress.attention.is_empty());
}

#[test]
fn two_dispatchers_who_assigned_without_seeing_each_other_are_told() {
    let facts = [assign(1, desk(), LI, &[]), assign(2, desk(), WANG, &[])];
    let progress = folded(&facts);
    assert_eq!(progress.team.lead, Some(id(WANG)));
    assert_eq!(progress.team.former, [id(LI)]);
    assert_eq!(progress.attention[0].kind, AttentionKind::ClaimConflict);
}

#[test]
fn another_lead_begins_anew_and_the_former_one_no_longer_moves_it() {
    let mut facts = ordinary_day();
    facts.truncate(5);
    let body = AssignmentFact { lead: Some(id(WANG)), replaces: vec![fact_id(1)], ..AssignmentFact::default() };
    facts.push(fact(45, desk(), crate::assignment::subjects(id(VISIT), id(ORDER)), &body));
    facts.push(visit_press(50, phone(LI), Press::Start));
    let progress = folded(&facts);
    assert_eq!(progress.status, Planned);
    assert_eq!(progress.attention.len(), 1);
    assert_eq!(progress.attention[0].kind, AttentionKind::IllegalPress);
}

fn take_back(at: u64, author: Author, press: u64) -> StoredFact {
    let body = PressFact { takes_back: Some(fact_id(press)), ..press_body(Press::TakeBack) };
    fact(at, author, crate::press::subjects_of_visit_press(id(VISIT), id(ORDER)), &body)
}

#[test]
fn a_press_taken_back_counts_for_nothing_and_neither_does_its_time() {
    let mut facts = ordinary_day();
    facts.truncate(4);
    facts.push(take_back(35, phone(LI), 30));
    let progress = folded(&facts);
    assert_eq!((progress.status, progress.since_ms), (Confirmed, Some(20)));
    assert_eq!(progress.times, []);
    assert!(progress.attention.is_empty());
    let story: Vec<_> = progress.presses.iter().map(|seen| (seen.press.press, seen.counts())).collect();
    let expected =
        [(Press::Accept, true), (Press::ConfirmWithCustomer, true), (Press::Depart, false), (Press::TakeBack, true)];
    assert_eq!(story, expected);
    // And the one before it, and then the right one.
    assert_eq!(to_take_back(&progress.presses, id(LI)).map(|seen| seen.id), Some(fact_id(20)));
    facts.push(take_back(36, phone(LI), 20));
    facts.push(visit_press(50, phone(LI), Press::Start));
    let progress = folded(&facts);
    assert_eq!((progress.status, progress.reached_ms.get(&Confirmed)), (Working, None));
    assert!(progress.attention.is_empty());
}

#[test]
fn only_ones_own_last_press_is_taken_back_and_none_that_the_office_went_on_from() {
    let mut facts = ordinary_day();
    for (at, author, press) in [
        // Not the last; somebody else's; twice.
        (90, phone(LI), 70),
        (91, phone(WANG), 80),
        (92, phone(LI), 80),
        (93, phone(LI), 80),
    ] {
        facts.push(take_back(at, author, press));
    }
    let progress = folded(&facts);
    assert_eq!(progress.status, Working);
    let refused: Vec<_> = progress.presses.iter().filter(|seen| seen.is_illegal).map(|seen| seen.id).collect();
    assert_eq!(refused, [fact_id(90), fact_id(91), fact_id(93)]);

    let mut facts = ordinary_day();
    facts.push(visit_press(100, desk(), Press::ReviewAccept));
    assert_eq!(to_take_back(&folded(&facts).presses, id(LI)), None);
    facts.push(take_back(101, phone(LI), 80));
    let progress = folded(&facts);
    assert_eq!(progress.status, Reviewed);
    assert_eq!(progress.attention.len(), 1);
}

#[test]
fn a_helper_takes_back_without_moving_the_visit() {
    let mut facts = ordinary_day();
    facts.truncate(6);
    facts.push(visit_press(45, phone(WANG), Press::Depart));
    facts.push(visit_press(55, phone(LI), Press::Pause));
    facts.push(take_back(56, phone(WANG), 45));
    let progress = folded(&facts);
    assert_eq!(progress.status, Paused);
    assert!(progress.times.iter().all(|time| time.user == id(LI)));
    assert!(progress.attention.is_empty());
}

#[test]
fn cancelling_the_order_cancels_its_visits() {
    let facts = [assign(1, desk(), LI, &[]), crate::testing::order_press(2, desk(), Press::Cancel)];
    assert_eq!(folded(&facts).status, Cancelled);
}

impl PressFact {
    fn at(&self, at: u64, subjects: Vec<Subject>) -> StoredFact {
        fact(at, phone(LI), subjects, self)
    }
}

proptest! {
    #[test]
    fn any_presses_in_any_order_of_arrival_give_the_same_visit(
        presses in prop::collection::vec((0u64..3, 0usize..Press::ALL.len(), any::<prop::sample::Index>()), 0..14),
        order in any::<u64>(),
    ) {
        let mut facts = vec![assign(1, desk(), LI, &[WANG])];
        for (number, (author, press, before)) in presses.into_iter().enumerate() {
            let author = match author { 0 => phone(LI), 1 => phone(WANG), _ => desk() };
            let follows = Some(facts[before.index(facts.len())].fact.id);
            let body = PressFact { follows, ..press_body(Press::ALL[press]) };
            let subjects = crate::press::subjects_of_visit_press(id(VISIT), id(ORDER));
            facts.push(fact(u64::try_from(number).unwrap() * 7 % 5 + 10 * u64::try_from(number).unwrap(), author, subjects, &body));
        }
        let expected = folded(&facts);
        let mut shuffled = facts.clone();
        shuffled.sort_by_key(|stored| (Hash::of_parts("shuffle", &[&order.to_be_bytes(), &stored.fact.id.to_bytes()])).0);
        prop_assert_eq!(folded(&shuffled), expected.clone());
        prop_assert_eq!(
            expected.presses.iter().filter(|press| press.is_illegal).count(),
            expected.attention.iter().filter(|item| item.kind == AttentionKind::IllegalPress).count()
        );
    }
}

use crate::id::Hash;
