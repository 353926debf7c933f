//! Backups and the company's paper, as the administrator sees them.

use crate::support::{Company, Person, Reply};
use axum::http::StatusCode;
use data_encoding::BASE64;
use onsite_domain::user::Role;
use onsite_report::Spoken;
use onsite_server::{
    backup_log::MadeBackup,
    http::{Options, PaperShop, TemplateFault, TemplateFaultLine},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DAY_MS: i64 = 24 * 3_600_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_due_some_days_after_the_last_one() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let none = admin.get("/v1/backups").await;
    assert_eq!((none.status, &none.body["is_due"], &none.body["items"]), (StatusCode::OK, &json!(false), &json!([])));
    assert_eq!(none.body["notice_days"], 7);
    company.pass(8 * DAY_MS);
    let admin = company.person(Role::Administrator).await;
    assert_eq!(admin.get("/v1/backups").await.body["is_due"], true, "a week after the company began");
    assert_eq!(admin.get("/v1/counts").await.body["is_backup_due"], true);
    let wang = company.person(Role::Dispatcher).await;
    assert_eq!(wang.get("/v1/counts").await.body["is_backup_due"], Value::Null);
    assert_eq!(wang.get("/v1/backups").await.status, StatusCode::FORBIDDEN);

    let made = company.writer.write(|store| {
        let made = MadeBackup {
            at_ms: store.now_ms(),
            took_ms: 900,
            place: "/backups/onsite-1".to_owned(),
            size_bytes: 5_000_000,
            has_root_key: false,
            is_verified: true,
        };
        store.note_backup(&made)
    });
    made.await.unwrap();
    let known = admin.get("/v1/backups").await;
    assert_eq!((&known.body["is_due"], &known.body["items"][0]["place"]), (&json!(false), &json!("/backups/onsite-1")));
    assert_eq!(known.body["items"][0]["is_verified"], true);
    company.pass(7 * DAY_MS - 1);
    let admin = company.person(Role::Administrator).await;
    assert_eq!(admin.get("/v1/counts").await.body["is_backup_due"], false);
    company.pass(1);
    assert_eq!(admin.get("/v1/counts").await.body["is_backup_due"], true);
}

fn read(files: BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, TemplateFault> {
    match files.get("main.typ").map(Vec::as_slice) {
        None => Err(TemplateFault { code: "no_main", ..TemplateFault::default() }),
        Some(b"broken") => Err(TemplateFault {
            code: "faults",
            paper: Some("an empty report"),
            lines: vec![TemplateFaultLine {
                file: "main.typ".into(),
                line: 3,
                column: 7,
                message: "unclosed".into(),
                hint: String::new(),
            }],
            ..TemplateFault::default()
        }),
        Some(bytes) => Ok(bytes.to_vec()),
    }
}

fn sample(template: Option<&[u8]>, logo: Option<&[u8]>, _: Spoken) -> Result<Vec<u8>, String> {
    let seen: &[u8] = if logo.is_some() { b"+logo" } else { b"" };
    Ok([b"%PDF-", template.unwrap_or(b"ours"), seen].concat())
}

async fn put(person: &Person, source: &str) -> Reply {
    let files = json!([{ "name": "main.typ", "content": BASE64.encode(source.as_bytes()) }]);
    person.send("PUT", "/v1/paper/template", Some(&json!({ "files": files })), &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_companys_pages_are_tried_before_they_are_taken_and_ours_come_back() {
    let shop = PaperShop { read, sample, source: || "#ours" };
    let company = Company::with(Options { paper: Some(shop), ..Options::default() });
    let admin = company.person(Role::Administrator).await;
    let broken = put(&admin, "broken").await;
    assert_eq!(
        (broken.status, &broken.body["is_fit"], &broken.body["code"]),
        (StatusCode::OK, &json!(false), &json!("faults"))
    );
    assert_eq!(
        (&broken.body["faults"][0]["line"], &broken.body["faults"][0]["message"]),
        (&json!(3), &json!("unclosed"))
    );
    assert_eq!(admin.get("/v1/paper").await.body["template"], Value::Null, "nothing was taken");
    let taken = put(&admin, "our own").await;
    assert_eq!((taken.status, &taken.body["is_fit"]), (StatusCode::OK, &json!(true)), "{}", taken.body);
    assert!(admin.get("/v1/paper").await.body["template"].is_string());
    let shown = admin.post("/v1/paper/preview", json!({ "language": "zh" })).await;
    assert_eq!(shown.body, "%PDF-our own");
    let files = json!([{ "name": "main.typ", "content": BASE64.encode(b"another") }]);
    let other = admin.post("/v1/paper/preview", json!({ "language": "both", "files": files })).await;
    assert_eq!(other.body, "%PDF-another");
    assert_eq!(admin.get("/v1/paper/template/source").await.body, "#ours");
    let reset = admin.send("DELETE", "/v1/paper/template", None, &[]).await;
    assert_eq!((reset.status, &reset.body["template"]), (StatusCode::OK, &Value::Null));

    for (body, path) in [
        (json!({ "files": [{ "name": "main.typ", "content": "***" }] }), "files[0].content"),
        (json!({ "files": "main.typ" }), "files"),
    ] {
        let refused = admin.send("PUT", "/v1/paper/template", Some(&body), &[]).await;
        assert_eq!(
            (refused.status, &refused.body["path"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)),
            "{}",
            refused.body
        );
    }
    let unknown = admin.post("/v1/paper/preview", json!({ "language": "klingon" })).await;
    assert!(unknown.status.is_client_error());
    for role in [Role::Dispatcher, Role::ServiceManager, Role::ContractorDispatcher] {
        let person = company.person(role).await;
        assert_eq!(put(&person, "mine").await.status, StatusCode::FORBIDDEN, "{role}");
        let shown = person.post("/v1/paper/preview", json!({ "language": "zh" })).await;
        assert_eq!(shown.status, StatusCode::FORBIDDEN, "{role}");
    }
    let plain = Company::new();
    let admin = plain.person(Role::Administrator).await;
    assert_eq!(put(&admin, "our own").await.status, StatusCode::NOT_FOUND, "a server without an engine");
}
