//! Webhooks: whoever subscribed is told over HTTP what happened, by the Standard Webhooks specification.
//!
//! Invariants
//! - What is to be told is written in the transaction of what happened ([`event`]), under an id that follows from what
//!   happened alone: a retry, a rebuild or a relay after a restore tells nothing twice.
//! - What an older epoch left untold waits for a person: the server that was there before may have told it.
//! - A message says that something changed and where to read it, never what it holds.
//! - No address of a private network is reached unless the operator says so ([`crate::outward`]).

pub mod courier;
pub(crate) mod event;
pub(crate) mod outbox;
pub(crate) mod signature;

use crate::{ServerError, ServerStore, outward};
use event::EventKind;
use onsite_domain::{Id, RejectedCode, limits};
use rusqlite::{OptionalExtension as _, Row, named_params};
use std::collections::BTreeSet;

const WEBHOOKS_MAX: u32 = 50;
/// The old secret signs beside the new one for a day, unless a shorter time is asked for.
pub(crate) const ROTATION_MS_MAX: i64 = 7 * 86_400_000;
pub(crate) const ROTATION_MS: i64 = 86_400_000;

/// A webhook as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) id: Id,
    pub(crate) version: u32,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) events: BTreeSet<EventKind>,
    pub(crate) secret: Vec<u8>,
    pub(crate) old_secret: Vec<u8>,
    pub(crate) old_until_ms: i64,
    pub(crate) is_enabled: bool,
    pub(crate) disabled_because: String,
    pub(crate) created_by: Id,
    pub(crate) created_ms: i64,
    pub(crate) failing_since_ms: i64,
    pub(crate) failures: u32,
}

/// What somebody wants one to be.
#[derive(Clone, Debug)]
pub(crate) struct WantedWebhook {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) events: BTreeSet<EventKind>,
    pub(crate) is_enabled: bool,
}

const COLUMNS: &str = "id, version, name, url, events, secret, old_secret, old_until_ms, is_enabled, disabled_because,
    created_by, created_ms, failing_since_ms, failures";

impl Webhook {
    /// The secrets that sign now, the newest first.
    pub(crate) fn secrets(&self, now_ms: i64) -> Vec<&[u8]> {
        let old = Some(self.old_secret.as_slice()).filter(|old| !old.is_empty() && now_ms < self.old_until_ms);
        std::iter::once(self.secret.as_slice()).chain(old).collect()
    }

    pub(crate) fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Self, ServerError>> {
        let (id, events, created_by): (String, String, String) = (row.get(0)?, row.get(4)?, row.get(10)?);
        let broken = || ServerError::broken("a webhook that cannot be read");
        let events = serde_json::from_str::<Vec<String>>(&events).map_err(|_| broken());
        let (id, created_by) = (id.parse().map_err(|_| broken()), created_by.parse().map_err(|_| broken()));
        let webhook = Self {
            id: Id::nil(),
            version: row.get(1)?,
            name: row.get(2)?,
            url: row.get(3)?,
            events: BTreeSet::new(),
            secret: row.get(5)?,
            old_secret: row.get(6)?,
            old_until_ms: row.get(7)?,
            is_enabled: row.get(8)?,
            disabled_because: row.get(9)?,
            created_by: Id::nil(),
            created_ms: row.get(11)?,
            failing_since_ms: row.get(12)?,
            failures: row.get(13)?,
        };
        Ok((|| {
            // A kind that an older program does not know is never told of.
            let events = events?.iter().filter_map(|kind| kind.parse().ok()).collect();
            Ok(Self { id: id?, created_by: created_by?, events, ..webhook })
        })())
    }
}

impl ServerStore {
    /// Makes a webhook with a secret of its own. `may_reach_private`: the operator lets webhooks into private networks.
    pub(crate) fn create_webhook(
        &mut self,
        wanted: WantedWebhook,
        by: Id,
        may_reach_private: bool,
    ) -> Result<Webhook, ServerError> {
        let wanted = checked(wanted, may_reach_private)?;
        let count: u32 = self.db.prepare_cached("SELECT count(*) FROM webhook")?.query_row([], |row| row.get(0))?;
        if count >= WEBHOOKS_MAX {
            return Err(ServerError::rejected(RejectedCode::TooLarge, "webhooks"));
        }
        let (id, secret): (Id, [u8; 32]) = (self.ports.new_id(), self.ports.bytes());
        self.db
            .prepare_cached(
                "INSERT INTO webhook (id, name, url, events, secret, is_enabled, created_by, created_ms)
                 VALUES (:id, :name, :url, :events, :secret, :is_enabled, :by, :now_ms)",
            )?
            .execute(named_params! {
                ":id": id.to_string(), ":name": wanted.name, ":url": wanted.url, ":events": events_text(&wanted.events)?,
                ":secret": secret.as_slice(), ":is_enabled": wanted.is_enabled, ":by": by.to_string(),
                ":now_ms": self.now_ms(),
            })?;
        if count == 0 {
            self.begin_to_look()?;
        }
        self.must_have_webhook(id)
    }

