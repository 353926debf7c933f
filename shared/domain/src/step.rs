//! Steps: one thing to do, check, measure, scan, photograph or write.

use crate::{Id, Rejected, RejectedCode, Text, choice::choices, id::Hash, limits, user::Role};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const CHOICES_MAX: usize = 50;
pub const PHOTOS_MAX: u16 = 50;

choices! {
    StepKind {
        /// Done or not, `yes` or `no`.
        Check = "check",
        /// One of the step's choices.
        Choice = "choice",
        /// A reading as decimal text, in the step's unit.
        Measurement = "measurement",
        Text = "text",
        Photo = "photo",
        Scan = "scan",
        Signature = "signature",
    }
}

choices! {
    /// What a scan must find.
    ScanOf {
        /// The code of the visit's device; another is said at once.
        Device = "device",
        Part = "part",
        Serial = "serial",
        Any = "any",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct StepChoice {
    /// What an answer holds; stable.
    pub value: String,
    pub label: Text,
    /// Choosing it demands a note or a photo.
    pub is_fault: bool,
}

/// What a measurement is held to. Limits are decimal text; a limit itself is still within.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Measurement {
    /// UCUM: `Cel`, `kPa`, `mm`, `Ohm`.
    pub unit: String,
    pub low: Option<String>,
    pub high: Option<String>,
    /// Shown as what it should be.
    pub nominal: Option<String>,
    pub decimals: Option<u8>,
    pub is_instrument_required: bool,
    /// Key of the device's meter this reading also is.
    pub meter: String,
}

/// How a reading stands to its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    Within,
    Below,
    Above,
    /// Not a decimal number.
    Unreadable,
}

impl Measurement {
    /// Judges a reading given as decimal text in this measurement's unit. A limit that cannot be read limits nothing.
    pub fn judge(&self, reading: &str) -> Reading {
        let Ok(value) = Decimal::from_str_exact(reading.trim()) else { return Reading::Unreadable };
        let limit = |text: &Option<String>| text.as_deref().and_then(|t| Decimal::from_str_exact(t).ok());
        if limit(&self.low).is_some_and(|low| value < low) {
            Reading::Below
        } else if limit(&self.high).is_some_and(|high| value > high) {
            Reading::Above
        } else {
            Reading::Within
        }
    }

    fn check(&self, path: &str) -> Result<(), Rejected> {
        limits::line(&format!("{path}.unit"), &self.unit)?;
        let mut bounds = Vec::new();
        for (name, bound) in [("low", &self.low), ("nominal", &self.nominal), ("high", &self.high)] {
            if let Some(bound) = bound {
                bounds.push(limits::decimal(&format!("{path}.{name}"), bound)?);
            }
        }
        if !bounds.is_sorted() {
            return Err(Rejected::because(RejectedCode::OutOfRange, path, "low, nominal and high in rising order"));
        }
        self.decimals.map_or(Ok(()), |decimals| limits::within(&format!("{path}.decimals"), decimals, 0..=10))?;
        limits::line(&format!("{path}.meter"), &self.meter)
    }
}

/// When a step is to be done at all: every given test of the earlier answer must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = StepCondition)]
pub struct Condition {
    /// An earlier step.
    pub step: Id,
    /// One of these: `yes` or `no` of a check, values of a choice.
    pub any_of: Vec<String>,
    /// A reading below, or above this, as decimal text.
    pub below: Option<String>,
    pub above: Option<String>,
    /// A reading outside the earlier step's own limits.
    pub is_out_of_limits: bool,
}

