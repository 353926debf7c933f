//! The page that the code on a report leads to: whether it is known here, and a place to have one's own file checked. It says
//! the report's number, its device and the date, and more only to whoever brings the genuine file. On the same pages the
//! company publishes its root key, for whoever checks without this server.

use super::{
    ClientAddress, HttpState, Problem,
    pages::{self, Spoken},
};
use crate::{
    ServerError, ServerStore,
    office::report::{Checked, Standing},
};
use axum::{
    Extension,
    extract::{Multipart, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use onsite_domain::{Id, Language, Rejected, RejectedCode, id::Hash, settings::Settings};
use onsite_messages::{say, say_with};

/// Larger reports are checked with `onsite verify`.
pub(super) const FILE_BYTES_MAX: usize = 25 << 20;

/// What every one of these pages says of the company.
struct Publisher {
    settings: Settings,
    root: Hash,
}

impl Publisher {
    fn of(store: &ServerStore) -> Result<Self, ServerError> {
        Ok(Self { settings: store.settings()?, root: store.keys().root().fingerprint() })
    }

    fn language(&self, spoken: Spoken) -> Language {
        spoken.or(self.settings.default_language)
    }

    fn page(&self, status: StatusCode, language: Language, said: &Markup) -> Response {
        let body = html! {
            h1 { (say(language, "page-report-title")) }
            (said)
            form method="post" enctype="multipart/form-data" {
                p { label for="file" { (say(language, "page-report-choose")) } }
                input id="file" type="file" name="file" accept="application/pdf" required;
                button { (say(language, "page-report-check")) }
            }
            p.quiet { (say(language, "page-report-not-kept")) }
            details {
                summary { (say(language, "page-report-elsewhere")) }
                p.quiet { (say(language, "page-report-root")) }
                p.key { (in_groups(&self.root.to_string())) }
                p { a href="/v/root.pub" download { (say(language, "page-report-root-key")) } }
                p { a href="/v/root.crt" download { (say(language, "page-report-root-certificate")) } }
            }
        };
        pages::answer(status, &self.settings, language, &body)
    }
}

/// `GET /v`: for a file whose code nobody scanned.
pub(super) async fn ask(State(state): State<HttpState>, spoken: Spoken) -> Result<Response, Problem> {
    let publisher = state.app.writer.read(|store| Publisher::of(store)).await?;
    Ok(publisher.page(StatusCode::OK, publisher.language(spoken), &html! {}))
}

/// `GET /v/<id>`.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    let id: Option<Id> = id.parse().ok();
    let read = state.app.writer.read(move |store| {
        let standing = id.map(|id| store.standing_of(id)).transpose()?.flatten();
        Ok((Publisher::of(store)?, standing))
    });
    let (publisher, standing) = read.await?;
    let language = publisher.language(spoken);
    let status = if standing.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let said = html! {
        @match &standing {
            Some(standing) => {
                p { (say(language, "page-report-known")) }
                (summary(&publisher.settings, language, standing))
                @if standing.is_amended() { p.said.amended { (say(language, "page-report-amended")) } }
            }
            None => p { (say(language, "page-report-unknown")) }
        }
    };
    Ok(publisher.page(status, language, &said))
}

/// `POST /v`, `POST /v/<id>`: the file is checked and forgotten.
pub(super) async fn check(
    State(state): State<HttpState>,
    Extension(address): Extension<ClientAddress>,
    spoken: Spoken,
    mut sent: Multipart,
) -> Result<Response, Problem> {
    let now_ms = state.app.writer.read(|store| Ok(store.now_ms())).await?;
    state.checked.start_from(&address.0, now_ms)?;
    // Before the file is read: what waits takes no memory.
    let Ok(_turn) = state.verifying.try_acquire() else {
        return Err(ServerError::Unavailable("other files are being checked; try again in a moment".to_owned()).into());
    };
    let unreadable = |e: &dyn std::fmt::Display| {
        ServerError::from(Rejected::because(RejectedCode::WrongShape, "file", e.to_string()))
    };
    let field = sent.next_field().await.map_err(|e| unreadable(&e))?;
    let field = field.ok_or_else(|| ServerError::rejected(RejectedCode::Missing, "file"))?;
    let file = field.bytes().await.map_err(|e| unreadable(&e))?;
    let read = state.app.writer.read(move |store| Ok((Publisher::of(store)?, store.verify_report(&file)?)));
    let (publisher, checked) = read.await?;
    let language = publisher.language(spoken);
    let said = result(&publisher.settings, language, &checked);
    Ok(publisher.page(StatusCode::OK, language, &said))
}

/// `GET /v/root.pub`: the root key as 64 digits, which `onsite verify --root` takes.
pub(super) async fn root_key(State(state): State<HttpState>) -> Result<Response, Problem> {
    let key = state.app.writer.read(|store| Ok(Hash(store.keys().root().0).to_string())).await?;
    Ok(published("text/plain; charset=utf-8", "root.pub", format!("{key}\n")))
}

/// `GET /v/root.crt`: its companion's certificate, for readers of PDF.
pub(super) async fn root_certificate(State(state): State<HttpState>) -> Result<Response, Problem> {
    let read = state.app.writer.read(|store| {
        let [_, root] = store.keys().issuer.to_pem().map_err(|e| ServerError::broken(e.to_string()))?;
        Ok(root)
    });
    Ok(published("application/x-x509-ca-cert", "root.crt", read.await?))
}

fn published(content_type: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, text).into_response()
}

