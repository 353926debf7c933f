//! Recurrence rules of RFC 5545 in a zone, reckoned on the wall's clock: a monthly visit at nine stays at nine when the
//! clocks change, and the result does not depend on a second database of zones.

use crate::{Rejected, RejectedCode, zone};
use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// No rule is followed further than this.
pub const OCCURRENCES_MAX: usize = 5_000;
const RULE_BYTES_MAX: usize = 500;
/// A maintenance plan recurs by days or longer, so the date alone names an occurrence.
const FREQUENCIES: &[&str] = &["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const PARTS: &[&str] = &[
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYSETPOS",
    "WKST",
];

/// A rule that was read and found sound.
pub struct Recurrence {
    rules: rrule::RRuleSet,
}

impl Recurrence {
    /// Reads a rule such as `FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO`. `starts_at` is on the wall's clock in `zone`; an `UNTIL`
    /// in UTC is brought to that clock. The start itself counts only where it fits the rule.
    pub fn new(path: &str, rule: &str, starts_at: DateTime, zone: &TimeZone) -> Result<Self, Rejected> {
        let refuse = |expected: &str| Rejected::because(RejectedCode::WrongShape, path, expected);
        if rule.len() > RULE_BYTES_MAX {
            return Err(Rejected::new(RejectedCode::TooLarge, path));
        }
        if !(1900..=2200).contains(&starts_at.year()) {
            return Err(Rejected::because(RejectedCode::OutOfRange, path, "a start between 1900 and 2200"));
        }
        let mut parts = Vec::new();
        for part in rule.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| refuse("NAME=VALUE;NAME=VALUE as in RFC 5545"))?;
            let is_plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-,".contains(&b));
            if !PARTS.contains(&name) || !is_plain {
                return Err(refuse("parts of RFC 5545 without hours, minutes and seconds"));
            }
            if value.split(',').any(|number| number.parse::<i64>() == Ok(0)) {
                return Err(refuse("numbers other than zero"));
            }
            if name == "FREQ" && !FREQUENCIES.contains(&value) {
                return Err(refuse("FREQ of DAILY, WEEKLY, MONTHLY or YEARLY"));
            }
            if name == "UNTIL" {
                let until = until(value, zone).ok_or_else(|| refuse("UNTIL=20261231 or UNTIL=20261231T160000Z"))?;
                parts.push(format!("UNTIL={}Z", basic(until)));
            } else {
                parts.push(part.to_owned());
            }
        }
        // UTC stands for the wall's clock here, whatever the zone.
        let text = format!("DTSTART:{}Z\nRRULE:{}", basic(starts_at), parts.join(";"));
        let rules: rrule::RRuleSet = text.parse().map_err(|_| refuse("a rule as in RFC 5545"))?;
        Ok(Self { rules: rules.limit() })
    }

    /// The times on the wall's clock, rising, at most [`OCCURRENCES_MAX`].
    pub fn times(&self) -> impl Iterator<Item = DateTime> {
        let times = self.rules.into_iter().take(OCCURRENCES_MAX);
        times.filter_map(|at| zone::civil(&TimeZone::UTC, at.timestamp_millis()))
    }
}

fn until(text: &str, zone: &TimeZone) -> Option<DateTime> {
    if let Ok(utc) = DateTime::strptime("%Y%m%dT%H%M%SZ", text) {
        return zone::civil(zone, zone::instant_ms(&TimeZone::UTC, utc)?);
    }
    if let Ok(civil) = DateTime::strptime("%Y%m%dT%H%M%S", text) {
        return Some(civil);
    }
    Some(Date::strptime("%Y%m%d", text).ok()?.at(23, 59, 59, 0))
}

fn basic(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn days(rule: &str, starts_at: DateTime, count: usize) -> Vec<String> {
        let zone = zone::find("Asia/Shanghai").unwrap();
        let recurrence = Recurrence::new("rule", rule, starts_at, &zone).unwrap();
        recurrence.times().take(count).map(|at| at.date().to_string()).collect()
    }

    #[test]
    fn rules_of_rfc_5545_are_followed() {
        let start = date(2026, 1, 31).at(9, 0, 0, 0);
        assert_eq!(days("FREQ=MONTHLY", start, 3), ["2026-01-31", "2026-03-31", "2026-05-31"]);
        assert_eq!(days("FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=3", start, 3), ["2026-01-31", "2026-04-30", "2026-07-31"]);
        assert_eq!(days("FREQ=MONTHLY;BYDAY=1MO", start, 2), ["2026-02-02", "2026-03-02"]);
        assert_eq!(days("FREQ=YEARLY;COUNT=2", start, 9), ["2026-01-31", "2027-01-31"]);
    }

    #[test]
    fn an_end_in_utc_is_brought_to_the_clock_on_the_wall() {
        let start = date(2026, 1, 1).at(9, 0, 0, 0);
        // 01:00 UTC on 3 January is 09:00 in Shanghai: the third still counts.
        assert_eq!(days("FREQ=DAILY;UNTIL=20260103T010000Z", start, 9).len(), 3);
        assert_eq!(days("FREQ=DAILY;UNTIL=20260103T005959Z", start, 9).len(), 2);
        assert_eq!(days("FREQ=DAILY;UNTIL=20260103", start, 9).len(), 3);
    }

    #[test]
    fn rules_that_never_come_true_end_and_hostile_ones_are_refused() {
        let start = date(2026, 1, 1).at(9, 0, 0, 0);
        assert!(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start, 1).is_empty());
        assert!(days("FREQ=YEARLY;INTERVAL=65535;BYMONTH=2;BYMONTHDAY=30", start, 1).is_empty());
        for rule in [
            "",
            "FREQ",
            "FREQ=SECONDLY",
            "FREQ=DAILY;BYHOUR=1",
            "FREQ=DAILY;INTERVAL=99999999999",
            "FREQ=DAILY\nRDATE:20260101T000000Z",
            "FREQ=DAILY;UNTIL=never",
            "FREQ=MONTHLY;BYMONTHDAY=1,0",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;FREQ=DAILY",
            "频率=每天",
        ] {
            let refused = Recurrence::new("rule", rule, start, &TimeZone::UTC).err().map(|refused| refused.path);
            assert_eq!(refused.as_deref(), Some("rule"), "{rule:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn whatever_the_rule_its_times_end_and_rise(
            frequency in prop::sample::select(FREQUENCIES),
            parts in prop::collection::btree_map(prop::sample::select(&PARTS[1..]), "-?[0-9]{1,3}(,-?[0-9]{1,3})?(MO)?", 0..4),
            year in 1900_i16..2200,
        ) {
            let parts: Vec<String> = parts.iter().map(|(name, value)| format!(";{name}={value}")).collect();
            let rule = format!("FREQ={frequency}{}", parts.concat());
            let start = date(year, 2, 28).at(9, 0, 0, 0);
            if let Ok(recurrence) = Recurrence::new("rule", &rule, start, &TimeZone::UTC) {
                let times: Vec<DateTime> = recurrence.times().take(100).collect();
                prop_assert!(times.is_sorted(), "{}", rule);
            }
        }
    }
}
