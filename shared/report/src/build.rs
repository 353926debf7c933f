//! From views to the report's data.

use crate::data::{
    AnsweredStep, FORMAT, FittedPart, FoundFault, ReportData, ReportDevice, ReportNote, ReportPerson, ReportPhoto,
    ReportTime, StepAnswerShown,
};
use onsite_domain::{
    Author, Id, Language, Text,
    acceptance::AcceptanceFact,
    answer::Answer,
    customer::Customer,
    device::DeviceView,
    entry::{Listed, current},
    fault_code::FaultCode,
    finding::Coded,
    missing,
    part::Part,
    settings::Settings,
    signature::Signed,
    site::Site,
    step::Step,
    tool::Tool,
    user::User,
    visit::VisitView,
    work_order::WorkOrderView,
};
use serde::Deserialize as _;
use std::collections::BTreeMap;

/// Everything a report is made from. People, parts, tools and codes that are missing leave their names empty.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    pub language: Language,
    pub over: Signed,
    pub entry: Option<Id>,
    pub settings: &'a Settings,
    pub visit_id: Id,
    pub visit: &'a VisitView,
    pub order: &'a WorkOrderView,
    pub customer: Option<&'a Customer>,
    pub site: Option<&'a Site>,
    pub device: Option<(Id, &'a DeviceView)>,
    pub people: &'a BTreeMap<Id, User>,
    pub parts: &'a BTreeMap<Id, Part>,
    pub tools: &'a BTreeMap<Id, Tool>,
    pub fault_codes: &'a BTreeMap<Id, FaultCode>,
    /// The verdict that is about to be signed, or that was given.
    pub acceptance: Option<&'a AcceptanceFact>,
}

impl ReportData {
    /// The data of a visit's report at one state of its views.
    pub fn of(sources: &Sources<'_>) -> Self {
        let Sources { visit, order, .. } = sources;
        let say = |text: &Text| sources.say(text);
        let mut times: Vec<ReportTime> = visit
            .times
            .iter()
            .filter(|time| time.is_current)
            .map(|time| ReportTime {
                kind: time.kind,
                person: sources.person(Some(time.user)),
                start_ms: time.start_ms,
                end_ms: time.end_ms,
            })
            .chain(current(&visit.time_entries).map(|time| ReportTime {
                kind: time.value.kind,
                person: sources.person(time.value.user.or_else(|| author(time.by.as_ref()))),
                start_ms: time.value.start_ms,
                end_ms: time.value.end_ms,
            }))
            .collect();
        times.sort_by(|a, b| (a.start_ms, a.kind, &a.person).cmp(&(b.start_ms, b.kind, &b.person)));
        let mut photos: Vec<ReportPhoto> = current(&visit.photos)
            .map(|photo| ReportPhoto {
                hash: photo.value.hash,
                step: photo.value.step,
                moment: photo.value.moment,
                caption: photo.value.caption.clone().unwrap_or_default(),
            })
            .collect();
        photos.sort_by_key(|photo| (photo.hash, photo.step));
        photos.dedup_by(|a, b| a.hash == b.hash);
        Self {
            format: FORMAT.to_owned(),
            over: sources.over,
            entry: sources.entry,
            language: sources.language.as_str().to_owned(),
            company: say(&sources.settings.company_name),
            work_order: visit.work_order.unwrap_or_default(),
            visit: sources.visit_id,
            number: text(&order.number),
            kind: text(&order.kind),
            mode: visit.mode.clone().or_else(|| order.mode.clone()).unwrap_or_default(),
            title: text(&order.title),
            description: text(&order.description),
            customer: sources.customer.map(|customer| say(&customer.name)).unwrap_or_default(),
            site: sources.site.map(|site| say(&site.name)).unwrap_or_default(),
            address: sources.site.map(|site| say(&site.address)).unwrap_or_default(),
            zone: visit.zone.clone().or_else(|| sources.site.map(|site| site.zone.clone())).unwrap_or_default(),
            device: sources.device.map(|(id, device)| sources.device_shown(id, device)),
            people: sources.team(),
            times,
            steps: sources.steps(),
            findings: sources.findings(),
            parts: sources.parts(),
            notes: current(&visit.notes)
                .filter(|note| note.value.is_for_customer)
                .map(|note| ReportNote {
                    text: note.value.text.clone(),
                    amendment_reason: text(&note.value.amendment_reason),
                    person: sources.person(author(note.by.as_ref())),
                    at_ms: note.at_ms,
                })
                .collect(),
            photos,
            quote: current(&visit.quotes).last().map(|quote| quote.value.quote.clone()),
            charges: current(&visit.charges).last().map(|charges| charges.value.charges.clone()),
            payments: current(&visit.payments).map(|payment| payment.value.clone()).collect(),
            acceptance: sources.acceptance.cloned(),
            notice: say(&sources.settings.signature_notice),
        }
    }
}

