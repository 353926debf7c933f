//! `onsite part`: parts used, asked for, accepted, returned, counted and handed on.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_core::{
    part_request::{Counted, NewPartRequest, RequestedPart, ReturnedPart},
    part_usage::UsedPart,
    stock::{CountedPart, HandedPart},
};
use onsite_domain::{Id, Quantity, Word, movement::Condition, name::short, part_request::PartRequestView};
use onsite_messages::label_of;
use serde_json::json;

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Part {
    /// What the van holds
    Van(Van),
    /// Book a part that was fitted
    Use(Use),
    /// Take a booked part back
    Undo(Undo),
    /// Ask for parts
    Request(Request),
    /// List the requests
    Requests(Requests),
    /// Accept what was issued, with the quantities counted
    Accept(Accept),
    /// Give parts back to the warehouse
    Return(Return),
    /// Write down what was counted in the van
    Count(Count),
    /// Hand parts to a colleague; prints the text the colleague takes
    Hand(Hand),
    /// Take parts from a colleague
    Take(Take),
}

impl Part {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::Van(command) => command.run(session),
            Self::Use(command) => command.run(session),
            Self::Undo(command) => command.run(session),
            Self::Request(command) => command.run(session),
            Self::Requests(command) => command.run(session),
            Self::Accept(command) => command.run(session),
            Self::Return(command) => command.run(session),
            Self::Count(command) => command.run(session),
            Self::Hand(command) => command.run(session),
            Self::Take(command) => command.run(session),
        }
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Van {
    /// Number or name of another van or store
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
}

impl Van {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let language = session.language;
        let stock = match find::maybe_named(session, Word::StockLocation, self.of.as_deref())? {
            Some(location) => Some(session.app()?.stock_of(location)?),
            None => session.app()?.van_stock()?,
        };
        let Some(stock) = stock else { return Reply::new(json!({"van": null}), Page::text(session.say("cli-no-van"))) };
        let rows: Vec<Vec<String>> = stock
            .lines
            .iter()
            .map(|line| {
                let tracked =
                    [&line.balance.serial, &line.balance.lot].into_iter().flatten().cloned().collect::<Vec<_>>();
                let is_low = line.minimum.is_some_and(|minimum| line.balance.quantity < minimum);
                vec![
                    line.number.clone(),
                    line.name.in_language(language).to_owned(),
                    format!("{} {}", line.balance.quantity, line.unit),
                    label_of(language, "condition", line.balance.condition.as_str()),
                    tracked.join(" "),
                    if is_low { session.say("cli-below-minimum").to_owned() } else { String::new() },
                ]
            })
            .collect();
        let mut page = Page::text(format!("{} {}", stock.number, stock.name.in_language(language)));
        if !stock.is_held {
            page.line(session.say("cli-van-not-held"));
        }
        page.table(
            &[
                session.say("cli-number"),
                session.say("cli-name"),
                session.say("cli-quantity"),
                session.say("cli-condition"),
                session.say("cli-serial"),
                "",
            ],
            &rows,
        );
        if rows.is_empty() {
            page.line(session.say("cli-van-empty"));
        }
        Reply::new(json!({ "van": stock }), page)
    }
}

/// A quantity as people write it.
fn quantity(text: &str) -> Outcome<Quantity> {
    Quantity::parse(text).ok_or_else(|| Failure::NotLike(text.to_owned(), "1, 0.5"))
}

fn condition(text: Option<&str>) -> Outcome<Option<Condition>> {
    Ok(text.map(|text| Condition::from_text(text).checked("condition")).transpose()?)
}

/// `NUMBER`, `NUMBER=2`, `NUMBER=1:SERIAL`: a part, how many, which one.
struct Line {
    part: Id,
    quantity: Quantity,
    serial: Option<String>,
}

fn line(session: &mut Session, text: &str) -> Outcome<Line> {
    let (number, rest) = text.rsplit_once('=').unwrap_or((text, "1"));
    let (count, serial) = match rest.split_once(':') {
        Some((count, serial)) => (count, Some(serial.to_owned())),
        None => (rest, None),
    };
    Ok(Line { part: find::named(session, Word::Part, number)?, quantity: quantity(count)?, serial })
}

