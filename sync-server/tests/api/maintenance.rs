//! Maintenance plans become orders, once.

use crate::{
    field::HOUR_MS,
    support::{COMPANY, CUSTOMER, Company, DEVICE, OTHER_DEVICE, PART, SITE, id},
};
use axum::http::StatusCode;
use onsite_domain::{Word, user::Role};
use onsite_server::maintenance::MaintenanceRun;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;
const PLAN: u64 = 80;

/// The test's clock stands on 2026-11-18; a monthly visit on the first, from December on.
fn plan(more: Value) -> Value {
    let mut plan = json!({
        "name": { "en": "Monthly service" }, "organisation": id(COMPANY), "devices": [id(DEVICE)], "kind": "maintain",
        "mode": "onsite", "zone": "Europe/Berlin", "lead_days": 14, "window_before_days": 2, "window_after_days": 3,
        "catch_up": "every", "parts": { id(PART).to_string(): 2000 }, "skills": ["ct"],
        "schedule": { "fixed": { "starts_at": "2026-12-01T09:00:00", "rule": "FREQ=MONTHLY" } },
    });
    plan.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    plan
}

impl Company {
    async fn generate(&self) -> MaintenanceRun {
        self.writer
            .write(|store| {
                let now_ms = store.now_ms();
                let run = store.run_maintenance(now_ms, false)?;
                assert_eq!(store.run_maintenance(now_ms, false)?.orders, [], "a second time there is nothing to do");
                assert!(store.verify()?.is_clean());
                Ok(run)
            })
            .await
            .unwrap()
    }
}

