//! A tablet that two engineers share: each enrols, they change without a network, one sync brings the work of both, and
//! when one is shut out the other works on.

use crate::company::Company;
use serde_json::{Value, json};

/// A second order, for a second engineer who enrols on Li's tablet.
fn with_wang(company: &Company) -> String {
    company.server(&["user", "add", "wang", "--name", "Wang", "--role", "engineer"]).done();
    let order = ["order", "new", "--kind", "repair", "--customer", "C1", "--title", "噪音", "--lead", "wang"];
    let order = company.server(&order).done();
    order["number"].as_str().unwrap().to_owned()
}

fn jobs(company: &Company) -> Vec<String> {
    let jobs = company.li(&["jobs"]).done();
    let found = jobs["jobs"].as_array().unwrap_or_else(|| panic!("{jobs}"));
    found.iter().filter_map(|job| job["number"].as_str()).map(str::to_owned).collect()
}

fn at_work(users: &Value) -> &Value {
    &users["users"][0]["login"]
}

#[test]
fn two_engineers_share_a_tablet_and_one_sync_brings_the_work_of_both() {
    let company = Company::open();
    let order = with_wang(&company);
    company.li(&["note", &company.order, "not sent before Wang came"]).done();
    let field_device = company.li(&["status"]).done()["status"]["field_device"].clone();
    let enrolled = company.enrol("wang", &[]).done();
    assert_eq!(enrolled["field_device"], field_device, "it is the same tablet");
    company.li(&["sync"]).done();
    assert_eq!(company.notes(), ["not sent before Wang came"], "in Li's name");

    assert_eq!(jobs(&company), std::slice::from_ref(&order), "only Wang's");
    company.li(&["note", &order, "by Wang"]).done();
    let switched = company.li(&["user", "switch", "li"]).done();
    assert_eq!(at_work(&switched), &json!("li"));
    assert_eq!(jobs(&company), std::slice::from_ref(&company.order));
    company.li(&["note", &company.order, "by Li"]).done();
    company.li(&["note", &order, "on Wang's job, and Li holds the tablet"]).done();
    let outbox = company.li(&["outbox"]).done();
    let users: Vec<&Value> = outbox["units"].as_array().unwrap().iter().map(|row| &row["user"]).collect();
    assert!(users.len() == 3 && users[0] != users[1] && users[1] == users[2], "{outbox}");

    let synced = company.li(&["sync"]);
    assert_eq!(synced.code, Some(6), "{synced:?}");
    assert_eq!(synced.json["sync"]["units_accepted"], json!(2), "{synced:?}");
    let refused = company.li(&["outbox"]).json;
    assert_eq!(refused["units"][0]["outcome"]["code"], json!("forbidden"), "Li may not: {refused}");
    let shown = company.server(&["order", "show", &order]).done().to_string();
    assert!(shown.contains("by Wang") && !shown.contains("Li holds the tablet"), "{shown}");
}

#[test]
fn whoever_is_shut_out_leaves_the_other_working() {
    let company = Company::open();
    let order = with_wang(&company);
    company.enrol("wang", &[]).done();
    company.li(&["sync"]).done();
    let field_device = company.li(&["status"]).done()["status"]["field_device"].as_str().unwrap().to_owned();
    company.li(&["note", &order, "before Wang was taken off"]).done();
    company.server(&["revoke", &field_device, "--user", "wang", "--reason", "another van"]).done();
    company.li(&["user", "switch", "li"]).done();
    company.li(&["note", &company.order, "Li works on"]).done();
    let synced = company.li(&["sync"]);
    assert_eq!(synced.json["sync"]["result"]["result"], json!("complete"), "{synced:?}");
    assert!(company.notes().contains(&"Li works on".to_owned()));
    let outbox = company.li(&["outbox"]).json;
    assert_eq!(outbox["units"][0]["state"], json!("review"), "Wang could not know: {outbox}");
    let users = company.li(&["user", "list"]).done();
    assert_eq!(users["users"][1]["is_removed"], json!(true), "{users}");
    assert!(jobs(&company).contains(&company.order));
    let only = company.server(&["revoke", &field_device, "--user", "li", "--reason", "nobody left"]);
    assert_ne!(only.code, Some(0), "the only user is not taken off: {only:?}");
}

#[test]
fn a_link_of_another_company_is_refused_while_somebody_has_unsent_work() {
    let (company, other) = (Company::open(), Company::open());
    company.li(&["note", &company.order, "not sent"]).done();
    let invite = other.server(&["enrol", "li"]).done();
    let refused = company.li(&["enrol", invite["link"].as_str().unwrap(), "--yes"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert_eq!(refused.json["error"]["code"], json!("illegal_transition"), "{refused:?}");
    company.li(&["sync"]).done();
    assert_eq!(company.notes(), ["not sent"]);
}

#[test]
fn a_link_that_was_used_or_is_none_says_so_and_what_to_do() {
    let company = Company::open();
    let link = company.invite("li", &[]);
    company.on("second", &["enrol", &link, "--yes"]).done();
    for (phone, link, words) in [
        ("third", link.as_str(), "This link is not valid any more: it was used already"),
        ("fourth", "onsite://enrol/half", "This is not a link to join a company"),
    ] {
        let refused = company.on(phone, &["enrol", link, "--yes"]);
        let said = refused.json["error"]["message"].as_str().unwrap();
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(said.starts_with(words) && said.ends_with("Ask the dispatcher for a new one."), "{said}");
        assert!(!refused.json.to_string().contains("/problems/"), "{refused:?}");
    }
}

#[test]
fn a_server_that_was_restored_from_before_an_enrolment_learns_of_it_from_the_tablet() {
    let mut company = Company::open();
    let order = with_wang(&company);
    company.server(&["backup", "before"]).done();
    company.enrol("wang", &[]).done();
    company.li(&["sync"]).done();
    company.li(&["note", &order, "by Wang, whom the server forgot"]).done();
    company.stop_server();
    company.server(&["restore", "before", "--replace"]).done();
    company.serve_again();
    company.li(&["sync"]).done();
    let shown = company.server(&["order", "show", &order]).done().to_string();
    assert!(shown.contains("whom the server forgot"), "{shown}");
}
