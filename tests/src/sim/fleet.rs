//! One fleet: a server, four phones, at least 150 events and the faults between them, from one seed.

use super::{
    checkers,
    company::{self, BEGIN_MS, Company, NAMES},
    engineer, faults, hostile,
    net::{Stragglers, Weather, deliver_stragglers},
    office,
    phone::SimPhone,
    ports::SimClock,
    server::SimServer,
    sync::{SyncFailure, sync},
    trace::Trace,
};
use crate::vfs::DiskImage;
use onsite_core::{AppError, sync::SyncResult};
use onsite_domain::Id;
use onsite_server::ServerError;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const EVENTS_MIN: u32 = 150;
const EVENTS_MAX: u32 = 220;
/// Rounds of syncs after which everything must be quiet.
const HEALING_ROUNDS_MAX: u32 = 30;

pub struct Fleet {
    pub rng: ChaCha8Rng,
    pub now_ms: i64,
    pub server: SimServer,
    pub phones: Vec<SimPhone>,
    /// Of the first phones, in the order of the company.
    pub field_devices: Vec<Id>,
    pub trace: Trace,
    pub stragglers: Stragglers,
    /// An older state of the server, and whether one was put back.
    pub backup: Option<DiskImage>,
    pub restores: u32,
    pub next_boot: u64,
    pub hostile: hostile::Mallory,
}

/// Why a fleet failed, in the words of whoever found it.
#[derive(Debug, thiserror::Error)]
#[error("{checker}: {words}")]
pub struct Failure {
    pub checker: String,
    pub words: String,
}

impl Failure {
    pub fn new(checker: &str, words: impl Into<String>) -> Self {
        Self { checker: checker.to_owned(), words: words.into() }
    }
}

/// Runs one fleet to its end.
///
/// # Errors
/// What a checker found. The trace is filled either way.
pub fn run(company: &Company, seed: u64, trace: Trace) -> (Result<(), Failure>, Trace) {
    let mut fleet = match Fleet::new(company, seed, trace) {
        Ok(fleet) => fleet,
        Err(error) => return (Err(Failure::new("set-up", format!("{error:#}"))), Trace::default()),
    };
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| fleet.play()))
        .unwrap_or_else(|panic| Err(Failure::new("no_panic", words_of(panic.as_ref()))));
    (result, std::mem::take(&mut fleet.trace))
}

