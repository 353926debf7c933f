//! `onsite jobs`, `onsite job`: the cards of a day, one job whole, new orders from the field.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
    step,
};
use onsite_core::{
    job_list::JobCard,
    jobs::{NewOrder, OrderMade},
    visit_detail::VisitDetail,
};
use onsite_domain::{
    Word,
    entry::current,
    order_kind::{Kind, Mode},
    visit::VisitView,
};
use onsite_messages::{label, say_with};
use serde_json::json;

#[derive(clap::Args, Debug)]
pub(crate) struct Jobs {
    /// today, tomorrow or 2026-11-23
    #[arg(long, default_value = "today", conflicts_with = "all")]
    day: String,
    /// Every open job
    #[arg(long)]
    all: bool,
}

impl Jobs {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let zone = now.zone.iana_name().unwrap_or("UTC").to_owned();
        let day = now.read_day(&self.day)?;
        let cards = session.app()?.job_list(if self.all { None } else { Some((day, &zone)) })?;
        let language = session.language;
        let code = |code: &Option<String>| code.as_deref().map(|code| label(language, code)).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let rows: Vec<Vec<String>> = cards
            .iter()
            .map(|card| {
                vec![
                    text(&card.number),
                    now.show_span(card.window_start_ms, card.window_end_ms),
                    label(language, card.status.as_str()),
                    code(&card.kind),
                    code(&card.priority),
                    text(&card.customer),
                    text(&card.device_text),
                    text(&card.title),
                    card.next_press.map(|press| label(language, press.as_str())).unwrap_or_default(),
                    marks(session, card),
                ]
            })
            .collect();
        let mut page = Page::new();
        page.table(
            &[
                session.say("cli-number"),
                session.say("cli-window"),
                session.say("cli-state"),
                session.say("cli-kind"),
                session.say("cli-priority"),
                session.say("cli-customer"),
                session.say("cli-device"),
                session.say("cli-title"),
                session.say("cli-next-press"),
                "",
            ],
            &rows,
        );
        if cards.is_empty() {
            page.line(session.say("cli-no-jobs"));
        }
        let day = if self.all { None } else { Some(day.to_string()) };
        Reply::new(json!({ "day": day, "jobs": cards }), page)
    }
}

/// What is not as usual about a job.
fn marks(session: &Session, card: &JobCard) -> String {
    let mut marks = Vec::new();
    if card.is_overdue {
        marks.push(session.say("cli-overdue").to_owned());
    }
    if card.is_unsent {
        marks.push(session.say("cli-unsent").to_owned());
    }
    if card.attention_count > 0 {
        marks.push(format!("{} {}", session.say("cli-attention"), card.attention_count));
    }
    marks.join(", ")
}

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Job {
    /// Everything about one job
    Show(Show),
    /// Make a new order, for this field device's user
    New(New),
    /// Make an order that follows up another
    FollowUp(FollowUp),
}

#[derive(clap::Args, Debug)]
pub(crate) struct Show {
    /// Order number, or code or serial of its device
    job: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct New {
    /// consult, repair, install, inspect, maintain, survey, train, replace or retire
    kind: String,
    /// What it is about, in a line
    title: String,
    #[command(flatten)]
    details: Details,
}

#[derive(clap::Args, Debug)]
pub(crate) struct FollowUp {
    /// Order number, or code or serial of its device
    job: String,
    /// consult, repair, install, inspect, maintain, survey, train, replace or retire
    kind: String,
    /// What it is about, in a line
    title: String,
    #[command(flatten)]
    details: Details,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Details {
    /// onsite, remote or workshop
    #[arg(long, default_value = "onsite")]
    mode: String,
    /// Code, serial or number of the device
    #[arg(long)]
    device: Option<String>,
    /// Number or name of the site
    #[arg(long)]
    site: Option<String>,
    /// Number or name of the customer
    #[arg(long)]
    customer: Option<String>,
    /// Name of the contact
    #[arg(long)]
    contact: Option<String>,
    /// What is asked, in the customer's words
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// critical, high, normal or low
    #[arg(long)]
    priority: Option<String>,
    /// Start of the time window: 08:30 or 2026-11-23T08:30
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// End of the time window
    #[arg(long, value_name = "TIME", requires = "from")]
    until: Option<String>,
    /// Number or name of the procedure, where it is not the usual one
    #[arg(long)]
    procedure: Option<String>,
}

impl Details {
    fn order(self, session: &mut Session, kind: &str, title: String) -> Outcome<NewOrder> {
        let now = session.now()?;
        let instant = |text: &Option<String>| text.as_deref().map(|text| now.read(text)).transpose();
        Ok(NewOrder {
            kind: Kind::from_text(kind).checked("kind")?,
            mode: Mode::from_text(&self.mode).checked("mode")?,
            device: self.device.as_deref().map(|name| find::device(session, name)).transpose()?,
            site: find::maybe_named(session, Word::Site, self.site.as_deref())?,
            customer: find::maybe_named(session, Word::Customer, self.customer.as_deref())?,
            contact: find::maybe_named(session, Word::Contact, self.contact.as_deref())?,
            title,
            description: self.description,
            priority: self.priority,
            window_start_ms: instant(&self.from)?,
            window_end_ms: instant(&self.until)?,
            procedure: find::maybe_named(session, Word::Procedure, self.procedure.as_deref())?,
            ..NewOrder::default()
        })
    }
}

impl Job {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::Show(show) => show.run(session),
            Self::New(New { kind, title, details }) => {
                let new = details.order(session, &kind, title)?;
                let made = session.app()?.new_order(new)?;
                order_made(session, &made)
            }
            Self::FollowUp(FollowUp { job, kind, title, details }) => {
                let cause = find::order(session, &job)?;
                let new = details.order(session, &kind, title)?;
                let made = session.app()?.follow_up_order(cause, new)?;
                order_made(session, &made)
            }
        }
    }
}

