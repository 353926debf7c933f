//! The page on which a customer rates a visit on their own phone: one form that needs no account and no script, behind a link
//! that an engineer's phone sealed for this one visit. It names the order and the machine and nobody.

use super::{
    ClientAddress, HttpState, Problem,
    pages::{self, Spoken},
};
use crate::{
    ServerError,
    office::rating::{Answers, ClosedLink, OpenRating},
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use onsite_domain::{
    Id, Language, RejectedCode,
    questionnaire::{Question, QuestionKind},
    settings::Settings,
};
use onsite_messages::say;
use std::collections::BTreeMap;

pub(super) const BODY_BYTES_MAX: usize = 64 << 10;
const COMMENT: &str = "comment";

/// `GET /r/<link>`.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    spoken: Spoken,
) -> Result<Response, Problem> {
    let read = state.app.writer.read(move |store| Ok((store.settings()?, store.open_rating(&link)?)));
    let (settings, opened) = read.await?;
    let language = spoken.or(settings.default_language);
    Ok(match opened {
        Ok(open) => pages::answer(StatusCode::OK, &settings, language, &form(language, &open, &BTreeMap::new(), false)),
        Err(closed) => shut(&settings, language, closed),
    })
}

/// `POST /r/<link>`: the answers, by the question's id, and `comment`. What is not complete comes back as it was filled in.
pub(super) async fn give(
    State(state): State<HttpState>,
    Extension(address): Extension<ClientAddress>,
    Path(link): Path<String>,
    spoken: Spoken,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let now_ms = state.app.writer.read(|store| Ok(store.now_ms())).await?;
    state.checked.start_from(&address.0, now_ms)?;
    let filled: BTreeMap<String, String> = fields.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    let settings = state.app.writer.read(|store| store.settings()).await?;
    let language = spoken.or(settings.default_language);
    let answers = Answers {
        by_question: filled
            .iter()
            .filter_map(|(key, value)| Some((key.parse::<Id>().ok()?, value.parse().ok()?)))
            .collect(),
        comment: filled.get(COMMENT).map(|comment| comment.trim().to_owned()),
        language,
    };
    let (sent, opens) = (link.clone(), link);
    match state.app.writer.write(move |store| store.rate(&sent, &answers)).await {
        Ok(Ok(open)) => {
            let thanks = open.questionnaire.1.thanks.in_language(language).to_owned();
            let body = html! {
                h1 { (say(language, "page-rating-thanks")) }
                @if !thanks.is_empty() { p { (thanks) } }
            };
            Ok(pages::answer(StatusCode::OK, &settings, language, &body))
        }
        Ok(Err(closed)) => Ok(shut(&settings, language, closed)),
        Err(ServerError::Rejected(rejected)) if rejected.code == RejectedCode::Missing => {
            let opened = state.app.writer.read(move |store| store.open_rating(&opens)).await?;
            Ok(match opened {
                Ok(open) => {
                    let body = form(language, &open, &filled, true);
                    pages::answer_as_it_is(StatusCode::UNPROCESSABLE_ENTITY, &settings, language, &body)
                }
                Err(closed) => shut(&settings, language, closed),
            })
        }
        Err(error) => Err(error.into()),
    }
}

fn shut(settings: &Settings, language: Language, closed: ClosedLink) -> Response {
    let status = match closed {
        ClosedLink::Given => StatusCode::OK,
        ClosedLink::NotArrived => StatusCode::SERVICE_UNAVAILABLE,
        ClosedLink::Expired | ClosedLink::Withdrawn => StatusCode::GONE,
        ClosedLink::NotOurs => StatusCode::NOT_FOUND,
    };
    let body = html! {
        h1 { (settings.company_name.in_language(language)) }
        p { (say(language, closed.message_key())) }
    };
    pages::answer(status, settings, language, &body)
}

fn form(language: Language, open: &OpenRating, filled: &BTreeMap<String, String>, is_incomplete: bool) -> Markup {
    let (_, questionnaire) = &open.questionnaire;
    let introduction = questionnaire.introduction.in_language(language);
    html! {
        h1 { (questionnaire.name.in_language(language)) }
        p.quiet { (open.number) @if !open.device.is_blank() { " · " (open.device.in_language(language)) } }
        @if !introduction.is_empty() { p { (introduction) } }
        @if is_incomplete { p.said.bad role="alert" { (say(language, "page-rating-incomplete")) } }
        form method="post" {
            @for question in questionnaire.questions.iter().filter(|question| question.kind != QuestionKind::Comment) {
                (asked(language, question, filled.get(&question.id.to_string()).map(String::as_str)))
            }
            fieldset {
                legend { label for=(COMMENT) { (comment_title(language, &questionnaire.questions)) } }
                textarea id=(COMMENT) name=(COMMENT) maxlength="2000" { (filled.get(COMMENT).map_or("", String::as_str)) }
            }
            button { (say(language, "page-rating-send")) }
        }
        p.quiet { (say(language, "page-rating-who-reads")) }
    }
}

fn comment_title(language: Language, questions: &[Question]) -> String {
    let asked = questions.iter().find(|question| question.kind == QuestionKind::Comment);
    asked.map_or_else(
        || say(language, "page-rating-comment").to_owned(),
        |asked| asked.title.in_language(language).to_owned(),
    )
}

fn asked(language: Language, question: &Question, chosen: Option<&str>) -> Markup {
    let (is_scale, ends) = match question.kind {
        QuestionKind::Satisfaction => (true, Some(("page-rating-dissatisfied", "page-rating-satisfied"))),
        QuestionKind::Recommendation => (true, Some(("page-rating-unlikely", "page-rating-likely"))),
        QuestionKind::Effort => (true, Some(("page-rating-no-effort", "page-rating-much-effort"))),
        _ => (false, None),
    };
    let label = |answer: i64| -> String {
        match question.kind {
            QuestionKind::YesNo => {
                say(language, if answer == 1 { "page-rating-yes" } else { "page-rating-no" }).to_owned()
            }
            QuestionKind::Choice => {
                let choice = usize::try_from(answer).ok().and_then(|index| question.choices.get(index));
                choice.map(|choice| choice.label.in_language(language).to_owned()).unwrap_or_default()
            }
            _ => answer.to_string(),
        }
    };
    let answers: Vec<i64> = match question.kind {
        QuestionKind::YesNo => vec![1, 0],
        _ => question.range().map(Iterator::collect).unwrap_or_default(),
    };
    html! {
        fieldset {
            legend { (question.title.in_language(language)) @if question.is_required { " *" } }
            div class=(if is_scale { format!("scale of-{}", answers.len()) } else { "choices".to_owned() }) {
                @for answer in answers {
                    label {
                        input type="radio" name=(question.id) value=(answer) required[question.is_required]
                            checked[chosen == Some(answer.to_string().as_str())];
                        span { (label(answer)) }
                    }
                }
            }
            @if let Some((low, high)) = ends {
                p.ends { span { (say(language, low)) } span { (say(language, high)) } }
            }
        }
    }
}
