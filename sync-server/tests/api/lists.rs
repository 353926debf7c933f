//! Lists find the same rows whatever index their filters lead them through, page by page, for everybody who may read them.

use crate::support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, OTHER_DEVICE, Person, id};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use serde_json::json;

/// All ids of a list, two on a page.
async fn all(person: &Person, path: &str) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("{path}&limit=2&cursor={cursor}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        seen.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page.body["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return seen,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_found_by_every_mixture_of_filters() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    let mut made = Vec::new();
    for number in 0..7_u64 {
        let (device, organisation) = if number % 3 == 0 { (OTHER_DEVICE, CONTRACTOR) } else { (DEVICE, COMPANY) };
        made.push(company.order(device, organisation).await.0.to_string());
        company.pass(10);
    }
    // Two are cancelled, which is where orders pile up.
    for order in [&made[1], &made[4]] {
        let path = format!("/v1/work-orders/{order}/press/cancel");
        let reply = wang.post(&path, json!({ "reason": "entered twice" })).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    }
    let newest = |places: &[usize]| places.iter().rev().map(|place| made[*place].clone()).collect::<Vec<_>>();
    let device = id(DEVICE);
    for (filter, wanted) in [
        (String::new(), newest(&[0, 1, 2, 3, 4, 5, 6])),
        ("status=new".to_owned(), newest(&[0, 2, 3, 5, 6])),
        ("status=cancelled".to_owned(), newest(&[1, 4])),
        ("status=new,%20cancelled,closed".to_owned(), newest(&[0, 1, 2, 3, 4, 5, 6])),
        ("status=nothing".to_owned(), vec![]),
        ("status=closed".to_owned(), vec![]),
        ("only=open".to_owned(), newest(&[0, 2, 3, 5, 6])),
        ("only=unassigned".to_owned(), newest(&[0, 2, 3, 5, 6])),
        ("only=overdue".to_owned(), vec![]),
        ("only=open&status=cancelled".to_owned(), vec![]),
        ("kind=repair".to_owned(), newest(&[0, 1, 2, 3, 4, 5, 6])),
        ("kind=train".to_owned(), vec![]),
        ("kind=repair&status=cancelled".to_owned(), newest(&[1, 4])),
        ("only=open&kind=repair&priority=critical".to_owned(), vec![]),
        (format!("organisation={}", id(CONTRACTOR)), newest(&[0, 3, 6])),
        (format!("organisation={}&only=open", id(COMPANY)), newest(&[2, 5])),
        (format!("device={device}"), newest(&[1, 2, 4, 5])),
        (format!("device={device}&only=open"), newest(&[2, 5])),
        (format!("customer={}&status=cancelled", id(CUSTOMER)), newest(&[1, 4])),
        ("q=leak&only=open".to_owned(), newest(&[0, 2, 3, 5, 6])),
        (format!("request={}", id(9_999)), vec![]),
        ("updated_since=2020-01-01T00:00:00Z&only=open".to_owned(), newest(&[0, 2, 3, 5, 6])),
        ("updated_since=2090-01-01T00:00:00Z".to_owned(), vec![]),
    ] {
        assert_eq!(all(&wang, &format!("/v1/work-orders?{filter}")).await, wanted, "{filter}");
    }
    // A contractor's dispatcher sees their own, whichever way.
    let feng = company.person(Role::ContractorDispatcher).await;
    for (filter, wanted) in [
        (String::new(), newest(&[0, 3, 6])),
        ("only=open".to_owned(), newest(&[0, 3, 6])),
        ("status=cancelled".to_owned(), vec![]),
        ("kind=repair".to_owned(), newest(&[0, 3, 6])),
        (format!("device={device}"), vec![]),
    ] {
        assert_eq!(all(&feng, &format!("/v1/work-orders?{filter}")).await, wanted, "{filter}");
    }
    assert_eq!(all(&feng, "/v1/devices?").await, [id(OTHER_DEVICE).to_string()]);
    assert_eq!(all(&feng, &format!("/v1/devices?customer={}", id(CUSTOMER))).await, [id(OTHER_DEVICE).to_string()]);
}
