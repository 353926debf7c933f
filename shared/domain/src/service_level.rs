//! Service levels: what was promised, and the clock that says how it stands. The same on both sides.

use crate::{
    Id, Priority, Rejected, RejectedCode, Text, calendar::BusinessTime, limits, order_kind::check_minutes,
    request::Channel,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From this fraction of a promise on, in basis points, it needs watching: 75 %.
pub const WARN_AT_BP: u32 = 7_500;
const MINUTE_MS: i64 = 60_000;

/// What is promised for one priority, and perhaps one channel, in minutes of business time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Target {
    /// Any where missing.
    pub priority: Option<Priority>,
    pub channel: Option<Channel>,
    pub first_response_minutes: Option<u32>,
    pub arrival_minutes: Option<u32>,
    pub resolution_minutes: Option<u32>,
}

/// One version; versions never change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ServiceLevel {
    pub number: String,
    pub revision: u32,
    /// Promised from this day on, in place of the version before; what was promised earlier stays promised.
    pub valid_from: Option<Date>,
    pub name: Text,
    /// The hours the promise runs in; the company's where missing.
    pub calendar: Option<Id>,
    /// The most particular one that fits is taken: priority and channel, then priority, then channel, then any.
    pub targets: Vec<Target>,
    pub remarks: Text,
    pub is_retired: bool,
}

/// A time in which the promise does not run: waiting for the customer, for access, for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pause {
    pub from_ms: i64,
    /// `None` while it lasts.
    pub to_ms: Option<i64>,
}

/// What happened to an order or request, as far as the clock cares. All instants in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Milestones {
    pub received_ms: i64,
    pub first_response_ms: Option<i64>,
    pub arrival_ms: Option<i64>,
    pub resolved_ms: Option<i64>,
    pub pauses: Vec<Pause>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseState {
    Running,
    /// 75 % or more is used.
    NearLimit,
    /// Does not run at this moment.
    Paused,
    Met,
    /// Too late, done or not.
    Missed,
}

/// How one promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promise {
    pub state: PromiseState,
    /// When it is due; `None` where the calendar has no such time within years. While a pause lasts, it is the time it
    /// would be due if work went on now.
    pub due_ms: Option<i64>,
    pub used_ms: i64,
    pub target_ms: i64,
    /// Used of the target, in basis points: 10000 is all of it; may be more.
    pub used_bp: u32,
}

/// How all promises stand; a missing one was not made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    pub first_response: Option<Promise>,
    pub arrival: Option<Promise>,
    pub resolution: Option<Promise>,
}

impl ServiceLevel {
    pub fn target(&self, priority: Priority, channel: Channel) -> Option<&Target> {
        let fits = |t: &&Target| t.priority.is_none_or(|p| p == priority) && t.channel.is_none_or(|c| c == channel);
        // `max_by_key` takes the last of equals; reversed, so that the first in the list wins.
        self.targets.iter().filter(fits).rev().max_by_key(|t| (t.priority.is_some(), t.channel.is_some()))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        limits::date("valid_from", self.valid_from)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::list_of_at_most("targets", self.targets.len(), 100)?;
        for (index, target) in self.targets.iter().enumerate() {
            let at = format!("targets[{index}]");
            target.priority.map_or(Ok(Priority::Unknown), |p| p.checked(&format!("{at}.priority")))?;
            target.channel.map_or(Ok(Channel::Unknown), |c| c.checked(&format!("{at}.channel")))?;
            check_minutes(&format!("{at}.first_response_minutes"), target.first_response_minutes)?;
            check_minutes(&format!("{at}.arrival_minutes"), target.arrival_minutes)?;
            check_minutes(&format!("{at}.resolution_minutes"), target.resolution_minutes)?;
            let same = |t: &Target| (t.priority, t.channel) == (target.priority, target.channel);
            if self.targets.iter().take(index).any(same) {
                return Err(Rejected::because(RejectedCode::WrongShape, at, "each priority and channel once"));
            }
        }
        self.remarks.check("remarks", limits::NOTE_CHARS_MAX)
    }
}