impl Condition {
    /// Whether the step is to be done, given the earlier step and the text of its current answer. Without an answer it
    /// is not yet to be done.
    pub fn holds(&self, earlier: &Step, answer: Option<&str>) -> bool {
        let Some(answer) = answer else { return false };
        let number = Decimal::from_str_exact(answer.trim()).ok();
        let limit = |text: &str| Decimal::from_str_exact(text).ok();
        let is_compared = |bound: &Option<String>, holds: fn(Decimal, Decimal) -> bool| {
            bound.as_deref().is_none_or(|bound| match (number, limit(bound)) {
                (Some(number), Some(bound)) => holds(number, bound),
                _ => false,
            })
        };
        let is_out = || {
            let reading = earlier.measurement.as_ref().map(|measurement| measurement.judge(answer));
            matches!(reading, Some(Reading::Below | Reading::Above))
        };
        (self.any_of.is_empty() || self.any_of.iter().any(|value| value == answer))
            && is_compared(&self.below, |number, bound| number < bound)
            && is_compared(&self.above, |number, bound| number > bound)
            && (!self.is_out_of_limits || is_out())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Step {
    /// Kept from version to version where the step stays the same.
    pub id: Id,
    pub kind: StepKind,
    pub title: Text,
    pub hint: Text,
    pub picture: Option<Hash>,
    /// Shown before the step can be answered: high voltage, radiation, pressure.
    pub danger: Text,
    pub is_required: bool,
    pub condition: Option<Condition>,
    /// Who does it, where it is not simply whoever is there.
    pub role: Option<Role>,
    pub target_minutes: Option<u32>,
    /// What good looks like.
    pub acceptance: Text,
    /// Part of the closing self-check.
    pub is_self_check: bool,
    pub choices: Vec<StepChoice>,
    pub measurement: Option<Measurement>,
    /// Photos wanted at least; of a photo step 1 where missing.
    pub photos_min: Option<u16>,
    pub scan_of: Option<ScanOf>,
    /// Whose signature: `customer`, `lead`, a role in words.
    pub signer: String,
    /// Part it is about, so that it can be booked from the step.
    pub part: Option<Id>,
}

impl Step {
    /// The step alone, without the steps before it: what [`crate::procedure::Procedure::validate`] does for all.
    pub(crate) fn check(&self, path: &str, earlier: &BTreeMap<Id, &Step>) -> Result<(), Rejected> {
        limits::reference(&format!("{path}.id"), self.id)?;
        let kind = self.kind.checked(&format!("{path}.kind"))?;
        self.title.check_written(&format!("{path}.title"), limits::LINE_CHARS_MAX)?;
        self.hint.check(&format!("{path}.hint"), limits::NOTE_CHARS_MAX)?;
        self.danger.check(&format!("{path}.danger"), limits::NOTE_CHARS_MAX)?;
        self.acceptance.check(&format!("{path}.acceptance"), limits::NOTE_CHARS_MAX)?;
        self.role.map_or(Ok(Role::Unknown), |role| role.checked(&format!("{path}.role")))?;
        crate::order_kind::check_minutes(&format!("{path}.target_minutes"), self.target_minutes)?;
        self.check_choices(path)?;
        match (kind, &self.measurement) {
            (StepKind::Measurement, None) => return Err(limits::missing(&format!("{path}.measurement"))),
            (StepKind::Measurement, Some(measurement)) => measurement.check(&format!("{path}.measurement"))?,
            (_, Some(_)) => {
                return Err(Rejected::because(
                    RejectedCode::WrongShape,
                    format!("{path}.measurement"),
                    "only a measurement has limits",
                ));
            }
            (_, None) => {}
        }
        if let Some(photos) = self.photos_min {
            limits::within(&format!("{path}.photos_min"), photos, 1..=PHOTOS_MAX)?;
        }
        self.scan_of.map_or(Ok(ScanOf::Unknown), |scan| scan.checked(&format!("{path}.scan_of")))?;
        limits::line(&format!("{path}.signer"), &self.signer)?;
        self.check_condition(&format!("{path}.condition"), earlier)
    }

    fn check_choices(&self, path: &str) -> Result<(), Rejected> {
        let at = format!("{path}.choices");
        if self.kind == StepKind::Choice && self.choices.len() < 2 {
            return Err(Rejected::because(RejectedCode::Missing, at, "at least two choices"));
        }
        limits::list_of_at_most(&at, self.choices.len(), CHOICES_MAX)?;
        for (index, choice) in self.choices.iter().enumerate() {
            limits::written_line(&format!("{at}[{index}].value"), &choice.value)?;
            choice.label.check_written(&format!("{at}[{index}].label"), limits::LINE_CHARS_MAX)?;
            if self.choices.iter().take(index).any(|other| other.value == choice.value) {
                return Err(Rejected::because(
                    RejectedCode::WrongShape,
                    format!("{at}[{index}].value"),
                    "each value once",
                ));
            }
        }
        Ok(())
    }

    fn check_condition(&self, path: &str, earlier: &BTreeMap<Id, &Step>) -> Result<(), Rejected> {
        let Some(condition) = &self.condition else { return Ok(()) };
        let Some(on) = earlier.get(&condition.step) else {
            return Err(Rejected::because(RejectedCode::NotFound, format!("{path}.step"), "a step before this one"));
        };
        limits::list_of_at_most(&format!("{path}.any_of"), condition.any_of.len(), CHOICES_MAX)?;
        limits::lines(&format!("{path}.any_of"), condition.any_of.iter())?;
        let is_known = |value: &String| match on.kind {
            StepKind::Check => value == "yes" || value == "no",
            StepKind::Choice => on.choices.iter().any(|choice| choice.value == *value),
            _ => true,
        };
        if !condition.any_of.iter().all(is_known) {
            return Err(Rejected::because(
                RejectedCode::NotFound,
                format!("{path}.any_of"),
                "answers the earlier step can have",
            ));
        }
        for (name, bound) in [("below", &condition.below), ("above", &condition.above)] {
            bound.as_deref().map_or(Ok(Decimal::ZERO), |b| limits::decimal(&format!("{path}.{name}"), b))?;
        }
        let compares = condition.below.is_some() || condition.above.is_some() || condition.is_out_of_limits;
        if compares && on.kind != StepKind::Measurement {
            return Err(Rejected::because(RejectedCode::WrongShape, path, "only a measurement can be compared"));
        }
        if !compares && condition.any_of.is_empty() {
            return Err(limits::missing(&format!("{path}.any_of")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressure() -> Step {
        Step {
            id: Id::from_parts(1, 1),
            kind: StepKind::Measurement,
            title: Text::new("高压", "High side pressure"),
            measurement: Some(Measurement {
                unit: "kPa".into(),
                low: Some("1450".into()),
                high: Some("1750.5".into()),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    #[test]
    fn a_reading_at_its_limit_is_within() {
        let measurement = pressure().measurement.unwrap();
        for (reading, judged) in [
            ("1450", Reading::Within),
            ("1750.50", Reading::Within),
            ("1449.9", Reading::Below),
            ("1750.6", Reading::Above),
            ("NaN", Reading::Unreadable),
            ("1,600", Reading::Unreadable),
            ("1e3", Reading::Unreadable),
        ] {
            assert_eq!(measurement.judge(reading), judged, "{reading}");
        }
    }

    #[test]
    fn a_condition_on_a_reading_waits_for_it() {
        let condition = Condition { step: Id::from_parts(1, 1), is_out_of_limits: true, ..Default::default() };
        assert!(!condition.holds(&pressure(), None));
        assert!(!condition.holds(&pressure(), Some("1500")));
        assert!(condition.holds(&pressure(), Some("1400")));
        let low = Condition { below: Some("1300".into()), ..Default::default() };
        assert!(!low.holds(&pressure(), Some("1400")));
        assert!(!low.holds(&pressure(), Some("low")));
        assert!(low.holds(&pressure(), Some("1299.9")));
    }

    #[test]
    fn limits_that_exclude_everything_and_choices_of_one_are_refused() {
        let none = BTreeMap::new();
        let mut step = pressure();
        step.measurement = Some(Measurement { low: Some("2".into()), high: Some("1".into()), ..Default::default() });
        assert_eq!(step.check("s", &none).map_err(|e| e.path), Err("s.measurement".to_owned()));
        let choice = Step { kind: StepKind::Choice, measurement: None, ..pressure() };
        assert_eq!(choice.check("s", &none).map_err(|e| e.path), Err("s.choices".to_owned()));
        assert!(Step { kind: StepKind::Check, ..pressure() }.check("s", &none).is_err());
    }

    #[test]
    fn a_condition_can_only_ask_for_answers_that_are_possible() {
        let earlier = Step { kind: StepKind::Check, measurement: None, ..pressure() };
        let earlier = BTreeMap::from([(earlier.id, &earlier)]);
        let on = |any_of: &str| Step {
            condition: Some(Condition {
                step: Id::from_parts(1, 1),
                any_of: vec![any_of.into()],
                ..Default::default()
            }),
            ..pressure()
        };
        assert_eq!(on("no").check("s", &earlier), Ok(()));
        assert!(on("perhaps").check("s", &earlier).is_err());
    }
}
