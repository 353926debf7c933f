//! Carries what waits in the outbox to its receivers: a task of `serve`.

use super::{
    Webhook,
    address::{NotPublic, PublicOnly, is_public, literal},
    outbox::{Attempt, Delivery},
    signature,
};
use crate::{ServerError, writer::Writer};
use onsite_domain::Id;
use std::collections::BTreeSet;
use std::error::Error as _;
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
    client: reqwest::Client,
    requests: Arc<Semaphore>,
    may_reach_private: bool,
}

impl Courier {
    /// # Errors
    /// [`ServerError::Unavailable`] where there can be no client.
    pub fn new(writer: Writer, may_reach_private: bool) -> Result<Self, ServerError> {
        // Fails only when one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would connect where we could not look.
            .no_proxy()
            .user_agent(concat!("onsite-webhooks/", env!("CARGO_PKG_VERSION")));
        if !may_reach_private {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        let client = builder.build().map_err(|e| ServerError::Unavailable(format!("no HTTP client: {e}")))?;
        Ok(Self { writer, client, requests: Arc::new(Semaphore::new(REQUESTS_MAX)), may_reach_private })
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
        let Ok(url) = reqwest::Url::parse(&webhook.url) else { return failed(0, "no_address".to_owned()) };
        if !self.may_reach_private {
            // A client asks no resolver about what is an address already.
            let is_reachable = url.scheme() == "https" && literal(&url).is_none_or(is_public);
            if !is_reachable {
                return failed(0, NotPublic.to_string());
            }
        }
        let timestamp_s = now_ms.div_euclid(1_000);
        let signed = signature::header(&webhook.secrets(now_ms), &delivery.event, timestamp_s, &delivery.body);
        let sent = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &delivery.event)
            .header("webhook-timestamp", timestamp_s.to_string())
            .header("webhook-signature", signed)
            .body(delivery.body.clone())
            .send()
            .await;
        match sent {
            Ok(answer) if answer.status().is_success() => failed(answer.status().as_u16(), String::new()),
            Ok(answer) => {
                let rest_s: Option<i64> =
                    answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
                let status = answer.status().as_u16();
                Attempt {
                    rest_ms: rest_s.map(|rest_s| rest_s.saturating_mul(1_000)),
                    ..failed(status, "answered".to_owned())
                }
            }
            Err(error) => failed(0, why(&error).to_owned()),
        }
    }
}

/// Why there was no answer, as a code without an address: whoever reads the log need not know more of a network.
fn why(error: &reqwest::Error) -> &'static str {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.is::<NotPublic>() {
            return "not_public";
        }
        source = inner.source();
    }
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "no_connection"
    } else {
        "broken_off"
    }
}
