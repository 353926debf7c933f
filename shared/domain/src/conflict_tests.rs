use crate::{
    Id, Subject, Word,
    answer::Answer,
    attention::{AttentionItem, AttentionKind, AttentionState},
    decision::{self, DecisionFact, DecisionKind},
    document::DocumentState,
    entry::Withdrawal,
    fact::StoredFact,
    note::Note,
    project::project,
    testing::{LI, VISIT, WANG, desk, document, fact, id, phone, put},
    view::Sources,
    visit::VisitView,
};
use serde_json::json;

const STEP: u64 = 200;
const ZHAO: u64 = 14;

fn answer(value: &str) -> Answer {
    Answer { step: id(STEP), value: Some(value.to_owned()), ..Answer::default() }
}

fn projected(document: &DocumentState, facts: &[StoredFact]) -> (VisitView, Vec<AttentionItem>) {
    let sources =
        Sources { subject: Subject::new(Word::Visit, id(VISIT)), record: None, document: Some(document), facts };
    let projection = project(&sources);
    (serde_json::from_str(&projection.view.unwrap()).unwrap(), projection.attention)
}

/// Li answered 1500, Wang 1600, neither knew of the other.
fn two_answers() -> DocumentState {
    let mut document = document(Word::Visit, VISIT);
    put(&mut document, 300, phone(LI), &answer("1500"));
    put(&mut document, 301, phone(WANG), &answer("1600"));
    document
}

fn open(document: &DocumentState, facts: &[StoredFact]) -> Vec<AttentionItem> {
    let items = projected(document, facts).1;
    items.into_iter().filter(|item| item.state == AttentionState::Open).collect()
}

fn chosen(at: u64, item: &AttentionItem, holds: u64) -> StoredFact {
    let choice = json!({ "operation": id(holds) });
    let body = DecisionFact::about(item, DecisionKind::Decide, choice, Some("measured again by telephone".into()));
    assert_eq!(body.check_choice(item), Ok(()));
    fact(at, desk(), decision::subjects(item), &body)
}

fn standing(document: &DocumentState, facts: &[StoredFact]) -> Vec<Id> {
    projected(document, facts).0.answers_to(id(STEP)).map(|answer| answer.id).collect()
}

#[test]
fn what_was_decided_holds_and_the_other_answer_is_history_with_who_and_when() {
    let document = two_answers();
    let items = open(&document, &[]);
    assert_eq!((items.len(), items[0].kind), (1, AttentionKind::EntryConflict));

    let facts = [chosen(40, &items[0], 301)];
    let (view, attention) = projected(&document, &facts);
    assert_eq!(standing(&document, &facts), [id(301)]);
    let against: Vec<_> = view.decided_against(id(STEP)).collect();
    assert_eq!(against.len(), 1);
    let decided = against[0].decided.as_ref().unwrap();
    assert_eq!((against[0].id, decided.holds, decided.at_ms), (id(300), id(301), 40));
    assert_eq!((&decided.by, decided.reason.as_deref()), (&desk(), Some("measured again by telephone")));
    assert_eq!(view.decided().len(), 1);
    assert!(matches!(attention[0].state, AttentionState::Decided { .. }));
    assert_eq!((attention.len(), attention[0].history.len()), (1, 1));
}

#[test]
fn an_answer_that_nobody_knew_of_opens_it_anew_beside_what_holds() {
    let mut document = two_answers();
    let first = chosen(40, &open(&document, &[])[0], 301);
    put(&mut document, 302, phone(ZHAO), &answer("1700"));
    let items = open(&document, std::slice::from_ref(&first));
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].operations, [id(301).to_string(), id(302).to_string()]);
    assert_eq!(standing(&document, std::slice::from_ref(&first)), [id(301), id(302)], "the one before stays history");

    let facts = [first, chosen(50, &items[0], 302)];
    assert_eq!(standing(&document, &facts), [id(302)]);
    assert!(open(&document, &facts).is_empty());
    let decided = projected(&document, &facts).1;
    assert_eq!(decided.len(), 2, "each decision keeps its item");
}

