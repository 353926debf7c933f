//! `onsite sync`: exchanges everything with the server, once or for as long as it runs.

use crate::{
    failure::{Exit, Outcome},
    page::Page,
    session::{Reply, Session},
};
use onsite_core::{
    App, AppError,
    sync::{Report, SyncResult, runner, watch::Watch},
};
use onsite_messages::{say, say_with};
use serde_json::json;
use std::pin::pin;

#[derive(clap::Args, Debug)]
pub(crate) struct Sync {
    /// Stay and sync whenever the server has something new; one line (or JSON document) for each sync
    #[arg(long)]
    watch: bool,
}

impl Sync {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let tls_pin = session.app()?.identity().ok().and_then(|identity| identity.tls_pin);
        let client = runner::client(tls_pin)?;
        if self.watch {
            return watch(session, &client);
        }
        let bar = session.progress("cli-syncing");
        let report = Session::wait(runner::run(session.app()?, &client))??;
        bar.finish_and_clear();
        reply(session, &report)
    }
}

fn watch(session: &mut Session, client: &reqwest::Client) -> Outcome<Reply> {
    Session::wait(async {
        let mut stopped = pin!(asked_to_stop());
        let mut watch = Watch::default();
        loop {
            let bar = session.progress("cli-syncing");
            // What is cut short here is as safe as with a connection that breaks.
            let report = tokio::select! {
                report = runner::run(session.app()?, client) => report?,
                asked = &mut stopped => return goodbye(session, asked),
            };
            bar.finish_and_clear();
            let said = reply(session, &report)?;
            let is_revoked = matches!(report.result, SyncResult::Revoked | SyncResult::Wiped);
            if is_revoked {
                return Ok(said);
            }
            crate::print(session, &said);
            let app: &mut App = session.app()?;
            tokio::select! {
                woken = watch.next(app, client, &report.result) => woken?,
                asked = &mut stopped => return goodbye(session, asked),
            }
        }
    })?
}

fn goodbye(session: &Session, asked: std::io::Result<()>) -> Outcome<Reply> {
    asked.map_err(|e| AppError::Unavailable(e.to_string()))?;
    Reply::new(json!({"result": "stopped"}), Page::text(session.say("cli-stopped")))
}

/// Until ctrl-c or, where there is one, SIGTERM.
async fn asked_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminated.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn reply(session: &mut Session, report: &Report) -> Outcome<Reply> {
    let language = session.language;
    if report.result == SyncResult::Wiped {
        let reply = Reply::new(json!({ "sync": report }), Page::text(session.say("cli-sync-wiped")))?;
        return Ok(reply.with_exit(Exit::NotEnrolled));
    }
    let counts = session.app()?.outbox_counts()?;
    let mut page = Page::new();
    page.line(match &report.result {
        SyncResult::Complete => say_with(
            language,
            "cli-sync-complete",
            &[
                ("units", &report.units_accepted.to_string()),
                ("updates", &report.touched.len().to_string()),
                ("files", &report.blobs_sent.to_string()),
            ],
        ),
        SyncResult::Offline => say(language, "cli-sync-offline").to_owned(),
        SyncResult::NotOurServer { detail } => say_with(language, "cli-sync-not-our-server", &[("detail", detail)]),
        SyncResult::ServerUnavailable { detail } => say_with(language, "cli-sync-unavailable", &[("detail", detail)]),
        SyncResult::ServerOlder => say(language, "cli-sync-server-older").to_owned(),
        SyncResult::AppTooOld => say(language, "cli-sync-app-too-old").to_owned(),
        SyncResult::Revoked | SyncResult::Wiped => say(language, "cli-sync-revoked").to_owned(),
    });
    if let Some(order) = session.app()?.wipe_ordered()? {
        let [units, files, refused, stores] =
            [order.units, order.blobs, order.leftovers, order.old_stores].map(|count| count.to_string());
        let values = [("units", &*units), ("files", &files), ("refused", &refused), ("stores", &stores)];
        page.line(say_with(language, "cli-wipe-waits", &values));
    }
    if counts.waiting > 0 || counts.blobs_waiting > 0 {
        page.line(say_with(
            language,
            "cli-waiting",
            &[("units", &counts.waiting.to_string()), ("files", &counts.blobs_waiting.to_string())],
        ));
    }
    if counts.needs_attention > 0 {
        page.line(say_with(language, "cli-refused-count", &[("count", &counts.needs_attention.to_string())]));
    }
    let exit = match report.result {
        SyncResult::Complete if counts.needs_attention > 0 => Exit::NeedsAttention,
        SyncResult::Complete => Exit::Ok,
        SyncResult::Revoked | SyncResult::Wiped => Exit::Rejected,
        SyncResult::Offline
        | SyncResult::NotOurServer { .. }
        | SyncResult::ServerUnavailable { .. }
        | SyncResult::ServerOlder => Exit::Unavailable,
        SyncResult::AppTooOld => Exit::NeedsAttention,
    };
    let json = json!({ "sync": report, "changed": report.touched.len(), "outbox": counts });
    Ok(Reply::new(json, page)?.with_exit(exit))
}
