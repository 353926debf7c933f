//! Figures as they are printed: instants in the site's zone, durations, money, quantities, readings with their units.
//! They are the same in both languages, so that tables hold them once.

use onsite_domain::{Quantity, money::BasisPoints, zone};

/// An en dash with a hair of room: from, to.
const TO: &str = "\u{2009}–\u{2009}";
/// Thin, so that a figure and its unit stand together.
const THIN: &str = "\u{202F}";

/// Instants in one zone; UTC where the zone is not known.
pub(crate) struct Clock {
    zone: jiff::tz::TimeZone,
}

impl Clock {
    pub(crate) fn of(name: &str) -> Self {
        Self { zone: zone::find(name).unwrap_or(jiff::tz::TimeZone::UTC) }
    }

    fn zoned(&self, at_ms: i64) -> Option<jiff::Zoned> {
        Some(jiff::Timestamp::from_millisecond(at_ms).ok()?.to_zoned(self.zone.clone()))
    }

    /// `2026-05-31`; empty for an instant beyond all calendars.
    pub(crate) fn day(&self, at_ms: i64) -> String {
        self.zoned(at_ms).map(|at| at.date().to_string()).unwrap_or_default()
    }

    /// `14:05`
    pub(crate) fn minute(&self, at_ms: i64) -> String {
        self.zoned(at_ms).map(|at| format!("{:02}:{:02}", at.hour(), at.minute())).unwrap_or_default()
    }

    /// `2026-05-31 14:05`
    pub(crate) fn instant(&self, at_ms: i64) -> String {
        format!("{} {}", self.day(at_ms), self.minute(at_ms)).trim().to_owned()
    }

    /// `2026-05-31 14:05 – 15:10`, with the second day where it is another.
    pub(crate) fn span(&self, start_ms: i64, end_ms: Option<i64>) -> String {
        let start = self.instant(start_ms);
        match end_ms {
            None => format!("{start}{TO}…"),
            Some(end_ms) if self.day(end_ms) == self.day(start_ms) => format!("{start}{TO}{}", self.minute(end_ms)),
            Some(end_ms) => format!("{start}{TO}{}", self.instant(end_ms)),
        }
    }

