//! The values a template gets (`paper.json`): everything is in words and figures already, in the languages of the paper;
//! a template only decides where it stands. `README.md` beside this crate describes them for companies.

mod choices;
mod head;
mod money;
mod record;
mod summary;

use crate::{figures::Clock, phrase, phrase::Phrase, picture::Shown};
use onsite_domain::{id::Hash, signature::Signed};
use onsite_report::Paper;

pub(crate) use record::photo_name;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    /// `report`, `quote`, `handover`, `step`.
    over: &'static str,
    /// `draft`, `copy`, `to_be_signed`.
    state: &'static str,
    languages: Vec<&'static str>,
    words: BTreeMap<&'static str, Phrase>,
    #[serde(flatten)]
    head: head::Head,
    summary: summary::Summary,
    findings: Vec<record::Finding>,
    steps: Vec<record::StepRow>,
    parts: Vec<record::PartRow>,
    goods: Option<record::GoodsTable>,
    times: Vec<record::TimeRow>,
    time_sums: Vec<record::Labelled>,
    money: Option<money::Money>,
    payments: Vec<money::PaymentRow>,
    notes: Vec<record::NoteRow>,
    photos: Vec<record::PhotoFrame>,
    signatures: Signatures,
}

/// What is printed above the places for signatures.
#[derive(Debug, Serialize)]
struct Signatures {
    customer: SignatureHead,
    engineer: SignatureHead,
    verdict: Phrase,
    notice: Phrase,
}

#[derive(Debug, Serialize)]
struct SignatureHead {
    name: Phrase,
    role: Phrase,
}

/// What the parts of a sheet are made with.
pub(crate) struct Desk<'a> {
    paper: &'a Paper<'a>,
    clock: Clock,
}

impl Desk<'_> {
    fn say(&self, key: &str) -> Phrase {
        Phrase::said(self.paper.languages, key)
    }

    fn text(&self, text: &onsite_domain::Text) -> Phrase {
        Phrase::recorded(self.paper.languages, text)
    }

    /// A word of a closed list: `report-verdict-accepted`. One that this build does not know says so.
    fn choice(&self, list: &str, value: &str) -> Phrase {
        choices::key(list, value).map_or_else(|| Phrase::written(value), |key| self.say(key))
    }
}

impl Sheet {
    /// `photos` by their place in [`onsite_report::ReportData::photos`], as the engine can show them.
    pub(crate) fn of(paper: &Paper<'_>, photos: &BTreeMap<usize, Shown>, files: &Files) -> Self {
        let report = paper.report;
        let desk = Desk { paper, clock: Clock::of(&report.zone) };
        let head = desk.head(files);
        Self {
            over: match report.over {
                Signed::Quote => "quote",
                Signed::Handover => "handover",
                Signed::Step => "step",
                Signed::Report | Signed::Unknown => "report",
            },
            state: head::state(paper.state),
            languages: paper.languages.list().into_iter().map(onsite_domain::Language::as_str).collect(),
            words: phrase::words(paper.languages),
            summary: desk.summary(),
            findings: desk.findings(),
            steps: desk.steps(),
            parts: desk.parts(),
            goods: desk.goods(),
            times: desk.times(),
            time_sums: desk.time_sums(),
            money: desk.money(),
            payments: desk.payments(),
            notes: desk.notes(),
            photos: desk.photos(photos),
            signatures: desk.signatures(),
            head,
        }
    }
}

impl Desk<'_> {
    fn signatures(&self) -> Signatures {
        let Paper { report, customer, engineer, .. } = self.paper;
        let given_by = report.acceptance.as_ref().and_then(|acceptance| acceptance.given_by.as_deref());
        let lead = report.people.iter().find(|person| person.is_lead);
        let named = |name: &str, other: Phrase| if name.trim().is_empty() { other } else { Phrase::written(name) };
        Signatures {
            customer: SignatureHead {
                name: named(&customer.name, given_by.map(Phrase::written).unwrap_or_default()),
                role: named(&customer.role, Phrase::default()),
            },
            engineer: SignatureHead {
                name: named(&engineer.name, lead.map(|lead| self.text(&lead.name)).unwrap_or_default()),
                role: named(&engineer.role, self.say("report-lead-engineer")),
            },
            verdict: report
                .acceptance
                .as_ref()
                .map(|acceptance| self.choice("verdict", acceptance.verdict.as_str()))
                .unwrap_or_default(),
            notice: self.text(&report.company.notice),
        }
    }
}

/// The names of the files beside a template, where they are.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) logo: Option<String>,
    pub(crate) qr: Option<String>,
}

/// The first twelve digits: enough to compare by eye.
fn short(hash: &Hash) -> String {
    hash.to_string().chars().take(12).collect()
}

/// In groups of eight, so that it can be compared and breaks where it may.
fn grouped(hash: &Hash) -> String {
    let digits: Vec<char> = hash.to_string().chars().collect();
    digits.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
