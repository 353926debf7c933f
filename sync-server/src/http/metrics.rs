//! Figures for Prometheus: counted where things happen, or read from the database when asked.

use super::{HttpState, Problem};
use crate::{ServerError, ServerStore};
use axum::{
    extract::{ConnectInfo, State},
    http::{Extensions, HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use onsite_domain::{RejectedCode, id::Hash};
use onsite_wire::outcome::{Outcome, PushOutcome};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};
use rusqlite::named_params;
use std::net::SocketAddr;

/// A field device that was not heard for this long is silent.
const SILENT_MS: i64 = 24 * 3_600_000;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    method: &'static str,
    /// The pattern, never the path: paths hold identities.
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct UnitLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CodeLabels {
    code: &'static str,
}

pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Route, Counter>,
    units: Family<UnitLabels, Counter>,
    refusals: Family<CodeLabels, Counter>,
    queue: Gauge,
    feed_seq: Gauge,
    open_attention: Gauge,
    silent: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("onsite"),
            requests: Family::default(),
            units: Family::default(),
            refusals: Family::default(),
            queue: Gauge::default(),
            feed_seq: Gauge::default(),
            open_attention: Gauge::default(),
            silent: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests by method, route and status", metrics.requests.clone());
        registry.register("sync_units", "Pushed units by outcome", metrics.units.clone());
        registry.register("sync_refusals", "Refused units by code; structure is the gate", metrics.refusals.clone());
        registry.register("writer_queue", "Jobs that wait for the writer", metrics.queue.clone());
        registry.register("feed_seq", "The newest position of the feed", metrics.feed_seq.clone());
        registry.register("attention_open", "Attention items that are open", metrics.open_attention.clone());
        registry.register(
            "field_devices_silent",
            "Field devices that may sync and were not heard for a day",
            metrics.silent.clone(),
        );
        metrics
    }
}

impl Metrics {
    pub(super) fn count_request(&self, method: &axum::http::Method, route: &str, status: u16) {
        let method = match method.as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            "PUT" => "PUT",
            "PATCH" => "PATCH",
            "DELETE" => "DELETE",
            // Anybody may make up methods, and each would be a series of its own.
            _ => "other",
        };
        self.requests.get_or_create(&Route { method, route: route.to_owned(), status }).inc();
    }

    /// Counts what became of `pushed` units; those that the outcome does not name went through.
    pub(super) fn count_units(&self, pushed: usize, outcome: &PushOutcome) {
        let accepted = pushed.saturating_sub(outcome.units.len());
        let ok = u64::try_from(accepted).unwrap_or(u64::MAX);
        if outcome.chain_unknown.is_none() {
            self.units.get_or_create(&UnitLabels { outcome: "ok" }).inc_by(ok);
        }
        for unit in &outcome.units {
            let outcome = match &unit.outcome {
                Outcome::Ok => "ok",
                Outcome::Duplicate => "duplicate",
                Outcome::Rejected { code, .. } => {
                    let code = RejectedCode::from_code(code).map_or("other", RejectedCode::as_str);
                    self.refusals.get_or_create(&CodeLabels { code }).inc();
                    "rejected"
                }
                Outcome::BlockedBy { .. } => "blocked_by",
                Outcome::Review { .. } => "review",
                #[allow(unreachable_patterns, reason = "a newer wire may know more")]
                _ => "other",
            };
            self.units.get_or_create(&UnitLabels { outcome }).inc();
        }
    }
}

struct Figures {
    feed_seq: i64,
    open_attention: i64,
    silent: i64,
}

fn figures(store: &ServerStore) -> Result<Figures, ServerError> {
    let one =
        |sql: &str| -> Result<i64, ServerError> { Ok(store.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
    let silent = store
        .db
        .prepare_cached(
            "SELECT count(*) FROM field_device_state WHERE is_revoked = 0 AND last_sync_ms < :heard_since_ms",
        )?
        .query_row(named_params! {":heard_since_ms": store.now_ms().saturating_sub(SILENT_MS)}, |row| row.get(0))?;
    Ok(Figures {
        feed_seq: one("SELECT coalesce(max(seq), 0) FROM log")?,
        open_attention: one("SELECT count(*) FROM attention WHERE is_open = 1")?,
        silent,
    })
}

/// `GET /metrics`: from this machine, or with the token that the operator chose.
pub(super) async fn get(
    State(state): State<HttpState>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Result<Response, Problem> {
    if !is_allowed(&state, &headers, &extensions) {
        return Err(ServerError::Unauthenticated("figures are for this machine, or for a bearer of the token").into());
    }
    let queued = state.app.writer.queued();
    let figures = state.app.writer.read(|store| figures(store)).await?;
    let metrics = &state.metrics;
    metrics.queue.set(i64::try_from(queued).unwrap_or(i64::MAX));
    metrics.feed_seq.set(figures.feed_seq);
    metrics.open_attention.set(figures.open_attention);
    metrics.silent.set(figures.silent);
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(|e| ServerError::broken(e.to_string()))?;
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, content_type)], text).into_response())
}

fn is_allowed(state: &HttpState, headers: &HeaderMap, extensions: &Extensions) -> bool {
    if let Some(token) = &state.options.metrics_token {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        return sent.is_some_and(|sent| Hash::of(sent.as_bytes()) == Hash::of(token.as_bytes()));
    }
    // Behind a proxy everybody comes from this machine.
    !state.options.is_behind_proxy
        && !headers.contains_key("x-forwarded-for")
        && !headers.contains_key(header::FORWARDED)
        && extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback())
}
