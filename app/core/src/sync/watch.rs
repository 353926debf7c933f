//! When to sync next: at a hint of the server, else from time to time, and after a failure ever later.

use super::SyncResult;
use crate::{App, AppError};
use onsite_wire::request::HEADER;
use std::time::Duration;

/// While hints come, this is only for the hint that got lost.
const LISTENING_SECONDS: u64 = 300;
const POLLING_SECONDS: u64 = 60;
const BACKOFF_SECONDS_MAX: u64 = 300;
const LINE_BYTES_MAX: usize = 4096;

pub const PATH_HINTS: &str = "/v1/hints";

/// The wait between syncs, with the stream of hints it keeps open.
#[derive(Debug, Default)]
pub struct Watch {
    hints: Option<Hints>,
    failures: u32,
}

#[derive(Debug)]
struct Hints {
    response: reqwest::Response,
    line: Vec<u8>,
}

impl Watch {
    /// Waits until there is a reason to sync again; `last` is how the last sync ended.
    ///
    /// # Errors
    /// Those of the local store.
    pub async fn next(&mut self, app: &mut App, client: &reqwest::Client, last: &SyncResult) -> Result<(), AppError> {
        if *last != SyncResult::Complete {
            self.hints = None;
            self.failures = self.failures.saturating_add(1);
            pause(self.delay(app)).await;
            return Ok(());
        }
        self.failures = 0;
        if self.hints.is_none() {
            self.hints = Hints::open(app, client).await?;
            // Between the sync and the opening something may have happened that nobody hinted at.
            if self.hints.is_some() {
                return Ok(());
            }
        }
        let delay = self.delay(app);
        let Some(hints) = &mut self.hints else {
            pause(delay).await;
            return Ok(());
        };
        tokio::select! {
            is_hint = hints.next() => if !is_hint { self.hints = None },
            () = pause(delay) => {}
        }
        Ok(())
    }

    /// With jitter, so that field devices that lost the server together do not come back together.
    fn delay(&self, app: &mut App) -> Duration {
        let whole = match (self.failures, &self.hints) {
            (0, Some(_)) => LISTENING_SECONDS,
            (0, None) => POLLING_SECONDS,
            (failures, _) => 1_u64.checked_shl(failures).unwrap_or(u64::MAX).min(BACKOFF_SECONDS_MAX),
        };
        let half_ms = whole.saturating_mul(500);
        let [random] = app.ports.bytes::<1>();
        Duration::from_millis(half_ms.saturating_add(half_ms.saturating_mul(u64::from(random)) / 255))
    }
}

impl Hints {
    /// `None` where the server gives none: then it is asked from time to time.
    async fn open(app: &mut App, client: &reqwest::Client) -> Result<Option<Self>, AppError> {
        let request = app.signed_request("GET", PATH_HINTS, Vec::new(), Vec::new())?;
        let url = format!("{}{}", app.identity()?.server_url.trim_end_matches('/'), request.path);
        let sent = client.get(url).header(HEADER, request.signature).send().await;
        Ok(sent
            .ok()
            .filter(|response| response.status().is_success())
            .map(|response| Self { response, line: Vec::new() }))
    }

    /// Whether a hint came; `false` when the stream is over.
    async fn next(&mut self) -> bool {
        loop {
            let Ok(Some(part)) = self.response.chunk().await else { return false };
            let mut is_hint = false;
            for byte in part {
                if byte == b'\n' {
                    is_hint |= self.line.starts_with(b"data");
                    self.line.clear();
                } else if self.line.len() < LINE_BYTES_MAX {
                    self.line.push(byte);
                }
            }
            if is_hint {
                return true;
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "waiting for time to pass is what this is for")]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
