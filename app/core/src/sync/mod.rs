//! Synchronisation without I/O: [`Sync::step`] takes what happened and says what to do next. The runner (`runner.rs`)
//! and the simulator do it.
//!
//! Invariants
//! - A request counter is durable before the request leaves.
//! - A response is applied in one transaction; a power cut leaves the state before it or after it.
//! - Nothing is called sent before the server said that it is durable there.
//! - Nothing that comes in is believed without its signature, and no change is kept that did not pass the gate.

mod ahead;
mod apply;
mod blobs;
mod files;
pub(crate) mod left;
mod outcome;
mod packing;
mod pinned;
mod push;
mod relay;
mod restored;
pub(crate) mod review;
pub mod runner;
pub mod watch;

use crate::{App, AppError};
use onsite_domain::id::Hash;
use onsite_store::{Touched, meta};
use onsite_wire::{
    Message as _, PATH_SYNC, SubjectRef,
    request::{RequestLine, RequestSignature},
    sync::{CursorRef, SignedCursor, SyncRequest, SyncResponse},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// Rounds of one sync; more than this many is a server that never ends.
const ROUNDS_MAX: u32 = 10_000;

/// How often one sync goes on above a counter that the server has seen.
const COUNTER_RETRIES_MAX: u32 = 3;
/// No field device makes so many requests; a number above it is nothing to go on from.
const COUNTER_MAX: u64 = 1 << 48;
/// What one request carries of [`crate::leftover`] at most, before compression.
const LEFTOVER_BYTES_MAX: usize = 1 << 20;

/// After a reset: once before the outbox, and once after it, for what stands on it.
pub(crate) const RELAYS_MAX: u8 = 2;

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Start,
    /// An HTTP response came, whole.
    Answered {
        status: u16,
        /// The header of blob uploads.
        offset: Option<u64>,
        /// The header that says which request counter was used last.
        counter: Option<u64>,
        body: Vec<u8>,
    },
    /// No response came; whether the server got the request is not known.
    Failed,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    Send(HttpRequest),
    /// This sync is over.
    Done(Report),
}

/// A request to the server the app is enrolled with; the path begins with a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: &'static str,
    pub path: String,
    /// The content of the header that signs it.
    pub signature: String,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// How a sync ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub result: SyncResult,
    pub rounds: u32,
    pub units_accepted: u64,
    pub units_refused: u64,
    pub blobs_sent: u64,
    /// Files of the company that came down: its logo, its pages for reports.
    pub files_fetched: u64,
    #[serde(skip)]
    pub touched: Touched,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum SyncResult {
    /// Everything that could go went, everything that was there came.
    #[default]
    Complete,
    /// No connection, or no answer: kept, tried again.
    Offline,
    /// Something else than our server answered: a login page of a network, a proxy.
    NotOurServer { detail: String },
    /// The server cannot now.
    ServerUnavailable { detail: String },
    /// The server is older than this app and does not know something we sent.
    ServerOlder,
    /// This app is too old for the server: everything went, and nothing new comes before it is a newer version.
    AppTooOld,
    /// This field device was revoked.
    Revoked,
    /// This field device was wiped, as the company's server ordered.
    Wiped,
}

/// One sync under way.
#[derive(Debug, Default)]
pub struct Sync {
    report: Report,
    waiting_for: Waiting,
    show_signed_cursor: bool,
    stage: Stage,
    /// What the server asked for and was not brought yet.
    relay: VecDeque<relay::Lacking>,
    counter_retries: u32,
    is_revoked: bool,
    is_app_too_old: bool,
    /// The server has said whether it still knows what it had decided.
    is_chain_sure: bool,
    /// Files of the company that this sync has asked for.
    files_asked: BTreeSet<Hash>,
    /// What had no receipt when receipts were asked for last: without progress nothing is asked again.
    unsent_before: Option<u64>,
    /// That it may leave is asked once in a sync: an older server does not answer that.
    has_asked_to_leave: bool,
}

/// What the request under way is for, after a reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Plain,
    /// It says what this app holds.
    Fingerprints,
    /// It brings what the server asked for.
    Relay,
}

