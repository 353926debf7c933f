//! The door through which the demonstration company is written.

use super::{
    articles, customers, devices, fault_codes, history, orders, parts, people, procedures, promises, stock,
    story_clock::{Seeded, StoryClock},
    today,
};
use anyhow::Context as _;
use onsite_domain::{Author, Id, Subject, Word, command::Command, id::Hash};
use onsite_server::{ServerError, ServerStore};
use onsite_store::{Touched, ports::Ports, record};
use serde::Serialize;
use std::collections::BTreeMap;

/// How somebody of the demonstration logs in at the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Login {
    pub user: Id,
    pub name: String,
    pub role: String,
    pub login: String,
    pub password: String,
}

/// What tests and the demonstration find by name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DemoCompany {
    pub company: Id,
    pub branch: Id,
    pub contractor: Id,
    /// By login: `lin` and `zhou` (engineers), `chen`, `wu` (the contractor's), `zheng` (dispatcher), `sun` (stock
    /// keeper), `qian` (administrator), `zhao` (manager), `feng` (the contractor's dispatcher), `he` (expert).
    pub users: BTreeMap<String, Id>,
    pub logins: Vec<Login>,
    /// By the login of the engineer who drives it.
    pub vans: BTreeMap<String, Id>,
    /// `warehouse`, `transit`, `customer`, `scrap`, `supplier`, `discrepancy`.
    pub locations: BTreeMap<String, Id>,
    pub customers: BTreeMap<String, Id>,
    pub sites: BTreeMap<String, Id>,
    /// By serial number.
    pub devices: BTreeMap<String, Id>,
    /// By part number.
    pub parts: BTreeMap<String, Id>,
    /// By procedure number.
    pub procedures: BTreeMap<String, Id>,
    pub price_list: Id,
    pub questionnaire: Id,
    /// Today's orders and the visit of each, by a name: `mri-helium`, `ct-tube`, ...
    pub orders: BTreeMap<String, (Id, Option<Id>)>,
}

/// The identity of something in the demonstration, the same whenever it is loaded.
#[must_use]
pub fn id(word: &str, name: &str) -> Id {
    Hash::of_parts("onsite/demo/v1", &[word.as_bytes(), name.as_bytes()]).id()
}

/// An identity that sorts by when it was made, for facts and entries.
pub(super) fn id_at(at_ms: i64, name: &str) -> Id {
    let hash = Hash::of_parts("onsite/demo/at/v1", &[&at_ms.to_be_bytes(), name.as_bytes()]);
    let random = hash.0.first_chunk::<16>().copied().unwrap_or_default();
    Id::from_parts(u64::try_from(at_ms).unwrap_or(0), u128::from_be_bytes(random))
}

pub(super) struct Loader<'a> {
    pub(super) store: &'a mut ServerStore,
    pub(super) clock: StoryClock,
    pub(super) times: Times,
    touched: Touched,
}

/// Days and hours around the day it is loaded for, on the company's clock.
#[derive(Clone)]
pub(super) struct Times {
    today: jiff::civil::Date,
    zone: jiff::tz::TimeZone,
}

impl Times {
    pub(super) fn new(today_ms: i64) -> anyhow::Result<Self> {
        let zone = jiff::tz::TimeZone::get(people::ZONE)?;
        let today = jiff::Timestamp::from_millisecond(today_ms)?.to_zoned(zone.clone()).date();
        Ok(Self { today, zone })
    }

    /// So many days from today; negative is in the past.
    pub(super) fn day(&self, days: i32) -> anyhow::Result<jiff::civil::Date> {
        Ok(self.today.checked_add(jiff::Span::new().days(days))?)
    }

    pub(super) fn today(&self) -> jiff::civil::Date {
        self.today
    }

    /// A minute of such a day as an instant.
    pub(super) fn at(&self, days: i32, minute_of_day: i64) -> anyhow::Result<i64> {
        let midnight = self.day(days)?.to_zoned(self.zone.clone())?.timestamp().as_millisecond();
        Ok(midnight.saturating_add(minute_of_day.saturating_mul(60_000)))
    }
}

