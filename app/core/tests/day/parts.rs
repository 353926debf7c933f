//! Parts between vans, helpers and the warehouse.

use crate::{
    office::{Delivery, Office, id},
    scene::*,
};
use onsite_core::{
    part_request::Counted,
    part_usage::UsedPart,
    stock::{CountedPart, HandedPart},
};
use onsite_domain::{
    Quantity, RejectedCode,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part_request::PartRequestStatus,
};

#[test]
fn a_helper_without_custody_uses_parts_of_the_leads_van_as_a_discrepancy() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(WANG_PHONE), id(WANG));
    deliver(&app);
    let used = UsedPart {
        part: id(FILTER),
        quantity: Quantity::units(1),
        van: Some(id(VAN_LI)),
        part_out: Some(id(FILTER)),
        ..UsedPart::default()
    };
    let used = app.use_part(id(VISIT), used).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 2_000, "only its holder debits a van");
    assert_eq!(stock(&app, DISCREPANCY, FILTER), -1_000);
    assert_eq!(app.stock_location(id(VAN_LI)).unwrap().discrepancies.len(), 1);
    assert_eq!(app.visit(id(VISIT)).unwrap().part_usages[0].value.location, id(VAN_LI));
    app.take_back_part(id(VISIT), used.id, "用错了").unwrap();
    assert_eq!(stock(&app, DISCREPANCY, FILTER), 0);
}

#[test]
fn a_part_goes_from_van_to_van_by_a_scanned_text_and_only_once() {
    let office = Office::new();
    let (at_li, at_wang) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut li = office.phone(at_li.path(), id(LI_PHONE), id(LI));
    let mut wang = office.phone(at_wang.path(), id(WANG_PHONE), id(WANG));
    deliver(&li);
    deliver(&wang);
    let part = HandedPart {
        part: id(FILTER),
        quantity: Quantity::units(2),
        condition: Condition::New,
        ..HandedPart::default()
    };
    let handed = wang.hand_over_part(&[part], None).unwrap();
    assert!(handed.text.len() < 2_900, "{} characters do not fit into a QR code", handed.text.len());
    assert_eq!(wang.hand_over_text(handed.done.id).unwrap(), handed.text);
    assert_eq!(stock(&wang, VAN_WANG, FILTER), 2_000);

    let mut damaged = handed.text.clone();
    damaged.replace_range(40..41, if &damaged[40..41] == "A" { "B" } else { "A" });
    for text in ["", "https://onsite.example/d/7F3K9X", damaged.as_str(), handed.text[..200].as_ref()] {
        assert!(li.take_over_part(text, None).is_err(), "{text}");
    }
    assert_eq!(stock(&li, VAN_LI, FILTER), 2_000);
    li.take_over_part(&handed.text, Some(&[Quantity::units(1)])).unwrap();
    assert_eq!(stock(&li, VAN_LI, FILTER), 3_000);
    assert_eq!(stock(&li, TRANSIT, FILTER), 1_000, "what is missing stays in transit for the stock keeper");
    assert_eq!(code(li.take_over_part(&handed.text, None).unwrap_err()), RejectedCode::IdTaken);

    let counted = CountedPart {
        part: id(FILTER),
        condition: Condition::New,
        counted: Quantity::units(4),
        ..CountedPart::default()
    };
    li.count_van(&[counted], false, None).unwrap();
    assert!(li.attention(10).unwrap().iter().any(|item| item.kind.as_str() == "count_difference"));
}

#[test]
fn issued_parts_are_accepted_with_the_quantity_that_was_in_the_box() {
    use onsite_core::part_request::{NewPartRequest, RequestedPart, ReturnedPart};
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let wanted = RequestedPart { part: id(FILTER), quantity: Quantity::units(3), ..RequestedPart::default() };
    let new = NewPartRequest { visit: Some(id(VISIT)), lines: vec![wanted], ..NewPartRequest::default() };
    let request = app.request_parts(new).unwrap().id;
    let line = app.part_request(request).unwrap().lines[0].id;
    assert_eq!(code(app.accept_issued(request, &[]).unwrap_err()), RejectedCode::NotFound);
    let mut office = Delivery::to(&app);
    let body = MovementFact {
        reason: MovementReason::Issue,
        part_request: Some(request),
        lines: vec![MovementLine {
            part: id(FILTER),
            quantity: Quantity::units(3),
            from: id(WAREHOUSE),
            to: id(TRANSIT),
            condition: Condition::New,
            request_line: Some(line),
            ..MovementLine::default()
        }],
        ..MovementFact::default()
    };
    office.fact(movement::subjects(&body), &body);
    office.arrive();
    app.accept_issued(request, &[Counted { line, quantity: Quantity::units(2) }]).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 4_000);
    assert_eq!(stock(&app, TRANSIT, FILTER), 1_000);
    let view = app.part_request(request).unwrap();
    assert_eq!((view.work_order, view.progress[0].accepted), (Some(id(ORDER)), Quantity::units(2)));
    assert_eq!(view.status, PartRequestStatus::Issued);
    let back = ReturnedPart {
        part: id(FILTER),
        quantity: Quantity::units(4),
        condition: Condition::New,
        ..ReturnedPart::default()
    };
    app.return_parts(&[back], None, Some("用不上".to_owned())).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 0);
}