#[derive(Debug, Default)]
enum Waiting {
    #[default]
    Nothing,
    Text(push::Sent),
    Blob(blobs::Sent),
    File(files::Asked),
    /// The server was told that this field device has wiped itself; whether it hears it changes nothing here.
    Farewell,
}

impl Sync {
    /// Goes one step on.
    ///
    /// # Errors
    /// [`AppError::NotEnrolled`], or an error of the local store; what was applied before stays applied.
    pub fn step(&mut self, app: &mut App, input: Input) -> Result<Output, AppError> {
        let output = self.next(app, input)?;
        if matches!(&output, Output::Done(report) if report.result == SyncResult::Complete) {
            match app.pack_closed() {
                Ok(packed) => tracing::debug!(packed, "documents that have ended"),
                Err(error) => tracing::warn!(%error, "what has ended is packed after another sync"),
            }
        }
        Ok(output)
    }

    fn next(&mut self, app: &mut App, input: Input) -> Result<Output, AppError> {
        match (std::mem::take(&mut self.waiting_for), input) {
            (_, Input::Start) => self.text(app),
            (Waiting::Farewell, _) => Ok(self.done(SyncResult::Wiped)),
            (_, Input::Failed) => Ok(self.done(SyncResult::Offline)),
            (Waiting::Nothing, Input::Answered { .. }) => Ok(self.done(SyncResult::Complete)),
            (
                Waiting::Text(_) | Waiting::Blob(_) | Waiting::File(_),
                Input::Answered { status: 409, counter: Some(current), .. },
            ) if self.counter_retries < COUNTER_RETRIES_MAX && current < COUNTER_MAX => {
                // The server saw a higher counter: an answer was lost, or this database is a copy. Go on above it.
                self.counter_retries = self.counter_retries.saturating_add(1);
                app.raise_counter(current)?;
                self.text(app)
            }
            (Waiting::Text(sent), Input::Answered { status, body, .. }) => {
                self.text_answered(app, &sent, status, &body)
            }
            (Waiting::Blob(sent), Input::Answered { status, offset, body, .. }) => {
                self.blob_answered(app, sent, status, offset, &body)
            }
            (Waiting::File(asked), Input::Answered { status, offset, body, .. }) => {
                self.file_answered(app, asked, status, offset, &body)
            }
        }
    }

    fn done(&mut self, result: SyncResult) -> Output {
        self.report.result = match result {
            SyncResult::Complete if self.is_app_too_old => SyncResult::AppTooOld,
            result => result,
        };
        Output::Done(std::mem::take(&mut self.report))
    }

    /// The next request. What it signs is kept in one transaction, with the counter that it goes out under.
    fn text(&mut self, app: &mut App) -> Result<Output, AppError> {
        let (output, _) = app.transaction(|app, _| self.next_text(app))?;
        Ok(output)
    }

