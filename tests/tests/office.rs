//! The desk on a real server store: orders, offers, parts, attention.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where they cannot go on"
)]

use onsite_domain::{
    Author, Id, Quantity, Subject, Word,
    approval::{RuledLine, Ruling},
    assignment::{ClaimEnd, ClaimFact, ClaimLostFact},
    attention::{AttentionKind, AttentionState},
    command::{Command, NewFact},
    document::Write,
    entry,
    fact_kind::{self, FactBody as _},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    number::WorkOrderNumber,
    order_kind::Kind,
    part_request::{PartRequestStatus, PartRequestView, RequestLine},
    press::Press,
    stock::StockLocationView,
    visit::VisitView,
    work_order::WorkOrderView,
    work_order_status::WorkOrderStatus,
};
use onsite_server::{
    ServerError, ServerKeys, ServerStore, StoreOptions,
    office::{Choice, CountedLine, IssuedLine, NewWorkOrder, Team},
};
use onsite_store::{Touched, derived, fact, ports::Ports};
use serde_json::{Value, json};

struct Desk {
    store: ServerStore,
    _directory: tempfile::TempDir,
}

fn id(n: u64) -> Id {
    Id::from_parts(1_000 + n, u128::from(n))
}

const COMPANY: u64 = 1;
const WANG: u64 = 2;
const LI: u64 = 3;
const ZHAO: u64 = 4;
const CUSTOMER: u64 = 5;
const SITE: u64 = 6;
const PROCEDURE: u64 = 7;
const PART: u64 = 8;
const WAREHOUSE: u64 = 9;
const VAN: u64 = 10;

/// The dispatcher and stock keeper.
fn wang() -> Author {
    Author::Console { user: id(WANG) }
}