/// The clock of what was promised, at `now_ms`.
pub fn clock(target: &Target, time: &BusinessTime<'_>, milestones: &Milestones, now_ms: i64) -> Clock {
    let pauses = merged(&milestones.pauses, milestones.received_ms, now_ms);
    let promise = |minutes: Option<u32>, done_ms: Option<i64>| {
        let target_ms = i64::from(minutes?).saturating_mul(MINUTE_MS);
        let start_ms = milestones.received_ms;
        let until_ms = done_ms.unwrap_or(now_ms).max(start_ms);
        let used_ms = used(time, &pauses, start_ms, until_ms);
        let used_bp = crate::money::scale_minor(used_ms, 10_000, target_ms).and_then(|bp| u32::try_from(bp).ok());
        let used_bp = used_bp.unwrap_or(u32::MAX);
        let is_paused = pauses.iter().any(|pause| pause.is_lasting);
        let state = if used_ms > target_ms {
            PromiseState::Missed
        } else if done_ms.is_some() {
            PromiseState::Met
        } else if is_paused {
            PromiseState::Paused
        } else if used_bp >= WARN_AT_BP {
            PromiseState::NearLimit
        } else {
            PromiseState::Running
        };
        Some(Promise { state, due_ms: due(time, &pauses, start_ms, target_ms), used_ms, target_ms, used_bp })
    };
    Clock {
        first_response: promise(target.first_response_minutes, milestones.first_response_ms),
        arrival: promise(target.arrival_minutes, milestones.arrival_ms),
        resolution: promise(target.resolution_minutes, milestones.resolved_ms),
    }
}

struct Merged {
    from_ms: i64,
    to_ms: i64,
    is_lasting: bool,
}

/// Pauses in order, those that overlap made one, nothing before the start; one that lasts ends now for the reckoning.
fn merged(pauses: &[Pause], start_ms: i64, now_ms: i64) -> Vec<Merged> {
    let mut sorted = pauses.to_vec();
    sorted.sort_unstable_by_key(|pause| (pause.from_ms, pause.to_ms));
    let mut merged: Vec<Merged> = Vec::with_capacity(sorted.len());
    for pause in sorted {
        let is_lasting = pause.to_ms.is_none();
        let (from_ms, to_ms) = (pause.from_ms.max(start_ms), pause.to_ms.unwrap_or(now_ms));
        if to_ms <= from_ms {
            continue;
        }
        match merged.last_mut() {
            Some(last) if from_ms <= last.to_ms => {
                last.to_ms = last.to_ms.max(to_ms);
                last.is_lasting |= is_lasting;
            }
            _ => merged.push(Merged { from_ms, to_ms, is_lasting }),
        }
    }
    merged
}

fn used(time: &BusinessTime<'_>, pauses: &[Merged], start_ms: i64, until_ms: i64) -> i64 {
    let paused = pauses.iter().map(|pause| {
        let (from_ms, to_ms) = (pause.from_ms.min(until_ms), pause.to_ms.min(until_ms));
        time.business_ms_between(from_ms, to_ms)
    });
    paused.fold(time.business_ms_between(start_ms, until_ms), i64::saturating_sub)
}

