//! V's bytes are what signatures are over: a change of one byte here is a new format, not an edit of the snapshot.

use onsite_domain::{
    Author, Id, Language, Quantity, Text,
    acceptance::{AcceptanceFact, DeviceState, Verdict},
    answer::Answer,
    customer::Customer,
    entry::{Decided, Listed},
    id::Hash,
    note::Note,
    part::Part,
    part_usage::PartUsage,
    photo::Photo,
    settings::Settings,
    signature::Signed,
    step::{Measurement, Step, StepKind},
    user::User,
    visit::VisitView,
    visit_step::VisitStep,
    work_order::WorkOrderView,
};
use onsite_report::{ReportData, ReportError, Sources, StepAnswerShown};
use std::collections::BTreeMap;

fn id(number: u128) -> Id {
    Id::from_parts(1, number)
}

fn listed<T>(number: u128, value: T) -> Listed<T> {
    let by = Some(Author::FieldDevice { field_device: id(2), user: id(3) });
    Listed { id: id(number), by, at_ms: 1_000, received_ms: None, is_current: true, decided: None, value }
}

fn visit() -> VisitView {
    let measurement = Measurement { unit: "kPa".to_owned(), low: Some("350".to_owned()), ..Measurement::default() };
    let step = Step {
        id: id(10),
        kind: StepKind::Measurement,
        title: Text::new("吸气压力", "Suction pressure"),
        measurement: Some(measurement),
        ..Step::default()
    };
    let answer = Answer { step: id(11), value: Some("400".to_owned()), ..Answer::default() };
    let photo = |byte| Photo { hash: Hash([byte; 32]), ..Photo::default() };
    let internal = Note { text: "门卡在前台".to_owned(), ..Note::default() };
    let told = Note { text: "一年后更换滤网".to_owned(), is_for_customer: true, ..Note::default() };
    VisitView {
        work_order: Some(id(1)),
        lead: Some(id(3)),
        zone: Some("Asia/Shanghai".to_owned()),
        steps: vec![listed(11, VisitStep { step, ..VisitStep::default() })],
        answers: vec![listed(12, answer)],
        part_usages: vec![listed(13, PartUsage { part: id(20), quantity: Quantity(1_500), ..PartUsage::default() })],
        notes: vec![listed(14, internal), listed(15, told)],
        photos: vec![listed(16, photo(9)), listed(17, photo(4)), listed(18, photo(9))],
        ..VisitView::default()
    }
}

fn report(visit: &VisitView, language: Language) -> ReportData {
    let order = WorkOrderView { number: Some("WO-000000000".to_owned()), ..WorkOrderView::default() };
    let customer = Customer { name: Text::new("示例医院", "Example Hospital"), ..Customer::default() };
    let people = BTreeMap::from([(id(3), User { name: Text::new("李伟", "Li Wei"), ..User::default() })]);
    let part = Part { number: "F-12".to_owned(), name: Text::new("滤网", "Filter"), ..Part::default() };
    let acceptance = AcceptanceFact {
        verdict: Verdict::Accepted,
        device_state: Some(DeviceState::Working),
        ..AcceptanceFact::default()
    };
    ReportData::of(&Sources {
        language,
        over: Signed::Report,
        entry: None,
        settings: &Settings::default(),
        root_fingerprint: Some(Hash([7; 32])),
        visit_id: id(2),
        visit,
        order: &order,
        customer: Some(&customer),
        site: None,
        contact: None,
        device: None,
        people: &people,
        parts: &BTreeMap::from([(id(20), part)]),
        tools: &BTreeMap::new(),
        fault_codes: &BTreeMap::new(),
        contracts: &BTreeMap::new(),
        warranties: &BTreeMap::new(),
        locations: &BTreeMap::new(),
        handover: None,
        acceptance: Some(&acceptance),
        as_at_ms: 9_000_000_000_000,
    })
}

#[test]
fn the_canonical_bytes_of_a_report_never_change() {
    let data = report(&visit(), Language::En);
    insta::assert_snapshot!(String::from_utf8(data.to_bytes()).unwrap());
    insta::assert_snapshot!(data.hash());
}

#[test]
fn the_order_in_which_photos_came_does_not_matter_and_internal_notes_stay_inside() {
    let mut other = visit();
    other.photos.reverse();
    let (one, two) = (report(&visit(), Language::Zh), report(&other, Language::Zh));
    assert_eq!(one.to_bytes(), two.to_bytes());
    assert_eq!(one.photo_hashes(), [Hash([4; 32]), Hash([9; 32])]);
    assert_eq!(one.notes.len(), 1);
    assert_ne!(one.hash(), report(&visit(), Language::En).hash(), "another language is another view");
}

#[test]
fn where_somebody_decided_between_answers_the_report_has_the_one_that_holds_and_says_so() {
    let mut visit = visit();
    let other = Answer { step: id(11), value: Some("380".to_owned()), ..Answer::default() };
    let by = Author::Console { user: id(3) };
    let decided = Decided { holds: id(12), by, at_ms: 5_000, received_ms: None, reason: Some("inside".to_owned()) };
    visit.answers.push(Listed { is_current: false, decided: Some(decided), ..listed(19, other) });
    let data = report(&visit, Language::En);
    let [step] = data.steps.as_slice() else { panic!("{:?}", data.steps) };
    let values = |answers: &[StepAnswerShown]| answers.iter().map(|answer| answer.value.clone()).collect::<Vec<_>>();
    let told = step.decided.as_ref().unwrap();
    assert_eq!((values(&step.answers), values(&told.others)), (vec!["400".to_owned()], vec!["380".to_owned()]));
    assert_eq!((told.person.en.as_str(), told.at_ms), ("Li Wei", 5_000));
    assert!(!String::from_utf8(data.to_bytes()).unwrap().contains("inside"), "why is not the customer's to read");
}

#[test]
fn a_report_reads_back_and_another_version_says_so() {
    let data = report(&visit(), Language::Zh);
    assert_eq!(ReportData::from_bytes(&data.to_bytes()).unwrap(), data);
    let older = br#"{"format":"onsite/report/v1","company":"a text where there is more today"}"#;
    assert!(matches!(ReportData::from_bytes(older), Err(ReportError::OtherFormat(format)) if format.ends_with("v1")));
    let newer = ReportData { format: "onsite/report/v9".to_owned(), ..data };
    assert!(matches!(ReportData::from_bytes(&newer.to_bytes()), Err(ReportError::OtherFormat(_))));
    assert!(matches!(ReportData::from_bytes(b"{\"format\":"), Err(ReportError::Unreadable { .. })));
}
