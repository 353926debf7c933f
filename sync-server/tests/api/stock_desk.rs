//! What the stock keeper does without a request: sent to a place, thrown away, asked for at the desk; and the catalogue.

use crate::{
    stock::{SECOND, VAN, items, place, van, with_stock},
    support::{COMPANY, DEVICE, PART, Person, Reply, TRANSIT, WAREHOUSE, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

const SCRAP: u64 = 45;

fn line(quantity: i64, condition: &str) -> Value {
    json!({ "part": id(PART), "quantity": quantity, "condition": condition })
}

async fn row(person: &Person, question: &str) -> Value {
    let list = person.get(&format!("/v1/parts?{question}")).await;
    items(&list).first().cloned().unwrap_or_default()
}

/// What a place has, as `condition quantity`.
async fn balances(person: &Person, location: u64) -> Vec<String> {
    let reply = person.get(&format!("/v1/stock/locations/{}", id(location))).await;
    let said = |balance: &Value| format!("{} {}", balance["condition"].as_str().unwrap(), balance["quantity"]);
    reply.body["balances"].as_array().unwrap().iter().map(said).collect()
}

async fn twice(person: &Person, path: &str, body: Value) -> Reply {
    let key = [("idempotency-key", "k-1")];
    let first = person.send("POST", path, Some(&body), &key).await;
    let again = person.send("POST", path, Some(&body), &key).await;
    assert_eq!((first.status, &first.body), (again.status, &again.body), "done once");
    first
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_are_sent_to_a_place_with_a_note_and_counted_in_there() {
    let (company, keeper) = with_stock().await;
    let _phone = van(&company, &keeper).await;
    let sent = |destination: u64| json!({ "warehouse": id(WAREHOUSE), "destination": id(destination), "note": "for Monday", "lines": [line(2_000, "new")] });
    for nowhere in [WAREHOUSE, TRANSIT, 99] {
        let refused = keeper.post("/v1/stock/issue", sent(nowhere)).await;
        assert_eq!(
            (refused.status, &refused.body["path"]),
            (StatusCode::NOT_FOUND, &json!("destination")),
            "{nowhere}"
        );
    }
    let issued = twice(&keeper, "/v1/stock/issue", sent(SECOND)).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.body);
    let to_van = keeper.post("/v1/stock/issue", sent(VAN)).await;
    assert_eq!(to_van.status, StatusCode::CREATED, "{}", to_van.body);
    let parcels = keeper.get(&format!("/v1/stock/parcels?destination={}", id(SECOND))).await;
    let parcel = &items(&parcels)[0];
    assert_eq!((items(&parcels).len(), &parcel["note"], &parcel["id"]), (1, &json!("for Monday"), &issued.body["id"]));
    assert!(parcels.body["names"][format!("stock_location/{}", id(SECOND))].is_object());
    let trail = keeper.get("/v1/stock/movements?reason=issue").await;
    assert_eq!(items(&trail)[0]["destination"], json!(id(VAN)), "the trail says where it is meant for");
    assert_eq!(row(&keeper, "only=on_the_way").await["held"]["on_the_way"], 4_000);
    let accept = json!({ "warehouse": id(SECOND), "lines": [line(2_000, "new")] });
    let path = format!("/v1/stock/parcels/{}/accept", issued.body["id"].as_str().unwrap());
    assert_eq!(keeper.post(&path, accept).await.status, StatusCode::CREATED);
    assert_eq!(balances(&keeper, SECOND).await, ["new 2000"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_thrown_away_leaves_the_balance_it_lies_in_and_says_why() {
    let (_company, keeper) = with_stock().await;
    place(&keeper, SCRAP, "scrap").await;
    let scrap =
        |reason: &str| json!({ "warehouse": id(WAREHOUSE), "lines": [line(3_000, "defective")], "reason": reason });
    let silent = keeper.post("/v1/stock/scrap", scrap("  ")).await;
    assert_eq!((silent.status, &silent.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")));
    let done = twice(&keeper, "/v1/stock/scrap", scrap("fell off the rack")).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.body);
    assert_eq!(balances(&keeper, WAREHOUSE).await, ["new 7000"], "nothing is below zero");
    let trail = keeper.get("/v1/stock/movements?reason=scrap").await;
    let moved = &items(&trail)[0];
    assert_eq!(
        (&moved["note"], &moved["condition"], &moved["found"]),
        (&json!("fell off the rack"), &json!("new"), &json!("defective"))
    );
    for role in [Role::Dispatcher, Role::ServiceManager, Role::ContractorDispatcher] {
        let person = _company.person(role).await;
        let refused = person.post("/v1/stock/scrap", scrap("mine")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_broken_is_counted_in_as_broken() {
    let (company, keeper) = with_stock().await;
    place(&keeper, SCRAP, "scrap").await;
    let sent = keeper
        .post(
            "/v1/stock/issue",
            json!({ "warehouse": id(WAREHOUSE), "destination": id(SECOND),
        "lines": [line(1_000, "defective"), line(1_000, "new")] }),
        )
        .await;
    let parcels = keeper.get("/v1/stock/parcels").await;
    let lines = items(&parcels)[0]["lines"].as_array().unwrap().clone();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!((&lines[0]["condition"], &lines[0]["said"]), (&json!("new"), &json!("defective")));
    let path = format!("/v1/stock/parcels/{}/accept", sent.body["id"].as_str().unwrap());
    let counted = json!([
        { "part": id(PART), "quantity": 1_000, "condition": "new", "said": "defective", "found": "defective" },
        { "part": id(PART), "quantity": 1_000, "condition": "new" },
    ]);
    let done = keeper.post(&path, json!({ "warehouse": id(SECOND), "lines": counted })).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.body);
    assert_eq!(balances(&keeper, SECOND).await, ["defective 1000", "new 1000"]);
    assert_eq!(items(&keeper.get("/v1/stock/parcels").await).len(), 0, "both lines are answered");
    let verified = company.writer.write(|store| Ok(store.verify()?.is_clean())).await.unwrap();
    assert!(verified);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_asks_for_parts_in_the_name_of_an_engineer_or_an_order() {
    let (company, keeper) = with_stock().await;
    let engineer = user_of(Role::Engineer);
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let ask = |more: Value| {
        let mut body = json!({ "lines": [{ "part": id(PART), "quantity": 2_000 }], "priority": "high" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let no_van = keeper.post("/v1/part-requests", ask(json!({ "user": engineer }))).await;
    assert_eq!((no_van.status, &no_van.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("location")));
    let _phone = van(&company, &keeper).await;
    let made = twice(&keeper, "/v1/part-requests", ask(json!({ "user": engineer, "note": "before Friday" }))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let body = &made.body["body"];
    assert_eq!(
        (&body["status"], &body["location"], &body["user"]),
        (&json!("requested"), &json!(id(VAN)), &json!(engineer))
    );
    let list = keeper.get(&format!("/v1/part-requests?user={engineer}")).await;
    assert_eq!((items(&list).len(), &items(&list)[0]["asked_for"]), (1, &json!(engineer)));
    let wang = company.person(Role::Dispatcher).await;
    let for_order = wang.post("/v1/part-requests", ask(json!({ "work_order": order, "location": id(SECOND) }))).await;
    assert_eq!((for_order.status, &for_order.body["body"]["work_order"]), (StatusCode::CREATED, &json!(order)));
    for (wrong, path) in [
        (json!({ "location": id(SECOND), "lines": [] }), "lines"),
        (json!({ "location": id(SECOND), "lines": [{ "part": id(PART), "quantity": 0 }] }), "lines[0].quantity"),
        (json!({ "location": id(SECOND), "lines": [{ "part": id(98), "quantity": 1_000 }] }), "lines[0].part"),
        (json!({ "location": id(TRANSIT) }), "location"),
        (json!({ "user": id(97), "location": id(SECOND) }), "user"),
        (json!({ "location": id(SECOND), "priority": "yesterday" }), "priority"),
    ] {
        let refused = keeper.post("/v1/part-requests", ask(wrong)).await;
        assert_eq!(refused.body["path"], path, "{}", refused.body);
    }
    let chen = company.person(Role::ContractorDispatcher).await;
    assert_eq!(
        chen.post("/v1/part-requests", ask(json!({ "location": id(SECOND) }))).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_says_what_lies_where_and_is_narrowed_by_it() {
    let (company, keeper) = with_stock().await;
    for (number, name) in [(50, "A-1"), (51, "Z-9")] {
        let body = json!({ "number": name, "name": { "en": name }, "base_unit": "piece", "tracked_by": "none", "minimum": 5_000, "category": "seal" });
        let made = keeper.send("PUT", &format!("/v1/records/part/{}", id(number)), Some(&body), &[]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let list = keeper.get("/v1/parts").await;
    let numbers: Vec<&str> = items(&list).iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["A-1", "P-1", "Z-9"], "by number");
    let first = keeper.get("/v1/parts?limit=2").await;
    let next = first.body["next"].as_str().unwrap();
    let second = keeper.get(&format!("/v1/parts?limit=2&cursor={next}")).await;
    assert_eq!((items(&second).len(), &items(&second)[0]["number"]), (1, &json!("Z-9")));
    let pump = row(&keeper, &format!("location={}", id(WAREHOUSE))).await;
    assert_eq!((&pump["number"], &pump["held"]["warehouses"]), (&json!("P-1"), &json!(10_000)));
    assert_eq!(pump["held"]["places"][0]["location"], json!(id(WAREHOUSE)));
    let low = keeper.get("/v1/parts?only=low").await;
    assert_eq!(items(&low).len(), 2);
    assert_eq!(items(&keeper.get("/v1/parts?category=seal&q=Z-9").await).len(), 1);
    assert_eq!(items(&keeper.get("/v1/parts?only=retired").await).len(), 0);
    assert_eq!(keeper.get("/v1/parts?only=nonsense").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keeper.get("/v1/parts?cursor=bm8").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let he = company.person(Role::Expert).await;
    let seen = row(&he, "").await;
    assert_eq!(
        (&seen["number"], &seen["held"]),
        (&json!("A-1"), &Value::Null),
        "who reads no stock reads the catalogue"
    );
    assert_eq!(he.get("/v1/parts?only=low").await.status, StatusCode::FORBIDDEN);
    let chen = company.person(Role::ContractorDispatcher).await;
    assert_eq!(chen.get("/v1/parts").await.status, StatusCode::FORBIDDEN);
}
