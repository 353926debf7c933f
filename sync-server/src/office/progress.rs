//! How far a request or an order is, as its customer follows it: no more than where it stands, when somebody comes and by which
//! one name they go. Remarks, findings, prices and why something waits stay inside.

use super::{
    customer::{AFTER_END_MS, Company},
    fault_report::{attachments, is_said},
    stage::{Besides, Coming, Job, ReportOfVisit, Stage, job},
};
use crate::{
    ServerError, ServerStore,
    customer_link::{CustomerLink, Purpose},
    customer_photo::CustomerPhoto,
};
use onsite_domain::{
    Author, Id, Language, Rejected, RejectedCode, Subject, Word,
    order_kind::OrderKind,
    questionnaire::Questionnaire,
    request::{Channel, Direction, Interaction, Request, RequestStatus},
    user::User,
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_store::derived;

const FORM_MS: i64 = 12 * 3_600_000;
/// How often something can be added to one request.
const ADDED_MAX: usize = 20;
/// Reports that a page offers; the newest.
const REPORTS_MAX: usize = 5;
/// Orders of one request that are looked at; the newest.
const ORDERS_MAX: usize = 20;
const RULE: &str = "customer_page";

#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Of the request, or of the order where it is followed.
    pub number: String,
    pub received_ms: i64,
    pub stage: Stage,
    pub besides: Option<Besides>,
    /// When stages were reached, as far as that is known.
    pub reached_ms: Vec<(Stage, i64)>,
    pub coming: Option<Coming>,
    /// Who comes; called by one name ([`super::stage::called`]).
    pub engineer: Option<User>,
    /// When it ended; `None` while it goes on.
    pub ended_ms: Option<i64>,
    /// The visit that can be rated.
    pub to_rate: Option<Id>,
    /// Visits with a signed report, oldest first.
    pub reports: Vec<ReportOfVisit>,
    /// The request to which something can be added.
    pub request: Option<Id>,
    /// What the customer wrote on our pages; nobody else's words.
    pub said: Vec<(i64, String)>,
    /// As the customer chose it on our pages.
    pub language: Option<Language>,
}

/// Why nothing is to be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedFollow {
    /// This server did not make the link for this.
    NotOurs,
    Expired,
    /// Not pursued: a mistake, nonsense, or the customer no longer wants it.
    Withdrawn,
    /// Somebody asked for the same before.
    Duplicate,
}

impl ClosedFollow {
    /// What the catalogue of messages says about it.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::NotOurs => "page-link-not-ours",
            Self::Expired => "page-link-expired",
            Self::Withdrawn => "page-follow-withdrawn",
            Self::Duplicate => "page-follow-duplicate",
        }
    }
}

/// A page to follow something, with what leads on from it.
#[derive(Clone, Debug)]
pub struct Followed {
    pub company: Company,
    pub progress: Progress,
    /// The token of a form to add something; `None` where nothing can be added.
    pub form: Option<String>,
    /// The end of the address to rate the last visit at.
    pub rate: Option<String>,
    /// The ends of the addresses of reports, with when they were signed.
    pub reports: Vec<(String, i64)>,
}

/// What somebody adds to a request.
#[derive(Clone, Debug, Default)]
pub struct Addition {
    pub words: String,
    pub photos: Vec<CustomerPhoto>,
}

/// Why something was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    Closed(ClosedFollow),
    Stale,
    /// It has ended, or so much was added that a call is better.
    NoMore,
}

/// A signed report as its link opens it.
#[derive(Clone, Debug)]
pub struct OpenReport {
    pub signature: Id,
    pub number: String,
    pub signed_ms: i64,
    /// The file has arrived.
    pub is_here: bool,
}

impl ServerStore {
    /// What a link to follow opens now.
    pub fn follow(&mut self, text: &str) -> Result<Result<Followed, ClosedFollow>, ServerError> {
        let progress = match self.progress_behind(text)? {
            Ok(progress) => progress,
            Err(closed) => return Ok(Err(closed)),
        };
        let company = self.company()?;
        let now_ms = self.now_ms();
        let form = progress.request.map(|request| {
            let about = self.ports.new_id();
            let link =
                CustomerLink { purpose: Purpose::AddToRequest, about, expires_ms: now_ms.saturating_add(FORM_MS) };
            link.seal(&self.keys, &request.to_bytes())
        });
        let expires_ms = progress.ended_ms.unwrap_or(now_ms).saturating_add(AFTER_END_MS);
        let sealed = |purpose, about| CustomerLink { purpose, about, expires_ms }.seal(&self.keys, b"");
        let asked = progress.to_rate.map(|visit| self.questionnaire_for(visit)).transpose()?.flatten();
        Ok(Ok(Followed {
            form,
            rate: progress.to_rate.filter(|_| asked.is_some()).map(|visit| sealed(Purpose::Rate, visit)),
            reports: progress
                .reports
                .iter()
                .map(|report| (sealed(Purpose::Report, report.visit), report.signed_ms))
                .collect(),
            company,
            progress,
        }))
    }

