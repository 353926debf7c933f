//! `onsite-server` as a new user tries it from a terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where they cannot go on"
)]

use onsite_tests::processes::{Ended, Launch};
use std::path::Path;

fn server(directory: &Path, arguments: &[&str]) -> Launch {
    let data = directory.join("data");
    Launch::ours("onsite-server")
        .unwrap()
        .args(["--data", &data.to_string_lossy()])
        .args(arguments.iter().copied())
        .folder(directory)
}

fn run(directory: &Path, arguments: &[&str]) -> Ended {
    server(directory, arguments).run().unwrap()
}

fn code(ended: &Ended) -> Option<i32> {
    ended.status.code()
}

#[test]
fn what_is_wrong_is_said_in_the_readers_language() {
    let directory = tempfile::tempdir().unwrap();
    let in_chinese = |arguments: &[&str]| {
        let ended = run(directory.path(), &[&["--lang", "zh-CN"], arguments].concat());
        (code(&ended), [ended.stdout, ended.stderr].concat().join("\n"))
    };
    let (done, help) = in_chinese(&["labels", "print", "--help"]);
    assert_eq!(done, Some(0), "{help}");
    assert!(help.contains("用法：") && !help.contains("Usage") && !help.contains("default"), "{help}");
    let (wrong, said) = in_chinese(&["labels", "prnt"]);
    assert_eq!(wrong, Some(2), "{said}");
    assert!(said.starts_with("没有“prnt”这个命令。") && said.contains("print"), "{said}");
    assert_eq!(in_chinese(&["init", "--company", "示例维保"]).0, Some(0));
    let (refused, said) = in_chinese(&["user", "add", "lu", "--name", "Lu", "--role", "astronaut"]);
    assert_eq!(refused, Some(1), "{said}");
    assert!(said.starts_with("被拒绝："), "{said}");
    let table = directory.path().join("customers.csv");
    std::fs::write(&table, "number,colour\nK-1,red\n").unwrap();
    let (mistaken, said) = in_chinese(&["import", "customers", &table.to_string_lossy()]);
    assert_eq!(mistaken, Some(1), "{said}");
    assert!(said.contains("没有此列") && said.contains("没有导入任何内容"), "{said}");
    let (sound, said) = in_chinese(&["verify"]);
    assert_eq!(sound, Some(0), "{said}");
    assert!(said.contains("全部完好。"), "{said}");
}

#[test]
fn a_server_is_made_serves_while_others_write_and_stops_when_asked() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    assert_eq!(code(&run(here, &["stats"])), Some(3), "there is no server yet");
    let made = run(here, &["init", "--company", "示例维保", "--login", "wang"]);
    assert_eq!(code(&made), Some(0), "{:?}", made.stderr);
    assert!(made.stdout.iter().any(|line| line.starts_with("Password")));
    assert_eq!(code(&run(here, &["init", "--company", "X"])), Some(3), "never a second one over the first");
    let open = run(here, &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(code(&open), Some(3), "no plain HTTP for everybody");

    let (serving, line) =
        server(here, &["serve", "--listen", "127.0.0.1:0"]).start_until("listening on http://127.0.0.1:").unwrap();
    let url = line.trim().trim_start_matches("listening on ").to_owned();
    assert_eq!(code(&run(here, &["serve", "--listen", "127.0.0.1:0"])), Some(3), "one server a directory");
    let added = run(here, &["user", "add", "li", "--name", "Li", "--role", "engineer"]);
    assert_eq!(code(&added), Some(0), "{:?}", added.stderr);
    assert_eq!(code(&run(here, &["user", "add", "li", "--name", "Li", "--role", "engineer"])), Some(1));
    assert_eq!(code(&run(here, &["user", "add", "lu", "--name", "Lu", "--role", "astronaut"])), Some(1));
    assert_eq!(code(&run(here, &["user", "fly"])), Some(2));
    let invited = run(here, &["enrol", "li", "--json"]);
    let invited: serde_json::Value = serde_json::from_str(&invited.stdout.join("\n")).unwrap();
    assert_eq!(invited["url"], serde_json::json!(url));
    assert!(run(here, &["enrol", "li"]).stdout.iter().any(|line| line.starts_with("onsite://enrol/")));

    std::fs::write(here.join("customers.csv"), "number,name_zh\nC1,示例医院\n").unwrap();
    assert_eq!(code(&run(here, &["import", "customers", "customers.csv"])), Some(0));
    std::fs::write(here.join("bad.csv"), "number,name_zh\nC2,\nC3\n").unwrap();
    let bad = run(here, &["import", "customers", "bad.csv"]);
    assert_eq!(code(&bad), Some(1));
    assert!(bad.stderr.iter().any(|line| line.starts_with("Line 3")), "{:?}", bad.stderr);
    let order = run(here, &["order", "new", "--kind", "repair", "--customer", "C1", "--title", "漏水", "--lead", "li"]);
    assert_eq!(code(&order), Some(0), "{:?}", order.stderr);
    let number = order.stdout[0].split(' ').next().unwrap().to_owned();
    assert!(run(here, &["order", "list"]).stdout.iter().any(|line| line.starts_with(&number) && line.contains("漏水")));
    assert_eq!(code(&run(here, &["order", "cancel", &number, "--reason", "gone", "--as", "li"])), Some(1));
    assert_eq!(code(&run(here, &["order", "cancel", &number, "--reason", "gone"])), Some(0));
    assert_eq!(code(&run(here, &["order", "show", &number, "--json"])), Some(0));
    assert_eq!(code(&run(here, &["backup", "now.backup"])), Some(0));
    assert_eq!(code(&run(here, &["restore", "now.backup", "--replace"])), Some(3), "it is being served");
    assert_eq!(code(&run(here, &["verify"])), Some(0));

    assert!(serving.stop().unwrap().status.success());
    assert_eq!(code(&run(here, &["restore", "now.backup", "--replace"])), Some(0));
    assert_eq!(code(&run(here, &["release-issuing", "--although", "whatever"])), Some(2));
    assert_eq!(code(&run(here, &["release-issuing"])), Some(0));
    assert_eq!(code(&run(here, &["rebuild"])), Some(0));
    assert_eq!(code(&run(here, &["verify"])), Some(0));
}
