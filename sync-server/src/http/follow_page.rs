//! The page on which a customer follows a request or an order, and says one thing more; and the page that hands out the signed
//! report. Each behind a link for that purpose; what is not open to the link is not said to exist.

use super::{
    ClientAddress, HttpState, Problem, contact,
    form::{self, Sending, Sent},
    pages::{self, Spoken},
};
use crate::{
    ServerError,
    office::{
        customer::Company,
        progress::{Addition, ClosedFollow, Followed, NotAdded, Progress},
        stage::{Besides, Stage, called},
    },
};
use axum::{
    Extension,
    extract::{Multipart, Path, State, multipart::MultipartRejection},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use onsite_domain::{Language, RejectedCode, id::Hash, settings::Settings};
use onsite_messages::{say, say_with};

pub(super) const BODY_BYTES_MAX: usize = 16 << 20;
const PHOTOS_MAX: usize = 1;
const FROM_ADDRESS_MAX: u32 = 20;
const BY_LINK_MAX: u32 = 10;

/// What a page says beside the progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Added,
    /// It was not added, for the reason with this key.
    Refused(&'static str, StatusCode),
    /// The same form in the other language.
    Switched,
}

/// `GET /f/<link>`.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    page(&state, link, spoken, &Sent::default(), Said::Nothing).await
}

/// `POST /f/<link>`: words and a photo, added to the request.
pub(super) async fn add(
    State(state): State<HttpState>,
    Extension(address): Extension<ClientAddress>,
    Path(link): Path<String>,
    spoken: Spoken,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let sent = form::read(&state, sent, PHOTOS_MAX).await;
    let chosen = pages::known_language(sent.field(form::LANGUAGE));
    let switched = pages::known_language(sent.field(form::SWITCH));
    let spoken = spoken.switched(switched.or(chosen));
    if switched.is_some() {
        return page(&state, link, spoken, &sent, Said::Switched).await;
    }
    let said = taken(&state, &address, &link, &sent).await?;
    page(&state, link, spoken, &sent, said).await
}

async fn taken(state: &HttpState, address: &ClientAddress, link: &str, sent: &Sent) -> Result<Said, Problem> {
    let refused = |key| Said::Refused(key, StatusCode::UNPROCESSABLE_ENTITY);
    let too_many = Said::Refused("page-form-too-many", StatusCode::TOO_MANY_REQUESTS);
    let followed = link.to_owned();
    let read =
        state.app.writer.read(move |store| Ok((store.settings()?, store.now_ms(), store.is_followed(&followed)?)));
    let (settings, now_ms, is_followed) = read.await?;
    // The page itself says why the link is closed.
    if !is_followed {
        return Ok(Said::Nothing);
    }
    if state.customers.count_from(&address.0, FROM_ADDRESS_MAX, now_ms).is_err() {
        return Ok(too_many);
    }
    if let Some(wrong) = sent.wrong {
        return Ok(refused(wrong.message_key()));
    }
    if !sent.field(form::TRAP).is_empty() {
        return Ok(refused("page-form-trap"));
    }
    let photos = match sent.photos(state, &settings.photo).await {
        Ok(photos) => photos,
        Err(Sending::Busy) => return Ok(Said::Refused("page-form-busy", StatusCode::SERVICE_UNAVAILABLE)),
        Err(wrong) => return Ok(refused(wrong.message_key())),
    };
    // By its hash: a link is as long as somebody wants it to be.
    let limited = format!("link {}", Hash::of(link.as_bytes()));
    if state.customers.count(&limited, BY_LINK_MAX, now_ms).is_err() {
        return Ok(too_many);
    }
    let addition = Addition { words: sent.field(form::WORDS).trim().to_owned(), photos };
    let (link, token) = (link.to_owned(), sent.field(form::TOKEN).to_owned());
    match state.app.writer.write(move |store| store.add_to_request(&link, &token, &addition)).await {
        Ok(Ok(())) => Ok(Said::Added),
        Ok(Err(NotAdded::Closed(_))) => Ok(Said::Nothing),
        Ok(Err(NotAdded::Stale)) => Ok(refused("page-form-stale")),
        Ok(Err(NotAdded::NoMore)) => Ok(refused("page-follow-no-more")),
        Err(ServerError::Rejected(rejected)) if rejected.code == RejectedCode::Missing => {
            Ok(refused("page-fault-words-missing"))
        }
        Err(ServerError::Rejected(_)) => Ok(refused("page-form-words-wrong")),
        Err(error) => Err(error.into()),
    }
}

