//! The sync that runs beside the screens, and what the badge says of it.

use crate::{
    calls::{Answer, Enrolled, read},
    door::{Door, DoorError, lock},
    failure::Failure,
};
use onsite_core::{
    AppError, Lease as _,
    enrol::{enrol, read_invite},
    outbox::OutboxCounts,
    status::LastSync,
    sync::{Report, SyncResult, runner, watch::Watch},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;

/// Presses come in flurries: this long after one the next is waited for.
const GATHER: Duration = Duration::from_millis(400);
/// After this long a device that could not sync for itself tries again.
const AFTER_FAILURE: Duration = Duration::from_secs(60);
/// A clock this far off is told to its owner: service levels and signatures carry both times, but people read one.
const CLOCK_OFF_MS: i64 = 5 * 60_000;

/// What the badge says; the worst of what is true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The server has confirmed everything.
    AllSent,
    Sending,
    /// Something waits for the network.
    #[default]
    Waiting,
    /// Something was refused or set aside: a person decides.
    NeedAttention,
    /// It does not go on by itself: revoked, too old, no server of ours.
    Failed,
}

/// How sync stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SyncState {
    pub phase: Phase,
    pub is_running: bool,
    /// How the last sync ended: `complete`, `offline`, `not_our_server`, `server_unavailable`, `server_older`, `app_too_old`,
    /// `revoked`, `wiped`; `None` before the first, and where this field device itself could not go on (`failure`).
    pub result: Option<String>,
    /// Of the last sync, where it said more.
    pub detail: Option<String>,
    /// Why this field device could not do it: its disk is full, its store is damaged. Not for want of a network.
    pub failure: Option<Failure>,
    /// Since when no sync was complete.
    pub failing_since_ms: Option<i64>,
    pub outbox: OutboxCounts,
    pub last_sync: Option<LastSync>,
    /// The clock of this field device is off by this much.
    pub clock_off_ms: Option<i64>,
    pub now_ms: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Syncing {
    is_running: bool,
    last: Option<SyncResult>,
    failure: Option<Failure>,
    failing_since_ms: Option<i64>,
}

/// How a field device is enrolled from a link.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Enrol {
    link: String,
    /// What the dispatcher sees it as; the system's name where missing.
    name: Option<String>,
}

impl Door {
    pub(crate) fn sync_state(&self) -> Result<SyncState, DoorError> {
        let (outbox, last_sync, now_ms) = self.with(|app| {
            let status = app.status()?;
            Ok((status.outbox, status.last_sync, status.now_ms))
        })?;
        let syncing = lock(&self.syncing);
        let (result, detail) = syncing.last.as_ref().map(said).unwrap_or_default();
        Ok(SyncState {
            phase: phase(&syncing, outbox),
            is_running: syncing.is_running,
            result,
            detail,
            failure: syncing.failure.clone(),
            failing_since_ms: syncing.failing_since_ms,
            outbox,
            clock_off_ms: last_sync.map(|last| last.clock_difference_ms).filter(|off| off.abs() >= CLOCK_OFF_MS),
            last_sync,
            now_ms,
        })
    }

    /// Whether something waits to be sent.
    pub fn waits(&self) -> bool {
        self.with(|app| app.has_unsent()).unwrap_or_default()
    }

    /// Syncs whenever there is a reason, until the process ends.
    pub async fn keep_in_sync(self: Arc<Self>) {
        let mut watch = Watch::default();
        loop {
            match self.sync_once(&mut watch).await {
                Ok(()) => {}
                Err(DoorError::App(AppError::NotEnrolled) | DoorError::Closed(_)) => self.wake.notified().await,
                Err(DoorError::App(error)) => {
                    tracing::error!(%error, "a sync failed here");
                    self.failed_here(&error);
                    tokio::select! {
                        () = patience() => {}
                        () = self.wake.notified() => {}
                    }
                }
            }
        }
    }

    /// One sync, and the wait for the next reason.
    async fn sync_once(self: &Arc<Self>, watch: &mut Watch) -> Result<(), DoorError> {
        let mut app = self.shared()?;
        let tls_pin = app.with(|app| app.identity().map(|identity| identity.tls_pin))?;
        let client = runner::client(tls_pin)?;
        lock(&self.syncing).is_running = true;
        self.changed(vec!["sync".to_owned()]);
        let ran = runner::run(&mut app, &client).await;
        lock(&self.syncing).is_running = false;
        let report = ran?;
        self.arrived(&report);
        self.ended(&report.result);
        match report.result {
            SyncResult::Wiped => {
                drop(app);
                self.begin_anew();
                self.changed(vec!["*".to_owned()]);
                return Ok(());
            }
            // Nothing changes that by itself.
            SyncResult::Revoked => {
                self.wake.notified().await;
                return Ok(());
            }
            _ => {}
        }
        tokio::select! {
            woken = watch.next(&mut app, &client, &report.result) => woken?,
            () = self.wake.notified() => gather().await,
        }
        Ok(())
    }

