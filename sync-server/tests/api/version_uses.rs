//! Who still names an older version, and who is moved to the newer one.

use crate::support::{CUSTOMER, Company, Person, Reply, SETTINGS, id};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

async fn put(person: &Person, word: &str, number: u64, body: &Value) -> Reply {
    let path = format!("/v1/records/{word}/{}", id(number));
    let held = person.get(&path).await;
    let seen = [("if-match", held.header("etag"))];
    let more = if held.status == StatusCode::OK { &seen[..] } else { &[] };
    let reply = person.send("PUT", &path, Some(body), more).await;
    assert!(reply.status.is_success(), "{word}: {}", reply.body);
    reply
}

fn told(reply: &Reply) -> Vec<(String, String, u64, bool, bool)> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let is = |row: &Value, key: &str| row[key].as_bool().unwrap();
    let rows = reply.body["items"].as_array().unwrap().iter();
    rows.map(|row| {
        let revision = row["revision"].as_u64().unwrap();
        (text(row, "subject"), text(row, "field"), revision, is(row, "is_fixed"), is(row, "is_yours"))
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_an_older_version_is_told_and_moved_by_choice() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    let dora = company.person(Role::Dispatcher).await;
    let level = |revision: u32, more: Value| {
        let mut body = json!({ "number": "SLA", "name": { "en": "Standard" }, "revision": revision,
            "targets": [{ "resolution_minutes": 60, "arrival_minutes": 30 }] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    put(&manager, "service_level", 700, &level(1, json!({}))).await;
    let contract = json!({ "number": "C-7", "revision": 1, "customer": id(CUSTOMER), "service_level": id(700), "cover": { "parts": "all" } });
    put(&manager, "contract", 702, &contract).await;
    let mut customer = dora.get(&format!("/v1/records/customer/{}", id(CUSTOMER))).await.body["body"].clone();
    customer["service_level"] = json!(id(700));
    put(&dora, "customer", CUSTOMER, &customer).await;
    put(&manager, "service_level", 701, &level(2, json!({ "valid_from": "2020-01-01" }))).await;

    let uses = format!("/v1/versions/service_level/{}/uses", id(701));
    let (of_customer, of_contract) = (format!("customer/{}", id(CUSTOMER)), format!("contract/{}", id(702)));
    let field = "service_level".to_owned();
    let seen = manager.get(&uses).await;
    assert_eq!(seen.body["is_followed"], true, "what is new takes the version in force");
    assert_eq!(
        told(&seen),
        [(of_contract.clone(), field.clone(), 1, true, false), (of_customer.clone(), field.clone(), 1, false, false)],
        "a contract is a version itself; a manager keeps no customers"
    );
    assert_eq!(told(&manager.get(&uses.replace(&id(701).to_string(), &id(700).to_string())).await), []);

    let moves = |subject: &str, field: &str| json!({ "moves": [{ "subject": subject, "field": field }] });
    let chosen = moves(&of_customer, "service_level");
    assert_eq!(manager.post(&uses, chosen.clone()).await.status, StatusCode::FORBIDDEN);
    for (wrong, code) in [
        (moves(&of_contract, "service_level"), "forbidden"),
        (moves(&of_customer, "price_list"), "unknown_path"),
        (json!({ "moves": [] }), "missing"),
    ] {
        assert_eq!(dora.post(&uses, wrong.clone()).await.body["code"], code, "{wrong}");
    }
    assert_eq!(manager.post(&uses, moves(&of_contract, "service_level")).await.body["code"], "immutable");
    let moved = dora.post(&uses, chosen.clone()).await;
    assert_eq!(told(&moved), [(of_contract, field, 1, true, false)]);
    let after = dora.get(&format!("/v1/records/customer/{}", id(CUSTOMER))).await.body;
    assert_eq!(after["body"]["service_level"], json!(id(701)));
    assert_eq!(dora.post(&uses, chosen).await.body["code"], "stale", "it names the newer one already");

    // A contract that was followed names what it named; nobody is told of it.
    let mut next = contract.clone();
    next.as_object_mut().unwrap().extend(
        json!({ "revision": 2, "valid_from": "2020-06-01", "service_level": id(701) }).as_object().unwrap().clone(),
    );
    put(&manager, "contract", 703, &next).await;
    assert_eq!(told(&manager.get(&uses).await), []);
    let unversioned = manager.get(&format!("/v1/versions/customer/{}/uses", id(CUSTOMER))).await;
    assert_eq!((&unversioned.body["code"], &unversioned.body["path"]), (&json!("unknown_path"), &json!("word")));
    let admin = company.person(Role::Administrator).await;
    assert_eq!(admin.get(&format!("/v1/records/settings/{}", id(SETTINGS))).await.status, StatusCode::OK);
}