    /// Whether a link to follow opens something now.
    pub(crate) fn is_followed(&self, text: &str) -> Result<bool, ServerError> {
        Ok(self.progress_behind(text)?.is_ok())
    }

    /// Adds what somebody wrote to the request behind a link, once for each form.
    ///
    /// # Errors
    /// By the path: `words` that say nothing or hold what no text holds.
    pub fn add_to_request(
        &mut self,
        text: &str,
        form: &str,
        addition: &Addition,
    ) -> Result<Result<(), NotAdded>, ServerError> {
        let progress = match self.progress_behind(text)? {
            Ok(progress) => progress,
            Err(closed) => return Ok(Err(NotAdded::Closed(closed))),
        };
        let followed = self.request_behind(text)?;
        let Some((id, mut request)) = followed else { return Ok(Err(NotAdded::NoMore)) };
        let link = CustomerLink::open(form, &self.keys, &id.to_bytes());
        let Some(link) = link.filter(|link| link.purpose == Purpose::AddToRequest) else {
            return Ok(Err(NotAdded::Stale));
        };
        if request.interactions.iter().any(|interaction| interaction.id == link.about) {
            return Ok(Ok(()));
        }
        if link.has_expired(self.now_ms()) {
            return Ok(Err(NotAdded::Stale));
        }
        if progress.request.is_none() {
            return Ok(Err(NotAdded::NoMore));
        }
        if !is_said(&addition.words) {
            return Err(Rejected::new(RejectedCode::Missing, "words").into());
        }
        request.interactions.push(Interaction {
            id: link.about,
            at_ms: self.now_ms(),
            direction: Direction::Inbound,
            channel: Channel::CustomerPage,
            words: addition.words.clone(),
            attachments: attachments(&addition.photos),
            ..Interaction::default()
        });
        request.validate()?;
        let new = self.keep_photos(&addition.photos)?;
        if let Err(error) = self.put_request(&Author::rule(RULE), id, &request) {
            self.drop_photos(&new)?;
            return Err(error);
        }
        Ok(Ok(()))
    }

    /// What a link to a report opens now.
    pub fn open_report(&self, text: &str) -> Result<Result<OpenReport, ClosedFollow>, ServerError> {
        let link = CustomerLink::open(text, &self.keys, b"").filter(|link| link.purpose == Purpose::Report);
        let Some(link) = link else { return Ok(Err(ClosedFollow::NotOurs)) };
        if link.has_expired(self.now_ms()) {
            return Ok(Err(ClosedFollow::Expired));
        }
        let view: Option<VisitView> = derived::view_as(&self.db, Subject::new(Word::Visit, link.about))?;
        let Some(view) = view else { return Ok(Err(ClosedFollow::NotOurs)) };
        if let Some(closed) = view.work_order.map(|order| self.closed_by_request(order)).transpose()?.flatten() {
            return Ok(Err(closed));
        }
        let Ok(signature) = self.report_signature_of(link.about) else { return Ok(Err(ClosedFollow::NotOurs)) };
        let Some(standing) = self.standing_of(signature)? else { return Ok(Err(ClosedFollow::NotOurs)) };
        let is_here =
            view.sealed_reports.iter().any(|sealed| sealed.body.signature == signature && !sealed.is_in_review);
        Ok(Ok(OpenReport { signature, number: standing.number, signed_ms: standing.signed_ms, is_here }))
    }

    /// The questionnaire that a visit is rated with; `None` where the company asks nothing.
    pub(crate) fn questionnaire_for(&self, visit: Id) -> Result<Option<(Id, Questionnaire)>, ServerError> {
        let view: VisitView = self.view(Word::Visit, visit)?;
        let order: Option<WorkOrderView> = match view.work_order {
            Some(order) => derived::view_as(&self.db, Subject::new(Word::WorkOrder, order))?,
            None => None,
        };
        let kind = order.and_then(|order| order.order_kind);
        let kind: Option<OrderKind> = kind.map(|kind| self.record_as(Word::OrderKind, kind)).transpose()?.flatten();
        let asked = kind.and_then(|kind| kind.questionnaire).or(self.settings()?.questionnaire);
        let Some(id) = asked else { return Ok(None) };
        self.in_force(Word::Questionnaire, id, self.day_at(self.now_ms())?)
    }

