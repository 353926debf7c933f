//! A contractor's dispatcher sees the orders given to the contractor and nothing else.

use crate::support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, OTHER_DEVICE, id, user_of};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_sees_what_it_was_given_and_is_not_told_of_the_rest() {
    let company = Company::new();
    let (given, given_visit) = company.order(DEVICE, CONTRACTOR).await;
    let (kept, kept_visit) = company.order(OTHER_DEVICE, COMPANY).await;
    let chen = company.person(Role::ContractorDispatcher).await;
    let ids = |body: &serde_json::Value| -> Vec<String> {
        body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&chen.get("/v1/work-orders").await.body), [given.to_string()]);
    assert_eq!(ids(&chen.get("/v1/visits").await.body), [given_visit.unwrap().to_string()]);
    assert_eq!(ids(&chen.get("/v1/devices").await.body), [id(DEVICE).to_string()]);
    assert_eq!(ids(&chen.get("/v1/records/customer").await.body), [id(CUSTOMER).to_string()]);
    assert_eq!(ids(&chen.get("/v1/users").await.body), [user_of(Role::ContractorDispatcher).to_string()]);
    assert_eq!(ids(&chen.get("/v1/search?q=leak").await.body), [given.to_string()]);
    for path in [
        format!("/v1/work-orders/{kept}"),
        format!("/v1/visits/{}", kept_visit.unwrap()),
        format!("/v1/devices/{}", id(OTHER_DEVICE)),
        "/v1/device-codes/CODE-2".to_owned(),
    ] {
        assert_eq!(chen.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/v1/stock/locations", "/v1/stock/movements", "/v1/field-devices", "/v1/records/contract"] {
        assert_eq!(chen.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(chen.get("/v1/device-codes/code-1").await.status, StatusCode::OK);
    let team = json!({ "team": { "lead": user_of(Role::ContractorDispatcher) } });
    let own = chen.post(&format!("/v1/work-orders/{given}/assign"), team.clone()).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let foreign = chen.post(&format!("/v1/work-orders/{kept}/assign"), team).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}