impl Desk {
    fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut ports = Ports::system();
        let (keys, _) = ServerKeys::generate(&mut ports).unwrap();
        let options = StoreOptions { directory: directory.path(), keys, ports, vfs: None };
        let mut store = ServerStore::open(options).unwrap();
        let text = |zh: &str, en: &str| json!({"zh": zh, "en": en});
        let company = id(COMPANY);
        let user = |login: &str, roles: Value| json!({"login": login, "name": text(login, login), "organisation": company, "roles": roles});
        let location = |kind: &str, name: &str| json!({"kind": kind, "number": name, "name": text(name, name), "organisation": company});
        let step = |n: u64, title: &str| json!({"id": id(n), "kind": "check", "title": text(title, title)});
        let records = [
            (Word::Organisation, COMPANY, json!({"kind": "company", "name": text("示例", "Example")})),
            (Word::User, WANG, user("wang", json!(["dispatcher", "stock_keeper", "administrator"]))),
            (Word::User, LI, user("li", json!(["engineer"]))),
            (Word::User, ZHAO, user("zhao", json!(["engineer"]))),
            (
                Word::Customer,
                CUSTOMER,
                json!({"name": text("客户", "Customer"), "organisation": company, "language": "en"}),
            ),
            (
                Word::Site,
                SITE,
                json!({"customer": id(CUSTOMER), "name": text("地点", "Site"), "zone": "Asia/Shanghai"}),
            ),
            (
                Word::Procedure,
                PROCEDURE,
                json!({"number": "P-1", "revision": 3, "name": text("保养", "Maintenance"),
                       "steps": [step(100, "Look"), step(101, "Clean")]}),
            ),
            (
                Word::Part,
                PART,
                json!({"number": "SEAL", "name": text("密封圈", "Seal"), "base_unit": "pcs", "tracked_by": "none"}),
            ),
            (Word::StockLocation, WAREHOUSE, location("warehouse", "WH")),
            (Word::StockLocation, VAN, location("van", "VAN")),
            (Word::StockLocation, 20, location("in_transit", "IT")),
            (Word::StockLocation, 21, location("supplier", "SU")),
            (Word::StockLocation, 22, location("discrepancy", "DI")),
            (Word::StockLocation, 23, location("customer", "CU")),
        ];
        store
            .run(|store| {
                let mut touched = Touched::new();
                for (word, n, body) in records {
                    store.put_record(&Author::rule("setup"), Subject::new(word, id(n)), body, &mut touched)?;
                }
                store.finish(&touched)
            })
            .unwrap();
        Self { store, _directory: directory }
    }

    fn view<T: serde::de::DeserializeOwned>(&self, word: Word, id: Id) -> T {
        derived::view_as(self.store.database(), Subject::new(word, id)).unwrap().expect("the view is there")
    }

    fn order(&mut self) -> (Id, Id) {
        let order = NewWorkOrder {
            kind: Kind::Maintain,
            site: Some(id(SITE)),
            procedure: Some(id(PROCEDURE)),
            title: Some("水泵保养".to_owned()),
            ..NewWorkOrder::default()
        };
        let created = self.store.run(|store| store.create_work_order(&wang(), order)).unwrap();
        (created.work_order, created.visit.unwrap())
    }

    /// As the user's phone would have brought it.
    fn claim(&mut self, user: u64, order: Id, offer: Id) -> Result<(), ServerError> {
        let phone = Author::FieldDevice { field_device: id(900 + user), user: id(user) };
        let subject = Subject::new(Word::WorkOrder, order);
        self.store.run(|store| {
            let claim = NewFact {
                id: store.ports().new_id(),
                kind: ClaimFact::KIND.to_owned(),
                subjects: vec![subject],
                body: fact_kind::body(&ClaimFact { offer }),
            };
            let mut rights = store.rights_of(&phone)?;
            rights.in_scope.insert(subject);
            store.commit_command(&phone, &rights, &Command::new("claim").fact(claim), &Default::default()).map(|_| ())
        })
    }

    /// A movement by somebody; a phone's with the order and its visit in reach.
    fn move_stock(&mut self, author: &Author, body: &MovementFact) -> Id {
        self.store
            .run(|store| {
                let new = store.ports().new_id();
                let subjects = movement::subjects(body);
                let mut rights = store.rights_of(author)?;
                rights.in_scope.extend(subjects.iter().copied());
                let fact =
                    NewFact { id: new, kind: MovementFact::KIND.to_owned(), subjects, body: fact_kind::body(body) };
                store.commit_command(author, &rights, &Command::new("move").fact(fact), &Default::default())?;
                Ok(new)
            })
            .unwrap()
    }

    fn in_van(&self) -> Vec<(Condition, i64)> {
        let view: StockLocationView = self.view(Word::StockLocation, id(VAN));
        view.balances.iter().map(|balance| (balance.condition, balance.quantity.0)).collect()
    }

    /// What is open about the van, newest last.
    fn open_about_van(&self) -> Vec<Id> {
        let items =
            derived::attention_about(self.store.database(), Subject::new(Word::StockLocation, id(VAN))).unwrap();
        let open = items.into_iter().filter(|item| item.state == AttentionState::Open);
        open.map(|item| item.id).collect()
    }

    /// What that user's phone was told of claims that got nothing.
    fn lost_claims(&self, user: u64) -> Vec<ClaimLostFact> {
        let subject = Subject::new(Word::FieldDevice, id(900 + user));
        let about = fact::about(self.store.database(), subject).unwrap();
        about.iter().filter(|held| held.fact.kind == ClaimLostFact::KIND).filter_map(|held| held.fact.body()).collect()
    }

    fn balance(&self, location: u64) -> i64 {
        let view: StockLocationView = self.view(Word::StockLocation, id(location));
        view.balances.iter().map(|balance| balance.quantity.0).sum()
    }
}

