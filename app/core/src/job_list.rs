//! The job list: the cards of one day.

use crate::{
    App, AppError,
    press::{self, PressToTakeBack},
    view,
};
use onsite_domain::{
    Id, Language, Priority, Rejected, RejectedCode, Subject, Word,
    calendar::Calendar,
    contact::Contact,
    customer::Customer,
    device::DeviceView,
    entry::current,
    missing,
    press::Press,
    request::Channel,
    service_level::{self, Clock, Milestones, Pause, ServiceLevel},
    site::Site,
    visit::VisitView,
    visit_status::VisitStatus,
    work_order::WorkOrderView,
    zone,
};
use onsite_store::derived;
use rusqlite::named_params;
use serde::Serialize;
use utoipa::ToSchema;

/// One job as its card shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JobCard {
    pub visit: Id,
    pub work_order: Option<Id>,
    pub number: Option<String>,
    pub kind: Option<String>,
    pub mode: Option<String>,
    /// Of the visit; until it has ended, a helper's own.
    pub status: VisitStatus,
    /// What was agreed with the customer, else what was planned.
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    /// Of the site: windows are shown in it.
    pub zone: Option<String>,
    pub is_agreed: bool,
    /// Planned for an earlier day at the site, and still open.
    pub is_overdue: bool,
    pub route_position: Option<i64>,
    pub customer: Option<String>,
    pub site: Option<String>,
    pub address: Option<String>,
    /// In millionths of a degree.
    pub coordinates: Option<onsite_domain::Coordinates>,
    pub device: Option<Id>,
    /// Model and serial number.
    pub device_text: Option<String>,
    pub priority: Option<String>,
    pub title: Option<String>,
    /// What is asked, in the customer's words.
    pub text: Option<String>,
    pub is_lead: bool,
    pub clock: Option<Clock>,
    /// What the one big button says.
    pub next_press: Option<Press>,
    pub legal_presses: Vec<Press>,
    /// The user's own last press, while it can be taken back.
    pub last_press: Option<PressToTakeBack>,
    /// Whom to call.
    pub contact: Option<CardContact>,
    /// When its present status began.
    pub since_ms: Option<i64>,
    /// Steps to be done, and how many of them have an answer.
    pub steps: u32,
    pub steps_answered: u32,
    /// The first of them without an answer, counted from 1.
    pub next_step: Option<u32>,
    /// Something about it has not reached the server.
    pub is_unsent: bool,
    pub attention_count: u32,
}

/// The person at the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CardContact {
    pub contact: Id,
    pub name: String,
    pub phone: Option<String>,
}

impl App {
    /// The user's jobs of a day in a zone (the engineer's), in route order, then by time window: what is planned for that day.
    /// Today has besides what is under way, what has no window, and what is open from before. `None` gives every open job.
    ///
    /// # Errors
    /// Rejected where the zone is not in the IANA database.
    pub fn job_list(&self, day: Option<(jiff::civil::Date, &str)>) -> Result<Vec<JobCard>, AppError> {
        let span = day.map(|(day, zone)| Day::of(day, zone, view::now_ms(self))).transpose()?;
        let me = self.identity()?.user.to_string();
        let language = self.language()?;
        let mut visits: Vec<(Subject, VisitView)> = derived::views(
            &self.db,
            "word = 'visit' AND has_ended = 0
             AND +subject IN (SELECT subject FROM view_person WHERE person = :me) ORDER BY +subject",
            &[(":me", &me)],
        )?;
        if let Some(day) = span {
            visits.retain(|(_, visit)| day.lists_open(visit));
            // What was agreed is another day than what was planned, and seldom another week.
            let ended: Vec<(Subject, VisitView)> = derived::views(
                &self.db,
                "word = 'visit' AND has_ended = 1
                 AND window_start_ms >= :start - :week AND window_start_ms < :end + :week
                 AND coalesce(json_extract(body, '$.agreed_start_ms'), window_start_ms) >= :start
                 AND coalesce(json_extract(body, '$.agreed_start_ms'), window_start_ms) < :end
                 AND +subject IN (SELECT subject FROM view_person WHERE person = :me) ORDER BY +subject",
                &[(":me", &me), (":start", &day.start_ms), (":end", &day.end_ms), (":week", &WEEK_MS)],
            )?;
            visits.extend(ended);
        }
        let me = self.identity()?.user;
        visits.retain(|(_, visit)| visit.is_engineer(me) || visit.expert == Some(me));
        let mut cards = Vec::with_capacity(visits.len());
        for (subject, visit) in &visits {
            cards.push(self.card(subject.id, visit, language)?);
        }
        cards.sort_by_key(|card| {
            // The place in an earlier day's route is none in this one's.
            let place = card.route_position.filter(|_| !card.is_overdue);
            (place.unwrap_or(i64::MAX), card.window_start_ms.unwrap_or(i64::MAX), card.visit)
        });
        Ok(cards)
    }