fn order_made(session: &Session, made: &OrderMade) -> Outcome<Reply> {
    Reply::new(made, Page::text(say_with(session.language, "cli-order-made", &[("number", &made.number)])))
}

impl Show {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let order = find::order(session, &self.job)?;
        let detail = session.app()?.job_detail(order)?;
        let visit = match find::visit(session, &self.job) {
            Ok(visit) => Some(session.app()?.visit_detail(visit)?),
            Err(Failure::NotFound { .. }) => None,
            Err(other) => return Err(other),
        };
        let now = session.now()?;
        let language = session.language;
        let code = |code: &Option<String>| code.as_deref().map(|code| label(language, code)).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut page = Page::text(format!("{} {}", text(&detail.order.number), text(&detail.order.title)).trim());
        page.field(session.say("cli-state"), label(language, detail.order.status.as_str()))
            .field(session.say("cli-kind"), format!("{} {}", code(&detail.order.kind), code(&detail.order.mode)))
            .field(session.say("cli-priority"), code(&detail.order.priority))
            .field(session.say("cli-asked"), text(&detail.order.description));
        if let Some(customer) = &detail.customer {
            page.field(session.say("cli-customer"), customer.name.in_language(language));
        }
        if let Some(site) = &detail.site {
            page.field(session.say("cli-site"), site.name.in_language(language))
                .field(session.say("cli-address"), site.address.in_language(language))
                .field(session.say("cli-access-notes"), site.access_notes.in_language(language));
        }
        if let Some(contact) = &detail.contact {
            let name = contact.name.in_language(language);
            page.field(session.say("cli-contact"), format!("{name} {}", contact.phones.join(", ")));
        }
        let planned: Vec<Vec<String>> = detail
            .planned_parts
            .iter()
            .map(|part| {
                vec![part.number.clone(), part.name.in_language(language).to_owned(), part.quantity.to_string()]
            })
            .collect();
        if !planned.is_empty() {
            page.heading(session.say("cli-planned-parts"));
            page.table(&[session.say("cli-number"), session.say("cli-name"), session.say("cli-quantity")], &planned);
        }
        if let Some(visit) = &visit {
            page.field(session.say("cli-device"), text(&visit.card.device_text))
                .field(session.say("cli-window"), now.show_span(visit.card.window_start_ms, visit.card.window_end_ms));
            visit_page(session, visit, &mut page)?;
        }
        Reply::new(json!({ "job": detail, "visit": visit }), page)
    }
}

fn visit_page(session: &mut Session, detail: &VisitDetail, page: &mut Page) -> Outcome<()> {
    let now = session.now()?;
    let language = session.language;
    let view: &VisitView = &detail.visit;
    let lead = find::plain_name(session, Word::User, view.lead)?;
    page.heading(session.say("cli-visit"));
    page.field(session.say("cli-state"), label(language, view.status.as_str()))
        .field(session.say("cli-lead"), lead)
        .field(session.say("cli-why"), view.reason.clone().unwrap_or_default());
    if let Some(press) = detail.card.next_press {
        page.field(session.say("cli-next-press"), label(language, press.as_str()));
    }
    page.field(
        session.say("cli-time"),
        detail
            .time_ms
            .iter()
            .map(|(kind, ms)| format!("{} {} min", label(language, kind.as_str()), ms / 60_000))
            .collect::<Vec<_>>()
            .join(", "),
    );
    if !detail.steps.is_empty() {
        page.gap();
        step::show(session, view, page);
    }
    let parts: Vec<Vec<String>> = detail
        .parts
        .iter()
        .map(|part| vec![part.number.clone(), part.name.in_language(language).to_owned(), part.quantity.to_string()])
        .collect();
    if !parts.is_empty() {
        page.heading(session.say("cli-parts-used"));
        page.table(&[session.say("cli-number"), session.say("cli-name"), session.say("cli-quantity")], &parts);
    }
    let notes: Vec<Vec<String>> =
        current(&view.notes).map(|note| vec![now.show(Some(note.at_ms)), note.value.text.clone()]).collect();
    if !notes.is_empty() {
        page.heading(session.say("cli-notes"));
        page.table(&[session.say("cli-since"), session.say("cli-what")], &notes);
    }
    Ok(())
}