#[test]
fn an_order_is_made_with_its_visit_and_goes_through_its_life() {
    let mut desk = Desk::open();
    let (order, visit) = desk.order();
    let view: WorkOrderView = desk.view(Word::WorkOrder, order);
    let number: WorkOrderNumber = view.number.clone().unwrap().parse().unwrap();
    assert_eq!((view.customer, view.zone.as_deref()), (Some(id(CUSTOMER)), Some("Asia/Shanghai")));
    assert_eq!(desk.store.find_work_order(&number.as_str().to_lowercase()).unwrap(), order);
    let planned: VisitView = desk.view(Word::Visit, visit);
    assert_eq!(planned.steps.len(), 2);
    assert_eq!((planned.procedure_version, planned.language.as_deref()), (Some(3), Some("en")));

    let team = Team { lead: Some(id(LI)), helpers: vec![id(ZHAO)], expert: None };
    desk.store.run(|store| store.assign(&wang(), visit, &team, None)).unwrap();
    let assigned: WorkOrderView = desk.view(Word::WorkOrder, order);
    assert_eq!((assigned.status, assigned.lead), (WorkOrderStatus::Scheduled, Some(id(LI))));
    let window = (1_800_000_000_000, Some(1_800_003_600_000));
    desk.store.run(|store| store.reschedule(&wang(), order, window, "customer asked", None)).unwrap();
    let moved: VisitView = desk.view(Word::Visit, visit);
    assert_eq!(moved.window_start_ms, Some(window.0));

    // An engineer has no business at the desk, and nothing of a refused command stays.
    let li = Author::Console { user: id(LI) };
    assert!(desk.store.run(|store| store.cancel(&li, order, "no")).is_err());
    desk.store.run(|store| store.cancel(&wang(), order, "the device was scrapped")).unwrap();
    let cancelled: WorkOrderView = desk.view(Word::WorkOrder, order);
    assert_eq!(cancelled.status, WorkOrderStatus::Cancelled);
    let cancelled: VisitView = desk.view(Word::Visit, visit);
    assert!(cancelled.has_ended);
    assert!(desk.store.run(|store| store.press_order(&wang(), order, Press::Close, None)).is_err());
    assert!(desk.store.verify().unwrap().is_clean());
}

#[test]
fn the_first_claim_the_server_received_gets_the_order() {
    let mut desk = Desk::open();
    let (order, visit) = desk.order();
    let offer = desk.store.run(|store| store.offer(&wang(), order, vec![id(LI), id(ZHAO)], Vec::new(), None)).unwrap();
    for user in [ZHAO, LI] {
        desk.claim(user, order, offer).unwrap();
    }
    let view: WorkOrderView = desk.view(Word::WorkOrder, order);
    assert_eq!(view.claims.len(), 2);
    let confirmed: Vec<Id> = view.claim_confirmations.iter().map(|confirmed| confirmed.body.user).collect();
    assert_eq!(confirmed, vec![id(ZHAO)]);
    let held: VisitView = desk.view(Word::Visit, visit);
    assert_eq!(held.lead, Some(id(ZHAO)));
    let lost = desk.lost_claims(LI);
    assert_eq!((lost.len(), lost[0].why, lost[0].user), (1, ClaimEnd::Taken, Some(id(ZHAO))));
    assert_eq!((lost[0].claimer, lost[0].work_order, Some(&lost[0].number)), (id(LI), order, view.number.as_ref()));
    assert_eq!(lost[0].at_ms, Some(view.claim_confirmations[0].at_ms));
    assert_eq!(desk.lost_claims(ZHAO), []);

    // Zhao fell ill: the order is offered anew, and who was not asked does not get it.
    let offer = desk.store.run(|store| store.offer(&wang(), order, vec![id(LI)], Vec::new(), None)).unwrap();
    assert_eq!(desk.view::<WorkOrderView>(Word::WorkOrder, order).open_offer().map(|open| open.id), Some(offer));
    desk.claim(ZHAO, order, offer).unwrap();
    desk.claim(LI, order, offer).unwrap();
    let view: WorkOrderView = desk.view(Word::WorkOrder, order);
    let confirmed: Vec<Id> = view.claim_confirmations.iter().map(|confirmed| confirmed.body.user).collect();
    assert_eq!((confirmed, view.open_offer()), (vec![id(ZHAO), id(LI)], None));
    assert_eq!(desk.view::<VisitView>(Word::Visit, visit).lead, Some(id(LI)));
    let of_zhao: Vec<ClaimEnd> = desk.lost_claims(ZHAO).iter().map(|lost| lost.why).collect();
    assert_eq!((of_zhao, desk.lost_claims(LI).len()), (vec![ClaimEnd::TooLate], 1));
    assert!(desk.store.verify().unwrap().is_clean());
}

