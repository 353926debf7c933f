//! Instants as people write and read them, in the zone of the machine.

use crate::{failure::Failure, failure::Outcome};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

/// Now and where.
#[derive(Clone, Debug)]
pub(crate) struct Now {
    pub(crate) ms: i64,
    pub(crate) zone: TimeZone,
}

impl Now {
    fn zoned(&self, ms: i64) -> Option<jiff::Zoned> {
        Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(self.zone.clone()))
    }

    pub(crate) fn today(&self) -> Date {
        self.zoned(self.ms).map(|zoned| zoned.date()).unwrap_or_default()
    }

    fn instant(&self, local: DateTime) -> Outcome<i64> {
        let zoned = local.to_zoned(self.zone.clone());
        let zoned = zoned.map_err(|_| Failure::NotLike(local.to_string(), "08:30, 2026-11-23T08:30"))?;
        Ok(zoned.timestamp().as_millisecond())
    }

    /// Reads `now`, `08:30` (today), `2026-11-23T08:30`, `2026-11-23` (its start) or RFC 3339.
    pub(crate) fn read(&self, text: &str) -> Outcome<i64> {
        let text = text.trim();
        if text == "now" {
            return Ok(self.ms);
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(instant.as_millisecond());
        }
        // A date and time would be read as a time too.
        let time = if text.contains(['-', 'T']) { None } else { text.parse::<Time>().ok() };
        if let Some(time) = time {
            return self.instant(self.today().to_datetime(time));
        }
        match text.replace(' ', "T").parse::<DateTime>() {
            Ok(local) => self.instant(local),
            Err(_) => Err(Failure::NotLike(text.to_owned(), "08:30, 2026-11-23T08:30")),
        }
    }

    /// Reads `today`, `tomorrow` or `2026-11-23`.
    pub(crate) fn read_day(&self, text: &str) -> Outcome<Date> {
        let wrong = |_| Failure::NotLike(text.to_owned(), "today, tomorrow, 2026-11-23");
        match text {
            "today" => Ok(self.today()),
            "tomorrow" => self.today().tomorrow().map_err(wrong),
            _ => text.parse().map_err(wrong),
        }
    }

    /// Time alone where it is today, date and time otherwise.
    pub(crate) fn show(&self, ms: Option<i64>) -> String {
        let Some(zoned) = ms.and_then(|ms| self.zoned(ms)) else { return String::new() };
        let format = if zoned.date() == self.today() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
        zoned.strftime(format).to_string()
    }

    /// Date, time and how far from UTC.
    pub(crate) fn show_whole(&self, ms: i64) -> String {
        self.zoned(ms).map(|zoned| zoned.strftime("%Y-%m-%d %H:%M:%S %:z").to_string()).unwrap_or_default()
    }

    /// `08:30–10:00`.
    pub(crate) fn show_span(&self, start_ms: Option<i64>, end_ms: Option<i64>) -> String {
        match (self.show(start_ms), end_ms.and_then(|ms| self.zoned(ms))) {
            (start, Some(end)) => format!("{start}–{}", end.strftime("%H:%M")),
            (start, None) => start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_people_write_them() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let now = Now { ms: "2026-03-02T01:00:00Z".parse::<Timestamp>().unwrap().as_millisecond(), zone };
        for (text, shown) in [
            ("now", "09:00"),
            ("08:30", "08:30"),
            ("2026-03-01T08:30", "2026-03-01 08:30"),
            ("2026-03-02T02:00:00Z", "10:00"),
            ("2026-03-03", "2026-03-03 00:00"),
        ] {
            assert_eq!(now.show(Some(now.read(text).unwrap())), shown, "{text}");
        }
        assert!(now.read("half past").is_err());
        assert_eq!(now.read_day("tomorrow").unwrap().to_string(), "2026-03-03");
        assert_eq!(now.show_span(Some(now.ms), Some(now.ms + 3_600_000)), "09:00–10:00");
    }
}