    fn next_text(&mut self, app: &mut App) -> Result<Output, AppError> {
        self.report.rounds = self.report.rounds.saturating_add(1);
        if self.report.rounds > ROUNDS_MAX {
            return Ok(self.done(SyncResult::ServerUnavailable { detail: "the server never ends".to_owned() }));
        }
        // Until what the server lacks was brought; a cut line in the middle begins again.
        let relays_left = app.relays_left()?;
        let is_pending = relays_left == RELAYS_MAX;
        // A server that lost its history would refuse what it can judge once it has it back.
        let (push, mut sent) = if is_pending {
            (None, push::Sent::default())
        } else if !app.has_waiting_units()? && !self.is_chain_sure && app.is_chain_in_doubt()? {
            let (push, sent) = app.asking_push()?;
            (Some(push), sent)
        } else {
            app.next_push()?
        };
        self.is_chain_sure |= push.is_some();
        // Others' work may stand on what only the outbox brought.
        let is_asking = is_pending || (relays_left > 0 && push.is_none());
        let has_more_units = app.has_waiting_units_after(sent.last_number)?;
        let cursor = app.signed_cursor()?;
        let relay = app.relay_part(&mut self.relay)?;
        self.stage = match (&relay, is_asking) {
            (Some(_), _) => Stage::Relay,
            (None, true) => Stage::Fingerprints,
            (None, false) => Stage::Plain,
        };
        // First what pushes carry.
        let leftovers = if sent.last_number == 0 { app.leftovers(LEFTOVER_BYTES_MAX)?.parts } else { Vec::new() };
        let is_shared = push.as_ref().is_some_and(|push| !push.units.is_empty()) && !app.identity()?.others.is_empty();
        let certificates = if is_shared { app.own_certificates()? } else { Vec::new() };
        // A request that brings what comes before other work is answered with nothing of the feed.
        if relays_left == 0 && !has_more_units {
            sent.again = app.undone()?;
        }
        let fingerprints = if self.stage == Stage::Fingerprints { Some(app.fingerprints()?) } else { None };
        let asks_to_leave = app.asks_to_leave()?;
        self.has_asked_to_leave |= asks_to_leave;
        let request = SyncRequest {
            protocol: onsite_wire::PROTOCOL,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: app.schema,
            cursor: cursor.as_ref().map(|signed| signed.cursor),
            stamp: app.ports.clock.stamp(),
            push,
            budget_bytes: 0,
            signed_cursor: match std::mem::take(&mut self.show_signed_cursor) {
                true => cursor,
                // What proves that the server was rolled back, should it have forgotten that it knew.
                false if relays_left > 0 => app.signed_cursor_at("cursor_before_reset")?,
                false => None,
            },
            fingerprints,
            relay,
            has_more_units,
            receipts_wanted: app.receipts_wanted()?,
            leftovers,
            unsent: app.wipe_ordered()?.map(|order| order.unsent()),
            is_wiped: false,
            certificates,
            again: sent.again.iter().copied().map(SubjectRef::from).collect(),
            asks_to_leave,
            waiting: Some(app.waiting_work(sent.last_number)?),
        };
        let request = app.signed_request("POST", PATH_SYNC, Vec::new(), request.to_wire())?;
        self.waiting_for = Waiting::Text(sent);
        Ok(Output::Send(request))
    }

    fn text_answered(
        &mut self,
        app: &mut App,
        sent: &push::Sent,
        status: u16,
        body: &[u8],
    ) -> Result<Output, AppError> {
        if let Some(output) = self.not_ok(status, body) {
            return Ok(output);
        }
        let mut response = match SyncResponse::from_wire(body) {
            Ok(response) => response,
            Err(error) => return Ok(self.done(SyncResult::NotOurServer { detail: error.to_string() })),
        };
        apply::take_batch(&mut response)?;
        let applied = app.apply(sent, &response)?;
        self.report.units_accepted = self.report.units_accepted.saturating_add(applied.units_accepted);
        self.report.units_refused = self.report.units_refused.saturating_add(applied.units_refused);
        self.report.touched.extend(applied.touched);
        self.is_app_too_old = response.is_app_too_old;
        if let Some(wants) = response.wants {
            self.show_signed_cursor = wants.signed_cursor;
            if self.stage == Stage::Fingerprints {
                self.relay = relay::in_order(wants.subjects.iter().filter_map(SubjectRef::subject));
            }
        }
        if let Some(reset) = response.reset {
            tracing::info!(epoch = reset.epoch, "the server asked for a reset");
            self.relay.clear();
        } else if self.stage == Stage::Relay && self.relay.is_empty() {
            meta::put(&app.db, "relays_left", &app.relays_left()?.saturating_sub(1))?;
        } else if self.stage == Stage::Fingerprints && self.relay.is_empty() {
            meta::remove(&app.db, "relays_left")?;
        }
        if applied.is_revoked {
            self.is_revoked = true;
            if !self.is_chain_sure {
                return self.text(app);
            }
            if app.wipe_ordered()?.is_some_and(|order| order.is_due()) {
                return self.receipts(app);
            }
            return if app.has_waiting_units()? { self.text(app) } else { self.blob(app) };
        }
        if applied.is_server_older {
            return Ok(self.done(SyncResult::ServerOlder));
        }
        let goes_on = response.has_more
            || self.show_signed_cursor
            || response.reset.is_some()
            || !self.relay.is_empty()
            || app.relays_left()? > 0
            || app.has_waiting_units()?
            || (!self.is_app_too_old && !app.undone()?.is_empty())
            || (!self.is_chain_sure && app.is_chain_in_doubt()?);
        if goes_on { self.text(app) } else { self.blob(app) }
    }