#[test]
fn what_a_helper_took_from_the_leads_van_leaves_it_in_the_condition_it_lies_there() {
    let mut desk = Desk::open();
    let (order, visit) = desk.order();
    let team = Team { lead: Some(id(LI)), helpers: vec![id(ZHAO)], expert: None };
    desk.store.run(|store| store.assign(&wang(), visit, &team, None)).unwrap();
    let moved = |condition, from: u64, to: u64| MovementLine {
        part: id(PART),
        quantity: Quantity::units(1),
        from: id(from),
        to: id(to),
        condition,
        ..MovementLine::default()
    };
    let brought = MovementFact {
        reason: MovementReason::Adjust,
        lines: vec![moved(Condition::GoodUsed, 22, VAN)],
        settles: vec![id(77)],
        ..MovementFact::default()
    };
    desk.move_stock(&wang(), &brought);
    assert_eq!(desk.in_van(), [(Condition::GoodUsed, 1_000)]);

    // Zhao's phone knows nothing of Li's van: it books a new one.
    let zhao = Author::FieldDevice { field_device: id(900 + ZHAO), user: id(ZHAO) };
    let used = MovementFact {
        reason: MovementReason::Use,
        lines: vec![moved(Condition::New, 22, 23)],
        work_order: Some(order),
        visit: Some(visit),
        on_behalf_of: Some(id(VAN)),
        ..MovementFact::default()
    };
    desk.move_stock(&zhao, &used);
    let accept = |desk: &mut Desk| {
        let item = desk.open_about_van()[0];
        desk.store.run(|store| store.decide_attention(&wang(), item, &Choice::Accept, None)).unwrap();
    };
    accept(&mut desk);
    assert_eq!(desk.in_van(), [], "none is left, and none is missing");
    assert_eq!(desk.open_about_van(), []);

    // He takes it back: what came out goes in again.
    let undone = MovementFact { reason: MovementReason::Undo, lines: vec![moved(Condition::New, 23, 22)], ..used };
    desk.move_stock(&zhao, &undone);
    accept(&mut desk);
    assert_eq!(desk.in_van(), [(Condition::GoodUsed, 1_000)]);
    assert!(desk.store.verify().unwrap().is_clean());
}

#[test]
fn who_claims_an_order_has_the_skills_it_asks_for() {
    let mut desk = Desk::open();
    let (order, _) = desk.order();
    let subject = Subject::new(Word::WorkOrder, order);
    let writes = vec![Write::Set { field: "required_skills".to_owned(), value: json!("hv\nxray") }];
    desk.store.run(|store| store.edit_document(&wang(), "edit", subject, writes, None)).unwrap();
    let offer = desk.store.run(|store| store.offer(&wang(), order, vec![id(LI)], Vec::new(), None)).unwrap();
    let refused = desk.claim(LI, order, offer).unwrap_err().to_string();
    assert!(refused.contains("hv, xray"), "{refused}");
    desk.store
        .run(|store| {
            let mut user: onsite_domain::user::User = store.record_as(Word::User, id(LI))?.unwrap();
            let text = json!({"zh": "技能", "en": "skill"});
            let skill =
                |code: &str, expires: &str| json!({"code": code, "name": text, "level": 1, "expires_on": expires});
            user.skills =
                serde_json::from_value(json!([skill("hv", "2199-01-01"), skill("xray", "2199-01-01")])).unwrap();
            let mut touched = Touched::new();
            let body = serde_json::to_value(user).unwrap();
            store.put_record(&Author::rule("setup"), Subject::new(Word::User, id(LI)), body, &mut touched)?;
            store.finish(&touched)
        })
        .unwrap();
    desk.claim(LI, order, offer).unwrap();
    assert_eq!(desk.view::<WorkOrderView>(Word::WorkOrder, order).lead, Some(id(LI)));
}