    /// The card of one visit.
    pub fn job_card(&self, visit: Id) -> Result<JobCard, AppError> {
        let language = self.language()?;
        self.card(visit, &self.visit(visit)?, language)
    }

    fn card(&self, id: Id, visit: &VisitView, language: Language) -> Result<JobCard, AppError> {
        let me = self.identity()?.user;
        let order: Option<WorkOrderView> = self.one(Word::WorkOrder, visit.work_order)?;
        let customer: Option<Customer> = self.one(Word::Customer, visit.customer)?;
        let site: Option<Site> = self.one(Word::Site, visit.site)?;
        let device: Option<DeviceView> = self.one(Word::Device, visit.device)?;
        let device_text = device.map(|device| {
            let parts = [device.model, device.serial, device.name];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        });
        let (window_start_ms, window_end_ms) = window(visit);
        let clock = order.as_ref().map(|order| self.clock_of(order, customer.as_ref())).transpose()?.flatten();
        let (own_status, maker) = (press::own_status(visit, me), press::maker_of(visit, me));
        let order = order.unwrap_or_default();
        let contact: Option<(Id, Contact)> = order.contact.zip(self.one(Word::Contact, order.contact)?);
        let contact = contact.map(|(contact, held)| CardContact {
            contact,
            name: held.name.in_language(language).to_owned(),
            phone: held.phones.first().cloned(),
        });
        let (steps, steps_answered, next_step) = self.progress(id, visit)?;
        let zone = visit.zone.clone().or(site.as_ref().map(|site| site.zone.clone()));
        Ok(JobCard {
            visit: id,
            work_order: visit.work_order,
            contact,
            since_ms: press::own_since_ms(visit, me),
            steps,
            steps_answered,
            next_step,
            is_unsent: self.is_unsent(id, visit.work_order)?,
            attention_count: self.attention_count(id)?,
            number: order.number,
            kind: order.kind,
            mode: visit.mode.clone().or(order.mode),
            status: if visit.status.has_ended() { visit.status } else { own_status },
            window_start_ms,
            window_end_ms,
            is_overdue: !visit.has_ended && is_from_before(visit, zone.as_deref(), view::now_ms(self)),
            zone,
            is_agreed: visit.agreed_start_ms.is_some(),
            route_position: visit.route_position,
            customer: customer.map(|customer| customer.name.in_language(language).to_owned()),
            address: site.as_ref().map(|site| site.address.in_language(language).to_owned()),
            coordinates: site.as_ref().and_then(|site| site.coordinates),
            site: site.map(|site| site.name.in_language(language).to_owned()),
            device: visit.device,
            device_text,
            priority: order.priority,
            title: order.title,
            text: order.description,
            is_lead: visit.lead == Some(me),
            clock,
            next_press: press::next_press(own_status, maker, visit.mode.as_deref()),
            legal_presses: press::legal_presses(own_status, maker),
            last_press: press::own_to_take_back(visit, me),
        })
    }

