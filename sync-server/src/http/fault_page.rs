//! The page on which anybody reports a fault of the machine whose code they scanned. It says the same for every code: not whether
//! the code is known, nor whose the machine is, nor that others reported the same.

use super::{
    ClientAddress, HttpState, Problem, contact,
    form::{self, Sending, Sent},
    pages::{self, Spoken},
};
use crate::office::{
    customer::Company,
    fault_report::{FaultReport, PHOTOS_MAX, StaleForm, TakenFault},
};
use axum::{
    Extension,
    extract::{Multipart, Path, State, multipart::MultipartRejection},
    http::{StatusCode, header},
    response::Response,
};
use maud::{Markup, html};
use onsite_domain::{Language, RejectedCode, acceptance::DeviceState, device_code::DeviceCode};
use onsite_labels::{Level, Symbol};
use onsite_messages::{say, say_with};

pub(super) const BODY_BYTES_MAX: usize = 48 << 20;
const FROM_ADDRESS_MAX: u32 = 20;
const FOR_CODE_MAX: u32 = 10;
const STATE: &str = "state";
const NAME: &str = "name";
const PHONE: &str = "phone";
const STATES: [(DeviceState, &str); 3] = [
    (DeviceState::Stopped, "page-fault-stopped"),
    (DeviceState::Limited, "page-fault-limited"),
    (DeviceState::Working, "page-fault-working"),
];

/// Why a form comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    Sending(Sending),
    /// Open for too long, or not ours.
    Stale,
    Trap,
    TooMany,
    Words(RejectedCode),
    State,
    Phone(RejectedCode),
    Name,
}

/// `GET /d/<code>/fault`.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    let Ok(code) = code.parse::<DeviceCode>() else { return misread(&state, spoken).await };
    let asked = code.clone();
    let read = state.app.writer.read(move |store| Ok((store.company()?, store.fault_form(&asked))));
    let (company, token) = read.await?;
    let language = spoken.or(company.settings.default_language);
    let body = form(&company, language, &code, &token, &Sent::default(), None);
    Ok(pages::answer(StatusCode::OK, &company.settings, language, &body))
}

/// `POST /d/<code>/fault`: words, state, telephone, name, photos. What is refused comes back as it was filled in.
pub(super) async fn report(
    State(state): State<HttpState>,
    Extension(address): Extension<ClientAddress>,
    Path(code): Path<String>,
    spoken: Spoken,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let sent = form::read(&state, sent, PHOTOS_MAX).await;
    let Ok(code) = code.parse::<DeviceCode>() else { return misread(&state, spoken).await };
    let (asked, token) = (code.clone(), sent.field(form::TOKEN).to_owned());
    let read =
        state.app.writer.read(move |store| Ok((store.company()?, store.now_ms(), store.taken_fault(&asked, &token)?)));
    let (company, now_ms, before) = read.await?;
    let chosen = pages::known_language(sent.field(form::LANGUAGE));
    let language = chosen.unwrap_or_else(|| spoken.or(company.settings.default_language));
    if let Some(other) = pages::known_language(sent.field(form::SWITCH)) {
        return again(&state, &company, other, &code, &sent, None).await;
    }
    let outcome = match state.customers.count_from(&address.0, FROM_ADDRESS_MAX, now_ms) {
        Err(_) => Err(Refused::TooMany),
        Ok(()) => match before {
            Err(StaleForm) => Err(Refused::Stale),
            Ok(Some(taken)) => Ok(taken),
            Ok(None) => take(&state, &company, language, &code, &sent, now_ms).await?,
        },
    };
    match outcome {
        Ok(taken) => {
            let body = thanks(&company, &taken);
            Ok(pages::answer_as_it_is(StatusCode::OK, &company.settings, taken.language, &body))
        }
        Err(refused) => again(&state, &company, language, &code, &sent, Some(refused)).await,
    }
}