#[test]
fn a_contractors_dispatcher_sends_the_contractors_people_and_nobody_else() {
    const CONTRACTOR: u64 = 30;
    const SUN: u64 = 31;
    const QIAN: u64 = 32;
    let mut desk = Desk::open();
    let (order, visit) = desk.order();
    let name = |text: &str| json!({"zh": text, "en": text});
    desk.store
        .run(|store| {
            let mut touched = Touched::new();
            let user = |login: &str, role: &str| {
                json!({"login": login, "name": name(login), "organisation": id(CONTRACTOR), "roles": [role]})
            };
            let contractor = json!({"kind": "contractor", "name": name("承包"), "parent": id(COMPANY)});
            for (word, n, body) in [
                (Word::Organisation, CONTRACTOR, contractor),
                (Word::User, SUN, user("sun", "engineer")),
                (Word::User, QIAN, user("qian", "contractor_dispatcher")),
            ] {
                store.put_record(&Author::rule("setup"), Subject::new(word, id(n)), body, &mut touched)?;
            }
            store.finish(&touched)
        })
        .unwrap();
    let subject = Subject::new(Word::WorkOrder, order);
    let given = vec![Write::Set { field: "organisation".to_owned(), value: json!(id(CONTRACTOR)) }];
    desk.store.run(|store| store.edit_document(&wang(), "give", subject, given, None)).unwrap();
    let qian = Author::Console { user: id(QIAN) };
    let mut assign = |lead: u64, helpers: Vec<Id>| {
        let team = Team { lead: Some(id(lead)), helpers, expert: None };
        desk.store.run(|store| store.assign(&qian, visit, &team, None)).map(|_| ())
    };
    assert!(assign(LI, Vec::new()).is_err());
    assert!(assign(SUN, vec![id(ZHAO)]).is_err());
    assign(SUN, Vec::new()).unwrap();
    let offer = |desk: &mut Desk, user| {
        desk.store.run(|store| store.offer(&qian, order, vec![id(user)], Vec::new(), None)).map(|_| ())
    };
    assert!(offer(&mut desk, LI).is_err());
    offer(&mut desk, SUN).unwrap();
}

#[test]
fn a_second_order_for_a_device_is_shown_until_one_of_them_ends() {
    const DEVICE: u64 = 40;
    let mut desk = Desk::open();
    desk.store
        .run(|store| {
            let mut touched = Touched::new();
            let body = json!({"serial": "SN-1", "model": "CT", "customer": id(CUSTOMER), "site": id(SITE),
                              "organisation": id(COMPANY), "life_cycle": "in_use"});
            store.put_record(&Author::rule("setup"), Subject::new(Word::Device, id(DEVICE)), body, &mut touched)?;
            store.finish(&touched)
        })
        .unwrap();
    let mut order = |kind| {
        let order = NewWorkOrder { kind, device: Some(id(DEVICE)), ..NewWorkOrder::default() };
        desk.store.run(|store| store.create_work_order(&wang(), order)).unwrap().work_order
    };
    let (first, _, second) = (order(Kind::Repair), order(Kind::Maintain), order(Kind::Repair));
    let open = |desk: &Desk| -> Vec<(AttentionKind, Id)> {
        let items = derived::attention(desk.store.database(), true, 10).unwrap();
        items.into_iter().map(|item| (item.kind, item.subject.id)).collect()
    };
    // Two orders of one millisecond stand in the order of their ids.
    let (older, newer) = if open(&desk)[0].1 == second { (first, second) } else { (second, first) };
    assert_eq!(open(&desk), [(AttentionKind::LikelyDuplicate, newer)]);
    desk.store.run(|store| store.reschedule(&wang(), newer, (1_800_000_000_000, None), "asked", None)).unwrap();
    assert_eq!(open(&desk).len(), 1, "noticed once");
    desk.store.run(|store| store.cancel(&wang(), newer, "the same as the other")).unwrap();
    assert_eq!(open(&desk), []);
    assert!(desk.view::<WorkOrderView>(Word::WorkOrder, older).is_open);
    assert!(desk.store.verify().unwrap().is_clean());
}

