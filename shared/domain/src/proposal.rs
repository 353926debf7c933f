//! Who would be best for an order, when, and why: a pure function of what is known, so that the same question has the same
//! answer everywhere and a person can follow it.
//!
//! The score is the sum of the points of its reasons:
//!
//! | reason | points |
//! |---|---|
//! | a skill asked for and held | 300, shared among the skills asked for (300 where none is) |
//! | a skill missing, or expired on the day | −200, −150 each |
//! | travel | 200 less 2 for each minute, at least 0; 50 where nobody knows where they are |
//! | load of the day | 100 less a share for each planned minute, at least 0 at eight hours |
//! | time: a gap that fits | 100; no gap −300 |
//! | within the window asked for | 50; outside it −50 |
//! | the promise met, or missed | 150, −150; nothing where none was made |
//! | parts wanted: each in the van | 100, shared among the parts wanted |
//! | has been there before | 50 |
//! | responsible for the device | 50 |
//! | of the team, of the organisation of the order | 30, 20 |
//!
//! Equal scores stand by start, then by user.

use crate::{Coordinates, Id, Quantity, choice::choices, user::Skill};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

const MINUTE_MS: i64 = 60_000;
const QUARTER_MS: i64 = 15 * MINUTE_MS;
/// A day that is full.
const FULL_DAY_MINUTES: i64 = 480;
/// The mean radius of the earth.
const EARTH_RADIUS_M: f64 = 6_371_000.0;

choices! {
    /// Why somebody stands where they stand. Screens say each in their own words with the numbers beside it.
    ReasonCode {
        /// `skill`.
        SkillHeld = "skill_held",
        /// `skill`.
        SkillMissing = "skill_missing",
        /// `skill`, `expired_on`.
        SkillExpired = "skill_expired",
        /// `metres`, `minutes`, from where the visit before ends.
        TravelFromVisit = "travel_from_visit",
        /// `metres`, `minutes`, from where they last pressed.
        TravelFromLastPlace = "travel_from_last_place",
        /// `metres`, `minutes`, from where their day starts.
        TravelFromBase = "travel_from_base",
        TravelUnknown = "travel_unknown",
        /// `minutes` planned on that day.
        LoadOfDay = "load_of_day",
        /// The time suggested is free, within working hours.
        GapFits = "gap_fits",
        /// There is no such time.
        NoGap = "no_gap",
        InWindow = "in_window",
        /// `minutes` away from it.
        OutsideWindow = "outside_window",
        /// `minutes` left then.
        PromiseMet = "promise_met",
        /// `minutes` too late.
        PromiseMissed = "promise_missed",
        /// `part`, `quantity` in the van.
        PartInVan = "part_in_van",
        /// `part`, `quantity` that the van lacks.
        PartLacking = "part_lacking",
        /// `visits` to the same device.
        WasThere = "was_there",
        Responsible = "responsible",
        SameTeam = "same_team",
        SameOrganisation = "same_organisation",
    }
}

/// One reason with its numbers and what it counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Reason {
    pub code: ReasonCode,
    pub points: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metres: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visits: Option<u32>,
}

/// What the order asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    pub skills: Vec<String>,
    pub duration_ms: i64,
    /// When the customer may be visited; any time where missing.
    pub window: Option<(i64, i64)>,
    /// When it must be begun.
    pub promised_ms: Option<i64>,
    pub place: Option<Coordinates>,
    pub parts: BTreeMap<Id, Quantity>,
}

/// Something somebody is to do already.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Busy {
    pub from_ms: i64,
    pub to_ms: i64,
    pub place: Option<Coordinates>,
}

/// Somebody who might go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    pub user: Id,
    pub skills: Vec<Skill>,
    /// When they work, rising.
    pub hours: Vec<(i64, i64)>,
    /// What they have, in any order.
    pub busy: Vec<Busy>,
    /// Where they last let it be known that they are, and when.
    pub last_place: Option<(i64, Coordinates)>,
    /// Where their day starts.
    pub base: Option<Coordinates>,
    /// What their van holds that can be used.
    pub van: BTreeMap<Id, Quantity>,
    /// Visits to the same device before.
    pub visits_before: u32,
    pub is_responsible: bool,
    pub is_of_team: bool,
    pub is_of_organisation: bool,
}

/// How it is reckoned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reckoning {
    pub now_ms: i64,
    /// The time that is asked about.
    pub from_ms: i64,
    pub to_ms: i64,
    pub speed_kmh: u16,
}