async fn take(
    state: &HttpState,
    company: &Company,
    language: Language,
    code: &DeviceCode,
    sent: &Sent,
    now_ms: i64,
) -> Result<Result<TakenFault, Refused>, Problem> {
    if let Some(wrong) = sent.wrong {
        return Ok(Err(Refused::Sending(wrong)));
    }
    if !sent.field(form::TRAP).is_empty() {
        return Ok(Err(Refused::Trap));
    }
    let mut report = written(sent, language);
    if let Err(rejected) = report.check() {
        return Ok(Err(match rejected.path.as_str() {
            "device_state" => Refused::State,
            "reporter_phone" => Refused::Phone(rejected.code),
            "reporter_name" => Refused::Name,
            _ => Refused::Words(rejected.code),
        }));
    }
    report.photos = match sent.photos(state, &company.settings.photo).await {
        Ok(photos) => photos,
        Err(wrong) => return Ok(Err(Refused::Sending(wrong))),
    };
    if state.customers.count(&format!("fault {code}"), FOR_CODE_MAX, now_ms).is_err() {
        return Ok(Err(Refused::TooMany));
    }
    let (code, token) = (code.clone(), sent.field(form::TOKEN).to_owned());
    let taken = state.app.writer.write(move |store| store.report_fault(&code, &token, &report)).await?;
    Ok(taken.map_err(|StaleForm| Refused::Stale))
}

fn written(sent: &Sent, language: Language) -> FaultReport {
    FaultReport {
        words: sent.field(form::WORDS).trim().to_owned(),
        state: DeviceState::from_text(sent.field(STATE)),
        name: sent.field(NAME).to_owned(),
        phone: form::plain_digits(sent.field(PHONE)),
        language,
        photos: Vec::new(),
    }
}

/// The form with a new token, as it was filled in.
async fn again(
    state: &HttpState,
    company: &Company,
    language: Language,
    code: &DeviceCode,
    sent: &Sent,
    refused: Option<Refused>,
) -> Result<Response, Problem> {
    // The token of a form that can still be sent stays: its request is the same whenever it is sent.
    let (asked, held) = (code.clone(), sent.field(form::TOKEN).to_owned());
    let read = state.app.writer.read(move |store| {
        Ok(match store.taken_fault(&asked, &held)? {
            Ok(_) => held,
            Err(StaleForm) => store.fault_form(&asked),
        })
    });
    let token = read.await?;
    let status = match refused {
        None => StatusCode::OK,
        Some(Refused::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        Some(Refused::Sending(Sending::Busy)) => StatusCode::SERVICE_UNAVAILABLE,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let body = form(company, language, code, &token, sent, Some(refused));
    let mut response = pages::answer_as_it_is(status, &company.settings, language, &body);
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("900"));
    }
    Ok(response)
}

async fn misread(state: &HttpState, spoken: Spoken) -> Result<Response, Problem> {
    let settings = state.app.writer.read(|store| store.settings()).await?;
    let language = spoken.or(settings.default_language);
    Ok(pages::answer(StatusCode::NOT_FOUND, &settings, language, &pages::misread(language)))
}