    fn arrived(&self, report: &Report) {
        let mut topics: Vec<String> = report.touched.iter().map(ToString::to_string).collect();
        topics.push("outbox".to_owned());
        self.changed(topics);
    }

    fn ended(&self, result: &SyncResult) {
        let now_ms = self.with(|app| Ok(app.ports().clock.stamp().wall_ms)).ok();
        let mut syncing = lock(&self.syncing);
        syncing.failing_since_ms = match result {
            SyncResult::Complete => None,
            _ => syncing.failing_since_ms.or(now_ms),
        };
        syncing.last = Some(result.clone());
        syncing.failure = None;
        drop(syncing);
        self.changed(vec!["sync".to_owned()]);
    }

    /// What keeps this field device from syncing is here and not in the network.
    fn failed_here(&self, error: &AppError) {
        let failure = Failure::of(error, self.language());
        let now_ms = self.with(|app| Ok(app.ports().clock.stamp().wall_ms)).ok();
        let mut syncing = lock(&self.syncing);
        syncing.failing_since_ms = syncing.failing_since_ms.or(now_ms);
        (syncing.last, syncing.failure, syncing.is_running) = (None, Some(failure), false);
        drop(syncing);
        self.changed(vec!["sync".to_owned()]);
    }

    pub(crate) async fn enrol(self: &Arc<Self>, arguments: Value) -> Result<Answer, DoorError> {
        let given: Enrol = read("enrol", arguments)?;
        let (invite, _) = read_invite(&given.link)?;
        let environment = &self.options().environment;
        let name = given.name.filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| environment.device_name.clone());
        let client = runner::client(invite.tls_pin)?;
        let mut app = self.shared()?;
        let identity = enrol(&mut app, &client, &invite, &name, &environment.platform).await?;
        self.changed(vec!["*".to_owned()]);
        self.wake.notify_one();
        Enrolled { field_device: identity.field_device, user: identity.user }.answer()
    }
}

fn phase(syncing: &Syncing, outbox: OutboxCounts) -> Phase {
    let stands_still = matches!(
        syncing.last,
        Some(
            SyncResult::Revoked
                | SyncResult::Wiped
                | SyncResult::AppTooOld
                | SyncResult::ServerOlder
                | SyncResult::NotOurServer { .. }
        )
    );
    let waits = outbox.waiting > 0 || outbox.blobs_waiting > 0;
    if stands_still || syncing.failure.is_some() {
        Phase::Failed
    } else if outbox.needs_attention > 0 {
        Phase::NeedAttention
    } else if syncing.is_running && waits {
        Phase::Sending
    } else if waits || syncing.last.is_none() {
        Phase::Waiting
    } else {
        Phase::AllSent
    }
}

/// The word and the detail of a result.
fn said(result: &SyncResult) -> (Option<String>, Option<String>) {
    let json = serde_json::to_value(result).unwrap_or_default();
    let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    (text("result"), text("detail"))
}

#[expect(clippy::disallowed_methods, reason = "room may have been made meanwhile, and nothing tells")]
async fn patience() {
    tokio::time::sleep(AFTER_FAILURE).await;
}

#[expect(clippy::disallowed_methods, reason = "waiting for the next press of a flurry is what this is for")]
async fn gather() {
    tokio::time::sleep(GATHER).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_badge_never_says_sent_before_the_server_has_confirmed() {
        let outbox = |waiting, needs_attention| OutboxCounts { waiting, blobs_waiting: 0, needs_attention };
        let after = |last| Syncing { last, ..Syncing::default() };
        assert_eq!(phase(&after(None), outbox(0, 0)), Phase::Waiting);
        assert_eq!(phase(&after(Some(SyncResult::Complete)), outbox(0, 0)), Phase::AllSent);
        assert_eq!(phase(&after(Some(SyncResult::Complete)), outbox(1, 0)), Phase::Waiting);
        assert_eq!(phase(&after(Some(SyncResult::Offline)), outbox(0, 1)), Phase::NeedAttention);
        assert_eq!(phase(&after(Some(SyncResult::Revoked)), outbox(0, 1)), Phase::Failed);
        let full = AppError::Unavailable("database or disk is full".to_owned());
        let failure = Some(Failure::of(&full, onsite_domain::Language::Zh));
        assert_eq!(phase(&Syncing { failure, ..Syncing::default() }, outbox(0, 0)), Phase::Failed);
        let running = Syncing { is_running: true, ..after(Some(SyncResult::Offline)) };
        assert_eq!(phase(&running, outbox(3, 0)), Phase::Sending);
    }
}
