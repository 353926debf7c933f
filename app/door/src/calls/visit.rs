//! What is recorded at a visit: steps, findings, time, notes, expenses, help, charges, the rating.

use super::{Call, ask, job::OfVisit, list, tell};
use onsite_core::{Done, charges::ToCharge, finding::SeenCause, rating::GivenRating, step::StepAnswer};
use onsite_domain::{
    Id,
    article::Article,
    cover::CoverDecision,
    expense::Expense,
    finding::Finding,
    missing::Missing,
    note::{Note, Question, Reply},
    questionnaire::Questionnaire,
    time_entry::TimeEntry,
    visit_charges::{Charges, Payment},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    ask!("missing_of_visit", OfVisit => Vec<Missing>, |app, of| app.missing_of_visit(of.visit)),
    tell!("answer_step", AnswerStep => Done, |app, it, _| app.answer_step(it.visit, it.answer)),
    tell!("record_finding", RecordFinding => Done, |app, it, _| app.record_finding(it.visit, it.finding)),
    tell!("use_article", UseArticle => Done, |app, it, _| app.use_article(it.visit, it.article, it.solved)),
    list!("articles_for", ArticlesFor => Article, |app, it| app.articles_for(&it.model, it.error_code.as_deref())),
    ask!("causes_seen", OfModel => Vec<SeenCause>, |app, of| app.causes_seen(&of.model)),
    tell!("record_time", RecordTime => Done, |app, it, _| app.record_time(it.visit, it.time)),
    tell!("record_expense", RecordExpense => Done, |app, it, _| app.record_expense(it.visit, it.expense)),
    tell!("write_note", WriteNote => Done, |app, it, _| app.write_note(it.visit, it.note)),
    tell!("withdraw_entries", WithdrawEntries => Done, |app, it, _| {
        app.withdraw_entries(it.visit, it.withdraws, &it.reason)
    }),
    tell!("ask_for_help", AskForHelp => Done, |app, it, _| app.ask_for_help(it.visit, it.question)),
    tell!("reply_to_question", ReplyToQuestion => Done, |app, it, _| app.reply_to_question(it.visit, it.reply)),
    ask!("cover", OfVisit => CoverDecision, |app, of| app.cover(of.visit)),
    ask!("charges", ChargesOf => Charges, |app, of| app.charges(of.visit, &of.to_charge)),
    tell!("record_charges", ChargesOf => Done, |app, of, _| app.record_charges(of.visit, &of.to_charge)),
    tell!("offer_quote", ChargesOf => Done, |app, of, _| app.offer_quote(of.visit, &of.to_charge)),
    tell!("record_payment", RecordPayment => Done, |app, it, _| app.record_payment(it.visit, it.payment)),
    ask!("questionnaire_for", OfVisit => Option<Asked>, |app, of| {
        Ok(app.questionnaire_for(of.visit)?.map(|(id, questionnaire)| Asked { id, questionnaire }))
    }),
    ask!("rating_link", OfVisit => String, |app, of| app.rating_link(of.visit)),
    tell!("rate_visit", RateVisit => Done, |app, it, _| app.rate_visit(it.visit, it.rating)),
];

/// The questionnaire of a visit.
#[derive(Serialize, ToSchema)]
struct Asked {
    id: Id,
    questionnaire: Questionnaire,
}

#[derive(Deserialize, ToSchema)]
struct AnswerStep {
    visit: Id,
    answer: StepAnswer,
}

#[derive(Deserialize, ToSchema)]
struct RecordFinding {
    visit: Id,
    finding: Finding,
}

#[derive(Deserialize, ToSchema)]
struct UseArticle {
    visit: Id,
    article: Id,
    solved: bool,
}

#[derive(Deserialize, ToSchema)]
struct ArticlesFor {
    model: String,
    error_code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct OfModel {
    model: String,
}

#[derive(Deserialize, ToSchema)]
struct RecordTime {
    visit: Id,
    time: TimeEntry,
}

#[derive(Deserialize, ToSchema)]
struct RecordExpense {
    visit: Id,
    expense: Expense,
}

#[derive(Deserialize, ToSchema)]
struct WriteNote {
    visit: Id,
    note: Note,
}

#[derive(Deserialize, ToSchema)]
struct WithdrawEntries {
    visit: Id,
    withdraws: Vec<Id>,
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct AskForHelp {
    visit: Id,
    question: Question,
}

#[derive(Deserialize, ToSchema)]
struct ReplyToQuestion {
    visit: Id,
    reply: Reply,
}

#[derive(Deserialize, ToSchema)]
struct ChargesOf {
    visit: Id,
    to_charge: ToCharge,
}

#[derive(Deserialize, ToSchema)]
struct RecordPayment {
    visit: Id,
    payment: Payment,
}

#[derive(Deserialize, ToSchema)]
struct RateVisit {
    visit: Id,
    rating: GivenRating,
}
