//! What is to be told, what was, and what became of it.

use super::Webhook;
use crate::{ServerError, ServerStore};
use onsite_domain::{Id, RejectedCode};
use rusqlite::{OptionalExtension as _, Row, named_params};
use serde_json::{Value, json};

/// How long after a failed attempt the next one comes: three days in all, as the specification recommends.
const SCHEDULE_MS: &[i64] = &[
    5_000,
    5 * 60_000,
    30 * 60_000,
    2 * 3_600_000,
    5 * 3_600_000,
    10 * 3_600_000,
    14 * 3_600_000,
    20 * 3_600_000,
    24 * 3_600_000,
];
/// A receiver that took nothing for so long is told nothing more.
const FAILING_MS_MAX: i64 = 5 * 86_400_000;
/// The longest that a receiver which fails is left alone between attempts.
const REST_MS_MAX: i64 = 5 * 60_000;
/// The longest that a receiver may ask to be left alone.
const ASKED_REST_MS_MAX: i64 = 3_600_000;
/// More than this waiting for one receiver will never be taken.
const WAITING_MAX: u32 = 100_000;
/// How long the log is kept.
const KEPT_MS: i64 = 30 * 86_400_000;
const ERROR_CHARS_MAX: usize = 200;

/// One message for one webhook.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) id: Id,
    pub(crate) event: String,
    pub(crate) kind: String,
    pub(crate) body: String,
    pub(crate) epoch: u32,
    pub(crate) state: String,
    pub(crate) attempts: u32,
    pub(crate) due_ms: i64,
    pub(crate) created_ms: i64,
    pub(crate) tried_ms: i64,
    pub(crate) status: u16,
    pub(crate) error: String,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) delivery: Id,
    /// Of the answer; 0 where there was none.
    pub(crate) status: u16,
    /// Empty where it was taken.
    pub(crate) error: String,
    /// How long the receiver asks to be left alone.
    pub(crate) rest_ms: Option<i64>,
}

const COLUMNS: &str = "id, event, kind, body, epoch, state, attempts, due_ms, created_ms, tried_ms, status, error";

impl Delivery {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Self, ServerError>> {
        let id: String = row.get(0)?;
        let delivery = Self {
            id: Id::nil(),
            event: row.get(1)?,
            kind: row.get(2)?,
            body: row.get(3)?,
            epoch: row.get(4)?,
            state: row.get(5)?,
            attempts: row.get(6)?,
            due_ms: row.get(7)?,
            created_ms: row.get(8)?,
            tried_ms: row.get(9)?,
            status: row.get(10)?,
            error: row.get(11)?,
        };
        Ok(id.parse().map(|id| Self { id, ..delivery }).map_err(|_| ServerError::broken("a delivery without an id")))
    }
}

