//! Questions from the field, answered at the desk.

use crate::{
    hands::Job,
    phone::Phone,
    support::{CONTRACTOR, Company, DEVICE, Person, Reply, id},
};
use axum::http::StatusCode;
use onsite_domain::{Subject, Word, document_kind, note, note::Question, user::Role};
use onsite_wire::sync::SyncRequest;
use serde_json::{Value, json};

const QUESTION: u64 = 900;

async fn asked(company: &Company) -> (Phone, Job) {
    let phone = Phone::enrol(company).await;
    let job = Job::on(company, &phone, DEVICE).await;
    job.add(company, QUESTION, &Question { text: "Which valve?".into(), ..Question::default() }).await;
    (phone, job)
}

async fn waiting(person: &Person) -> Vec<Value> {
    let reply = person.get("/v1/attention?kind=help_asked").await;
    reply.body["items"].as_array().unwrap().clone()
}

async fn answer(person: &Person, job: &Job, body: Value, key: &str) -> Reply {
    let path = format!("/v1/visits/{}/questions/{}/replies", job.visit, id(QUESTION));
    person.send("POST", &path, Some(&body), &[("idempotency-key", key)]).await
}

/// Bytes that the desk brings.
async fn file(person: &Person, bytes: &'static [u8]) -> Value {
    person.bring(bytes).await.body["hash"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_visits_answers_and_the_phone_has_it_at_its_next_sync() {
    for role in [Role::Expert, Role::Dispatcher, Role::ServiceManager] {
        let company = Company::new();
        let (mut phone, job) = asked(&company).await;
        let person = company.person(role).await;
        let items = waiting(&person).await;
        assert_eq!(items.len(), 1, "{role}");
        let hash = file(&person, b"\xff\xd8\xff a picture of the valve").await;
        let paper = file(&person, b"%PDF-1.7 a drawing").await;
        let body = json!({
            "text": "The left one, counter-clockwise.", "photos": [hash],
            "files": [{ "hash": paper, "name": "Valves.pdf" }],
        });
        let replied = answer(&person, &job, body.clone(), "k1").await;
        assert_eq!(replied.status, StatusCode::OK, "{role}: {}", replied.body);
        let again = answer(&person, &job, body, "k1").await;
        assert_eq!((again.status, &again.body), (StatusCode::OK, &replied.body), "once, however often it is sent");
        let replies = replied.body["body"]["replies"].as_array().unwrap();
        assert_eq!(replies.len(), 1);
        let file = &replies[0]["files"][0];
        assert_eq!((&file["media_type"], &file["size_bytes"]), (&json!("application/pdf"), &json!(18)), "{file}");
        assert_eq!(waiting(&person).await, Vec::<Value>::new(), "it has its answer");
        let gone = person.get(&format!("/v1/attention/{}", items[0]["id"].as_str().unwrap())).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);

        let delivered = phone.sync(SyncRequest { schema: document_kind::SCHEMA, ..SyncRequest::default() }).await;
        let visit = Subject::new(Word::Visit, job.visit).to_string();
        assert!(delivered.subjects.iter().any(|part| part.subject.subject().is_some_and(|s| s.to_string() == visit)));
        let path = format!("/v1/blobs/{}", hash.as_str().unwrap());
        assert_eq!(phone.send("GET", &path, Vec::new()).await.status, StatusCode::OK, "and its picture");

        // Who asks on waits again.
        let on = note::Reply { question: id(QUESTION), text: "And how far?".into(), ..note::Reply::default() };
        let now_ms = u64::try_from(company.writer.write(|store| Ok(store.now_ms())).await.unwrap()).unwrap();
        job.add_with(&company, onsite_domain::Id::from_parts(now_ms + 1, 1), &on).await;
        let items = waiting(&person).await;
        assert_eq!(items[0]["detail"]["asked_on"]["text"], "And how far?");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_follow_the_visit_answers_nothing_and_learns_nothing() {
    let company = Company::new();
    let (_, job) = asked(&company).await;
    let body = json!({ "text": "The left one." });
    for (role, expected) in [
        (Role::ContractorDispatcher, StatusCode::NOT_FOUND),
        (Role::StockKeeper, StatusCode::FORBIDDEN),
        (Role::IntakeAgent, StatusCode::FORBIDDEN),
        (Role::Administrator, StatusCode::FORBIDDEN),
        (Role::Engineer, StatusCode::FORBIDDEN),
        // They read it, and answer for the work of others.
        (Role::QualityInspector, StatusCode::FORBIDDEN),
        (Role::ComplaintHandler, StatusCode::FORBIDDEN),
    ] {
        let refused = answer(&company.person(role).await, &job, body.clone(), "k").await;
        assert_eq!(refused.status, expected, "{role}: {}", refused.body);
    }
    assert_eq!(waiting(&company.person(Role::Dispatcher).await).await.len(), 1);
    let (given, _) = company.order(DEVICE, CONTRACTOR).await;
    let feng = company.person(Role::ContractorDispatcher).await;
    let order = feng.get(&format!("/v1/work-orders/{given}")).await;
    assert_eq!(order.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_in_words_and_names_what_is_there() {
    let company = Company::new();
    let (_, job) = asked(&company).await;
    let expert = company.person(Role::Expert).await;
    let paper = file(&expert, b"%PDF-1.7 a drawing").await;
    for (body, status, path) in [
        (json!({ "text": "  " }), 422, "replies.text"),
        (json!({ "photos": [] }), 422, "."),
        (json!({ "text": "x", "photos": ["ab".repeat(32)] }), 404, "photos[0]"),
        (json!({ "text": "x", "photos": [paper] }), 422, "photos[0]"),
        (json!({ "text": "x", "files": [{ "hash": paper, "name": " " }] }), 422, "replies.files[0].name"),
        (json!({ "text": "x", "article": id(1) }), 404, "article"),
        (json!({ "text": "x", "is_settled": true }), 422, "is_settled"),
    ] {
        let refused = answer(&expert, &job, body.clone(), "k").await;
        assert_eq!(
            (refused.status.as_u16(), refused.body["path"].as_str().unwrap_or_default()),
            (status, path),
            "{body}: {}",
            refused.body
        );
    }
    let other = format!("/v1/visits/{}/questions/{}/replies", job.visit, id(1));
    let unknown = expert.post(&other, json!({ "text": "x" })).await;
    assert_eq!((unknown.status, &unknown.body["path"]), (StatusCode::NOT_FOUND, &json!("question")));
}
