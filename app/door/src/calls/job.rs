//! Today, offers, and what can be done with a job.

use super::{Call, Changes, Nothing, ask, tell};
use onsite_core::{
    AppError, Done,
    job_list::JobCard,
    jobs::{NewOrder, OrderMade},
    offer::{LostClaim, Offer},
    press::VisitPress,
    ready::{Readiness, ToTake},
    visit_detail::{JobDetail, VisitDetail},
};
use onsite_domain::{Id, Rejected, RejectedCode, Subject, Word};
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    ask!("job_list", JobsOf => Vec<JobCard>, |app, of| match of.day {
        Some(day) => app.job_list(Some((civil(&day)?, &of.zone))),
        None => app.job_list(None),
    }),
    ask!("job_card", OfVisit => JobCard, |app, of| app.job_card(of.visit)),
    ask!("job_detail", OfWorkOrder => JobDetail, |app, of| app.job_detail(of.work_order)),
    ask!("visit_detail", OfVisit => VisitDetail, |app, of| app.visit_detail(of.visit)),
    ask!("offers", Nothing => Vec<Offer>, |app, _| app.offers()),
    ask!("lost_claims", Nothing => Vec<LostClaim>, |app, _| app.lost_claims()),
    ask!("ready_for_offline", Nothing => Readiness, |app, _| app.ready_for_offline()),
    ask!("what_to_take", Nothing => ToTake, |app, _| app.what_to_take()),
    tell!("request_what_lacks", NeededBy => Done, |app, by, _| app.request_what_lacks(by.needed_by_ms)),
    tell!("press_visit", PressOn => Done, |app, on, _| app.press_visit(on.visit, on.pressed)),
    tell!("take_back_press", OfVisit => Done, |app, of, _| app.take_back_press(of.visit)),
    tell!("claim", OfWorkOrder => Done, |app, of, _| app.claim(of.work_order)),
    tell!("decline", Decline => Done, |app, it, _| app.decline(it.visit, &it.reason)),
    tell!("hand_over", HandOver => Done, |app, it, _| app.hand_over(it.visit, it.to, &it.reason)),
    tell!("new_order", NewOrder => OrderMade, |app, new, _| app.new_order(new)),
    tell!("follow_up_order", FollowUp => OrderMade, |app, it, _| app.follow_up_order(it.cause_order, it.order)),
    tell!("remark_order", RemarkOrder => Done, |app, it, _| app.remark_order(it.work_order, &it.text)),
];

impl Changes for OrderMade {
    fn topics(&self) -> Vec<String> {
        let subjects = [Subject::new(Word::WorkOrder, self.work_order), Subject::new(Word::Visit, self.visit)];
        subjects.iter().map(ToString::to_string).chain(["outbox".to_owned()]).collect()
    }
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct OfVisit {
    pub(super) visit: Id,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct OfWorkOrder {
    work_order: Id,
}

/// The jobs of one day, or every open one.
#[derive(Deserialize, ToSchema)]
struct JobsOf {
    /// `2026-11-23`.
    day: Option<String>,
    /// The engineer's, IANA.
    zone: String,
}

#[derive(Deserialize, ToSchema)]
struct NeededBy {
    needed_by_ms: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
struct PressOn {
    visit: Id,
    pressed: VisitPress,
}

#[derive(Deserialize, ToSchema)]
struct Decline {
    visit: Id,
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct HandOver {
    visit: Id,
    to: Id,
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct FollowUp {
    cause_order: Id,
    order: NewOrder,
}

#[derive(Deserialize, ToSchema)]
struct RemarkOrder {
    work_order: Id,
    text: String,
}

fn civil(day: &str) -> Result<jiff::civil::Date, AppError> {
    let wrong = || Rejected::because(RejectedCode::WrongShape, "day", "a day like 2026-11-23");
    day.parse().map_err(|_| wrong().into())
}