    /// Whether the request behind an order was withdrawn or is a duplicate: then its links are dead.
    pub(crate) fn closed_by_request(&self, order: Id) -> Result<Option<ClosedFollow>, ServerError> {
        let order: Option<WorkOrderView> = derived::view_as(&self.db, Subject::new(Word::WorkOrder, order))?;
        let request: Option<Request> =
            order.and_then(|order| order.request).map(|id| self.record_as(Word::Request, id)).transpose()?.flatten();
        Ok(request.and_then(|request| closed(&request)))
    }

    fn progress_behind(&self, text: &str) -> Result<Result<Progress, ClosedFollow>, ServerError> {
        let Some(link) = CustomerLink::open(text, &self.keys, b"") else { return Ok(Err(ClosedFollow::NotOurs)) };
        let progress = match link.purpose {
            Purpose::FollowRequest => self.progress_of_request(link.about)?,
            Purpose::FollowOrder => self.progress_of_order(link.about)?,
            _ => None,
        };
        let Some(progress) = progress else { return Ok(Err(ClosedFollow::NotOurs)) };
        let now_ms = self.now_ms();
        let is_long_over = |ended_ms: i64| ended_ms.saturating_add(AFTER_END_MS) <= now_ms;
        Ok(match progress {
            Ok(progress) if link.has_expired(now_ms) || progress.ended_ms.is_some_and(is_long_over) => {
                Err(ClosedFollow::Expired)
            }
            progress => progress,
        })
    }

    /// The request that something is added to: the followed one, or that of the followed order.
    fn request_behind(&self, text: &str) -> Result<Option<(Id, Request)>, ServerError> {
        let Some(link) = CustomerLink::open(text, &self.keys, b"") else { return Ok(None) };
        let id = match link.purpose {
            Purpose::FollowRequest => Some(link.about),
            Purpose::FollowOrder => self.view::<WorkOrderView>(Word::WorkOrder, link.about)?.request,
            _ => None,
        };
        let Some(id) = id else { return Ok(None) };
        Ok(self.record_as(Word::Request, id)?.map(|request| (id, request)))
    }

    pub(super) fn progress_of_request(&self, id: Id) -> Result<Option<Result<Progress, ClosedFollow>>, ServerError> {
        let Some(request) = self.record_as::<Request>(Word::Request, id)? else { return Ok(None) };
        if let Some(closed) = closed(&request) {
            return Ok(Some(Err(closed)));
        }
        let mut progress =
            Progress { number: request.number.clone(), received_ms: request.received_ms, ..asked(id, &request) };
        let mut orders = Vec::new();
        for order in request.orders.iter().rev().take(ORDERS_MAX).rev() {
            if let Some(view) = derived::view_as::<WorkOrderView>(&self.db, Subject::new(Word::WorkOrder, *order))? {
                orders.push(self.job(*order, &view)?);
            }
        }
        take_jobs(&mut progress, orders);
        let last_ms = request.steps.last().map(|step| step.at_ms);
        match request.status() {
            RequestStatus::Answered | RequestStatus::SolvedRemotely => {
                (progress.stage, progress.besides) = (Stage::Done, Some(Besides::Answered));
                progress.ended_ms = last_ms;
            }
            RequestStatus::Closed => {
                progress.stage = Stage::Done;
                progress.besides = progress.besides.filter(|besides| *besides == Besides::Cancelled);
                progress.ended_ms = progress.ended_ms.or(last_ms);
            }
            RequestStatus::Verified => progress.stage = progress.stage.max(Stage::Taken),
            _ if request.first_response_ms().is_some() => progress.stage = progress.stage.max(Stage::Taken),
            _ => {}
        }
        finish(&mut progress);
        Ok(Some(Ok(progress)))
    }

