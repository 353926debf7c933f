//! Every route asked by every role, as one snapshot.

use crate::support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, PART, WAREHOUSE, id, request, send, user_of};
use onsite_domain::{Id, user::Role};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Method, path and a body that is right; the orders differ so that one action does not stand in another's way.
fn asked(orders: &[(Id, Option<Id>)]) -> Vec<(&'static str, &'static str, String, Option<Value>)> {
    let order = |number: usize| orders[number].0;
    let visit = orders[0].1.unwrap();
    let get = |pattern: &'static str, path: &str| ("GET", pattern, path.to_owned(), None);
    let post = |pattern: &'static str, path: String, body: Value| ("POST", pattern, path, Some(body));
    let engineer = user_of(Role::Engineer);
    let window = json!({ "start": "2026-11-24T09:00:00Z", "end": "2026-11-24T11:00:00Z", "reason": "asked for" });
    let line = json!({ "part": id(PART), "quantity": 1000, "condition": "new" });
    let settled = json!({
        "part": id(PART), "quantity": 1000, "condition": "new", "from": id(WAREHOUSE), "to": id(crate::support::TRANSIT),
    });
    vec![
        get("/v1/session", "/v1/session"),
        get("/v1/work-orders", "/v1/work-orders"),
        get("/v1/work-orders/{id}", &format!("/v1/work-orders/{}", order(0))),
        post("/v1/work-orders", "/v1/work-orders".into(), json!({ "kind": "repair", "device": id(DEVICE) })),
        (
            "PATCH",
            "/v1/work-orders/{id}",
            format!("/v1/work-orders/{}", order(0)),
            Some(json!({
                "fields": { "title": "x" }, "heads": [],
            })),
        ),
        post("…/{id}/assign", format!("/v1/work-orders/{}/assign", order(1)), json!({ "team": { "lead": engineer } })),
        post("…/{id}/reschedule", format!("/v1/work-orders/{}/reschedule", order(2)), window),
        post("…/{id}/offer", format!("/v1/work-orders/{}/offer", order(3)), json!({ "users": [engineer] })),
        post("…/{id}/withdraw-offer", format!("/v1/work-orders/{}/withdraw-offer", order(3)), json!({})),
        post("…/{id}/press/verify", format!("/v1/work-orders/{}/press/verify", order(4)), json!({})),
        post("…/{id}/press/cancel", format!("/v1/work-orders/{}/press/cancel", order(5)), json!({ "reason": "no" })),
        post("…/{id}/remarks", format!("/v1/work-orders/{}/remarks", order(0)), json!({ "text": "seen" })),
        get("/v1/names", &format!("/v1/names?of=customer/{},price_list/{}", id(CUSTOMER), id(1))),
        get("/v1/counts", "/v1/counts"),
        get("/v1/called", "/v1/called"),
        get("/v1/files/{hash}", &format!("/v1/files/{}", "ab".repeat(32))),
        get("/v1/work-orders/unassigned", "/v1/work-orders/unassigned"),
        get("/v1/work-orders/sites", "/v1/work-orders/sites"),
        get("…/{id}/assignments", &format!("/v1/work-orders/{}/assignments", order(0))),
        get("/v1/schedule", "/v1/schedule?from=2026-11-23T00:00:00Z&to=2026-11-30T00:00:00Z"),
        get("/v1/engineers", "/v1/engineers"),
        get(
            "…/{id}/proposals",
            &format!("/v1/work-orders/{}/proposals?from=2026-11-23T00:00:00Z&to=2026-11-30T00:00:00Z", order(0)),
        ),
        post(
            "…/{id}/plan",
            format!("/v1/work-orders/{}/plan", order(2)),
            json!({ "user": engineer, "start": "2026-11-25T09:00:00Z", "reason": "asked for" }),
        ),
        get("/v1/visits", "/v1/visits"),
        get("/v1/visits/{id}", &format!("/v1/visits/{visit}")),
        post("/v1/visits/{id}/review", format!("/v1/visits/{visit}/review"), json!({ "verdict": "accept" })),
        get("/v1/visits/{id}/review", &format!("/v1/visits/{visit}/review")),
        post(
            "…/{id}/questions/{question}/replies",
            format!("/v1/visits/{visit}/questions/{}/replies", id(1)),
            json!({ "text": "the left one" }),
        ),
        post("/v1/visits/{id}/follow-up", format!("/v1/visits/{visit}/follow-up"), json!({ "kind": "repair" })),
        post("/v1/visits/{id}/article", format!("/v1/visits/{visit}/article"), json!({})),
        get("/v1/visits/sample", "/v1/visits/sample?from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&seed=x"),
        get("/v1/visits/{id}/inspection", &format!("/v1/visits/{visit}/inspection")),
        post(
            "/v1/visits/{id}/inspection",
            format!("/v1/visits/{visit}/inspection"),
            json!({ "checklist": id(1), "scores": [] }),
        ),
        get("/v1/attention", "/v1/attention"),
        get("/v1/attention/{id}", &format!("/v1/attention/{}", id(1))),
        post("/v1/attention/{id}/claim", format!("/v1/attention/{}/claim", id(1)), json!({})),
        post("/v1/attention/{id}/decide", format!("/v1/attention/{}/decide", id(1)), json!({ "choice": "accept" })),
        post("/v1/attention/{id}/dismiss", format!("/v1/attention/{}/dismiss", id(1)), json!({ "reason": "x" })),
        get("/v1/stock/locations", "/v1/stock/locations"),
        get("/v1/stock/locations/{id}", &format!("/v1/stock/locations/{}", id(WAREHOUSE))),
        get("/v1/stock/movements", "/v1/stock/movements"),
        post("/v1/stock/issue", "/v1/stock/issue".into(), json!({ "warehouse": id(WAREHOUSE), "lines": [line] })),
        post(
            "/v1/stock/scrap",
            "/v1/stock/scrap".into(),
            json!({ "warehouse": id(WAREHOUSE), "lines": [line], "reason": "broken" }),
        ),
        post("/v1/stock/settle", "/v1/stock/settle".into(), json!({ "lines": [settled], "settles": [] })),
        post("/v1/stock/receive", "/v1/stock/receive".into(), json!({ "warehouse": id(WAREHOUSE), "lines": [line] })),
        post("/v1/stock/count", "/v1/stock/count".into(), json!({ "location": id(WAREHOUSE), "lines": [line] })),
        post("…/locations/{id}/custody", format!("/v1/stock/locations/{}/custody", id(WAREHOUSE)), json!({})),
        get("/v1/part-requests", "/v1/part-requests"),
        post(
            "/v1/part-requests",
            "/v1/part-requests".into(),
            json!({ "location": id(WAREHOUSE), "lines": [{ "part": id(PART), "quantity": 1000 }] }),
        ),
        get("/v1/part-requests/{id}", &format!("/v1/part-requests/{}", id(1))),
        get("…/locations/{id}/custody", &format!("/v1/stock/locations/{}/custody", id(WAREHOUSE))),
        get("…/locations/{id}/count-list", &format!("/v1/stock/locations/{}/count-list", id(WAREHOUSE))),
        get("/v1/stock/counts", "/v1/stock/counts"),
        get("/v1/stock/parcels", "/v1/stock/parcels"),
        post(
            "/v1/stock/parcels/{id}/accept",
            format!("/v1/stock/parcels/{}/accept", id(1)),
            json!({ "warehouse": id(WAREHOUSE), "lines": [line] }),
        ),
        get("/v1/stock/low", "/v1/stock/low"),
        (
            "PUT",
            "…/locations/{id}/minimums/{part}",
            format!("/v1/stock/locations/{}/minimums/{}", id(WAREHOUSE), id(PART)),
            Some(json!({ "quantity": 1000 })),
        ),
        get("/v1/stock/freeze", "/v1/stock/freeze"),
        post("/v1/stock/freeze/release", "/v1/stock/freeze/release".into(), json!({})),
        get("/v1/parts", "/v1/parts"),
        get("/v1/parts/{id}", &format!("/v1/parts/{}", id(PART))),
        get("/v1/parts/{id}/serials/{serial}", &format!("/v1/parts/{}/serials/S-1", id(PART))),
        post("/v1/part-requests/{id}/rule", format!("/v1/part-requests/{}/rule", id(1)), json!({ "lines": [] })),
        post("…/{id}/decline", format!("/v1/work-orders/{}/decline", order(0)), json!({ "reason": "no capacity" })),
        post("…/{id}/give", format!("/v1/work-orders/{}/give", order(1)), json!({ "organisation": id(CONTRACTOR) })),
        post("…/organisation/accept", format!("/v1/work-orders/{}/organisation/accept", order(1)), json!({})),
        post(
            "…/organisation/decline",
            format!("/v1/work-orders/{}/organisation/decline", order(1)),
            json!({ "reason": "no capacity" }),
        ),
        get("/v1/maintenance-due", "/v1/maintenance-due?from=2026-11-23T00:00:00Z&to=2026-11-30T00:00:00Z"),
        get("…/{id}/maintenance-due", &format!("/v1/devices/{}/maintenance-due", id(DEVICE))),
        post("/v1/maintenance/run", "/v1/maintenance/run".into(), json!({ "dry_run": true })),
        get("/v1/requests", "/v1/requests"),
        get("/v1/requests/{id}", &format!("/v1/requests/{}", id(1))),
        post("/v1/requests", "/v1/requests".into(), json!({ "channel": "phone", "words": "it leaks" })),
        post("/v1/requests/{id}/press/verify", format!("/v1/requests/{}/press/verify", id(1)), json!({})),
        post("/v1/requests/{id}/order", format!("/v1/requests/{}/order", id(1)), json!({ "kind": "repair" })),
        post("/v1/requests/{id}/link", format!("/v1/requests/{}/link", id(1)), json!({ "purpose": "follow" })),
        post("…/work-orders/{id}/link", format!("/v1/work-orders/{}/link", order(0)), json!({ "purpose": "follow" })),
        post("/v1/users/{id}/invite", format!("/v1/users/{engineer}/invite"), json!({ "url": "https://x.example" })),
        get("/v1/devices", "/v1/devices"),
        get("/v1/devices/{id}", &format!("/v1/devices/{}", id(DEVICE))),
        post(
            "/v1/devices",
            "/v1/devices".into(),
            json!({ "record": { "model": "CT-9", "customer": id(CUSTOMER), "life_cycle": "in_use" } }),
        ),
        (
            "PATCH",
            "/v1/devices/{id}",
            format!("/v1/devices/{}", id(DEVICE)),
            Some(json!({ "fields": { "location": "roof" }, "heads": [] })),
        ),
        get("/v1/devices/{id}/history", &format!("/v1/devices/{}/history", id(DEVICE))),
        get("/v1/devices/{id}/readings", &format!("/v1/devices/{}/readings", id(DEVICE))),
        post("/v1/devices/{id}/codes", format!("/v1/devices/{}/codes", id(DEVICE)), json!({ "code": "LABEL-1" })),
        post(
            "/v1/devices/{id}/codes/release",
            format!("/v1/devices/{}/codes/release", id(DEVICE)),
            json!({ "code": "7F3K9XABCDEE", "reason": "off" }),
        ),
        post(
            "/v1/devices/{id}/merge",
            format!("/v1/devices/{}/merge", id(DEVICE)),
            json!({ "into": id(crate::support::OTHER_DEVICE) }),
        ),
        post("/v1/devices/{id}/unmerge", format!("/v1/devices/{}/unmerge", id(DEVICE)), json!({ "reason": "two" })),
        get("/v1/device-codes/{code}", "/v1/device-codes/CODE-1"),
        post("/v1/device-codes", "/v1/device-codes".into(), json!({ "count": 2 })),
        get("/v1/device-codes/batches", "/v1/device-codes/batches"),
        get("/v1/device-codes/batches/{id}", &format!("/v1/device-codes/batches/{}", id(1))),
        get("/v1/device-codes/{code}/history", "/v1/device-codes/7F3K9XABCDEE/history"),
        get("/v1/device-models", "/v1/device-models"),
        get("/v1/device-models/{model}", "/v1/device-models/CT-9"),
        get("/v1/labels", "/v1/labels?format=30x20&codes=7F3K9XABCDEE"),
        get("/v1/records/customer", "/v1/records/customer"),
        get("/v1/records/contract", "/v1/records/contract"),
        get("/v1/records/part", "/v1/records/part"),
        get("/v1/records/user/{id}", &format!("/v1/records/user/{}", user_of(Role::Expert))),
        ("PUT", "/v1/records/customer/{id}", format!("/v1/records/customer/{}", id(CUSTOMER)), Some(json!({}))),
        ("PUT", "/v1/records/user/{id}", format!("/v1/records/user/{}", user_of(Role::Expert)), Some(json!({}))),
        ("PUT", "/v1/records/part/{id}", format!("/v1/records/part/{}", id(PART)), Some(json!({}))),
        ("PUT", "/v1/records/price_list/{id}", format!("/v1/records/price_list/{}", id(70)), Some(json!({}))),
        ("PUT", "/v1/records/field_device/{id}", format!("/v1/records/field_device/{}", id(71)), Some(json!({}))),
        get("/v1/procedures/{id}", &format!("/v1/procedures/{}", id(1))),
        get("/v1/procedures/{id}/versions", &format!("/v1/procedures/{}/versions", id(1))),
        get("/v1/procedures/{id}/compare", &format!("/v1/procedures/{}/compare?with={}", id(1), id(2))),
        post("/v1/procedures/check", "/v1/procedures/check".into(), json!({ "procedure": {} })),
        get("/v1/procedure-drafts", "/v1/procedure-drafts"),
        get("/v1/procedure-drafts/{id}", &format!("/v1/procedure-drafts/{}", id(1))),
        post("/v1/procedure-drafts", "/v1/procedure-drafts".into(), json!({})),
        (
            "PATCH",
            "/v1/procedure-drafts/{id}",
            format!("/v1/procedure-drafts/{}", id(1)),
            Some(json!({ "fields": { "number": "P-1" }, "heads": [] })),
        ),
        post("…/procedure-drafts/{id}/publish", format!("/v1/procedure-drafts/{}/publish", id(1)), json!({})),
        get("/v1/articles/{id}/uses", &format!("/v1/articles/{}/uses", id(1))),
        get("/v1/search", "/v1/search?q=leak"),
        get("/v1/audit/work_order/{id}", &format!("/v1/audit/work_order/{}", order(0))),
        get("/v1/audit/stock_location/{id}", &format!("/v1/audit/stock_location/{}", id(WAREHOUSE))),
        get("/v1/field-devices", "/v1/field-devices"),
        post("/v1/field-devices/{id}/revoke", format!("/v1/field-devices/{}/revoke", id(1)), json!({ "reason": "x" })),
        get("/v1/field-devices/{id}", &format!("/v1/field-devices/{}", id(1))),
        get("/v1/users", "/v1/users"),
        get("/v1/users/{id}", &format!("/v1/users/{}", user_of(Role::Expert))),
        post(
            "/v1/users",
            "/v1/users".into(),
            json!({ "login": "new", "name": { "en": "New" }, "organisation": id(COMPANY), "roles": ["engineer"] }),
        ),
        post("/v1/users/{id}/disable", format!("/v1/users/{}/disable", user_of(Role::Expert)), json!({})),
        post("/v1/users/{id}/enable", format!("/v1/users/{}/enable", user_of(Role::Expert)), json!({})),
        post("/v1/users/{id}/password", format!("/v1/users/{}/password", user_of(Role::Expert)), json!({})),
        get("/v1/work-orders.csv", "/v1/work-orders.csv"),
        get("/v1/requests.csv", "/v1/requests.csv"),
        get("/v1/visits.csv", "/v1/visits.csv"),
        get("/v1/devices.xlsx", "/v1/devices.xlsx"),
        get("/v1/stock/movements.csv", "/v1/stock/movements.csv"),
        get("/v1/stock/balances.xlsx", "/v1/stock/balances.xlsx"),
        get("/v1/import/{kind}/template", "/v1/import/customers/template?format=csv&language=en"),
        post("/v1/import/{kind}", "/v1/import/customers?dry_run=true".into(), json!({})),
        get("/v1/tokens", "/v1/tokens"),
        post(
            "/v1/tokens",
            "/v1/tokens".into(),
            json!({ "name": "x", "user": engineer, "scopes": ["work_orders:read"] }),
        ),
        post("/v1/tokens/{id}/revoke", format!("/v1/tokens/{}/revoke", id(1)), json!({})),
        get("/v1/webhooks", "/v1/webhooks"),
        post(
            "/v1/webhooks",
            "/v1/webhooks".into(),
            json!({ "name": "x", "url": "https://receiver.example/", "events": ["device.changed"] }),
        ),
        get("/v1/webhooks/{id}", &format!("/v1/webhooks/{}", id(1))),
        ("PUT", "/v1/webhooks/{id}", format!("/v1/webhooks/{}", id(1)), Some(json!({}))),
        ("DELETE", "/v1/webhooks/{id}", format!("/v1/webhooks/{}", id(1)), None),
        post("/v1/webhooks/{id}/rotate", format!("/v1/webhooks/{}/rotate", id(1)), json!({})),
        post("/v1/webhooks/{id}/test", format!("/v1/webhooks/{}/test", id(1)), json!({})),
        get("/v1/webhooks/{id}/deliveries", &format!("/v1/webhooks/{}/deliveries", id(1))),
        post("…/deliveries/{delivery}/again", format!("/v1/webhooks/{}/deliveries/{}/again", id(1), id(1)), json!({})),
        get("/v1/map", "/v1/map"),
        get("/v1/map/tiles/{z}/{x}/{y}", "/v1/map/tiles/0/0/0"),
        get("/v1/map/source", "/v1/map/source"),
        ("PUT", "/v1/map/source", "/v1/map/source".into(), Some(json!({ "kind": "none" }))),
        post("/v1/map/source/test", "/v1/map/source/test".into(), json!({})),
        get("/v1/backups", "/v1/backups"),
        get("/v1/paper", "/v1/paper"),
        get("/v1/paper/logo", "/v1/paper/logo"),
        ("PUT", "/v1/paper/logo", "/v1/paper/logo".into(), Some(json!({}))),
        ("DELETE", "/v1/paper/logo", "/v1/paper/logo".into(), None),
        get("/v1/paper/template/source", "/v1/paper/template/source"),
        ("PUT", "/v1/paper/template", "/v1/paper/template".into(), Some(json!({ "files": [] }))),
        ("DELETE", "/v1/paper/template", "/v1/paper/template".into(), None),
        post("/v1/paper/template/check", "/v1/paper/template/check".into(), json!({ "files": [] })),
        post("/v1/paper/preview", "/v1/paper/preview".into(), json!({ "language": "zh" })),
        // Last, for it ends one's own session.
        (
            "PUT",
            "/v1/users/{id}/password",
            format!("/v1/users/{engineer}/password"),
            Some(json!({ "password": "long enough for this" })),
        ),
    ]
}

