use super::*;
use crate::{
    Subject,
    approval::RuledLine,
    fact_kind::FactBody,
    movement::MovementLine,
    project::project,
    testing::{LI, desk, document, fact, id, phone, put},
};

const REQUEST: u64 = 71;
const LINE: u64 = 300;

fn projected(document: &DocumentState, facts: &[StoredFact]) -> (PartRequestView, Vec<AttentionItem>) {
    let subject = Subject::new(Word::PartRequest, id(REQUEST));
    let projection = project(&Sources { subject, record: None, document: Some(document), facts });
    (serde_json::from_str(&projection.view.unwrap()).unwrap(), projection.attention)
}

fn moved(at: u64, reason: MovementReason, units: i64) -> StoredFact {
    let line = MovementLine {
        part: id(90),
        quantity: Quantity::units(units),
        from: id(81),
        to: id(82),
        condition: Condition::New,
        request_line: Some(id(LINE)),
        ..MovementLine::default()
    };
    let body = MovementFact { reason, lines: vec![line], part_request: Some(id(REQUEST)), ..MovementFact::default() };
    assert_eq!(body.check(), Ok(()));
    fact(at, desk(), crate::movement::subjects(&body), &body)
}

#[test]
fn a_request_goes_from_wanted_over_issued_to_accepted() {
    let mut document = document(Word::PartRequest, REQUEST);
    assert_eq!(projected(&document, &[]).0.status, PartRequestStatus::Empty);
    let line = RequestLine { part: id(90), quantity: Quantity::units(3), ..RequestLine::default() };
    put(&mut document, LINE, phone(LI), &line);
    let (view, attention) = projected(&document, &[]);
    assert_eq!(view.status, PartRequestStatus::Requested);
    assert_eq!(attention[0].kind, AttentionKind::PartsWanted);

    let ruled = RuledLine {
        line: id(LINE),
        ruling: Ruling::Approved,
        quantity: Some(Quantity::units(2)),
        ..RuledLine::default()
    };
    let approved = ApprovalFact { lines: vec![ruled] };
    let mut facts = vec![fact(1, desk(), vec![Subject::new(Word::PartRequest, id(REQUEST))], &approved)];
    let (view, attention) = projected(&document, &facts);
    assert_eq!(view.status, PartRequestStatus::Approved);
    assert!(attention.is_empty());
    for (at, reason, units, status) in [
        (2, MovementReason::Issue, 1, PartRequestStatus::PartlyIssued),
        (3, MovementReason::Issue, 1, PartRequestStatus::Issued),
        (4, MovementReason::Accept, 2, PartRequestStatus::Accepted),
    ] {
        facts.push(moved(at, reason, units));
        assert_eq!(projected(&document, &facts).0.status, status);
    }
}

#[test]
fn a_refused_request_needs_no_more_attention() {
    let mut document = document(Word::PartRequest, REQUEST);
    let line = RequestLine { part: id(90), quantity: Quantity::units(3), ..RequestLine::default() };
    put(&mut document, LINE, phone(LI), &line);
    let ruled = RuledLine {
        line: id(LINE),
        ruling: Ruling::Refused,
        reason: Some("use the old one".into()),
        ..RuledLine::default()
    };
    let refused = ApprovalFact { lines: vec![ruled] };
    let facts = [fact(1, desk(), vec![Subject::new(Word::PartRequest, id(REQUEST))], &refused)];
    let (view, attention) = projected(&document, &facts);
    assert_eq!(view.status, PartRequestStatus::Refused);
    assert!(attention.is_empty());
}
