//! Maintenance plans: recurring promises that become work orders.
//!
//! What is due is a pure function of the plan and of what was done, so the generator may run twice, late or on a restored
//! server: the same occurrence always has the same identity, [`occurrence_id`].

use crate::{
    Id, Priority, Quantity, Rejected, RejectedCode, Text, choice::choices, id::Hash, limits, order_kind::Kind,
    order_kind::Mode, recurrence::Recurrence, view::SearchText, zone,
};
use jiff::{
    Span, ToSpan as _,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

const DAY_MS: i64 = 86_400_000;

choices! {
    IntervalUnit {
        Day = "day",
        Week = "week",
        Month = "month",
        Year = "year",
    }
}

choices! {
    /// What becomes of dates that passed while nothing was generated.
    CatchUp {
        /// Each becomes an order.
        Every = "every",
        /// Only the last of them does: one visit makes good for all.
        Latest = "latest",
    }
}

/// From the planned date, whatever was done when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Fixed {
    /// On the clock on the wall in the plan's zone.
    #[schema(value_type = String)]
    pub starts_at: DateTime,
    /// RFC 5545, without the `RRULE:`.
    pub rule: String,
}

/// From completion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Floating {
    pub every: u16,
    pub unit: IntervalUnit,
    /// The first one, while nothing was done.
    pub first_on: Option<Date>,
}

/// From the reading at completion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Metered {
    /// Key of a meter of the device.
    pub meter: String,
    /// Decimal text in the meter's unit.
    pub every: String,
}

/// Exactly one is due by it; several together: whichever comes first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Schedule {
    pub fixed: Option<Fixed>,
    pub floating: Option<Floating>,
    pub metered: Option<Metered>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MaintenancePlan {
    pub number: String,
    pub name: Text,
    pub organisation: Id,
    pub customer: Option<Id>,
    pub contract: Option<Id>,
    pub devices: Vec<Id>,
    pub kind: Kind,
    pub mode: Mode,
    pub procedure: Option<Id>,
    pub priority: Option<Priority>,
    pub schedule: Schedule,
    /// IANA.
    pub zone: String,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    /// The order is made so many days before it is due.
    pub lead_days: u16,
    /// It counts as done in time from so many days before to so many after.
    pub window_before_days: u16,
    pub window_after_days: u16,
    pub catch_up: CatchUp,
    pub target_minutes: Option<u32>,
    pub skills: Vec<String>,
    /// Parts it will want.
    pub parts: BTreeMap<Id, Quantity>,
    pub remarks: String,
    pub is_paused: bool,
}

/// A maintenance that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub work_order: Id,
    pub at_ms: i64,
}

/// A reading of the plan's meter.
#[derive(Clone, Debug, PartialEq)]
pub struct MeterReading {
    pub at_ms: i64,
    /// Decimal text; one that cannot be read is passed over.
    pub value: String,
}

/// What is known about one device under the plan, in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub done: Vec<Done>,
    pub readings: Vec<MeterReading>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    Fixed,
    Floating,
    Metered,
}

/// One time the promise is due for one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Occurrence {
    /// Its name within plan and device: the planned date, or the order after which it comes.
    pub occurrence: String,
    pub due_ms: i64,
    pub trigger: Trigger,
    /// Reckoned from how fast the meter ran; moves with every reading.
    pub is_predicted: bool,
    pub window_from_ms: i64,
    pub window_to_ms: i64,
}

/// The identity of the order that an occurrence becomes.
pub fn occurrence_id(plan: Id, device: Id, occurrence: &str) -> Id {
    Hash::of_parts("onsite/occurrence/v1", &[&plan.to_bytes(), &device.to_bytes(), occurrence.as_bytes()]).id()
}

impl MaintenancePlan {
    /// Everything that should be an order by `now_ms`: due until now plus the lead time, rising. `from_ms` spares
    /// reckoning what was generated long ago; what was generated already is told by [`occurrence_id`].
    pub fn due(&self, history: &History, from_ms: i64, now_ms: i64) -> Result<Vec<Occurrence>, Rejected> {
        let until_ms = now_ms.saturating_add(i64::from(self.lead_days).saturating_mul(DAY_MS));
        let mut found = self.planned(history, from_ms, until_ms)?;
        if self.catch_up == CatchUp::Latest {
            let past = found.iter().filter(|occurrence| occurrence.due_ms <= now_ms).count();
            found.drain(..past.saturating_sub(1));
        }
        Ok(found)
    }

    /// Whether it goes by the calendar alone: then what is due is the same for each of its devices.
    pub fn is_only_fixed(&self) -> bool {
        self.schedule.floating.is_none() && self.schedule.metered.is_none()
    }

