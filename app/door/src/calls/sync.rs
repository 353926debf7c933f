//! What is sent and what is not, and what a person must decide.

use super::{Call, Nothing, ask, door, tell};
use crate::syncing::SyncState;
use onsite_core::{Done, outbox::OutboxRow, status::Status};
use onsite_domain::{Id, attention::AttentionItem, decision::DecisionKind};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Attention items that are shown.
const ITEMS_MAX: u32 = 500;

pub(super) const CALLS: &[Call] = &[
    door!("sync_state", Nothing => SyncState, |door, _, _| door.sync_state()),
    door!("sync_now", Nothing => (), |door, _, _| {
        door.wake.notify_one();
        Ok(())
    }),
    door!("say_line", Line => (), |door, line, _| {
        door.with(|app| {
            app.say_line(line.is_metered);
            Ok(())
        })?;
        door.wake.notify_one();
        Ok(())
    }),
    ask!("status", Nothing => Status, |app, _| app.status()),
    ask!("outbox", Nothing => Vec<OutboxRow>, |app, _| app.outbox()),
    tell!("leave", Leave => (), |app, it, _| app.leave(it.is_leaving)),
    tell!("put_away_refused", PutAway => (), |app, it, _| app.put_away_refused(it.unit, it.is_put_away)),
    ask!("attention", Nothing => Vec<AttentionItem>, |app, _| app.attention(ITEMS_MAX)),
    tell!("decide_attention", DecideAttention => Done, |app, it, _| {
        app.decide_attention(it.item, it.decision, it.choice, it.reason)
    }),
];

/// The line that the phone has now.
#[derive(Deserialize, ToSchema)]
struct Line {
    /// It is paid by volume.
    is_metered: bool,
}

#[derive(Deserialize, ToSchema)]
struct Leave {
    is_leaving: bool,
}

#[derive(Deserialize, ToSchema)]
struct PutAway {
    unit: i64,
    is_put_away: bool,
}

#[derive(Deserialize, ToSchema)]
struct DecideAttention {
    item: Id,
    decision: DecisionKind,
    choice: Value,
    reason: Option<String>,
}