#[derive(clap::Args, Debug)]
pub(crate) struct Use {
    /// Order number, or code or serial of its device
    job: String,
    /// Part number, barcode or name
    part: String,
    /// How many, such as 1 or 0.5
    #[arg(default_value = "1")]
    quantity: String,
    /// Serial number of the part fitted
    #[arg(long, value_name = "SERIAL")]
    serial_in: Option<String>,
    /// Lot of the part fitted
    #[arg(long)]
    lot: Option<String>,
    /// new, good_used or defective
    #[arg(long)]
    condition: Option<String>,
    /// The van it came from, where it is not the own one
    #[arg(long, value_name = "NAME")]
    van: Option<String>,
    /// Number of the old part that came out
    #[arg(long, value_name = "PART")]
    out: Option<String>,
    /// Serial number of the old part
    #[arg(long, value_name = "SERIAL", requires = "out")]
    serial_out: Option<String>,
    /// State of the old part: new, good_used or defective
    #[arg(long, value_name = "CONDITION", requires = "out")]
    condition_out: Option<String>,
    /// The old part stays with the customer
    #[arg(long, requires = "out")]
    left_there: bool,
    /// Where in the device it sits; it becomes a component there
    #[arg(long)]
    position: Option<String>,
    /// Number of the step in the list, or its id
    #[arg(long)]
    step: Option<String>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Use {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let step = match &self.step {
            Some(name) => Some(crate::step::named(&session.app()?.visit_with_steps(visit)?, name)?.id),
            None => None,
        };
        let used = UsedPart {
            part: find::named(session, Word::Part, &self.part)?,
            quantity: quantity(&self.quantity)?,
            condition: condition(self.condition.as_deref())?,
            serial_in: self.serial_in,
            lot: self.lot,
            van: find::maybe_named(session, Word::StockLocation, self.van.as_deref())?,
            part_out: find::maybe_named(session, Word::Part, self.out.as_deref())?,
            serial_out: self.serial_out,
            condition_out: condition(self.condition_out.as_deref())?,
            is_left_there: self.left_there,
            component: None,
            position: self.position,
            step,
            note: self.note,
        };
        let done = session.app()?.use_part(visit, used)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Undo {
    /// Order number, or code or serial of its device
    job: String,
    /// The id that booking the part gave
    usage: Id,
    /// Why, in words
    #[arg(long)]
    reason: String,
}

impl Undo {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let done = session.app()?.take_back_part(visit, self.usage, &self.reason)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Request {
    /// What is wanted: NUMBER or NUMBER=QUANTITY
    #[arg(required = true, value_name = "PART")]
    parts: Vec<String>,
    /// The job it is for
    #[arg(long = "for", value_name = "JOB")]
    job: Option<String>,
    /// When it is needed
    #[arg(long, value_name = "TIME")]
    by: Option<String>,
    /// critical, high, normal or low
    #[arg(long)]
    priority: Option<String>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Request {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let visit = self.job.as_deref().map(|job| find::visit(session, job)).transpose()?;
        let mut lines = Vec::new();
        for text in &self.parts {
            let line = line(session, text)?;
            lines.push(RequestedPart { part: line.part, quantity: line.quantity, ..RequestedPart::default() });
        }
        let request = NewPartRequest {
            visit,
            needed_by_ms: self.by.as_deref().map(|text| now.read(text)).transpose()?,
            priority: self.priority,
            note: self.note,
            lines,
            ..NewPartRequest::default()
        };
        let done = session.app()?.request_parts(request)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Requests {}

impl Requests {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let language = session.language;
        let requests = session.app()?.part_requests()?;
        let mut rows = Vec::new();
        for (id, request) in &requests {
            for progress in &request.progress {
                rows.push(vec![
                    short(*id),
                    label_of(language, "part_request_status", request.status.as_str()),
                    find::plain_name(session, Word::Part, Some(progress.part))?,
                    progress.wanted.to_string(),
                    progress.issued.to_string(),
                    progress.accepted.to_string(),
                    now.show(request.needed_by_ms),
                ]);
            }
        }
        let mut page = Page::new();
        page.table(
            &[
                "ID",
                session.say("cli-state"),
                session.say("cli-name"),
                session.say("cli-wanted"),
                session.say("cli-issued"),
                session.say("cli-accepted"),
                session.say("cli-until"),
            ],
            &rows,
        );
        if rows.is_empty() {
            page.line(session.say("cli-nothing-found"));
        }
        let requests: Vec<_> = requests.iter().map(|(id, view)| json!({"id": id, "request": view})).collect();
        Reply::new(json!({ "requests": requests }), page)
    }
}

/// A request by its id or the end of it.
fn request(session: &mut Session, name: &str) -> Outcome<(Id, PartRequestView)> {
    let wanted = name.to_uppercase();
    let mut found = session.app()?.part_requests()?;
    found.retain(|(id, _)| id.to_string().ends_with(&wanted));
    match found.len() {
        1 => found.pop().ok_or(Failure::NotFound { what: "part_request", name: name.to_owned() }),
        0 => Err(Failure::NotFound { what: "part_request", name: name.to_owned() }),
        _ => {
            let matches = found.iter().map(|(id, _)| id.to_string()).collect();
            Err(Failure::SeveralMatch { what: "part_request", name: name.to_owned(), matches })
        }
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Accept {
    /// The id of the request, or the end of it
    request: String,
    /// What was counted, where it differs: NUMBER=QUANTITY
    #[arg(long, value_name = "PART")]
    counted: Vec<String>,
}

impl Accept {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let (id, held) = request(session, &self.request)?;
        let mut counted = Vec::new();
        for text in &self.counted {
            let line = line(session, text)?;
            let found = held.progress.iter().find(|progress| progress.part == line.part);
            let found = found.ok_or_else(|| Failure::NotFound { what: "part", name: text.clone() })?;
            counted.push(Counted { line: found.line, quantity: line.quantity });
        }
        // Lines that were not counted are taken as issued.
        if !counted.is_empty() {
            for progress in &held.progress {
                if !counted.iter().any(|one| one.line == progress.line) {
                    let open = progress.issued.saturating_add(progress.accepted.negated());
                    counted.push(Counted { line: progress.line, quantity: open });
                }
            }
        }
        let done = session.app()?.accept_issued(id, &counted)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Return {
    /// What goes back: NUMBER, NUMBER=QUANTITY or NUMBER=1:SERIAL
    #[arg(required = true, value_name = "PART")]
    parts: Vec<String>,
    /// new, good_used or defective
    #[arg(long, default_value = "new")]
    condition: String,
    /// The id of the request it came with, or the end of it
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Return {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let condition = Condition::from_text(&self.condition).checked("condition")?;
        let request = self.request.as_deref().map(|name| request(session, name)).transpose()?;
        let mut parts = Vec::new();
        for text in &self.parts {
            let Line { part, quantity, serial } = line(session, text)?;
            let progress = request.as_ref().and_then(|(_, held)| held.progress.iter().find(|line| line.part == part));
            let request_line = progress.map(|progress| progress.line);
            parts.push(ReturnedPart { part, quantity, condition, serial, lot: None, request_line });
        }
        let done = session.app()?.return_parts(&parts, request.map(|(id, _)| id), self.note)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Count {
    /// What was counted: NUMBER=QUANTITY or NUMBER=1:SERIAL
    #[arg(required = true, value_name = "PART")]
    parts: Vec<String>,
    /// Everything was counted: what is not named is not there
    #[arg(long)]
    complete: bool,
    /// new, good_used or defective
    #[arg(long, default_value = "new")]
    condition: String,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Count {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let condition = Condition::from_text(&self.condition).checked("condition")?;
        let mut counted = Vec::new();
        for text in &self.parts {
            let Line { part, quantity, serial } = line(session, text)?;
            counted.push(CountedPart { part, condition, serial, lot: None, counted: quantity });
        }
        let done = session.app()?.count_van(&counted, self.complete, self.note)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Hand {
    /// What is handed over: NUMBER, NUMBER=QUANTITY or NUMBER=1:SERIAL
    #[arg(required = true, value_name = "PART")]
    parts: Vec<String>,
    /// new, good_used or defective
    #[arg(long, default_value = "new")]
    condition: String,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Hand {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let condition = Condition::from_text(&self.condition).checked("condition")?;
        let mut parts = Vec::new();
        for text in &self.parts {
            let Line { part, quantity, serial } = line(session, text)?;
            parts.push(HandedPart { part, quantity, condition, serial, lot: None });
        }
        let handed = session.app()?.hand_over_part(&parts, self.note)?;
        let mut page = Page::text(session.say("cli-handed-over"));
        page.line(&handed.text);
        Reply::new(&handed, page)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Take {
    /// The text that handing over printed
    text: String,
    /// What was counted, one quantity for each line, where it differs
    #[arg(long, value_name = "QUANTITY")]
    counted: Vec<String>,
}

impl Take {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let counted = self.counted.iter().map(|text| quantity(text)).collect::<Outcome<Vec<_>>>()?;
        let counted = if counted.is_empty() { None } else { Some(counted.as_slice()) };
        let done = session.app()?.take_over_part(&self.text, counted)?;
        session.recorded(done)
    }
}