/// A suggestion that can be taken as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    pub user: Id,
    pub start_ms: i64,
    pub end_ms: i64,
    pub score: i64,
    pub reasons: Vec<Reason>,
}

/// Everybody, the best first. `day` says which day an instant is on, and from when to when that day lasts.
pub fn propose(
    wanted: &Wanted,
    candidates: &[Candidate],
    reckoning: &Reckoning,
    day: impl Fn(i64) -> (Date, i64, i64),
) -> Vec<Proposal> {
    let mut found: Vec<Proposal> =
        candidates.iter().map(|candidate| proposal(wanted, candidate, reckoning, &day)).collect();
    found.sort_by_key(|proposal| (proposal.score.saturating_neg(), proposal.start_ms, proposal.user));
    found
}

fn proposal(
    wanted: &Wanted,
    candidate: &Candidate,
    reckoning: &Reckoning,
    day: &impl Fn(i64) -> (Date, i64, i64),
) -> Proposal {
    let slot = slot(wanted, candidate, reckoning, day);
    let start_ms = slot.start_ms;
    let (date, day_from_ms, day_to_ms) = day(start_ms);
    let mut reasons = skills(wanted, candidate, date);
    reasons.push(slot.travel.reason());
    reasons.push(load(candidate, day_from_ms, day_to_ms));
    reasons.push(if slot.is_free { of(ReasonCode::GapFits, 100) } else { of(ReasonCode::NoGap, -300) });
    reasons.extend(wanted.window.map(|window| in_window(window, start_ms)));
    reasons.extend(wanted.promised_ms.map(|promised_ms| promise(promised_ms, start_ms)));
    reasons.extend(parts(wanted, candidate));
    if candidate.visits_before > 0 {
        reasons.push(Reason { visits: Some(candidate.visits_before), ..of(ReasonCode::WasThere, 50) });
    }
    for (is_so, code, points) in [
        (candidate.is_responsible, ReasonCode::Responsible, 50),
        (candidate.is_of_team, ReasonCode::SameTeam, 30),
        (candidate.is_of_organisation, ReasonCode::SameOrganisation, 20),
    ] {
        reasons.extend(is_so.then(|| of(code, points)));
    }
    Proposal {
        user: candidate.user,
        start_ms,
        end_ms: start_ms.saturating_add(wanted.duration_ms),
        score: reasons.iter().fold(0, |sum, reason| sum.saturating_add(reason.points)),
        reasons,
    }
}

fn of(code: ReasonCode, points: i64) -> Reason {
    Reason { code, points, ..Reason::default() }
}

/// What is known about the skills asked for; one that is held by several certificates counts by the one that lasts longest.
pub fn skills(wanted: &Wanted, candidate: &Candidate, day: Date) -> Vec<Reason> {
    let count = i64::try_from(wanted.skills.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return vec![of(ReasonCode::SkillHeld, 300)];
    }
    let share = 300_i64.checked_div(count).unwrap_or(0);
    let reason = |code: &String| {
        let held: Vec<&Skill> = candidate.skills.iter().filter(|skill| skill.code == *code).collect();
        let is_valid = held.iter().any(|skill| skill.expires_on.is_none_or(|last| day <= last));
        let (found, points) = match held.is_empty() {
            true => (ReasonCode::SkillMissing, -200),
            false if is_valid => (ReasonCode::SkillHeld, share),
            false => (ReasonCode::SkillExpired, -150),
        };
        let expired_on = if found == ReasonCode::SkillExpired {
            held.iter().filter_map(|skill| skill.expires_on).max()
        } else {
            None
        };
        Reason { skill: Some(code.clone()), expired_on, ..of(found, points) }
    };
    wanted.skills.iter().map(reason).collect()
}

/// A way, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Travel {
    code: ReasonCode,
    metres: i64,
    minutes: i64,
}

impl Travel {
    const UNKNOWN: Self = Self { code: ReasonCode::TravelUnknown, metres: 0, minutes: 0 };

    fn between(code: ReasonCode, from: Coordinates, to: Coordinates, speed_kmh: u16) -> Self {
        let metres = great_circle_m(from, to);
        Self { code, metres, minutes: travel_minutes(metres, speed_kmh) }
    }

    fn ms(self) -> i64 {
        self.minutes.saturating_mul(MINUTE_MS)
    }

