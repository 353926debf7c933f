use super::*;
use crate::{
    acceptance::{AcceptanceFact, Verdict as CustomersVerdict},
    answer::Answer,
    approval::{ApprovalFact, RuledLine, Ruling},
    assignment::{self, AssignmentFact, ClaimFact, HandOverFact, OfferFact},
    count::CountFact,
    custody::CustodyFact,
    decision::{DecisionFact, DecisionKind},
    device_merge::{self, DeviceMergedFact},
    entry,
    erasure::{ErasureFact, ErasureScope},
    fact_kind::FactBody,
    giving::{GivenAcceptedFact, GivenFact},
    lifecycle::{LifecycleEvent, LifecycleFact},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    note::{Question, Remark, Reply},
    part_request::RequestLine,
    press::{self, Press},
    proposed_correction::ProposedCorrectionFact,
    quantity::Quantity,
    testing::{ORDER, VISIT, desk, id, phone, press_body},
    time_entry::{TimeEntry, TimeKind},
};
use serde_json::json;

const LEAD: u64 = 21;
const HELPER: u64 = 22;
const EXPERT: u64 = 23;
const FORMER: u64 = 24;
const STRANGER: u64 = 25;
/// One of the contractor's people.
const STAFF: u64 = 26;
/// Of a branch of the company.
const COLLEAGUE: u64 = 27;
/// Of another contractor.
const OTHER_STAFF: u64 = 28;
const CREW: u64 = 29;
const BRANCH: u64 = 62;
const OWN: u64 = 60;
const CONTRACTOR: u64 = 61;
const DEVICE: u64 = 70;
const REQUEST: u64 = 71;
const DOUBLE: u64 = 72;
/// A double already.
const MERGED: u64 = 73;
const VAN: u64 = 80;
const WAREHOUSE: u64 = 81;
const TRANSIT: u64 = 82;
const CUSTOMER: u64 = 83;
const DISCREPANCY: u64 = 84;
const OLD_VAN: u64 = 85;

fn subject(word: Word, number: u64) -> Subject {
    Subject::new(word, id(number))
}

/// Lead, helper, expert and somebody who was replaced; an order given to the contractor; stock locations; the lead's van
/// in epoch 3, and a van that the lead's field device held before.
fn state() -> State {
    let custody = |holder: u64| json!({"field_device": id(holder + 1000), "epoch": 3});
    let visit = json!({"status": "working", "work_order": id(ORDER), "lead": id(LEAD), "helpers": [id(HELPER)],
                       "expert": id(EXPERT), "former": [id(FORMER)]});
    let of_order = json!({"visit": id(VISIT), "status": "working", "lead": id(LEAD), "helpers": [id(HELPER)],
                          "expert": id(EXPERT), "former": [id(FORMER)]});
    let views = [
        (subject(Word::Visit, VISIT), visit),
        (
            subject(Word::WorkOrder, ORDER),
            json!({"number": "WO-1", "status": "under_way", "organisation": id(CONTRACTOR), "visits": [of_order]}),
        ),
        (subject(Word::Device, DEVICE), json!({"merged": [{"device": id(MERGED)}]})),
        (subject(Word::Device, DOUBLE), json!({})),
        (subject(Word::Device, MERGED), json!({"merged_into": id(DEVICE)})),
        (subject(Word::StockLocation, VAN), json!({"kind": "van", "organisation": id(OWN), "custody": custody(LEAD)})),
        (
            subject(Word::StockLocation, OLD_VAN),
            json!({"kind": "van", "custody": {"epoch": 4, "former": [id(LEAD + 1000)]}}),
        ),
        (subject(Word::Organisation, OWN), json!({"kind": "company"})),
        (subject(Word::Organisation, BRANCH), json!({"kind": "branch"})),
        (subject(Word::Organisation, CONTRACTOR), json!({"kind": "contractor"})),
        (subject(Word::User, LEAD), json!({"organisation": id(OWN)})),
        (subject(Word::User, HELPER), json!({"organisation": id(OWN)})),
        (subject(Word::User, COLLEAGUE), json!({"organisation": id(BRANCH)})),
        (subject(Word::User, STAFF), json!({"organisation": id(CONTRACTOR)})),
        (subject(Word::User, OTHER_STAFF), json!({"organisation": id(99)})),
        (subject(Word::Team, CREW), json!({"organisation": id(99)})),
        (subject(Word::FieldDevice, LEAD + 1000), json!({"organisation": id(OWN)})),
        (subject(Word::FieldDevice, STAFF + 1000), json!({"organisation": id(CONTRACTOR)})),
        (subject(Word::StockLocation, WAREHOUSE), json!({"kind": "warehouse"})),
        (subject(Word::StockLocation, TRANSIT), json!({"kind": "in_transit"})),
        (subject(Word::StockLocation, CUSTOMER), json!({"kind": "customer"})),
        (subject(Word::StockLocation, DISCREPANCY), json!({"kind": "discrepancy"})),
    ];
    views.into_iter().map(|(subject, view)| (subject, view.into())).collect()
}

