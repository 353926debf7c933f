//! The engineers as the desk plans with them.

use crate::{
    field::{HOUR_MS, LI, SUN, ZHAO},
    phone::Phone,
    support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, Person, SITE, WAREHOUSE, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::{
    Coordinates, Word,
    order_kind::Kind,
    place::Place,
    press::{Press, PressFact},
    user::Role,
};
use onsite_server::office::NewWorkOrder;
use serde_json::{Value, json};

/// The test's clock stands on 2026-11-18, a Wednesday, at 11:06:40 UTC.
const TODAY: &str = "2026-11-18";

fn repair(organisation: u64) -> NewWorkOrder {
    NewWorkOrder {
        kind: Kind::Repair,
        title: Some("leak".to_owned()),
        device: Some(id(DEVICE)),
        organisation: Some(id(organisation)),
        ..NewWorkOrder::default()
    }
}

async fn engineers(person: &Person, query: &str) -> Vec<Value> {
    let reply = person.get(&format!("/v1/engineers{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body["items"].as_array().unwrap().clone()
}

fn one(items: &[Value], number: u64) -> &Value {
    items.iter().find(|item| item["id"] == json!(id(number))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engineer_is_shown_with_skills_hours_van_load_and_the_day_in_its_order() {
    let company = Company::new();
    let skills = json!([
        { "code": "ct", "level": 3, "expires_on": "2026-11-17" }, { "code": "lift", "level": 2, "expires_on": TODAY },
    ]);
    company.engineer(LI, COMPANY, json!({ "skills": skills })).await;
    company.engineer(ZHAO, COMPANY, json!({})).await;
    company
        .put(Word::Team, 60, json!({ "name": { "en": "North" }, "organisation": id(COMPANY), "members": [id(LI)] }))
        .await;
    company
        .put(
            Word::StockLocation,
            61,
            json!({
                "kind": "van", "name": { "en": "Van of Li" }, "organisation": id(COMPANY), "user": id(LI),
            }),
        )
        .await;
    let now_ms = company.now_ms();
    company.planned(repair(COMPANY), Some(LI), now_ms + 3 * HOUR_MS, 2).await;
    let (_, first) = company.planned(repair(COMPANY), Some(LI), now_ms + HOUR_MS, 1).await;
    company.planned(repair(COMPANY), Some(LI), now_ms + 48 * HOUR_MS, 9).await;
    let wang = company.person(Role::Dispatcher).await;
    let found = engineers(&wang, "").await;
    let li = one(&found, LI);
    assert_eq!(
        li["skills"].as_array().unwrap().iter().map(|skill| &skill["is_valid"]).collect::<Vec<_>>(),
        [false, true]
    );
    assert_eq!((&li["teams"][0]["name"]["en"], &li["van"]["name"]["en"]), (&json!("North"), &json!("Van of Li")));
    assert_eq!((&li["zone"], &li["has_calendar"]), (&json!("Asia/Shanghai"), &json!(false)));
    assert_eq!(li["hours"], json!([{ "from": "2026-11-18T01:00:00Z", "to": "2026-11-18T10:00:00Z" }]));
    // A long window is no long job.
    let load: Vec<(&Value, &Value)> =
        li["load"].as_array().unwrap().iter().map(|day| (&day["visits"], &day["minutes"])).collect();
    assert_eq!(load[2], (&json!(2), &json!(180)));
    assert_eq!(load[4], (&json!(1), &json!(60)));
    assert_eq!(li["visits"].as_array().unwrap().len(), 2);
    assert_eq!((&li["visits"][0]["visit"], &li["visits"][0]["title"]), (&json!(first), &json!("leak")));
    assert_eq!(one(&found, ZHAO)["visits"], json!([]));
    assert!(!found.iter().any(|item| item["id"] == json!(user_of(Role::Dispatcher))), "dispatchers are not sent");
    let other = engineers(&wang, "?day=2026-11-20").await;
    assert_eq!(one(&other, LI)["visits"].as_array().unwrap().len(), 1);
    assert_eq!(wang.get("/v1/engineers?day=tomorrow").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_somebody_was_is_coarse_is_forgotten_and_is_not_for_everybody() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let job = company.planned(repair(COMPANY), Some(LI), company.now_ms(), 1).await;
    let coordinates = Coordinates { latitude_udeg: 31_230_416, longitude_udeg: 121_473_701 };
    let place = Some(Place { coordinates, accuracy_m: 12 });
    company.press(job, LI, PressFact { press: Press::Depart, place, ..PressFact::default() }).await;
    let wang = company.person(Role::Dispatcher).await;
    let place = one(&engineers(&wang, "").await, LI)["last_place"].clone();
    assert_eq!(place["coordinates"], json!({ "latitude_udeg": 31_235_000, "longitude_udeg": 121_475_000 }));
    let inspector = company.person(Role::QualityInspector).await;
    assert_eq!(one(&engineers(&inspector, "").await, LI)["last_place"], Value::Null);
    company.pass(7 * 24 * HOUR_MS + 1);
    let wang = company.person(Role::Dispatcher).await;
    assert_eq!(one(&engineers(&wang, "").await, LI)["last_place"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_synced_is_shown_with_when_that_was() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    phone.sync(onsite_wire::sync::SyncRequest::default()).await;
    let wang = company.person(Role::Dispatcher).await;
    let found = engineers(&wang, "").await;
    let engineer = found.iter().find(|item| item["id"] == json!(user_of(Role::Engineer))).unwrap();
    assert_eq!(engineer["last_sync"], jiff::Timestamp::from_millisecond(company.now_ms()).unwrap().to_string());
    assert_eq!(engineer["field_devices"][0]["is_revoked"], false);
    let expert = company.person(Role::Expert).await;
    let found = engineers(&expert, "").await;
    let engineer = found.iter().find(|item| item["id"] == json!(user_of(Role::Engineer))).unwrap();
    assert_eq!(engineer["field_devices"], json!([]), "experts read no field devices");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractors_dispatcher_sees_the_own_people_and_their_own_work() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    company.engineer(SUN, CONTRACTOR, json!({})).await;
    let now_ms = company.now_ms();
    company.planned(repair(CONTRACTOR), Some(SUN), now_ms, 1).await;
    company.planned(repair(COMPANY), Some(LI), now_ms, 1).await;
    let chen = company.person(Role::ContractorDispatcher).await;
    let found = engineers(&chen, "").await;
    assert_eq!(found.iter().map(|item| item["id"].clone()).collect::<Vec<_>>(), [json!(id(SUN))]);
    assert_eq!(found[0]["visits"].as_array().unwrap().len(), 1);
    assert_eq!(found[0]["van"], Value::Null);
    let keeper = company.person(Role::StockKeeper).await;
    assert_eq!(keeper.get("/v1/engineers").await.status, StatusCode::FORBIDDEN);
}

async fn site_with_pin(company: &Company) {
    company
        .put(
            Word::Site,
            SITE,
            json!({
                "name": { "en": "Main building" }, "customer": id(CUSTOMER), "zone": "Asia/Shanghai",
                "coordinates": { "latitude_udeg": 31_230_000, "longitude_udeg": 121_470_000 },
            }),
        )
        .await;
}

/// Thursday 2026-11-19 in Shanghai, from midnight to midnight.
const THURSDAY: &str = "from=2026-11-18T16:00:00Z&to=2026-11-19T16:00:00Z";
/// 09:00 in Shanghai on that day.
const NINE_MS: i64 = 1_795_050_000_000;

fn reasons(row: &Value) -> Vec<&str> {
    row["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn proposals_say_who_when_and_why_and_one_of_them_is_taken_as_it_is() {
    let company = Company::new();
    site_with_pin(&company).await;
    let at_site = json!({ "latitude_udeg": 31_230_000, "longitude_udeg": 121_470_000 });
    let skills = json!([{ "code": "ct", "level": 3 }]);
    company.engineer(LI, COMPANY, json!({ "skills": skills, "base": at_site })).await;
    company
        .engineer(ZHAO, COMPANY, json!({ "skills": [{ "code": "ct", "level": 3, "expires_on": "2026-11-01" }] }))
        .await;
    company.engineer(SUN, CONTRACTOR, json!({})).await;
    company.planned(repair(COMPANY), Some(LI), NINE_MS, 2).await;
    let order = NewWorkOrder {
        required_skills: vec!["ct".to_owned()],
        planned_parts: vec![onsite_domain::work_order::PlannedPart {
            part: id(crate::support::PART),
            quantity: onsite_domain::Quantity::units(1),
            ..Default::default()
        }],
        ..repair(COMPANY)
    };
    let author = onsite_domain::Author::Console { user: user_of(Role::Dispatcher) };
    let order = company.writer.write(move |store| store.create_work_order(&author, order)).await.unwrap().work_order;
    let wang = company.person(Role::Dispatcher).await;
    let found = wang.get(&format!("/v1/work-orders/{order}/proposals?{THURSDAY}")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    let items = found.body["items"].as_array().unwrap();
    let best = &items[0];
    assert_eq!(best["user"]["name"]["en"], "Engineer 501");
    assert_eq!(best["start"], "2026-11-19T03:00:00Z", "after what they have: {best}");
    let said = reasons(best);
    assert!(
        said.contains(&"skill_held") && said.contains(&"travel_from_visit") && said.contains(&"part_lacking"),
        "{said:?}"
    );
    let zhao = items.iter().find(|item| item["user"]["id"] == json!(id(ZHAO))).unwrap();
    assert!(reasons(zhao).contains(&"skill_expired"), "{zhao}");
    assert!(
        !items.iter().any(|item| item["user"]["id"] == json!(id(SUN))),
        "the order was not given to the contractor"
    );
    assert_eq!(found.body["parts"][0]["name"]["en"], "Pump");
    let plan =
        json!({ "user": best["user"]["id"], "start": best["start"], "end": best["end"], "heads": found.body["heads"] });
    let planned = wang.post(&format!("/v1/work-orders/{order}/plan"), plan).await;
    assert_eq!(planned.status, StatusCode::OK, "{}", planned.body);
    assert_eq!(planned.body["body"]["lead"], json!(id(LI)));
    assert_eq!(planned.body["body"]["window_start_ms"], NINE_MS + 2 * HOUR_MS);
    assert_eq!(planned.body["body"]["status"], "scheduled");
    let codes: Vec<&Value> =
        planned.body["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["no_field_device"]);
    for role in [Role::Expert, Role::IntakeAgent, Role::StockKeeper] {
        let person = company.person(role).await;
        let refused = person.get(&format!("/v1/work-orders/{order}/proposals?{THURSDAY}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_made_once_says_what_speaks_against_it_and_gives_way_to_nobody_unseen() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let ct = json!({ "code": "ct", "name": { "zh": "CT 维修", "en": "CT service" }, "level": 3 });
    company.engineer(ZHAO, COMPANY, json!({ "skills": [ct] })).await;
    let (taken, _) = company.planned(repair(COMPANY), Some(LI), NINE_MS, 2).await;
    let skilled = NewWorkOrder { required_skills: vec!["ct".to_owned()], ..repair(COMPANY) };
    let (order, visit) = company.planned(skilled, None, NINE_MS + 24 * HOUR_MS, 1).await;
    let wang = company.person(Role::Dispatcher).await;
    let path = format!("/v1/work-orders/{order}/plan");
    // Nobody moves a window without saying why.
    let unsaid = json!({ "user": id(LI), "start": "2026-11-19T01:00:00Z" });
    let mut said = unsaid.clone();
    said["reason"] = json!("the customer is there earlier");
    let key = [("idempotency-key", "drag-1")];
    let first = wang.send("POST", &path, Some(&said), &key).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert_eq!((&first.body["visit"], &first.body["body"]["lead"]), (&json!(visit), &json!(id(LI))));
    let warnings = first.body["warnings"].as_array().unwrap();
    let codes: Vec<&str> = warnings.iter().map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["double_booking", "skill_missing", "no_field_device"]);
    assert_eq!(warnings[0]["work_order"], json!(taken));
    assert!(
        warnings[0]["says"]["en"].as_str().unwrap().contains("2026-11-19 09:00 to 2026-11-19 11:00"),
        "{warnings:?}"
    );
    assert!(warnings[1]["says"]["zh"].as_str().unwrap().contains("不具备“CT 维修”技能"), "{warnings:?}");
    let again = wang.send("POST", &path, Some(&said), &key).await;
    assert_eq!(again.body, first.body);
    let facts = |company: &Company| {
        let writer = company.writer.clone();
        async move {
            let count = "SELECT count(*) FROM fact WHERE kind IN ('press', 'assignment')";
            writer
                .write(move |store| Ok(store.database().query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()))
                .await
                .unwrap()
        }
    };
    let before = facts(&company).await;
    let same = wang.post(&path, unsaid.clone()).await;
    assert_eq!(same.status, StatusCode::OK, "it is planned so: {}", same.body);
    assert_eq!(facts(&company).await, before, "nothing is written twice");
    // Somebody else moves it; who planned by what they saw before is told.
    let etag = first.header("etag").to_owned();
    let heads = first.body["body"]["heads"].clone();
    let qian = json!({ "user": id(ZHAO), "helpers": [id(LI)], "start": "2026-11-20T01:00:00Z", "reason": "busy" });
    assert_eq!(wang.post(&path, qian).await.status, StatusCode::OK);
    let late = |more: Value| {
        let mut late = json!({ "user": id(LI), "start": "2026-11-20T05:00:00Z", "reason": "later" });
        late.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        late
    };
    let stale = wang.send("POST", &path, Some(&late(json!({}))), &[("if-match", &etag)]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.body);
    let stale = wang.post(&path, late(json!({ "heads": heads }))).await;
    assert_eq!((stale.status, &stale.body["code"]), (StatusCode::CONFLICT, &json!("stale")));
    let seen = json!({ "seen": { "lead": id(LI), "start": "2026-11-20T01:00:00Z" } });
    assert_eq!(wang.post(&path, late(seen)).await.status, StatusCode::CONFLICT, "another lead");
    let seen = json!({ "seen": { "lead": id(ZHAO), "start": "2026-11-20T01:00:00Z" } });
    let moved = wang.post(&path, late(seen)).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    assert_eq!(moved.body["body"]["visits"][0]["helpers"], json!([]), "the helper leads now");
    assert_eq!(
        wang.post(&path, json!({ "user": id(LI), "start": "2026-11-21T01:00:00Z" })).await.body["path"],
        "reason"
    );
    let backwards =
        json!({ "user": id(LI), "start": "2026-11-21T01:00:00Z", "end": "2026-11-21T00:00:00Z", "reason": "x" });
    assert_eq!(wang.post(&path, backwards).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = json!({ "user": id(WAREHOUSE), "start": "2026-11-21T01:00:00Z", "reason": "x" });
    assert!(!wang.post(&path, nobody).await.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_visit_ended_is_planned_as_another_visit_and_one_under_way_is_not_moved() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    let job = company.planned(repair(COMPANY), Some(LI), company.now_ms(), 1).await;
    for press in [Press::Depart, Press::Arrive, Press::Start] {
        company.pressed(job, LI, press).await;
        company.pass(1);
    }
    let wang = company.person(Role::Dispatcher).await;
    let path = format!("/v1/work-orders/{}/plan", job.0);
    let plan = json!({ "user": id(LI), "start": "2026-11-19T01:00:00Z", "reason": "a part is missing" });
    assert_eq!(wang.post(&path, plan.clone()).await.body["code"], "illegal_transition");
    let needed =
        PressFact { press: Press::SecondVisitNeeded, reason: Some("a part".to_owned()), ..PressFact::default() };
    company.press(job, LI, needed).await;
    let second = wang.post(&path, plan).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.body);
    assert_ne!(second.body["visit"], json!(job.1));
    assert_eq!(
        (&second.body["body"]["status"], second.body["body"]["visits"].as_array().unwrap().len()),
        (&json!("scheduled"), 2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractors_dispatcher_plans_own_people_for_given_orders_only() {
    let company = Company::new();
    company.engineer(LI, COMPANY, json!({})).await;
    company.engineer(SUN, CONTRACTOR, json!({})).await;
    let (given, _) = company.planned(repair(CONTRACTOR), None, NINE_MS, 1).await;
    let (kept, _) = company.planned(repair(COMPANY), None, NINE_MS, 1).await;
    let chen = company.person(Role::ContractorDispatcher).await;
    let plan = |user: u64| json!({ "user": id(user), "start": "2026-11-19T02:00:00Z", "reason": "our own round" });
    let found = chen.get(&format!("/v1/work-orders/{given}/proposals?{THURSDAY}")).await;
    let users: Vec<&Value> = found.body["items"].as_array().unwrap().iter().map(|item| &item["user"]["id"]).collect();
    assert_eq!(users, [&json!(id(SUN))]);
    let own = chen.post(&format!("/v1/work-orders/{given}/plan"), plan(SUN)).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    assert_eq!(own.body["body"]["lead"], json!(id(SUN)));
    assert_eq!(chen.post(&format!("/v1/work-orders/{given}/plan"), plan(LI)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(chen.post(&format!("/v1/work-orders/{kept}/plan"), plan(SUN)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(chen.get(&format!("/v1/work-orders/{kept}/proposals?{THURSDAY}")).await.status, StatusCode::NOT_FOUND);
    // Given back to the company, the order releases their engineer, who is free for theirs then.
    let (taken, _) = company.planned(repair(CONTRACTOR), Some(SUN), NINE_MS + 24 * HOUR_MS, 1).await;
    let same_time = json!({ "user": id(SUN), "start": "2026-11-20T01:00:00Z", "reason": "our own round" });
    let busy = async || {
        let planned = chen.post(&format!("/v1/work-orders/{given}/plan"), same_time.clone()).await;
        assert_eq!(planned.status, StatusCode::OK, "{}", planned.body);
        let warnings = planned.body["warnings"].as_array().unwrap().clone();
        warnings.iter().any(|warning| warning["code"] == "double_booking")
    };
    assert!(busy().await);
    let wang = company.person(Role::Dispatcher).await;
    let back = wang.post(&format!("/v1/work-orders/{taken}/give"), json!({ "organisation": id(COMPANY) })).await;
    assert_eq!((back.status, &back.body["body"]["lead"]), (StatusCode::OK, &Value::Null), "{}", back.body);
    assert!(!busy().await);
    let expert = company.person(Role::Expert).await;
    for start in ["2026-11-19T02:00:00Z", "2026-11-19T03:00:00Z"] {
        let same = json!({ "user": id(SUN), "start": start, "reason": "x" });
        assert_eq!(expert.post(&format!("/v1/work-orders/{given}/plan"), same).await.status, StatusCode::FORBIDDEN);
    }
}
