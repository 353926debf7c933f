//! What stands still is told of once, and goes away by itself.

use crate::{
    field::{HOUR_MS, LI, SUN},
    phone::Phone,
    support::{COMPANY, CONTRACTOR, Company, DEVICE, OTHER_DEVICE, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::{
    Author, Id, Priority, Word,
    order_kind::Kind,
    press::{PauseKind, Press, PressFact},
    user::Role,
};
use onsite_server::office::{NewWorkOrder, Team};
use serde_json::json;

const MINUTE_MS: i64 = 60_000;

fn wang() -> Author {
    Author::Console { user: user_of(Role::Dispatcher) }
}

fn repair(device: u64) -> NewWorkOrder {
    NewWorkOrder {
        kind: Kind::Repair,
        device: Some(id(device)),
        organisation: Some(id(COMPANY)),
        ..NewWorkOrder::default()
    }
}

impl Company {
    /// What the clock states now; how much that was.
    async fn watch(&self) -> usize {
        self.writer
            .write(|store| {
                let now_ms = store.now_ms();
                let stated = store.watch(now_ms)?;
                assert_eq!(store.watch(now_ms)?, 0, "each once");
                assert!(store.verify()?.is_clean());
                Ok(stated)
            })
            .await
            .unwrap()
    }

    /// Kinds of the open items, with their subjects' words.
    async fn open(&self) -> Vec<String> {
        let person = self.person(Role::Dispatcher).await;
        let reply = person.get("/v1/attention").await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let items = reply.body["items"].as_array().unwrap();
        let mut found: Vec<String> = items
            .iter()
            .map(|item| format!("{} {}", text(&item["kind"]), text(&item["subject"]).split('/').next().unwrap()))
            .collect();
        found.sort();
        found
    }

    async fn ordered(&self, order: NewWorkOrder) -> (Id, Id) {
        let created = self.writer.write(move |store| store.create_work_order(&wang(), order)).await.unwrap();
        (created.work_order, created.visit.unwrap())
    }

    async fn assign(&self, visit: Id, lead: Option<u64>) {
        let team = Team { lead: lead.map(id), ..Team::default() };
        self.writer.write(move |store| store.assign(&wang(), visit, &team, Some("plan")).map(|_| ())).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_nobody_has_is_told_of_after_half_an_hour_and_again_when_it_comes_back() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let (order, visit) = company.ordered(repair(DEVICE)).await;
    company.pass(29 * MINUTE_MS);
    assert_eq!(company.watch().await, 0);
    company.pass(MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["unassigned work_order"]);
    company.assign(visit, Some(LI)).await;
    assert_eq!(company.open().await, [""; 0]);
    company.pass(MINUTE_MS);
    company.assign(visit, None).await;
    assert_eq!(company.open().await, [""; 0], "it has its half hour again");
    company.pass(30 * MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["unassigned work_order"]);
    let until_ms = company.now_ms() + HOUR_MS;
    company
        .writer
        .write(move |store| store.offer(&wang(), order, vec![id(LI)], vec![], Some(until_ms)).map(|_| ()))
        .await
        .unwrap();
    assert_eq!(company.open().await, [""; 0], "somebody is asked");
    company.pass(HOUR_MS + 30 * MINUTE_MS);
    assert_eq!(company.watch().await, 1, "nobody wanted it");
    assert_eq!(company.open().await, ["unassigned work_order"]);
    // Decided it does not come back for the same reason.
    let person = company.person(Role::Dispatcher).await;
    let item = person.get("/v1/attention").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    let dismissed =
        person.post(&format!("/v1/attention/{item}/dismiss"), json!({ "reason": "the customer waits" })).await;
    assert_eq!(dismissed.status, StatusCode::OK, "{}", dismissed.body);
    company.pass(HOUR_MS);
    assert_eq!((company.watch().await, company.open().await), (0, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_does_not_come_and_a_start_that_nobody_made_are_told_of_until_they_come() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let job = company.planned(repair(DEVICE), Some(LI), company.now_ms() + HOUR_MS, 2).await;
    company.pass(30 * MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["unaccepted visit"]);
    company.pressed(job, LI, Press::Accept).await;
    assert_eq!(company.open().await, [""; 0]);
    company.pass(30 * MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["not_set_out visit"]);
    let later_ms = company.now_ms() + HOUR_MS;
    company
        .writer
        .write(move |store| {
            store.reschedule(&wang(), job.0, (later_ms, Some(later_ms + HOUR_MS)), "asked", None).map(|_| ())
        })
        .await
        .unwrap();
    assert_eq!(company.open().await, [""; 0], "another window");
    company.pass(HOUR_MS);
    assert_eq!(company.watch().await, 1);
    company.pressed(job, LI, Press::Depart).await;
    assert_eq!(company.open().await, [""; 0]);
    assert_eq!(company.watch().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_is_told_of_at_three_quarters_and_when_it_is_missed() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let target = json!({ "priority": "critical", "arrival_minutes": 120, "resolution_minutes": 480 });
    company.put(Word::ServiceLevel, 40, json!({ "name": { "en": "Gold" }, "targets": [target] })).await;
    let order = NewWorkOrder { service_level: Some(id(40)), priority: Some(Priority::Critical), ..repair(DEVICE) };
    let job = company.planned(order, Some(LI), company.now_ms() + 10 * HOUR_MS, 1).await;
    company.pressed(job, LI, Press::Accept).await;
    company.pass(89 * MINUTE_MS);
    assert_eq!(company.watch().await, 0);
    company.pass(MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["promise_near work_order"]);
    company.pass(31 * MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["promise_missed work_order"], "the warning has become true");
    for press in [Press::Depart, Press::Arrive, Press::Start] {
        company.pass(1);
        company.pressed(job, LI, press).await;
    }
    assert_eq!(company.open().await, [""; 0], "somebody is there, late");
    // Four hours in which the customer keeps everybody waiting do not count.
    let paused = PressFact { press: Press::Pause, pause: Some(PauseKind::Customer), ..PressFact::default() };
    company.press(job, LI, paused).await;
    company.pass(4 * HOUR_MS);
    company.pressed(job, LI, Press::Resume).await;
    assert_eq!(company.watch().await, 0, "six hours of eight have passed, two of them used");
    company.pass(4 * HOUR_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["promise_near work_order"]);
    company.pressed(job, LI, Press::Finish).await;
    assert_eq!(company.open().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_made_by_hand_runs_by_the_clock_on_the_wall() {
    let company = Company::new();
    let (order, _) = company.ordered(repair(DEVICE)).await;
    let due_ms = company.now_ms() + 4 * HOUR_MS;
    let person = company.person(Role::Dispatcher).await;
    let path = format!("/v1/work-orders/{order}");
    let etag = person.get(&path).await.header("etag").to_owned();
    let set = json!({ "fields": { "promised_resolution_ms": due_ms } });
    assert_eq!(person.send("PATCH", &path, Some(&set), &[("if-match", &etag)]).await.status, StatusCode::OK);
    company.pass(4 * HOUR_MS + 1);
    assert_eq!(company.watch().await, 2);
    assert_eq!(company.open().await, ["promise_missed work_order", "unassigned work_order"]);
    // A promise moved to another day is another promise.
    let person = company.person(Role::Dispatcher).await;
    let etag = person.get(&path).await.header("etag").to_owned();
    let set = json!({ "fields": { "promised_resolution_ms": due_ms + 24 * HOUR_MS } });
    assert_eq!(person.send("PATCH", &path, Some(&set), &[("if-match", &etag)]).await.status, StatusCode::OK);
    assert_eq!(company.open().await, ["unassigned work_order"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_that_does_not_answer_is_told_of_and_sees_it() {
    let company = Company::new();
    company.engineer(SUN, CONTRACTOR, json!({})).await;
    let (order, _) = company.ordered(repair(OTHER_DEVICE)).await;
    company.writer.write(move |store| store.give(&wang(), order, id(CONTRACTOR), None)).await.unwrap();
    company.pass(30 * MINUTE_MS);
    assert_eq!(company.watch().await, 1);
    assert_eq!(company.open().await, ["unaccepted work_order"]);
    let chen = company.person(Role::ContractorDispatcher).await;
    assert_eq!(chen.get("/v1/attention").await.body["items"].as_array().unwrap().len(), 1);
    chen.post(&format!("/v1/work-orders/{order}/organisation/accept"), json!({})).await;
    assert_eq!(company.open().await, [""; 0]);
    assert_eq!(company.watch().await, 1, "it took it, and sends nobody");
    assert_eq!(company.open().await, ["unassigned work_order"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_silent_while_there_is_work_for_it_is_told_of_until_it_is_heard() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    phone.sync(onsite_wire::sync::SyncRequest::default()).await;
    company.pass(25 * HOUR_MS);
    assert_eq!(company.watch().await, 0, "nobody waits for it");
    let order = NewWorkOrder {
        window_start_ms: Some(company.now_ms() + HOUR_MS),
        team: Some(Team { lead: Some(user_of(Role::Engineer)), ..Team::default() }),
        ..repair(DEVICE)
    };
    company.ordered(order).await;
    assert_eq!(company.watch().await, 1);
    let silent = "field_device_silent field_device".to_owned();
    assert!(company.open().await.contains(&silent));
    phone.sync(onsite_wire::sync::SyncRequest::default()).await;
    assert_eq!(company.watch().await, 1);
    assert!(!company.open().await.contains(&silent), "it was heard");
    company.pass(25 * HOUR_MS);
    company.watch().await;
    assert!(company.open().await.contains(&silent), "silent anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_orders_for_a_device_the_newer_is_told_of_whichever_came_last() {
    for (first, second) in [(3, 9), (9, 3)] {
        let company = Company::new();
        // Made at the same moment: which is the newer one is for their identities to say.
        let of = |number| NewWorkOrder { id: Some(Id::from_parts(1, number)), ..repair(DEVICE) };
        company.ordered(of(first)).await;
        assert_eq!(company.open().await, [""; 0]);
        company.ordered(of(second)).await;
        assert_eq!(company.open().await, ["likely_duplicate work_order"]);
        let items = company.person(Role::Dispatcher).await.get("/v1/attention").await.body["items"].clone();
        assert_eq!(items[0]["subject"], json!(format!("work_order/{}", Id::from_parts(1, 9))));
    }
}