#[test]
fn parts_are_approved_issued_and_counted_and_nothing_comes_from_nowhere() {
    let mut desk = Desk::open();
    let lines = [CountedLine {
        part: id(PART),
        quantity: Quantity::units(10),
        condition: onsite_domain::movement::Condition::New,
        ..Default::default()
    }];
    desk.store.run(|store| store.receive_from_supplier(&wang(), id(WAREHOUSE), &lines)).unwrap();
    let request = Subject::new(Word::PartRequest, id(300));
    let line = RequestLine { part: id(PART), quantity: Quantity::units(4), ..RequestLine::default() };
    let writes = vec![Write::Set { field: "location".to_owned(), value: json!(id(VAN)) }, entry::add(id(301), &line)];
    desk.store.run(|store| store.edit_document(&wang(), "request_parts", request, writes, None)).unwrap();
    let approved = RuledLine {
        line: id(301),
        ruling: Ruling::Approved,
        quantity: Some(Quantity::units(3)),
        ..RuledLine::default()
    };
    desk.store.run(|store| store.rule_part_request(&wang(), request.id, vec![approved])).unwrap();
    let issued = |units| [IssuedLine { line: id(301), quantity: Quantity::units(units), ..IssuedLine::default() }];
    assert!(desk.store.run(|store| store.issue_part_request(&wang(), request.id, id(WAREHOUSE), &issued(4))).is_err());
    desk.store.run(|store| store.issue_part_request(&wang(), request.id, id(WAREHOUSE), &issued(3))).unwrap();
    let view: PartRequestView = desk.view(Word::PartRequest, request.id);
    assert_eq!(view.status, PartRequestStatus::Issued);
    assert_eq!((desk.balance(WAREHOUSE), desk.balance(20)), (7_000, 3_000));

    // Six are on the shelf: the difference waits for somebody, who accepts the count.
    let counted = [CountedLine { quantity: Quantity::units(6), ..lines[0].clone() }];
    desk.store.run(|store| store.count_stock(&wang(), id(WAREHOUSE), &counted, true)).unwrap();
    let items = derived::attention(desk.store.database(), true, 10).unwrap();
    let item = items.iter().find(|item| item.subject.id == id(WAREHOUSE)).expect("a difference").id;
    desk.store.run(|store| store.decide_attention(&wang(), item, &Choice::Accept, None)).unwrap();
    assert_eq!((desk.balance(WAREHOUSE), desk.balance(22)), (6_000, 1_000));
    assert_eq!(desk.store.run(|store| store.change_custody(&wang(), id(VAN), None, None)).unwrap(), 1);
    let verification = desk.store.verify().unwrap();
    assert!(verification.is_clean(), "{:?}", verification.problems);
}

#[test]
fn a_conflict_is_decided_by_writing_what_was_chosen() {
    let mut desk = Desk::open();
    let (order, _) = desk.order();
    let subject = Subject::new(Word::WorkOrder, order);
    let view: WorkOrderView = desk.view(Word::WorkOrder, order);
    for title in ["水泵更换", "水泵大修"] {
        let writes = vec![Write::Set { field: "title".to_owned(), value: json!(title) }];
        let seen = Some(view.heads.clone());
        desk.store.run(|store| store.edit_document(&wang(), "edit", subject, writes, seen)).unwrap();
    }
    let items = derived::attention(desk.store.database(), true, 10).unwrap();
    assert_eq!(items.len(), 1, "{items:?}");
    let choice = Choice::Value(json!("水泵更换"));
    desk.store.run(|store| store.decide_attention(&wang(), items[0].id, &choice, None)).unwrap();
    let decided: WorkOrderView = desk.view(Word::WorkOrder, order);
    assert_eq!(decided.title.as_deref(), Some("水泵更换"));
    assert_eq!(derived::attention(desk.store.database(), true, 10).unwrap(), []);
}
