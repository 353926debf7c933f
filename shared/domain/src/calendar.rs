//! Calendars: when the company works. Promises are made in business time, and it is reckoned the same on the phone and
//! on the server.

use crate::{Rejected, RejectedCode, Text, choice::choices, limits, zone};
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How far business time is reckoned, about eleven years; every loop here ends after so many days.
pub const CALENDAR_DAYS_MAX: u32 = 4_000;
const MINUTES_OF_DAY: u16 = 1_440;

choices! {
    DayKind {
        Holiday = "holiday",
        /// A weekend day worked to make up for a long holiday (调休).
        MakeUp = "make_up",
        /// A day with hours of its own: the eve of a festival.
        Special = "special",
    }
}

/// From one minute of the day to another, 0 to 1440. A night shift is two spans on two days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Hours {
    pub from_minute: u16,
    pub to_minute: u16,
}

/// A date that is not like its weekday.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CalendarDay {
    pub date: Date,
    pub kind: DayKind,
    pub name: Text,
    /// Of a special day, or of a make-up day that differs from ordinary work days.
    pub hours: Vec<Hours>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Calendar {
    pub name: Text,
    /// IANA.
    pub zone: String,
    /// By ISO weekday, 1 (Monday) to 7.
    pub weekly: BTreeMap<u8, Vec<Hours>>,
    pub days: Vec<CalendarDay>,
    pub is_retired: bool,
}

impl Calendar {
    /// Open day and night.
    pub fn around_the_clock(zone: &str) -> Self {
        let all_day = vec![Hours { from_minute: 0, to_minute: MINUTES_OF_DAY }];
        Self {
            name: Text::new("全天候", "Around the clock"),
            zone: zone.to_owned(),
            weekly: (1..=7).map(|weekday| (weekday, all_day.clone())).collect(),
            ..Self::default()
        }
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        if self.zone.is_empty() {
            return Err(limits::missing("zone"));
        }
        limits::zone("zone", &self.zone)?;
        for (weekday, hours) in &self.weekly {
            limits::within("weekly", *weekday, 1..=7)?;
            check_hours(&format!("weekly.{weekday}"), hours)?;
        }
        limits::list("days", self.days.len())?;
        for (index, day) in self.days.iter().enumerate() {
            let at = format!("days[{index}]");
            limits::date(&format!("{at}.date"), Some(day.date))?;
            day.kind.checked(&format!("{at}.kind"))?;
            day.name.check(&format!("{at}.name"), limits::LINE_CHARS_MAX)?;
            check_hours(&format!("{at}.hours"), &day.hours)?;
            if self.days.iter().take(index).any(|earlier| earlier.date == day.date) {
                return Err(Rejected::because(RejectedCode::WrongShape, format!("{at}.date"), "each date once"));
            }
        }
        Ok(())
    }

    /// The calendar made ready to reckon with. Refused only where its zone does not exist.
    pub fn business_time(&self) -> Result<BusinessTime<'_>, Rejected> {
        let zone = zone::find(&self.zone)
            .ok_or_else(|| Rejected::because(RejectedCode::WrongShape, "zone", "an IANA time zone"))?;
        // The last one given wins, as everywhere in maps.
        Ok(BusinessTime { calendar: self, zone, days: self.days.iter().map(|day| (day.date, day)).collect() })
    }
}

fn check_hours(path: &str, hours: &[Hours]) -> Result<(), Rejected> {
    limits::list_of_at_most(path, hours.len(), 12)?;
    let mut earliest = 0;
    for (index, span) in hours.iter().enumerate() {
        limits::within(&format!("{path}[{index}].from_minute"), span.from_minute, earliest..=MINUTES_OF_DAY)?;
        limits::within(
            &format!("{path}[{index}].to_minute"),
            span.to_minute,
            span.from_minute.saturating_add(1)..=MINUTES_OF_DAY,
        )?;
        earliest = span.to_minute;
    }
    Ok(())
}

