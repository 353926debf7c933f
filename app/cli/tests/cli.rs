//! The program as its users and their scripts meet it: arguments in; text, JSON and exit codes out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

use onsite_domain::id::Hash;
use onsite_wire::enrol::EnrolmentInvite;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn onsite(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onsite"));
    for name in ["LC_ALL", "LC_MESSAGES", "ONSITE_DATA", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command.env("LANG", "en_GB.UTF-8").env("ONSITE_DATA", data).args(arguments);
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one document on stdout.
fn json(output: &Output) -> Value {
    let text = stdout(output);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn invite(url: &str) -> String {
    EnrolmentInvite { url: url.to_owned(), root_fingerprint: Hash([7; 32]), tls_pin: None, code: vec![1; 32] }.to_link()
}

const COMMANDS: &[&str] = &[
    "",
    "enrol",
    "sync",
    "status",
    "ready",
    "jobs",
    "job",
    "job show",
    "job new",
    "job follow-up",
    "offers",
    "claim",
    "decline",
    "hand-over",
    "visit",
    "visit accept",
    "visit confirm",
    "visit depart",
    "visit arrive",
    "visit start",
    "visit pause",
    "visit resume",
    "visit finish",
    "visit cannot-complete",
    "visit second-visit",
    "visit missing",
    "step",
    "step list",
    "step answer",
    "part",
    "part van",
    "part use",
    "part undo",
    "part request",
    "part requests",
    "part accept",
    "part return",
    "part count",
    "part hand",
    "part take",
    "time",
    "expense",
    "note",
    "photo",
    "finding",
    "help",
    "article",
    "article list",
    "article show",
    "article use",
    "device",
    "device show",
    "device bind",
    "device new",
    "device meter",
    "device failure",
    "quote",
    "quote show",
    "quote offer",
    "quote record",
    "quote pay",
    "sign",
    "rate",
    "correct",
    "search",
    "outbox",
    "attention",
    "export",
    "doctor",
];

fn help_in(language: &str) -> String {
    let nowhere = Path::new("/nowhere");
    let mut all = String::new();
    for command in COMMANDS {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.extend(["--lang", language, "--help"]);
        let output = onsite(nowhere, &arguments);
        assert_eq!(output.status.code(), Some(0), "{command}");
        all.push_str(&format!("=== onsite {command}\n{}\n", stdout(&output).trim_end()));
    }
    all
}

#[test]
fn every_command_says_in_english_what_it_takes() {
    insta::assert_snapshot!("help_en", help_in("en"));
}

#[test]
fn every_command_says_in_chinese_what_it_takes() {
    let help = help_in("zh-CN");
    assert!(!help.contains("Usage:") && !help.contains("Options:"));
    insta::assert_snapshot!("help_zh", help);
}

#[test]
fn wrong_arguments_are_a_usage_error_in_text_and_in_json() {
    let data = tempfile::tempdir().unwrap();
    for arguments in [&["fly"][..], &["visit", "pause", "WO-1"], &["sign", "WO-1"], &[]] {
        let output = onsite(data.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
        let with_json = [arguments, &["--json"]].concat();
        let output = onsite(data.path(), &with_json);
        assert_eq!(output.status.code(), Some(2), "{with_json:?}");
        assert_eq!(json(&output)["error"]["code"], "usage");
    }
}

#[test]
fn mistakes_and_findings_are_said_in_chinese() {
    let data = tempfile::tempdir().unwrap();
    let link = invite("http://127.0.0.1:9");
    assert_eq!(onsite(data.path(), &["enrol", &link, "--yes"]).status.code(), Some(3));
    for (arguments, exit, said) in [
        (&["visit", "finnish", "X"][..], 2, "是否想写：finish？"),
        (&["expense", "X"], 2, "缺少：<KIND>"),
        (&["recover", "--key", "abc"], 1, "64 位十六进制数字"),
        (&["doctor"], 0, "文件完好"),
    ] {
        let output = onsite(data.path(), &[arguments, &["--lang", "zh-CN"]].concat());
        let text = format!("{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {text}");
        assert!(text.contains(said) && !text.contains("error:"), "{arguments:?}: {text}");
    }
}

#[test]
fn a_store_that_was_never_enrolled_says_so_and_nothing_is_created_by_looking() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("store");
    let output = onsite(&path, &["status", "--json"]);
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(json(&output)["is_enrolled"], false);
    for arguments in [
        &["sync"][..],
        &["ready"],
        &["jobs"],
        &["job", "show", "WO-1"],
        &["offers"],
        &["visit", "accept", "WO-1"],
        &["step", "list", "WO-1"],
        &["part", "van"],
        &["device", "show", "X"],
        &["search", "leak"],
        &["outbox"],
        &["attention"],
        &["doctor"],
        &["export", "x"],
    ] {
        let output = onsite(&path, &[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(5), "{arguments:?}");
        let said = json(&output);
        assert_eq!((&said["error"]["code"], &said["error"]["exit_code"]), (&"not_enrolled".into(), &5.into()));
    }
    let output = onsite(&path, &["jobs", "--lang", "zh-CN"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("尚未注册"));
    assert!(!path.exists());
}

#[test]
fn enrolment_is_refused_for_a_bad_link_plain_http_and_without_a_yes() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("store");
    let far = invite("http://server.example.com");
    let near = invite("http://127.0.0.1:9");
    for (arguments, exit, code) in [
        (vec!["enrol", "https://example.com/x", "--yes"], 1, "wrong_shape"),
        (vec!["enrol", &far, "--yes"], 2, "usage"),
        (vec!["enrol", &near], 1, "not_confirmed"),
    ] {
        let output = onsite(&path, &[&arguments[..], &["--json"]].concat());
        assert_eq!(
            (output.status.code(), &json(&output)["error"]["code"]),
            (Some(exit), &code.into()),
            "{arguments:?}"
        );
    }
    assert!(!path.exists());
    // Host and fingerprint are shown before anything is asked or sent.
    let shown = onsite(&path, &["enrol", &near]).stderr;
    let shown = String::from_utf8_lossy(&shown);
    assert!(shown.contains("127.0.0.1:9") && shown.contains(&Hash([7; 32]).to_string()), "{shown}");
}

#[test]
fn enrolment_without_a_server_can_be_tried_again_later() {
    let data = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let link = invite(&format!("http://127.0.0.1:{port}"));
    for _ in 0..2 {
        let output = onsite(data.path(), &["enrol", &link, "--yes", "--json"]);
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(json(&output)["error"]["code"], "unavailable");
    }
    assert_eq!(onsite(data.path(), &["status"]).status.code(), Some(5));
    assert_eq!(onsite(data.path(), &["jobs"]).status.code(), Some(5));
    let output = onsite(data.path(), &["doctor", "--json"]);
    assert_eq!(json(&output)["is_sound"], true, "{}", stdout(&output));

    // A second process that has the store open keeps this one out, politely.
    let lock = std::fs::File::create(data.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let output = onsite(data.path(), &["jobs", "--json"]);
    assert_eq!((output.status.code(), &json(&output)["error"]["code"]), (Some(3), &"unavailable".into()));
    drop(lock);

    // A database without its key is left alone and said to be so.
    std::fs::remove_file(data.path().join("keys").join("database.key")).unwrap();
    let output = onsite(data.path(), &["jobs", "--json"]);
    assert_eq!((output.status.code(), &json(&output)["error"]["code"]), (Some(4), &"key_lost".into()));
}