fn occurrences(run: &MaintenanceRun) -> Vec<&str> {
    run.orders.iter().map(|made| made.due.occurrence.occurrence.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_made_ahead_with_window_parts_and_skills_and_only_once() {
    let company = Company::new();
    company.put(Word::MaintenancePlan, PLAN, plan(json!({}))).await;
    let run = company.generate().await;
    assert_eq!(occurrences(&run), ["2026-12-01"]);
    let wang = company.person(Role::Dispatcher).await;
    let order = wang.get(&format!("/v1/work-orders/{}", run.orders[0].due.work_order)).await;
    let body = &order.body["body"];
    assert_eq!((&body["kind"], &body["title"]), (&json!("maintain"), &json!("Monthly service")));
    assert_eq!((&body["maintenance_plan"], &body["occurrence"]), (&json!(id(PLAN)), &json!("2026-12-01")));
    // 09:00 in Berlin is 08:00 UTC in winter; two days before, three after.
    let due_ms = "2026-12-01T08:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
    assert_eq!(
        (&body["window_start_ms"], &body["window_end_ms"]),
        (&json!(due_ms - 2 * DAY_MS), &json!(due_ms + 3 * DAY_MS))
    );
    assert_eq!((&body["required_skills"], &body["planned_parts"][0]["quantity"]), (&json!(["ct"]), &json!(2000)));
    assert_eq!(body["visits"], json!([]), "nothing has happened to its visit yet");
    assert_eq!(body["promised_resolution_ms"], json!(due_ms + 3 * DAY_MS));
    let visits = wang.get(&format!("/v1/visits?work_order={}", run.orders[0].due.work_order)).await;
    assert_eq!(visits.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_and_forth_makes_nothing_twice_and_daylight_saving_moves_no_nine_o_clock() {
    let company = Company::new();
    company.put(Word::MaintenancePlan, PLAN, plan(json!({}))).await;
    assert_eq!(occurrences(&company.generate().await), ["2026-12-01"]);
    company.pass(140 * DAY_MS);
    let run = company.generate().await;
    assert_eq!(occurrences(&run), ["2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01"]);
    let at =
        |place: usize| jiff::Timestamp::from_millisecond(run.orders[place].due.occurrence.due_ms).unwrap().to_string();
    assert_eq!((at(2), at(3)), ("2027-03-01T08:00:00Z".into(), "2027-04-01T07:00:00Z".into()));
    company.pass(-100 * DAY_MS);
    assert_eq!(company.generate().await.orders, []);
    company.pass(130 * DAY_MS);
    assert_eq!(occurrences(&company.generate().await), ["2027-05-01"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_plans_and_two_devices_have_orders_of_their_own_and_one_that_fails_stands_in_nobodys_way() {
    let company = Company::new();
    company.put(Word::MaintenancePlan, PLAN, plan(json!({ "devices": [id(DEVICE), id(OTHER_DEVICE), id(999)] }))).await;
    let yearly = json!({ "fixed": { "starts_at": "2026-12-01T09:00:00", "rule": "FREQ=YEARLY" } });
    company.put(Word::MaintenancePlan, PLAN + 1, plan(json!({ "schedule": yearly, "customer": id(998) }))).await;
    let run = company.generate_once().await;
    let made: Vec<bool> = run.orders.iter().map(|made| made.refused.is_none()).collect();
    assert_eq!(made.iter().filter(|made| **made).count(), 2, "{run:?}");
    assert_eq!(made.len(), 3, "a device that is not there owes nothing, a customer that is not there is refused");
    let ids: std::collections::BTreeSet<_> = run.orders.iter().map(|made| made.due.work_order).collect();
    assert_eq!(ids.len(), 3);
    // Put right, it is made the next time.
    company
        .put(
            Word::MaintenancePlan,
            PLAN + 1,
            plan(json!({ "schedule": { "fixed": {
        "starts_at": "2026-12-01T09:00:00", "rule": "FREQ=YEARLY" } } })),
        )
        .await;
    assert_eq!(company.generate().await.orders.len(), 1);
    // A device that was scrapped is maintained no more.
    company.put(Word::Device, OTHER_DEVICE, json!({
        "serial": "SN-2", "model": "CT-9", "customer": id(CUSTOMER), "site": id(SITE), "organisation": id(COMPANY),
        "life_cycle": "scrapped", "name": { "en": "Scanner" },
    })).await;
    company.pass(31 * DAY_MS);
    assert_eq!(company.generate().await.orders.len(), 1);
}

impl Company {
    async fn generate_once(&self) -> MaintenanceRun {
        self.writer
            .write(|store| {
                let now_ms = store.now_ms();
                store.run_maintenance(now_ms, false)
            })
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_that_do_not_know_of_each_other_make_the_same_order() {
    // A server that was restored makes again what it lost: the same identity, number, visit and parts.
    let (first, second) = (Company::new(), Company::new());
    for company in [&first, &second] {
        company.put(Word::MaintenancePlan, PLAN, plan(json!({}))).await;
    }
    second.order(DEVICE, COMPANY).await;
    let (one, other) = (first.generate().await, second.generate().await);
    assert_eq!(one.orders, other.orders);
    let order = one.orders[0].due.work_order;
    let mut bodies = Vec::new();
    for company in [&first, &second] {
        let person = company.person(Role::Dispatcher).await;
        let visits = person.get(&format!("/v1/visits?work_order={order}")).await;
        let body = person.get(&format!("/v1/work-orders/{order}")).await.body["body"].clone();
        bodies.push((
            visits.body["items"][0]["id"].clone(),
            body["number"].clone(),
            body["received_ms"].clone(),
            body["planned_parts"][0]["id"].clone(),
        ));
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_floats_goes_on_from_what_was_done_or_cancelled() {
    let company = Company::new();
    let floating = json!({ "schedule": { "floating": { "every": 1, "unit": "month", "first_on": "2026-11-20" } } });
    company.put(Word::MaintenancePlan, PLAN, plan(floating)).await;
    let first = company.generate().await;
    assert_eq!(occurrences(&first), ["first"]);
    company.pass(60 * DAY_MS);
    assert_eq!(company.generate().await.orders, [], "nothing was done yet");
    let wang = company.person(Role::Dispatcher).await;
    let order = first.orders[0].due.work_order;
    let cancelled =
        wang.post(&format!("/v1/work-orders/{order}/press/cancel"), json!({ "reason": "closed for winter" })).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.body);
    company.pass(20 * DAY_MS);
    assert_eq!(occurrences(&company.generate().await), [format!("after/{order}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sees_what_is_due_makes_it_by_hand_and_others_do_not() {
    let company = Company::new();
    company.put(Word::MaintenancePlan, PLAN, plan(json!({}))).await;
    let wang = company.person(Role::Dispatcher).await;
    let due = wang.get("/v1/maintenance-due?from=2026-11-20T00:00:00Z&to=2027-01-15T00:00:00Z").await;
    assert_eq!(due.status, StatusCode::OK, "{}", due.body);
    let items = due.body["items"].as_array().unwrap();
    assert_eq!(
        items.iter().map(|item| item["occurrence"].as_str().unwrap()).collect::<Vec<_>>(),
        ["2026-12-01", "2027-01-01"]
    );
    assert_eq!(
        (&items[0]["plan"]["name"]["en"], &items[0]["device"]["serial"]),
        (&json!("Monthly service"), &json!("SN-1"))
    );
    assert_eq!(items[0]["work_order"], Value::Null);
    let first = wang.get("/v1/maintenance-due?from=2026-11-20T00:00:00Z&to=2027-01-15T00:00:00Z&limit=1").await;
    let next = first.body["next"].as_str().unwrap();
    let further = wang
        .get(&format!("/v1/maintenance-due?from=2026-11-20T00:00:00Z&to=2027-01-15T00:00:00Z&limit=1&cursor={next}"))
        .await;
    let pages = [&first.body["items"][0], &further.body["items"][0]];
    assert_eq!((pages, &further.body["next"]), ([&items[0], &items[1]], &Value::Null));
    let none_late = wang.get("/v1/maintenance-due?from=2026-11-20T00:00:00Z&to=2027-01-15T00:00:00Z&only=late").await;
    assert_eq!((none_late.status, &none_late.body["items"]), (StatusCode::OK, &json!([])));
    let tried = wang.post("/v1/maintenance/run", json!({ "dry_run": true })).await;
    assert_eq!((tried.status, tried.body["orders"].as_array().unwrap().len()), (StatusCode::OK, 1), "{}", tried.body);
    assert_eq!(wang.get("/v1/work-orders").await.body["items"], json!([]), "only said");
    let key = [("idempotency-key", "run-1")];
    let made = wang.send("POST", "/v1/maintenance/run", Some(&json!({})), &key).await;
    let again = wang.send("POST", "/v1/maintenance/run", Some(&json!({})), &key).await;
    assert_eq!((made.status, &made.body), (StatusCode::OK, &again.body));
    assert_eq!(made.body["orders"][0]["number"], tried.body["orders"][0]["number"]);
    assert_eq!(wang.post("/v1/maintenance/run", json!({})).await.body["orders"], json!([]));
    let of_device = wang.get(&format!("/v1/devices/{}/maintenance-due", id(DEVICE))).await;
    assert_eq!(of_device.body["items"].as_array().unwrap().len(), 12, "a year");
    assert_eq!(of_device.body["items"][0]["status"], "new");
    assert_eq!(wang.get(&format!("/v1/devices/{}/maintenance-due", id(OTHER_DEVICE))).await.body["items"], json!([]));
    assert_eq!(wang.get(&format!("/v1/devices/{}/maintenance-due", id(999))).await.status, StatusCode::NOT_FOUND);
    // Its window goes to the 4th of December.
    company.pass(20 * DAY_MS);
    let wang = company.person(Role::Dispatcher).await;
    let only_late = "/v1/maintenance-due?from=2026-11-20T00:00:00Z&to=2026-12-20T00:00:00Z&only=late";
    let late = wang.get(only_late).await;
    assert_eq!(late.body["items"].as_array().unwrap().len(), 1, "{}", late.body);
    assert_eq!(late.body["items"][0]["occurrence"], "2026-12-01");
    let order = late.body["items"][0]["work_order"].as_str().unwrap().to_owned();
    let cancelled =
        wang.post(&format!("/v1/work-orders/{order}/press/cancel"), json!({ "reason": "closed for winter" })).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.body);
    assert_eq!(wang.get(only_late).await.body["items"], json!([]));
    assert_eq!(wang.get(&only_late.replace("only=late", "only=soon")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chen = company.person(Role::ContractorDispatcher).await;
    for path in [
        format!("/v1/devices/{}/maintenance-due", id(DEVICE)),
        "/v1/maintenance-due?from=2026-11-20T00:00:00Z&to=2026-12-20T00:00:00Z".into(),
    ] {
        assert_eq!(chen.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for role in [Role::ContractorDispatcher, Role::IntakeAgent, Role::StockKeeper, Role::Expert] {
        let person = company.person(role).await;
        assert_eq!(person.post("/v1/maintenance/run", json!({})).await.status, StatusCode::FORBIDDEN, "{role}");
    }
}