    /// Everything that is due from `from_ms` until `until_ms`, rising; of a plan that goes by what was done the one next
    /// occurrence, however long it is overdue.
    pub fn planned(&self, history: &History, from_ms: i64, until_ms: i64) -> Result<Vec<Occurrence>, Rejected> {
        if self.is_paused {
            return Ok(Vec::new());
        }
        let zone = self.time_zone()?;
        let mut found: Vec<Occurrence> = match &self.schedule.fixed {
            Some(fixed) if self.is_only_fixed() => Self::of_fixed(fixed, &zone, |dates| {
                let due = dates.take_while(|(_, due_ms)| *due_ms <= until_ms).filter(|(_, due_ms)| *due_ms >= from_ms);
                due.map(|(date, due_ms)| self.occurrence(date.to_string(), due_ms, Trigger::Fixed, false)).collect()
            })?,
            _ => self.next(history, &zone)?.into_iter().filter(|next| next.due_ms <= until_ms).collect(),
        };
        found.retain(|occurrence| {
            zone::civil(&zone, occurrence.due_ms)
                .is_some_and(|due| limits::is_in_period(due.date(), self.valid_from, self.valid_until))
        });
        Ok(found)
    }

    /// The next that is not done, however long it is overdue; of a plan that goes by the calendar alone the first since
    /// `since_ms` where nothing was done.
    pub fn next_of(&self, history: &History, since_ms: i64) -> Result<Option<Occurrence>, Rejected> {
        if self.is_paused {
            return Ok(None);
        }
        let zone = self.time_zone()?;
        let is_in_period = |due_ms: i64| {
            zone::civil(&zone, due_ms)
                .is_some_and(|due| limits::is_in_period(due.date(), self.valid_from, self.valid_until))
        };
        let next = match &self.schedule.fixed {
            Some(fixed) if self.is_only_fixed() => {
                let last_ms = history.done.iter().map(|done| done.at_ms).max();
                let after_ms = last_ms.map(|last_ms| last_ms.saturating_add(days_ms(self.window_before_days)));
                let is_open = |due_ms: i64| due_ms >= since_ms && after_ms.is_none_or(|after_ms| due_ms > after_ms);
                let found = Self::of_fixed(fixed, &zone, |mut dates| {
                    Iterator::find(&mut dates, |(_, due_ms)| is_open(*due_ms) && is_in_period(*due_ms))
                })?;
                found.map(|(date, due_ms)| self.occurrence(date.to_string(), due_ms, Trigger::Fixed, false))
            }
            _ => self.next(history, &zone)?.filter(|next| is_in_period(next.due_ms)),
        };
        Ok(next)
    }

    /// The one next occurrence of a plan that goes by what was done.
    fn next(&self, history: &History, zone: &TimeZone) -> Result<Option<Occurrence>, Rejected> {
        let last = history.done.iter().max_by_key(|done| (done.at_ms, done.work_order));
        let name = last.map_or_else(|| "first".to_owned(), |done| format!("after/{}", done.work_order));
        let mut candidates: Vec<(i64, Trigger, bool)> = Vec::new();
        if let Some(fixed) = &self.schedule.fixed {
            // What was done early, within the window, was done for the date that came next.
            let after_ms = last.map_or(i64::MIN, |done| done.at_ms.saturating_add(days_ms(self.window_before_days)));
            let next =
                Self::of_fixed(fixed, zone, |mut dates| Iterator::find(&mut dates, |(_, due_ms)| *due_ms > after_ms))?;
            candidates.extend(next.map(|(_, due_ms)| (due_ms, Trigger::Fixed, false)));
        }
        if let Some(floating) = &self.schedule.floating {
            let due_ms = floating.next_ms(last, zone);
            candidates.extend(due_ms.map(|due_ms| (due_ms, Trigger::Floating, false)));
        }
        if let Some(metered) = &self.schedule.metered {
            let next = metered.next_ms(last, &history.readings);
            candidates.extend(next.map(|(due_ms, is_predicted)| (due_ms, Trigger::Metered, is_predicted)));
        }
        let first = candidates.into_iter().min();
        Ok(first.map(|(due_ms, trigger, is_predicted)| self.occurrence(name, due_ms, trigger, is_predicted)))
    }

    /// What is made of the dates of a rule, rising. They are reckoned only as far as they are looked at: a rule without an end
    /// has thousands.
    fn of_fixed<T>(
        fixed: &Fixed,
        zone: &TimeZone,
        made: impl FnOnce(&mut dyn Iterator<Item = (Date, i64)>) -> T,
    ) -> Result<T, Rejected> {
        let recurrence = Recurrence::new("schedule.fixed.rule", &fixed.rule, fixed.starts_at, zone)?;
        let mut dates = recurrence.times().filter_map(|at| Some((at.date(), zone::instant_ms(zone, at)?)));
        Ok(made(&mut dates))
    }

    fn occurrence(&self, occurrence: String, due_ms: i64, trigger: Trigger, is_predicted: bool) -> Occurrence {
        Occurrence {
            occurrence,
            due_ms,
            trigger,
            is_predicted,
            window_from_ms: due_ms.saturating_sub(days_ms(self.window_before_days)),
            window_to_ms: due_ms.saturating_add(days_ms(self.window_after_days)),
        }
    }

