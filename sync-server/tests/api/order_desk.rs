//! Orders with what is planned for them, lists in other orders, who went, where the work is.

use crate::{
    field::SUN,
    support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, PART, SITE, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::{Word, user::Role};
use serde_json::{Value, json};

const FAULT: u64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_says_what_is_thought_to_be_wrong_and_what_to_take() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    company.put(Word::FaultCode, FAULT, json!({ "code": "E-01", "kind": "fault", "name": { "en": "Leak" } })).await;
    let made = wang
        .post(
            "/v1/work-orders",
            json!({
                "kind": "repair", "device": id(DEVICE), "fault_code": id(FAULT),
                "planned_parts": [{ "part": id(PART), "quantity": 2_000, "note": "both seals" }],
            }),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let body = &made.body["body"];
    assert_eq!((&body["fault_code"], &body["planned_parts"][0]["part"]), (&json!(id(FAULT)), &json!(id(PART))));
    assert_eq!(
        (&body["planned_parts"][0]["quantity"], &body["planned_parts"][0]["note"]),
        (&json!(2_000), &json!("both seals"))
    );
    for (wrong, path) in [
        (json!({ "fault_code": id(61) }), "fault_code"),
        (json!({ "planned_parts": [{ "part": id(61), "quantity": 1_000 }] }), "planned_parts[0].part"),
        (json!({ "planned_parts": [{ "part": id(PART), "quantity": -1 }] }), "planned_parts[0].quantity"),
    ] {
        let mut order = json!({ "kind": "repair", "device": id(DEVICE) });
        order.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let refused = wang.post("/v1/work-orders", order).await;
        assert_eq!(refused.body["path"], path, "{}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_listed_from_the_one_that_waits_longest() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    for (words, channel, received_ms) in [("b", "phone", 2_000), ("c", "email", 3_000), ("a", "phone", 1_000)] {
        let made =
            wang.post("/v1/requests", json!({ "channel": channel, "words": words, "received_ms": received_ms })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let (mut words, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = wang.get(&format!("/v1/requests?sort=oldest&limit=1&cursor={cursor}")).await;
        words
            .extend(page.body["items"].as_array().unwrap().iter().map(|row| row["words"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(words, ["a", "b", "c"]);
    let phone = wang.get("/v1/requests?sort=oldest&channel=phone").await;
    assert_eq!(phone.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(wang.get("/v1/requests?sort=loudest").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_listed_as_sorted_with_who_wrote_them_last() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    for (number, name) in [(70, "Beta Clinic"), (71, "Alpha Clinic")] {
        let body = json!({ "name": { "en": name }, "organisation": id(COMPANY) });
        let made = wang.send("PUT", &format!("/v1/records/customer/{}", id(number)), Some(&body), &[]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let names = async |question: &str| -> Vec<String> {
        let list = wang.get(&format!("/v1/records/customer?{question}")).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        let items = list.body["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["body"]["name"]["en"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("sort=name").await, ["Alpha Clinic", "Beta Clinic", "Example Hospital"]);
    assert_eq!(names("sort=changed").await, ["Alpha Clinic", "Beta Clinic", "Example Hospital"]);
    assert_eq!(names("sort=oldest").await, ["Example Hospital", "Beta Clinic", "Alpha Clinic"]);
    let dispatcher = user_of(Role::Dispatcher);
    assert_eq!(names(&format!("changed_by={dispatcher}&sort=name")).await, ["Alpha Clinic", "Beta Clinic"]);
    let list = wang.get("/v1/records/customer?sort=changed&limit=1").await;
    let first = &list.body["items"][0];
    assert_eq!(first["changed_by"]["user"], json!(dispatcher));
    assert!(first["changed"].is_string());
    assert!(list.body["names"][format!("user/{dispatcher}")].is_object(), "{}", list.body["names"]);
    assert_eq!(wang.get("/v1/records/customer?sort=loudest").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chen = company.person(Role::ContractorDispatcher).await;
    company.order(DEVICE, CONTRACTOR).await;
    let own = chen.get("/v1/records/customer").await;
    assert_eq!(own.body["items"][0]["changed_by"], Value::Null, "{}", own.body);
    assert_eq!(chen.get(&format!("/v1/records/customer?changed_by={dispatcher}")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_to_go_is_released_when_the_order_is_given_away_and_the_steps_are_kept() {
    let company = Company::new();
    company.engineer(SUN, CONTRACTOR, json!({})).await;
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let (wang, chen) = (company.person(Role::Dispatcher).await, company.person(Role::ContractorDispatcher).await);
    let engineer = user_of(Role::Engineer);
    let base = format!("/v1/work-orders/{order}");
    let offered = wang.post(&format!("{base}/offer"), json!({ "users": [engineer] })).await;
    assert_eq!(offered.status, StatusCode::OK, "{}", offered.body);
    company.pass(60_000);
    let assigned =
        wang.post(&format!("{base}/assign"), json!({ "team": { "lead": engineer }, "reason": "knows it" })).await;
    assert_eq!(assigned.body["body"]["lead"], json!(engineer));
    company.pass(60_000);
    let given = wang.post(&format!("{base}/give"), json!({ "organisation": id(CONTRACTOR), "reason": "nearer" })).await;
    assert_eq!((given.status, &given.body["body"]["lead"]), (StatusCode::OK, &Value::Null), "{}", given.body);
    company.pass(60_000);
    let mine = chen.post(&format!("{base}/assign"), json!({ "team": { "lead": id(SUN) } })).await;
    assert_eq!(mine.body["body"]["lead"], json!(id(SUN)), "{}", mine.body);
    let steps = async |person: &crate::support::Person| -> Vec<String> {
        let list = person.get(&format!("{base}/assignments")).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        list.body["items"].as_array().unwrap().iter().map(|row| row["what"].as_str().unwrap().to_owned()).collect()
    };
    let all = steps(&wang).await;
    assert_eq!(all.last().map(String::as_str), Some("offered"));
    for what in ["assigned", "given", "withdrawn"] {
        assert!(all.iter().any(|known| known == what), "{what} of {all:?}");
    }
    assert!(!steps(&chen).await.contains(&"offered".to_owned()), "before it was theirs it is not theirs to know");
    let list = chen.get(&format!("{base}/assignments")).await;
    let text = list.body.to_string();
    assert!(!text.contains(&engineer.to_string()) && !text.contains(&user_of(Role::Dispatcher).to_string()), "{text}");
    let (other, _) = company.order(DEVICE, COMPANY).await;
    assert_eq!(chen.get(&format!("/v1/work-orders/{other}/assignments")).await.status, StatusCode::NOT_FOUND);
    // The contractor's own engineer stays where the order is given back and forth within it.
    let again = wang.post(&format!("{base}/give"), json!({ "organisation": id(CONTRACTOR) })).await;
    assert_eq!(again.body["body"]["lead"], json!(id(SUN)));
}

#[tokio::test(flavor = "multi_thread")]
async fn places_with_open_work_are_listed_with_their_orders() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    let coordinates = json!({ "latitude_udeg": 31_230_000, "longitude_udeg": 121_470_000 });
    let body = json!({
        "name": { "en": "Main building" }, "customer": id(CUSTOMER), "zone": "Asia/Shanghai", "coordinates": coordinates,
    });
    let path = format!("/v1/records/site/{}", id(SITE));
    let etag = wang.get(&path).await.body["etag"].as_str().unwrap().to_owned();
    let put = wang.send("PUT", &path, Some(&body), &[("if-match", etag.as_str())]).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.body);
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let (gone, _) = company.order(DEVICE, COMPANY).await;
    wang.post(&format!("/v1/work-orders/{gone}/press/cancel"), json!({ "reason": "twice" })).await;
    let sites = wang.get("/v1/work-orders/sites").await;
    assert_eq!(sites.status, StatusCode::OK, "{}", sites.body);
    let there = &sites.body["items"][0];
    assert_eq!((&there["open"], &there["unassigned"]), (&json!(1), &json!(1)));
    assert_eq!((&there["orders"][0]["id"], &there["site"]["coordinates"]), (&json!(order), &coordinates));
    let window = json!({ "start": "2026-11-24T09:00:00Z", "end": "2026-11-24T11:00:00Z", "reason": "asked for" });
    wang.post(&format!("/v1/work-orders/{order}/reschedule"), window).await;
    wang.post(&format!("/v1/work-orders/{order}/assign"), json!({ "team": { "lead": user_of(Role::Engineer) } })).await;
    assert_eq!(wang.get("/v1/work-orders/sites?only=unassigned").await.body["items"], json!([]));
    assert_eq!(wang.get("/v1/work-orders/sites?only=nonsense").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chen = company.person(Role::ContractorDispatcher).await;
    assert_eq!(chen.get("/v1/work-orders/sites").await.body["items"], json!([]), "none of it is theirs");
}
