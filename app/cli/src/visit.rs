//! `onsite visit`: the presses of a visit.

use crate::{
    failure::{Exit, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_core::{Done, press::VisitPress};
use onsite_domain::{
    Id,
    assignment::ClaimEnd,
    place::Place,
    press::{PauseKind, Press, PressSource},
};
use onsite_messages::{label, say_with};
use serde_json::json;

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Visit {
    /// Take the job on
    Accept(Plain),
    /// Say whether the customer was reached and what was agreed
    Confirm(Confirm),
    /// Set out
    Depart(Plain),
    /// Be there
    Arrive(Plain),
    /// Begin the work
    Start(Plain),
    /// Stand still, and why
    Pause(Pause),
    /// Go on
    Resume(Plain),
    /// Be done; says what is missing
    Finish(Plain),
    /// Give up for good, and why
    CannotComplete(Because),
    /// Another visit is needed, and why
    #[command(name = "second-visit")]
    ComeAgain(Because),
    /// Take back your last press, which was wrong
    #[command(name = "take-back")]
    TakeBack(Job),
    /// List what is missing before it can be finished
    Missing(Plain),
}

#[derive(clap::Args, Debug)]
pub(crate) struct Job {
    /// Order number, or code or serial of its device
    job: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Plain {
    /// Order number, or code or serial of its device
    job: String,
    /// Where it is pressed, as geo:LATITUDE,LONGITUDE
    #[arg(long, value_name = "GEO")]
    place: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Confirm {
    #[command(flatten)]
    plain: Plain,
    /// Nobody answered
    #[arg(long, conflicts_with_all = ["from", "until"])]
    not_reached: bool,
    /// Start of the agreed window: 08:30 or 2026-11-23T08:30
    #[arg(long, requires = "until", value_name = "TIME")]
    from: Option<String>,
    /// End of the agreed window
    #[arg(long, requires = "from", value_name = "TIME")]
    until: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Pause {
    #[command(flatten)]
    plain: Plain,
    /// parts, customer, access, weather, colleague, break, end_of_day or other
    #[arg(long = "for", value_name = "WHAT")]
    pause: String,
    /// Why, in words
    #[arg(long)]
    reason: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Because {
    #[command(flatten)]
    plain: Plain,
    /// Why, in words
    #[arg(long)]
    reason: String,
}

impl Visit {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::Accept(plain) => press(session, &plain, VisitPress::new(Press::Accept)),
            Self::Depart(plain) => press(session, &plain, VisitPress::new(Press::Depart)),
            Self::Arrive(plain) => press(session, &plain, VisitPress::new(Press::Arrive)),
            Self::Start(plain) => press(session, &plain, VisitPress::new(Press::Start)),
            Self::Resume(plain) => press(session, &plain, VisitPress::new(Press::Resume)),
            Self::Finish(plain) => press(session, &plain, VisitPress::new(Press::Finish)),
            Self::CannotComplete(Because { plain, reason }) => {
                press(session, &plain, VisitPress::because(Press::CannotComplete, &reason))
            }
            Self::ComeAgain(Because { plain, reason }) => {
                press(session, &plain, VisitPress::because(Press::SecondVisitNeeded, &reason))
            }
            Self::Pause(Pause { plain, pause, reason }) => {
                let pause = PauseKind::from_text(&pause).checked("for")?;
                press(session, &plain, VisitPress { pause: Some(pause), reason, ..VisitPress::new(Press::Pause) })
            }
            Self::Confirm(confirm) => {
                let now = session.now()?;
                let instant = |text: &Option<String>| text.as_deref().map(|text| now.read(text)).transpose();
                let window = instant(&confirm.from)?.zip(instant(&confirm.until)?);
                let pressed = VisitPress {
                    reached: Some(!confirm.not_reached),
                    window,
                    ..VisitPress::new(Press::ConfirmWithCustomer)
                };
                press(session, &confirm.plain, pressed)
            }
            Self::TakeBack(Job { job }) => {
                let visit = find::visit(session, &job)?;
                let done = session.app()?.take_back_press(visit)?;
                now_in(session, visit, &done)
            }
            Self::Missing(plain) => missing(session, &plain.job),
        }
    }
}

fn press(session: &mut Session, plain: &Plain, pressed: VisitPress) -> Outcome<Reply> {
    let visit = find::visit(session, &plain.job)?;
    let place = plain.place.as_deref().map(str::parse::<Place>).transpose()?;
    let pressed = VisitPress { place, source: PressSource::Terminal, ..pressed };
    let done = session.app()?.press_visit(visit, pressed)?;
    now_in(session, visit, &done)
}

fn now_in(session: &mut Session, visit: Id, done: &Done) -> Outcome<Reply> {
    let status = session.app()?.visit(visit)?.status;
    let mut page = Page::new();
    page.line(say_with(session.language, "cli-now-in", &[("state", &label(session.language, status.as_str()))]));
    Reply::new(json!({ "done": done, "visit": visit, "status": status }), page)
}

fn missing(session: &mut Session, job: &str) -> Outcome<Reply> {
    let visit = find::visit(session, job)?;
    let language = session.language;
    let missing = session.app()?.missing_of_visit(visit)?;
    let seen = session.app()?.visit_with_steps(visit)?;
    let rows: Vec<Vec<String>> = missing
        .iter()
        .map(|one| {
            let place = one.step.and_then(|step| crate::step::place_of(&seen, step));
            let title = one.title.as_ref().map(|title| title.in_language(language).to_owned());
            vec![
                place.map(|place| place.to_string()).unwrap_or_default(),
                title.or_else(|| one.field.clone()).unwrap_or_default(),
                label(language, one.kind.as_str()),
            ]
        })
        .collect();
    let mut page = Page::new();
    page.table(&[session.say("cli-step"), session.say("cli-what"), session.say("cli-why")], &rows);
    if missing.is_empty() {
        page.line(session.say("cli-nothing-missing"));
    }
    let exit = if missing.is_empty() { Exit::Ok } else { Exit::NeedsAttention };
    Ok(Reply::new(json!({ "visit": visit, "missing": missing }), page)?.with_exit(exit))
}

#[derive(clap::Args, Debug)]
pub(crate) struct Offers {}

impl Offers {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let language = session.language;
        let offers = session.app()?.offers()?;
        let rows: Vec<Vec<String>> = offers
            .iter()
            .map(|offer| {
                vec![
                    offer.number.clone().unwrap_or_default(),
                    offer.kind.as_deref().map(|kind| label(language, kind)).unwrap_or_default(),
                    now.show_span(offer.window_start_ms, offer.window_end_ms),
                    offer.title.clone().unwrap_or_default(),
                    if offer.is_claimed { session.say("cli-claimed").to_owned() } else { now.show(offer.until_ms) },
                ]
            })
            .collect();
        let mut page = Page::new();
        page.table(
            &[
                session.say("cli-number"),
                session.say("cli-kind"),
                session.say("cli-window"),
                session.say("cli-title"),
                session.say("cli-until"),
            ],
            &rows,
        );
        if offers.is_empty() {
            page.line(session.say("cli-no-offers"));
        }
        let lost = session.app()?.lost_claims()?;
        for claim in &lost {
            let name = claim.user_name.as_ref().map(|name| name.in_language(language).to_owned()).unwrap_or_default();
            let at = claim.at_ms.map(|at_ms| now.show(Some(at_ms))).unwrap_or_default();
            let key = match claim.why {
                ClaimEnd::Taken => "cli-claim-taken",
                ClaimEnd::TooLate => "cli-claim-too-late",
                ClaimEnd::Withdrawn | ClaimEnd::Unknown => "cli-claim-withdrawn",
            };
            page.line(say_with(
                language,
                key,
                &[("number", claim.number.as_str()), ("name", name.as_str()), ("at", at.as_str())],
            ));
        }
        Reply::new(json!({ "offers": offers, "lost_claims": lost }), page)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Claim {
    /// Number of the offered order
    order: String,
}

impl Claim {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let order = find::order(session, &self.order)?;
        let done = session.app()?.claim(order)?;
        Reply::new(json!({ "done": done }), Page::text(session.say("cli-claim-waits")))
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Decline {
    /// Order number, or code or serial of its device
    job: String,
    /// Why, in words
    #[arg(long)]
    reason: String,
}

impl Decline {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let done = session.app()?.decline(visit, &self.reason)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct HandOver {
    /// Order number, or code or serial of its device
    job: String,
    /// The colleague, by log-in, name or staff number
    #[arg(long)]
    to: String,
    /// Why, in words
    #[arg(long)]
    reason: String,
}

impl HandOver {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let to = find::named(session, onsite_domain::Word::User, &self.to)?;
        let done = session.app()?.hand_over(visit, to, &self.reason)?;
        session.recorded(done)
    }
}
