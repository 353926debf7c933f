//! What the customer reads first.

use super::Desk;
use crate::{figures, phrase::Phrase};
use onsite_domain::{
    acceptance::{DeviceState, Verdict},
    cover::Payer,
    signature::Signed,
    visit_status::VisitStatus,
};
use onsite_report::{FoundCode, FoundFault};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Summary {
    verdict: Option<Mark>,
    reservations: Phrase,
    device_state: Option<Mark>,
    /// Since when the device is in that state.
    device_state_since: String,
    /// What was wrong.
    wrong: Vec<Phrase>,
    /// What was done: remedies, then parts that were exchanged.
    done: Vec<Phrase>,
    /// How many steps were answered, how many want attention; none without steps.
    steps: Option<Counted>,
    next: Phrase,
    next_reason: Phrase,
    cover: Phrase,
    cover_reason: Phrase,
    to_pay: Option<ToPay>,
}

/// Words with how good they are: `good`, `warning`, `bad`.
#[derive(Debug, Serialize)]
struct Mark {
    tone: &'static str,
    text: Phrase,
}

#[derive(Debug, Serialize)]
struct Counted {
    text: Phrase,
    faults: usize,
}

#[derive(Debug, Serialize)]
struct ToPay {
    currency: String,
    amount: String,
    is_nothing: bool,
}

impl Desk<'_> {
    pub(super) fn summary(&self) -> Summary {
        let report = self.paper.report;
        let acceptance = report.acceptance.as_ref();
        let state = acceptance.and_then(|acceptance| acceptance.device_state);
        let since_ms = acceptance.and_then(|acceptance| acceptance.device_state_since_ms);
        let is_report = report.over == Signed::Report;
        Summary {
            verdict: acceptance.map(|acceptance| Mark {
                tone: match acceptance.verdict {
                    Verdict::Accepted => "good",
                    Verdict::AcceptedWithReservations | Verdict::Unknown => "warning",
                    Verdict::NotSolved => "bad",
                },
                text: self.choice("verdict", acceptance.verdict.as_str()),
            }),
            reservations: written(acceptance.and_then(|acceptance| acceptance.reservations.as_deref())),
            device_state: state.map(|state| Mark {
                tone: match state {
                    DeviceState::Working => "good",
                    DeviceState::Limited | DeviceState::Unknown => "warning",
                    DeviceState::Stopped => "bad",
                },
                text: self.choice("device-state", state.as_str()),
            }),
            device_state_since: since_ms.map(|at_ms| self.clock.instant(at_ms)).unwrap_or_default(),
            wrong: if is_report { self.wrong() } else { Vec::new() },
            done: if is_report { self.done() } else { Vec::new() },
            steps: self.counted().filter(|_| is_report),
            next: self.next(),
            next_reason: match report.status {
                VisitStatus::SecondVisitNeeded | VisitStatus::NotCompleted => Phrase::written(&report.status_reason),
                _ => Phrase::default(),
            },
            cover: self.cover(),
            cover_reason: written(report.cover.as_ref().map(|cover| cover.override_reason.as_str())),
            to_pay: report.figures().map(|figures| ToPay {
                currency: figures.currency.clone(),
                amount: figures::amount(figures.total_minor, &figures.currency),
                is_nothing: figures.total_minor == 0,
            }),
        }
    }

    /// Fault and cause of each finding; the complaint where nothing was found.
    fn wrong(&self) -> Vec<Phrase> {
        let report = self.paper.report;
        let found = |finding: &FoundFault| {
            let (fault, cause) = (self.found(&finding.fault), self.found(&finding.cause));
            match (fault.is_empty(), cause.is_empty()) {
                (false, false) => fault.beside(&cause, " ← "),
                (false, true) => fault,
                _ => cause,
            }
        };
        let wrong: Vec<Phrase> = report.findings.iter().map(found).filter(|phrase| !phrase.is_empty()).collect();
        if wrong.is_empty() { vec![Phrase::written(&report.title)] } else { wrong }
    }

    fn done(&self) -> Vec<Phrase> {
        let report = self.paper.report;
        let remedies = report.findings.iter().map(|finding| self.found(&finding.remedy));
        let mut done: Vec<Phrase> = remedies.filter(|phrase| !phrase.is_empty()).collect();
        if done.is_empty() {
            let fitted = report.parts.iter().take(4).map(|part| self.text(&part.name));
            done = fitted
                .filter(|name| !name.is_empty())
                .map(|name| self.say("report-fitted").beside(&name, " "))
                .collect();
        }
        done
    }

    pub(super) fn found(&self, found: &FoundCode) -> Phrase {
        let name = self.text(&found.name);
        match (name.is_empty(), found.text.is_empty()) {
            (true, _) => Phrase::written(&found.text),
            (_, true) => name,
            _ => name.followed_by(": ", &found.text),
        }
    }

    fn counted(&self) -> Option<Counted> {
        let steps = &self.paper.report.steps;
        let answered = steps.iter().filter(|step| !step.answers.is_empty()).count();
        let faults = steps.iter().filter(|step| step.answers.iter().any(|answer| answer.is_fault)).count();
        let (all, given, bad) = (steps.len().to_string(), answered.to_string(), faults.to_string());
        let key = if faults == 0 { "report-steps-all-good" } else { "report-steps-with-faults" };
        let variables = [("given", given.as_str()), ("all", all.as_str()), ("faults", bad.as_str())];
        let text = Phrase::said_with(self.paper.languages, key, &variables);
        (!steps.is_empty()).then_some(Counted { text, faults })
    }

    fn next(&self) -> Phrase {
        match (self.paper.report.over, self.paper.report.status) {
            (Signed::Report, VisitStatus::SecondVisitNeeded) => self.say("report-next-second-visit"),
            (Signed::Report, VisitStatus::NotCompleted) => self.say("report-next-not-completed"),
            _ => Phrase::default(),
        }
    }

    fn cover(&self) -> Phrase {
        let Some(cover) = &self.paper.report.cover else { return Phrase::default() };
        if matches!(self.paper.report.over, Signed::Handover | Signed::Step) {
            return Phrase::default();
        }
        let payer = self.choice("payer", cover.payer.as_str());
        if cover.payer == Payer::Customer {
            return payer;
        }
        let payer = match self.text(&cover.name) {
            name if name.is_empty() => payer,
            name => payer.beside(&name, " · "),
        };
        let payer = payer.followed_by(" ", &cover.number);
        if cover.ends_on.is_empty() {
            return payer;
        }
        let until = Phrase::said_with(self.paper.languages, "report-until", &[("day", &cover.ends_on)]);
        payer.beside(&until, " · ")
    }
}

pub(super) fn written(text: Option<&str>) -> Phrase {
    text.map(Phrase::written).unwrap_or_default()
}