    /// `UTC+08:00` at an instant.
    pub(crate) fn offset(&self, at_ms: i64) -> String {
        let seconds = self.zoned(at_ms).map_or(0, |at| at.offset().seconds());
        let sign = if seconds < 0 { '−' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Year, month, day, hour, minute, second in UTC, for the document's properties.
    pub(crate) fn utc(at_ms: i64) -> Option<jiff::civil::DateTime> {
        Some(jiff::Timestamp::from_millisecond(at_ms).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime())
    }

    pub(crate) fn civil(&self, at_ms: i64) -> Option<jiff::civil::Date> {
        Some(self.zoned(at_ms)?.date())
    }
}

/// `2:15`, hours and minutes begun.
pub(crate) fn duration(spent_ms: i64) -> String {
    let minutes = spent_ms.max(0).unsigned_abs().div_ceil(60_000);
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// `8,300.00`: thousands apart, as many places as the currency has.
pub(crate) fn amount(minor: i64, currency: &str) -> String {
    let places = match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
        | "XAF" | "XOF" | "XPF" => 0_usize,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    };
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places.saturating_add(1));
    let (whole, fraction) = digits.split_at_checked(digits.len().saturating_sub(places)).unwrap_or((&digits, ""));
    let mut out = String::from(if minor < 0 { "−" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len().saturating_sub(index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `CNY 8,300.00`
pub(crate) fn money(minor: i64, currency: &str) -> String {
    format!("{currency} {}", amount(minor, currency)).trim().to_owned()
}

/// `13 %`, `6.5 %`
pub(crate) fn rate(rate: BasisPoints) -> String {
    let (whole, fraction) = (rate.0 / 100, rate.0 % 100);
    let fraction = format!("{fraction:02}");
    match fraction.trim_end_matches('0') {
        "" => format!("{whole}{THIN}%"),
        fraction => format!("{whole}.{fraction}{THIN}%"),
    }
}

/// `2 pcs`, `1.5 m`
pub(crate) fn quantity(quantity: Quantity, unit_name: &str) -> String {
    format!("{quantity}{THIN}{unit_name}").trim().to_owned()
}

/// How people write a UCUM unit; one that is not listed stands as it is.
pub(crate) fn unit(ucum: &str) -> &str {
    match ucum {
        "Cel" => "°C",
        "[degF]" => "°F",
        "Ohm" => "Ω",
        "kOhm" => "kΩ",
        "MOhm" => "MΩ",
        "GOhm" => "GΩ",
        "um" => "µm",
        "uA" => "µA",
        "us" => "µs",
        "uS" => "µS",
        "uSv" => "µSv",
        "uS/cm" => "µS/cm",
        "m3/h" => "m³/h",
        "m3/min" => "m³/min",
        "m3" => "m³",
        "m2" => "m²",
        "mm/s" => "mm/s",
        "m/s2" => "m/s²",
        "L/min" => "L/min",
        "{rpm}" | "/min" | "1/min" => "min⁻¹",
        "N.m" => "N·m",
        "[pH]" => "pH",
        "[hnsf'U]" => "HU",
        "dB(A)" | "dB[A]" => "dB(A)",
        "1" => "",
        "A" | "V" | "W" | "kW" | "Hz" | "kPa" | "MPa" | "bar" | "mbar" | "Pa" => ucum,
        "h" | "min" | "s" | "d" | "%" => ucum,
        other => other.trim_matches(['{', '}']),
    }
}

/// `3.2 – 4.0 bar`, `≤ 4.5 mm/s`, `≥ 350 kPa`; empty without limits.
pub(crate) fn limits(low: Option<&str>, high: Option<&str>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{}{TO}{}", minus(low), minus(high)),
        (Some(low), None) => format!("≥{THIN}{}", minus(low)),
        (None, Some(high)) => format!("≤{THIN}{}", minus(high)),
        (None, None) => String::new(),
    }
}

/// A reading with a true minus sign, as wide as the plus.
pub(crate) fn minus(decimal: &str) -> String {
    match decimal.trim().strip_prefix('-') {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_digit()) => format!("−{digits}"),
        _ => decimal.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_places_of_its_currency() {
        assert_eq!(money(123_456_789, "CNY"), "CNY 1,234,567.89");
        assert_eq!(money(-5, "EUR"), "EUR −0.05");
        assert_eq!(amount(1_500, "JPY"), "1,500");
        assert_eq!(amount(1, "KWD"), "0.001");
        assert_eq!(amount(i64::MIN, "CNY"), "−92,233,720,368,547,758.08");
        assert_eq!((rate(BasisPoints(1_300)), rate(BasisPoints(650))), ("13\u{202F}%".into(), "6.5\u{202F}%".into()));
    }

    #[test]
    fn units_are_written_as_people_write_them() {
        let units = ["Cel", "[hnsf'U]", "uSv", "{rpm}", "{pages}", "1", "mGy"].map(unit);
        assert_eq!(units, ["°C", "HU", "µSv", "min⁻¹", "pages", "", "mGy"]);
    }

    #[test]
    fn times_are_of_the_site() {
        let clock = Clock::of("Asia/Shanghai");
        let noon_ms = 1_780_200_000_000;
        assert_eq!(clock.instant(noon_ms), "2026-05-31 12:00");
        assert_eq!(clock.span(noon_ms, Some(noon_ms + 3_600_000)), "2026-05-31 12:00\u{2009}–\u{2009}13:00");
        assert_eq!(clock.offset(noon_ms), "UTC+08:00");
        assert_eq!(Clock::of("nowhere").offset(0), "UTC+00:00");
        assert_eq!(clock.day(i64::MAX), "");
        assert_eq!((duration(60_001), duration(-1)), ("0:02".to_owned(), "0:00".to_owned()));
    }
}