    fn reason(self) -> Reason {
        if self.code == ReasonCode::TravelUnknown {
            return of(ReasonCode::TravelUnknown, 50);
        }
        let points = 200_i64.saturating_sub(self.minutes.saturating_mul(2)).max(0);
        Reason { metres: Some(self.metres), minutes: Some(self.minutes), ..of(self.code, points) }
    }
}

struct Slot {
    start_ms: i64,
    is_free: bool,
    travel: Travel,
}

/// The earliest time that is free, within hours and window, with the way there and the way on to what comes after. It is one
/// that people would say, a quarter of an hour, unless only another one fits.
fn slot(wanted: &Wanted, candidate: &Candidate, reckoning: &Reckoning, day: &impl Fn(i64) -> (Date, i64, i64)) -> Slot {
    let (window_from_ms, window_to_ms) = wanted.window.unwrap_or((reckoning.from_ms, reckoning.to_ms));
    let earliest_ms = window_from_ms.max(reckoning.from_ms).max(reckoning.now_ms);
    let mut busy = candidate.busy.clone();
    busy.sort_by_key(|busy| (busy.from_ms, busy.to_ms));
    for (open_ms, close_ms) in &candidate.hours {
        // Free from the opening, and from the end of each thing that is planned.
        let starts = std::iter::once(*open_ms).chain(busy.iter().map(|busy| busy.to_ms));
        let mut starts: Vec<i64> = starts.filter(|at_ms| at_ms >= open_ms && at_ms < close_ms).collect();
        starts.sort_unstable();
        for free_ms in starts {
            let travel = travel_to(wanted, candidate, &busy, free_ms, reckoning);
            let left_ms = free_ms.max(reckoning.now_ms);
            let there_ms = earliest_ms.max(left_ms.saturating_add(travel.ms()));
            let next = busy.iter().find(|busy| busy.to_ms > free_ms && busy.from_ms >= free_ms);
            let next_from_ms = next.map_or(i64::MAX, |next| {
                let onward = wanted.place.zip(next.place);
                let onward = onward.map(|(from, to)| travel_minutes(great_circle_m(from, to), reckoning.speed_kmh));
                next.from_ms.saturating_sub(onward.unwrap_or(0).saturating_mul(MINUTE_MS))
            });
            let fits = |start_ms: &i64| {
                let end_ms = start_ms.saturating_add(wanted.duration_ms);
                let is_taken = busy.iter().any(|busy| busy.from_ms < end_ms && busy.to_ms > *start_ms);
                // Work may end after the window that it began in; a job must begin in it.
                let is_free = end_ms <= *close_ms && end_ms <= next_from_ms && !is_taken && *start_ms <= window_to_ms;
                is_free && end_ms <= reckoning.to_ms.max(window_to_ms)
            };
            if let Some(start_ms) = [quarter(there_ms, day), there_ms].into_iter().find(fits) {
                return Slot { start_ms, is_free: true, travel };
            }
        }
    }
    let travel = travel_to(wanted, candidate, &busy, earliest_ms, reckoning);
    let start_ms = Some(quarter(earliest_ms, day)).filter(|start_ms| *start_ms <= window_to_ms).unwrap_or(earliest_ms);
    Slot { start_ms, is_free: false, travel }
}

/// The quarter of an hour that begins then or next, by the clock of the day.
fn quarter(at_ms: i64, day: &impl Fn(i64) -> (Date, i64, i64)) -> i64 {
    let (_, day_from_ms, _) = day(at_ms);
    let since_ms = at_ms.saturating_sub(day_from_ms).rem_euclid(QUARTER_MS);
    if since_ms == 0 { at_ms } else { at_ms.saturating_add(QUARTER_MS.saturating_sub(since_ms)) }
}

/// The way from where somebody is at a moment: the visit before on the same stretch, else where they last were if that is
/// not long ago, else where their day starts.
fn travel_to(wanted: &Wanted, candidate: &Candidate, busy: &[Busy], at_ms: i64, reckoning: &Reckoning) -> Travel {
    const RECENT_MS: i64 = 8 * 3_600_000;
    let Some(to) = wanted.place else { return Travel::UNKNOWN };
    let before = busy.iter().filter(|busy| busy.to_ms <= at_ms && at_ms.saturating_sub(busy.to_ms) < RECENT_MS);
    let before = before.max_by_key(|busy| busy.to_ms).and_then(|busy| busy.place);
    let last = candidate.last_place.filter(|(seen_ms, _)| at_ms.saturating_sub(*seen_ms) < RECENT_MS);
    let from = before
        .map(|place| (ReasonCode::TravelFromVisit, place))
        .or(last.map(|(_, place)| (ReasonCode::TravelFromLastPlace, place)))
        .or(candidate.base.map(|place| (ReasonCode::TravelFromBase, place)));
    from.map_or(Travel::UNKNOWN, |(code, from)| Travel::between(code, from, to, reckoning.speed_kmh))
}

