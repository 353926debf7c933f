//! One fleet: a server, four phones, at least 150 events and the faults between them, from one seed.

use super::{
    checkers,
    company::{self, BEGIN_MS, Company, NAMES},
    engineer, faults, hostile,
    net::{Stragglers, Weather, deliver_stragglers, exchange},
    office,
    phone::SimPhone,
    ports::SimClock,
    server::SimServer,
    shared,
    sync::{SyncFailure, UnderWay},
    trace::Trace,
    versions,
};
use crate::vfs::DiskImage;
use onsite_core::{
    AppError,
    sync::{Input, Report, SyncResult},
};
use onsite_domain::{Id, id::Hash};
use onsite_server::ServerError;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

const EVENTS_MIN: u32 = 150;
const EVENTS_MAX: u32 = 220;

pub struct Fleet {
    pub rng: ChaCha8Rng,
    pub now_ms: i64,
    pub server: SimServer,
    pub phones: Vec<SimPhone>,
    /// Of the first phones, in the order of the company.
    pub field_devices: Vec<Id>,
    pub trace: Trace,
    /// The day is over: nobody works any more.
    is_over: bool,
    pub stragglers: Stragglers,
    /// An older state of the server, and whether one was put back.
    pub backup: Option<DiskImage>,
    pub restores: u32,
    /// Identities in units of which a part stands on no disk any more.
    pub lost: BTreeSet<Id>,
    pub next_boot: u64,
    pub hostile: hostile::Mallory,
    /// What customers signed, kept outside all databases.
    pub signed: Vec<SignedFile>,
}