fn result(settings: &Settings, language: Language, checked: &Checked) -> Markup {
    match checked {
        Checked::NotGenuine(fault) => html! {
            p.said.bad { (say(language, "verify-not-genuine")) }
            p { (say(language, fault.message_key())) }
        },
        Checked::Genuine(verified, None) => html! {
            p.said.good { (say(language, "verify-genuine")) }
            dl { dt { (say(language, "verify-report")) } dd { (verified.record.shown.number) } }
            p { (say(language, "page-report-unknown")) }
        },
        Checked::Genuine(verified, Some(standing)) => html! {
            @if standing.is_amended() {
                p.said.amended { (say(language, "verify-amended")) }
            } @else {
                p.said.good { (say(language, "verify-genuine")) }
            }
            (summary(settings, language, standing))
            @if let Some(receipt) = verified.receipt {
                dl { dt { (say(language, "verify-received-at")) } dd { (instant(settings, receipt.server_ms)) } }
            }
            @for amendment in &standing.amendments {
                p { (instant(settings, amendment.at_ms)) br; (amendment.text) br;
                    span.quiet { (say_with(language, "verify-why", &[("reason", &amendment.reason)])) } }
            }
            @if standing.decided_since > 0 {
                p { (say_with(language, "verify-decided-since", &[("count", &standing.decided_since.to_string())])) }
            }
            @if standing.superseded_by.is_some() { p { (say(language, "verify-superseded")) } }
            @for beside in &standing.changed_beside {
                p.quiet { (say_with(language, beside.message_key(), &[("count", &beside.changes.to_string())])) }
            }
        },
    }
}

fn summary(settings: &Settings, language: Language, standing: &Standing) -> Markup {
    html! {
        dl {
            dt { (say(language, "verify-report")) } dd { (standing.number) }
            @if !standing.device.is_blank() {
                dt { (say(language, "verify-device")) } dd { (standing.device.in_language(language)) }
            }
            dt { (say(language, "verify-signed-at")) } dd { (instant(settings, standing.signed_ms)) }
        }
    }
}

/// Digits in fours, to be compared by eye.
fn in_groups(digits: &str) -> String {
    let groups = digits.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(" ")
}

/// In the company's zone.
fn instant(settings: &Settings, at_ms: i64) -> String {
    let zone = TimeZone::get(&settings.zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at_ms).map(|at| at.to_zoned(zone));
    at.map(|at| at.strftime("%Y-%m-%d %H:%M %:z").to_string()).unwrap_or_default()
}