fn load(candidate: &Candidate, day_from_ms: i64, day_to_ms: i64) -> Reason {
    let minutes = candidate.busy.iter().fold(0_i64, |sum, busy| {
        let cut_ms = busy.to_ms.min(day_to_ms).saturating_sub(busy.from_ms.max(day_from_ms)).max(0);
        sum.saturating_add(cut_ms.checked_div(MINUTE_MS).unwrap_or(0))
    });
    let full = minutes.min(FULL_DAY_MINUTES);
    let lost = full.saturating_mul(100).checked_div(FULL_DAY_MINUTES).unwrap_or(0);
    Reason { minutes: Some(minutes), ..of(ReasonCode::LoadOfDay, 100_i64.saturating_sub(lost)) }
}

fn in_window((from_ms, to_ms): (i64, i64), start_ms: i64) -> Reason {
    if (from_ms..=to_ms).contains(&start_ms) {
        return of(ReasonCode::InWindow, 50);
    }
    let off_ms = if start_ms < from_ms { from_ms.saturating_sub(start_ms) } else { start_ms.saturating_sub(to_ms) };
    Reason { minutes: Some(minutes(off_ms)), ..of(ReasonCode::OutsideWindow, -50) }
}

fn promise(promised_ms: i64, start_ms: i64) -> Reason {
    let left_ms = promised_ms.saturating_sub(start_ms);
    let (code, points) = if left_ms >= 0 { (ReasonCode::PromiseMet, 150) } else { (ReasonCode::PromiseMissed, -150) };
    Reason { minutes: Some(minutes(left_ms.saturating_abs())), ..of(code, points) }
}

fn parts(wanted: &Wanted, candidate: &Candidate) -> Vec<Reason> {
    let count = i64::try_from(wanted.parts.len()).unwrap_or(i64::MAX);
    let share = 100_i64.checked_div(count).unwrap_or(0);
    let reason = |(part, quantity): (&Id, &Quantity)| {
        let held = candidate.van.get(part).copied().unwrap_or_default();
        if held >= *quantity {
            return Reason { part: Some(*part), quantity: Some(held), ..of(ReasonCode::PartInVan, share) };
        }
        let lacking = Quantity(quantity.0.saturating_sub(held.0.max(0)));
        Reason { part: Some(*part), quantity: Some(lacking), ..of(ReasonCode::PartLacking, 0) }
    };
    wanted.parts.iter().map(reason).collect()
}

fn minutes(ms: i64) -> i64 {
    ms.checked_div(MINUTE_MS).unwrap_or(0)
}

/// Minutes for a way at an average speed, rounded up.
pub fn travel_minutes(metres: i64, speed_kmh: u16) -> i64 {
    let metres_an_hour = i64::from(speed_kmh.max(1)).saturating_mul(1_000);
    let whole = metres.max(0).saturating_mul(60).saturating_add(metres_an_hour.saturating_sub(1));
    whole.checked_div(metres_an_hour).unwrap_or(0)
}

/// Metres between two places over the globe, to the nearest hundred: nobody drives that way to the metre.
pub fn great_circle_m(a: Coordinates, b: Coordinates) -> i64 {
    let radians = |udeg: i32| (f64::from(udeg) / 1_000_000.0).to_radians();
    let (lat_a, lat_b) = (radians(a.latitude_udeg), radians(b.latitude_udeg));
    let (d_lat, d_lon) = (lat_b - lat_a, radians(b.longitude_udeg) - radians(a.longitude_udeg));
    let chord = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lon / 2.0).sin().powi(2);
    let metres = 2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin();
    #[expect(clippy::cast_possible_truncation, reason = "half the earth's girth in hundreds of metres fits")]
    let hundreds = (metres / 100.0).round() as i64;
    hundreds.saturating_mul(100)
}

#[cfg(test)]
#[path = "proposal_tests.rs"]
mod tests;
