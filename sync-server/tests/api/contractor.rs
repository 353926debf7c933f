//! A contractor is given an order and answers.

use crate::{
    field::SUN,
    support::{COMPANY, CONTRACTOR, Company, DEVICE, Person, id},
};
use axum::http::StatusCode;
use onsite_domain::{Id, Word, user::Role};
use serde_json::{Value, json};

async fn declined(person: &Person) -> Vec<Value> {
    let items = person.get("/v1/attention?kind=given_declined").await;
    assert_eq!(items.status, StatusCode::OK, "{}", items.body);
    items.body["items"].as_array().unwrap().clone()
}

async fn post(person: &Person, order: Id, action: &str, body: Value) -> crate::support::Reply {
    person.post(&format!("/v1/work-orders/{order}/{action}"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_takes_an_order_and_sends_its_own_people() {
    let company = Company::new();
    company.engineer(SUN, CONTRACTOR, json!({})).await;
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let (wang, chen) = (company.person(Role::Dispatcher).await, company.person(Role::ContractorDispatcher).await);
    let give = json!({ "organisation": id(CONTRACTOR), "reason": "nearer to them" });
    assert_eq!(post(&chen, order, "give", give.clone()).await.status, StatusCode::NOT_FOUND, "it is not theirs yet");
    assert_eq!(post(&chen, order, "organisation/accept", json!({})).await.status, StatusCode::NOT_FOUND);
    let given = post(&wang, order, "give", give.clone()).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.body);
    let giving = &given.body["body"]["giving"];
    assert_eq!((&giving["state"], &giving["reason"]), (&json!("waiting"), &json!("nearer to them")));
    assert_eq!(given.body["body"]["organisation"], json!(id(CONTRACTOR)));
    let again = post(&wang, order, "give", give).await;
    assert_eq!(again.body["body"]["giving"], *giving, "given once");
    assert_eq!(
        post(&wang, order, "organisation/accept", json!({})).await.status,
        StatusCode::FORBIDDEN,
        "it is not asked"
    );
    let accepted = post(&chen, order, "organisation/accept", json!({})).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.body);
    assert_eq!(accepted.body["body"]["giving"]["state"], "accepted");
    assert_eq!(post(&chen, order, "organisation/accept", json!({})).await.body["code"], "illegal_transition", "once");
    let team = json!({ "team": { "lead": id(SUN) } });
    let assigned = post(&chen, order, "assign", team).await;
    assert_eq!(
        (assigned.status, &assigned.body["body"]["lead"]),
        (StatusCode::OK, &json!(id(SUN))),
        "{}",
        assigned.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_reaches_the_desk_with_its_reason_and_is_settled_by_giving_the_order_anew() {
    let company = Company::new();
    company
        .put(
            Word::Organisation,
            3,
            json!({ "kind": "contractor", "name": { "en": "Other Contractor" }, "parent": id(COMPANY) }),
        )
        .await;
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let (wang, chen) = (company.person(Role::Dispatcher).await, company.person(Role::ContractorDispatcher).await);
    assert_eq!(post(&wang, order, "give", json!({ "organisation": id(CONTRACTOR) })).await.status, StatusCode::OK);
    let unsaid = post(&chen, order, "organisation/decline", json!({ "reason": " " })).await;
    assert_eq!((unsaid.status, &unsaid.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")));
    let no = post(&chen, order, "organisation/decline", json!({ "reason": "nobody free this week" })).await;
    assert_eq!((no.status, &no.body["body"]["giving"]["state"]), (StatusCode::OK, &json!("declined")), "{}", no.body);
    let items = declined(&wang).await;
    assert_eq!(items.len(), 1);
    assert_eq!(
        (&items[0]["subject"], &items[0]["detail"]["reason"]),
        (&json!(format!("work_order/{order}")), &json!("nobody free this week"))
    );
    let unknown = post(&wang, order, "give", json!({ "organisation": id(4) })).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(post(&wang, order, "give", json!({ "organisation": id(3) })).await.status, StatusCode::OK);
    assert_eq!(declined(&wang).await.len(), 0);
    assert_eq!(
        chen.get(&format!("/v1/work-orders/{order}")).await.status,
        StatusCode::NOT_FOUND,
        "it is another's now"
    );
    assert_eq!(declined(&chen).await.len(), 0);
    // The company's own branch is not asked.
    let back = post(&wang, order, "give", json!({ "organisation": id(COMPANY) })).await;
    assert_eq!(back.body["body"]["giving"]["state"], "given");
    company
        .writer
        .write(|store| {
            assert!(store.verify()?.is_clean());
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_order_may_be_asked_for_again_and_one_that_is_over_is_given_to_nobody() {
    let company = Company::new();
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let (wang, chen) = (company.person(Role::Dispatcher).await, company.person(Role::ContractorDispatcher).await);
    let give = json!({ "organisation": id(CONTRACTOR) });
    post(&wang, order, "give", give.clone()).await;
    post(&chen, order, "organisation/decline", json!({ "reason": "no" })).await;
    let again = post(&wang, order, "give", give.clone()).await;
    assert_eq!(again.body["body"]["giving"]["state"], "waiting");
    assert_eq!(post(&chen, order, "organisation/accept", json!({})).await.body["body"]["giving"]["state"], "accepted");
    assert_eq!(post(&wang, order, "press/cancel", json!({ "reason": "not wanted" })).await.status, StatusCode::OK);
    for (person, action, body) in [
        (&wang, "give", give),
        (&chen, "organisation/decline", json!({ "reason": "late" })),
        (&chen, "organisation/accept", json!({})),
    ] {
        assert_eq!(post(person, order, action, body).await.body["code"], "illegal_transition", "{action}");
    }
}
