//! How a customer reaches the company, on every page: its telephone and when it works.

use super::pages;
use crate::office::customer::Company;
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use onsite_domain::{
    Language,
    calendar::{DayKind, Hours},
    settings::Settings,
};
use onsite_messages::{say, say_with};

pub(super) fn telephone(settings: &Settings, language: Language) -> Markup {
    let phone = settings.company_phone.trim();
    let dialled = pages::dialled(phone);
    html! {
        @if !dialled.is_empty() {
            p { (say(language, "page-device-phone")) a href=(format!("tel:{dialled}")) { (phone) } }
        }
    }
}

/// The week as the company works it, where it says.
pub(super) fn hours(company: &Company, language: Language) -> Markup {
    let Some(calendar) = company.hours.as_ref().filter(|calendar| !calendar.is_retired) else { return html! {} };
    let spans = days_alike(|weekday| calendar.weekly.get(&weekday).map_or(&[], Vec::as_slice));
    let has_holidays = calendar.days.iter().any(|day| day.kind == DayKind::Holiday);
    html! {
        @if !spans.is_empty() {
            p.quiet { (say(language, "page-hours")) }
            dl {
                @for (first, last, hours) in spans {
                    dt { (weekdays(language, first, last)) }
                    dd { (hours.iter().map(|hours| span(*hours)).collect::<Vec<_>>().join(", ")) }
                }
            }
            @if has_holidays { p.quiet { (say(language, "page-hours-holidays")) } }
        }
    }
}

/// A moment as people say it, in a zone of the IANA database or else the company's.
pub(super) fn instant(zone: &str, settings: &Settings, language: Language, at_ms: i64) -> String {
    let zone = TimeZone::get(zone).or_else(|_| TimeZone::get(&settings.zone)).unwrap_or(TimeZone::UTC);
    let Ok(at) = Timestamp::from_millisecond(at_ms).map(|at| at.to_zoned(zone)) else { return String::new() };
    let weekday = weekday(language, u8::try_from(at.weekday().to_monday_one_offset()).unwrap_or_default());
    let date = at.strftime("%Y-%m-%d");
    say_with(
        language,
        "page-instant",
        &[("weekday", weekday), ("date", &date.to_string()), ("time", &at.strftime("%H:%M").to_string())],
    )
}

/// From when to when; the day once where both are on it.
pub(super) fn window(zone: &str, settings: &Settings, language: Language, from_ms: i64, to_ms: Option<i64>) -> String {
    let from = instant(zone, settings, language, from_ms);
    let Some(to_ms) = to_ms else { return from };
    let to = instant(zone, settings, language, to_ms);
    let (day_from, day_to) = (from.rsplit_once(' '), to.rsplit_once(' '));
    match (day_from, day_to) {
        (Some((day, _)), Some((same, time))) if day == same => format!("{from}–{time}"),
        _ => format!("{from} – {to}"),
    }
}

fn weekdays(language: Language, first: u8, last: u8) -> String {
    if first == last {
        return weekday(language, first).to_owned();
    }
    say_with(language, "page-weekdays", &[("first", weekday(language, first)), ("last", weekday(language, last))])
}

/// By ISO weekday.
fn weekday(language: Language, iso: u8) -> &'static str {
    let key = match iso {
        1 => "page-weekday-1",
        2 => "page-weekday-2",
        3 => "page-weekday-3",
        4 => "page-weekday-4",
        5 => "page-weekday-5",
        6 => "page-weekday-6",
        _ => "page-weekday-7",
    };
    say(language, key)
}

fn span(hours: Hours) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}–{}", clock(hours.from_minute), clock(hours.to_minute))
}

/// Days one after the other with the same hours; days without any are left out.
fn days_alike<'a>(of: impl Fn(u8) -> &'a [Hours]) -> Vec<(u8, u8, &'a [Hours])> {
    let mut spans: Vec<(u8, u8, &[Hours])> = Vec::new();
    for weekday in 1..=7 {
        let hours = of(weekday);
        match spans.last_mut() {
            _ if hours.is_empty() => {}
            Some((_, last, same)) if *last + 1 == weekday && *same == hours => *last = weekday,
            _ => spans.push((weekday, weekday, hours)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_the_same_hours_are_said_once() {
        let (long, short) =
            ([Hours { from_minute: 510, to_minute: 1_050 }], [Hours { from_minute: 540, to_minute: 720 }]);
        let of = |weekday| match weekday {
            1..=5 => &long[..],
            6 => &short[..],
            _ => &[],
        };
        assert_eq!(days_alike(of), [(1, 5, &long[..]), (6, 6, &short[..])]);
        assert_eq!(weekdays(Language::Zh, 1, 5), "周一至周五");
        assert_eq!(weekdays(Language::En, 6, 6), "Sat");
        assert_eq!(span(long[0]), "08:30–17:30");
    }

    #[test]
    fn a_window_on_one_day_says_the_day_once() {
        let settings = Settings { zone: "Asia/Shanghai".into(), ..Settings::default() };
        let said = |language, to_ms| window("", &settings, language, 1_795_000_000_000, to_ms);
        assert_eq!(said(Language::En, None), "Wed 2026-11-18 19:06");
        assert_eq!(said(Language::En, Some(1_795_003_600_000)), "Wed 2026-11-18 19:06–20:06");
        assert_eq!(said(Language::Zh, Some(1_795_090_000_000)), "2026-11-18 周三 19:06 – 2026-11-19 周四 20:06");
    }
}
