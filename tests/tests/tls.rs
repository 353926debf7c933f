//! TLS from certificate files with the real programs: a certificate of the company's own, and phones that take its key and
//! no other.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_tests::{
    processes::{Launch, Program},
    terminal::{done, found_company, onsite, server},
};
use std::path::Path;

/// Writes a self-signed certificate under a new key; gives both files.
fn certificate(folder: &Path, name: &str) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let path = |end: &str| folder.join(format!("{name}.{end}")).to_str().unwrap().to_owned();
    std::fs::write(path("pem"), made.cert.pem()).unwrap();
    std::fs::write(path("key"), made.signing_key.serialize_pem()).unwrap();
    (path("pem"), path("key"))
}

fn serve(office: &Path, listen: &str, files: &(String, String), more: &[&str]) -> (Program, String) {
    let launch = Launch::ours("onsite-server").unwrap().args(["--data", office.to_str().unwrap(), "serve"]);
    let launch = launch.args(["--listen", listen, "--tls-cert", &files.0, "--tls-key", &files.1]);
    let (program, line) = launch.args(more.iter().copied()).start_until("listening on https://").unwrap();
    (program, line.rsplit("https://").next().unwrap().trim().to_owned())
}

#[test]
fn a_phone_takes_the_key_that_the_enrolment_link_names_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (office, phone) = (folder.path().join("office"), folder.path().join("phone"));
    found_company(&office, folder.path());
    let (own, other) = (certificate(folder.path(), "own"), certificate(folder.path(), "other"));

    // Nobody vouches for this certificate, and the link does not name its key.
    let (serving, address) = serve(&office, "127.0.0.1:0", &own, &[]);
    let invite = server(&office, &["enrol", "lin"]);
    let link = invite["link"].as_str().unwrap();
    assert_eq!(onsite(&phone, &["enrol", link, "--yes", "--name", "phone"]).0, 3);
    serving.stop().unwrap();

    let (serving, _) = serve(&office, &address, &own, &["--tls-pin"]);
    let invite = server(&office, &["enrol", "lin"]);
    let link = invite["link"].as_str().unwrap();
    done(&phone, &["enrol", link, "--yes", "--name", "phone"]);
    done(&phone, &["sync"]);
    serving.stop().unwrap();

    let (serving, _) = serve(&office, &address, &other, &["--tls-pin"]);
    let (exit, refused) = onsite(&phone, &["sync"]);
    assert_eq!((exit, &refused["sync"]["result"]["result"]), (3, &"offline".into()), "{refused}");
    serving.stop().unwrap();

    let (serving, _) = serve(&office, &address, &own, &["--tls-pin"]);
    done(&phone, &["sync"]);
    serving.stop().unwrap();
}
