//! What a visit records besides steps and parts: time, expenses, notes, photos, findings, questions, articles used.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_core::photo::NewPhoto;
use onsite_domain::{
    Id, Word,
    expense::{Expense as Paid, ExpenseKind},
    finding::{Coded, Finding as Found},
    money::Money,
    note::{Note as Written, Question, Reply as Answered},
    photo::PhotoMoment,
    time_entry::{TimeEntry, TimeKind},
};
use onsite_messages::{label, say_with};
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub(crate) struct Time {
    /// Order number, or code or serial of its device
    job: String,
    /// travel, work, wait or break; without it the recorded time is listed
    kind: Option<String>,
    /// When it began: 08:30 or 2026-11-23T08:30
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// When it ended; it runs on without
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// The id of recorded time that this corrects
    #[arg(long, value_name = "ID", requires = "reason")]
    corrects: Vec<Id>,
    /// Why, in words
    #[arg(long)]
    reason: Option<String>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Time {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let now = session.now()?;
        let Some(kind) = self.kind else { return times(session, visit) };
        let from = self.from.ok_or_else(|| {
            Failure::Usage(say_with(session.language, "cli-usage-missing", &[("argument", "--from")]))
        })?;
        let entry = TimeEntry {
            kind: TimeKind::from_text(&kind).checked("kind")?,
            user: None,
            start_ms: now.read(&from)?,
            end_ms: self.until.as_deref().map(|text| now.read(text)).transpose()?,
            reason: self.reason,
            note: self.note,
            replaces: self.corrects,
        };
        let done = session.app()?.record_time(visit, entry)?;
        session.recorded(done)
    }
}

fn times(session: &mut Session, visit: Id) -> Outcome<Reply> {
    let now = session.now()?;
    let language = session.language;
    let seen = session.app()?.visit(visit)?;
    let pressed = seen.times.iter().filter(|time| time.is_current);
    let mut rows: Vec<Vec<String>> = pressed
        .map(|time| {
            vec![
                label(language, time.kind.as_str()),
                now.show_span(Some(time.start_ms), time.end_ms),
                time.press.to_string(),
            ]
        })
        .collect();
    rows.extend(onsite_domain::entry::current(&seen.time_entries).map(|entry| {
        let time = &entry.value;
        vec![label(language, time.kind.as_str()), now.show_span(Some(time.start_ms), time.end_ms), entry.id.to_string()]
    }));
    let mut page = Page::new();
    page.table(&[session.say("cli-kind"), session.say("cli-since"), "ID"], &rows);
    if rows.is_empty() {
        page.line(session.say("cli-nothing-found"));
    }
    Reply::new(json!({ "visit": visit, "times": seen.times, "time_entries": seen.time_entries }), page)
}

#[derive(clap::Args, Debug)]
pub(crate) struct Expense {
    /// Order number, or code or serial of its device
    job: String,
    /// transport, fuel, parking, toll, lodging, meal, material, postage or other
    kind: String,
    /// How much, such as 35.50
    amount: String,
    /// Currency, ISO 4217
    #[arg(long, default_value = "CNY")]
    currency: String,
    /// When it was paid; now without
    #[arg(long, value_name = "TIME")]
    paid: Option<String>,
    /// Picture of the receipt
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// The customer pays it
    #[arg(long)]
    to_customer: bool,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Expense {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let now = session.now()?;
        let receipt = session.keep_photos(self.receipt.as_slice())?.pop();
        let paid_ms = now.read(self.paid.as_deref().unwrap_or("now"))?;
        let expense = Paid {
            kind: ExpenseKind::from_text(&self.kind).checked("kind")?,
            amount: Some(money(&self.amount, &self.currency)?),
            paid_ms: Some(paid_ms),
            note: self.note,
            receipt,
            is_charged_to_customer: self.to_customer,
            ..Paid::default()
        };
        let done = session.app()?.record_expense(visit, expense)?;
        session.recorded(done)
    }
}

/// Reads an amount in the major unit with at most two decimals.
pub(crate) fn money(amount: &str, currency: &str) -> Outcome<Money> {
    let wrong = || Failure::NotLike(amount.to_owned(), "35.50");
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, ""));
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || cents.len() > 2 || !is_digits(whole) || !is_digits(cents) {
        return Err(wrong());
    }
    let minor = format!("{whole}{cents:0<2}").parse().map_err(|_| wrong())?;
    Ok(Money { minor, currency: currency.to_uppercase() })
}