#[test]
fn a_piece_that_turns_out_broken_leaves_the_balance_it_lies_in() {
    use onsite_core::part_request::ReturnedPart;
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let back = ReturnedPart {
        part: id(COMPRESSOR),
        quantity: Quantity::units(1),
        condition: Condition::Defective,
        serial: Some("SN-77".to_owned()),
        ..ReturnedPart::default()
    };
    app.return_parts(&[back], None, Some("dead on arrival".to_owned())).unwrap();
    let van = app.stock_location(id(VAN_LI)).unwrap();
    assert!(van.balances.iter().all(|balance| balance.part != id(COMPRESSOR)), "{:?}", van.balances);
    let transit = app.stock_location(id(TRANSIT)).unwrap();
    let there = transit.balances.iter().find(|balance| balance.part == id(COMPRESSOR)).unwrap();
    assert_eq!((there.condition, there.quantity), (Condition::New, Quantity::units(1)), "as the books had it");
}

#[test]
fn every_way_out_of_the_van_takes_what_the_van_holds() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let handed = HandedPart {
        part: id(FILTER),
        quantity: Quantity::units(1),
        condition: Condition::GoodUsed,
        ..HandedPart::default()
    };
    app.hand_over_part(&[handed], None).unwrap();
    let used = UsedPart {
        part: id(FILTER),
        quantity: Quantity::units(1),
        condition: Some(Condition::GoodUsed),
        ..UsedPart::default()
    };
    let used = app.use_part(id(VISIT), used).unwrap();
    let filters = |app: &onsite_core::App| {
        let held = app.stock_location(id(VAN_LI)).unwrap().balances;
        held.into_iter().filter(|balance| balance.part == id(FILTER)).collect::<Vec<_>>()
    };
    assert_eq!(filters(&app), [], "two new ones are gone, and nothing is below zero");
    app.take_back_part(id(VISIT), used.id, "wrong one").unwrap();
    let back = filters(&app);
    assert_eq!((back.len(), back[0].condition, back[0].quantity), (1, Condition::New, Quantity::units(1)));
}

#[test]
fn what_the_warehouse_sends_without_a_request_is_counted_into_the_van_once() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let mut sent = Delivery::to(&app);
    let issue = |destination| MovementFact {
        reason: MovementReason::Issue,
        destination: Some(id(destination)),
        note: Some("for tomorrow".to_owned()),
        lines: vec![MovementLine {
            part: id(FILTER),
            quantity: Quantity::units(3),
            from: id(WAREHOUSE),
            to: id(TRANSIT),
            condition: Condition::New,
            ..MovementLine::default()
        }],
        ..MovementFact::default()
    };
    for destination in [VAN_LI, VAN_WANG] {
        let body = issue(destination);
        sent.fact(movement::subjects(&body), &body);
    }
    sent.arrive();
    let parcels = app.incoming_parcels().unwrap();
    assert_eq!(parcels.len(), 1, "another van's parcel is not mine");
    let parcel = parcels[0].issue;
    assert_eq!(parcels[0].note.as_deref(), Some("for tomorrow"));
    assert_eq!(code(app.accept_parcel(parcel, Some(&[])).unwrap_err()), RejectedCode::WrongShape);
    app.accept_parcel(parcel, Some(&[Quantity::units(2)])).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 4_000);
    assert_eq!(app.incoming_parcels().unwrap(), []);
    assert_eq!(code(app.accept_parcel(parcel, None).unwrap_err()), RejectedCode::NotFound);
}
