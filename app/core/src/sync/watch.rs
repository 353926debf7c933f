//! When to sync next: at a hint of the server, else from time to time, and after a failure ever later.

use super::SyncResult;
use crate::{AppError, Lease};
use onsite_wire::request::HEADER;
use std::time::Duration;

/// While hints come, this is only for the hint that got lost.
const LISTENING_SECONDS: u64 = 300;
/// Where the server answers and gives no hints, it is asked at least this often.
const POLLING_SECONDS_MAX: u64 = 60;
/// Where nobody answers.
const BACKOFF_SECONDS_MAX: u64 = 300;
const LINE_BYTES_MAX: usize = 4096;

pub const PATH_HINTS: &str = "/v1/hints";

/// The wait between syncs, with the stream of hints it keeps open.
#[derive(Debug, Default)]
pub struct Watch {
    hints: Option<Hints>,
    /// Syncs that came to nothing, since the last that was complete.
    failed_syncs: u32,
    /// Streams that were refused or ended without a word, since the last that said something.
    failed_streams: u32,
}

#[derive(Debug)]
struct Hints {
    response: reqwest::Response,
    line: Vec<u8>,
    /// A sign of life counts, not the opening: what stands between may open every stream and end it.
    has_spoken: bool,
}

impl Watch {
    /// Waits until there is a reason to sync again; `last` is how the last sync ended. Dropping the future is safe.
    ///
    /// # Errors
    /// Those of the local store.
    pub async fn next(
        &mut self,
        app: &mut impl Lease,
        client: &reqwest::Client,
        last: &SyncResult,
    ) -> Result<(), AppError> {
        if *last != SyncResult::Complete {
            self.hear_no_more();
            self.failed_syncs = self.failed_syncs.saturating_add(1);
            pause(delay(app, backoff_seconds(self.failed_syncs, BACKOFF_SECONDS_MAX))).await;
            return Ok(());
        }
        self.failed_syncs = 0;
        let is_over = match &mut self.hints {
            None => {
                self.hints = Hints::open(app, client).await?;
                // Between the sync and the opening something may have happened that nobody hinted at: sync again.
                self.hints.is_none()
            }
            Some(hints) => tokio::select! {
                is_hint = hints.next() => !is_hint,
                () = pause(delay(app, LISTENING_SECONDS)) => false,
            },
        };
        if is_over {
            self.hear_no_more();
            self.failed_streams = self.failed_streams.saturating_add(1);
            pause(delay(app, backoff_seconds(self.failed_streams, POLLING_SECONDS_MAX))).await;
        }
        Ok(())
    }

    fn hear_no_more(&mut self) {
        if self.hints.take().is_some_and(|hints| hints.has_spoken) {
            self.failed_streams = 0;
        }
    }
}

/// Short at first, then twice as long every time.
fn backoff_seconds(failures: u32, seconds_max: u64) -> u64 {
    1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(u64::MAX).min(seconds_max)
}

/// Between half of it and the whole, so that field devices that lost the server together do not come back together.
fn delay(app: &mut impl Lease, seconds: u64) -> Duration {
    let half_ms = seconds.saturating_mul(500);
    let [random] = app.with(|app| app.ports.bytes::<1>());
    Duration::from_millis(half_ms.saturating_add(half_ms.saturating_mul(u64::from(random)) / 255))
}

impl Hints {
    /// `None` where the server, or what stands before it, gives none.
    async fn open(app: &mut impl Lease, client: &reqwest::Client) -> Result<Option<Self>, AppError> {
        let (request, url) = app.with(|app| {
            let request = app.signed_request("GET", PATH_HINTS, Vec::new(), Vec::new())?;
            let url = format!("{}{}", app.identity()?.server_url.trim_end_matches('/'), request.path);
            Ok::<_, AppError>((request, url))
        })?;
        let Ok(response) = client.get(url).header(HEADER, request.signature).send().await else { return Ok(None) };
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_stream = response.status().is_success() && kind.starts_with("text/event-stream");
        Ok(is_stream.then_some(Self { response, line: Vec::new(), has_spoken: false }))
    }

    /// Whether a hint came; `false` when the stream is over.
    async fn next(&mut self) -> bool {
        loop {
            let Ok(Some(part)) = self.response.chunk().await else { return false };
            self.has_spoken = true;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_starts_short_and_grows_to_its_bound() {
        let seconds = |failures| backoff_seconds(failures, POLLING_SECONDS_MAX);
        assert_eq!([1, 2, 3, 6, 7, 64, 65, u32::MAX].map(seconds), [1, 2, 4, 32, 60, 60, 60, 60]);
        assert_eq!(backoff_seconds(12, BACKOFF_SECONDS_MAX), 300);
    }
}
