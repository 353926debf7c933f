//! Revoking a field device over the API, and what becomes of an order to wipe.

use crate::{
    phone::Phone,
    support::{Company, id},
};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use onsite_wire::{leftover::Leftover, order::OrderAction, request::COUNTER, sync::SyncRequest};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_wipe_is_ordered_followed_and_known_to_be_done() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/field-devices/{}/revoke", phone.field_device);
    for (body, said) in [
        (json!({ "reason": "lost", "lose_unsent": true }), "wipe"),
        (json!({ "reason": "  ", "wipe": true }), "reason"),
        (json!({ "reason": "x".repeat(2_000), "wipe": true }), "reason"),
    ] {
        let refused = admin.post(&path, body).await;
        assert!(refused.status.is_client_error(), "{}", refused.body);
        assert_eq!(refused.body["path"], said, "{}", refused.body);
    }
    let unknown =
        admin.post(&format!("/v1/field-devices/{}/revoke", id(1)), json!({ "reason": "x", "wipe": true })).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.body);
    for role in [Role::Dispatcher, Role::ServiceManager, Role::ContractorDispatcher] {
        let refused = company.person(role).await.post(&path, json!({ "reason": "lost", "wipe": true })).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}: {}", refused.body);
    }
    assert!(phone.sync(SyncRequest::default()).await.orders.is_empty(), "nothing of that was done");

    let revoked = admin.post(&path, json!({ "reason": "lost" })).await;
    assert_eq!((revoked.status, &revoked.body["wipe"]), (StatusCode::OK, &Value::Null), "{}", revoked.body);
    let ordered = admin.post(&path, json!({ "reason": "lost for good", "wipe": true })).await;
    assert_eq!(ordered.status, StatusCode::OK, "{}", ordered.body);
    let wipe = &ordered.body["wipe"];
    assert_eq!(
        (&wipe["reason"], &wipe["is_loss_accepted"], &wipe["receipts_outstanding"], &wipe["done"]),
        (&json!("lost for good"), &json!(false), &Value::Null, &Value::Null),
        "{wipe}"
    );

    company.pass(60_000);
    let leftover = Leftover { what: "unit".to_owned(), bytes: b"{}".to_vec() };
    let leftovers = vec![leftover.clone(), leftover.clone()];
    let answer = phone.sync(SyncRequest { unsent: Some(2), leftovers, ..SyncRequest::default() }).await;
    let order = answer.orders[0].unverified().unwrap();
    let expected = OrderAction::Wipe { field_device: phone.field_device, is_loss_accepted: false };
    assert_eq!(order.action(), Some(expected));
    let receipt = answer.receipts[0].unverified().unwrap();
    assert_eq!(receipt.of, leftover.hash(phone.field_device));
    let row = async || {
        let listed = admin.get("/v1/field-devices").await;
        listed.body["items"][0].clone()
    };
    assert_eq!(row().await["wipe"]["receipts_outstanding"], json!(2));
    phone.sync(SyncRequest { unsent: Some(0), is_wiped: true, ..SyncRequest::default() }).await;
    let row = row().await;
    assert_eq!(row["wipe"]["receipts_outstanding"], json!(0), "{row}");
    assert!(row["wipe"]["done"].is_string() && row["is_revoked"] == json!(true), "{row}");
    let kept: u64 = company
        .writer
        .write(|store| Ok(store.database().query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(kept, 1, "the same thing twice is kept once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loss_is_ordered_in_words_and_revoking_again_takes_a_wipe_back() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/field-devices/{}/revoke", phone.field_device);
    let lost = admin.post(&path, json!({ "reason": "stolen", "wipe": true, "lose_unsent": true })).await;
    assert_eq!(lost.body["wipe"]["is_loss_accepted"], json!(true), "{}", lost.body);
    let back = admin.post(&path, json!({ "reason": "found under the seat" })).await;
    assert_eq!(back.body["wipe"], Value::Null, "{}", back.body);
    let answer = phone.sync(SyncRequest::default()).await;
    let order = answer.orders[0].unverified().unwrap();
    assert_eq!(order.action(), Some(OrderAction::Revoke { field_device: phone.field_device }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_whose_counter_was_used_is_told_the_newest_one() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let path = format!("/v1/blobs/{}", "ab".repeat(32));
    phone.counter = 41;
    assert_eq!(phone.send("HEAD", &path, Vec::new()).await.status, StatusCode::OK);
    for method in ["HEAD", "GET"] {
        phone.counter = 7;
        let refused = phone.send(method, &path, Vec::new()).await;
        assert_eq!((refused.status, refused.header(COUNTER)), (StatusCode::CONFLICT, "42"), "{method}");
    }
}
