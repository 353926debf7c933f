//! Carries what waits in the outbox to its receivers: a task of `serve`.

use super::{
    Webhook,
    outbox::{Attempt, Delivery},
    signature,
};
use crate::{
    ServerError,
    outward::{Errand, Outward},
    writer::Writer,
};
use onsite_domain::Id;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Receivers at the same time, so that slow ones do not hold up the others,
const RECEIVERS_MAX: usize = 8;
/// and requests.
const REQUESTS_MAX: usize = 16;
/// Messages to one receiver at the same time, and in one turn.
const TOGETHER: usize = 4;
const TURN: u32 = 32;
/// An answer that takes longer is none.
const TIMEOUT: Duration = Duration::from_secs(15);
/// What happens together is looked for once.
const PAUSE: Duration = Duration::from_millis(250);
/// How soon what another process wrote, or what is due again, is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Delivers messages. Cloned freely.
#[derive(Clone)]
pub struct Courier {
    writer: Writer,
    outward: Outward,
    requests: Arc<Semaphore>,
}

impl Courier {
    /// # Errors
    /// [`ServerError::Unavailable`] where there can be no client.
    pub fn new(writer: Writer, may_reach_private: bool) -> Result<Self, ServerError> {
        let errand = Errand {
            agent: concat!("onsite-webhooks/", env!("CARGO_PKG_VERSION")),
            timeout: TIMEOUT,
            body_bytes_max: 0,
            may_reach_private,
        };
        Ok(Self { writer, outward: Outward::new(errand)?, requests: Arc::new(Semaphore::new(REQUESTS_MAX)) })
    }

    /// Delivers whenever there is something, without end.
    pub async fn run(self) {
        let mut topics = self.writer.topics();
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut pause = tokio::time::interval(PAUSE);
        let (mut turns, mut on_the_way) = (JoinSet::new(), BTreeSet::new());
        loop {
            if let Err(error) = self.set_out(&mut turns, &mut on_the_way).await {
                tracing::warn!(%error, "webhooks were not looked at; it is tried again");
            }
            tokio::select! {
                Some(back) = turns.join_next() => match back {
                    Ok(webhook) => { on_the_way.remove(&webhook); }
                    Err(error) => {
                        tracing::error!(%error, "a turn of a webhook ended");
                        on_the_way.clear();
                        turns = JoinSet::new();
                    }
                },
                _ = topics.recv() => {
                    pause.reset();
                    pause.tick().await;
                    // Whatever was committed meanwhile is looked at too.
                    topics = topics.resubscribe();
                }
                _ = look.tick() => {}
                _ = sweep.tick() => {
                    if let Err(error) = self.writer.write(|store| store.sweep_deliveries()).await {
                        tracing::warn!(%error, "old deliveries were not forgotten; it is tried again");
                    }
                }
            }
        }
    }

    async fn set_out(&self, turns: &mut JoinSet<Id>, on_the_way: &mut BTreeSet<Id>) -> Result<(), ServerError> {
        let due = self.writer.read(|store| store.webhooks_due()).await?;
        for webhook in due {
            if on_the_way.len() < RECEIVERS_MAX && on_the_way.insert(webhook) {
                let courier = self.clone();
                turns.spawn(async move {
                    if let Err(error) = courier.turn(webhook).await {
                        tracing::warn!(webhook.id = %webhook, %error, "a turn of a webhook was not finished");
                    }
                    webhook
                });
            }
        }
        Ok(())
    }

    /// Delivers what is due now and waits for it; the number of attempts.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn pass(&self) -> Result<usize, ServerError> {
        let mut attempts = 0_usize;
        for webhook in self.writer.read(|store| store.webhooks_due()).await? {
            attempts = attempts.saturating_add(self.turn(webhook).await?);
        }
        Ok(attempts)
    }

    /// One turn for one receiver. Ends early where it fails: the rest waits until it has rested.
    async fn turn(&self, id: Id) -> Result<usize, ServerError> {
        let (due, now_ms) = self.writer.read(move |store| Ok((store.due_of(id, TURN)?, store.now_ms()))).await?;
        let Some((webhook, due)) = due else { return Ok(0) };
        let webhook = Arc::new(webhook);
        let mut count = 0_usize;
        for together in due.chunks(TOGETHER) {
            let mut under_way = JoinSet::new();
            for delivery in together {
                let (courier, webhook, delivery) = (self.clone(), Arc::clone(&webhook), delivery.clone());
                under_way.spawn(async move { courier.attempt(&webhook, &delivery, now_ms).await });
            }
            let mut attempts = Vec::with_capacity(together.len());
            while let Some(attempt) = under_way.join_next().await {
                attempts.push(attempt.map_err(|e| ServerError::broken(format!("a delivery: {e}")))?);
            }
            count = count.saturating_add(attempts.len());
            let has_failed = attempts.iter().any(|attempt| !attempt.error.is_empty());
            self.writer.write(move |store| store.deliveries_were_tried(id, &attempts)).await?;
            if has_failed {
                break;
            }
        }
        Ok(count)
    }

    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery, now_ms: i64) -> Attempt {
        let failed = |status: u16, error: String| Attempt { delivery: delivery.id, status, error, rest_ms: None };
        let Ok(_turn) = self.requests.acquire().await else { return failed(0, "broken_off".to_owned()) };
        let timestamp_s = now_ms.div_euclid(1_000);
        let stamped = timestamp_s.to_string();
        let signed = signature::header(&webhook.secrets(now_ms), &delivery.event, timestamp_s, &delivery.body);
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", delivery.event.as_str()),
            ("webhook-timestamp", stamped.as_str()),
            ("webhook-signature", signed.as_str()),
        ];
        match self.outward.post(&webhook.url, &headers, delivery.body.clone()).await {
            Ok(answer) if answer.is_success() => failed(answer.status, String::new()),
            Ok(answer) => Attempt {
                rest_ms: answer.retry_after_s.map(|rest_s| rest_s.saturating_mul(1_000)),
                ..failed(answer.status, "answered".to_owned())
            },
            Err(none) => failed(0, none.code().to_owned()),
        }
    }
}
