//! A company with a server that serves, an engineer and a job for her.

use crate::desk::Desk;
use onsite_tests::processes::{Ended, Launch, Program};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) struct Company {
    directory: TempDir,
    /// `None` while nobody serves.
    serving: Option<Program>,
    /// Where it serves, again and again.
    pub(crate) address: SocketAddr,
    password: String,
    /// Of Li's order.
    pub(crate) order: String,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) json: Value,
    pub(crate) stderr: String,
}

impl Said {
    fn of(ended: &Ended) -> Self {
        let text = ended.stdout.join("\n");
        let json = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { code: ended.status.code(), json, stderr: ended.stderr.join("\n") }
    }

    #[track_caller]
    pub(crate) fn done(self) -> Value {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.json
    }
}

impl Company {
    pub(crate) fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let here = directory.path().to_owned();
        let made = run_server(&here, &["init", "--company", "示例维保", "--login", "admin"]).done();
        let password = made["password"].as_str().unwrap().to_owned();
        let (serving, address) = serve(&here, "127.0.0.1:0");
        run_server(&here, &["user", "add", "li", "--name", "Li", "--role", "engineer"]).done();
        std::fs::write(here.join("customers.csv"), "number,name_zh\nC1,示例医院\n").unwrap();
        run_server(&here, &["import", "customers", "customers.csv"]).done();
        let order = ["order", "new", "--kind", "repair", "--customer", "C1", "--title", "漏水", "--lead", "li"];
        let order = run_server(&here, &order).done();
        let order = order["number"].as_str().unwrap_or_else(|| panic!("{order}")).to_owned();
        let company = Self { directory, serving: Some(serving), address, password, order };
        company.enrol("li", &[]).done();
        company.li(&["sync"]).done();
        company
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn server(&self, arguments: &[&str]) -> Said {
        run_server(self.directory.path(), arguments)
    }

    /// The power goes out under the server.
    pub(crate) fn lose_server(&mut self) {
        self.serving.take().unwrap().kill().unwrap();
    }

    /// Nobody who listens keeps it from ending.
    pub(crate) fn stop_server(&mut self) {
        let ended = self.serving.take().unwrap().stop().unwrap();
        assert!(ended.status.success(), "{ended:?}");
    }

    /// The server again, at the address where it was.
    pub(crate) fn serve_again(&mut self) {
        self.serving = Some(serve(self.directory.path(), &self.address.to_string()).0);
    }

    /// The administrator's browser.
    pub(crate) fn desk(&self) -> Desk {
        Desk::log_in(self.address, "admin", &self.password)
    }

    /// Enrols Li's phone for a user.
    pub(crate) fn enrol(&self, user: &str, besides: &[&str]) -> Said {
        let link = self.invite(user, &[]);
        self.li(&[&["enrol", &link, "--yes"], besides].concat())
    }

    /// The link behind an invite.
    pub(crate) fn invite(&self, user: &str, besides: &[&str]) -> String {
        let invite = self.server(&[&["enrol", user], besides].concat()).done();
        invite["link"].as_str().unwrap().to_owned()
    }

    /// Li's phone.
    pub(crate) fn li(&self, arguments: &[&str]) -> Said {
        self.on("phone", arguments)
    }

    /// Any phone, by the folder of its data.
    pub(crate) fn on(&self, phone: &str, arguments: &[&str]) -> Said {
        Said::of(&self.phone_in(phone).args(arguments.iter().copied()).run().unwrap())
    }

    pub(crate) fn phone(&self) -> Launch {
        self.phone_in("phone")
    }

    fn phone_in(&self, folder: &str) -> Launch {
        let data = self.path(folder);
        let launch = Launch::ours("onsite").unwrap().folder(self.directory.path()).env("LANG", "en_GB.UTF-8");
        launch.args(["--json", "--data", &data.to_string_lossy()])
    }

    /// The texts of the notes on Li's visit, as the server has them.
    pub(crate) fn notes(&self) -> Vec<String> {
        let shown = self.server(&["order", "show", &self.order]).done();
        let mut notes = Vec::new();
        collect_notes(&shown, &mut notes);
        notes.sort();
        notes
    }
}

fn collect_notes(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_notes(item, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let notes = value.as_array().filter(|_| key == "notes").into_iter().flatten();
                found.extend(notes.filter_map(|note| note["text"].as_str()).map(str::to_owned));
                collect_notes(value, found);
            }
        }
        _ => {}
    }
}

fn server(here: &Path, arguments: &[&str]) -> Launch {
    let data = here.join("server");
    Launch::ours("onsite-server")
        .unwrap()
        .args(["--json", "--data", &data.to_string_lossy()])
        .args(arguments.iter().copied())
        .folder(here)
}

fn serve(here: &Path, listen: &str) -> (Program, SocketAddr) {
    let ready = "listening on http://";
    let (serving, line) = server(here, &["serve", "--listen", listen]).start_until(ready).unwrap();
    (serving, line.rsplit(ready).next().unwrap().trim().parse().unwrap())
}

fn run_server(here: &Path, arguments: &[&str]) -> Said {
    Said::of(&server(here, arguments).run().unwrap())
}
