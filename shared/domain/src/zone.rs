//! Time zones, from the database that is compiled in: the one of the operating system may be years older on a phone than
//! on the server, and both must come to the same due time.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{TimeZone, TimeZoneDatabase},
};

/// The zone of an IANA name, `None` where there is none of that name.
pub fn find(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The instant a clock on the wall shows `civil`. A time that a clock change skips is read with the offset before the
/// change, one that comes twice is the first (RFC 5545, 3.3.5).
pub fn instant_ms(zone: &TimeZone, civil: DateTime) -> Option<i64> {
    Some(zone.to_ambiguous_timestamp(civil).compatible().ok()?.as_millisecond())
}

/// What a clock on the wall shows at an instant.
pub fn civil(zone: &TimeZone, at_ms: i64) -> Option<DateTime> {
    Some(zone.to_datetime(Timestamp::from_millisecond(at_ms).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_skipped_time_is_later_and_a_repeated_one_is_the_first() {
        let berlin = find("Europe/Berlin").unwrap();
        let skipped = instant_ms(&berlin, date(2026, 3, 29).at(2, 30, 0, 0)).unwrap();
        assert_eq!(civil(&berlin, skipped), Some(date(2026, 3, 29).at(3, 30, 0, 0)));
        let first = instant_ms(&berlin, date(2026, 10, 25).at(2, 30, 0, 0)).unwrap();
        let one = instant_ms(&berlin, date(2026, 10, 25).at(1, 30, 0, 0)).unwrap();
        assert_eq!(first - one, 3_600_000);
        assert!(find("Mars/Olympus").is_none());
    }
}