    pub(super) fn progress_of_order(&self, id: Id) -> Result<Option<Result<Progress, ClosedFollow>>, ServerError> {
        let view: Option<WorkOrderView> = derived::view_as(&self.db, Subject::new(Word::WorkOrder, id))?;
        let Some(view) = view else { return Ok(None) };
        let request: Option<(Id, Request)> = match view.request {
            Some(request) => self.record_as(Word::Request, request)?.map(|held| (request, held)),
            None => None,
        };
        if let Some(closed) = request.as_ref().and_then(|(_, request)| closed(request)) {
            return Ok(Some(Err(closed)));
        }
        let base = request.map(|(id, request)| asked(id, &request)).unwrap_or_default();
        let received_ms = view.received_ms.or(view.created_ms).unwrap_or_default();
        let mut progress = Progress { number: view.number.clone().unwrap_or_default(), received_ms, ..base };
        let job = self.job(id, &view)?;
        take_jobs(&mut progress, vec![job]);
        finish(&mut progress);
        Ok(Some(Ok(progress)))
    }

    fn job(&self, id: Id, order: &WorkOrderView) -> Result<Job, ServerError> {
        let visits = self.visits_of(id)?;
        let mut job = job(order, &visits);
        if let Some(lead) = job.lead {
            job.engineer = self.record_as(Word::User, lead)?;
        }
        Ok(job)
    }
}

fn closed(request: &Request) -> Option<ClosedFollow> {
    match request.status() {
        RequestStatus::Withdrawn => Some(ClosedFollow::Withdrawn),
        RequestStatus::Duplicate => Some(ClosedFollow::Duplicate),
        _ => None,
    }
}

/// What the customer wrote on our pages, and that more can be added.
fn asked(id: Id, request: &Request) -> Progress {
    let is_from_page = request.channel == Channel::CustomerPage;
    let is_added = |seen: &&Interaction| {
        seen.channel == Channel::CustomerPage && seen.direction == Direction::Inbound && seen.user.is_none()
    };
    let first = is_from_page.then(|| (request.received_ms, request.words.clone()));
    let added = request.interactions.iter().filter(is_added);
    let is_room = added.clone().count() < ADDED_MAX;
    Progress {
        request: Some(id).filter(|_| is_room),
        said: first.into_iter().chain(added.map(|seen| (seen.at_ms, seen.words.clone()))).collect(),
        language: is_from_page.then_some(request.language),
        ..Progress::default()
    }
}

/// The order that speaks for all: the newest that goes on, else the newest that was not cancelled.
fn take_jobs(progress: &mut Progress, jobs: Vec<Job>) {
    let is_over = !jobs.is_empty() && jobs.iter().all(|job| job.ended_ms.is_some());
    progress.ended_ms = jobs.iter().filter_map(|job| job.ended_ms).max().filter(|_| is_over);
    let speaks = jobs.iter().rposition(|job| job.ended_ms.is_none());
    let speaks = speaks.or_else(|| jobs.iter().rposition(|job| job.besides != Some(Besides::Cancelled)));
    let speaks = speaks.or(jobs.len().checked_sub(1));
    for (index, job) in jobs.into_iter().enumerate() {
        progress.reports.extend(&job.reports);
        progress.to_rate = job.to_rate.or(progress.to_rate);
        if Some(index) == speaks {
            progress.stage = job.stage;
            progress.besides = job.besides;
            progress.reached_ms.extend(job.reached_ms);
            progress.coming = job.coming;
            progress.engineer = job.engineer;
        }
    }
}

fn finish(progress: &mut Progress) {
    progress.reached_ms.push((Stage::Received, progress.received_ms));
    if progress.ended_ms.is_some() {
        progress.request = None;
        progress.coming = None;
        progress.engineer = None;
    } else {
        // What is over is rated and read; what goes on is followed.
        progress.to_rate = None;
    }
    progress.reports.sort_unstable_by_key(|report| (report.signed_ms, report.visit));
    let beyond = progress.reports.len().saturating_sub(REPORTS_MAX);
    progress.reports.drain(..beyond);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_order_that_goes_on_speaks_for_a_request() {
        let job = |stage, ended_ms, to_rate| Job { stage, ended_ms, to_rate, ..Job::default() };
        let mut progress = Progress::default();
        let visit = Some(Id::from_parts(1, 1));
        take_jobs(&mut progress, vec![job(Stage::Done, Some(5), visit), job(Stage::Planned, None, None)]);
        finish(&mut progress);
        assert_eq!((progress.stage, progress.ended_ms, progress.to_rate), (Stage::Planned, None, None));
        let mut progress = Progress::default();
        take_jobs(&mut progress, vec![job(Stage::Done, Some(5), visit), job(Stage::Done, Some(4), None)]);
        finish(&mut progress);
        assert_eq!((progress.stage, progress.ended_ms, progress.to_rate), (Stage::Done, Some(5), visit));
    }
}
