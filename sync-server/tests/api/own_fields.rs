//! Fields that the company defined for itself: filled in at the desk, held to their definitions, and found again.

use crate::{
    support::{CUSTOMER, Company, DEVICE, PART, Person, Reply, id},
    tables::{import, table},
};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

const TIER: u64 = 600;
const BADGE: u64 = 601;
const FLOOR: u64 = 602;

async fn put(person: &Person, word: &str, number: u64, body: &Value) -> Reply {
    let path = format!("/v1/records/{word}/{}", id(number));
    let held = person.get(&path).await;
    let seen = [("if-match", held.header("etag"))];
    let more = if held.status == StatusCode::OK { &seen[..] } else { &[] };
    person.send("PUT", &path, Some(body), more).await
}

/// A tier of each customer, a badge number of each repair, a floor and a list of each machine.
async fn defined(company: &Company) {
    let admin = company.person(Role::Administrator).await;
    let choices = json!([{ "value": "gold", "label": { "en": "Gold", "zh": "金" } }, { "value": "plain", "label": { "en": "Plain" } }]);
    for (number, body) in [
        (
            TIER,
            json!({ "extends": "customer", "kind": "choice", "label": { "en": "Tier", "zh": "客户级别" }, "choices": choices, "is_required": true }),
        ),
        (
            BADGE,
            json!({ "extends": "work_order", "kind": "text", "label": { "en": "Badge" }, "chars_max": 6, "is_required": true, "order_kinds": ["repair"] }),
        ),
        (
            FLOOR,
            json!({ "extends": "device", "kind": "number", "label": { "en": "Floor" }, "low": "-3", "high": "40" }),
        ),
        (603, json!({ "extends": "device", "kind": "choices", "label": { "en": "Hazards" }, "choices": choices })),
        (604, json!({ "extends": "part", "kind": "yes_no", "label": { "en": "Glass" } })),
        (605, json!({ "extends": "request", "kind": "date", "label": { "en": "Wanted by" }, "is_required": true })),
    ] {
        let made = put(&admin, "field_definition", number, &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
}

fn refusal(reply: &Reply) -> (&Value, &Value) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
    (&reply.body["code"], &reply.body["path"])
}

fn path(number: u64) -> Value {
    json!(format!("ext.{}", id(number)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_held_to_its_definitions_where_somebody_writes_anew() {
    let company = Company::new();
    let dora = company.person(Role::Dispatcher).await;
    let before = dora.get(&format!("/v1/records/customer/{}", id(CUSTOMER))).await.body["body"].clone();
    defined(&company).await;

    // A customer from before the field was asked for is changed all the same.
    let mut body = before.clone();
    body["remarks"] = json!("gate 3");
    assert_eq!(put(&dora, "customer", CUSTOMER, &body).await.status, StatusCode::OK);
    body["ext"] = json!({ id(TIER).to_string(): "silver" });
    assert_eq!(refusal(&put(&dora, "customer", CUSTOMER, &body).await), (&json!("wrong_shape"), &path(TIER)));
    // What no definition here explains is kept as it is.
    body["ext"] = json!({ id(TIER).to_string(): "gold", id(999).to_string(): { "newer": 1 } });
    let put_once = put(&dora, "customer", CUSTOMER, &body).await;
    assert_eq!(put_once.status, StatusCode::OK, "{}", put_once.body);
    assert_eq!(put_once.body["body"]["ext"], body["ext"]);
    let mut emptied = body.clone();
    emptied["ext"] = json!({ id(999).to_string(): { "newer": 1 } });
    assert_eq!(refusal(&put(&dora, "customer", CUSTOMER, &emptied).await), (&json!("missing"), &path(TIER)));

    let fresh = json!({ "name": { "en": "Example Lab" }, "organisation": before["organisation"] });
    assert_eq!(refusal(&put(&dora, "customer", 620, &fresh).await), (&json!("missing"), &path(TIER)));
    let asked = dora.post("/v1/requests", json!({ "channel": "phone", "words": "no cold air" })).await;
    assert_eq!(refusal(&asked), (&json!("missing"), &path(605)));
    let wanted = json!({ "channel": "phone", "words": "no cold air", "ext": { id(605).to_string(): "2026-12-24" } });
    let asked = dora.post("/v1/requests", wanted).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.body);
    let list = dora.get("/v1/requests").await.body;
    assert_eq!(list["items"][0]["ext"][id(605).to_string()], "2026-12-24", "{list}");
    let href = format!("/v1/requests/{}/press/verify", asked.body["id"].as_str().unwrap());
    assert_eq!(dora.post(&href, json!({})).await.status, StatusCode::OK, "a press asks for nothing more");

    let audit = format!("/v1/audit/customer/{}?field=ext.{}", id(CUSTOMER), id(TIER));
    let trail = dora.get(&audit).await.body;
    let fields = trail["items"][0]["fields"].as_array().unwrap();
    assert_eq!((fields.len(), &fields[0]["field"], &fields[0]["new"]), (1, &path(TIER), &json!("gold")));
    let names = dora.get(&format!("/v1/names?of=field_definition/{}", id(TIER))).await.body;
    assert_eq!(names["items"][0]["name"]["en"], "Tier");

    let keeper = company.person(Role::StockKeeper).await;
    let part = keeper.get(&format!("/v1/records/part/{}", id(PART))).await.body["body"].clone();
    let with = |value: Value| {
        let mut body = part.clone();
        body["ext"] = json!({ id(604).to_string(): value });
        body
    };
    assert_eq!(refusal(&put(&keeper, "part", PART, &with(json!("yes"))).await), (&json!("wrong_shape"), &path(604)));
    assert_eq!(put(&keeper, "part", PART, &with(json!(true))).await.status, StatusCode::OK);
    assert_eq!(keeper.get("/v1/parts").await.body["items"][0]["ext"][id(604).to_string()], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_not_made_without_what_its_kind_requires() {
    let company = Company::new();
    defined(&company).await;
    let dora = company.person(Role::Dispatcher).await;
    let order = |kind: &str, ext: Value| json!({ "kind": kind, "title": "Leak", "device": id(DEVICE), "ext": ext });
    let refused = dora.post("/v1/work-orders", order("repair", json!({}))).await;
    assert_eq!(refusal(&refused), (&json!("missing"), &path(BADGE)));
    let install = dora.post("/v1/work-orders", order("install", json!({}))).await;
    assert_eq!(install.status, StatusCode::CREATED, "another kind is not asked: {}", install.body);
    let badge = |text: &str| json!({ id(BADGE).to_string(): text });
    let long = dora.post("/v1/work-orders", order("repair", badge("7-digits"))).await;
    assert_eq!((&long.body["code"], &long.body["path"]), (&json!("too_large"), &path(BADGE)));
    let made = dora.post("/v1/work-orders", order("repair", badge("HC-77"))).await;
    assert_eq!((made.status, &made.body["body"]["ext"]), (StatusCode::CREATED, &badge("HC-77")), "{}", made.body);

    let href = made.header("location").to_owned();
    let heads = &made.body["body"]["heads"];
    let field = format!("ext.{}", id(BADGE));
    let cleared = json!({ "fields": { &field: null }, "heads": heads });
    assert_eq!(refusal(&dora.send("PATCH", &href, Some(&cleared), &[]).await), (&json!("missing"), &path(BADGE)));
    let changed = json!({ "fields": { &field: "HC-78" }, "heads": heads });
    assert_eq!(dora.send("PATCH", &href, Some(&changed), &[]).await.status, StatusCode::OK);
    let (_, _, bytes) = table(&company, "dispatcher", "/v1/work-orders.csv?bom=false").await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.lines().next().unwrap().ends_with(",Badge") && text.contains(",HC-78"), "{text}");
    let found = dora.get("/v1/work-orders?q=HC-78").await.body;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "it is found by what stands in it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_says_what_was_written_last_by_whom_so_ever() {
    let company = Company::new();
    defined(&company).await;
    let manager = company.person(Role::ServiceManager).await;
    let href = format!("/v1/devices/{}", id(DEVICE));
    let file = manager.get(&href).await;
    let written = |fields: Value| json!({ "fields": fields, "heads": file.body["body"]["heads"] });
    let floor = format!("ext.{}", id(FLOOR));
    let high = manager.send("PATCH", &href, Some(&written(json!({ &floor: "41" }))), &[]).await;
    assert_eq!(refusal(&high), (&json!("out_of_range"), &path(FLOOR)));
    assert_eq!((&high.body["detail"], &high.body["detail_zh"]), (&json!("-3 to 40"), &json!("-3 至 40")));
    let both = json!({ &floor: "4", format!("ext.{}", id(603)): ["gold", "plain"] });
    let set = manager.send("PATCH", &href, Some(&written(both)), &[]).await;
    assert_eq!(set.status, StatusCode::OK, "who keeps the files writes it: {}", set.body);
    assert_eq!(set.body["body"]["ext"], json!({ id(FLOOR).to_string(): "4", id(603).to_string(): "gold\nplain" }));

    // The record says it anew: that is what counts from then on, and clearing it clears it.
    let body = manager.get(&format!("/v1/records/device/{}", id(DEVICE))).await.body["body"].clone();
    for (ext, seen) in [(json!({ id(FLOOR).to_string(): "5" }), json!("5")), (json!({}), Value::Null)] {
        let mut body = body.clone();
        body["ext"] = ext;
        assert_eq!(put(&manager, "device", DEVICE, &body).await.status, StatusCode::OK);
        let file = manager.get(&href).await.body;
        assert_eq!(file["body"]["ext"].get(id(FLOOR).to_string()).cloned().unwrap_or_default(), seen);
    }
    let list = manager.get("/v1/devices").await.body;
    let row = list["items"].as_array().unwrap().iter().find(|row| row["id"] == json!(id(DEVICE))).unwrap();
    assert_eq!(row["ext"], json!({ id(603).to_string(): "gold\nplain" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_have_a_column_for_each_of_them() {
    let company = Company::new();
    defined(&company).await;
    let (_, _, bytes) = table(&company, "administrator", "/v1/import/customers/template?format=csv&language=zh").await;
    let text = String::from_utf8(bytes).unwrap();
    let heading: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    assert_eq!(heading.last(), Some(&"客户级别 *"), "{text}");

    let csv = "number,name_en,客户级别\nC-1,Example Clinic,金\nC-2,Example Lab,\nC-3,Example Yard,Silver\n".as_bytes();
    let refused = import(&company, "administrator", "/v1/import/customers", csv, &[]).await;
    let mistakes: Vec<(&Value, &Value, &Value)> = refused.body["mistakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mistake| (&mistake["line"], &mistake["column"], &mistake["problem"]))
        .collect();
    assert_eq!(
        mistakes,
        [
            (&json!(3), &json!("Tier"), &json!("this must be filled in")),
            (&json!(4), &json!("Tier"), &json!("one of the choices"))
        ]
    );
    let csv = "number,name_en,tier\nC-1,Example Clinic,Gold\n".as_bytes();
    let taken = import(&company, "administrator", "/v1/import/customers", csv, &[]).await;
    assert_eq!(taken.body["is_taken"], true, "{}", taken.body);
    let admin = company.person(Role::Administrator).await;
    let made = admin.get("/v1/records/customer?q=Clinic").await.body;
    assert_eq!(made["items"][0]["body"]["ext"], json!({ id(TIER).to_string(): "gold" }), "{made}");
    let again = import(&company, "administrator", "/v1/import/customers", csv, &[]).await;
    assert_eq!(again.body["unchanged"], json!(1));
}