    fn time_zone(&self) -> Result<TimeZone, Rejected> {
        zone::find(&self.zone).ok_or_else(|| Rejected::because(RejectedCode::WrongShape, "zone", "an IANA time zone"))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::reference("organisation", self.organisation)?;
        limits::list("devices", self.devices.len())?;
        self.kind.checked("kind")?;
        self.mode.checked("mode")?;
        self.priority.map_or(Ok(Priority::Unknown), |priority| priority.checked("priority"))?;
        let zone = self.time_zone()?;
        self.check_schedule(&zone)?;
        limits::period("valid", self.valid_from, self.valid_until)?;
        limits::within("lead_days", self.lead_days, 0..=365)?;
        limits::within("window_before_days", self.window_before_days, 0..=365)?;
        limits::within("window_after_days", self.window_after_days, 0..=365)?;
        self.catch_up.checked("catch_up")?;
        crate::order_kind::check_minutes("target_minutes", self.target_minutes)?;
        limits::lines("skills", self.skills.iter())?;
        limits::list("parts", self.parts.len())?;
        for (part, quantity) in &self.parts {
            quantity.checked_positive(&format!("parts.{part}"))?;
        }
        limits::note("remarks", &self.remarks)
    }

    fn check_schedule(&self, zone: &TimeZone) -> Result<(), Rejected> {
        let schedule = &self.schedule;
        if schedule.fixed.is_none() && schedule.floating.is_none() && schedule.metered.is_none() {
            return Err(limits::missing("schedule"));
        }
        if let Some(fixed) = &schedule.fixed
            && Self::of_fixed(fixed, zone, |dates| dates.next().is_none())?
        {
            return Err(Rejected::because(RejectedCode::OutOfRange, "schedule.fixed.rule", "a rule that comes true"));
        }
        if let Some(floating) = &schedule.floating {
            limits::within("schedule.floating.every", floating.every, 1..=1_000)?;
            floating.unit.checked("schedule.floating.unit")?;
            limits::date("schedule.floating.first_on", floating.first_on)?;
        }
        if let Some(metered) = &schedule.metered {
            limits::written_line("schedule.metered.meter", &metered.meter)?;
            let every = limits::decimal("schedule.metered.every", &metered.every)?;
            limits::within("schedule.metered.every", every, Decimal::ONE..=Decimal::from(1_000_000_000_000_i64))?;
        }
        Ok(())
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.number, &self.name.zh, &self.name.en])
    }
}

impl Floating {
    /// At the same time of day as the last was completed, so that an hour of daylight saving moves nothing.
    fn next_ms(&self, last: Option<&Done>, zone: &TimeZone) -> Option<i64> {
        let Some(last) = last else {
            return zone::instant_ms(zone, self.first_on?.at(9, 0, 0, 0));
        };
        let every = i64::from(self.every);
        let span: Span = match self.unit {
            IntervalUnit::Day => every.days(),
            IntervalUnit::Week => every.weeks(),
            IntervalUnit::Month => every.months(),
            IntervalUnit::Year => every.years(),
            IntervalUnit::Unknown => return None,
        };
        zone::instant_ms(zone, zone::civil(zone, last.at_ms)?.checked_add(span).ok()?)
    }
}

impl Metered {
    /// When the meter reached, or at its present speed will reach, what is due; and whether that is a prediction. `None`
    /// while nothing was read, or the meter stands still.
    fn next_ms(&self, last: Option<&Done>, readings: &[MeterReading]) -> Option<(i64, bool)> {
        let every = Decimal::from_str_exact(&self.every).ok()?;
        let mut read: Vec<(i64, Decimal)> =
            readings.iter().filter_map(|r| Some((r.at_ms, Decimal::from_str_exact(&r.value).ok()?))).collect();
        read.sort_unstable();
        // It counts from the newest reading at completion, or from the first ever.
        let base_ms = last.map_or(i64::MIN, |done| done.at_ms);
        let base = read.iter().rev().find(|(at_ms, _)| *at_ms <= base_ms).or_else(|| read.first()).copied()?;
        let threshold = base.1.checked_add(every)?;
        let mut since = read.iter().filter(|(at_ms, _)| *at_ms >= base.0);
        if let Some((at_ms, _)) = since.clone().find(|(_, value)| *value >= threshold) {
            return Some((*at_ms, false));
        }
        let newest = *since.next_back()?;
        let (ran_ms, ran) = (newest.0.checked_sub(base.0)?, newest.1.checked_sub(base.1)?);
        let left = threshold.checked_sub(newest.1)?;
        if ran <= Decimal::ZERO {
            return None;
        }
        let left_ms = left.checked_mul(Decimal::from(ran_ms))?.checked_div(ran)?.to_i64()?;
        Some((newest.0.checked_add(left_ms)?, true))
    }
}

fn days_ms(days: u16) -> i64 {
    i64::from(days).saturating_mul(DAY_MS)
}

#[cfg(test)]
#[path = "maintenance_plan_tests.rs"]
mod tests;
