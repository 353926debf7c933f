//! Changing things: preconditions, heads, repeated requests, pages, hints.

use crate::support::{COMPANY, CUSTOMER, Company, DEVICE, PASSWORD, id, request, user_of};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::json;
use tower::ServiceExt as _;

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_double() {
    let company = Company::new();
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(company.order(DEVICE, COMPANY).await.0.to_string());
        company.pass(10);
    }
    let wang = company.person(Role::Dispatcher).await;
    let (mut seen, mut path) = (Vec::new(), "/v1/work-orders?limit=2".to_owned());
    loop {
        let page = wang.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        seen.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page.body["next"].as_str() {
            Some(next) => path = format!("/v1/work-orders?limit=2&cursor={next}"),
            None => break,
        }
    }
    made.reverse();
    assert_eq!(seen, made);
    for (filter, count) in [
        ("status=cancelled", 0),
        (&format!("device={}", id(DEVICE)), 5),
        (&format!("assignee={}", user_of(Role::Engineer)), 0),
        ("updated_since=2020-01-01T00:00:00Z", 5),
        ("updated_since=2090-01-01T00:00:00Z", 0),
    ] {
        let page = wang.get(&format!("/v1/work-orders?{filter}")).await;
        assert_eq!(page.body["items"].as_array().map(Vec::len), Some(count), "{filter}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_what_changed_meanwhile_is_refused_or_conflicts_visibly() {
    let company = Company::new();
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let wang = company.person(Role::Dispatcher).await;
    let path = format!("/v1/work-orders/{order}");
    let opened = wang.get(&path).await;
    let etag = opened.header("etag").to_owned();
    let heads = opened.body["body"]["heads"].clone();
    let edit = |title: &str| json!({ "fields": { "title": title } });
    let bare = wang.send("PATCH", &path, Some(&edit("A")), &[]).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED, "{}", bare.body);
    let first = wang.send("PATCH", &path, Some(&edit("A")), &[("if-match", &etag)]).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert_ne!(first.header("etag"), etag);
    let stale = wang.send("PATCH", &path, Some(&edit("B")), &[("if-match", &etag)]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.body);
    let mut concurrent = edit("B");
    concurrent["heads"] = heads;
    let both = wang.send("PATCH", &path, Some(&concurrent), &[]).await;
    assert_eq!(both.status, StatusCode::OK, "{}", both.body);
    let items = wang.get(&format!("/v1/attention?kind=field_conflict&subject=work_order/{order}")).await;
    assert_eq!(items.body["items"].as_array().map(Vec::len), Some(1), "{}", items.body);
    let detail = items.body["items"][0]["detail"].to_string();
    assert!(detail.contains("\"A\"") && detail.contains("\"B\""), "{detail}");
    let item = items.body["items"][0]["id"].as_str().unwrap();
    let claimed = wang.post(&format!("/v1/attention/{item}/claim"), json!({})).await;
    assert_eq!((claimed.status, &claimed.body["state"]["state"]), (StatusCode::OK, &json!("claimed")));
    let choice = json!({ "choice": { "value": "A" }, "reason": "asked the customer" });
    let decided = wang.post(&format!("/v1/attention/{item}/decide"), choice).await;
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.body);
    assert_eq!(wang.get(&path).await.body["body"]["title"], "A");
    assert_eq!(wang.get("/v1/attention").await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_written_on_the_version_that_was_seen() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/records/customer/{}", id(CUSTOMER));
    let seen = admin.get(&path).await;
    let etag = seen.header("etag").to_owned();
    let body = json!({ "name": { "en": "Example Clinic" }, "organisation": id(COMPANY) });
    assert_eq!(admin.send("PUT", &path, Some(&body), &[]).await.status, StatusCode::PRECONDITION_REQUIRED);
    let written = admin.send("PUT", &path, Some(&body), &[("if-match", &etag)]).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.body);
    let stale = admin.send("PUT", &path, Some(&body), &[("if-match", &etag)]).await;
    assert_eq!((stale.status, &stale.body["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")));
    let wrong = json!({ "name": {} });
    let etag = written.header("etag").to_owned();
    assert_eq!(
        admin.send("PUT", &path, Some(&wrong), &[("if-match", &etag)]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let new = admin.send("PUT", &format!("/v1/records/customer/{}", id(9999)), Some(&body), &[]).await;
    assert_eq!(new.status, StatusCode::CREATED, "{}", new.body);
    assert_eq!(admin.get("/v1/records/visit").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.get("/v1/search?q=Clinic").await.body["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_twice_is_done_once() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    let body = json!({ "kind": "repair", "title": "twice", "device": id(DEVICE) });
    let key = [("idempotency-key", "order-77")];
    let first = wang.send("POST", "/v1/work-orders", Some(&body), &key).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = wang.send("POST", "/v1/work-orders", Some(&body), &key).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("etag"), first.header("etag"));
    let other = json!({ "kind": "repair", "title": "another", "device": id(DEVICE) });
    let refused = wang.send("POST", "/v1/work-orders", Some(&other), &key).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(refused.body["path"], "idempotency-key");
    assert_eq!(wang.get("/v1/work-orders").await.body["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_without_the_sessions_own_value() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    let body = json!({ "kind": "repair", "device": id(DEVICE) });
    let reply = wang.send_without_csrf("POST", "/v1/work-orders", Some(&body)).await;
    assert_eq!((reply.status, &reply.body["path"]), (StatusCode::FORBIDDEN, &json!("x-csrf")));
    assert_eq!(wang.get("/v1/work-orders").await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_hears_which_subjects_changed_and_nothing_of_what_they_hold() {
    use tokio_stream::StreamExt as _;
    let company = Company::new();
    let cookie = company.log_in("dispatcher", crate::support::PASSWORD).await.header("set-cookie").to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let response =
        company.router.clone().oneshot(request("GET", "/v1/events", &[("cookie", cookie)], None)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let mut stream = response.into_body().into_data_stream();
    let mut next = async || String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(next().await, ": open\n\n", "the line is open before anything changed");
    let text = next().await;
    assert!(text.contains("event: changed") && text.contains(&format!("work_order/{order}")), "{text}");
    assert!(!text.contains("leak"), "{text}");
}

#[tokio::test]
async fn what_a_program_left_out_because_it_is_empty_is_answered_empty() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let device = json!({ "serial": "SN-77", "model": "P-1", "life_cycle": "in_use", "name": { "en": "Pump" }, "organisation": id(COMPANY), "customer": id(CUSTOMER) });
    let path = format!("/v1/records/device/{}", id(9998));
    let written = admin.send("PUT", &path, Some(&device), &[]).await;
    assert_eq!(written.status, StatusCode::CREATED, "{}", written.body);
    assert_eq!(admin.get(&path).await.body["body"]["meters"], json!([]));
    let view = admin.get(&format!("/v1/devices/{}", id(9998))).await;
    assert_eq!(view.body["body"]["record"]["meters"], json!([]), "{}", view.body);
    // Written back whole, nothing of it changed.
    let mut next = admin.get(&path).await.body["body"].clone();
    next["remarks"] = json!("heard of it");
    let rewritten = admin.send("PUT", &path, Some(&next), &[("if-match", written.header("etag"))]).await;
    assert_eq!(rewritten.status, StatusCode::OK, "{}", rewritten.body);
    let history = admin.get(&format!("/v1/devices/{}/history", id(9998))).await;
    assert_eq!(history.body["items"][0]["detail"]["changed"], json!(["remarks"]), "{}", history.body);
}

#[tokio::test]
async fn a_call_becomes_a_request_and_the_request_an_order() {
    let company = Company::new();
    let agent = company.person(Role::IntakeAgent).await;
    let body = json!({ "channel": "phone", "words": "the pump leaks", "device": id(DEVICE), "customer": id(CUSTOMER) });
    let made = agent.post("/v1/requests", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let [taken] = made.body["body"]["interactions"].as_array().unwrap().as_slice() else { panic!("{}", made.body) };
    assert_eq!(
        (&taken["direction"], &taken["user"], &taken["at_ms"]),
        (&json!("inbound"), &json!(user_of(Role::IntakeAgent)), &made.body["body"]["received_ms"]),
        "whoever took the call is the first response"
    );
    let letter = agent.post("/v1/requests", json!({ "channel": "email", "words": "it leaks" })).await;
    assert_eq!(letter.body["body"]["interactions"], json!([]), "a letter waits");
    let href = made.header("location").to_owned();
    assert_eq!(
        agent.post("/v1/requests", json!({ "words": "no channel" })).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(agent.post(&format!("{href}/press/verify"), json!({})).await.status, StatusCode::OK);
    assert!(!agent.post(&format!("{href}/press/verify"), json!({})).await.status.is_success(), "once");
    let ordered = agent.post(&format!("{href}/order"), json!({ "kind": "repair" })).await;
    assert_eq!(ordered.status, StatusCode::CREATED, "{}", ordered.body);
    let order = agent.get(&format!("/v1/work-orders/{}", ordered.body["work_order"].as_str().unwrap())).await;
    assert_eq!(order.body["body"]["description"], "the pump leaks");
    assert_eq!(order.body["body"]["device"], json!(id(DEVICE)));
    let list = agent.get(&format!("/v1/requests?device={}", id(DEVICE))).await;
    assert_eq!(
        (&list.body["items"][0]["status"], list.body["items"].as_array().unwrap().len()),
        (&json!("ordered"), 1)
    );
}

#[tokio::test]
async fn a_password_set_at_the_console_is_the_one_that_counts() {
    let company = Company::new();
    let engineer = user_of(Role::Engineer);
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/users/{engineer}/password");
    let wanted = json!({ "password": "a new and longer one" });
    let dispatcher = company.person(Role::Dispatcher).await;
    assert_eq!(dispatcher.send("PUT", &path, Some(&wanted), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.send("PUT", &path, Some(&wanted), &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(company.log_in("engineer", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(company.log_in("engineer", "a new and longer one").await.status, StatusCode::OK);
    let invited = admin.post(&format!("/v1/users/{engineer}/invite"), json!({ "url": "https://field.example" })).await;
    assert!(invited.body["link"].as_str().unwrap().starts_with("onsite://enrol/"), "{}", invited.body);
}

#[tokio::test]
async fn a_list_does_not_wait_for_the_writer() {
    let company = Company::new();
    let person = company.person(Role::Dispatcher).await;
    company.order(DEVICE, COMPANY).await;
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let writer = company.writer.clone();
    let busy = tokio::spawn(async move {
        let job = move |_: &mut onsite_server::ServerStore| {
            let _ = begun.send(());
            let _ = held.recv();
            Ok(())
        };
        writer.write(job).await
    });
    has_begun.await.unwrap();
    for path in ["/v1/work-orders", "/v1/search?q=leak", "/v1/devices?serial=SN-1"] {
        let reply = person.get(path).await;
        assert_eq!((reply.status, reply.body["items"].as_array().unwrap().len()), (StatusCode::OK, 1), "{path}");
    }
    release.send(()).unwrap();
    busy.await.unwrap().unwrap();
}
