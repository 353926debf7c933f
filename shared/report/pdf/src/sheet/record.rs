//! What was found, done, fitted, spent, written and photographed.

use super::{Desk, short};
use crate::{figures, phrase::Phrase, picture::Shown};
use onsite_domain::{
    answer::{NO, NOT_APPLICABLE, YES},
    step::{Reading, StepKind},
};
use onsite_report::{AnsweredStep, DecidedAnswer, ReportTime, ReportTool, StepAnswerShown};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(super) struct Finding {
    fault: Phrase,
    cause: Phrase,
    remedy: Phrase,
}

#[derive(Debug, Serialize)]
pub(super) struct StepRow {
    number: String,
    title: Phrase,
    /// What good looks like.
    acceptance: Phrase,
    is_measurement: bool,
    limits: String,
    unit: String,
    /// None where it was left open.
    answers: Vec<AnswerRow>,
    /// Nothing where nobody had to decide between answers.
    decided: Option<DecidedRow>,
}

/// Who decided which answer holds, when, and what was answered besides.
#[derive(Debug, Serialize)]
struct DecidedRow {
    by: Phrase,
    at: String,
    others: Vec<OtherRow>,
}

#[derive(Debug, Serialize)]
struct OtherRow {
    value: Phrase,
    by: Phrase,
}

#[derive(Debug, Serialize)]
struct AnswerRow {
    value: Phrase,
    /// `good`, `bad`, or nothing to say of it.
    tone: &'static str,
    /// `below`, `above`: where a reading lies.
    reading: &'static str,
    note: Phrase,
    tool: Option<ToolUsed>,
    is_calibration_ended: bool,
}

