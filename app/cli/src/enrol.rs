//! `onsite enrol`: joins a company's server.

use crate::{
    failure::{Failure, Outcome},
    page::Page,
    session::{Reply, Session},
};
use onsite_core::{enrol, sync::runner};
use onsite_messages::say_with;
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

#[derive(clap::Args, Debug)]
pub(crate) struct Enrol {
    /// The link behind the code on the dispatcher's screen (onsite://enrol/...)
    link: String,
    /// What the office calls this field device
    #[arg(long, default_value = "onsite")]
    name: String,
    /// Do not ask; host and fingerprint were compared already
    #[arg(long, short)]
    yes: bool,
    /// Allow a server without TLS that is not on this machine
    #[arg(long)]
    allow_plain_http: bool,
}

impl Enrol {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let (invite, shown) = enrol::read_invite(&self.link)?;
        if shown.is_plain_http && !self.allow_plain_http && !is_loopback(&shown.host) {
            return Err(Failure::Usage(say_with(session.language, "cli-plain-http", &[("host", &shown.host)])));
        }
        if !self.yes && !is_confirmed(session, &shown)? {
            return Err(Failure::NotConfirmed);
        }
        let client = runner::client(invite.tls_pin)?;
        let bar = session.progress("cli-enrolling");
        let app = session.store()?;
        let identity = Session::wait(enrol::enrol(app, &client, &invite, &self.name, std::env::consts::OS))??;
        bar.finish_and_clear();
        let name = session.app()?.users()?.first().map(|row| row.name.clone()).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| identity.user.to_string());
        let says = match identity.others.is_empty() {
            true => say_with(session.language, "cli-enrolled", &[("host", &shown.host)]),
            false => say_with(session.language, "cli-enrolled-user", &[("host", &shown.host), ("user", &name)]),
        };
        let mut page = Page::text(says);
        page.line(session.say("cli-enrolled-next"));
        Reply::new(
            json!({
                "host": shown.host, "fingerprint": shown.fingerprint, "field_device": identity.field_device,
                "user": identity.user, "organisation": identity.organisation,
            }),
            page,
        )
    }
}

fn is_confirmed(session: &Session, shown: &enrol::InviteShown) -> Outcome<bool> {
    let mut page = Page::new();
    page.field(session.say("cli-host"), &shown.host).field(session.say("cli-fingerprint"), &shown.fingerprint);
    let mut stderr = std::io::stderr().lock();
    let _unwritable = writeln!(stderr, "{}", page.into_text());
    // Nobody is there to answer.
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let _unwritable = write!(stderr, "{} ", session.say("cli-enrol-ask"));
    let _unwritable = stderr.flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::File { path: "stdin".to_owned(), error })?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是" | "好"))
}

/// Whether plain HTTP to this `host[:port]` never leaves the machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_loopback() {
        for (host, expected) in [
            ("127.0.0.1:8080", true),
            ("127.8.0.1", true),
            ("[::1]:8080", true),
            ("localhost:1", true),
            ("192.168.0.1", false),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com:80", false),
            ("[2001:db8::1]", false),
        ] {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }
}