async fn page(state: &HttpState, link: String, spoken: Spoken, sent: &Sent, said: Said) -> Result<Response, Problem> {
    let opens = link.clone();
    let read = state.app.writer.read(move |store| Ok((store.settings()?, store.follow(&opens)?)));
    let (settings, followed) = read.await?;
    let language = |progress: Option<&Progress>| {
        let by_request = progress.and_then(|progress| progress.language);
        spoken.chosen.or(by_request).unwrap_or_else(|| spoken.or(settings.default_language))
    };
    let followed = match followed {
        Ok(followed) => followed,
        Err(closed) => return Ok(shut(&settings, language(None), closed)),
    };
    let language = language(Some(&followed.progress));
    let body = body(language, &followed, sent, said);
    Ok(match said {
        Said::Nothing | Said::Added => pages::answer(StatusCode::OK, &settings, language, &body),
        Said::Switched => pages::answer_as_it_is(StatusCode::OK, &settings, language, &body),
        Said::Refused(_, status) => pages::answer_as_it_is(status, &settings, language, &body),
    })
}

fn shut(settings: &Settings, language: Language, closed: ClosedFollow) -> Response {
    let status = match closed {
        ClosedFollow::NotOurs => StatusCode::NOT_FOUND,
        _ => StatusCode::GONE,
    };
    let body = html! {
        h1 { (settings.company_name.in_language(language)) }
        p { (say(language, closed.message_key())) }
        (contact::telephone(settings, language))
    };
    pages::answer(status, settings, language, &body)
}

fn body(language: Language, followed: &Followed, sent: &Sent, said: Said) -> Markup {
    let Followed { company, progress, .. } = followed;
    let root = pages::root(&company.settings);
    let phrase = |key: &'static str| say(language, key);
    let at = |at_ms: i64| contact::instant("", &company.settings, language, at_ms);
    html! {
        h1 { (phrase("page-follow-title")) }
        p.number { (progress.number) }
        @match said {
            Said::Added => p.said.good role="status" { (phrase("page-follow-added")) }
            Said::Refused(key, _) => p.said.bad role="alert" { (phrase(key)) }
            Said::Nothing | Said::Switched => {}
        }
        @if let Some(besides) = progress.besides {
            p.said { (phrase(besides.message_key())) }
        }
        @if progress.besides != Some(Besides::Cancelled) { (way(language, company, progress)) }
        @if let Some(rate) = &followed.rate {
            a.action href=(format!("{root}/r/{rate}?lang={}", language.as_str())) { (phrase("page-follow-rate")) }
        }
        @for (report, signed_ms) in &followed.reports {
            a.action.second href=(format!("{root}/p/{report}?lang={}", language.as_str())) {
                (phrase("page-follow-report"))
                @if followed.reports.len() > 1 { " · " (at(*signed_ms)) }
            }
        }
        @for (at_ms, words) in &progress.said {
            blockquote { (words) p.quiet { (at(*at_ms)) } }
        }
        @if let Some(token) = &followed.form { (add_form(language, token, sent, said)) }
        (contact::telephone(&company.settings, language))
        (contact::hours(company, language))
    }
}

/// The stages as steps of a way: what is done, where it stands, what comes.
fn way(language: Language, company: &Company, progress: &Progress) -> Markup {
    let settings = &company.settings;
    let reached = |stage: Stage| {
        let at_ms = progress.reached_ms.iter().find(|(seen, _)| *seen == stage).map(|(_, at_ms)| *at_ms);
        at_ms.filter(|_| stage <= progress.stage).map(|at_ms| contact::instant("", settings, language, at_ms))
    };
    // A request that was answered needed nobody to come.
    let is_answered = progress.besides == Some(Besides::Answered);
    let is_way = |stage: &Stage| !is_answered || matches!(stage, Stage::Received | Stage::Taken | Stage::Done);
    let coming = progress
        .coming
        .as_ref()
        .map(|coming| contact::window(&coming.zone, settings, language, coming.start_ms, coming.end_ms));
    let engineer = progress.engineer.as_ref().map(|user| called(user, language)).filter(|name| !name.is_empty());
    html! {
        ol.way {
            @for stage in Stage::ALL.into_iter().filter(is_way) {
                @let is_now = stage == progress.stage && stage != Stage::Done;
                @let is_done = stage < progress.stage || (stage == progress.stage && stage == Stage::Done);
                li class=(if is_now { "now" } else if is_done { "done" } else { "ahead" }) aria-current=[is_now.then_some("step")] {
                    i aria-hidden="true" { @if is_done { "✓" } @else if is_now { "●" } }
                    (say(language, stage.message_key()))
                    @if let Some(reached) = reached(stage) { small { (reached) } }
                    @if is_now && stage >= Stage::Planned {
                        @if let Some(coming) = &coming { small { (coming) } }
                        @if let Some(engineer) = &engineer {
                            small { (say_with(language, "page-follow-engineer", &[("name", engineer)])) }
                        }
                    }
                }
            }
        }
    }
}

