//! People and the field devices they carry.

use crate::{
    hands::Job,
    phone::Phone,
    support::{Company, DEVICE, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use onsite_wire::sync::SyncRequest;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_field_device_that_is_silent_is_found_and_what_hangs_on_it_is_told() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let job = Job::on(&company, &phone, DEVICE).await;
    phone.sync(SyncRequest::default()).await;
    company.pass(30 * 3_600_000);
    let admin = company.person(Role::Administrator).await;
    let count = async |filter: &str| {
        let reply = admin.get(&format!("/v1/field-devices?{filter}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        reply.body["items"].as_array().unwrap().len()
    };
    for (filter, expected) in [
        ("silent_hours=24".to_owned(), 1),
        ("silent_hours=48".to_owned(), 0),
        ("is_revoked=false".to_owned(), 1),
        ("is_revoked=true".to_owned(), 0),
        ("is_forked=true".to_owned(), 0),
        (format!("user={}", user_of(Role::Engineer)), 1),
        (format!("user={}", user_of(Role::Expert)), 0),
    ] {
        assert_eq!(count(&filter).await, expected, "{filter}");
    }
    let one = admin.get(&format!("/v1/field-devices/{}", phone.field_device)).await;
    assert_eq!(one.status, StatusCode::OK, "{}", one.body);
    assert_eq!((&one.body["silent_hours"], &one.body["platform"]), (&json!(30), &json!("android")));
    assert_eq!((&one.body["open_visits"], &one.body["is_unsent_possible"]), (&json!([job.visit]), &json!(true)));
    assert_eq!((&one.body["in_review"], &one.body["in_quarantine"]), (&json!(0), &json!(0)));
    assert_eq!(one.body["names"][format!("user/{}", user_of(Role::Engineer))]["number"], "engineer");
    let revoked =
        admin.post(&format!("/v1/field-devices/{}/revoke", phone.field_device), json!({ "reason": "lost" })).await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.body);
    assert_eq!(count("is_revoked=true").await, 1);
    assert_eq!(admin.get(&format!("/v1/field-devices/{}", id(1))).await.status, StatusCode::NOT_FOUND);
    let expert = company.person(Role::Expert).await;
    assert_eq!(expert.get(&format!("/v1/field-devices/{}", phone.field_device)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_says_until_when_it_is_good() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/users/{}/invite", user_of(Role::Engineer));
    let invited = admin.post(&path, json!({ "url": "https://field.example" })).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.body);
    let ms = company.clock.load(std::sync::atomic::Ordering::SeqCst) + 15 * 60_000;
    assert_eq!(invited.body["expires"], json!(jiff::Timestamp::from_millisecond(ms).unwrap()));
    assert!(invited.body["root_fingerprint"].as_str().unwrap().len() > 20, "{}", invited.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_may_do_is_written_on_the_version_that_was_seen() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let admin = company.person(Role::Administrator).await;
    let engineer = user_of(Role::Engineer);
    let record = format!("/v1/records/user/{engineer}");
    let held = admin.get(&record).await;
    let mut body = held.body["body"].clone();
    body["skills"] = json!([{ "code": "ct", "name": { "en": "CT" }, "level": 3, "expires_on": "2027-01-31" }]);
    body["language"] = json!("zh");
    body["roles"] = json!(["engineer", "expert"]);
    let write = async |body: &Value, etag: &str| admin.send("PUT", &record, Some(body), &[("if-match", etag)]).await;
    for (key, wrong, path) in [
        ("calendar", json!(id(999)), "calendar"),
        ("roles", json!([]), "roles"),
        ("organisation", json!(id(998)), "organisation"),
        ("zone", json!("Mars/Olympus"), "zone"),
        ("skills", json!([{ "code": "ct", "name": { "en": "CT" }, "level": 9 }]), "skills[0].level"),
        ("login", json!("dispatcher"), "login"),
    ] {
        let mut other = body.clone();
        other[key] = wrong;
        let refused = write(&other, held.header("etag")).await;
        assert!(refused.status.is_client_error(), "{key}: {}", refused.body);
        assert_eq!(refused.body["path"], path, "{}", refused.body);
    }
    let written = write(&body, held.header("etag")).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.body);
    assert_eq!(write(&body, held.header("etag")).await.status, StatusCode::PRECONDITION_FAILED);
    let user = admin.get(&format!("/v1/users/{engineer}")).await;
    assert_eq!(
        (&user.body["field_devices"], &user.body["teams"]),
        (&json!([phone.field_device]), &json!([])),
        "{}",
        user.body
    );
    assert_eq!(user.header("etag"), written.header("etag"), "the version to write on");
    let row = admin.get("/v1/users?skill=ct").await;
    let row = &row.body["items"].as_array().unwrap()[0];
    assert_eq!((&row["id"], &row["language"]), (&json!(engineer), &json!("zh")));
    assert_eq!(row["held_skills"], json!([{ "code": "ct", "level": 3, "expires_on": "2027-01-31" }]));
    assert_eq!(admin.get("/v1/users?is_disabled=true").await.body["items"], json!([]));
    let chen = company.person(Role::ContractorDispatcher).await;
    assert_eq!(chen.get(&format!("/v1/users/{engineer}")).await.status, StatusCode::NOT_FOUND);
}