impl Sources<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn person(&self, user: Option<Id>) -> String {
        user.and_then(|user| self.people.get(&user)).map(|user| self.say(&user.name)).unwrap_or_default()
    }

    fn team(&self) -> Vec<ReportPerson> {
        let lead = self.visit.lead.into_iter().map(|user| (user, true));
        let all = lead.chain(self.visit.helpers.iter().map(|user| (*user, false)));
        all.map(|(user, is_lead)| ReportPerson { user, name: self.person(Some(user)), is_lead }).collect()
    }

    fn steps(&self) -> Vec<AnsweredStep> {
        let to_be_done = current(&self.visit.steps).filter(|step| missing::is_to_be_done(self.visit, step));
        to_be_done
            .map(|listed| {
                let step = &listed.value.step;
                AnsweredStep {
                    step: listed.id,
                    kind: step.kind,
                    title: self.say(&step.title),
                    is_required: step.is_required,
                    measurement: step.measurement.clone(),
                    answers: self.visit.answers_to(listed.id).map(|answer| self.answer(step, answer)).collect(),
                }
            })
            .collect()
    }

    fn answer(&self, step: &Step, answer: &Listed<Answer>) -> StepAnswerShown {
        let value = text(&answer.value.value);
        let choice = step.choices.iter().find(|choice| choice.value == value);
        let tool = answer.value.tool.and_then(|tool| self.tools.get(&tool));
        StepAnswerShown {
            label: choice.map(|choice| self.say(&choice.label)).unwrap_or_default(),
            reading: answer.value.reading(step),
            note: text(&answer.value.note),
            tool: tool.map(|tool| format!("{} {}", tool.number, tool.serial).trim().to_owned()).unwrap_or_default(),
            photos: answer.value.photos.clone(),
            person: self.person(author(answer.by.as_ref())),
            at_ms: answer.at_ms,
            value,
        }
    }

    fn findings(&self) -> Vec<FoundFault> {
        let found = current(&self.visit.findings).map(|finding| FoundFault {
            fault: self.coded(&finding.value.fault),
            cause: self.coded(&finding.value.cause),
            remedy: self.coded(&finding.value.remedy),
        });
        // An article that was used says nothing to the customer.
        found.filter(|finding| *finding != FoundFault::default()).collect()
    }

    fn coded(&self, coded: &Coded) -> String {
        let code = coded.code.and_then(|code| self.fault_codes.get(&code)).map(|code| self.say(&code.name));
        let parts = [code.unwrap_or_default(), text(&coded.text)];
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }

    fn device_shown(&self, device: Id, view: &DeviceView) -> ReportDevice {
        let of_record = || Text::deserialize(view.record.as_ref()?.get("name")?).ok().map(|name| self.say(&name));
        ReportDevice {
            device,
            name: view.name.clone().or_else(of_record).unwrap_or_default(),
            model: text(&view.model),
            maker: text(&view.maker),
            serial: text(&view.serial),
            number: text(&view.number),
            location: text(&view.location),
        }
    }

    fn parts(&self) -> Vec<FittedPart> {
        let fitted = current(&self.visit.part_usages).map(|usage| {
            let known = self.parts.get(&usage.value.part);
            FittedPart {
                part: usage.value.part,
                number: known.map(|part| part.number.clone()).unwrap_or_default(),
                name: known.map(|part| self.say(&part.name)).unwrap_or_default(),
                quantity: usage.value.quantity,
                unit: known.map(|part| part.base_unit.clone()).unwrap_or_default(),
                serial_in: text(&usage.value.serial_in),
                lot: text(&usage.value.lot),
                part_out: usage.value.part_out,
                serial_out: text(&usage.value.serial_out),
            }
        });
        fitted.collect()
    }
}

fn author(by: Option<&Author>) -> Option<Id> {
    by.and_then(Author::user)
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}
