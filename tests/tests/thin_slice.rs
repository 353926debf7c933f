//! One order through every layer and back, with the real programs: made at the server's command line, pulled, a step
//! answered offline, pushed over a line that breaks, read back at the server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails says where")]
#![allow(clippy::indexing_slicing, reason = "indexing JSON gives null where there is nothing")]

use onsite_tests::{
    processes::{Ended, Launch},
    proxy::{Door, Proxy, Weather},
};
use serde_json::Value;
use std::path::Path;

/// The one JSON document that a program printed, and its exit code.
fn said(ended: &Ended) -> (i32, Value) {
    let text = ended.stdout.join("\n");
    let json = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}\n{}", ended.stderr.join("\n")));
    (ended.status.code().unwrap(), json)
}

fn server(data: &Path, arguments: &[&str]) -> Value {
    let launch = Launch::ours("onsite-server").unwrap().args(["--json", "--data", data.to_str().unwrap()]);
    let ended = launch.args(arguments.iter().copied()).run().unwrap();
    let shown = format!("{arguments:?}\n{}\n{}", ended.stdout.join("\n"), ended.stderr.join("\n"));
    assert!(ended.status.success(), "{shown}");
    let text = ended.stdout.join("\n");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&shown) }
}

fn onsite(data: &Path, arguments: &[&str]) -> (i32, Value) {
    let launch = Launch::ours("onsite").unwrap().args(["--json", "--lang", "en", "--data", data.to_str().unwrap()]);
    said(&launch.args(arguments.iter().copied()).run().unwrap())
}

fn done(data: &Path, arguments: &[&str]) -> Value {
    let (exit, json) = onsite(data, arguments);
    assert_eq!(exit, 0, "{arguments:?}: {json}");
    json
}

/// A company with one engineer, one customer, one device and a procedure of two steps; the number of its one order.
fn found_company(data: &Path, tables: &Path) -> String {
    server(data, &["init", "--company", "Fictional Service Ltd"]);
    server(data, &["user", "add", "--name", "Lin Example", "--role", "engineer", "lin"]);
    let table = |name: &str, content: &str| {
        let path = tables.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let customers = table("customers.csv", "number,name_en\nC-1,Example Hospital\n");
    let sites = table("sites.csv", "number,customer,name_en,zone\nS-1,C-1,Main building,Asia/Shanghai\n");
    let devices =
        table("devices.csv", "number,serial,model,customer,site,life_cycle\nD-1,SN-42,HZ-CT64,C-1,S-1,in_use\n");
    let procedures = table(
        "procedures.json",
        r#"[{"number": "P-1", "name": {"en": "Check"}, "steps": [
            {"kind": "check", "title": {"en": "Covers closed"}, "is_required": true},
            {"kind": "measurement", "title": {"en": "Temperature"}, "is_required": true,
             "measurement": {"unit": "Cel", "low": "10", "high": "30"}}]}]"#,
    );
    server(data, &["import", "customers", &customers]);
    server(data, &["import", "sites", &sites]);
    server(data, &["import", "devices", &devices]);
    server(data, &["import", "procedures", &procedures]);
    let order = ["order", "new", "--kind", "repair", "--title", "Noise", "--device", "D-1", "--procedure", "P-1"];
    let made = server(data, &[&order[..], &["--lead", "lin"]].concat());
    made["number"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_goes_out_a_step_is_answered_offline_and_comes_back_over_a_line_that_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let (office, phone) = (folder.path().join("office"), folder.path().join("phone"));
    let number = found_company(&office, folder.path());
    let serve = Launch::ours("onsite-server").unwrap().args(["--data", office.to_str().unwrap(), "serve"]);
    let (serving, ready) = serve.args(["--listen", "127.0.0.1:0"]).start_until("listening on").unwrap();
    let address = ready.rsplit("http://").next().unwrap().trim().parse().unwrap();
    let proxy = Proxy::start(address).await.unwrap();
    let url = format!("http://{}", proxy.address());
    let invite = server(&office, &["enrol", "lin", "--url", &url]);

    done(&phone, &["enrol", invite["link"].as_str().unwrap(), "--yes", "--name", "Lin's phone"]);
    let synced = done(&phone, &["sync"]);
    assert_eq!(synced["sync"]["result"]["result"], "complete");
    let jobs = done(&phone, &["jobs", "--all"]);
    assert_eq!((&jobs["jobs"][0]["number"], jobs["jobs"].as_array().unwrap().len()), (&Value::from(&*number), 1));

    // Down in the cellar. The order is named by the serial number of its device.
    proxy.set(Weather::door(Door::Refusing));
    done(&phone, &["visit", "accept", &number]);
    done(&phone, &["visit", "start", "SN-42"]);
    done(&phone, &["step", "answer", "sn-42", "2", "21.5"]);
    let (exit, refused) = onsite(&phone, &["step", "answer", "SN-42", "2", "99"]);
    assert_eq!((exit, &refused["error"]["code"]), (1, &"missing".into()), "{refused}");
    let (exit, refused) = onsite(&phone, &["visit", "finish", &number]);
    assert_eq!((exit, &refused["error"]["code"]), (1, &"missing".into()), "{refused}");
    let (exit, missing) = onsite(&phone, &["visit", "missing", &number]);
    assert_eq!((exit, missing["missing"].as_array().unwrap().len()), (6, 1), "{missing}");
    let (exit, offline) = onsite(&phone, &["sync"]);
    assert_eq!((exit, &offline["outbox"]["waiting"]), (3, &3.into()), "{offline}");

    // The line lets the request through and breaks in the answer: nobody knows what arrived.
    let mut breaking = Weather::fair();
    breaking.down.cut_after_bytes = Some(40);
    proxy.set(breaking);
    assert_eq!(onsite(&phone, &["sync"]).0, 3);
    proxy.set(Weather::fair());
    assert_eq!(done(&phone, &["sync"])["outbox"]["waiting"], 0);

    proxy.stop().await;
    serving.stop().unwrap();
    let shown = server(&office, &["order", "show", &number]);
    let visit = &shown["visits"][0]["view"];
    let answers = visit["answers"].as_array().unwrap();
    assert_eq!((answers.len(), &answers[0]["value"]), (1, &"21.5".into()), "{visit}");
    assert_eq!((visit["presses"].as_array().unwrap().len(), &visit["status"]), (2, &"working".into()), "{visit}");
    server(&office, &["verify"]);
}
