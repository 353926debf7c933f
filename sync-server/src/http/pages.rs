//! Pages for whoever scans a code with any telephone: no account, and nothing about the machine or whose it is. What a page
//! says is the same for every code, issued or not.

use super::{HttpState, Problem};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use maud::{DOCTYPE, Markup, html};
use onsite_domain::{Language, device_code::DeviceCode, settings::Settings};
use onsite_messages::say;

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
    body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--bg); color: var(--ink);
           font: 1.125rem/1.6 system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif }
    main { box-sizing: border-box; width: min(28rem, calc(100vw - 2rem)); padding: 2rem 1.5rem 1.25rem;
           border: 1px solid var(--line); border-radius: 1rem; background: var(--surface) }
    h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.3 }
    p { margin: .75rem 0 }
    .code { font: 600 1.375rem/1.4 ui-monospace, monospace; letter-spacing: .04em }
    .quiet { color: var(--quiet); font-size: 1rem }
    a { color: var(--action) }
    a.action { display: block; margin: 1.5rem 0; padding: .9rem 1rem; min-height: 1.5rem; border-radius: .75rem;
               background: var(--action); color: var(--on-action); text-align: center; text-decoration: none; font-weight: 600 }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 1rem 0 }
    dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
    .said { padding: .75rem 1rem; border-radius: .75rem; border: 2px solid currentColor; font-weight: 600 }
    .good { color: #2b6a2f } .amended { color: #8a5300 } .bad { color: #b3261e }
    @media (prefers-color-scheme: dark) { .good { color: #8fd694 } .amended { color: #ffc46b } .bad { color: #ff9a90 } }
    fieldset { margin: 1.5rem 0; padding: 0; border: 0 } legend { padding: 0 0 .5rem; font-weight: 600 }
    .scale { display: grid; grid-template-columns: repeat(auto-fit, minmax(3rem, 1fr)); gap: .375rem }
    .of-11 { grid-template-columns: repeat(6, 1fr) } .of-7 { grid-template-columns: repeat(4, 1fr) }
    .choices { display: grid; gap: .375rem }
    .scale label, .choices label { position: relative; display: block; min-height: 1.75rem; padding: .6rem .75rem;
           border: 2px solid var(--quiet); border-radius: .75rem; text-align: center }
    .choices label { text-align: start }
    .scale input, .choices input { position: absolute; inset: 0; margin: 0; opacity: 0; width: 100%; height: 100% }
    label:has(:checked) { border-color: var(--action); background: var(--action); color: var(--on-action) }
    label:has(:focus-visible) { outline: 3px solid var(--ink); outline-offset: 3px }
    .ends { display: flex; justify-content: space-between; margin: .25rem 0 0; color: var(--quiet); font-size: 1rem }
    textarea { box-sizing: border-box; width: 100%; min-height: 6rem; padding: .75rem 1rem; border: 2px solid var(--quiet);
           border-radius: .75rem; background: transparent; color: inherit; font: inherit }
    input[type=file] { box-sizing: border-box; width: 100%; padding: 1.5rem 1rem; border: 2px dashed var(--line);
           border-radius: .75rem; font: inherit; color: inherit; font-size: 1rem }
    button { width: 100%; margin-top: .75rem; padding: .9rem 1rem; border: 0; border-radius: .75rem; background: var(--action);
           color: var(--on-action); font: inherit; font-weight: 600 }
    details { margin-top: 1rem; border-top: 1px solid var(--line); padding-top: .75rem }
    summary { color: var(--quiet); font-size: 1rem; cursor: pointer; min-height: 2rem }
    .key { font: 1rem/1.7 ui-monospace, monospace }
    button:focus-visible, summary:focus-visible, input:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
    a.action:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
";

/// `GET /d/<code>`: what the link on a label leads to.
pub(super) async fn device(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let settings = state.app.writer.read(|store| store.settings()).await?;
    let language = language_of(&headers).unwrap_or(settings.default_language);
    let (status, body) = match code.parse::<DeviceCode>() {
        Ok(code) => (StatusCode::OK, known(&settings, language, &code)),
        Err(_) => (StatusCode::NOT_FOUND, misread(language)),
    };
    Ok(answer(status, &settings, language, &body))
}

/// A page as it goes out: kept by nobody on the way.
pub(super) fn answer(status: StatusCode, settings: &Settings, language: Language, body: &Markup) -> Response {
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
        a.action href=(format!("onsite://d/{code}")) { (say(language, "page-device-open")) }
        @if !dialled.is_empty() {
            p { (say(language, "page-device-phone")) a href=(format!("tel:{dialled}")) { (phone) } }
        }
        p.quiet { (say(language, "page-device-say-code")) }
    }
}

fn misread(language: Language) -> Markup {
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

/// What of a telephone number is dialled: not the extension, nor the zero that is left out from abroad.
fn dialled(phone: &str) -> String {
    let without = phone.replace("(0)", "");
    let number = without.split(|c: char| !c.is_ascii_digit() && !"+ ().-".contains(c)).next().unwrap_or_default();
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// The first language of the browser that there is here.
pub(super) fn language_of(headers: &HeaderMap) -> Option<Language> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    wanted.split(',').find_map(|range| match range.trim().get(..2)?.to_ascii_lowercase().as_str() {
        "zh" => Some(Language::Zh),
        "en" => Some(Language::En),
        _ => None,
    })
}
