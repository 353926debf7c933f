//! The timeline, and what is still to plan.

use crate::{
    field::{HOUR_MS, LI, ZHAO},
    support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, OTHER_DEVICE, Person, id},
};
use axum::http::StatusCode;
use onsite_domain::{Word, order_kind::Kind, press::Press, user::Role};
use onsite_server::office::NewWorkOrder;
use serde_json::{Value, json};

fn repair(device: u64, organisation: u64) -> NewWorkOrder {
    NewWorkOrder {
        kind: Kind::Repair,
        title: Some("leak".to_owned()),
        device: Some(id(device)),
        organisation: Some(id(organisation)),
        ..NewWorkOrder::default()
    }
}

fn at(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap().to_string()
}

async fn schedule(person: &Person, from_ms: i64, to_ms: i64) -> Vec<Value> {
    let reply = person.get(&format!("/v1/schedule?from={}&to={}", at(from_ms), at(to_ms))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.body["is_complete"], true);
    reply.body["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_names_who_goes_where_and_when_they_really_were_there() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    company
        .put(
            Word::Site,
            crate::support::SITE,
            json!({
                "name": { "en": "Main building" }, "customer": id(CUSTOMER), "zone": "Asia/Shanghai",
                "coordinates": { "latitude_udeg": 31_230_416, "longitude_udeg": 121_473_701 },
            }),
        )
        .await;
    let now_ms = company.now_ms();
    let job = company.planned(repair(DEVICE, COMPANY), Some(LI), now_ms + HOUR_MS, 2).await;
    let wang = company.person(Role::Dispatcher).await;
    let found = schedule(&wang, now_ms, now_ms + 2 * HOUR_MS).await;
    assert_eq!(found.len(), 1);
    let row = &found[0];
    assert_eq!((&row["visit"], &row["status"]), (&json!(job.1), &json!("planned")));
    assert_eq!(row["lead"]["name"]["en"], "Engineer 501");
    assert_eq!(row["work_order"]["title"], "leak");
    assert_eq!(
        (&row["customer"]["name"]["en"], &row["site"]["name"]["en"]),
        (&json!("Example Hospital"), &json!("Main building"))
    );
    assert_eq!((&row["device"]["name"]["en"], &row["device"]["serial"]), (&json!("Scanner"), &json!("SN-1")));
    assert_eq!(row["site"]["coordinates"]["latitude_udeg"], 31_230_416);
    assert_eq!(row["arrived"], Value::Null);
    // Nobody came at the time that was planned; they set out two days later and are there since.
    company.pass(48 * HOUR_MS);
    let wang = company.person(Role::Dispatcher).await;
    assert_eq!(schedule(&wang, company.now_ms() - HOUR_MS, company.now_ms() + HOUR_MS).await.len(), 0);
    company.pressed(job, LI, Press::Depart).await;
    company.pass(HOUR_MS);
    company.pressed(job, LI, Press::Arrive).await;
    company.pass(HOUR_MS);
    let wang = company.person(Role::Dispatcher).await;
    let there = schedule(&wang, company.now_ms() - 60_000, company.now_ms()).await;
    assert_eq!(there[0]["status"], "on_site");
    assert_eq!(there[0]["arrived"], at(company.now_ms() - HOUR_MS));
    assert_eq!(there[0]["set_out"], at(company.now_ms() - 2 * HOUR_MS));
    assert_eq!(
        schedule(&wang, company.now_ms() + HOUR_MS, company.now_ms() + 2 * HOUR_MS).await.len(),
        0,
        "not ahead of now"
    );
    assert_eq!(schedule(&wang, now_ms, now_ms + 2 * HOUR_MS).await.len(), 1, "its window stays where it was");
    assert_eq!(schedule(&wang, now_ms + 24 * HOUR_MS, now_ms + 25 * HOUR_MS).await.len(), 0, "nothing between");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_visit_leaves_the_schedule_and_a_rebuild_changes_nothing() {
    let company = Company::new();
    let now_ms = company.now_ms();
    let (kept, _) = company.planned(repair(DEVICE, COMPANY), None, now_ms, 1).await;
    let (gone, _) = company.planned(repair(OTHER_DEVICE, COMPANY), None, now_ms, 1).await;
    let wang = company.person(Role::Dispatcher).await;
    let before = schedule(&wang, now_ms, now_ms + HOUR_MS).await;
    assert_eq!(before.len(), 2);
    let cancel = wang.post(&format!("/v1/work-orders/{gone}/press/cancel"), json!({ "reason": "not wanted" })).await;
    assert_eq!(cancel.status, StatusCode::OK, "{}", cancel.body);
    let after = schedule(&wang, now_ms, now_ms + HOUR_MS).await;
    assert_eq!(after.iter().map(|row| &row["work_order"]["id"]).collect::<Vec<_>>(), [&json!(kept)]);
    company.check_kept_rows().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_has_an_end_and_says_what_is_wrong_with_its_ends() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    for query in [
        "from=2026-11-01T00:00:00Z&to=2027-01-03T00:00:00Z",
        "from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z",
        "from=yesterday&to=2026-11-01T00:00:00Z",
        "from=2026-11-02T00:00:00Z",
        "",
    ] {
        let reply = wang.get(&format!("/v1/schedule?{query}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {}", reply.body);
    }
    let widest = wang.get("/v1/schedule?from=2026-11-01T00:00:00Z&to=2027-01-02T00:00:00Z").await;
    assert_eq!(widest.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_is_shown_the_schedule_of_what_it_was_given_and_no_names_of_others() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let now_ms = company.now_ms();
    let (given, _) = company.planned(repair(DEVICE, CONTRACTOR), None, now_ms, 1).await;
    company.planned(repair(OTHER_DEVICE, COMPANY), Some(LI), now_ms, 1).await;
    let chen = company.person(Role::ContractorDispatcher).await;
    let found = schedule(&chen, now_ms, now_ms + HOUR_MS).await;
    assert_eq!(found.iter().map(|row| &row["work_order"]["id"]).collect::<Vec<_>>(), [&json!(given)]);
    let text = Value::from(found).to_string();
    assert!(!text.contains("SN-2") && !text.contains("Engineer"), "{text}");
    let unassigned = chen.get("/v1/work-orders/unassigned").await;
    assert_eq!(unassigned.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(unassigned.body["items"][0]["id"], json!(given));
    let keeper = company.person(Role::StockKeeper).await;
    for path in ["/v1/work-orders/unassigned", "/v1/schedule?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z"] {
        assert_eq!(keeper.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_still_to_plan_stands_with_its_oldest_promise_first_and_leaves_when_it_is_planned() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    company.engineer(ZHAO, COMPANY, json!({})).await;
    company
        .put(
            Word::ServiceLevel,
            40,
            json!({
                "name": { "en": "Gold" },
                "targets": [{ "priority": "critical", "resolution_minutes": 60 }, { "resolution_minutes": 6000 }],
            }),
        )
        .await;
    let now_ms = company.now_ms();
    let with_level =
        |order: NewWorkOrder, priority| NewWorkOrder { service_level: Some(id(40)), priority: Some(priority), ..order };
    let (late, _) =
        company.planned(with_level(repair(DEVICE, COMPANY), onsite_domain::Priority::Normal), None, now_ms, 1).await;
    let (soon, _) =
        company.planned(with_level(repair(DEVICE, COMPANY), onsite_domain::Priority::Critical), None, now_ms, 1).await;
    let (without, _) = company.order(OTHER_DEVICE, COMPANY).await;
    let (planned, _) = company.planned(repair(DEVICE, COMPANY), Some(LI), now_ms, 1).await;
    let wang = company.person(Role::Dispatcher).await;
    let ids = |body: &Value| -> Vec<Value> {
        body["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    let all = wang.get("/v1/work-orders/unassigned").await;
    assert_eq!(ids(&all.body), [json!(soon), json!(late), json!(without)], "{planned} is planned");
    assert_eq!(
        (&all.body["items"][2]["lacks_window"], &all.body["items"][0]["lacks_window"]),
        (&json!(true), &json!(false))
    );
    let first = wang.get("/v1/work-orders/unassigned?limit=2").await;
    let next = first.body["next"].as_str().unwrap();
    let second = wang.get(&format!("/v1/work-orders/unassigned?limit=2&cursor={next}")).await;
    assert_eq!((ids(&second.body), &second.body["next"]), (vec![json!(without)], &Value::Null));
    assert_eq!(wang.get("/v1/work-orders/unassigned?cursor=eA").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let assign = wang.post(&format!("/v1/work-orders/{soon}/assign"), json!({ "team": { "lead": id(LI) } })).await;
    assert_eq!(assign.status, StatusCode::OK, "{}", assign.body);
    let until = at(now_ms + HOUR_MS);
    let offered =
        wang.post(&format!("/v1/work-orders/{late}/offer"), json!({ "users": [id(ZHAO)], "until": until })).await;
    assert_eq!(offered.status, StatusCode::OK, "{}", offered.body);
    assert_eq!(ids(&wang.get("/v1/work-orders/unassigned").await.body), [json!(without)]);
    company.pass(2 * HOUR_MS);
    let wang = company.person(Role::Dispatcher).await;
    assert_eq!(
        ids(&wang.get("/v1/work-orders/unassigned").await.body),
        [json!(late), json!(without)],
        "the offer is over"
    );
}