/// 403: the role may not; 404: there is nothing that it may see; 428: let in, a version is asked for; 422: let in, and the
/// state or the body does not allow it.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_asked_by_every_role() {
    let mut table: Vec<String> = Vec::new();
    let mut head = format!("{:<38}", "");
    for (place, role) in [None].into_iter().chain(Role::ALL.iter().map(Some)).enumerate() {
        write!(head, " {:>4.4}", role.map_or("none", |role| role.as_str())).unwrap();
        let company = Company::new();
        let mut orders = Vec::new();
        for _ in 0..6 {
            orders.push(company.order(DEVICE, CONTRACTOR).await);
        }
        company.order(DEVICE, COMPANY).await;
        let person = match role {
            Some(role) => Some(company.person(*role).await),
            None => None,
        };
        for (number, (method, pattern, path, body)) in asked(&orders).into_iter().enumerate() {
            let reply = match &person {
                Some(person) => person.send(method, &path, body.as_ref(), &[]).await,
                None => send(&company.router, request(method, &path, &[], body.as_ref())).await,
            };
            assert!(!reply.status.is_server_error(), "{method} {pattern} by {role:?}: {}", reply.body);
            if place == 0 {
                table.push(format!("{:<38}", format!("{method:<5} {pattern}")));
            }
            write!(table[number], " {:>4}", reply.status.as_u16()).unwrap();
        }
    }
    insta::assert_snapshot!(format!("{head}\n{}", table.join("\n")));
}
