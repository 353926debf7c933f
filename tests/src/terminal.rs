//! The two programs as a person uses them from a terminal, one command at a time, their answers as JSON. What does not go
//! as it must stops the test and shows what the program said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails says where")]
#![allow(clippy::indexing_slicing, reason = "indexing JSON gives null where there is nothing")]

use crate::processes::{Ended, Launch};
use serde_json::Value;
use std::path::Path;

/// The one JSON document that a program printed, and its exit code.
fn said(ended: &Ended) -> (i32, Value) {
    let text = ended.stdout.join("\n");
    let json = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}\n{}", ended.stderr.join("\n")));
    (ended.status.code().unwrap(), json)
}

/// What `onsite-server --json` printed; it must succeed.
pub fn server(data: &Path, arguments: &[&str]) -> Value {
    let launch = Launch::ours("onsite-server").unwrap().args(["--json", "--data", data.to_str().unwrap()]);
    let ended = launch.args(arguments.iter().copied()).run().unwrap();
    let shown = format!("{arguments:?}\n{}\n{}", ended.stdout.join("\n"), ended.stderr.join("\n"));
    assert!(ended.status.success(), "{shown}");
    let text = ended.stdout.join("\n");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&shown) }
}

/// The exit code of `onsite --json` and what it printed.
pub fn onsite(data: &Path, arguments: &[&str]) -> (i32, Value) {
    let launch = Launch::ours("onsite").unwrap().args(["--json", "--lang", "en", "--data", data.to_str().unwrap()]);
    said(&launch.args(arguments.iter().copied()).run().unwrap())
}

/// What `onsite --json` printed; it must succeed.
pub fn done(data: &Path, arguments: &[&str]) -> Value {
    let (exit, json) = onsite(data, arguments);
    assert_eq!(exit, 0, "{arguments:?}: {json}");
    json
}

/// A company with one engineer, one customer, one device and a procedure of two steps; the number of its one order.
pub fn found_company(data: &Path, tables: &Path) -> String {
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
