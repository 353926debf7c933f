//! `onsite device`: a machine's file, its code, its meters and failures.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_core::device::{DeviceFile, NewDevice};
use onsite_domain::{
    Id, Subject, Word, device::DeviceView, entry::current, failure::FailureFact, meter_reading::MeterReadingFact,
};
use onsite_messages::{label, say_with};
use serde_json::Value;
use std::path::PathBuf;

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Device {
    /// Open the file: what it is, where, components, meters, past visits
    Show(Show),
    /// Bind a printed code to a device
    Bind(Bind),
    /// File a device that nobody knows yet
    New(New),
    /// Write down a meter reading
    Meter(Meter),
    /// Record that it is down, or working again
    Failure(Down),
}

impl Device {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::Show(command) => command.run(session),
            Self::Bind(command) => command.run(session),
            Self::New(command) => command.run(session),
            Self::Meter(command) => command.run(session),
            Self::Failure(command) => command.run(session),
        }
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Show {
    /// Code, serial or number of the device
    device: String,
}

impl Show {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let device = find::device(session, &self.device)?;
        let file = session.app()?.device_file(device)?;
        let page = file_page(session, &file)?;
        Reply::new(&file, page)
    }
}

fn file_page(session: &mut Session, file: &DeviceFile) -> Outcome<Page> {
    let now = session.now()?;
    let language = session.language;
    let view = &file.view;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let record = |key: &str| {
        let value = view.record.as_ref().and_then(|record| record.get(key)).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let mut page = Page::new();
    page.field(session.say("cli-name"), text(&view.name))
        .field(session.say("cli-model"), text(&view.model))
        .field(session.say("cli-serial"), text(&view.serial))
        .field(session.say("cli-number"), text(&view.number))
        .field(session.say("cli-codes"), view.codes.join(", "))
        .field(session.say("cli-customer"), text(&file.customer_name))
        .field(session.say("cli-site"), text(&file.site_name))
        .field(session.say("cli-location"), text(&view.location))
        .field(session.say("cli-installed-on"), text(&view.installed_on))
        .field(session.say("cli-warranty-ends"), record("warranty_ends_on"))
        .field(session.say("cli-life-cycle"), record("life_cycle").replace('_', " "));
    let mut components: Vec<Vec<String>> = Vec::new();
    for component in current(&view.components).filter(|component| !component.value.is_removed) {
        let part = find::plain_name(session, Word::Part, component.value.part)?;
        let name = component.value.name.clone().unwrap_or(part);
        let serial = component.value.serial.clone().unwrap_or_default();
        components.push(vec![component.value.position.clone(), name, serial, now.show(component.value.fitted_ms)]);
    }
    table(
        &mut page,
        session.say("cli-components"),
        &[session.say("cli-position"), session.say("cli-name"), session.say("cli-serial"), session.say("cli-since")],
        &components,
    );
    let readings: Vec<Vec<String>> = view
        .latest_readings()
        .iter()
        .map(|(meter, seen)| {
            let unit = seen.body.unit.clone().unwrap_or_default();
            vec![(*meter).to_owned(), format!("{} {unit}", seen.body.reading), now.show(Some(seen.at_ms))]
        })
        .collect();
    table(
        &mut page,
        session.say("cli-meters"),
        &[session.say("cli-name"), session.say("cli-reading"), session.say("cli-since")],
        &readings,
    );
    labels(&mut page, session, view)?;
    let mut history = Vec::new();
    for past in &file.history {
        history.push(vec![
            now.show(past.at_ms),
            past.number.clone().unwrap_or_default(),
            past.kind.as_deref().map(|kind| label(language, kind)).unwrap_or_default(),
            label(language, past.status.as_str()),
            find::plain_name(session, Word::User, past.lead)?,
            past.title.clone().unwrap_or_default(),
        ]);
    }
    table(
        &mut page,
        session.say("cli-past-visits"),
        &[
            session.say("cli-since"),
            session.say("cli-number"),
            session.say("cli-kind"),
            session.say("cli-state"),
            session.say("cli-user"),
            session.say("cli-title"),
        ],
        &history,
    );
    let articles: Vec<Vec<String>> = file
        .articles
        .iter()
        .map(|(_, article)| vec![article.number.clone(), article.title.in_language(language).to_owned()])
        .collect();
    table(&mut page, session.say("cli-articles"), &[session.say("cli-number"), session.say("cli-title")], &articles);
    Ok(page)
}

/// When which label was put on or taken off, and by whom.
fn labels(page: &mut Page, session: &mut Session, view: &DeviceView) -> Outcome<()> {
    let now = session.now()?;
    let mut rows = Vec::new();
    for seen in view.code_history.iter().filter(|seen| !seen.is_in_review) {
        let event = if seen.body.is_released { "cli-label-released" } else { "cli-label-bound" };
        rows.push(vec![
            now.show(Some(seen.at_ms)),
            seen.body.code.clone(),
            session.say(event).to_owned(),
            find::plain_name(session, Word::User, seen.by.user())?,
            seen.body.reason.clone().unwrap_or_default(),
        ]);
    }
    table(
        page,
        session.say("cli-labels"),
        &[
            session.say("cli-since"),
            session.say("cli-codes"),
            session.say("cli-state"),
            session.say("cli-user"),
            session.say("cli-reason"),
        ],
        &rows,
    );
    Ok(())
}

/// A headed table; neither where there is nothing.
fn table(page: &mut Page, heading: &str, headers: &[&str], rows: &[Vec<String>]) {
    if !rows.is_empty() {
        page.heading(heading).table(headers, rows);
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Bind {
    /// Code, serial or number of the device
    device: String,
    /// The printed code, or the link behind it
    code: String,
    /// The label was taken off or destroyed
    #[arg(long, requires = "reason")]
    release: bool,
    /// Why, in words
    #[arg(long)]
    reason: Option<String>,
}

impl Bind {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let device = find::device(session, &self.device)?;
        let done = match self.reason.filter(|_| self.release) {
            Some(reason) => session.app()?.release_code(device, &self.code, &reason)?,
            None => session.app()?.bind_code(device, &self.code)?,
        };
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct New {
    /// Serial number on the plate
    #[arg(long)]
    serial: Option<String>,
    /// Model on the plate
    #[arg(long)]
    model: Option<String>,
    /// Maker on the plate
    #[arg(long)]
    maker: Option<String>,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// The customer's inventory number
    #[arg(long)]
    number: Option<String>,
    /// Number or name of the customer
    #[arg(long)]
    customer: Option<String>,
    /// Number or name of the site
    #[arg(long)]
    site: Option<String>,
    /// Building, floor, room
    #[arg(long)]
    location: Option<String>,
    /// Where it stands, as geo:LATITUDE,LONGITUDE
    #[arg(long, value_name = "GEO")]
    place: Option<String>,
    /// The code on it
    #[arg(long)]
    code: Option<String>,
}

impl New {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let new = NewDevice {
            name: self.name,
            serial: self.serial,
            number: self.number,
            model: self.model,
            maker: self.maker,
            customer: find::maybe_named(session, Word::Customer, self.customer.as_deref())?,
            site: find::maybe_named(session, Word::Site, self.site.as_deref())?,
            location: self.location,
            place: self.place,
            code: self.code,
            ..NewDevice::default()
        };
        let done = session.app()?.new_device(new)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Meter {
    /// Code, serial or number of the device
    device: String,
    /// Which meter: hours, scans, pages
    meter: String,
    /// The reading, a decimal number
    reading: String,
    /// The meter was exchanged or set back
    #[arg(long)]
    reset: bool,
    /// The job during which it was read
    #[arg(long, value_name = "JOB")]
    during: Option<String>,
    /// Picture of the meter
    #[arg(long, value_name = "FILE")]
    photo: Option<PathBuf>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Meter {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let device = find::device(session, &self.device)?;
        let visit = self.during.as_deref().map(|job| find::visit(session, job)).transpose()?;
        let photo = session.keep_photos(self.photo.as_slice())?.pop();
        let reading = MeterReadingFact {
            meter: self.meter,
            reading: self.reading,
            photo,
            is_reset: self.reset,
            note: self.note,
            ..MeterReadingFact::default()
        };
        let done = session.app()?.read_meter(device, visit, reading)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Down {
    /// Code, serial or number of the device
    device: String,
    /// Since when it is down; with --restored the one recorded is kept
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// When it worked again
    #[arg(long, value_name = "TIME")]
    restored: Option<String>,
    /// It still worked, with limits
    #[arg(long)]
    partial: bool,
    /// Code of the fault
    #[arg(long, value_name = "CODE")]
    fault: Option<String>,
    /// The job during which it was found
    #[arg(long, value_name = "JOB")]
    during: Option<String>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
}

impl Down {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let device = find::device(session, &self.device)?;
        let visit = self.during.as_deref().map(|job| find::visit(session, job)).transpose()?;
        let seen = session.app()?.device(device)?;
        // What is restored is the failure that nobody has ended yet.
        let replaced: Vec<Id> = seen.failures.iter().flat_map(|seen| seen.body.replaces.iter().copied()).collect();
        let open = seen.failures.iter().rfind(|seen| {
            self.restored.is_some() && seen.body.restored_at_ms.is_none() && !replaced.contains(&seen.id)
        });
        let earlier = open.map(|open| open.body.clone()).unwrap_or_default();
        let down_from_ms = match (&self.from, open) {
            (Some(from), _) => now.read(from)?,
            (None, Some(open)) => open.body.down_from_ms,
            (None, None) if self.restored.is_some() => {
                return Err(Failure::Usage(say_with(session.language, "cli-usage-missing", &[("argument", "--from")])));
            }
            (None, None) => now.ms,
        };
        let fault_code = find::maybe_named(session, Word::FaultCode, self.fault.as_deref())?;
        let failure = FailureFact {
            down_from_ms,
            restored_at_ms: self.restored.as_deref().map(|text| now.read(text)).transpose()?,
            fault_code: fault_code.or(earlier.fault_code),
            is_partial: self.partial || earlier.is_partial,
            note: self.note.or(earlier.note),
            replaces: open.map(|open| open.id).into_iter().collect(),
            ..FailureFact::default()
        };
        let done = session.app()?.record_failure(device, visit, failure)?;
        session.recorded(done)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Correct {
    /// What is wrong, as KIND/NAME: customer/NAME, site/NUMBER, device/SERIAL, contact/NAME, work_order/NUMBER
    about: String,
    /// The field, as in the record: phone, address.zh, place
    field: String,
    /// The better value
    value: String,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
    /// Picture that shows it
    #[arg(long, value_name = "FILE")]
    photo: Option<PathBuf>,
    /// The job during which it was noticed
    #[arg(long, value_name = "JOB")]
    during: Option<String>,
}

impl Correct {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let wrong = || Failure::NotLike(self.about.clone(), "customer/NAME, site/NUMBER, device/SERIAL");
        let (word, name) = self.about.split_once('/').ok_or_else(wrong)?;
        let word: Word = word.parse().map_err(|_| wrong())?;
        let id = match word {
            Word::Device => find::device(session, name)?,
            Word::WorkOrder => find::order(session, name)?,
            _ => find::named(session, word, name)?,
        };
        let visit = self.during.as_deref().map(|job| find::visit(session, job)).transpose()?;
        let photo = session.keep_photos(self.photo.as_slice())?.pop();
        let value = Value::String(self.value);
        let about = Subject::new(word, id);
        let done = session.app()?.propose_correction(about, &self.field, value, self.note, photo, visit)?;
        session.recorded(done)
    }
}
