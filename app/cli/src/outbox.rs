//! `onsite status`, `onsite outbox`: whose store this is and what has not reached the server.

use crate::{
    failure::{Exit, Outcome},
    labels::label,
    page::Page,
    session::{Reply, Session},
    texts::T,
};
use onsite_domain::{Language, policy::ReviewReason};
use serde_json::{Value, json};

#[derive(clap::Args, Debug)]
pub(crate) struct Status {}

impl Status {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let data = session.directory.display().to_string();
        let mut page = Page::new();
        page.field(session.say(T::Data), &data);
        // Looking must not leave a store behind where there was none.
        let status = if session.has_store() { Some(session.store()?.status()?) } else { None };
        let Some(status) = status.filter(|status| status.is_enrolled) else {
            page.line(session.say(T::NotEnrolled));
            let json = json!({"is_enrolled": false, "data": data});
            return Ok(Reply::new(json, page)?.with_exit(Exit::NotEnrolled));
        };
        let now = session.now()?;
        let last_sync_ms = status.last_sync.as_ref().map(|last| last.device_ms);
        page.field(session.say(T::Server), status.server_url.clone().unwrap_or_default())
            .field(session.say(T::User), status.user_name.clone().unwrap_or_default())
            .field(session.say(T::FieldDevice), status.field_device.map(|id| id.to_string()).unwrap_or_default())
            .field(session.say(T::LastSync), now.show(last_sync_ms))
            .field(session.say(T::WaitingUnits), status.outbox.waiting.to_string())
            .field(session.say(T::WaitingBlobs), status.outbox.blobs_waiting.to_string())
            .field(session.say(T::Refused), status.outbox.needs_attention.to_string())
            .field(session.say(T::Attention), status.attention_count.to_string())
            .field(session.say(T::Keys), status.key_store.in_language(session.language));
        if status.is_revoked {
            page.line(session.say(T::SyncRevoked));
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
            page.field(session.say(T::Unit), row.unit.to_string())
                .field(session.say(T::What), label(language, &row.verb))
                .field(session.say(T::Since), now.show(Some(row.since.wall_ms)))
                .field(session.say(T::State), label(language, &row.state))
                .field(session.say(T::Why), why(session, &row.outcome));
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
                session.say(T::Unit),
                session.say(T::What),
                session.say(T::Since),
                session.say(T::State),
                session.say(T::Why),
            ],
            &cells,
        );
        if rows.is_empty() {
            page.line(session.say(T::OutboxEmpty));
        }
        let counts = session.app()?.outbox_counts()?;
        let older = counts.waiting.saturating_add(counts.needs_attention).saturating_sub(rows.len() as u64);
        if older > 0 {
            page.line(T::AndOlder.with(language, &[&older.to_string()]));
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
        return format!("{} {}", session.say(T::SetAside), outcome["detail"].as_str().unwrap_or_default());
    }
    let rejected = serde_json::from_value::<onsite_domain::Rejected>(outcome.clone());
    rejected.map(|rejected| crate::failure::rejected_sentence(&rejected, session.language)).unwrap_or_default()
}
