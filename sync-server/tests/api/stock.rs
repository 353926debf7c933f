//! Stock at the desk: asked for, approved in part, sent, counted in, traced, counted, running low, and who holds a van.

use crate::{
    phone::Phone,
    support::{COMPANY, Company, DEVICE, PART, Person, Reply, TRANSIT, WAREHOUSE, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::{
    Author, Id, Quantity, Subject, Word, document::Write, entry, part_request::RequestLine, user::Role,
};
use onsite_store::meta;
use serde_json::{Value, json};

pub(crate) const SECOND: u64 = 40;
pub(crate) const VAN: u64 = 43;
const REQUEST: u64 = 44;

pub(crate) async fn place(keeper: &Person, number: u64, kind: &str) {
    let body = json!({ "kind": kind, "name": { "en": kind }, "organisation": id(COMPANY) });
    let made = keeper.send("PUT", &format!("/v1/records/stock_location/{}", id(number)), Some(&body), &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

/// A company with a second warehouse, a supplier, and 10 pumps on the shelf.
pub(crate) async fn with_stock() -> (Company, Person) {
    let company = Company::new();
    let keeper = company.person(Role::StockKeeper).await;
    for (number, kind) in [(SECOND, "warehouse"), (41, "supplier"), (42, "discrepancy")] {
        place(&keeper, number, kind).await;
    }
    let line = json!({ "part": id(PART), "quantity": 10_000, "condition": "new" });
    let came = keeper.post("/v1/stock/receive", json!({ "warehouse": id(WAREHOUSE), "lines": [line] })).await;
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.body);
    (company, keeper)
}

pub(crate) async fn van(company: &Company, keeper: &Person) -> Phone {
    let phone = Phone::enrol(company).await;
    let body = json!({
        "kind": "van", "name": { "en": "Van 1" }, "organisation": id(COMPANY), "user": user_of(Role::Engineer),
        "holder": phone.field_device,
    });
    let made = keeper.send("PUT", &format!("/v1/records/stock_location/{}", id(VAN)), Some(&body), &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    phone
}

/// Asks for so many pumps for an order, by line.
async fn wanted(company: &Company, order: Id, quantities: &[i64]) -> Vec<Id> {
    let lines: Vec<Id> = (0..quantities.len()).map(|place| id(900 + u64::try_from(place).unwrap())).collect();
    let mut writes = vec![
        Write::Set { field: "work_order".into(), value: json!(order) },
        Write::Set { field: "location".into(), value: json!(id(SECOND)) },
    ];
    for (line, quantity) in lines.iter().zip(quantities) {
        let wanted = RequestLine { part: id(PART), quantity: Quantity(*quantity), ..RequestLine::default() };
        writes.push(entry::add(*line, &wanted));
    }
    let author = Author::Console { user: user_of(Role::Dispatcher) };
    let subject = Subject::new(Word::PartRequest, id(REQUEST));
    let written =
        company.writer.write(move |store| store.edit_document(&author, "request_parts", subject, writes, None));
    written.await.unwrap();
    lines
}

/// As the server does when it learns that it was rolled back.
async fn freeze_issuing(company: &Company) {
    let frozen = company.writer.write(|store| {
        meta::put(store.database(), "epoch", &2_u32)?;
        Ok(meta::put(store.database(), "is_issuing_frozen", &true)?)
    });
    frozen.await.unwrap();
}

pub(crate) fn items(reply: &Reply) -> &Vec<Value> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body["items"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_is_approved_in_part_with_a_reason_sent_and_counted_in() {
    let (company, keeper) = with_stock().await;
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let lines = wanted(&company, order, &[3_000, 2_000]).await;
    let path = format!("/v1/part-requests/{}", id(REQUEST));
    let list = keeper.get(&format!("/v1/part-requests?status=requested,approved&location={}", id(SECOND))).await;
    let row = &items(&list)[0];
    assert_eq!(
        (&row["status"], &row["is_open"], &row["lines"][0]["wanted"]),
        (&json!("requested"), &json!(true), &json!(3000))
    );
    assert_eq!(row["user"], json!(user_of(Role::Dispatcher)));
    let named = &list.body["names"];
    assert_eq!(
        named[format!("part/{}", id(PART))],
        json!({ "name": { "en": "Pump" }, "number": "P-1", "unit": "piece" })
    );
    assert_eq!(named[format!("user/{}", user_of(Role::Dispatcher))]["number"], "dispatcher");
    assert!(named[format!("work_order/{order}")]["name"]["en"].as_str().unwrap().contains("leak"), "{named}");
    for (filter, count) in [
        (format!("user={}", user_of(Role::Dispatcher)), 1),
        (format!("user={}", user_of(Role::StockKeeper)), 0),
        (format!("work_order={order}"), 1),
        (format!("location={}", id(WAREHOUSE)), 0),
        ("status=issued".to_owned(), 0),
    ] {
        assert_eq!(items(&keeper.get(&format!("/v1/part-requests?{filter}")).await).len(), count, "{filter}");
    }

    let rule = async |ruled: Value| keeper.post(&format!("{path}/rule"), json!({ "lines": [ruled] })).await;
    let more = rule(json!({ "line": lines[0], "ruling": "approved", "quantity": 4_000 })).await;
    assert_eq!((more.status, &more.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("lines[0].quantity")));
    let silent = rule(json!({ "line": lines[1], "ruling": "refused" })).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal says why");
    let part =
        rule(json!({ "line": lines[0], "ruling": "approved", "quantity": 2_000, "reason": "two are enough" })).await;
    assert_eq!(part.status, StatusCode::OK, "{}", part.body);
    let refused = rule(json!({ "line": lines[1], "ruling": "refused", "reason": "not for this model" })).await;
    let progress = &refused.body["body"]["progress"];
    assert_eq!((&progress[0]["approved"], &progress[0]["reason"]), (&json!(2000), &json!("two are enough")));
    assert_eq!((&progress[1]["ruling"], &refused.body["body"]["status"]), (&json!("refused"), &json!("approved")));

    let issue = async |quantity: i64| {
        let line = json!({ "line": lines[0], "quantity": quantity });
        let body = json!({ "warehouse": id(WAREHOUSE), "part_request": id(REQUEST), "lines": [line] });
        keeper.post("/v1/stock/issue", body).await
    };
    assert_eq!(issue(3_000).await.status, StatusCode::UNPROCESSABLE_ENTITY, "more than was approved");
    let issued = issue(2_000).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.body);
    let less = rule(json!({ "line": lines[0], "ruling": "refused", "reason": "after all" })).await;
    assert_eq!((less.status, &less.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("lines[0].quantity")));

    let parcels = keeper.get("/v1/stock/parcels").await;
    let parcel = &items(&parcels)[0];
    assert_eq!(
        (&parcel["id"], &parcel["reason"], &parcel["lines"][0]["open"]),
        (&issued.body["id"], &json!("issue"), &json!(2000))
    );
    let accept = format!("/v1/stock/parcels/{}/accept", issued.body["id"].as_str().unwrap());
    let counted = |quantity: i64| json!({ "warehouse": id(SECOND), "lines": [{ "part": id(PART), "quantity": quantity, "condition": "new" }] });
    assert_eq!(keeper.post(&accept, counted(2_001)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let key = [("idempotency-key", "parcel-1")];
    let one = keeper.send("POST", &accept, Some(&counted(1_000)), &key).await;
    assert_eq!(one.status, StatusCode::CREATED, "{}", one.body);
    assert_eq!(
        keeper.send("POST", &accept, Some(&counted(1_000)), &key).await.body,
        one.body,
        "sent twice, counted once"
    );
    assert!(items(&keeper.get("/v1/stock/parcels?reason=return").await).is_empty());
    let short = keeper.get("/v1/stock/parcels").await;
    assert_eq!((&items(&short)[0]["is_short"], &items(&short)[0]["lines"][0]["open"]), (&json!(true), &json!(1000)));
    // The other one arrives broken.
    let broken = json!({ "warehouse": id(SECOND), "lines": [
        { "part": id(PART), "quantity": 1_000, "condition": "new", "found": "defective" },
    ] });
    assert_eq!(keeper.post(&accept, broken.clone()).await.status, StatusCode::CREATED);
    assert_eq!(keeper.post(&accept, broken).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a parcel counts once");
    assert!(items(&keeper.get("/v1/stock/parcels").await).is_empty());
    let held = keeper.get(&format!("/v1/parts/{}", id(PART))).await;
    let held: Vec<(Value, Value, Value)> = held.body["balances"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|balance| balance["location"] == json!(id(SECOND)))
        .map(|balance| (balance["condition"].clone(), balance["quantity"].clone(), balance["serial"].clone()))
        .collect();
    assert_eq!(held, [(json!("defective"), json!(1000), json!("")), (json!("new"), json!(1000), json!(""))]);
    let request = keeper.get(&path).await;
    assert_eq!((&request.body["body"]["status"], &request.body["word"]), (&json!("accepted"), &json!("part_request")));
}

#[tokio::test(flavor = "multi_thread")]
async fn movements_are_found_by_part_place_reason_and_time_page_by_page() {
    let (company, keeper) = with_stock().await;
    for _ in 0..3 {
        company.pass(60_000);
        let line = json!({ "part": id(PART), "quantity": 1_000, "condition": "new" });
        let issued = keeper.post("/v1/stock/issue", json!({ "warehouse": id(WAREHOUSE), "lines": [line] })).await;
        assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.body);
    }
    let ms: i64 = 1_795_000_000_000;
    let at = |ms: i64| jiff::Timestamp::from_millisecond(ms).unwrap();
    for (filter, count) in [
        (String::new(), 4),
        (format!("part={}", id(PART)), 4),
        (format!("part={}", id(PART + 77)), 0),
        (format!("location={}", id(WAREHOUSE)), 4),
        (format!("location={}", id(TRANSIT)), 3),
        (format!("location={}", id(SECOND)), 0),
        (format!("location={}&part={}", id(TRANSIT), id(PART)), 3),
        ("reason=issue".to_owned(), 3),
        (format!("reason=receive&location={}", id(WAREHOUSE)), 1),
        (format!("since={}", at(ms + 90_000)), 2),
        (format!("until={}&location={}", at(ms + 90_000), id(TRANSIT)), 1),
    ] {
        let whole = keeper.get(&format!("/v1/stock/movements?{filter}")).await;
        assert_eq!(items(&whole).len(), count, "{filter}");
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = keeper.get(&format!("/v1/stock/movements?{filter}&limit=1{cursor}")).await;
            paged.extend(items(&page).iter().cloned());
            let Some(next) = page.body["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(&paged, items(&whole), "{filter}");
    }
    let row = &keeper.get("/v1/stock/movements?limit=1").await;
    assert_eq!(row.body["names"][format!("stock_location/{}", id(TRANSIT))]["name"]["en"], "in_transit");
    assert_eq!(keeper.get("/v1/stock/movements?cursor=bm9uc2Vuc2U").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keeper.get("/v1/stock/movements?since=yesterday").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_serial_number_is_followed_from_the_supplier_to_where_it_lies() {
    let (company, keeper) = with_stock().await;
    let part = json!({ "number": "T-1", "name": { "en": "Tube" }, "base_unit": "piece", "tracked_by": "serial" });
    let path = format!("/v1/records/part/{}", id(50));
    assert_eq!(keeper.send("PUT", &path, Some(&part), &[]).await.status, StatusCode::CREATED);
    let line = |serial: &str| json!({ "part": id(50), "quantity": 1_000, "condition": "new", "serial": serial });
    let lines = json!([line("TB/1"), line("TB 2")]);
    keeper.post("/v1/stock/receive", json!({ "warehouse": id(WAREHOUSE), "lines": lines })).await;
    company.pass(1);
    let sent = keeper.post("/v1/stock/issue", json!({ "warehouse": id(WAREHOUSE), "lines": [line("TB/1")] })).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let history = keeper.get(&format!("/v1/parts/{}/serials/TB%2F1", id(50))).await;
    assert_eq!(history.status, StatusCode::OK, "{}", history.body);
    let moved: Vec<&Value> =
        history.body["movements"]["items"].as_array().unwrap().iter().map(|row| &row["reason"]).collect();
    assert_eq!(moved, ["issue", "receive"]);
    assert_eq!(history.body["lies_at"][0]["location"], json!(id(TRANSIT)));
    assert_eq!(history.body["fitted_in"], json!([]));
    let other = keeper.get(&format!("/v1/parts/{}/serials/TB%202", id(50))).await;
    assert_eq!(other.body["lies_at"][0]["location"], json!(id(WAREHOUSE)));
    assert_eq!(keeper.get(&format!("/v1/parts/{}/serials/x", id(51))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_counted_by_its_list_and_the_difference_shown_until_it_is_settled() {
    let (company, keeper) = with_stock().await;
    company.pass(1);
    let list = keeper.get(&format!("/v1/stock/locations/{}/count-list", id(WAREHOUSE))).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert_eq!((&list.body["lines"][0]["expected"], &list.body["last_count"]), (&json!(10_000), &Value::Null));
    let count = async |quantity: i64| {
        let line = json!({ "part": id(PART), "quantity": quantity, "condition": "new" });
        let body = json!({ "location": id(WAREHOUSE), "lines": [line], "is_complete": true });
        keeper.post("/v1/stock/count", body).await
    };
    assert_eq!(count(10_000).await.status, StatusCode::CREATED);
    company.pass(1);
    assert_eq!(count(9_000).await.status, StatusCode::CREATED);
    let counts = keeper.get(&format!("/v1/stock/counts?location={}", id(WAREHOUSE))).await;
    let states: Vec<&Value> = items(&counts).iter().map(|row| &row["state"]).collect();
    assert_eq!(states, ["open", "agrees"]);
    let newest = &items(&counts)[0];
    assert_eq!(
        (&newest["differences"][0]["counted"], &newest["differences"][0]["expected"]),
        (&json!(9000), &json!(10_000))
    );
    let decided = keeper
        .post(&format!("/v1/attention/{}/decide", newest["attention"].as_str().unwrap()), json!({ "choice": "accept" }))
        .await;
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.body);
    let after = keeper.get("/v1/stock/counts?limit=1").await;
    assert_eq!(items(&after)[0]["state"], "settled");
    assert!(after.body["next"].is_string());
    assert!(items(&keeper.get(&format!("/v1/stock/counts?location={}", id(SECOND))).await).is_empty());
    let list = keeper.get(&format!("/v1/stock/locations/{}/count-list", id(WAREHOUSE))).await;
    assert_eq!((&list.body["lines"][0]["expected"], &list.body["last_count"]["id"]), (&json!(9_000), &newest["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_low_is_listed_by_place_and_the_level_is_the_stock_keepers() {
    let (company, keeper) = with_stock().await;
    let level = format!("/v1/stock/locations/{}/minimums/{}", id(WAREHOUSE), id(PART));
    let low = async || keeper.get("/v1/stock/low").await;
    assert!(items(&low().await).is_empty());
    let dispatcher = company.person(Role::Dispatcher).await;
    assert_eq!(
        dispatcher.send("PUT", &level, Some(&json!({ "quantity": 1 })), &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let set = keeper.send("PUT", &level, Some(&json!({ "quantity": 12_000 })), &[]).await;
    assert_eq!(
        (set.status, &set.body["body"]["minimums"][id(PART).to_string()]),
        (StatusCode::OK, &json!(12_000)),
        "{}",
        set.body
    );
    let listed = low().await;
    let row = &items(&listed)[0];
    assert_eq!((&row["quantity"], &row["minimum"], &row["missing"]), (&json!(10_000), &json!(12_000), &json!(2_000)));
    assert_eq!(row["location"], json!(id(WAREHOUSE)));
    let to_count = keeper.get(&format!("/v1/stock/locations/{}/count-list", id(WAREHOUSE))).await;
    assert_eq!(to_count.body["lines"].as_array().unwrap().len(), 1);
    let negative = keeper.send("PUT", &level, Some(&json!({ "quantity": -1 })), &[]).await;
    assert_eq!(negative.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", negative.body);
    assert_eq!(keeper.send("PUT", &level, Some(&json!({ "quantity": null })), &[]).await.status, StatusCode::OK);
    assert!(items(&low().await).is_empty());
    // The catalogue's own level holds for warehouses that ever had it, and for the company where none had.
    for (number, minimum) in [(PART, 11_000), (51, 1_000)] {
        let path = format!("/v1/records/part/{}", id(number));
        let held = keeper.get(&path).await;
        let body = json!({
            "number": format!("P-{number}"), "name": { "en": "Pump" }, "base_unit": "piece", "tracked_by": "none", "minimum": minimum,
        });
        let seen = [("if-match", held.header("etag"))];
        let more = if held.status == StatusCode::OK { &seen[..] } else { &[] };
        assert!(keeper.send("PUT", &path, Some(&body), more).await.status.is_success());
    }
    let listed = low().await;
    let rows: Vec<(&Value, &Value)> = items(&listed).iter().map(|row| (&row["location"], &row["part"])).collect();
    assert_eq!(rows, [(&Value::Null, &json!(id(51))), (&json!(id(WAREHOUSE)), &json!(id(PART)))]);
    assert_eq!(items(&keeper.get(&format!("/v1/stock/low?part={}", id(51))).await).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_is_answered_with_what_follows_for_the_van() {
    let (company, keeper) = with_stock().await;
    let phone = van(&company, &keeper).await;
    let path = format!("/v1/stock/locations/{}/custody", id(VAN));
    let before = keeper.get(&path).await;
    assert_eq!(before.body["field_device"], json!(phone.field_device), "{}", before.body);
    assert_eq!(
        (&before.body["then"]["epoch"], &before.body["then"]["reviewed"]),
        (&json!(1), &json!(phone.field_device))
    );
    assert_eq!(before.body["names"][format!("field_device/{}", phone.field_device)]["name"]["en"], "phone");
    let lost = keeper.post(&path, json!({ "reason": "phone lost" })).await;
    assert_eq!(
        (lost.status, &lost.body["field_device"], &lost.body["epoch"]),
        (StatusCode::OK, &Value::Null, &json!(1)),
        "{}",
        lost.body
    );
    assert_eq!((&lost.body["former"], &lost.body["then"]["reviewed"]), (&json!([phone.field_device]), &Value::Null));
    let warehouse = keeper.get(&format!("/v1/stock/locations/{}/custody", id(WAREHOUSE))).await;
    assert_eq!(warehouse.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", warehouse.body);
    let inspector = company.person(Role::QualityInspector).await;
    assert_eq!(inspector.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_issuing_waits_for_the_vans_or_for_the_words() {
    let (company, keeper) = with_stock().await;
    let phone = van(&company, &keeper).await;
    let freeze = keeper.get("/v1/stock/freeze").await;
    assert_eq!(
        (&freeze.body["is_frozen"], &freeze.body["vans"][0]["is_heard"]),
        (&json!(false), &json!(true)),
        "{}",
        freeze.body
    );
    assert_eq!(freeze.body["vans"][0]["field_device"], json!(phone.field_device));
    freeze_issuing(&company).await;
    let keeper = company.person(Role::StockKeeper).await;
    let frozen = keeper.get("/v1/stock/freeze").await;
    assert_eq!((&frozen.body["is_frozen"], &frozen.body["vans"][0]["is_heard"]), (&json!(true), &json!(false)));
    let line = json!({ "part": id(PART), "quantity": 1_000, "condition": "new" });
    let issue = json!({ "warehouse": id(WAREHOUSE), "lines": [line] });
    let frozen = keeper.post("/v1/stock/issue", issue.clone()).await;
    assert_eq!(frozen.body["code"], "frozen", "{}", frozen.body);
    let admin = company.person(Role::Administrator).await;
    let refused = admin.post("/v1/stock/freeze/release", json!({})).await;
    assert_eq!((&refused.body["code"], &refused.body["path"]), (&json!("frozen"), &json!("vans")), "{}", refused.body);
    assert_eq!(admin.post("/v1/stock/freeze/release", json!({ "words": "please" })).await.body["code"], "frozen");
    let dispatcher = company.person(Role::Dispatcher).await;
    let words = json!({ "words": freeze.body["words"]["zh"] });
    assert_eq!(dispatcher.post("/v1/stock/freeze/release", words.clone()).await.status, StatusCode::FORBIDDEN);
    let released = admin.post("/v1/stock/freeze/release", words).await;
    assert_eq!((released.status, &released.body["is_frozen"]), (StatusCode::OK, &json!(false)), "{}", released.body);
    assert_eq!(keeper.post("/v1/stock/issue", issue).await.status, StatusCode::CREATED);
}