#[test]
fn the_same_answer_again_opens_nothing_and_a_correction_of_what_holds_neither() {
    let mut document = two_answers();
    let facts = [chosen(40, &open(&document, &[])[0], 301)];
    put(&mut document, 302, phone(ZHAO), &answer("1600"));
    assert!(open(&document, &facts).is_empty());
    put(&mut document, 303, phone(WANG), &Answer { replaces: vec![id(301), id(302)], ..answer("1610") });
    assert_eq!(standing(&document, &facts), [id(303)]);
    assert!(open(&document, &facts).is_empty());
}

#[test]
fn who_corrects_what_was_decided_against_asks_again() {
    let mut document = two_answers();
    let facts = [chosen(40, &open(&document, &[])[0], 301)];
    put(&mut document, 302, phone(LI), &Answer { replaces: vec![id(300)], ..answer("1510") });
    assert_eq!(standing(&document, &facts), [id(301), id(302)]);
    assert_eq!(open(&document, &facts).len(), 1);
}

#[test]
fn of_two_decisions_the_later_one_counts_in_whatever_order_they_come() {
    let document = two_answers();
    let item = &open(&document, &[])[0];
    let (early, late) = (chosen(40, item, 301), chosen(41, item, 300));
    assert_eq!(standing(&document, &[early.clone(), late.clone()]), [id(300)]);
    assert_eq!(standing(&document, &[late, early]), [id(300)]);
}

#[test]
fn decisions_that_go_round_leave_one_answer() {
    let mut document = two_answers();
    put(&mut document, 302, phone(ZHAO), &answer("1700"));
    let pair = |a: u64, b: u64| {
        let operations = vec![id(a).to_string(), id(b).to_string()];
        let key = format!("answers.{}", id(STEP));
        let subject = Subject::new(Word::Visit, id(VISIT));
        AttentionItem::open(AttentionKind::EntryConflict, subject, &key, operations, 5, json!({}))
    };
    let facts = [chosen(40, &pair(300, 301), 300), chosen(41, &pair(301, 302), 301), chosen(42, &pair(300, 302), 302)];
    assert_eq!(standing(&document, &facts), [id(301)]);
    assert!(open(&document, &facts).is_empty());
}

#[test]
fn a_decision_names_an_answer_of_its_own_item_or_decides_nothing() {
    let document = two_answers();
    let item = &open(&document, &[])[0];
    let other = DecisionFact { choice: json!({ "operation": id(999) }), ..DecisionFact::default() };
    let other =
        DecisionFact { item: item.id, decision: DecisionKind::Decide, operations: item.operations.clone(), ..other };
    assert!(other.check_choice(item).is_err());
    let of_another = DecisionFact { item: id(7), choice: json!({ "operation": id(300) }), ..other.clone() };
    let facts =
        [fact(40, desk(), decision::subjects(item), &other), fact(41, desk(), decision::subjects(item), &of_another)];
    assert_eq!(standing(&document, &facts), [id(300), id(301)]);
    let in_review = StoredFact { is_in_review: true, ..chosen(42, item, 301) };
    assert_eq!(standing(&document, &[in_review]), [id(300), id(301)]);
}

#[test]
fn what_was_decided_against_counts_again_where_the_other_is_withdrawn() {
    let mut document = two_answers();
    let facts = [chosen(40, &open(&document, &[])[0], 301)];
    let withdrawal = Withdrawal { withdraws: vec![id(301)], reason: "other machine".into() };
    put(&mut document, 310, phone(WANG), &withdrawal);
    assert_eq!(standing(&document, &facts), [id(300)]);
}

#[test]
fn of_two_corrections_of_a_note_one_holds() {
    let mut document = document(Word::Visit, VISIT);
    let note = |text: &str, replaces: &[u64]| Note {
        text: text.to_owned(),
        replaces: replaces.iter().copied().map(id).collect(),
        ..Note::default()
    };
    put(&mut document, 300, phone(LI), &note("bearing warm", &[]));
    put(&mut document, 301, phone(LI), &note("bearing hot", &[300]));
    put(&mut document, 302, phone(WANG), &note("bearing worn", &[300]));
    let facts = [chosen(40, &open(&document, &[])[0], 302)];
    let (view, _) = projected(&document, &facts);
    let current: Vec<&str> = crate::entry::current(&view.notes).map(|note| note.value.text.as_str()).collect();
    assert_eq!(current, ["bearing worn"]);
    assert!(open(&document, &facts).is_empty());
}
