//! Who, where, what machine, when.

use super::{Desk, Files, grouped, short};
use crate::{figures::minus, phrase::Phrase};
use onsite_domain::{Text, signature::Signed};
use onsite_report::PaperState;
use onsite_report::ReportParty;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Head {
    /// What kind of paper it is: service report, quote.
    title: Phrase,
    /// For the document's properties.
    document_title: String,
    author: String,
    number: String,
    /// `1`
    revision: String,
    status: Phrase,
    /// `2026-05-31`
    as_at: String,
    /// `[year, month, day]`, empty for a date beyond all calendars.
    date: Vec<i32>,
    zone: String,
    company: Company,
    accent: String,
    logo: Option<String>,
    qr: Option<String>,
    link: String,
    hash: String,
    hash_short: String,
    root: String,
    /// What was asked for, in the customer's words.
    subject: Phrase,
    complaint: Phrase,
    customer: Vec<Row>,
    device: Vec<Row>,
    visit: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Company {
    name: Phrase,
    address: Phrase,
    /// Phone, e-mail, tax number, each with its word where it needs one.
    lines: Vec<Phrase>,
    footer: Phrase,
}

/// A label and what stands beside it.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    label: Phrase,
    value: Phrase,
    is_strong: bool,
}

pub(super) fn state(state: PaperState) -> &'static str {
    match state {
        PaperState::Draft => "draft",
        PaperState::Copy => "copy",
        PaperState::ToBeSigned => "to_be_signed",
    }
}

impl Desk<'_> {
    pub(super) fn head(&self, files: &Files) -> Head {
        let report = self.paper.report;
        let hash = report.hash();
        let title = self.say(match report.over {
            Signed::Quote => "report-title-quote",
            Signed::Handover => "report-title-handover",
            Signed::Step => "report-title-step",
            Signed::Report | Signed::Unknown => "report-title-report",
        });
        let status = self.say(match self.paper.state {
            PaperState::Draft => "report-state-draft",
            PaperState::Copy => "report-state-copy",
            PaperState::ToBeSigned => "report-state-to-be-signed",
        });
        let company = self.company();
        let offset = self.clock.offset(report.finished_ms.or(report.started_ms).unwrap_or(self.paper.as_at_ms));
        let date = self.clock.civil(self.paper.as_at_ms);
        Head {
            document_title: format!("{} {}", title.plain(), report.number).trim().to_owned(),
            title,
            author: company.name.plain(),
            number: Phrase::written(&report.number).plain(),
            revision: report.revision.to_string(),
            status,
            as_at: self.clock.day(self.paper.as_at_ms),
            date: date
                .map(|date| vec![i32::from(date.year()), i32::from(date.month()), i32::from(date.day())])
                .unwrap_or_default(),
            zone: Phrase::written(&format!("{} {offset}", report.zone)).plain(),
            company,
            accent: if is_colour(&report.company.accent) { report.company.accent.clone() } else { String::new() },
            logo: files.logo.clone(),
            qr: files.qr.clone(),
            link: self.paper.link.as_deref().map(crate::phrase::clean).unwrap_or_default(),
            hash: grouped(&hash),
            hash_short: short(&hash),
            root: report.root_fingerprint.as_ref().map(grouped).unwrap_or_default(),
            subject: Phrase::written(&report.title),
            complaint: Phrase::written(&report.description),
            customer: self.customer_rows(),
            device: self.device_rows(),
            visit: self.visit_rows(),
        }
    }

    fn company(&self) -> Company {
        let company = &self.paper.report.company;
        let lines = [
            Phrase::written(&company.phone),
            Phrase::written(&company.email),
            match company.tax_number.trim() {
                "" => Phrase::default(),
                number => Phrase::written(&format!("{} {number}", self.say("report-tax-number").plain())),
            },
        ];
        Company {
            name: self.text(&company.name),
            address: self.text(&company.address),
            lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
            footer: self.text(&company.footer),
        }
    }

    fn customer_rows(&self) -> Vec<Row> {
        let report = self.paper.report;
        let party = |key: &str, party: &ReportParty, is_strong| self.row(key, self.text(&party.name), is_strong);
        let contact = self.text(&report.contact.name).followed_by(" ", &report.contact.phone);
        let address = if report.site.address.is_blank() { &report.customer.address } else { &report.site.address };
        rows([
            party("report-customer", &report.customer, true),
            party("report-site", &report.site, false),
            self.row("report-address", self.text(address), false),
            self.row("report-contact", contact, false),
        ])
    }

    fn device_rows(&self) -> Vec<Row> {
        let Some(device) = &self.paper.report.device else { return Vec::new() };
        let model = [device.maker.trim(), device.model.trim()].join(" ");
        rows([
            self.row("report-device", self.text(&device.name), true),
            self.row("report-model", Phrase::written(&model), false),
            self.row("report-serial", Phrase::written(&device.serial), false),
            self.row("report-device-number", Phrase::written(&device.number), false),
            self.row("report-device-code", Phrase::written(&device.code), false),
            self.row("report-location", self.text(&device.location), false),
        ])
    }

    fn visit_rows(&self) -> Vec<Row> {
        let report = self.paper.report;
        let instant = |at_ms: Option<i64>| Phrase::written(&at_ms.map(|at| self.clock.instant(at)).unwrap_or_default());
        let people = report.people.iter().fold(Text::default(), |all, person| joined(all, &person.name));
        let kind = self.choice_or_nothing("kind", &report.kind);
        let kind = match self.choice_or_nothing("mode", &report.mode) {
            mode if mode.is_empty() || kind.is_empty() => kind,
            mode => pairwise(&kind, &mode),
        };
        rows([
            self.row("report-kind", kind, true),
            self.row("report-people", self.text(&people), false),
            self.row("report-arrived", instant(report.arrived_ms.or(report.started_ms)), false),
            self.row("report-finished", instant(report.finished_ms), false),
            self.row("report-reference", Phrase::written(&report.customer_reference), false),
        ])
    }

    fn row(&self, key: &str, value: Phrase, is_strong: bool) -> Row {
        Row { label: self.say(key), value, is_strong }
    }

    pub(super) fn choice_or_nothing(&self, list: &str, value: &str) -> Phrase {
        if value.is_empty() { Phrase::default() } else { self.choice(list, value) }
    }

    /// A reading or a limit with its unit as people write it.
    pub(super) fn reading(&self, decimal: &str) -> String {
        minus(decimal)
    }
}

fn rows<const N: usize>(rows: [Row; N]) -> Vec<Row> {
    rows.into_iter().filter(|row| !row.value.is_empty()).collect()
}

fn joined(all: Text, next: &Text) -> Text {
    let join = |all: String, next: &str, between: &str| match (all.is_empty(), next.trim().is_empty()) {
        (_, true) => all,
        (true, _) => next.to_owned(),
        _ => format!("{all}{between}{next}"),
    };
    let zh = if next.zh.trim().is_empty() { &next.en } else { &next.zh };
    let en = if next.en.trim().is_empty() { &next.zh } else { &next.en };
    Text::new(join(all.zh, zh, "、"), join(all.en, en, ", "))
}

/// Language by language: repair, on site.
fn pairwise(first: &Phrase, second: &Phrase) -> Phrase {
    first.beside(second, " · ")
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}
