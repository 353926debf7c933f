//! Versions: price lists, contracts, questionnaires, service levels are written once, and followed by the next.

use crate::support::{CUSTOMER, Company, DEVICE, Person, Reply, id};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

async fn put(person: &Person, word: &str, number: u64, body: &Value, etag: Option<&str>) -> Reply {
    let more: Vec<(&str, &str)> = etag.map(|etag| ("if-match", etag)).into_iter().collect();
    person.send("PUT", &format!("/v1/records/{word}/{}", id(number)), Some(body), &more).await
}

fn with(body: &Value, changes: Value) -> Value {
    let mut body = body.clone();
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

fn level(minutes: u32) -> Value {
    json!({ "number": "SLA", "name": { "en": "Standard" }, "revision": 1,
        "targets": [{ "resolution_minutes": minutes, "arrival_minutes": minutes }] })
}

fn bodies() -> Vec<(&'static str, Value, Value, Value)> {
    let question = json!({ "id": id(410), "kind": "satisfaction", "title": { "en": "How was it?" } });
    vec![
        (
            "price_list",
            json!({ "number": "PL", "revision": 1, "name": { "en": "Standard" }, "currency": "EUR", "tax": 1900 }),
            json!({ "tax": 700 }),
            json!({ "valid_until": "2030-12-31" }),
        ),
        (
            "contract",
            json!({ "number": "C-1", "revision": 1, "customer": id(CUSTOMER), "visits_per_year": 2, "cover": { "parts": "all" } }),
            json!({ "visits_per_year": 4 }),
            json!({ "is_suspended": true, "remarks": "not paid" }),
        ),
        (
            "questionnaire",
            json!({ "number": "Q", "revision": 1, "name": { "en": "Rating" }, "link_days": 30, "questions": [question] }),
            json!({ "link_days": 60 }),
            json!({ "is_retired": true }),
        ),
        ("service_level", level(60), json!({ "targets": [] }), json!({ "is_retired": true })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_once_is_followed_and_never_changed() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    for (place, (word, first, change, kept)) in bodies().into_iter().enumerate() {
        let number = 400 + 10 * u64::try_from(place).unwrap();
        let made = put(&manager, word, number, &first, None).await;
        assert_eq!(made.status, StatusCode::CREATED, "{word}: {}", made.body);
        let changed = with(&first, change.clone());
        let refused = put(&manager, word, number, &changed, Some(made.header("etag"))).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("immutable")));
        assert!(change.get(refused.body["path"].as_str().unwrap()).is_some(), "{word}: the place is named");
        let again = put(&manager, word, number, &first, Some(made.header("etag"))).await;
        assert_eq!(again.status, StatusCode::OK, "{word}: the same is no change: {}", again.body);
        let goes_on = put(&manager, word, number, &with(&first, kept), Some(again.header("etag"))).await;
        assert_eq!(goes_on.status, StatusCode::OK, "{word}: {}", goes_on.body);

        let same = put(&manager, word, number + 1, &changed, None).await;
        assert_eq!((&same.body["code"], &same.body["path"]), (&json!("id_taken"), &json!("revision")), "{word}");
        let next = with(&changed, json!({ "revision": 2 }));
        let undated = put(&manager, word, number + 1, &next, None).await;
        assert_eq!((&undated.body["code"], &undated.body["path"]), (&json!("missing"), &json!("valid_from")));
        let next = with(&next, json!({ "valid_from": "2030-01-01" }));
        let made = put(&manager, word, number + 1, &next, None).await;
        assert_eq!(made.status, StatusCode::CREATED, "{word}: {}", made.body);
    }
    let others = json!({ "number": "C-1", "revision": 3, "customer": id(999), "valid_from": "2030-01-01", "cover": { "parts": "all" } });
    let taken = put(&manager, "contract", 499, &others, None).await;
    assert_eq!((&taken.body["code"], &taken.body["path"]), (&json!("id_taken"), &json!("number")), "{}", taken.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_takes_the_promise_that_is_in_force_and_keeps_it() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    assert_eq!(put(&manager, "service_level", 450, &level(60), None).await.status, StatusCode::CREATED);
    let dora = company.person(Role::Dispatcher).await;
    let order = async || {
        let made = dora
            .post("/v1/work-orders", json!({ "kind": "repair", "device": id(DEVICE), "service_level": id(450) }))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.body
    };
    let before = order().await;
    let next = with(&level(30), json!({ "revision": 2, "valid_from": "2020-01-01" }));
    assert_eq!(put(&manager, "service_level", 451, &next, None).await.status, StatusCode::CREATED);
    let later = with(&level(10), json!({ "revision": 3, "valid_from": "2099-01-01" }));
    assert_eq!(put(&manager, "service_level", 452, &later, None).await.status, StatusCode::CREATED);
    let after = order().await;
    assert_eq!(before["body"]["service_level"], json!(id(450)));
    assert_eq!(after["body"]["service_level"], json!(id(451)));
    let held = dora.get(before["href"].as_str().unwrap()).await;
    assert_eq!(held.body["body"]["service_level"], json!(id(450)), "what was promised stays promised");
}