fn rights(author: Author, roles: &[Role], organisation: u64) -> Rights {
    Rights {
        author,
        organisation: id(organisation),
        roles: roles.iter().copied().collect(),
        skills: BTreeSet::new(),
        held: BTreeMap::new(),
        in_scope: BTreeSet::new(),
        suspended: BTreeSet::new(),
        was_in_scope: BTreeSet::new(),
        is_issuing_frozen: false,
    }
}

fn people() -> Vec<(&'static str, Rights)> {
    let all = || -> BTreeSet<Subject> {
        [(Word::WorkOrder, ORDER), (Word::Visit, VISIT), (Word::Device, DEVICE), (Word::PartRequest, REQUEST)]
            .map(|(word, number)| subject(word, number))
            .into()
    };
    let engineer = |user: u64| rights(phone(user), &[Role::Engineer], OWN);
    let office = |role: Role| rights(desk(), &[role], OWN);
    let lead = Rights { held: BTreeMap::from([(id(VAN), 3)]), in_scope: all(), ..engineer(LEAD) };
    vec![
        ("lead", lead),
        ("helper", Rights { in_scope: all(), ..engineer(HELPER) }),
        ("former", Rights { was_in_scope: all(), ..engineer(FORMER) }),
        ("stranger", engineer(STRANGER)),
        ("expert", rights(Author::Console { user: id(EXPERT) }, &[Role::Expert], OWN)),
        ("dispatcher", office(Role::Dispatcher)),
        ("intake", office(Role::IntakeAgent)),
        ("contractor", rights(desk(), &[Role::ContractorDispatcher], CONTRACTOR)),
        ("other contr.", rights(desk(), &[Role::ContractorDispatcher], 99)),
        ("manager", office(Role::ServiceManager)),
        ("inspector", office(Role::QualityInspector)),
        ("complaints", office(Role::ComplaintHandler)),
        ("stock", office(Role::StockKeeper)),
        ("admin", office(Role::Administrator)),
        (
            "link",
            Rights {
                in_scope: BTreeSet::from([subject(Word::Visit, VISIT)]),
                ..rights(Author::CustomerLink { link: id(5) }, &[], OWN)
            },
        ),
        ("rule", rights(Author::rule("plan"), &[], OWN)),
    ]
}

type Action = Box<dyn Fn(&Rights) -> Result<Verdict, Rejected>>;

fn writes(word: Word, number: u64, is_new: bool, writes: Vec<Write>) -> Action {
    Box::new(move |rights| check_writes(rights, subject(word, number), is_new, &writes, &state()))
}

fn fact<T: FactBody + 'static>(subjects: Vec<Subject>, body: T) -> Action {
    Box::new(move |rights| {
        let fact = Fact {
            id: id(9000),
            kind: T::KIND.to_owned(),
            author: rights.author.clone(),
            at: crate::Stamp::default(),
            subjects: subjects.clone(),
            body: fact_kind::body(&body),
        };
        check_fact(rights, &fact, &state())
    })
}

fn time_of(user: u64) -> TimeEntry {
    TimeEntry { kind: TimeKind::Work, user: Some(id(user)), start_ms: 1, end_ms: Some(2), ..TimeEntry::default() }
}

fn question_to(user: u64) -> Question {
    Question { text: "which fuse?".into(), user: Some(id(user)), ..Question::default() }
}

fn custody_of(user: u64) -> Action {
    let device = Some(id(user + 1000));
    let subjects = crate::custody::subjects(id(VAN), device);
    fact(subjects, CustodyFact { field_device: device, user: Some(id(user)), epoch: 4, reason: None })
}

fn set(field: &str, value: Value) -> Write {
    Write::Set { field: field.to_owned(), value }
}

