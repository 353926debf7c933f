//! The page that the code on a report leads to: whether it is known here, and a place to have one's own file checked. It says
//! the report's number, its device and the date, and more only to whoever brings the genuine file.

use super::{HttpState, Problem, pages};
use crate::{
    ServerError,
    office::report::{Checked, Standing},
};
use axum::{
    extract::{Multipart, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use onsite_domain::{Id, Language, Rejected, RejectedCode, settings::Settings};
use onsite_messages::{say, say_with};

/// Larger reports are checked with `onsite verify`.
pub(super) const FILE_BYTES_MAX: usize = 25 << 20;

/// `GET /v/<id>`.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id: Option<Id> = id.parse().ok();
    let read = state.app.writer.read(move |store| {
        let standing = id.map(|id| store.standing_of(id)).transpose()?.flatten();
        Ok((store.settings()?, standing))
    });
    let (settings, standing) = read.await?;
    let language = pages::language_of(&headers).unwrap_or(settings.default_language);
    let status = if standing.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let body = html! {
        h1 { (say(language, "page-report-title")) }
        @match &standing {
            Some(standing) => {
                p { (say(language, "page-report-known")) }
                (summary(&settings, language, standing))
                @if standing.is_amended() { p.said.amended { (say(language, "page-report-amended")) } }
            }
            None => p { (say(language, "page-report-unknown")) }
        }
        (form(language))
    };
    Ok(pages::answer(status, &settings, language, &body))
}

/// `POST /v/<id>`: the file is checked and forgotten.
pub(super) async fn check(
    State(state): State<HttpState>,
    Path(_): Path<String>,
    headers: HeaderMap,
    mut sent: Multipart,
) -> Result<Response, Problem> {
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
    let read = state.app.writer.read(move |store| Ok((store.settings()?, store.verify_report(&file)?)));
    let (settings, checked) = read.await?;
    let language = pages::language_of(&headers).unwrap_or(settings.default_language);
    let body = html! {
        h1 { (say(language, "page-report-title")) }
        (result(&settings, language, &checked))
        (form(language))
    };
    Ok(pages::answer(StatusCode::OK, &settings, language, &body))
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
        Checked::Genuine(_, Some(standing)) => html! {
            @if standing.is_amended() {
                p.said.amended { (say(language, "verify-amended")) }
            } @else {
                p.said.good { (say(language, "verify-genuine")) }
            }
            (summary(settings, language, standing))
            @for amendment in &standing.amendments {
                p { (instant(settings, amendment.at_ms)) br; (amendment.text) br;
                    span.quiet { (say(language, "page-report-why")) (amendment.reason) } }
            }
            @if standing.superseded_by.is_some() { p { (say(language, "page-report-superseded")) } }
            @for beside in &standing.changed_beside {
                p.quiet { (say_with(language, "page-report-beside", &[
                    ("count", &beside.changes.to_string()), ("what", beside.word.as_str()),
                ])) }
            }
        },
    }
}

fn summary(settings: &Settings, language: Language, standing: &Standing) -> Markup {
    html! {
        dl {
            dt { (say(language, "verify-report")) } dd { (standing.number) }
            @if !standing.device.is_empty() { dt { (say(language, "verify-device")) } dd { (standing.device) } }
            dt { (say(language, "verify-signed-at")) } dd { (instant(settings, standing.signed_ms)) }
        }
    }
}

fn form(language: Language) -> Markup {
    html! {
        form method="post" enctype="multipart/form-data" {
            p { label for="file" { (say(language, "page-report-choose")) } }
            input id="file" type="file" name="file" accept="application/pdf" required;
            button { (say(language, "page-report-check")) }
        }
        p.quiet { (say(language, "page-report-not-kept")) }
    }
}

/// In the company's zone.
fn instant(settings: &Settings, at_ms: i64) -> String {
    let zone = TimeZone::get(&settings.zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at_ms).map(|at| at.to_zoned(zone));
    at.map(|at| at.strftime("%Y-%m-%d %H:%M %:z").to_string()).unwrap_or_default()
}