    /// Steps to be done, how many of them have an answer, and which is the first without.
    fn progress(&self, id: Id, visit: &VisitView) -> Result<(u32, u32, Option<u32>), AppError> {
        let planned = self.with_steps_of_procedure(id, visit)?;
        let visit = planned.as_ref().unwrap_or(visit);
        let (mut steps, mut answered, mut next) = (0_u32, 0_u32, None);
        for step in current(&visit.steps).filter(|step| missing::is_to_be_done(visit, step)) {
            steps = steps.saturating_add(1);
            if visit.answers_to(step.id).any(|answer| answer.value.is_given(&step.value.step)) {
                answered = answered.saturating_add(1);
            } else {
                next.get_or_insert(steps);
            }
        }
        Ok((steps, answered, next))
    }

    pub(crate) fn one<T: serde::de::DeserializeOwned>(
        &self,
        word: Word,
        id: Option<Id>,
    ) -> Result<Option<T>, AppError> {
        id.map_or(Ok(None), |id| self.record(word, id))
    }

    /// How the promises for an order stand now, by the order's service level, else the customer's, else the company's.
    pub fn clock_of(&self, order: &WorkOrderView, customer: Option<&Customer>) -> Result<Option<Clock>, AppError> {
        let settings = self.settings()?;
        let Some(received_ms) = order.received_ms.or(order.created_ms) else { return Ok(None) };
        let level = match order.service_level {
            // What was promised for this order stays promised, whatever is promised now.
            Some(promised) => self.record::<ServiceLevel>(Word::ServiceLevel, promised)?,
            None => match customer.and_then(|customer| customer.service_level).or(settings.service_level) {
                Some(named) => self.in_force_at(Word::ServiceLevel, named, &settings.zone, received_ms)?,
                None => None,
            },
        };
        let Some(level) = level else { return Ok(None) };
        let priority = Priority::from_text(order.priority.as_deref().unwrap_or("normal"));
        let request: Option<onsite_domain::request::Request> = self.one(Word::Request, order.request)?;
        let channel = request.as_ref().map_or(Channel::Unknown, |request| request.channel);
        let Some(target) = level.target(priority, channel) else { return Ok(None) };
        let calendar: Option<Calendar> = self.one(Word::Calendar, level.calendar.or(settings.calendar))?;
        let calendar = calendar.unwrap_or_else(|| Calendar::around_the_clock(&settings.zone));
        let reached = |status: &str| order.reached_ms.get(status).copied();
        let arrivals = order
            .visits
            .iter()
            .filter_map(|visit| visit.reached_ms.get("on_site").or_else(|| visit.reached_ms.get("working")).copied());
        let planned_ms = reached("scheduled").or_else(|| reached("accepted"));
        let milestones = Milestones {
            received_ms,
            // Whoever took the call down spoke with the customer long before anybody planned it.
            first_response_ms: request
                .and_then(|request| request.first_response_ms())
                .into_iter()
                .chain(planned_ms)
                .min(),
            arrival_ms: arrivals.min(),
            resolved_ms: reached("done"),
            pauses: self.pauses_of(order)?,
        };
        Ok(Some(service_level::clock(target, &calendar.business_time()?, &milestones, view::now_ms(self))))
    }

    /// While work waits for the customer, for access or for the weather, no promise runs.
    fn pauses_of(&self, order: &WorkOrderView) -> Result<Vec<Pause>, AppError> {
        use onsite_domain::press::PauseKind;
        let mut pauses: Vec<Pause> = Vec::new();
        for visit in &order.visits {
            let Some(visit) = self.record::<VisitView>(Word::Visit, visit.visit)? else { continue };
            let mut lasting: Option<i64> = None;
            for pressed in visit.presses.iter().filter(|pressed| pressed.counts()) {
                if let Some(from_ms) = lasting.take() {
                    pauses.push(Pause { from_ms, to_ms: Some(pressed.at_ms) });
                }
                let is_pause = pressed.press.press == Press::Pause
                    && matches!(
                        pressed.press.pause,
                        Some(PauseKind::Customer | PauseKind::Access | PauseKind::Weather)
                    );
                lasting = is_pause.then_some(pressed.at_ms);
            }
            pauses.extend(lasting.map(|from_ms| Pause { from_ms, to_ms: None }));
        }
        Ok(pauses)
    }