/// A calm morning, then every attack there is, then the checkers.
///
/// # Errors
/// What the server answered wrongly, or a checker found; all of it. The trace is filled either way.
pub fn attack_all(company: &Company, seed: u64, trace: Trace) -> (Result<(), Failure>, Trace) {
    let mut fleet = match Fleet::new(company, seed, trace) {
        Ok(fleet) => fleet,
        Err(error) => return (Err(Failure::new("set-up", format!("{error:#}"))), Trace::default()),
    };
    let mut failures = Vec::new();
    for _ in 0..30 {
        fleet.advance();
        let place = fleet.rng.random_range(0..fleet.phones.len());
        let result = office::work(&mut fleet);
        failures.extend(fleet.judge_server(result).err());
        let result = engineer::work(&mut fleet, place);
        failures.extend(fleet.judge_app("work", place, result).err());
        failures.extend(fleet.sync_phone(place, Weather { faults_per_mille: 0 }).err());
    }
    for attack in hostile::attacks() {
        fleet.advance();
        failures.extend(hostile::strike_by(&mut fleet, attack).err());
        failures.extend(fleet.revive().err());
    }
    failures.extend(fleet.heal().and_then(|()| checkers::check_all(&mut fleet)).err());
    let words: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let result = if failures.is_empty() { Ok(()) } else { Err(Failure::new("attacks", words.join("\n"))) };
    (result, std::mem::take(&mut fleet.trace))
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

impl Fleet {
    fn new(company: &Company, seed: u64, trace: Trace) -> anyhow::Result<Self> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let server = SimServer::new(rng.random(), &company.server, SimClock::new(BEGIN_MS, 100))?;
        let mut phones = Vec::new();
        for (place, (image, keys)) in company.phones.iter().take(4).enumerate() {
            let name = NAMES.get(place).copied().unwrap_or_default();
            let clock = SimClock::new(BEGIN_MS, 200 + u64::try_from(place)?);
            phones.push(SimPhone::new(name, company::engineer(place), rng.random(), image, keys.copy(), clock)?);
        }
        let hostile = hostile::Mallory::new(company, rng.random())?;
        let mut fleet = Self {
            rng,
            now_ms: BEGIN_MS,
            server,
            phones,
            field_devices: company.field_devices.clone(),
            trace,
            stragglers: Stragglers::default(),
            backup: None,
            restores: 0,
            next_boot: 1000,
            hostile,
        };
        fleet.server.start()?;
        for phone in &mut fleet.phones {
            phone.open()?;
        }
        Ok(fleet)
    }

    fn play(&mut self) -> Result<(), Failure> {
        let events = self.rng.random_range(EVENTS_MIN..=EVENTS_MAX);
        let stormy = Weather { faults_per_mille: self.rng.random_range(0..400) };
        for _ in 0..events {
            self.advance();
            self.event(stormy)?;
            self.revive()?;
        }
        self.heal()?;
        checkers::check_all(self)
    }

    fn advance(&mut self) {
        let minutes = i64::from(self.rng.random_range(1..30u32));
        self.now_ms = self.now_ms.saturating_add(minutes * 60_000);
        self.set_clocks();
    }

    pub fn set_clocks(&self) {
        self.server.clock.set_world(self.now_ms);
        for phone in &self.phones {
            phone.clock.set_world(self.now_ms);
        }
    }

    fn event(&mut self, weather: Weather) -> Result<(), Failure> {
        let place = self.rng.random_range(0..self.phones.len());
        match self.rng.random_range(0..100u32) {
            0..52 => {
                faults::maybe_plan(self, place);
                let result = engineer::work(self, place);
                self.judge_app("work", place, result)
            }
            52..66 => {
                faults::maybe_plan_server(self);
                let result = office::work(self);
                self.judge_server(result)
            }
            66..88 => {
                faults::maybe_plan(self, place);
                faults::maybe_plan_server(self);
                self.sync_phone(place, weather).map(|_| ())
            }
            88..91 => hostile::strike(self),
            91 => {
                deliver_stragglers(&self.server, &mut self.stragglers);
                Ok(())
            }
            _ => faults::strike(self, place),
        }
    }

    /// A refusal and a fault of the disk are part of the game; anything broken is a failure.
    pub fn judge_app(&mut self, what: &str, place: usize, result: Result<(), AppError>) -> Result<(), Failure> {
        let Err(error) = result else { return Ok(()) };
        let name = self.phones.get(place).map(|phone| phone.name.clone()).unwrap_or_default();
        self.trace.line(&format!("{name}: {what}: {error}"));
        match error {
            AppError::Rejected(rejected) => {
                self.trace.outcome(&format!("app {}", rejected.code.as_str()));
                Ok(())
            }
            AppError::Unavailable(_) => Ok(()),
            error if self.disk_struck(place) => {
                self.trace.line(&format!("  excused by the disk: {error}"));
                Ok(())
            }
            error => Err(Failure::new("no_error", format!("{name}: {what}: {error:?}"))),
        }
    }

    /// Whether the phone's disk failed during the event.
    fn disk_struck(&self, place: usize) -> bool {
        self.phones.get(place).is_some_and(|phone| !phone.disk.is_powered())
    }

    pub fn judge_server(&mut self, result: Result<(), ServerError>) -> Result<(), Failure> {
        match result {
            Ok(()) | Err(ServerError::Unavailable(_)) => Ok(()),
            Err(ServerError::Rejected(rejected)) => {
                self.trace.outcome(&format!("office {}", rejected.code.as_str()));
                Ok(())
            }
            Err(error) if !self.server.disk.is_powered() => {
                self.trace.line(&format!("  excused by the server's disk: {error}"));
                Ok(())
            }
            Err(error) => Err(Failure::new("no_error", format!("server: {error:?}"))),
        }
    }

    pub fn sync_phone(&mut self, place: usize, weather: Weather) -> Result<Option<SyncResult>, Failure> {
        let Some(phone) = self.phones.get_mut(place) else { return Ok(None) };
        let result = sync(&self.server, phone, weather, &mut self.stragglers, &mut self.rng, &mut self.trace);
        let name = phone.name.clone();
        match result {
            Ok(report) => {
                self.trace.event("sync");
                self.trace.line(&format!(
                    "{name}: sync {:?}, {} accepted, {} refused, {} rounds",
                    report.result, report.units_accepted, report.units_refused, report.rounds
                ));
                self.trace.changes = self.trace.changes.saturating_add(report.units_accepted);
                Ok(Some(report.result))
            }
            Err(SyncFailure::Off) => Ok(None),
            Err(SyncFailure::Endless) => Err(Failure::new("it_ends", format!("{name}: a sync does not end"))),
            Err(SyncFailure::App(error)) => {
                // A truncated answer may decode to something that is not signed: not believed, and asked for again.
                if weather.faults_per_mille == 0
                    && !matches!(error, AppError::Unavailable(_))
                    && !self.disk_struck(place)
                {
                    return Err(Failure::new("no_error", format!("{name}: sync: {error:?}")));
                }
                self.judge_app("sync", place, Err(error)).map(|()| None)
            }
        }
    }

    /// Whatever lost its power starts again.
    pub fn revive(&mut self) -> Result<(), Failure> {
        for place in 0..self.phones.len() {
            let Some(phone) = self.phones.get_mut(place) else { continue };
            self.next_boot = self.next_boot.saturating_add(1);
            match phone.revive(self.next_boot) {
                Ok(false) => {}
                Ok(true) => {
                    let line = format!("{}: starts again", phone.name);
                    self.trace.line(&line);
                }
                Err(error) => return Err(Failure::new("no_error", format!("{}: reopening: {error:?}", phone.name))),
            }
        }
        self.server.disk.clear_faults();
        if !self.server.disk.is_powered() {
            self.server.kill();
            self.server.disk.restart();
            self.trace.line("server: starts again");
            self.server.clock.reboot(self.next_boot);
        }
        if !self.server.is_running() {
            self.server.start().map_err(|error| Failure::new("no_error", format!("server: reopening: {error:?}")))?;
        }
        Ok(())
    }

    /// All faults off; everybody syncs until nothing moves.
    fn heal(&mut self) -> Result<(), Failure> {
        self.trace.line("healing");
        for phone in &mut self.phones {
            phone.is_offline = false;
            phone.is_deaf = false;
            phone.clock.set_skew(0);
        }
        deliver_stragglers(&self.server, &mut self.stragglers);
        for user in company::ENGINEERS {
            let result = office::set_disabled(self, user, Some(false));
            self.judge_server(result)?;
        }
        let calm = Weather { faults_per_mille: 0 };
        for round in 0..HEALING_ROUNDS_MAX {
            self.advance();
            let before = self.fingerprint()?;
            for place in 0..self.phones.len() {
                let result = self.sync_phone(place, calm)?;
                let is_revoked = self.phones.get(place).is_some_and(|phone| phone.is_revoked);
                let is_done = match result {
                    Some(SyncResult::Complete) => true,
                    Some(SyncResult::Revoked) => is_revoked,
                    _ => false,
                };
                if !is_done {
                    let name = self.phones.get(place).map(|phone| phone.name.clone()).unwrap_or_default();
                    return Err(Failure::new("it_ends", format!("healed, and {name} syncs with {result:?}")));
                }
            }
            if before == self.fingerprint()? && round > 0 {
                return Ok(());
            }
        }
        Err(Failure::new("it_ends", format!("not quiet after {HEALING_ROUNDS_MAX} rounds of syncs")))
    }

    /// Something that changes while anything moves.
    fn fingerprint(&mut self) -> Result<(u64, Vec<u64>), Failure> {
        let feed = self
            .server
            .office(|store| Ok(onsite_server::log::tip(store.database())?.seq))
            .map_err(|error| Failure::new("no_error", format!("server: {error:?}")))?;
        let mut cursors = Vec::new();
        for phone in &self.phones {
            let cursor = phone.app.as_ref().and_then(|app| app.cursor().ok().flatten());
            cursors.push(cursor.map_or(0, |cursor| cursor.seq));
        }
        Ok((feed, cursors))
    }
}
