//! `onsite sync --watch`: what the desk changes is on the phone at once, whatever happens to the stream of hints, and the
//! program ends when it is asked to.
//!
//! While it hears hints it asks by itself only after minutes, longer than a test waits for a line: what comes came by a hint.

use crate::{company::Company, desk::Desk, gateway::Gateway};
use onsite_tests::{
    processes::{Ended, Program},
    proxy::{Door, Lane, Proxy, Weather},
};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Li's phone in its cradle; comes back once it hears hints, which it tells by a second sync.
fn watching(company: &Company) -> Program {
    let watching = company.phone().args(["sync", "--watch"]).start().unwrap();
    ends(&watching, 2, "complete");
    watching
}

/// Waits until so many syncs have ended so.
fn ends(watching: &Program, syncs: usize, result: &str) {
    let has_ended = |line: &&String| line.contains(&format!(r#""result":"{result}""#));
    let found = watching.wait_for(result, |lines| (lines.iter().filter(has_ended).count() >= syncs).then_some(()));
    found.unwrap();
}

/// Enrols Li's phone through something that stands before the server.
fn enrol_through(company: &Company, address: SocketAddr) {
    std::fs::remove_dir_all(company.path("phone")).unwrap();
    let link = company.invite("li", &["--url", &format!("http://{address}")]);
    company.li(&["enrol", &link, "--yes"]).done();
    company.li(&["sync"]).done();
}

/// The desk gives Li one more order; waits until the phone has it.
fn order_for_li(desk: &Desk, watching: &Program) {
    let lines = watching.stdout().len();
    let users = desk.get("records/user");
    let li = users["items"].as_array().unwrap().iter().find(|user| user["body"]["login"] == "li").unwrap();
    let customers = desk.get("records/customer");
    let order = json!({"kind": "inspect", "title": "Look", "customer": customers["items"][0]["id"],
                       "team": {"lead": li["id"]}});
    desk.post("work-orders", &order);
    let has_changes = |line: &String| serde_json::from_str::<Value>(line).unwrap()["changed"].as_u64() > Some(0);
    watching.wait_for("changes", |said| said.iter().skip(lines).any(has_changes).then_some(())).unwrap();
}

/// It said goodbye and has kept everything.
fn stopped(company: &Company, ended: &Ended) {
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(ended.stdout.last().map(String::as_str), Some(r#"{"result":"stopped"}"#), "{ended:?}");
    assert_eq!(company.li(&["doctor"]).done()["is_sound"], json!(true));
}

#[test]
fn what_the_desk_changes_is_there_at_once_and_an_interrupt_ends_it() {
    let company = Company::open();
    let watching = watching(&company);
    order_for_li(&company.desk(), &watching);
    stopped(&company, &watching.interrupt().unwrap());
    assert_eq!(company.li(&["jobs"]).done()["jobs"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_stream_that_is_cut_is_opened_again() {
    let company = Company::open();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let proxy = runtime.block_on(Proxy::start(company.address)).unwrap();
    enrol_through(&company, proxy.address());
    let (watching, desk) = (watching(&company), company.desk());
    proxy.cut_all();
    // After the cut, and after opening.
    ends(&watching, 4, "complete");
    order_for_li(&desk, &watching);
    // The network goes away and comes back.
    proxy.set(Weather::door(Door::Refusing));
    proxy.cut_all();
    ends(&watching, 1, "offline");
    proxy.set(Weather::fair());
    ends(&watching, 7, "complete");
    order_for_li(&desk, &watching);
    stopped(&company, &watching.stop().unwrap());
}

#[test]
fn where_streams_are_refused_it_asks_again_soon_and_opens_one_when_it_may() {
    let company = Company::open();
    let gateway = Gateway::open(company.address, 2);
    enrol_through(&company, gateway.address);
    let watching = watching(&company);
    // One sync before each of three openings, and one after the last.
    ends(&watching, 4, "complete");
    order_for_li(&company.desk(), &watching);
    stopped(&company, &watching.stop().unwrap());
}

#[test]
fn a_server_that_comes_back_is_found_again() {
    let mut company = Company::open();
    let watching = watching(&company);
    company.lose_server();
    ends(&watching, 1, "offline");
    company.serve_again();
    ends(&watching, 4, "complete");
    order_for_li(&company.desk(), &watching);
    company.stop_server();
    ends(&watching, 2, "offline");
    company.serve_again();
    order_for_li(&company.desk(), &watching);
    stopped(&company, &watching.stop().unwrap());
}

#[test]
fn it_can_be_interrupted_in_the_middle_of_a_sync_that_hangs() {
    let company = Company::open();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let proxy = runtime.block_on(Proxy::start(company.address)).unwrap();
    enrol_through(&company, proxy.address());
    company.li(&["note", &company.order, "written before"]).done();
    let before = proxy.counts().up_bytes;
    proxy.set(Weather { down: Lane { is_stalled: true, ..Lane::default() }, ..Weather::fair() });
    let watching = company.phone().args(["sync", "--watch"]).start().unwrap();
    runtime.block_on(proxy.until(|counts| counts.up_bytes > before));
    stopped(&company, &watching.interrupt().unwrap());
    proxy.set(Weather::fair());
    assert_eq!(company.li(&["sync"]).done()["sync"]["units_accepted"], json!(1));
    assert_eq!(company.notes(), ["written before"]);
}