#[derive(clap::Args, Debug)]
pub(crate) struct Note {
    /// Order number, or code or serial of its device
    job: String,
    /// What to write
    text: String,
    /// The customer may read it; it stands in the report
    #[arg(long)]
    for_customer: bool,
    /// A picture, JPEG or PNG; may be given several times
    #[arg(long, value_name = "FILE")]
    photo: Vec<PathBuf>,
    /// Why the signed report needs this beside it
    #[arg(long, value_name = "REASON")]
    amends: Option<String>,
}

impl Note {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let photos = session.keep_photos(&self.photo)?;
        let note = Written {
            text: self.text,
            is_for_customer: self.for_customer,
            photos,
            amendment_reason: self.amends,
            replaces: Vec::new(),
        };
        let done = session.app()?.write_note(visit, note)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Photo {
    /// Order number, or code or serial of its device
    job: String,
    /// JPEG or PNG
    file: PathBuf,
    /// Number of the step in the list, or its id
    #[arg(long)]
    step: Option<String>,
    /// before, during or after
    #[arg(long)]
    moment: Option<String>,
    /// What it shows
    #[arg(long)]
    caption: Option<String>,
    /// What it is kept for: nameplate, invoice, wiring
    #[arg(long)]
    purpose: Option<String>,
}

impl Photo {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let step = match &self.step {
            Some(name) => Some(crate::step::named(&session.app()?.visit_with_steps(visit)?, name)?.id),
            None => None,
        };
        let moment = self.moment.as_deref().map(|text| PhotoMoment::from_text(text).checked("moment")).transpose()?;
        let bytes = std::fs::read(&self.file).map_err(|e| Failure::file(&self.file, e))?;
        let new = NewPhoto { step, moment, caption: self.caption, purpose: self.purpose, ..NewPhoto::default() };
        let done = session.app()?.add_photo(visit, &bytes, new)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Finding {
    /// Order number, or code or serial of its device
    job: String,
    /// Code of the fault
    #[arg(long, value_name = "CODE")]
    fault: Option<String>,
    /// The fault in words
    #[arg(long, value_name = "TEXT")]
    fault_text: Option<String>,
    /// Code of the cause
    #[arg(long, value_name = "CODE")]
    cause: Option<String>,
    /// The cause in words
    #[arg(long, value_name = "TEXT")]
    cause_text: Option<String>,
    /// Code of the remedy
    #[arg(long, value_name = "CODE")]
    remedy: Option<String>,
    /// The remedy in words
    #[arg(long, value_name = "TEXT")]
    remedy_text: Option<String>,
    /// The id of a finding that this takes the place of
    #[arg(long, value_name = "ID")]
    corrects: Vec<Id>,
}

impl Finding {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let mut coded = |code: Option<String>, text: Option<String>| -> Outcome<Coded> {
            Ok(Coded { code: find::maybe_named(session, Word::FaultCode, code.as_deref())?, text })
        };
        let finding = Found {
            fault: coded(self.fault, self.fault_text)?,
            cause: coded(self.cause, self.cause_text)?,
            remedy: coded(self.remedy, self.remedy_text)?,
            replaces: self.corrects,
            ..Found::default()
        };
        let done = session.app()?.record_finding(visit, finding)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Help {
    /// Order number, or code or serial of its device
    job: String,
    /// What to ask; without it the questions are listed
    text: Option<String>,
    /// A picture, JPEG or PNG; may be given several times
    #[arg(long, value_name = "FILE")]
    photo: Vec<PathBuf>,
    /// Whom to ask, by log-in or name
    #[arg(long)]
    expert: Option<String>,
    /// Number of the step in the list, or its id
    #[arg(long)]
    step: Option<String>,
    /// The id of the question that this answers
    #[arg(long, value_name = "ID", conflicts_with_all = ["expert", "step"])]
    reply_to: Option<Id>,
    /// The question is settled
    #[arg(long, requires = "reply_to")]
    settled: bool,
}

impl Help {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let Some(text) = self.text else { return questions(session, visit) };
        let photos = session.keep_photos(&self.photo)?;
        if let Some(question) = self.reply_to {
            let reply = Answered { question, text, photos, is_settled: self.settled, ..Answered::default() };
            let done = session.app()?.reply_to_question(visit, reply)?;
            return session.recorded(done);
        }
        let step = match &self.step {
            Some(name) => Some(crate::step::named(&session.app()?.visit_with_steps(visit)?, name)?.id),
            None => None,
        };
        let user = find::maybe_named(session, Word::User, self.expert.as_deref())?;
        let level = if user.is_none() { Some(2) } else { None };
        let question = Question { text, photos, step, user, level, replaces: Vec::new() };
        let done = session.app()?.ask_for_help(visit, question)?;
        session.recorded(done)
    }
}

fn questions(session: &mut Session, visit: Id) -> Outcome<Reply> {
    let now = session.now()?;
    let seen = session.app()?.visit(visit)?;
    let mut rows = Vec::new();
    for question in &seen.questions {
        rows.push(vec![
            now.show(Some(question.at_ms)),
            "?".to_owned(),
            question.value.text.clone(),
            question.id.to_string(),
        ]);
        for reply in seen.replies.iter().filter(|reply| reply.value.question == question.id) {
            let by = find::plain_name(session, Word::User, reply.by.as_ref().and_then(onsite_domain::Author::user))?;
            let files = reply.value.files.iter().map(|file| file.name.as_str());
            let said = std::iter::once(reply.value.text.as_str()).chain(files).collect::<Vec<_>>().join(" · ");
            rows.push(vec![now.show(Some(reply.at_ms)), by, said, String::new()]);
        }
    }
    let mut page = Page::new();
    page.table(&[session.say("cli-since"), session.say("cli-user"), session.say("cli-what"), "ID"], &rows);
    if rows.is_empty() {
        page.line(session.say("cli-nothing-found"));
    }
    Reply::new(json!({ "visit": visit, "questions": seen.questions, "replies": seen.replies }), page)
}

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Article {
    /// Articles about a device
    List(ArticleList),
    /// Read one
    Show(ArticleShow),
    /// Say that an article was used at a visit
    Use(ArticleUse),
}

#[derive(clap::Args, Debug)]
pub(crate) struct ArticleList {
    /// Code, serial or number of the device
    device: String,
    /// An error code it shows; articles on it come first
    #[arg(long, value_name = "CODE")]
    error: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct ArticleShow {
    /// Number or title of the article
    article: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct ArticleUse {
    /// Order number, or code or serial of its device
    job: String,
    /// Number or title of the article
    article: String,
    /// It solved the fault
    #[arg(long)]
    solved: bool,
}

impl Article {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::List(list) => list.run(session),
            Self::Show(show) => show.run(session),
            Self::Use(used) => {
                let visit = find::visit(session, &used.job)?;
                let article = find::named(session, Word::Article, &used.article)?;
                let done = session.app()?.use_article(visit, article, used.solved)?;
                session.recorded(done)
            }
        }
    }
}

impl ArticleList {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let device = find::device(session, &self.device)?;
        let language = session.language;
        let model = session.app()?.device(device)?.model.unwrap_or_default();
        let articles = session.app()?.articles_for(&model, self.error.as_deref())?;
        let rows: Vec<Vec<String>> = articles
            .iter()
            .map(|(_, article)| {
                vec![
                    article.number.clone(),
                    article.title.in_language(language).to_owned(),
                    article.symptoms.in_language(language).to_owned(),
                ]
            })
            .collect();
        let mut page = Page::new();
        page.table(&[session.say("cli-number"), session.say("cli-title"), session.say("cli-symptoms")], &rows);
        if rows.is_empty() {
            page.line(session.say("cli-nothing-found"));
        }
        let articles: Vec<_> = articles.iter().map(|(id, article)| json!({"id": id, "article": article})).collect();
        Reply::new(json!({ "articles": articles }), page)
    }
}

impl ArticleShow {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let id = find::named(session, Word::Article, &self.article)?;
        let language = session.language;
        let held: Option<onsite_domain::article::Article> = session.app()?.record(Word::Article, id)?;
        let article = held.ok_or(Failure::NotFound { what: "article", name: self.article })?;
        let mut page = Page::text(format!("{} {}", article.number, article.title.in_language(language)));
        page.field(session.say("cli-models"), article.models.join(", "))
            .field(session.say("cli-symptoms"), article.symptoms.in_language(language))
            .field(session.say("cli-cause"), article.cause.in_language(language))
            .field(session.say("cli-what-helped"), article.what_helped.in_language(language))
            .field(session.say("cli-danger"), article.danger.in_language(language));
        Reply::new(json!({ "id": id, "article": article }), page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_without_rounding() {
        for (text, minor) in [("35", 3500), ("35.5", 3550), ("0.05", 5)] {
            assert_eq!(money(text, "cny").unwrap(), Money { minor, currency: "CNY".to_owned() });
        }
        for bad in ["", ".5", "1.234", "-3", "1,5", "99999999999999999999"] {
            assert!(money(bad, "CNY").is_err(), "{bad}");
        }
    }
}