    pub(crate) fn is_unsent(&self, visit: Id, work_order: Option<Id>) -> Result<bool, AppError> {
        let order = work_order.map(|order| Subject::new(Word::WorkOrder, order).to_string()).unwrap_or_default();
        Ok(self
            .db
            .prepare_cached(
                "SELECT EXISTS (
                     SELECT 1 FROM unit JOIN unit_change ON unit_change.unit = unit.number
                     WHERE unit.state = 'waiting' AND unit_change.subject IN (:visit, :order))
                 OR EXISTS (
                     SELECT 1 FROM unit JOIN unit_fact ON unit_fact.unit = unit.number
                     JOIN fact_subject ON fact_subject.fact = unit_fact.fact
                     WHERE unit.state = 'waiting' AND fact_subject.subject IN (:visit, :order))",
            )?
            .query_row(
                named_params! {":visit": Subject::new(Word::Visit, visit).to_string(), ":order": order},
                |row| row.get(0),
            )?)
    }

    fn attention_count(&self, visit: Id) -> Result<u32, AppError> {
        Ok(self
            .db
            .prepare_cached("SELECT count(*) FROM attention WHERE subject = :subject AND is_open = 1")?
            .query_row(named_params! {":subject": Subject::new(Word::Visit, visit).to_string()}, |row| row.get(0))?)
    }
}

/// What was agreed, else what was planned.
pub(crate) fn window(visit: &VisitView) -> (Option<i64>, Option<i64>) {
    match visit.agreed_start_ms {
        Some(start_ms) => (Some(start_ms), visit.agreed_end_ms),
        None => (visit.window_start_ms, visit.window_end_ms),
    }
}

const WEEK_MS: i64 = 7 * 86_400_000;

/// A day whose jobs are listed.
#[derive(Clone, Copy, Debug)]
struct Day {
    start_ms: i64,
    /// One past its last millisecond.
    end_ms: i64,
    now_ms: i64,
}

impl Day {
    fn of(day: jiff::civil::Date, zone: &str, now_ms: i64) -> Result<Self, AppError> {
        let wrong =
            || AppError::from(Rejected::because(RejectedCode::WrongShape, "zone", "an IANA time zone and a day"));
        let zone = zone::find(zone).ok_or_else(wrong)?;
        let next = day.tomorrow().map_err(|_| wrong())?;
        let at = |day: jiff::civil::Date| zone::instant_ms(&zone, day.at(0, 0, 0, 0)).ok_or_else(wrong);
        Ok(Self { start_ms: at(day)?, end_ms: at(next)?, now_ms })
    }

    /// Each day has what is planned for it. Work that stayed open is today's until somebody ends it, whatever its day was.
    fn lists_open(self, visit: &VisitView) -> bool {
        let (Some(start_ms), end_ms) = window(visit) else { return self.is_today() };
        let is_over_before = |ms: i64| start_ms < ms && end_ms.is_none_or(|end_ms| end_ms <= ms);
        let is_planned = start_ms < self.end_ms && !is_over_before(self.start_ms);
        match self.is_today() {
            true => is_planned || visit.status.is_under_way() || start_ms < self.start_ms,
            // Of a day that is past only what lasts until today is not late.
            false => is_planned && (self.start_ms > self.now_ms || !is_over_before(self.now_ms)),
        }
    }

    fn is_today(self) -> bool {
        (self.start_ms..self.end_ms).contains(&self.now_ms)
    }
}

/// Its window was over when this day began at the site.
fn is_from_before(visit: &VisitView, zone: Option<&str>, now_ms: i64) -> bool {
    let (Some(start_ms), end_ms) = window(visit) else { return false };
    let today = zone::find(zone.unwrap_or("UTC")).and_then(|zone| {
        let day = zone::civil(&zone, now_ms)?.date();
        zone::instant_ms(&zone, day.at(0, 0, 0, 0))
    });
    today.is_some_and(|begins_ms| start_ms < begins_ms && end_ms.is_none_or(|end_ms| end_ms <= begins_ms))
}