fn add_form(language: Language, token: &str, sent: &Sent, said: Said) -> Markup {
    let phrase = |key: &'static str| say(language, key);
    let came_back = matches!(said, Said::Refused(..) | Said::Switched);
    let words = if came_back { sent.field(form::WORDS) } else { "" };
    html! {
        details open[came_back] {
            summary { (phrase("page-follow-add")) }
            form method="post" enctype="multipart/form-data" {
                input type="hidden" name=(form::TOKEN) value=(token);
                input type="hidden" name=(form::LANGUAGE) value=(language.as_str());
                div.trap aria-hidden="true" {
                    label { (phrase("page-form-leave-empty"))
                        input type="text" name=(form::TRAP) value="" tabindex="-1" autocomplete="off"; }
                }
                div.field {
                    label for=(form::WORDS) { (phrase("page-follow-words")) " *" }
                    textarea id=(form::WORDS) name=(form::WORDS) required maxlength="4000" { (words) }
                }
                div.field {
                    label for=(form::PHOTO) { (phrase("page-follow-photo")) }
                    input id=(form::PHOTO) type="file" name=(form::PHOTO) accept="image/jpeg,image/png";
                    @if came_back { p.quiet { (phrase("page-form-photos-again")) } }
                }
                button { (phrase("page-follow-send")) }
                @if came_back {
                    @let other = language.other();
                    button.second name=(form::SWITCH) value=(other.as_str()) formnovalidate lang=(other.tag()) {
                        (pages::own_name(other))
                    }
                }
            }
        }
    }
}

impl Stage {
    fn message_key(self) -> &'static str {
        match self {
            Self::Received => "page-follow-received",
            Self::Taken => "page-follow-taken",
            Self::Planned => "page-follow-planned",
            Self::OnTheWay => "page-follow-on-the-way",
            Self::AtWork => "page-follow-at-work",
            Self::Done => "page-follow-done",
        }
    }
}

impl Besides {
    fn message_key(self) -> &'static str {
        match self {
            Self::Answered => "page-follow-answered",
            Self::Paused => "page-follow-paused",
            Self::AnotherVisit => "page-follow-another-visit",
            Self::Cancelled => "page-follow-cancelled",
        }
    }
}

/// `GET /p/<link>`: the signed report of a visit, to be taken and to be checked.
pub(super) async fn report(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    let opens = link.clone();
    let read = state.app.writer.read(move |store| Ok((store.settings()?, store.open_report(&opens)?)));
    let (settings, opened) = read.await?;
    let language = spoken.or(settings.default_language);
    let open = match opened {
        Ok(open) => open,
        Err(closed) => return Ok(shut(&settings, language, closed)),
    };
    let root = pages::root(&settings);
    let body = html! {
        h1 { (say(language, "page-own-report-title")) }
        dl {
            dt { (say(language, "verify-report")) } dd { (open.number) }
            dt { (say(language, "verify-signed-at")) } dd { (contact::instant("", &settings, language, open.signed_ms)) }
        }
        @if open.is_here {
            a.action href=(format!("{root}/p/{link}/pdf")) { (say(language, "page-own-report-get")) }
        } @else {
            p.said { (say(language, "page-own-report-not-arrived")) }
        }
        a.action.second href=(format!("{root}/v/{}?lang={}", open.signature, language.as_str())) { (say(language, "page-own-report-check")) }
        (contact::telephone(&settings, language))
    };
    Ok(pages::answer(StatusCode::OK, &settings, language, &body))
}

/// `GET /p/<link>/pdf`: the file.
pub(super) async fn report_file(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    let read = state.app.writer.read(move |store| {
        let file = match store.open_report(&link)? {
            Ok(open) if open.is_here => Ok(store.report_file(open.signature)?),
            Ok(_) => Err(ClosedFollow::NotOurs),
            Err(closed) => Err(closed),
        };
        Ok((store.settings()?, file))
    });
    let (settings, file) = read.await?;
    let file = match file {
        Ok(file) => file,
        Err(closed) => return Ok(shut(&settings, spoken.or(settings.default_language), closed)),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}.pdf\"", file.name)),
    ];
    Ok((headers, file.bytes).into_response())
}