impl Loader<'_> {
    /// Writes a record under the identity of its name.
    pub(super) fn put<T: Serialize>(&mut self, word: Word, name: &str, body: &T) -> anyhow::Result<Id> {
        let subject = Subject::new(word, id(word.as_str(), name));
        let body = serde_json::to_value(body)?;
        self.store
            .put_record(&Author::rule("demo"), subject, body, &mut self.touched)
            .with_context(|| format!("{word} {name}"))?;
        Ok(subject.id)
    }

    /// Makes what was put visible.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        Ok(self.store.finish(&std::mem::take(&mut self.touched))?)
    }

    /// A command by somebody of the office.
    pub(super) fn by_office(&mut self, login: &str, command: &Command) -> anyhow::Result<()> {
        self.commit(&Author::Console { user: people::user(login) }, command)
    }

    /// A command by nobody: stock and devices that were there before the system was.
    pub(super) fn by_rule(&mut self, command: &Command) -> anyhow::Result<()> {
        self.commit(&Author::rule("demo"), command)
    }

    fn commit(&mut self, author: &Author, command: &Command) -> anyhow::Result<()> {
        let rights = self.store.rights_of(author)?;
        self.store.commit_command(author, &rights, command, &BTreeMap::new()).with_context(|| command.verb.clone())?;
        Ok(())
    }
}

/// Loads the demonstration company for the day that `today_ms` falls on, in one transaction. Where it is loaded
/// already, nothing is written.
///
/// # Errors
/// When the store cannot be written; nothing was.
pub fn load(store: &mut ServerStore, today_ms: i64) -> anyhow::Result<DemoCompany> {
    let settings = Subject::new(Word::Settings, id("settings", "company"));
    if record::get(store.database(), settings)?.is_some() {
        return company();
    }
    let times = Times::new(today_ms)?;
    let clock = StoryClock::new(times.at(history::FIRST_DAY, 6 * 60)?);
    let story = Ports { clock: Box::new(clock.clone()), random: Box::new(Seeded::new(1)) };
    let own = std::mem::replace(store.ports(), story);
    let told = store.run(|store| {
        let mut loader = Loader { store: &mut *store, clock, times, touched: Touched::new() };
        tell(&mut loader).map_err(|error| ServerError::broken(format!("demo: {error:#}")))?;
        people::logins().iter().try_for_each(|login| store.set_password(login.user, &login.password))
    });
    *store.ports() = own;
    told?;
    company()
}

fn tell(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    people::load(loader)?;
    promises::load(loader)?;
    parts::load(loader)?;
    fault_codes::load(loader)?;
    procedures::load(loader)?;
    articles::load(loader)?;
    orders::load_kinds(loader)?;
    customers::load(loader)?;
    devices::load(loader)?;
    promises::load_contracts(loader)?;
    stock::load(loader)?;
    loader.finish()?;
    stock::load_opening(loader)?;
    devices::load_lives(loader)?;
    history::load(loader)?;
    today::load(loader)
}

/// Everything by name; needs no store, because names make identities.
fn company() -> anyhow::Result<DemoCompany> {
    let organisation = |key| id("organisation", key);
    let by_name = |word: &str, names: &[&str]| -> BTreeMap<String, Id> {
        names.iter().map(|name| ((*name).to_owned(), id(word, name))).collect()
    };
    let logins: Vec<&str> = people::PEOPLE.iter().map(|person| person.login).collect();
    let sites: Vec<&str> = customers::sites().map(|(_, site)| site.key).collect();
    let customers: Vec<&str> = customers::CUSTOMERS.iter().map(|customer| customer.key).collect();
    let parts: Vec<&str> = parts::PARTS.iter().map(|part| part.number).collect();
    let procedures: Vec<&str> = procedures::PROCEDURES.iter().map(|procedure| procedure.number).collect();
    let vans = people::ENGINEERS.iter().map(|login| ((*login).to_owned(), stock::van(login))).collect();
    Ok(DemoCompany {
        company: organisation("company"),
        branch: organisation("branch"),
        contractor: organisation("contractor"),
        users: by_name("user", &logins),
        logins: people::logins(),
        vans,
        locations: by_name("stock_location", stock::PLACES),
        customers: by_name("customer", &customers),
        sites: by_name("site", &sites),
        devices: devices::all().map(|device| (device.serial.clone(), device.id)).collect(),
        parts: by_name("part", &parts),
        procedures: by_name("procedure", &procedures),
        price_list: id("price_list", "standard"),
        questionnaire: id("questionnaire", "standard"),
        orders: today::by_name(),
    })
}
