//! Procedures: drafted, checked, published; and visits that go on with the copy they have.

use crate::{
    hands::{COVER, Job, PRESSURE, PROCEDURE, procedure},
    phone::Phone,
    support::{COMPANY, Company, DEVICE, Person, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::{Value, json};

fn step_titles(body: &Value) -> Vec<String> {
    let steps = body["steps"].as_array().unwrap();
    let titles = steps.iter().filter(|step| step["is_current"] != json!(false));
    titles
        .map(|step| step.pointer("/step/title/en").or(step.pointer("/title/en")).unwrap().as_str().unwrap().to_owned())
        .collect()
}

async fn edit(person: &Person, href: &str, changes: Value) -> Value {
    let held = person.get(href).await;
    let reply = person.send("PATCH", href, Some(&changes), &[("if-match", held.header("etag"))]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_drafted_and_published_while_running_visits_keep_theirs() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let running = Job::on(&company, &phone, DEVICE).await;
    let manager = company.person(Role::ServiceManager).await;
    let kind = json!({ "kind": "maintain", "mode": "onsite", "name": { "en": "Maintenance" }, "default_procedure": id(PROCEDURE) });
    let made = manager.send("PUT", &format!("/v1/records/order_kind/{}", id(320)), Some(&kind), &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);

    let expert = company.person(Role::Expert).await;
    let draft = expert.post("/v1/procedure-drafts", json!({ "procedure": id(PROCEDURE) })).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
    assert_eq!(step_titles(&draft.body["body"]), ["Pressure", "Cover closed"]);
    let href = draft.header("location").to_owned();
    let first = &draft.body["body"]["steps"][0];
    let mut wider = first["step"].clone();
    wider["measurement"]["high"] = json!("3");
    let second = &draft.body["body"]["steps"][1]["id"];
    let edited = edit(
        &expert,
        &href,
        json!({
            "fields": { "change_note": "The limit was too low.", "models": "CT-9" },
            "steps": [
                { "step": wider, "position": 0, "replaces": [first["id"]] },
                { "step": { "kind": "text", "title": { "en": "What was seen" } }, "position": 5 },
            ],
            "withdraw": [second],
        }),
    )
    .await;
    assert_eq!(step_titles(&edited["body"]), ["Pressure", "What was seen"]);

    let publish = format!("{href}/publish");
    assert_eq!(expert.post(&publish, json!({})).await.status, StatusCode::FORBIDDEN, "an expert drafts");
    assert_eq!(manager.post(&publish, json!({})).await.status, StatusCode::PRECONDITION_REQUIRED);
    let seen = manager.get(&href).await;
    let published = manager.send("POST", &publish, Some(&json!({})), &[("if-match", seen.header("etag"))]).await;
    assert_eq!(published.status, StatusCode::CREATED, "{}", published.body);
    let next = published.body["id"].as_str().unwrap().to_owned();
    assert_eq!((&published.body["revision"], &published.body["retired"]), (&json!(2), &json!([id(PROCEDURE)])));
    assert_eq!(published.body["moved"], json!([format!("order_kind/{}", id(320))]));
    assert_eq!(published.body["models"], json!([{ "model": "CT-9", "devices": 2 }]));
    assert_eq!(published.body["order_kinds"], json!([id(320)]));

    let dora = company.person(Role::Dispatcher).await;
    let visit = dora.get(&format!("/v1/visits/{}", running.visit)).await;
    assert_eq!(step_titles(&visit.body["body"]), ["Pressure", "Cover closed"], "the running visit keeps its copy");
    assert_eq!(visit.body["body"]["steps"][0]["step"]["measurement"]["high"], "2");
    let order =
        dora.post("/v1/work-orders", json!({ "kind": "maintain", "device": id(DEVICE), "procedure": next })).await;
    let visits = dora.get(&format!("/v1/visits?work_order={}", order.body["id"].as_str().unwrap())).await;
    let fresh = dora.get(visits.body["items"][0]["href"].as_str().unwrap()).await;
    assert_eq!(step_titles(&fresh.body["body"]), ["Pressure", "What was seen"]);
    assert_eq!(fresh.body["body"]["procedure_version"], json!(2));

    let gone = manager.get(&href).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "what was published is a version and no draft");
    assert_eq!(manager.get("/v1/procedure-drafts").await.body["items"], json!([]));
    let again = [("if-match", seen.header("etag"))];
    assert!(manager.send("POST", &publish, Some(&json!({})), &again).await.status.is_client_error());
    let edited = json!({ "fields": { "models": "CT-1" } });
    assert!(manager.send("PATCH", &href, Some(&edited), &again).await.status.is_client_error());

    let versions = dora.get(&format!("/v1/procedures/{}/versions", id(PROCEDURE))).await;
    let rows: Vec<(&Value, &Value)> =
        versions.body["items"].as_array().unwrap().iter().map(|row| (&row["revision"], &row["is_retired"])).collect();
    assert_eq!(rows, [(&json!(2), &json!(false)), (&json!(1), &json!(true))]);
    let compared = dora.get(&format!("/v1/procedures/{}/compare?with={next}", id(PROCEDURE))).await;
    let changes: Vec<(&Value, &Value)> =
        compared.body["steps"].as_array().unwrap().iter().map(|step| (&step["change"], &step["title"]["en"])).collect();
    assert_eq!(
        changes,
        [
            (&json!("changed"), &json!("Pressure")),
            (&json!("added"), &json!("What was seen")),
            (&json!("removed"), &json!("Cover closed")),
        ]
    );
    assert_eq!(compared.body["steps"][0]["step"], json!(id(PRESSURE)));
    assert_eq!(compared.body["steps"][2]["step"], json!(id(COVER)));
    assert_eq!(compared.body["fields"][0], json!({ "field": "models", "was": [], "became": ["CT-9"] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_version_never_changes_by_the_back_door() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    let path = format!("/v1/records/procedure/{}", id(PROCEDURE));
    let made = manager.send("PUT", &path, Some(&procedure()), &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let mut other = procedure();
    other["steps"][0]["measurement"]["high"] = json!("9");
    let refused = manager.send("PUT", &path, Some(&other), &[("if-match", made.header("etag"))]).await;
    assert_eq!(
        (refused.status.is_client_error(), &refused.body["code"]),
        (true, &json!("immutable")),
        "{}",
        refused.body
    );
    let mut retired = procedure();
    retired["is_retired"] = json!(true);
    let done = manager.send("PUT", &path, Some(&retired), &[("if-match", made.header("etag"))]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_wrong_is_told_before_anything_is_kept() {
    let company = Company::new();
    let expert = company.person(Role::Expert).await;
    let checked = async |body: Value| {
        let reply = expert.post("/v1/procedures/check", body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let problems = reply.body["problems"].as_array().unwrap();
        problems.iter().map(|problem| problem["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(checked(json!({ "procedure": procedure() })).await.is_empty());
    let mut wrong = procedure();
    wrong["number"] = json!("");
    wrong["parts"] = json!([id(999)]);
    wrong["steps"][0]["measurement"]["low"] = json!("7");
    wrong["steps"][1]["title"] = json!({});
    let expected = ["number", "steps[0].measurement", "steps[1].title", "parts[0]"];
    assert_eq!(checked(json!({ "procedure": wrong })).await, expected);
    assert_eq!(checked(json!({ "procedure": { "steps": 7 } })).await, ["steps"]);
    let draft = expert.post("/v1/procedure-drafts", json!({})).await;
    assert_eq!(checked(json!({ "draft": draft.body["id"] })).await, ["number", "steps"]);
    assert_eq!(expert.post("/v1/procedures/check", json!({})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let manager = company.person(Role::ServiceManager).await;
    let publish = format!("{}/publish", draft.header("location"));
    let seen = [("if-match", draft.header("etag"))];
    let refused = manager.send("POST", &publish, Some(&json!({})), &seen).await;
    assert_eq!(
        (refused.status, &refused.body["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("number")),
        "{}",
        refused.body
    );
    assert_eq!(manager.get("/v1/records/procedure").await.body["items"], json!([]));
    let dora = company.person(Role::Dispatcher).await;
    assert_eq!(
        dora.post("/v1/procedures/check", json!({ "procedure": procedure() })).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_two_wrote_differently_waits_for_a_decision() {
    let company = Company::new();
    let expert = company.person(Role::Expert).await;
    let manager = company.person(Role::ServiceManager).await;
    let draft = expert.post("/v1/procedure-drafts", json!({})).await;
    let href = draft.header("location").to_owned();
    let heads = &draft.body["body"]["heads"];
    for (person, number) in [(&expert, "P-1"), (&manager, "P-2")] {
        let step = json!({ "step": { "kind": "check", "title": { "en": "Look" } }, "position": 0 });
        let body = json!({ "fields": { "number": number, "name_en": "Look" }, "steps": [step], "heads": heads });
        assert_eq!(person.send("PATCH", &href, Some(&body), &[]).await.status, StatusCode::OK);
    }
    let seen = manager.get(&href).await;
    let publish = format!("{href}/publish");
    let refused = manager.send("POST", &publish, Some(&json!({})), &[("if-match", seen.header("etag"))]).await;
    assert_eq!(
        (refused.status, &refused.body["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("draft")),
        "{}",
        refused.body
    );
}

async fn publish(person: &Person, href: &str) -> crate::support::Reply {
    let seen = person.get(href).await;
    person.send("POST", &format!("{href}/publish"), Some(&json!({})), &[("if-match", seen.header("etag"))]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_carries_everything_that_a_version_has() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    for (word, number, body) in [
        ("tool", 331, json!({ "number": "T-1", "name": { "en": "Gauge" }, "organisation": id(COMPANY) })),
        (
            "part",
            332,
            json!({ "number": "F-1", "name": { "en": "Filter" }, "base_unit": "piece", "tracked_by": "none" }),
        ),
    ] {
        let keeper = company.person(Role::StockKeeper).await;
        let made = keeper.send("PUT", &format!("/v1/records/{word}/{}", id(number)), Some(&body), &[]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let manual = json!({ "blob": "ab".repeat(32), "name": "Manual.pdf", "purpose": "manual",
        "media_type": "application/pdf", "size_bytes": 7 });
    let mut step = procedure()["steps"][0].clone();
    step["picture"] = json!("cd".repeat(32));
    step["role"] = json!("engineer");
    step["target_minutes"] = json!(4);
    let draft = manager.post("/v1/procedure-drafts", json!({})).await;
    let href = draft.header("location").to_owned();
    let fields = json!({ "number": "P-7", "name_en": "Filter", "tools": [id(331)], "parts": [id(332)],
        "attachments": [manual], "kinds": ["maintain"], "models": ["CT-9"], "skills": ["ct"], "target_minutes": 30 });
    let written = edit(&manager, &href, json!({ "fields": fields, "steps": [{ "step": step, "position": 0 }] })).await;
    assert_eq!(written["body"]["attachments"][0]["name"], json!("Manual.pdf"));
    for wrong in [
        json!({ "fields": { "tools": "a hammer" } }),
        json!({ "fields": { "attachments": [{ "name": "nowhere" }] } }),
        json!({ "fields": { "attachments": "[" } }),
    ] {
        let seen = manager.get(&href).await;
        let refused = manager.send("PATCH", &href, Some(&wrong), &[("if-match", seen.header("etag"))]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    }
    let first = publish(&manager, &href).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let body = &first.body["body"];
    assert_eq!((&body["tools"], &body["parts"]), (&json!([id(331)]), &json!([id(332)])));
    assert_eq!(body["attachments"], json!([manual]));
    for field in ["id", "kind", "picture", "role", "target_minutes"] {
        assert_eq!(body["steps"][0][field], step[field], "{field}");
    }

    let next = manager.post("/v1/procedure-drafts", json!({ "procedure": first.body["id"] })).await;
    let href = next.header("location").to_owned();
    for field in ["tools", "parts", "attachments", "kinds", "models", "skills", "target_minutes"] {
        assert_eq!(next.body["body"][field], body[field], "{field}");
    }
    edit(&manager, &href, json!({ "fields": { "tools": [], "attachments": null } })).await;
    let second = publish(&manager, &href).await;
    assert_eq!((&second.body["body"]["tools"], &second.body["body"]["attachments"]), (&json!([]), &json!([])));
    assert_eq!(second.body["body"]["parts"], json!([id(332)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_a_version_that_was_followed_since_is_not_published_over_it() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    let path = format!("/v1/records/procedure/{}", id(PROCEDURE));
    assert_eq!(manager.send("PUT", &path, Some(&procedure()), &[]).await.status, StatusCode::CREATED);
    let mut drafts = Vec::new();
    for _ in 0..2 {
        drafts.push(manager.post("/v1/procedure-drafts", json!({ "procedure": id(PROCEDURE) })).await);
    }
    let [first, second] = [&drafts[0], &drafts[1]].map(|draft| draft.header("location").to_owned());
    let newer = publish(&manager, &first).await;
    assert_eq!(newer.status, StatusCode::CREATED, "{}", newer.body);
    let stale = publish(&manager, &second).await;
    assert_eq!(
        (stale.status, &stale.body["code"], &stale.body["path"]),
        (StatusCode::CONFLICT, &json!("stale"), &json!("procedure")),
        "{}",
        stale.body
    );
    let checked = manager.post("/v1/procedures/check", json!({ "draft": drafts[1].body["id"] })).await;
    assert_eq!(checked.body["problems"][0]["code"], json!("stale"));
    // Whoever has seen both takes theirs over, or publishes on top of it.
    edit(&manager, &second, json!({ "fields": { "procedure": newer.body["id"] } })).await;
    let third = publish(&manager, &second).await;
    assert_eq!((third.status, &third.body["revision"]), (StatusCode::CREATED, &json!(3)), "{}", third.body);

    let taken = manager.post("/v1/procedure-drafts", json!({})).await;
    let href = taken.header("location").to_owned();
    let fields = json!({ "number": procedure()["number"], "name_en": "Another" });
    let step = json!({ "step": { "kind": "check", "title": { "en": "Look" } }, "position": 0 });
    edit(&manager, &href, json!({ "fields": fields, "steps": [step] })).await;
    let refused = publish(&manager, &href).await;
    assert_eq!(
        (&refused.body["code"], &refused.body["path"]),
        (&json!("id_taken"), &json!("number")),
        "{}",
        refused.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_says_who_wrote_last_is_thrown_away_and_taken_up_again() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    let expert = company.person(Role::Expert).await;
    let path = format!("/v1/records/procedure/{}", id(PROCEDURE));
    assert_eq!(manager.send("PUT", &path, Some(&procedure()), &[]).await.status, StatusCode::CREATED);
    let draft = expert.post("/v1/procedure-drafts", json!({ "procedure": id(PROCEDURE) })).await;
    let href = draft.header("location").to_owned();
    assert_eq!(draft.body["body"]["changed_by"]["user"], json!(user_of(Role::Expert)), "{}", draft.body);
    company.pass(60_000);
    let edited = edit(&manager, &href, json!({ "fields": { "name_en": "Pump care" } })).await;
    assert_eq!(edited["body"]["changed_by"]["user"], json!(user_of(Role::ServiceManager)));
    let when = |body: &Value| body["body"]["changed_ms"].as_i64().unwrap();
    assert!(when(&edited) > when(&draft.body));

    let dropped = expert.post(&format!("{href}/drop"), json!({})).await;
    assert!(dropped.body["body"]["dropped_ms"].is_i64(), "{}", dropped.body);
    assert_eq!(manager.get("/v1/procedure-drafts").await.body["items"], json!([]));
    let taken_up = edit(&manager, &href, json!({ "fields": { "dropped_ms": null } })).await;
    assert_eq!(taken_up["body"]["name_en"], "Pump care", "nothing of it is lost");
    assert_eq!(manager.get("/v1/procedure-drafts").await.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_and_plans_that_are_not_chosen_go_on_with_the_version_they_name() {
    let company = Company::new();
    let manager = company.person(Role::ServiceManager).await;
    let path = format!("/v1/records/procedure/{}", id(PROCEDURE));
    assert_eq!(manager.send("PUT", &path, Some(&procedure()), &[]).await.status, StatusCode::CREATED);
    for (number, mode) in [(320, "onsite"), (321, "workshop")] {
        let kind =
            json!({ "kind": "maintain", "mode": mode, "name": { "en": mode }, "default_procedure": id(PROCEDURE) });
        let made = manager.send("PUT", &format!("/v1/records/order_kind/{}", id(number)), Some(&kind), &[]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let draft = manager.post("/v1/procedure-drafts", json!({ "procedure": id(PROCEDURE) })).await;
    let publish = format!("{}/publish", draft.header("location"));
    let chosen = json!({ "moves": [format!("order_kind/{}", id(321))] });
    let published = manager.send("POST", &publish, Some(&chosen), &[("if-match", draft.header("etag"))]).await;
    assert_eq!(published.status, StatusCode::CREATED, "{}", published.body);
    assert_eq!(published.body["moved"], json!([format!("order_kind/{}", id(321))]));
    let left = format!("order_kind/{}", id(320));
    assert_eq!(published.body["left"], json!([left]));

    let uses = format!("/v1/versions/procedure/{}/uses", published.body["id"].as_str().unwrap());
    let told = manager.get(&uses).await.body;
    assert_eq!((&told["is_followed"], &told["items"][0]["subject"]), (&json!(false), &json!(left)), "{told}");
    let moves = json!({ "moves": [{ "subject": left, "field": "default_procedure" }] });
    assert_eq!(manager.post(&uses, moves).await.body["items"], json!([]));
    let kind = manager.get(&format!("/v1/records/order_kind/{}", id(320))).await.body;
    assert_eq!(kind["body"]["default_procedure"], published.body["id"]);
}