    /// Brings a webhook to what is wanted. Enabled again, it begins as if nothing had failed.
    pub(crate) fn change_webhook(
        &mut self,
        id: Id,
        wanted: WantedWebhook,
        may_reach_private: bool,
    ) -> Result<Webhook, ServerError> {
        let wanted = checked(wanted, may_reach_private)?;
        self.db
            .prepare_cached(
                "UPDATE webhook SET version = version + 1, name = :name, url = :url, events = :events,
                     is_enabled = :is_enabled, disabled_because = '', failing_since_ms = 0, failures = 0, rest_until_ms = 0
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": id.to_string(), ":name": wanted.name, ":url": wanted.url, ":events": events_text(&wanted.events)?,
                ":is_enabled": wanted.is_enabled,
            })?;
        self.must_have_webhook(id)
    }

    /// Draws a new secret; the old one signs too for `keep_ms`.
    pub(crate) fn rotate_webhook(&mut self, id: Id, keep_ms: i64) -> Result<Webhook, ServerError> {
        if !(0..=ROTATION_MS_MAX).contains(&keep_ms) {
            return Err(ServerError::rejected(RejectedCode::OutOfRange, "keep_old_hours"));
        }
        let secret: [u8; 32] = self.ports.bytes();
        self.db
            .prepare_cached(
                "UPDATE webhook SET version = version + 1, old_secret = secret, old_until_ms = :until_ms, secret = :secret
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": id.to_string(), ":secret": secret.as_slice(),
                ":until_ms": self.now_ms().saturating_add(keep_ms),
            })?;
        self.must_have_webhook(id)
    }

    /// Removes a webhook with its log and what waits for it.
    pub(crate) fn delete_webhook(&mut self, id: Id) -> Result<(), ServerError> {
        let params = named_params! {":id": id.to_string()};
        self.db.prepare_cached("DELETE FROM webhook_delivery WHERE webhook = :id")?.execute(params)?;
        self.db.prepare_cached("DELETE FROM webhook WHERE id = :id")?.execute(params)?;
        let is_any: bool =
            self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM webhook)")?.query_row([], |row| row.get(0))?;
        if !is_any {
            self.db.execute_batch("DELETE FROM webhook_seen")?;
        }
        Ok(())
    }

    pub(crate) fn webhook(&self, id: Id) -> Result<Option<Webhook>, ServerError> {
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM webhook WHERE id = :id"))?
            .query_row(named_params! {":id": id.to_string()}, Webhook::from_row)
            .optional()?
            .transpose()
    }

    pub(crate) fn must_have_webhook(&self, id: Id) -> Result<Webhook, ServerError> {
        self.webhook(id)?.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "webhook"))
    }

    /// All of them, newest first.
    pub(crate) fn webhooks(&self) -> Result<Vec<Webhook>, ServerError> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {COLUMNS} FROM webhook ORDER BY id DESC"))?;
        let rows = statement.query_map([], Webhook::from_row)?;
        rows.map(|row| row?).collect()
    }
}

fn checked(wanted: WantedWebhook, may_reach_private: bool) -> Result<WantedWebhook, ServerError> {
    let name = wanted.name.trim().to_owned();
    if name.is_empty() {
        return Err(ServerError::rejected(RejectedCode::Missing, "name"));
    }
    if name.chars().count() > limits::LINE_CHARS_MAX {
        return Err(ServerError::rejected(RejectedCode::TooLarge, "name"));
    }
    if wanted.events.is_empty() {
        return Err(ServerError::rejected(RejectedCode::Missing, "events"));
    }
    if wanted.url.len() > outward::URL_BYTES_MAX {
        return Err(ServerError::rejected(RejectedCode::TooLarge, "url"));
    }
    let mut url = outward::checked(&wanted.url, may_reach_private)?;
    url.set_fragment(None);
    Ok(WantedWebhook { name, url: url.to_string(), ..wanted })
}

fn events_text(events: &BTreeSet<EventKind>) -> Result<String, ServerError> {
    let events: Vec<&str> = events.iter().map(|kind| kind.as_str()).collect();
    serde_json::to_string(&events).map_err(|e| ServerError::broken(e.to_string()))
}