/// `came_back` is `None` for a form that nobody sent yet.
fn form(
    company: &Company,
    language: Language,
    code: &DeviceCode,
    token: &str,
    sent: &Sent,
    came_back: Option<Option<Refused>>,
) -> Markup {
    let refused = came_back.flatten();
    let phrase = |key: &'static str| say(language, key);
    let wrong = refused.map(|refused| (refused, refused.message_key()));
    let at = |is_here: fn(Refused) -> bool| {
        let key = wrong.filter(|(refused, _)| is_here(*refused)).map(|(_, key)| key);
        html! { @if let Some(key) = key { p.wrong { (phrase(key)) } } }
    };
    let chosen = DeviceState::from_text(sent.field(STATE));
    html! {
        h1 { (phrase("page-fault-title")) }
        p.code { (code.in_clear()) }
        @if let Some((refused, key)) = wrong {
            p.said.bad role="alert" { (phrase(key)) }
            @if refused.is_to_call() { (contact::telephone(&company.settings, language)) }
        }
        form method="post" enctype="multipart/form-data" {
            input type="hidden" name=(form::TOKEN) value=(token);
            input type="hidden" name=(form::LANGUAGE) value=(language.as_str());
            div.trap aria-hidden="true" {
                label { (phrase("page-form-leave-empty"))
                    input type="text" name=(form::TRAP) value="" tabindex="-1" autocomplete="off"; }
            }
            div.field {
                label for=(form::WORDS) { (phrase("page-fault-words")) " *" }
                textarea id=(form::WORDS) name=(form::WORDS) required maxlength="4000" { (sent.field(form::WORDS)) }
                (at(|refused| matches!(refused, Refused::Words(_))))
            }
            fieldset {
                legend { (phrase("page-fault-state")) " *" }
                div.choices {
                    @for (state, key) in STATES {
                        label {
                            input type="radio" name=(STATE) value=(state.as_str()) required checked[chosen == state];
                            span { (phrase(key)) }
                        }
                    }
                }
                (at(|refused| refused == Refused::State))
            }
            div.field {
                label for=(PHONE) { (phrase("page-fault-phone")) " *" }
                input id=(PHONE) type="tel" name=(PHONE) value=(sent.field(PHONE)) required maxlength="40" autocomplete="tel";
                (at(|refused| matches!(refused, Refused::Phone(_))))
            }
            div.field {
                label for=(NAME) { (phrase("page-fault-name")) }
                input id=(NAME) type="text" name=(NAME) value=(sent.field(NAME)) maxlength="200" autocomplete="name";
                (at(|refused| refused == Refused::Name))
            }
            div.field {
                label for="photo-1" { (phrase("page-fault-photos")) }
                input id="photo-1" type="file" name=(form::PHOTO) accept="image/jpeg,image/png";
                @if came_back.is_some() { p.quiet { (phrase("page-form-photos-again")) } }
                details {
                    summary { (phrase("page-fault-more-photos")) }
                    @for number in 2..=PHOTOS_MAX {
                        p { input type="file" name=(form::PHOTO) accept="image/jpeg,image/png"
                            aria-label=(say_with(language, "page-fault-photo-number", &[("number", &number.to_string())])); }
                    }
                }
            }
            button { (phrase("page-fault-send")) }
            p.quiet { (phrase("page-fault-who-reads")) }
            @if came_back.is_some() {
                @let other = language.other();
                button.second name=(form::SWITCH) value=(other.as_str()) formnovalidate lang=(other.tag()) {
                    (pages::own_name(other))
                }
            }
        }
    }
}

fn thanks(company: &Company, taken: &TakenFault) -> Markup {
    let language = taken.language;
    let phrase = |key: &'static str| say(language, key);
    let is_whole = taken.follow.contains("://");
    html! {
        h1 { (phrase("page-fault-thanks")) }
        p.quiet { (phrase("page-fault-your-number")) }
        p.number { (taken.number) }
        @if let Some(promised_ms) = taken.promised_ms {
            p { (say_with(language, "page-fault-promised", &[
                ("time", &contact::instant(&company.settings.zone, &company.settings, language, promised_ms))])) }
        } @else {
            p { (phrase("page-fault-next")) }
        }
        a.action href=(taken.follow) { (phrase("page-fault-follow")) }
        @if is_whole {
            div.field {
                label for="link" { (phrase("page-fault-keep-link")) }
                input.link id="link" type="text" readonly value=(taken.follow);
            }
            (symbol(language, &taken.follow))
        }
        (contact::telephone(&company.settings, language))
        (contact::hours(company, language))
    }
}

/// For whoever sits at a desk computer and goes on with a phone.
fn symbol(language: Language, link: &str) -> Markup {
    let Ok(symbol) = Symbol::of(link, Level::L) else { return html! {} };
    // Four modules must stand free around it.
    let side = symbol.modules().saturating_add(8);
    let mut dark = String::new();
    for (column, row, modules) in symbol.runs() {
        dark.push_str(&format!("M{column} {row}h{modules}v1h-{modules}z"));
    }
    html! {
        div.qr {
            svg viewBox=(format!("-4 -4 {side} {side}")) role="img" aria-label=(say(language, "page-fault-symbol"))
                shape-rendering="crispEdges" { path fill="#000" d=(dark) {} }
        }
    }
}

impl Refused {
    fn message_key(self) -> &'static str {
        match self {
            Self::Sending(wrong) => wrong.message_key(),
            Self::Stale => "page-form-stale",
            Self::Trap => "page-form-trap",
            Self::TooMany => "page-form-too-many",
            Self::Words(RejectedCode::Missing) => "page-fault-words-missing",
            Self::Words(_) => "page-form-words-wrong",
            Self::State => "page-fault-state-missing",
            Self::Phone(RejectedCode::Missing) => "page-fault-phone-missing",
            Self::Phone(_) => "page-fault-phone-wrong",
            Self::Name => "page-fault-name-wrong",
        }
    }

    /// Whether sending it again may not help soon.
    fn is_to_call(self) -> bool {
        matches!(self, Self::TooMany | Self::Sending(Sending::Busy))
    }
}
