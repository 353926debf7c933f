//! Pages for whoever scans a code with any telephone: no account, and nothing about the machine or whose it is. What a page
//! says is the same for every code, issued or not.

use super::{HttpState, Problem};
use axum::{
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use maud::{DOCTYPE, Markup, html};
use onsite_domain::{Language, device_code::DeviceCode, settings::Settings};
use onsite_messages::say;
use std::convert::Infallible;

/// Styles stand in the page itself; nothing is loaded and nothing runs.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const STYLE: &str = "
    :root { color-scheme: light dark; --ink: #15201d; --quiet: #5b6663; --surface: #ffffff; --bg: #f6f7f5;
            --line: #d5dad6; --action: #0a5a60; --on-action: #ffffff }
    @media (prefers-color-scheme: dark) {
        :root { --ink: #eef3f0; --quiet: #a3b0ab; --surface: #182120; --bg: #0f1514;
                --line: #33413e; --action: #7cd3cf; --on-action: #062b2d }
    }
    /* What a browser does not know it leaves out: each page can be read and sent without any of this. */
    body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f6f7f5; color: #15201d;
           background: var(--bg); color: var(--ink);
           font: 1.125rem/1.6 system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif }
    main { box-sizing: border-box; width: 100%; max-width: 28rem; padding: 1.25rem 1.5rem;
           border: 1px solid var(--line); border-radius: 1rem; background: var(--surface) }
    @media (max-width: 30rem) { body { display: block } main { min-height: 100vh; padding: 1rem 1.25rem; border: 0; border-radius: 0 } }
    nav { display: flex; justify-content: flex-end; margin: 0 -.75rem .25rem 0 }
    nav a { display: block; padding: .65rem .75rem; min-height: 1.5rem; font-size: 1rem }
    h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.3 }
    p { margin: .75rem 0 }
    .code { font: 600 1.375rem/1.4 ui-monospace, monospace; letter-spacing: .04em }
    .quiet { color: var(--quiet); font-size: 1rem }
    a { color: var(--action) }
    a.action { display: block; margin: 1.5rem 0; padding: .9rem 1rem; min-height: 1.5rem; border-radius: .75rem;
               background: #0a5a60; color: #ffffff; background: var(--action); color: var(--on-action);
               text-align: center; text-decoration: none; font-weight: 600; border: 2px solid transparent }
    a.second, button.second { background: transparent; color: var(--action); border: 2px solid var(--action) }
    a.action + a.action { margin-top: -.75rem }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 1rem 0 }
    dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
    .said { padding: .75rem 1rem; border-radius: .75rem; border: 2px solid currentColor; font-weight: 600 }
    .good { color: #2b6a2f } .amended { color: #8a5300 } .bad, .wrong { color: #b3261e }
    .wrong { font-weight: 600 }
    @media (prefers-color-scheme: dark) { .good { color: #8fd694 } .amended { color: #ffc46b } .bad, .wrong { color: #ff9a90 } }
    fieldset { margin: 1.5rem 0; padding: 0; border: 0 } legend { padding: 0 0 .5rem; font-weight: 600 }
    .scale { display: grid; grid-template-columns: repeat(auto-fit, minmax(3rem, 1fr)); gap: .375rem }
    .of-11 { grid-template-columns: repeat(6, 1fr) } .of-7 { grid-template-columns: repeat(4, 1fr) }
    .choices { display: grid; gap: .375rem }
    .scale label, .choices label { position: relative; display: block }
    .scale span, .choices span { display: block; min-height: 1.75rem; padding: .6rem .75rem;
           border: 2px solid var(--quiet); border-radius: .75rem; text-align: center }
    .choices span { text-align: start }
    .scale input, .choices input { position: absolute; left: 0; top: 0; margin: 0; opacity: 0; width: 100%; height: 100% }
    input:checked + span { border-color: #0a5a60; background: #0a5a60; color: #ffffff;
           border-color: var(--action); background: var(--action); color: var(--on-action) }
    .choices input:checked + span::before { content: '\\2713\\00a0' }
    input:focus + span { outline: 3px solid var(--ink); outline-offset: 3px }
    input:focus:not(:focus-visible) + span { outline: 0 }
    .field { margin: 1.5rem 0 } .field label { display: block; padding: 0 0 .5rem; font-weight: 600 }
    .field p { margin: .35rem 0 } .field small { font-weight: 400; color: var(--quiet); font-size: 1rem }
    input[type=text], input[type=tel], input.link { box-sizing: border-box; width: 100%; padding: .75rem 1rem; min-height: 3rem;
           border: 2px solid var(--quiet); border-radius: .75rem; background: transparent; color: inherit; font: inherit }
    .trap { position: absolute; left: -99rem; width: 1px; height: 1px; overflow: hidden }
    .qr { display: none; width: 13rem; margin: 1rem auto; background: #ffffff; border-radius: .75rem }
    @media (min-width: 40rem) { .qr { display: block } }
    .qr svg { display: block; width: 100%; height: auto }
    .number { margin: .25rem 0 1rem; font: 600 1.75rem/1.3 ui-monospace, monospace; letter-spacing: .03em }
    ol.way { list-style: none; margin: 1.25rem 0; padding: 0 }
    ol.way li { position: relative; margin: 0; padding: 0 0 1.1rem 2.5rem; min-height: 1.75rem; color: var(--quiet) }
    ol.way li::before { content: ''; position: absolute; left: .8rem; top: 1.8rem; bottom: -.1rem; width: 2px; background: var(--line) }
    ol.way li:last-child::before { display: none }
    ol.way i { position: absolute; left: 0; top: 0; width: 1.75rem; height: 1.75rem; box-sizing: border-box; border-radius: 50%;
           border: 2px solid var(--quiet); text-align: center; font: 700 1rem/1.5rem system-ui, sans-serif }
    ol.way .done { color: inherit } ol.way .now { color: inherit; font-weight: 600 }
    ol.way .done i, ol.way .now i { border-color: #0a5a60; background: #0a5a60; color: #ffffff;
           border-color: var(--action); background: var(--action); color: var(--on-action) }
    ol.way small { display: block; font-weight: 400; font-size: 1rem; color: var(--quiet) }
    blockquote { margin: .75rem 0; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--line); white-space: pre-line;
           overflow-wrap: anywhere }
    .ends { display: flex; justify-content: space-between; margin: .25rem 0 0; color: var(--quiet); font-size: 1rem }
    textarea { box-sizing: border-box; width: 100%; min-height: 6rem; padding: .75rem 1rem; border: 2px solid var(--quiet);
           border-radius: .75rem; background: transparent; color: inherit; font: inherit }
    input[type=file] { box-sizing: border-box; width: 100%; padding: 1.5rem 1rem; border: 2px dashed var(--quiet);
           border-radius: .75rem; font: inherit; color: inherit; font-size: 1rem }
    button { width: 100%; margin-top: .75rem; padding: .9rem 1rem; border: 2px solid transparent; border-radius: .75rem;
           background: #0a5a60; color: #ffffff; background: var(--action); color: var(--on-action); font: inherit; font-weight: 600 }
    details { margin: 1rem 0; border-top: 1px solid var(--line); padding-top: .35rem }
    summary { padding: .65rem 0; color: var(--quiet); font-size: 1rem; cursor: pointer }
    .key { font: 1rem/1.7 ui-monospace, monospace }
    button:focus-visible, summary:focus-visible, input:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
    a.action:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
";

/// `GET /d/<code>`: what the link on a label leads to.
pub(super) async fn device(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    let settings = state.app.writer.read(|store| store.settings()).await?;
    let language = spoken.or(settings.default_language);
    let (status, body) = match code.parse::<DeviceCode>() {
        Ok(code) => (StatusCode::OK, known(&settings, language, &code)),
        Err(_) => (StatusCode::NOT_FOUND, misread(language)),
    };
    Ok(answer(status, &settings, language, &body))
}

/// A page as it goes out: kept by nobody on the way, with a link to the same in the other language.
pub(super) fn answer(status: StatusCode, settings: &Settings, language: Language, body: &Markup) -> Response {
    let other = language.other();
    let switch =
        html! { nav { a href=(format!("?lang={}", other.as_str())) lang=(other.tag()) { (own_name(other)) } } };
    answer_as_it_is(status, settings, language, &html! { (switch) (body) })
}

/// The same without that link: where following it would lose what somebody wrote.
pub(super) fn answer_as_it_is(status: StatusCode, settings: &Settings, language: Language, body: &Markup) -> Response {
    let page = page(language, settings.company_name.in_language(language), body).into_string();
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
    ];
    (status, headers, page).into_response()
}

fn known(settings: &Settings, language: Language, code: &DeviceCode) -> Markup {
    let company = settings.company_name.in_language(language);
    let phone = settings.company_phone.trim();
    let dialled = dialled(phone);
    html! {
        h1 { (company) }
        p { (say(language, "page-device-ours")) }
        p.code { (code.in_clear()) }
        a.action href=(format!("{}/d/{code}/fault?lang={}", root(settings), language.as_str())) { (say(language, "page-device-fault")) }
        a.action.second href=(format!("onsite://d/{code}")) { (say(language, "page-device-open")) }
        @if !dialled.is_empty() {
            p { (say(language, "page-device-phone")) a href=(format!("tel:{dialled}")) { (phone) } }
        }
        p.quiet { (say(language, "page-device-say-code")) }
    }
}

pub(super) fn misread(language: Language) -> Markup {
    html! {
        h1 { (say(language, "page-code-misread")) }
        p { (say(language, "page-code-misread-advice")) }
    }
}

fn page(language: Language, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    }
}

/// The path before those of this server, where it stands behind somebody else's: `/service` of `https://example.org/service`.
pub(super) fn root(settings: &Settings) -> &str {
    let (_, rest) = settings.public_url.split_once("://").unwrap_or_default();
    let at = rest.find('/').unwrap_or(rest.len());
    rest.get(at..).unwrap_or_default().trim_end_matches('/')
}

/// What of a telephone number is dialled: not the extension, nor the zero that is left out from abroad.
pub(super) fn dialled(phone: &str) -> String {
    let without = phone.replace("(0)", "");
    let number = without.split(|c: char| !c.is_ascii_digit() && !"+ ().-".contains(c)).next().unwrap_or_default();
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// What a language is called in itself.
pub(super) fn own_name(language: Language) -> &'static str {
    match language {
        Language::Zh => "中文",
        Language::En => "English",
    }
}

/// The language that somebody asked for: with `?lang=` by the switch of a page, else the first of the browser that there is here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spoken {
    pub(super) chosen: Option<Language>,
    browser: Option<Language>,
}

impl Spoken {
    /// With the language that a form chose, if it did.
    pub(super) fn switched(self, chosen: Option<Language>) -> Self {
        Self { chosen: chosen.or(self.chosen), ..self }
    }

    pub(super) fn or(self, other: Language) -> Language {
        self.chosen.or(self.browser).unwrap_or(other)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let chosen = query.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(known_language);
        let wanted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let browser = wanted
            .unwrap_or_default()
            .split(',')
            .find_map(|range| known_language(&range.trim().get(..2)?.to_ascii_lowercase()));
        Ok(Self { chosen, browser })
    }
}

/// A language as forms and addresses name it.
pub(super) fn known_language(tag: &str) -> Option<Language> {
    Language::ALL.iter().copied().find(|language| language.as_str() == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_before_ours_is_that_of_the_public_address() {
        let root_of = |url: &str| root(&Settings { public_url: url.into(), ..Settings::default() }).to_owned();
        assert_eq!(root_of("https://service.example"), "");
        assert_eq!(root_of("https://service.example/"), "");
        assert_eq!(root_of("https://example.org/service/"), "/service");
        assert_eq!(root_of(""), "");
    }
}