    /// A revoked field device has brought everything: where it was told to wipe itself, it asks for what has no receipt
    /// yet, and obeys when all has.
    fn receipts(&mut self, app: &mut App) -> Result<Output, AppError> {
        if let Some(farewell) = app.wipe_if_due()? {
            self.waiting_for = Waiting::Farewell;
            return Ok(Output::Send(farewell));
        }
        let Some(order) = app.wipe_ordered()? else { return Ok(self.done(SyncResult::Revoked)) };
        let unsent = order.unsent();
        let is_progress = self.unsent_before.is_none_or(|before| unsent < before);
        if unsent > 0 && is_progress && (order.leftovers > 0 || !app.receipts_wanted()?.is_empty()) {
            self.unsent_before = Some(unsent);
            return self.text(app);
        }
        Ok(self.done(SyncResult::Revoked))
    }

    /// What to do about a status that is not success; `None` for success.
    fn not_ok(&mut self, status: u16, body: &[u8]) -> Option<Output> {
        if (200..300).contains(&status) {
            return None;
        }
        let problem = serde_json::from_slice::<ProblemBody>(body).ok();
        let Some(problem) = problem else {
            let detail = format!("status {status} without an explanation");
            return Some(self.done(SyncResult::NotOurServer { detail }));
        };
        let result = match status {
            401 | 403 if problem.code == "revoked" => SyncResult::Revoked,
            _ => SyncResult::ServerUnavailable { detail: format!("{status} {}: {}", problem.code, problem.title) },
        };
        Some(self.done(result))
    }
}

/// The parts of a problem body (RFC 9457) that this side acts on.
#[derive(Deserialize)]
pub(crate) struct ProblemBody {
    #[serde(default)]
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) detail: String,
}

impl App {
    /// Where this app stands in its feed.
    pub(crate) fn signed_cursor(&self) -> Result<Option<SignedCursor>, AppError> {
        self.signed_cursor_at("cursor")
    }

    fn signed_cursor_at(&self, key: &str) -> Result<Option<SignedCursor>, AppError> {
        let Some(bytes) = meta::get_bytes(&self.db, key)? else { return Ok(None) };
        onsite_wire::codec::decode(&bytes, 1024).map(Some).map_err(|e| AppError::broken(format!("cursor: {e}")))
    }

    pub fn cursor(&self) -> Result<Option<CursorRef>, AppError> {
        Ok(self.signed_cursor()?.map(|signed| signed.cursor))
    }

    /// Signs a request under a new counter, which is durable when this returns.
    pub(crate) fn signed_request(
        &mut self,
        method: &'static str,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<HttpRequest, AppError> {
        let counter = meta::get::<u64>(&self.db, "counter")?.unwrap_or(0).saturating_add(1);
        meta::put(&self.db, "counter", &counter)?;
        let identity = self.identity()?;
        let line = RequestLine { method, path, body: &Hash::of(&body) };
        let signed = RequestSignature::sign(line, self.server_id()?, identity.field_device, counter, &self.signing_key);
        Ok(HttpRequest { method, path: path.to_owned(), signature: signed.to_header(), headers, body })
    }

    /// Whether the server may have lost units that it decided: it was restored, or gives this field device no feed any more
    /// that would tell.
    pub(crate) fn is_chain_in_doubt(&self) -> Result<bool, AppError> {
        Ok(meta::get(&self.db, "is_chain_in_doubt")?.unwrap_or(false)
            || meta::get::<String>(&self.db, "revoked")?.is_some())
    }

    /// How often this app is still to ask what the server lacks.
    pub(crate) fn relays_left(&self) -> Result<u8, AppError> {
        Ok(meta::get(&self.db, "relays_left")?.unwrap_or(0))
    }

    fn raise_counter(&mut self, current: u64) -> Result<(), AppError> {
        let counter = meta::get::<u64>(&self.db, "counter")?.unwrap_or(0).max(current);
        Ok(meta::put(&self.db, "counter", &counter)?)
    }
}