/// A calendar with its zone at hand.
pub struct BusinessTime<'a> {
    calendar: &'a Calendar,
    zone: TimeZone,
    days: BTreeMap<Date, &'a CalendarDay>,
}

impl BusinessTime<'_> {
    /// Milliseconds of business time from `a_ms` to `b_ms`; negative where `b_ms` is earlier. What lies more than
    /// [`CALENDAR_DAYS_MAX`] days after the earlier of the two does not count.
    pub fn business_ms_between(&self, a_ms: i64, b_ms: i64) -> i64 {
        if b_ms < a_ms {
            return self.business_ms_between(b_ms, a_ms).saturating_neg();
        }
        let mut total_ms = 0_i64;
        for (open_ms, close_ms) in self.open_from(a_ms) {
            if open_ms >= b_ms {
                break;
            }
            total_ms = total_ms.saturating_add(close_ms.min(b_ms).saturating_sub(open_ms));
        }
        total_ms
    }

    /// The first instant by which `duration_ms` of business time has passed since `from_ms`; `from_ms` itself where that
    /// is zero or less. `None` where the calendar has not that much work in [`CALENDAR_DAYS_MAX`] days.
    pub fn add_business_ms(&self, from_ms: i64, duration_ms: i64) -> Option<i64> {
        let mut left_ms = duration_ms;
        if left_ms <= 0 {
            return Some(from_ms);
        }
        for (open_ms, close_ms) in self.open_from(from_ms) {
            let span_ms = close_ms.saturating_sub(open_ms);
            if left_ms <= span_ms {
                return Some(open_ms.saturating_add(left_ms));
            }
            left_ms = left_ms.saturating_sub(span_ms);
        }
        None
    }

    /// Whether somebody works at this instant.
    pub fn is_open(&self, at_ms: i64) -> bool {
        self.business_ms_between(at_ms, at_ms.saturating_add(1)) > 0
    }

    /// The spans in which somebody works, cut to `[from_ms, to_ms)`, rising and never overlapping.
    pub fn open_between(&self, from_ms: i64, to_ms: i64) -> Vec<(i64, i64)> {
        let open = self.open_from(from_ms).take_while(|(open_ms, _)| *open_ms < to_ms);
        open.map(|(open_ms, close_ms)| (open_ms, close_ms.min(to_ms))).collect()
    }

    /// The open spans from an instant on, as instants, rising and never overlapping.
    fn open_from(&self, from_ms: i64) -> impl Iterator<Item = (i64, i64)> {
        // The day before as well: where a clock change skips a whole day, its hours fall on the next.
        let first = zone::civil(&self.zone, from_ms).and_then(|at| at.date().yesterday().ok());
        let mut day = first;
        let mut reached_ms = from_ms;
        (0..=CALENDAR_DAYS_MAX)
            .map_while(move |_| {
                let today = day?;
                day = today.tomorrow().ok();
                Some(today)
            })
            .flat_map(move |today| self.hours(today).iter().filter_map(move |hours| self.instants(today, *hours)))
            .filter_map(move |(open_ms, close_ms)| {
                // A change of clocks may make spans of one day touch or overlap; no millisecond counts twice.
                let open_ms = open_ms.max(reached_ms);
                reached_ms = reached_ms.max(close_ms);
                (open_ms < close_ms).then_some((open_ms, close_ms))
            })
    }

    fn hours(&self, date: Date) -> &[Hours] {
        let weekday = |day: u8| self.calendar.weekly.get(&day).map_or(&[][..], Vec::as_slice);
        let by_weekday = || weekday(u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or(0));
        match self.days.get(&date) {
            None => by_weekday(),
            Some(day) if !day.hours.is_empty() && day.kind != DayKind::Holiday => &day.hours,
            Some(day) => match day.kind {
                // As on the first weekday that is worked at all.
                DayKind::MakeUp => (1..=7).map(weekday).find(|hours| !hours.is_empty()).unwrap_or(&[]),
                DayKind::Holiday | DayKind::Special => &[],
                DayKind::Unknown => by_weekday(),
            },
        }
    }

    fn instants(&self, date: Date, hours: Hours) -> Option<(i64, i64)> {
        let at = |minute: u16| -> Option<i64> {
            let civil: DateTime = date.at(0, 0, 0, 0).checked_add(i64::from(minute).minutes()).ok()?;
            zone::instant_ms(&self.zone, civil)
        };
        Some((at(hours.from_minute)?, at(hours.to_minute)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const HOUR_MS: i64 = 3_600_000;

    fn office(zone: &str) -> Calendar {
        let hours = vec![Hours { from_minute: 540, to_minute: 720 }, Hours { from_minute: 780, to_minute: 1_080 }];
        Calendar {
            name: Text::new("工作日", "Work days"),
            zone: zone.into(),
            weekly: (1..=5).map(|weekday| (weekday, hours.clone())).collect(),
            ..Default::default()
        }
    }

    fn at(zone: &str, civil: DateTime) -> i64 {
        zone::instant_ms(&zone::find(zone).unwrap(), civil).unwrap()
    }

    /// The National Day holiday of an invented year: 1 to 7 October off, Saturday 10 October worked.
    fn with_golden_week() -> Calendar {
        let mut calendar = office("Asia/Shanghai");
        for day in 1..=7 {
            calendar.days.push(CalendarDay { date: date(2026, 10, day), kind: DayKind::Holiday, ..Default::default() });
        }
        calendar.days.push(CalendarDay { date: date(2026, 10, 10), kind: DayKind::MakeUp, ..Default::default() });
        calendar
    }

    #[test]
    fn a_promise_made_before_the_golden_week_runs_on_after_it_and_on_the_make_up_saturday() {
        let calendar = with_golden_week();
        assert_eq!(calendar.validate(), Ok(()));
        let time = calendar.business_time().unwrap();
        let zone = "Asia/Shanghai";
        let wednesday = at(zone, date(2026, 9, 30).at(17, 0, 0, 0));
        // One hour on Wednesday, eight on Thursday 8, eight on Friday 9, three on Saturday morning.
        let due = time.add_business_ms(wednesday, 20 * HOUR_MS).unwrap();
        assert_eq!(due, at(zone, date(2026, 10, 10).at(12, 0, 0, 0)));
        assert_eq!(time.business_ms_between(wednesday, due), 20 * HOUR_MS);
        assert!(time.is_open(at(zone, date(2026, 10, 10).at(9, 0, 0, 0))));
        assert!(!time.is_open(at(zone, date(2026, 10, 6).at(9, 0, 0, 0))));
        assert!(!time.is_open(at(zone, date(2026, 10, 8).at(12, 30, 0, 0))));
        let thursday = date(2026, 10, 8);
        let spans = time.open_between(at(zone, thursday.at(10, 0, 0, 0)), at(zone, thursday.at(15, 0, 0, 0)));
        let hours = |from: i8, to: i8| (at(zone, thursday.at(from, 0, 0, 0)), at(zone, thursday.at(to, 0, 0, 0)));
        assert_eq!(spans, [hours(10, 12), hours(13, 15)]);
    }

    #[test]
    fn a_day_on_which_the_clock_changes_is_an_hour_shorter_or_longer() {
        let zone = "Europe/Berlin";
        let calendar = Calendar::around_the_clock(zone);
        let time = calendar.business_time().unwrap();
        for (day, hours) in [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)] {
            let (start, end) = (at(zone, day.at(0, 0, 0, 0)), at(zone, day.tomorrow().unwrap().at(0, 0, 0, 0)));
            assert_eq!(time.business_ms_between(start, end), hours * HOUR_MS, "{day}");
        }
    }

    #[test]
    fn spans_that_a_clock_change_pushes_together_count_once() {
        let zone = "Europe/Berlin";
        let mut calendar = office(zone);
        let night = vec![Hours { from_minute: 0, to_minute: 150 }, Hours { from_minute: 180, to_minute: 360 }];
        calendar.weekly = BTreeMap::from([(7, night)]);
        let time = calendar.business_time().unwrap();
        let day = date(2026, 3, 29);
        let (start, end) = (at(zone, day.at(0, 0, 0, 0)), at(zone, day.at(12, 0, 0, 0)));
        // 00:00 to 02:30, which is 03:30, and 03:00 to 06:00: five hours on the wall's new clock less the overlap.
        assert_eq!(time.business_ms_between(start, end), 5 * HOUR_MS);
    }

    #[test]
    fn a_day_that_a_zone_skipped_is_not_counted_twice() {
        let zone = "Pacific/Apia";
        let calendar = office(zone);
        let time = calendar.business_time().unwrap();
        let (start, end) = (at(zone, date(2011, 12, 29).at(0, 0, 0, 0)), at(zone, date(2012, 1, 1).at(0, 0, 0, 0)));
        let later = at(zone, date(2011, 12, 31).at(0, 0, 0, 0));
        let split = time.business_ms_between(start, later) + time.business_ms_between(later, end);
        assert_eq!(time.business_ms_between(start, end), split);
    }

    #[test]
    fn a_calendar_without_hours_ends_and_owes_nothing() {
        let calendar = Calendar { zone: "UTC".into(), ..Default::default() };
        let time = calendar.business_time().unwrap();
        assert_eq!(time.add_business_ms(0, 1), None);
        assert_eq!(time.business_ms_between(0, i64::MAX), 0);
        assert_eq!(time.business_ms_between(i64::MAX, i64::MIN), 0);
        assert_eq!(time.add_business_ms(5, 0), Some(5));
        assert!(Calendar { zone: "nowhere".into(), ..calendar.clone() }.business_time().is_err());
    }

    #[test]
    fn hours_that_overlap_or_run_past_midnight_are_refused() {
        let mut calendar = office("UTC");
        for (from_minute, to_minute) in [(600, 700), (1_100, 1_441), (1_200, 1_200)] {
            calendar.weekly.get_mut(&1).unwrap().truncate(2);
            calendar.weekly.get_mut(&1).unwrap().push(Hours { from_minute, to_minute });
            assert_eq!(calendar.validate().map_err(|e| e.code), Err(RejectedCode::OutOfRange), "{from_minute}");
        }
    }

    proptest! {
        #[test]
        fn adding_business_time_and_measuring_it_again_gives_the_same(
            zone in prop::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"]),
            from_ms in 1_500_000_000_000_i64..1_900_000_000_000,
            duration_ms in 1_i64..2_000_000_000,
        ) {
            let mut calendar = with_golden_week();
            calendar.zone = zone.to_owned();
            let time = calendar.business_time().unwrap();
            let due_ms = time.add_business_ms(from_ms, duration_ms).unwrap();
            prop_assert_eq!(time.business_ms_between(from_ms, due_ms), duration_ms);
            // The first such instant, not any.
            prop_assert!(time.business_ms_between(from_ms, due_ms - 1) < duration_ms);
        }

        #[test]
        fn business_time_adds_up_wherever_it_is_cut(
            a in 1_500_000_000_000_i64..1_900_000_000_000,
            b in 0_i64..4_000_000_000,
            c in 0_i64..4_000_000_000,
        ) {
            let mut calendar = with_golden_week();
            calendar.zone = "Europe/Berlin".to_owned();
            let time = calendar.business_time().unwrap();
            let whole = time.business_ms_between(a, a + b + c);
            prop_assert_eq!(time.business_ms_between(a, a + b) + time.business_ms_between(a + b, a + b + c), whole);
            prop_assert_eq!(time.business_ms_between(a + b + c, a), -whole);
        }
    }
}
