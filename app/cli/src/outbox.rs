//! `onsite status`, `onsite outbox`: whose store this is and what has not reached the server.

use crate::{
    failure::{Exit, Outcome},
    page::Page,
    session::{Reply, Session},
};
use onsite_domain::{Language, policy::ReviewReason};
use onsite_messages::{label, say_with};
use serde_json::{Value, json};

#[derive(clap::Args, Debug)]
pub(crate) struct Status {}

impl Status {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let data = session.directory.display().to_string();
        let mut page = Page::new();
        page.field(session.say("cli-data"), &data);
        // Looking must not leave a store behind where there was none.
        let status = if session.has_store() { Some(session.store()?.status()?) } else { None };
        let Some(status) = status.filter(|status| status.is_enrolled) else {
            page.line(session.say("cli-not-enrolled"));
            let json = json!({"is_enrolled": false, "data": data});
            return Ok(Reply::new(json, page)?.with_exit(Exit::NotEnrolled));
        };
        let now = session.now()?;
        let last_sync_ms = status.last_sync.as_ref().map(|last| last.device_ms);
        page.field(session.say("cli-server"), status.server_url.clone().unwrap_or_default())
            .field(session.say("cli-user"), status.user_name.clone().unwrap_or_default())
            .field(session.say("cli-field-device"), status.field_device.map(|id| id.to_string()).unwrap_or_default())
            .field(session.say("cli-last-sync"), now.show(last_sync_ms))
            .field(session.say("cli-waiting-units"), status.outbox.waiting.to_string())
            .field(session.say("cli-waiting-blobs"), status.outbox.blobs_waiting.to_string())
            .field(session.say("cli-refused"), status.outbox.needs_attention.to_string())
            .field(session.say("cli-attention"), status.attention_count.to_string())
            .field(session.say("cli-keys"), status.key_store.in_language(session.language));
        if status.is_revoked {
            page.line(session.say("cli-sync-revoked"));
        }
        Reply::new(json!({ "data": data, "status": status, "is_enrolled": true }), page)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Outbox {
    /// Show one unit whole, with what was meant
    unit: Option<i64>,
}

impl Outbox {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let language = session.language;
        if let Some(number) = self.unit {
            let row = session.app()?.outbox_unit(number)?;
            let row = row.ok_or(crate::failure::Failure::NotFound { what: "unit", name: number.to_string() })?;
            let mut page = Page::new();
            page.field(session.say("cli-unit"), row.unit.to_string())
                .field(session.say("cli-what"), label(language, &row.verb))
                .field(session.say("cli-since"), now.show(Some(row.since.wall_ms)))
                .field(session.say("cli-state"), label(language, &row.state))
                .field(session.say("cli-why"), why(session, &row.outcome));
            page.line(serde_json::to_string_pretty(&row.intent).unwrap_or_default());
            return Reply::new(&row, page);
        }
        let rows = session.app()?.outbox()?;
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    row.unit.to_string(),
                    label(language, &row.verb),
                    now.show(Some(row.since.wall_ms)),
                    label(language, &row.state),
                    why(session, &row.outcome),
                ]
            })
            .collect();
        let mut page = Page::new();
        page.table(
            &[
                session.say("cli-unit"),
                session.say("cli-what"),
                session.say("cli-since"),
                session.say("cli-state"),
                session.say("cli-why"),
            ],
            &cells,
        );
        if rows.is_empty() {
            page.line(session.say("cli-outbox-empty"));
        }
        let counts = session.app()?.outbox_counts()?;
        let older = counts.waiting.saturating_add(counts.needs_attention).saturating_sub(rows.len() as u64);
        if older > 0 {
            page.line(say_with(language, "cli-and-older", &[("count", &older.to_string())]));
        }
        let exit = if counts.needs_attention > 0 { Exit::NeedsAttention } else { Exit::Ok };
        Ok(Reply::new(json!({ "units": rows, "counts": counts }), page)?.with_exit(exit))
    }
}

/// The server's reason, or a person's, as a sentence.
fn why(session: &Session, outcome: &Value) -> String {
    if let Some(code) = outcome.as_str() {
        let reason = ReviewReason::from_text(code);
        let sentence = match session.language {
            Language::Zh => reason.zh(),
            Language::En => reason.en(),
        };
        return if reason == ReviewReason::Unknown { format!("{sentence} ({code})") } else { sentence.to_owned() };
    }
    if outcome["code"] == "set_aside" {
        return format!("{} {}", session.say("cli-set-aside"), outcome["detail"].as_str().unwrap_or_default());
    }
    let rejected = serde_json::from_value::<onsite_domain::Rejected>(outcome.clone());
    rejected.map(|rejected| onsite_messages::refusal(session.language, &rejected)).unwrap_or_default()
}
