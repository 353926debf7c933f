//! Steps as one reads them in a table, and as records.

use super::{
    loader::id,
    procedures::{self, Ask, Row},
};
use onsite_domain::{
    Text,
    step::{Condition, Measurement, ScanOf, Step, StepChoice, StepKind},
};

/// The steps of a procedure by its number; none where there is no such procedure.
pub(super) fn of(procedure: &str) -> Vec<Step> {
    let rows =
        procedures::PROCEDURES.iter().find(|known| known.number == procedure).map_or(&[][..], |known| known.steps);
    rows.iter().map(|row| step(procedure, row)).collect()
}

fn step(procedure: &str, row: &Row) -> Step {
    let step_id = |zh: &str| id("step", &format!("{procedure}/{zh}"));
    let mut step = Step {
        id: step_id(row.zh),
        title: Text::new(row.zh, row.en),
        hint: Text::new(row.hint.0, row.hint.1),
        danger: Text::new(row.danger.0, row.danger.1),
        is_required: row.is_required,
        is_self_check: row.is_self_check,
        condition: row.only_if.map(|(earlier, answer)| Condition {
            step: step_id(earlier),
            any_of: vec![answer.to_owned()],
            ..Condition::default()
        }),
        ..Step::default()
    };
    match row.ask {
        Ask::Check => step.kind = StepKind::Check,
        Ask::Text => step.kind = StepKind::Text,
        Ask::Photo => {
            step.kind = StepKind::Photo;
            step.photos_min = Some(1);
        }
        Ask::Scan => {
            step.kind = StepKind::Scan;
            step.scan_of = Some(ScanOf::Device);
        }
        Ask::Choice(choices) => {
            step.kind = StepKind::Choice;
            let choice = |(value, zh, en, is_fault): &(&str, &str, &str, bool)| StepChoice {
                value: (*value).to_owned(),
                label: Text::new(*zh, *en),
                is_fault: *is_fault,
            };
            step.choices = choices.iter().map(choice).collect();
        }
        Ask::Measure(unit, low, high, meter) => {
            step.kind = StepKind::Measurement;
            let limit = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            step.measurement = Some(Measurement {
                unit: unit.to_owned(),
                low: limit(low),
                high: limit(high),
                decimals: Some(if low.contains('.') || high.contains('.') { 2 } else { 0 }),
                meter: meter.to_owned(),
                ..Measurement::default()
            });
        }
    }
    step
}

/// A good answer: what an engineer writes where nothing is wrong.
pub(super) fn good_answer(step: &Step, code: &str, meter: i64, wobble: i64) -> Option<String> {
    match step.kind {
        StepKind::Check => Some("yes".to_owned()),
        StepKind::Choice => step.choices.iter().find(|choice| !choice.is_fault).map(|choice| choice.value.clone()),
        StepKind::Text => Some("正常 normal".to_owned()),
        StepKind::Scan => Some(code.to_owned()),
        StepKind::Measurement => {
            let measurement = step.measurement.as_ref()?;
            if !measurement.meter.is_empty() {
                return Some(meter.to_string());
            }
            Some(within(measurement, wobble))
        }
        _ => None,
    }
}

/// A reading between the limits, at a place that `wobble` chooses.
fn within(measurement: &Measurement, wobble: i64) -> String {
    let hundredths = |text: &Option<String>| -> Option<i64> {
        let text = text.as_deref()?;
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction: i64 = format!("{fraction:0<2}").parse().ok()?;
        Some(whole.parse::<i64>().ok()?.saturating_mul(100).saturating_add(fraction).saturating_mul(sign))
    };
    let (low, high) = match (hundredths(&measurement.low), hundredths(&measurement.high)) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low.saturating_add(low.abs() / 4)),
        (None, Some(high)) => (high.saturating_sub(high.abs() / 4), high),
        (None, None) => (100, 200),
    };
    let span = high.saturating_sub(low).max(1);
    let value = low.saturating_add(span / 4).saturating_add(wobble.rem_euclid(span / 2 + 1));
    if measurement.decimals == Some(0) {
        return (value / 100).to_string();
    }
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", value.abs() / 100, value.abs() % 100)
}