#[derive(Debug, Serialize)]
struct ToolUsed {
    name: Phrase,
    /// Its number and serial.
    codes: String,
    /// `2026-11-30`; empty where it needs no calibration.
    calibrated_until: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PartRow {
    number: Phrase,
    name: Phrase,
    quantity: String,
    serial: Phrase,
    lot: Phrase,
    old: Phrase,
    old_serial: Phrase,
    note: Phrase,
}

#[derive(Debug, Serialize)]
pub(super) struct GoodsTable {
    from: Phrase,
    to: Phrase,
    note: Phrase,
    lines: Vec<GoodsRow>,
}

#[derive(Debug, Serialize)]
struct GoodsRow {
    number: Phrase,
    name: Phrase,
    quantity: String,
    condition: Phrase,
    serial: Phrase,
    lot: Phrase,
}

#[derive(Debug, Serialize)]
pub(super) struct TimeRow {
    kind: Phrase,
    person: Phrase,
    span: String,
    duration: String,
    /// It went on when this was written, and counts up to then.
    is_running: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Labelled {
    label: Phrase,
    value: String,
}

#[derive(Debug, Serialize)]
pub(super) struct NoteRow {
    text: Phrase,
    /// Why it was written after signing.
    reason: Phrase,
    by: Phrase,
    at: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PhotoFrame {
    /// None where the picture is missing or broken.
    file: Option<String>,
    /// Width over height.
    ratio: f64,
    caption: Phrase,
    moment: Phrase,
    step: String,
    taken: String,
    hash_short: String,
    /// Words for those who do not see it.
    alt: String,
}

impl Desk<'_> {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let found = self.paper.report.findings.iter().map(|finding| Finding {
            fault: self.found(&finding.fault).followed_by("  ", &finding.fault.code),
            cause: self.found(&finding.cause).followed_by("  ", &finding.cause.code),
            remedy: self.found(&finding.remedy).followed_by("  ", &finding.remedy.code),
        });
        found.collect()
    }

    pub(super) fn steps(&self) -> Vec<StepRow> {
        let rows = self.paper.report.steps.iter().enumerate().map(|(index, step)| {
            let measurement = step.measurement.as_ref();
            StepRow {
                number: index.saturating_add(1).to_string(),
                title: self.text(&step.title),
                acceptance: self.text(&step.acceptance),
                is_measurement: measurement.is_some(),
                limits: measurement
                    .map(|held| figures::limits(held.low.as_deref(), held.high.as_deref()))
                    .unwrap_or_default(),
                unit: measurement.map(|held| crate::phrase::clean(figures::unit(&held.unit))).unwrap_or_default(),
                answers: step.answers.iter().map(|answer| self.answer(step, answer)).collect(),
                decided: step.decided.as_ref().map(|decided| self.decided(step, decided)),
            }
        });
        rows.collect()
    }

    fn decided(&self, step: &AnsweredStep, decided: &DecidedAnswer) -> DecidedRow {
        let other = |answer: &StepAnswerShown| OtherRow {
            value: self.answer(step, answer).value,
            by: self.text(&answer.person),
        };
        DecidedRow {
            by: self.text(&decided.person),
            at: self.clock.instant(decided.at_ms),
            others: decided.others.iter().map(other).collect(),
        }
    }

    fn answer(&self, step: &AnsweredStep, answer: &StepAnswerShown) -> AnswerRow {
        let is_read = answer.reading.is_some();
        let value = match (step.kind, answer.value.as_str()) {
            (_, NOT_APPLICABLE) => self.say("report-not-applicable"),
            (StepKind::Check, YES) => self.say("report-yes"),
            (StepKind::Check, NO) => self.say("report-no"),
            (StepKind::Signature, value) if !value.is_empty() => self.say("report-signed"),
            (StepKind::Photo, _) => {
                let count = answer.photos.len().to_string();
                Phrase::said_with(self.paper.languages, "report-photo-count", &[("count", &count)])
            }
            (_, value) if is_read => Phrase::written(&self.reading(value)),
            (_, value) if answer.label.is_blank() => Phrase::written(value),
            _ => self.text(&answer.label),
        };
        let is_told = is_read || matches!(step.kind, StepKind::Check | StepKind::Choice);
        AnswerRow {
            value,
            tone: match (answer.is_fault || answer.value == NO, is_told && answer.value != NOT_APPLICABLE) {
                (true, true) => "bad",
                (false, true) => "good",
                _ => "",
            },
            reading: match answer.reading {
                Some(Reading::Below) => "below",
                Some(Reading::Above) => "above",
                _ => "",
            },
            note: Phrase::written(&answer.note),
            tool: answer.tool.as_ref().map(|tool| self.tool(tool)),
            is_calibration_ended: answer.tool.as_ref().is_some_and(|tool| tool.is_calibration_ended),
        }
    }

    fn tool(&self, tool: &ReportTool) -> ToolUsed {
        let serial = match tool.serial.trim() {
            "" => String::new(),
            serial => format!("S/N {serial}"),
        };
        let codes = [tool.number.trim(), &serial];
        let codes = codes.into_iter().filter(|code| !code.is_empty()).collect::<Vec<_>>().join(" · ");
        ToolUsed {
            name: self.text(&tool.name),
            codes: crate::phrase::clean(&codes),
            calibrated_until: tool.calibration_ends_on.clone(),
        }
    }

    pub(super) fn parts(&self) -> Vec<PartRow> {
        let rows = self.paper.report.parts.iter().map(|part| {
            let is_same = part.part_out == Some(part.part);
            PartRow {
                number: Phrase::written(&part.number),
                name: self.text(&part.name),
                quantity: figures::quantity(part.quantity, &self.unit(&part.unit).plain()),
                serial: Phrase::written(&part.serial_in),
                lot: Phrase::written(&part.lot),
                old: if is_same { Phrase::default() } else { self.text(&part.name_out) },
                old_serial: Phrase::written(&part.serial_out),
                note: Phrase::written(&part.note),
            }
        });
        rows.collect()
    }

    pub(super) fn goods(&self) -> Option<GoodsTable> {
        let goods = self.paper.report.goods.as_ref()?;
        let lines = goods.lines.iter().map(|line| GoodsRow {
            number: Phrase::written(&line.number),
            name: self.text(&line.name),
            quantity: figures::quantity(line.quantity, &self.unit(&line.unit).plain()),
            condition: self.choice("condition", line.condition.as_str()),
            serial: Phrase::written(&line.serial),
            lot: Phrase::written(&line.lot),
        });
        let (from, to, note) = (self.text(&goods.from), self.text(&goods.to), Phrase::written(&goods.note));
        Some(GoodsTable { from, to, note, lines: lines.collect() })
    }

    pub(super) fn times(&self) -> Vec<TimeRow> {
        let rows = self.paper.report.times.iter().map(|time| TimeRow {
            kind: self.choice("time", time.kind.as_str()),
            person: self.text(&time.person),
            span: self.clock.span(time.start_ms, time.counts_to_ms()),
            duration: spent(time).map(figures::duration).unwrap_or_default(),
            is_running: time.end_ms.is_none() && time.counted_to_ms.is_some(),
        });
        rows.collect()
    }

    pub(super) fn time_sums(&self) -> Vec<Labelled> {
        let sums = self.paper.report.time_sums.iter().map(|sum| Labelled {
            label: self.choice("time", sum.kind.as_str()),
            value: figures::duration(sum.spent_ms),
        });
        sums.collect()
    }

    pub(super) fn notes(&self) -> Vec<NoteRow> {
        let rows = self.paper.report.notes.iter().map(|note| NoteRow {
            text: Phrase::written(&note.text),
            reason: Phrase::written(&note.amendment_reason),
            by: self.text(&note.person),
            at: self.clock.instant(note.at_ms),
        });
        rows.collect()
    }

    pub(super) fn photos(&self, shown: &BTreeMap<usize, Shown>) -> Vec<PhotoFrame> {
        let report = self.paper.report;
        let frames = report.photos.iter().enumerate().map(|(index, photo)| {
            let picture = shown.get(&index);
            let step = report.steps.iter().position(|step| Some(step.step) == photo.step);
            let step = step.map(|step| step.saturating_add(1).to_string()).unwrap_or_default();
            let moment = photo.moment.map(|moment| self.choice("moment", moment.as_str())).unwrap_or_default();
            let caption = Phrase::written(&photo.caption);
            let number = index.saturating_add(1).to_string();
            let alt = Phrase::said_with(self.paper.languages, "report-photo-alt", &[("number", &number)]);
            let alt = [alt.plain(), moment.plain(), caption.plain()];
            PhotoFrame {
                file: picture.map(|picture| photo_name(index, picture)),
                ratio: picture.map_or(1.5, |p| f64::from(p.width_px) / f64::from(p.height_px.max(1))),
                caption,
                moment,
                step,
                taken: photo.taken_ms.map(|at_ms| self.clock.instant(at_ms)).unwrap_or_default(),
                hash_short: short(&photo.hash),
                alt: alt.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            }
        });
        frames.collect()
    }
}

fn spent(time: &ReportTime) -> Option<i64> {
    Some(time.counts_to_ms()?.saturating_sub(time.start_ms))
}

/// The same few names for every paper.
pub(crate) fn photo_name(index: usize, picture: &Shown) -> String {
    format!("photo-{index}.{}", picture.extension)
}