fn due(time: &BusinessTime<'_>, pauses: &[Merged], start_ms: i64, target_ms: i64) -> Option<i64> {
    let (mut at_ms, mut left_ms) = (start_ms, target_ms);
    for pause in pauses {
        let before_ms = time.business_ms_between(at_ms, pause.from_ms);
        if before_ms >= left_ms {
            break;
        }
        left_ms = left_ms.saturating_sub(before_ms);
        at_ms = pause.to_ms;
    }
    time.add_business_ms(at_ms, left_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use proptest::prelude::*;

    const HOUR_MS: i64 = 3_600_000;

    fn four_hours() -> Target {
        Target { resolution_minutes: Some(240), ..Default::default() }
    }

    fn resolution(milestones: &Milestones, now_ms: i64) -> Promise {
        let calendar = Calendar::around_the_clock("UTC");
        clock(&four_hours(), &calendar.business_time().unwrap(), milestones, now_ms).resolution.unwrap()
    }

    #[test]
    fn a_promise_warns_at_three_quarters_and_is_kept_at_its_very_end() {
        let open = Milestones::default();
        for (hours_tenths, state) in [
            (10, PromiseState::Running),
            (30, PromiseState::NearLimit),
            (40, PromiseState::NearLimit),
            (41, PromiseState::Missed),
        ] {
            assert_eq!(resolution(&open, hours_tenths * HOUR_MS / 10).state, state, "{hours_tenths}");
        }
        let done = Milestones { resolved_ms: Some(4 * HOUR_MS), ..Default::default() };
        let promise = resolution(&done, 9 * HOUR_MS);
        assert_eq!((promise.state, promise.used_bp, promise.due_ms), (PromiseState::Met, 10_000, Some(4 * HOUR_MS)));
        let late = Milestones { resolved_ms: Some(4 * HOUR_MS + 1), ..Default::default() };
        assert_eq!(resolution(&late, 9 * HOUR_MS).state, PromiseState::Missed);
    }

    #[test]
    fn pauses_move_what_is_due_and_overlapping_ones_count_once() {
        let pause = |from, to| Pause { from_ms: from * HOUR_MS, to_ms: Some(to * HOUR_MS) };
        let milestones = Milestones { pauses: vec![pause(2, 4), pause(1, 3), pause(-5, 0)], ..Default::default() };
        let promise = resolution(&milestones, 5 * HOUR_MS);
        assert_eq!((promise.used_ms, promise.due_ms), (2 * HOUR_MS, Some(7 * HOUR_MS)));
    }

    #[test]
    fn while_a_pause_lasts_the_clock_stands() {
        let milestones = Milestones { pauses: vec![Pause { from_ms: HOUR_MS, to_ms: None }], ..Default::default() };
        let promise = resolution(&milestones, 100 * HOUR_MS);
        assert_eq!((promise.state, promise.used_ms), (PromiseState::Paused, HOUR_MS));
        assert_eq!(promise.due_ms, Some(103 * HOUR_MS));
    }

    #[test]
    fn the_most_particular_target_is_taken() {
        let target = |priority, channel, minutes| Target {
            priority,
            channel,
            first_response_minutes: Some(minutes),
            ..Default::default()
        };
        let level = ServiceLevel {
            name: Text::new("金牌", "Gold"),
            targets: vec![
                target(None, None, 60),
                target(None, Some(Channel::Phone), 5),
                target(Some(Priority::Critical), None, 10),
                target(Some(Priority::Critical), Some(Channel::Phone), 1),
            ],
            ..Default::default()
        };
        assert_eq!(level.validate(), Ok(()));
        let minutes = |priority, channel| level.target(priority, channel).and_then(|t| t.first_response_minutes);
        assert_eq!(minutes(Priority::Low, Channel::Email), Some(60));
        assert_eq!(minutes(Priority::Low, Channel::Phone), Some(5));
        assert_eq!(minutes(Priority::Critical, Channel::Email), Some(10));
        assert_eq!(minutes(Priority::Critical, Channel::Phone), Some(1));
    }

    proptest! {
        #[test]
        fn done_by_the_due_time_is_met_and_a_moment_later_is_missed(
            received_ms in 1_500_000_000_000_i64..1_800_000_000_000,
            pauses in prop::collection::vec((0_i64..40, 1_i64..20), 0..5),
        ) {
            let pauses = pauses.iter().map(|(from, hours)| Pause {
                from_ms: received_ms + from * HOUR_MS / 2,
                to_ms: Some(received_ms + from * HOUR_MS / 2 + hours * HOUR_MS / 2),
            }).collect();
            let mut milestones = Milestones { received_ms, pauses, ..Default::default() };
            let now_ms = received_ms + 1_000 * HOUR_MS;
            let due_ms = resolution(&milestones, now_ms).due_ms.unwrap();
            milestones.resolved_ms = Some(due_ms);
            prop_assert_eq!(resolution(&milestones, now_ms).state, PromiseState::Met);
            milestones.resolved_ms = Some(due_ms + 1);
            let later = resolution(&milestones, now_ms);
            let is_in_pause = milestones.pauses.iter().any(|p| p.from_ms <= due_ms && Some(due_ms) < p.to_ms);
            prop_assert!(later.state == PromiseState::Missed || is_in_pause);
        }
    }
}