/// F as it was when it was signed.
pub struct SignedFile {
    pub signature: Id,
    pub view: Hash,
    /// Of `bytes`.
    pub hash: Hash,
    pub bytes: Vec<u8>,
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
    let result = checkers::no_panic::check(|| fleet.play());
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

fn name_of(result: &SyncResult) -> &'static str {
    match result {
        SyncResult::Complete => "complete",
        SyncResult::Offline => "offline",
        SyncResult::NotOurServer { .. } => "not_our_server",
        SyncResult::ServerUnavailable { .. } => "server_unavailable",
        SyncResult::ServerOlder => "server_older",
        SyncResult::AppTooOld => "app_too_old",
        SyncResult::Revoked => "revoked",
        SyncResult::Wiped => "wiped",
    }
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
            is_over: false,
            stragglers: Stragglers::default(),
            backup: None,
            restores: 0,
            lost: BTreeSet::new(),
            next_boot: 1000,
            hostile,
            signed: Vec::new(),
        };
        fleet.server.is_older = fleet.rng.random_range(0..6u32) == 0;
        if fleet.server.is_older {
            fleet.trace.fault("server: older than the phones");
        }
        if fleet.rng.random_range(0..3u32) == 0 {
            versions::old_apps(&mut fleet);
        }
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

    pub fn advance(&mut self) {
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
                let result = office::work(self).and_then(|()| office::pack(self));
                self.judge_server(result)
            }
            66..88 => {
                faults::maybe_plan(self, place);
                faults::maybe_plan_server(self);
                self.sync_phone(place, weather).map(|_| ())
            }
            88..91 => hostile::strike(self),
            91 => match self.rng.random_range(0..4u32) {
                0 | 1 => {
                    deliver_stragglers(&self.server, &mut self.stragglers);
                    Ok(())
                }
                2 => shared::enrol_further(self, place),
                _ => shared::take_off(self, place),
            },
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
        let result = self.sync_among_work(place, weather)?;
        let Some(phone) = self.phones.get_mut(place) else { return Ok(None) };
        let name = phone.name.clone();
        match result {
            Ok(report) => {
                self.trace.event(&format!("sync {}", name_of(&report.result)));
                self.trace.line(&format!(
                    "{name}: sync {:?}, {} accepted, {} refused, {} rounds",
                    report.result, report.units_accepted, report.units_refused, report.rounds
                ));
                self.trace.changes = self.trace.changes.saturating_add(report.units_accepted);
                Ok(Some(report.result))
            }
            Err(SyncFailure::Off) => Ok(None),
            Err(error @ SyncFailure::Endless { .. }) => Err(Failure::new("it_ends", format!("{name}: {error}"))),
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

    /// Runs a sync to its end. Now and then the engineer goes on working while an answer is out.
    fn sync_among_work(&mut self, place: usize, weather: Weather) -> Result<Result<Report, SyncFailure>, Failure> {
        let Some(phone) = self.phones.get_mut(place) else { return Ok(Err(SyncFailure::Off)) };
        let mut under_way = match UnderWay::begin(phone) {
            Ok(under_way) => under_way,
            Err(failure) => return Ok(Err(failure)),
        };
        loop {
            let Some(&SimPhone { is_offline, is_deaf, .. }) = self.phones.get(place) else {
                return Ok(Err(SyncFailure::Off));
            };
            let input = match under_way.request() {
                Err(report) => return Ok(Ok(report)),
                Ok(_) if is_offline => Input::Failed,
                Ok(request) => {
                    let (stragglers, rng, trace) = (&mut self.stragglers, &mut self.rng, &mut self.trace);
                    exchange(&self.server, request, weather, is_deaf, stragglers, rng, trace)
                }
            };
            if !self.is_over && self.rng.random_range(0..6u32) == 0 {
                self.trace.event("work during a sync");
                let result = engineer::work(self, place);
                self.judge_app("work during a sync", place, result)?;
            }
            let Some(phone) = self.phones.get_mut(place) else { return Ok(Err(SyncFailure::Off)) };
            if let Err(failure) = under_way.go_on(phone, input) {
                return Ok(Err(failure));
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
        self.is_over = true;
        for phone in &mut self.phones {
            phone.is_offline = false;
            phone.is_deaf = false;
            phone.clock.set_skew(0);
        }
        deliver_stragglers(&self.server, &mut self.stragglers);
        faults::upgrade_server(self)?;
        versions::upgrade_what_must(self)?;
        for user in company::ENGINEERS {
            let result = office::set_disabled(&self.server, user, Some(false));
            self.judge_server(result)?;
        }
        checkers::it_ends::check(self)?;
        self.count_outcomes()
    }

    /// What became of the units of every phone.
    fn count_outcomes(&mut self) -> Result<(), Failure> {
        for phone in &self.phones {
            let Some(app) = &phone.app else { continue };
            let packed: u64 = app
                .database()
                .query_row("SELECT count(*) FROM document_pack", [], |row| row.get(0))
                .map_err(|error| Failure::new("set-up", error.to_string()))?;
            (0..packed).for_each(|_| self.trace.event("phone has a packed document"));
            let found = unit_outcomes(app.database()).map_err(|error| Failure::new("set-up", error.to_string()))?;
            for (verb, outcome) in &found {
                self.trace.outcome(outcome);
                if outcome != "unit accepted" {
                    self.trace.line(&format!("{}: {verb}: {outcome}", phone.name));
                }
            }
        }
        Ok(())
    }
}

/// Of each unit the command, and its state with the code of the refusal or the reason for review.
fn unit_outcomes(connection: &onsite_store::Connection) -> Result<Vec<(String, String)>, rusqlite::Error> {
    let mut statement = connection.prepare("SELECT json_extract(intent, '$.verb'), state, outcome FROM unit")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let (verb, state, outcome) = row?;
        let told: serde_json::Value = serde_json::from_str(&outcome).unwrap_or_default();
        let reason = told.as_str().or_else(|| told.get("code")?.as_str()).unwrap_or_default();
        Ok((verb.unwrap_or_default(), format!("unit {state} {reason}").trim_end().to_owned()))
    })
    .collect()
}
