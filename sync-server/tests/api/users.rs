//! Users over the API: made, shut out, let in again, given passwords; and whom a record may name.

use crate::{
    phone::Phone,
    support::{COMPANY, CONTRACTOR, Company, PASSWORD, Person, Reply, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

async fn create(admin: &Person, login: &str, organisation: u64, roles: &[&str]) -> Reply {
    let skills = json!([{ "code": "lift", "name": { "en": "Lifts" }, "level": 3 }]);
    let body = json!({
        "login": login, "name": { "en": login }, "organisation": id(organisation), "roles": roles, "skills": skills,
    });
    admin.post("/v1/users", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_made_gets_in_and_is_shut_out() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let made = create(&admin, "Zhao", COMPANY, &["dispatcher"]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!((&made.body["login"], &made.body["skills"]), (&json!("zhao"), &json!(["lift"])));
    assert_eq!(create(&admin, "ZHAO ", COMPANY, &["engineer"]).await.status, StatusCode::CONFLICT);
    let path = format!("/v1/users/{}", made.body["id"].as_str().unwrap());
    assert_eq!(company.log_in("zhao", PASSWORD).await.status, StatusCode::UNAUTHORIZED, "there is no password yet");

    let drawn = admin.post(&format!("{path}/password"), json!({})).await;
    let drawn = drawn.body["password"].as_str().unwrap().to_owned();
    assert_eq!(company.log_in("zhao", &drawn).await.status, StatusCode::OK);
    let set = admin.send("PUT", &format!("{path}/password"), Some(&json!({ "password": PASSWORD })), &[]).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.body);
    assert_eq!(company.log_in("zhao", &drawn).await.status, StatusCode::UNAUTHORIZED);
    company.pass(3_600_000);
    let zhao = company.signed_in("zhao").await;
    assert_eq!(zhao.get("/v1/work-orders").await.status, StatusCode::OK);

    let disabled = admin.post(&format!("{path}/disable"), json!({})).await;
    assert_eq!((disabled.status, &disabled.body["is_disabled"]), (StatusCode::OK, &json!(true)), "{}", disabled.body);
    assert_eq!(zhao.get("/v1/work-orders").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(company.log_in("zhao", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(admin.post(&format!("{path}/password"), json!({})).await.status, StatusCode::NOT_FOUND);
    let enabled = admin.post(&format!("{path}/enable"), json!({})).await;
    assert_eq!(enabled.body["is_disabled"], json!(false), "{}", enabled.body);
    company.pass(3_600_000);
    assert_eq!(company.log_in("zhao", PASSWORD).await.status, StatusCode::OK);
    let unknown = admin.post(&format!("/v1/users/{}/disable", id(1)), json!({})).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays_one() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let own = user_of(Role::Administrator);
    let refused = admin.post(&format!("/v1/users/{own}/disable"), json!({})).await;
    assert_eq!((refused.status, &refused.body["path"]), (StatusCode::FORBIDDEN, &json!("is_disabled")));
    let record = format!("/v1/records/user/{own}");
    let held = admin.get(&record).await;
    let mut body = held.body["body"].clone();
    body["roles"] = json!(["engineer"]);
    let refused = admin.send("PUT", &record, Some(&body), &[("if-match", held.header("etag"))]).await;
    assert_eq!((refused.status, &refused.body["path"]), (StatusCode::FORBIDDEN, &json!("roles")), "{}", refused.body);
    let second = create(&admin, "second", COMPANY, &["administrator"]).await;
    assert_eq!(second.status, StatusCode::CREATED, "{}", second.body);
    let disabled = admin.post(&format!("/v1/users/{own}/disable"), json!({})).await;
    assert_eq!(disabled.status, StatusCode::OK, "{}", disabled.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_made_that_crosses_organisations() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let admin = company.person(Role::Administrator).await;
    for (organisation, roles, path) in [
        (CONTRACTOR, &["dispatcher"][..], "roles"),
        (CONTRACTOR, &["engineer", "expert"], "roles"),
        (999, &["engineer"], "organisation"),
        (COMPANY, &["astronaut"], "roles"),
        (COMPANY, &[], "roles"),
    ] {
        let refused = create(&admin, "sun", organisation, roles).await;
        assert!(refused.status.is_client_error(), "{roles:?}: {}", refused.body);
        assert_eq!(refused.body["path"], path, "{}", refused.body);
    }
    let sun = create(&admin, "sun", CONTRACTOR, &["engineer", "contractor_dispatcher"]).await;
    assert_eq!(sun.status, StatusCode::CREATED, "{}", sun.body);
    let (sun, engineer) = (sun.body["id"].clone(), json!(user_of(Role::Engineer)));
    let keeper = company.person(Role::StockKeeper).await;
    let team = |organisation: u64, member: &Value| json!({ "name": { "en": "North" }, "organisation": id(organisation), "members": [member] });
    let van = |organisation: u64, user: &Value, holder: Value| {
        json!({
            "kind": "van", "name": { "en": "Van" }, "organisation": id(organisation), "user": user, "holder": holder,
        })
    };
    let tool = |organisation: u64, holder: &Value| json!({ "number": "T-1", "name": { "en": "Meter" }, "organisation": id(organisation), "holder": holder });
    let device = json!(phone.field_device);
    let cases = [
        (&admin, "team", team(COMPANY, &engineer), true),
        (&admin, "team", team(COMPANY, &sun), false),
        (&admin, "team", team(CONTRACTOR, &sun), true),
        (&admin, "team", team(CONTRACTOR, &engineer), false),
        (&keeper, "stock_location", van(COMPANY, &engineer, device.clone()), true),
        (&keeper, "stock_location", van(COMPANY, &sun, Value::Null), false),
        (&keeper, "stock_location", van(CONTRACTOR, &sun, device), false),
        (&keeper, "tool", tool(COMPANY, &engineer), true),
        (&keeper, "tool", tool(COMPANY, &sun), false),
    ];
    for (place, (person, word, body, is_right)) in cases.iter().enumerate() {
        let path = format!("/v1/records/{word}/{}", id(500 + place as u64));
        let reply = person.send("PUT", &path, Some(body), &[]).await;
        let expected = if *is_right { StatusCode::CREATED } else { StatusCode::FORBIDDEN };
        assert_eq!(reply.status, expected, "{place} {word}: {}", reply.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_given_to_people_of_the_company_or_of_whom_it_was_given_to() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let sun = create(&admin, "sun", CONTRACTOR, &["engineer"]).await.body["id"].clone();
    let dora = company.person(Role::Dispatcher).await;
    let contractor = company.person(Role::ContractorDispatcher).await;
    let (own, _) = company.order(crate::support::DEVICE, COMPANY).await;
    let (given, _) = company.order(crate::support::OTHER_DEVICE, CONTRACTOR).await;
    let engineer = json!(user_of(Role::Engineer));
    for (person, order, lead, is_right) in [
        (&dora, own, &engineer, true),
        (&dora, own, &sun, false),
        (&dora, given, &sun, true),
        (&dora, given, &engineer, true),
        (&contractor, given, &sun, true),
        (&contractor, given, &engineer, false),
    ] {
        let offered = person.post(&format!("/v1/work-orders/{order}/offer"), json!({ "users": [lead] })).await;
        let path = format!("/v1/work-orders/{order}/assign");
        let assigned = person.post(&path, json!({ "team": { "lead": lead } })).await;
        let expected = if is_right { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!((offered.status, assigned.status), (expected, expected), "{lead}: {}", assigned.body);
    }
    let nobody = dora.post(&format!("/v1/work-orders/{own}/offer"), json!({ "users": [id(999)] })).await;
    assert_eq!(nobody.status, StatusCode::FORBIDDEN, "{}", nobody.body);
}
