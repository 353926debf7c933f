use super::*;
use crate::testing::{LI, ORDER, VISIT, assign, desk, fact_id, id, order_press, phone, visit_press};

fn folded(facts: &[StoredFact]) -> WorkOrderProgress {
    fold(id(ORDER), &facts.iter().collect::<Vec<_>>())
}

#[test]
fn the_table_of_an_order_is_this() {
    let rows: Vec<String> = WORK_ORDER_TRANSITIONS
        .iter()
        .flat_map(|row| row.from.iter().map(move |from| (from, row)))
        .map(|(from, row)| {
            let reason = if row.needs_reason { " (with a reason)" } else { "" };
            format!("{from:<12} + {:<12} -> {}{reason}", row.press, row.to)
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}

#[test]
fn an_order_follows_its_visit_and_closes_after_review() {
    let mut facts = vec![order_press(1, desk(), Press::Verify)];
    let mut seen = vec![folded(&facts).status];
    facts.push(assign(2, desk(), LI, &[]));
    seen.push(folded(&facts).status);
    for (at, press) in [
        (3, Press::Accept),
        (4, Press::Depart),
        (5, Press::Arrive),
        (6, Press::Start),
        (7, Press::Pause),
        (8, Press::Resume),
        (9, Press::Finish),
    ] {
        facts.push(visit_press(at, phone(LI), press));
        seen.push(folded(&facts).status);
    }
    facts.push(visit_press(10, desk(), Press::ReviewAccept));
    seen.push(folded(&facts).status);
    facts.push(order_press(11, desk(), Press::Close));
    let progress = folded(&facts);
    seen.push(progress.status);
    assert_eq!(
        seen,
        [Verified, Scheduled, Accepted, UnderWay, UnderWay, UnderWay, Paused, UnderWay, Done, Reviewed, Closed]
    );
    assert!(progress.attention.is_empty());
    assert_eq!(progress.since_ms, Some(11));
    assert_eq!(progress.reached_ms.get(&Done), Some(&9));
}

#[test]
fn a_finish_that_was_taken_back_never_resolved_the_order() {
    use crate::{press::PressFact, testing};
    let mut facts = vec![assign(2, desk(), LI, &[]), visit_press(3, phone(LI), Press::Start)];
    facts.push(visit_press(4, phone(LI), Press::Finish));
    let body = PressFact { takes_back: Some(fact_id(4)), ..testing::press_body(Press::TakeBack) };
    let subjects = crate::press::subjects_of_visit_press(id(VISIT), id(ORDER));
    facts.push(testing::fact(5, phone(LI), subjects, &body));
    let progress = folded(&facts);
    assert_eq!((progress.status, progress.since_ms, progress.reached_ms.get(&Done)), (UnderWay, Some(3), None));
    facts.push(visit_press(9, phone(LI), Press::Finish));
    let progress = folded(&facts);
    assert_eq!((progress.status, progress.reached_ms.get(&Done)), (Done, Some(&9)));
    assert!(progress.attention.is_empty());
}

#[test]
fn a_job_that_was_not_completed_wants_a_follow_up_even_after_review() {
    let mut facts = vec![assign(2, desk(), LI, &[]), visit_press(3, phone(LI), Press::CannotComplete)];
    assert_eq!(folded(&facts).status, FollowUp);
    facts.push(visit_press(4, desk(), Press::ReviewAccept));
    assert_eq!(folded(&facts).status, FollowUp);
}

#[test]
fn work_on_a_cancelled_order_is_kept_and_raised() {
    let facts =
        [assign(2, desk(), LI, &[]), order_press(3, desk(), Press::Cancel), visit_press(4, phone(LI), Press::Depart)];
    let progress = folded(&facts);
    assert_eq!(progress.status, Cancelled);
    assert_eq!(progress.attention.len(), 1);
    assert_eq!(progress.attention[0].operations, [fact_id(4).to_string()]);
}

#[test]
fn a_reopened_order_no_longer_listens_to_visits_that_had_ended() {
    let facts = [
        assign(2, desk(), LI, &[]),
        visit_press(3, phone(LI), Press::Start),
        visit_press(4, phone(LI), Press::Finish),
        visit_press(5, desk(), Press::ReviewAccept),
        order_press(6, desk(), Press::Close),
        order_press(7, desk(), Press::Reopen),
    ];
    let progress = folded(&facts);
    assert_eq!(progress.status, Verified);
    assert_eq!(progress.visits.keys().copied().collect::<Vec<_>>(), [id(VISIT)]);
}

#[test]
fn an_engineer_does_not_press_for_the_desk() {
    let facts = [order_press(1, phone(LI), Press::Cancel)];
    let progress = folded(&facts);
    assert_eq!(progress.status, New);
    assert_eq!(progress.attention[0].kind, AttentionKind::IllegalPress);
}
