//! Fields that the company defined for itself, filled in without a network.

use crate::{
    office::{Delivery, Office, id},
    scene::*,
};
use onsite_core::{device::NewDevice, jobs::NewOrder, press::VisitPress};
use onsite_domain::{
    Id, RejectedCode, Subject, Text, Word,
    field_definition::{FieldDefinition, FieldKind},
    missing::MissingKind,
    order_kind::Kind,
    press::Press,
    step::StepChoice,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const METER: u128 = 800;
const HAZARDS: u128 = 801;
const COST_CENTRE: u128 = 802;

fn define(app: &onsite_core::App) {
    let field = |word, kind, label: &str| FieldDefinition {
        extends: Some(word),
        kind,
        label: Text::same(label),
        ..FieldDefinition::default()
    };
    let choice = |value: &str| StepChoice { value: value.into(), label: Text::same(value), is_fault: false };
    let mut office = Delivery::to(app);
    office
        .record(
            Word::FieldDefinition,
            id(METER),
            &FieldDefinition {
                is_required: true,
                low: Some("0".to_owned()),
                order_kinds: vec![Kind::Repair],
                ..field(Word::Visit, FieldKind::Number, "仪表读数")
            },
        )
        .record(
            Word::FieldDefinition,
            id(HAZARDS),
            &FieldDefinition {
                choices: vec![choice("gas"), choice("height")],
                ..field(Word::Device, FieldKind::Choices, "危险源")
            },
        )
        .record(
            Word::FieldDefinition,
            id(COST_CENTRE),
            &FieldDefinition { is_required: true, ..field(Word::WorkOrder, FieldKind::Text, "成本中心") },
        );
    office.arrive();
}

fn values(field: u128, value: Value) -> BTreeMap<Id, Value> {
    BTreeMap::from([(id(field), value)])
}

#[test]
fn a_visit_lacks_what_the_company_requires_until_it_is_filled_in() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    define(&app);
    work(&mut app, &office);
    answer_all(&mut app);
    let [missing] = app.missing_of_visit(id(VISIT)).unwrap().try_into().unwrap();
    assert_eq!((missing.kind, missing.field), (MissingKind::Field, Some(id(METER).to_string())));
    let refused = app.press_visit(id(VISIT), VisitPress::new(Press::Finish)).unwrap_err();
    assert!(refused.to_string().contains("仪表读数"), "it is called by its name: {refused}");

    let visit = Subject::new(Word::Visit, id(VISIT));
    for (wrong, expected) in [(json!("-1"), RejectedCode::OutOfRange), (json!("viel"), RejectedCode::WrongShape)] {
        assert_eq!(code(app.fill_own_fields(visit, values(METER, wrong)).unwrap_err()), expected);
    }
    let of_device = app.fill_own_fields(visit, values(HAZARDS, json!(["gas"]))).unwrap_err();
    assert_eq!(code(of_device), RejectedCode::UnknownPath);
    app.fill_own_fields(visit, values(METER, json!("118.5"))).unwrap();
    assert_eq!(app.missing_of_visit(id(VISIT)).unwrap(), []);
    assert_eq!(code(app.fill_own_fields(visit, values(METER, Value::Null)).unwrap_err()), RejectedCode::Missing);

    let device = Subject::new(Word::Device, id(CHILLER));
    app.fill_own_fields(device, values(HAZARDS, json!(["gas", "height"]))).unwrap();
    assert_eq!(app.device(id(CHILLER)).unwrap().ext[&id(HAZARDS).to_string()], json!("gas\nheight"));
}

#[test]
fn what_is_made_in_the_field_is_asked_for_it_too() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    define(&app);
    let new =
        || NewOrder {
            kind: Kind::Repair, title: "漏水".to_owned(), device: Some(id(CHILLER)), ..NewOrder::default()
        };
    assert_eq!(code(app.new_order(new()).unwrap_err()), RejectedCode::Missing);
    let made = app.new_order(NewOrder { ext: values(COST_CENTRE, json!("K-12")), ..new() }).unwrap();
    let follow = NewOrder { kind: Kind::Repair, title: "更换".to_owned(), ..NewOrder::default() };
    let follow = app.follow_up_order(made.work_order, follow).unwrap();
    let order = app.work_order(follow.work_order).unwrap();
    assert_eq!(order.ext[&id(COST_CENTRE).to_string()], json!("K-12"), "it goes on with what the first one had");

    let device = NewDevice { serial: Some("X-1".to_owned()), site: Some(id(BASEMENT)), ..NewDevice::default() };
    let device = NewDevice { ext: values(HAZARDS, json!(["height"])), ..device };
    let device = app.new_device(device).unwrap().id;
    assert_eq!(app.device(device).unwrap().ext, BTreeMap::from([(id(HAZARDS).to_string(), json!("height"))]));
}
