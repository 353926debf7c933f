//! Tokens of integrations: what they may do, and when they end.

use crate::support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, Person, Reply, id, request, send, user_of};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

/// Somebody else's program.
struct Integration<'a> {
    company: &'a Company,
    id: String,
    token: String,
}

impl Integration<'_> {
    async fn send(&self, method: &str, path: &str, body: Option<&Value>, more: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(more);
        send(&self.company.router, request(method, path, &headers, body)).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, &[]).await
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(&body), &[]).await
    }
}

async fn integration<'a>(company: &'a Company, admin: &Person, role: Role, scopes: &[&str]) -> Integration<'a> {
    let wanted = json!({ "name": "the shop's web site", "user": user_of(role), "scopes": scopes });
    let made = admin.post("/v1/tokens", wanted).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let text = |key: &str| made.body[key].as_str().unwrap().to_owned();
    Integration { company, id: text("id"), token: text("token") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_what_its_scopes_and_its_user_allow_and_is_named_as_the_author() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let shop = integration(&company, &admin, Role::Dispatcher, &["work_orders:write", "audit:read"]).await;
    assert!(shop.token.starts_with("onsite_") && shop.token.len() == 7 + 43, "{}", shop.token);

    let made = shop.post("/v1/work-orders", json!({ "kind": "repair", "device": id(DEVICE) })).await;
    assert_eq!(made.status, StatusCode::CREATED, "no csrf value is needed: {}", made.body);
    assert_eq!(shop.get("/v1/work-orders").await.body["items"].as_array().map(Vec::len), Some(1));
    let order = made.body["id"].as_str().or(made.body["work_order"].as_str()).unwrap().to_owned();
    let trail = shop.get(&format!("/v1/audit/work_order/{order}")).await;
    assert_eq!(trail.body["items"][0]["by"], json!({ "by": "token", "token": shop.id }));

    for (method, path, lacking) in [
        ("GET", "/v1/requests", "requests:read"),
        ("GET", "/v1/search?q=leak", "search:read"),
        ("GET", "/v1/devices", "devices:read"),
        ("POST", "/v1/attention/01J00000000000000000000000/claim", "attention:write"),
        ("GET", "/v1/session", "token"),
        ("DELETE", "/v1/session", "token"),
        ("GET", "/v1/tokens", "token"),
    ] {
        let refused = shop.send(method, path, Some(&json!({})).filter(|_| method != "GET"), &[]).await;
        assert_eq!(
            (refused.status, &refused.body["path"]),
            (StatusCode::FORBIDDEN, &json!(lacking)),
            "{method} {path}"
        );
    }
    // Its user may not do this, whatever the scopes say.
    let readers = ["stock:write", "records:write", "users:read"];
    let reader = integration(&company, &admin, Role::IntakeAgent, &readers).await;
    assert_eq!(reader.get("/v1/stock/movements").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get("/v1/records/contract").await.status, StatusCode::OK);
    let listed = admin.get("/v1/tokens").await.body;
    let row = listed["items"].as_array().unwrap().iter().find(|row| row["id"] == json!(shop.id)).unwrap().clone();
    assert_eq!((&row["is_valid"], &row["organisation"]), (&json!(true), &json!(id(COMPANY))));
    assert!(row["last_used"].is_string() && row.get("token").is_none(), "{row}");
    assert!(!listed.to_string().contains(&shop.token));
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_is_not_writing_and_people_are_not_for_tokens() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let every: Vec<String> = onsite_server::token::Scope::all().map(|scope| scope.to_string()).collect();
    let every: Vec<&str> = every.iter().map(String::as_str).collect();
    let all = integration(&company, &admin, Role::Administrator, &every).await;
    let engineer = user_of(Role::Engineer);
    for (method, path) in [
        ("PUT", format!("/v1/records/user/{engineer}")),
        ("PUT", format!("/v1/records/us%65r/{engineer}")),
        ("PUT", format!("/v1/records/settings/{}", id(30))),
        ("POST", "/v1/users".to_owned()),
        ("POST", format!("/v1/users/{engineer}/password")),
        ("PUT", format!("/v1/users/{engineer}/password")),
        ("POST", format!("/v1/users/{engineer}/invite")),
        ("POST", format!("/v1/users/{engineer}/disable")),
        ("POST", format!("/v1/field-devices/{}/revoke", id(1))),
        ("POST", "/v1/tokens".to_owned()),
        ("POST", format!("/v1/tokens/{}/revoke", all.id)),
    ] {
        let refused = all.send(method, &path, Some(&json!({})), &[]).await;
        assert_eq!(
            (refused.status, &refused.body["path"]),
            (StatusCode::FORBIDDEN, &json!("token")),
            "{method} {path}"
        );
    }
    let reader = integration(&company, &admin, Role::Administrator, &["records:read"]).await;
    let path = format!("/v1/records/customer/{}", id(CUSTOMER));
    let etag = reader.get(&path).await.header("etag").to_owned();
    let body = json!({ "name": { "en": "X" }, "organisation": id(COMPANY) });
    let refused = reader.send("PUT", &path, Some(&body), &[("if-match", &etag)]).await;
    assert_eq!((refused.status, &refused.body["path"]), (StatusCode::FORBIDDEN, &json!("records:write")));
    assert_eq!(reader.get(&path).await.header("etag"), etag);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_it_is_revoked_expires_its_user_ends_or_the_server_is_restored() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let scopes = ["work_orders:read"];
    let asked = async |integration: &Integration<'_>| integration.get("/v1/work-orders").await.status;

    let revoked = integration(&company, &admin, Role::Dispatcher, &scopes).await;
    assert_eq!(asked(&revoked).await, StatusCode::OK);
    for _ in 0..2 {
        let reply = admin.post(&format!("/v1/tokens/{}/revoke", revoked.id), json!({})).await;
        assert_eq!((reply.status, &reply.body["is_valid"]), (StatusCode::OK, &json!(false)), "{}", reply.body);
    }
    assert_eq!(asked(&revoked).await, StatusCode::UNAUTHORIZED);

    let of_user = integration(&company, &admin, Role::Expert, &scopes).await;
    assert_eq!(asked(&of_user).await, StatusCode::OK);
    admin.post(&format!("/v1/users/{}/disable", user_of(Role::Expert)), json!({})).await;
    assert_eq!(asked(&of_user).await, StatusCode::UNAUTHORIZED);

    let restored = integration(&company, &admin, Role::Dispatcher, &scopes).await;
    // What a restore begins with.
    company.writer.write(|store| Ok(onsite_store::meta::put(store.database(), "epoch", &2_u32)?)).await.unwrap();
    assert_eq!(asked(&restored).await, StatusCode::UNAUTHORIZED);
    assert_eq!(admin.get("/v1/tokens").await.status, StatusCode::UNAUTHORIZED, "no session either");
    let admin = company.person(Role::Administrator).await;
    let rows = admin.get("/v1/tokens").await.body;
    assert!(rows["items"].as_array().unwrap().iter().all(|row| row["is_valid"] == false), "{rows}");

    let wanted = json!({
        "name": "for a day", "user": user_of(Role::Dispatcher), "scopes": scopes, "expires": "2026-11-19T00:00:00Z",
    });
    let made = admin.post("/v1/tokens", wanted).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let short =
        Integration { company: &company, id: String::new(), token: made.body["token"].as_str().unwrap().to_owned() };
    assert_eq!(asked(&short).await, StatusCode::OK);
    company.pass(2 * 86_400_000);
    assert_eq!(asked(&short).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_makes_tokens_and_only_in_the_right_form() {
    let company = Company::new();
    let wanted = json!({ "name": "x", "user": user_of(Role::Dispatcher), "scopes": ["work_orders:read"] });
    for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
        let person = company.person(*role).await;
        assert_eq!(person.post("/v1/tokens", wanted.clone()).await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(person.get("/v1/tokens").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let admin = company.person(Role::Administrator).await;
    for (key, value, path) in [
        ("name", json!(" "), "name"),
        ("name", json!("x".repeat(1_000)), "name"),
        ("user", json!(id(9_999)), "user"),
        ("user", json!("nobody"), "user"),
        ("scopes", json!([]), "scopes"),
        ("scopes", json!(["everything"]), "scopes"),
        ("scopes", json!(["reports:write"]), "scopes"),
        ("expires", json!("2020-01-01T00:00:00Z"), "expires"),
        ("expires", json!("2999-01-01T00:00:00Z"), "expires"),
    ] {
        let mut body = wanted.clone();
        body[key] = value;
        let refused = admin.post("/v1/tokens", body.clone()).await;
        assert!(refused.status.is_client_error() && refused.body["path"] == path, "{body}: {}", refused.body);
    }
    assert_eq!(admin.post(&format!("/v1/tokens/{}/revoke", id(1)), json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.send_without_csrf("POST", "/v1/tokens", Some(&wanted)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractors_token_sees_what_the_contractor_sees() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let (given, _) = company.order(DEVICE, CONTRACTOR).await;
    company.order(DEVICE, COMPANY).await;
    let chen = integration(&company, &admin, Role::ContractorDispatcher, &["work_orders:read"]).await;
    let listed = chen.get("/v1/work-orders").await.body;
    let ids: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [given.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tokens_of_one_user_do_not_share_idempotency_keys() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let body = json!({ "kind": "repair", "device": id(DEVICE) });
    let key = [("idempotency-key", "order-1")];
    let mut made = Vec::new();
    for _ in 0..2 {
        let shop = integration(&company, &admin, Role::Dispatcher, &["work_orders:write"]).await;
        let first = shop.send("POST", "/v1/work-orders", Some(&body), &key).await;
        let again = shop.send("POST", "/v1/work-orders", Some(&body), &key).await;
        assert_eq!((first.status, &first.body), (StatusCode::CREATED, &again.body));
        made.push(first.body);
    }
    assert_ne!(made[0], made[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_beside_a_token_is_refused_and_what_is_no_token_is_slowed_down() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let shop = integration(&company, &admin, Role::Dispatcher, &["work_orders:read"]).await;
    let bearer = format!("Bearer {}", shop.token);
    let both = admin.send("GET", "/v1/work-orders", None, &[("authorization", &bearer)]).await;
    assert_eq!((both.status, &both.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("authorization")));

    let wrong = format!("Bearer onsite_{}", "A".repeat(43));
    let short = bearer.strip_suffix(|_: char| true).unwrap();
    for shown in [wrong.as_str(), "Bearer", "Bearer onsite_", "Bearer let-me-in", short] {
        let reply = send(&company.router, request("GET", "/v1/work-orders", &[("authorization", shown)], None)).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{shown}");
    }
    let basic = request("GET", "/v1/work-orders", &[("authorization", "Basic YTpi")], None);
    assert_eq!(send(&company.router, basic).await.status, StatusCode::UNAUTHORIZED);
    for _ in 0..25 {
        send(&company.router, request("GET", "/v1/work-orders", &[("authorization", &wrong)], None)).await;
    }
    let stopped = shop.get("/v1/work-orders").await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "{}", stopped.body);
    assert!(!stopped.header("retry-after").is_empty());
    assert_eq!(admin.get("/v1/work-orders").await.status, StatusCode::OK, "people are not concerned");
    company.pass(15 * 60_000 + 1);
    assert_eq!(shop.get("/v1/work-orders").await.status, StatusCode::OK);
}