fn moved(reason: MovementReason, from: u64, to: u64, epoch: Option<u32>) -> MovementFact {
    let line = MovementLine {
        part: id(1),
        quantity: Quantity::units(1),
        from: id(from),
        to: id(to),
        condition: Condition::New,
        ..MovementLine::default()
    };
    MovementFact { reason, lines: vec![line], custody_epoch: epoch, ..MovementFact::default() }
}

fn movement_fact(body: MovementFact) -> Action {
    fact(movement::subjects(&body), body)
}

fn actions() -> Vec<(&'static str, Action)> {
    let press_on_visit = |press| fact(press::subjects_of_visit_press(id(VISIT), id(ORDER)), press_body(press));
    let press_on_order = |press| fact(press::subjects_of_order_press(id(ORDER), &[]), press_body(press));
    let on_visit = || assignment::subjects(id(VISIT), id(ORDER));
    let on_order = || assignment::subjects_of_offer(id(ORDER), None);
    let on_device = || vec![subject(Word::Device, DEVICE)];
    let remark = || entry::add(id(300), &Remark { text: "mind the step".into(), replaces: vec![] });
    let reply = Reply { question: id(301), text: "the left one".into(), ..Reply::default() };
    let answer = Answer { step: id(302), value: Some("yes".into()), ..Answer::default() };
    let line = RequestLine { part: id(1), quantity: Quantity::units(1), ..RequestLine::default() };
    let named = vec![set("device", json!(id(DEVICE))), set("title", json!("漏水"))];
    let decision = || DecisionFact { item: id(7), decision: DecisionKind::Decide, ..DecisionFact::default() };
    let on_behalf = MovementFact {
        on_behalf_of: Some(id(VAN)),
        visit: Some(id(VISIT)),
        work_order: Some(id(ORDER)),
        ..moved(MovementReason::Use, DISCREPANCY, CUSTOMER, None)
    };
    let undone = DeviceMergedFact { is_undone: true, reason: Some("two machines".into()), ..Default::default() };
    let approval =
        ApprovalFact { lines: vec![RuledLine { line: id(4), ruling: Ruling::Approved, ..RuledLine::default() }] };
    vec![
        ("order: make for a device", writes(Word::WorkOrder, 900, true, named)),
        ("order: reschedule", writes(Word::WorkOrder, ORDER, false, vec![set("window_start_ms", json!(5))])),
        ("order: give away", writes(Word::WorkOrder, ORDER, false, vec![set("organisation", json!(id(99)))])),
        ("order: other number", writes(Word::WorkOrder, ORDER, false, vec![set("number", json!("WO-000000000"))])),
        ("order: remark", writes(Word::WorkOrder, ORDER, false, vec![remark()])),
        ("visit: plan a new one", writes(Word::Visit, 901, true, vec![set("work_order", json!(id(ORDER)))])),
        ("visit: set its window", writes(Word::Visit, VISIT, false, vec![set("window_start_ms", json!(5))])),
        ("visit: move to another order", writes(Word::Visit, VISIT, false, vec![set("work_order", json!(id(77)))])),
        ("visit: answer a step", writes(Word::Visit, VISIT, false, vec![entry::add(id(303), &answer)])),
        ("visit: reply to a question", writes(Word::Visit, VISIT, false, vec![entry::add(id(304), &reply)])),
        ("device: make", writes(Word::Device, 902, true, vec![set("serial", json!("S-1"))])),
        ("device: remark", writes(Word::Device, DEVICE, false, vec![remark()])),
        ("procedure draft: write", writes(Word::ProcedureDraft, 903, true, vec![set("number", json!("P-1"))])),
        ("part request: make", writes(Word::PartRequest, 904, true, vec![entry::add(id(305), &line)])),
        ("part request: add a line", writes(Word::PartRequest, REQUEST, false, vec![entry::add(id(306), &line)])),
        ("press: reschedule the order", press_on_order(Press::Reschedule)),
        (
            "order: give to a contractor",
            fact(on_order(), GivenFact { organisation: id(99), wants_answer: true, ..GivenFact::default() }),
        ),
        ("order: take it as contractor", fact(on_order(), GivenAcceptedFact::default())),
        ("press: start", press_on_visit(Press::Start)),
        ("press: confirm with customer", press_on_visit(Press::ConfirmWithCustomer)),
        ("press: finish", press_on_visit(Press::Finish)),
        ("press: take the last one back", press_on_visit(Press::TakeBack)),
        ("press: accept the review", press_on_visit(Press::ReviewAccept)),
        ("press: cancel the visit", press_on_visit(Press::Cancel)),
        ("press: verify the order", press_on_order(Press::Verify)),
        ("press: close the order", press_on_order(Press::Close)),
        (
            "assign contr. staff",
            fact(on_visit(), AssignmentFact { lead: Some(id(STAFF)), ..AssignmentFact::default() }),
        ),
        ("offer contr. staff", fact(on_order(), OfferFact { users: vec![id(STAFF)], ..OfferFact::default() })),
        ("assign", fact(on_visit(), AssignmentFact { lead: Some(id(LEAD)), ..AssignmentFact::default() })),
        ("offer", fact(on_order(), OfferFact { users: vec![id(LEAD)], ..OfferFact::default() })),
        (
            "assign another contr.'s",
            fact(on_visit(), AssignmentFact { lead: Some(id(OTHER_STAFF)), ..AssignmentFact::default() }),
        ),
        ("assign nobody known", fact(on_visit(), AssignmentFact { lead: Some(id(999)), ..AssignmentFact::default() })),
        ("offer to a foreign team", fact(on_order(), OfferFact { teams: vec![id(CREW)], ..OfferFact::default() })),
        ("claim", fact(on_order(), ClaimFact { offer: id(6) })),
        ("hand over", fact(on_visit(), HandOverFact { to: id(HELPER), reason: "ill".into(), follows: None })),
        (
            "hand over to a branch",
            fact(on_visit(), HandOverFact { to: id(COLLEAGUE), reason: "ill".into(), follows: None }),
        ),
        (
            "hand over to contr. staff",
            fact(on_visit(), HandOverFact { to: id(STAFF), reason: "ill".into(), follows: None }),
        ),
        ("time of a helper", writes(Word::Visit, VISIT, false, vec![entry::add(id(307), &time_of(HELPER))])),
        ("time of somebody else", writes(Word::Visit, VISIT, false, vec![entry::add(id(308), &time_of(STAFF))])),
        ("question to a branch", writes(Word::Visit, VISIT, false, vec![entry::add(id(309), &question_to(COLLEAGUE))])),
        (
            "question to another contr.",
            writes(Word::Visit, VISIT, false, vec![entry::add(id(310), &question_to(OTHER_STAFF))]),
        ),
        (
            "acceptance",
            fact(on_visit(), AcceptanceFact { verdict: CustomersVerdict::Accepted, ..AcceptanceFact::default() }),
        ),
        (
            "rating",
            fact(
                on_visit(),
                crate::rating::RatingFact {
                    questionnaire: id(3),
                    questionnaire_version: 1,
                    given_on: crate::rating::RatedOn::Link,
                    answers: BTreeMap::from([("overall".to_owned(), 5)]),
                    ..Default::default()
                },
            ),
        ),
        ("decide on a visit", fact(vec![subject(Word::Visit, VISIT)], decision())),
        ("decide on stock", fact(vec![subject(Word::StockLocation, VAN)], decision())),
        (
            "life-cycle event",
            fact(on_device(), LifecycleFact { event: LifecycleEvent::Installed, ..LifecycleFact::default() }),
        ),
        (
            "bind a code",
            fact(on_device(), crate::code_binding::CodeBindingFact { code: "7K".into(), ..Default::default() }),
        ),
        ("merge a double", fact(device_merge::subjects(id(DOUBLE), id(DEVICE)), DeviceMergedFact::default())),
        ("merge into a double", fact(device_merge::subjects(id(DOUBLE), id(MERGED)), DeviceMergedFact::default())),
        ("take a merge back", fact(device_merge::subjects(id(MERGED), id(DEVICE)), undone)),
        (
            "propose a correction",
            fact(
                on_device(),
                ProposedCorrectionFact {
                    field: "serial".into(),
                    proposed: json!("S-2"),
                    ..ProposedCorrectionFact::default()
                },
            ),
        ),
        ("use from the van", movement_fact(moved(MovementReason::Use, VAN, CUSTOMER, Some(3)))),
        ("use from the van, older epoch", movement_fact(moved(MovementReason::Use, VAN, CUSTOMER, Some(2)))),
        ("use from a van no longer held", movement_fact(moved(MovementReason::Use, OLD_VAN, CUSTOMER, Some(3)))),
        ("use on behalf of the van", movement_fact(on_behalf)),
        ("issue from the warehouse", movement_fact(moved(MovementReason::Issue, WAREHOUSE, TRANSIT, None))),
        ("into the van without transit", movement_fact(moved(MovementReason::Issue, WAREHOUSE, VAN, None))),
        (
            "accept into the van",
            movement_fact(MovementFact { issue: Some(id(8)), ..moved(MovementReason::Accept, TRANSIT, VAN, None) }),
        ),
        ("return from the van", movement_fact(moved(MovementReason::Return, VAN, TRANSIT, Some(3)))),
        ("old part back into the van", movement_fact(moved(MovementReason::Return, CUSTOMER, VAN, None))),
        ("settle the van", movement_fact(moved(MovementReason::Settle, VAN, DISCREPANCY, None))),
        (
            "count the van",
            fact(
                vec![subject(Word::StockLocation, VAN)],
                CountFact { is_complete: true, custody_epoch: Some(3), ..CountFact::default() },
            ),
        ),
        ("give custody", fact(vec![subject(Word::StockLocation, VAN)], CustodyFact::default())),
        ("give custody to the lead", custody_of(LEAD)),
        ("give custody to contr. staff", custody_of(STAFF)),
        ("approve parts", fact(vec![subject(Word::PartRequest, REQUEST)], approval)),
        (
            "order erasure",
            fact(
                on_device(),
                ErasureFact {
                    scope: ErasureScope::Subject,
                    reason: "asked for by the person".into(),
                    ..ErasureFact::default()
                },
            ),
        ),
    ]
}