impl ServerStore {
    /// Puts a message into the outbox, once for each event.
    pub(super) fn put_delivery(
        &mut self,
        webhook: Id,
        event: &str,
        kind: &str,
        data: &Value,
    ) -> Result<(), ServerError> {
        let now_ms = self.now_ms();
        let at = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
        let body = json!({ "type": kind, "timestamp": at, "data": data }).to_string();
        let (id, epoch) = (self.ports.new_id(), self.epoch()?);
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO webhook_delivery (id, webhook, event, kind, body, epoch, state, due_ms, created_ms)
                 VALUES (:id, :webhook, :event, :kind, :body, :epoch, 'waiting', :now_ms, :now_ms)",
            )?
            .execute(named_params! {
                ":id": id.to_string(), ":webhook": webhook.to_string(), ":event": event, ":kind": kind, ":body": body,
                ":epoch": epoch, ":now_ms": now_ms,
            })?;
        Ok(())
    }

    /// A message that says nothing, to try a receiver.
    pub(crate) fn test_webhook(&mut self, webhook: Id) -> Result<Delivery, ServerError> {
        let event = format!("msg_{}", self.ports.new_id());
        self.put_delivery(webhook, &event, "webhook.test", &json!({ "word": "webhook", "id": webhook }))?;
        self.db
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM webhook_delivery WHERE webhook = :webhook AND event = :event"
            ))?
            .query_row(named_params! {":webhook": webhook.to_string(), ":event": event}, Delivery::from_row)?
    }

    /// What was told and what waits, newest first, from before `after` on.
    pub(crate) fn deliveries(
        &self,
        webhook: Id,
        state: Option<&str>,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Delivery>, ServerError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM webhook_delivery
             WHERE webhook = :webhook AND (:after = '' OR id < :after) AND (:state = '' OR state = :state)
             ORDER BY id DESC LIMIT :limit"
        ))?;
        let params = named_params! {
            ":webhook": webhook.to_string(), ":after": after, ":state": state.unwrap_or_default(), ":limit": limit,
        };
        let rows = statement.query_map(params, Delivery::from_row)?;
        rows.map(|row| row?).collect()
    }

    /// Sends a message once more, from the first attempt on.
    pub(crate) fn deliver_again(&mut self, webhook: Id, delivery: Id) -> Result<Delivery, ServerError> {
        let (now_ms, epoch) = (self.now_ms(), self.epoch()?);
        self.db
            .prepare_cached(
                "UPDATE webhook_delivery SET state = 'waiting', attempts = 0, due_ms = :now_ms, epoch = :epoch
                 WHERE id = :id AND webhook = :webhook",
            )?
            .execute(named_params! {
                ":id": delivery.to_string(), ":webhook": webhook.to_string(), ":now_ms": now_ms, ":epoch": epoch,
            })?;
        self.db
            .prepare_cached("UPDATE webhook SET rest_until_ms = 0 WHERE id = :webhook")?
            .execute(named_params! {":webhook": webhook.to_string()})?;
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM webhook_delivery WHERE id = :id AND webhook = :webhook"))?
            .query_row(named_params! {":id": delivery.to_string(), ":webhook": webhook.to_string()}, Delivery::from_row)
            .optional()?
            .unwrap_or_else(|| Err(ServerError::rejected(RejectedCode::NotFound, "delivery")))
    }

    /// Webhooks for which something is due.
    pub(super) fn webhooks_due(&self) -> Result<Vec<Id>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id FROM webhook WHERE is_enabled = 1 AND rest_until_ms <= :now_ms AND EXISTS
                 (SELECT 1 FROM webhook_delivery AS waiting WHERE waiting.webhook = webhook.id
                      AND waiting.state = 'waiting' AND waiting.due_ms <= :now_ms AND waiting.epoch = :epoch)",
        )?;
        let params = named_params! {":now_ms": self.now_ms(), ":epoch": self.epoch()?};
        let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
        let mut found = Vec::new();
        for row in rows {
            found.extend(row?.parse::<Id>().ok());
        }
        Ok(found)
    }

    /// What is due for a webhook, what waits longest first.
    pub(super) fn due_of(&self, webhook: Id, limit: u32) -> Result<Option<(Webhook, Vec<Delivery>)>, ServerError> {
        let Some(found) = self.webhook(webhook)?.filter(|webhook| webhook.is_enabled) else { return Ok(None) };
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM webhook_delivery
             WHERE webhook = :webhook AND state = 'waiting' AND due_ms <= :now_ms AND epoch = :epoch
             ORDER BY due_ms LIMIT :limit"
        ))?;
        let params = named_params! {
            ":webhook": webhook.to_string(), ":now_ms": self.now_ms(), ":epoch": self.epoch()?, ":limit": limit,
        };
        let rows = statement.query_map(params, Delivery::from_row)?;
        let due = rows.map(|row| row?).collect::<Result<Vec<_>, _>>()?;
        Ok(Some((found, due)))
    }

    /// Notes what became of attempts: the next one, or the end.
    pub(super) fn deliveries_were_tried(&mut self, webhook: Id, attempts: &[Attempt]) -> Result<(), ServerError> {
        let now_ms = self.now_ms();
        for attempt in attempts {
            let is_taken = attempt.error.is_empty();
            let before: Option<u32> = self
                .db
                .prepare_cached("SELECT attempts FROM webhook_delivery WHERE id = :id")?
                .query_row(named_params! {":id": attempt.delivery.to_string()}, |row| row.get(0))
                .optional()?;
            // It was deleted meanwhile.
            let Some(before) = before else { continue };
            let pause_ms = usize::try_from(before).ok().and_then(|before| SCHEDULE_MS.get(before)).copied();
            let state = match (is_taken, pause_ms) {
                (true, _) => "delivered",
                (false, Some(_)) => "waiting",
                (false, None) => "given_up",
            };
            let spread_ms = self.spread_ms(pause_ms.unwrap_or(0));
            let due_ms = now_ms.saturating_add(pause_ms.unwrap_or(0)).saturating_add(spread_ms);
            self.db
                .prepare_cached(
                    "UPDATE webhook_delivery SET state = :state, attempts = attempts + 1, due_ms = :due_ms,
                         tried_ms = :now_ms, status = :status, error = :error WHERE id = :id",
                )?
                .execute(named_params! {
                    ":id": attempt.delivery.to_string(), ":state": state, ":due_ms": due_ms, ":now_ms": now_ms,
                    ":status": attempt.status, ":error": attempt.error.chars().take(ERROR_CHARS_MAX).collect::<String>(),
                })?;
            self.webhook_was_tried(webhook, attempt, now_ms)?;
        }
        Ok(())
    }

    fn webhook_was_tried(&mut self, webhook: Id, attempt: &Attempt, now_ms: i64) -> Result<(), ServerError> {
        let id = webhook.to_string();
        if attempt.error.is_empty() {
            self.db
                .prepare_cached(
                    "UPDATE webhook SET failing_since_ms = 0, failures = 0, rest_until_ms = 0
                     WHERE id = :id AND failing_since_ms > 0",
                )?
                .execute(named_params! {":id": id})?;
            return Ok(());
        }
        if attempt.status == 410 {
            return self.disable_webhook(webhook, "gone");
        }
        let Some(held) = self.webhook(webhook)? else { return Ok(()) };
        let since_ms = if held.failing_since_ms > 0 { held.failing_since_ms } else { now_ms };
        if now_ms.saturating_sub(since_ms) > FAILING_MS_MAX {
            return self.disable_webhook(webhook, "failing");
        }
        let backed_off_ms = 5_000_i64.saturating_mul(1 << held.failures.min(10)).min(REST_MS_MAX);
        let asked_ms = attempt.rest_ms.unwrap_or(0).clamp(0, ASKED_REST_MS_MAX);
        self.db
            .prepare_cached(
                "UPDATE webhook SET failing_since_ms = :since_ms, failures = failures + 1, rest_until_ms = :until_ms
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": id, ":since_ms": since_ms, ":until_ms": now_ms.saturating_add(backed_off_ms.max(asked_ms)),
            })?;
        Ok(())
    }

    fn disable_webhook(&mut self, webhook: Id, because: &str) -> Result<(), ServerError> {
        let changed = self
            .db
            .prepare_cached(
                "UPDATE webhook SET is_enabled = 0, disabled_because = :because, version = version + 1
                 WHERE id = :id AND is_enabled = 1",
            )?
            .execute(named_params! {":id": webhook.to_string(), ":because": because})?;
        if changed > 0 {
            tracing::error!(webhook.id = %webhook, because, "a webhook was disabled; somebody must look at its receiver");
        }
        Ok(())
    }

    /// By the clock: forgets what is old, and gives up on receivers for whom too much waits.
    pub(super) fn sweep_deliveries(&mut self) -> Result<(), ServerError> {
        self.db
            .prepare_cached("DELETE FROM webhook_delivery WHERE created_ms < :oldest_ms")?
            .execute(named_params! {":oldest_ms": self.now_ms().saturating_sub(KEPT_MS)})?;
        for webhook in self.webhooks()?.iter().filter(|webhook| webhook.is_enabled) {
            let waiting: u32 = self
                .db
                .prepare_cached("SELECT count(*) FROM webhook_delivery WHERE webhook = :id AND state = 'waiting'")?
                .query_row(named_params! {":id": webhook.id.to_string()}, |row| row.get(0))?;
            if waiting > WAITING_MAX {
                self.disable_webhook(webhook.id, "too_many_waiting")?;
            }
        }
        Ok(())
    }

    /// Up to a tenth more, so that many do not come back at once.
    fn spread_ms(&mut self, pause_ms: i64) -> i64 {
        let [byte] = self.ports.bytes::<1>();
        (pause_ms / 10).saturating_mul(i64::from(byte)) / 256
    }
}
