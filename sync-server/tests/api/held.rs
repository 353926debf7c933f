//! What was refused or kept apart says what was meant, and what was decided about an item stays known.

use crate::{
    phone::Phone,
    support::{COMPANY, Company, DEVICE, Person, id, user_of},
};
use axum::http::StatusCode;
use onsite_documents::{ActorId, Document};
use onsite_domain::{
    Id, Stamp, Subject, Word,
    document::Write,
    document_kind, entry,
    note::Note,
    press::{Press, PressFact},
    user::Role,
};
use onsite_store::ground;
use onsite_wire::sync::SyncRequest;
use serde_json::{Value, json};

/// A phone that notes something on a visit of which nothing is its user's.
async fn refused(company: &Company) -> (Phone, Id) {
    let mut phone = Phone::enrol(company).await;
    let (order, visit) = company.order(DEVICE, COMPANY).await;
    let visit = match visit {
        Some(visit) => visit,
        // Given to somebody else.
        None => {
            let desk = company.person(Role::Dispatcher).await;
            let team = json!({ "team": { "lead": user_of(Role::Dispatcher) } });
            let planned = desk.post(&format!("/v1/work-orders/{order}/assign"), team).await;
            let visit = planned.body["body"]["visits"][0]["visit"].as_str();
            visit.unwrap_or_else(|| panic!("{}", planned.body)).parse().unwrap()
        }
    };
    let now_ms = company.writer.write(|store| Ok(store.now_ms())).await.unwrap();
    let stamp = Stamp { wall_ms: now_ms - 600_000, boot: 5, since_boot_ms: 400_000 };
    let subject = Subject::new(Word::Visit, visit);
    let held = company.writer.write(move |store| Ok(ground::changes(store.database(), subject, 0)?)).await.unwrap();
    let kind = document_kind::of(Word::Visit).unwrap();
    let mut document = Document::from_changes(kind, visit, held.iter().map(|change| change.bytes.as_slice())).unwrap();
    let note = Note { text: "the filter is torn".to_owned(), ..Note::default() };
    let writes: [Write; 1] = [entry::add(id(501), &note)];
    let change = document.write(ActorId([6; 16]), stamp.wall_ms, &writes).unwrap().unwrap();
    let accept = PressFact { press: Press::Accept, ..PressFact::default() };
    let fact = phone.fact(id(502), stamp, vec![subject, Subject::new(Word::WorkOrder, order)], &accept);
    let push = phone.unit(stamp, Some((subject, change)), &[fact]);
    let asked = SyncRequest { schema: document_kind::SCHEMA, stamp, push: Some(push), ..SyncRequest::default() };
    phone.sync(asked).await;
    (phone, visit)
}

async fn item(person: &Person) -> Value {
    let listed = person.get("/v1/attention?kind=refused").await;
    let items = listed.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{}", listed.body);
    assert_eq!(items[0]["intent"], Value::Null, "a list says no more than it must");
    person.get(&format!("/v1/attention/{}", items[0]["id"].as_str().unwrap())).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_unit_says_what_was_meant_by_whom_and_when() {
    let company = Company::new();
    let (phone, visit) = refused(&company).await;
    let wang = company.person(Role::Dispatcher).await;
    let found = item(&wang).await;
    let intent = &found["intent"];
    let engineer = json!({ "by": "field_device", "field_device": phone.field_device, "user": user_of(Role::Engineer) });
    assert_eq!(intent["by"], engineer, "{found}");
    assert!(
        intent["at"].is_string() && intent["received"].is_string() && intent["at"] != intent["received"],
        "{intent}"
    );
    let wanted = intent["wanted"].as_array().unwrap();
    let about = json!([format!("visit/{visit}")]);
    assert_eq!(
        (&wanted[0]["kind"], &wanted[0]["name"], &wanted[0]["subjects"]),
        (&json!("entry"), &json!("notes"), &about)
    );
    assert_eq!(wanted[0]["value"]["text"], "the filter is torn");
    assert_eq!(
        (&wanted[1]["kind"], &wanted[1]["name"], &wanted[1]["value"]["press"]),
        (&json!("fact"), &json!("press"), &json!("accept"))
    );
    assert_eq!((&intent["hidden"], &intent["is_cut"]), (&json!(0), &json!(false)));

    // Whatever is written again from what is kept: the item says the same.
    company.rebuild().await;
    assert_eq!(item(&wang).await, found);
    let feng = company.person(Role::ContractorDispatcher).await;
    assert_eq!(
        feng.get(&format!("/v1/attention/{}", found["id"].as_str().unwrap())).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_keeps_who_when_what_and_why() {
    let company = Company::new();
    refused(&company).await;
    let wang = company.person(Role::Dispatcher).await;
    let manager = company.person(Role::ServiceManager).await;
    let found = item(&wang).await;
    let path = |act: &str| format!("/v1/attention/{}/{act}", found["id"].as_str().unwrap());
    assert_eq!(wang.post(&path("claim"), json!({})).await.status, StatusCode::OK);
    company.pass(60_000);
    let body = json!({ "choice": "settled", "reason": "entered here by hand" });
    let decided = manager.post(&path("decide"), body).await;
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.body);
    assert_eq!(decided.body["state"]["reason"], "entered here by hand");
    assert_eq!(decided.body["state"]["decision"], "settled");
    let past = wang.get("/v1/attention?open=false").await;
    let history = &past.body["items"][0]["history"];
    assert_eq!(
        (&history[0]["decision"], &history[0]["by"]["user"]),
        (&json!("claim"), &json!(user_of(Role::Dispatcher)))
    );
    assert_eq!(
        (&history[1]["decision"], &history[1]["by"]["user"]),
        (&json!("decide"), &json!(user_of(Role::ServiceManager)))
    );
    assert_eq!((&history[1]["choice"], &history[1]["reason"]), (&json!("settled"), &json!("entered here by hand")));
    assert!(history[1]["received_ms"].as_i64() > history[0]["received_ms"].as_i64());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_reviewed_by_those_who_answer_for_the_work() {
    for (role, expected) in [
        (Role::Dispatcher, StatusCode::OK),
        (Role::ServiceManager, StatusCode::OK),
        (Role::QualityInspector, StatusCode::OK),
        (Role::Expert, StatusCode::FORBIDDEN),
        (Role::ComplaintHandler, StatusCode::FORBIDDEN),
        (Role::Administrator, StatusCode::FORBIDDEN),
        (Role::ContractorDispatcher, StatusCode::NOT_FOUND),
    ] {
        let company = Company::new();
        let phone = Phone::enrol(&company).await;
        let job = crate::hands::Job::on(&company, &phone, DEVICE).await;
        job.finish(&company).await;
        let body = json!({ "verdict": "return", "remark": "the cover is not closed" });
        let path = format!("/v1/visits/{}/review", job.visit);
        let reviewed = company.person(role).await.post(&path, body).await;
        assert_eq!(reviewed.status, expected, "{role}: {}", reviewed.body);
    }
}