#[test]
fn who_may_do_what() {
    let people = people();
    let mut table = format!("{:<31}", "");
    for (name, _) in &people {
        table.push_str(&format!("{name:<13}"));
    }
    for (name, action) in actions() {
        table.push_str(&format!("\n{name:<31}"));
        for (_, rights) in &people {
            let cell = match action(rights) {
                Ok(Verdict::Accept) => "yes".to_owned(),
                Ok(Verdict::Review(_)) => "review".to_owned(),
                Err(rejected) if rejected.code == RejectedCode::Forbidden => "-".to_owned(),
                Err(rejected) => rejected.code.as_str().to_owned(),
            };
            table.push_str(&format!("{cell:<13}"));
        }
    }
    let lines: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_fact_in_somebody_elses_name_is_refused() {
    let body = press_body(Press::Start);
    let fact = Fact {
        id: id(1),
        kind: "press".into(),
        author: phone(HELPER),
        at: crate::Stamp::default(),
        subjects: press::subjects_of_visit_press(id(VISIT), id(ORDER)),
        body: fact_kind::body(&body),
    };
    let lead = &people()[0].1;
    assert_eq!(check_fact(lead, &fact, &state()).unwrap_err().code, RejectedCode::OtherAuthor);
}

#[test]
fn a_press_that_names_another_order_than_the_visits_is_refused() {
    let lead = &people()[0].1;
    let action = fact(press::subjects_of_visit_press(id(VISIT), id(88)), press_body(Press::Start));
    assert_eq!(action(lead).unwrap_err().code, RejectedCode::WrongShape);
}

#[test]
fn issuing_stands_still_after_a_restore_until_every_van_was_heard() {
    let keeper = Rights { is_issuing_frozen: true, ..rights(desk(), &[Role::StockKeeper], OWN) };
    let issue = movement_fact(moved(MovementReason::Issue, WAREHOUSE, TRANSIT, None));
    assert_eq!(issue(&keeper).unwrap_err().code, RejectedCode::Frozen);
}

#[test]
fn work_on_a_cancelled_visit_is_reviewed_and_the_parts_used_there_count() {
    let mut state = state();
    let mut visit: Value = state[&subject(Word::Visit, VISIT)].read().unwrap();
    visit["status"] = json!("cancelled");
    state.insert(subject(Word::Visit, VISIT), visit.into());
    let lead = &people()[0].1;
    let answer = Answer { step: id(302), value: Some("yes".into()), ..Answer::default() };
    let writes = [entry::add(id(303), &answer)];
    assert_eq!(
        check_writes(lead, subject(Word::Visit, VISIT), false, &writes, &state),
        Ok(Verdict::Review(ReviewReason::AfterCancelled))
    );
}

#[test]
fn every_reason_for_review_is_a_sentence_in_both_languages() {
    for reason in ReviewReason::ALL.iter().chain([&ReviewReason::Unknown]) {
        assert!(reason.en().ends_with('.') && reason.zh().ends_with('。'), "{reason}");
    }
}
