//! From views to the report's data.

use crate::{
    content::{
        FittedPart, FoundCode, FoundFault, Goods, GoodsLine, ReportCompany, ReportDevice, ReportNote, ReportParty,
        ReportPerson, ReportPhoto, ReportTime, TimeSum,
    },
    data::{FORMAT, ReportData},
};
use onsite_domain::{
    Author, Id, Language, Text, acceptance::AcceptanceFact, contact::Contact, contract::Contract, customer::Customer,
    device::DeviceView, entry::current, fault_code::FaultCode, finding::Coded, id::Hash, movement::MovementFact,
    part::Part, photo::PhotoMoment, settings::Settings, signature::Signed, site::Site, stock_location::StockLocation,
    tool::Tool, user::User, visit::VisitView, visit_status::VisitStatus, warranty::Warranty, work_order::WorkOrderView,
};
use std::collections::BTreeMap;

/// Everything a report is made from. People, parts, tools and codes that are missing leave their names empty.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    pub language: Language,
    pub over: Signed,
    pub entry: Option<Id>,
    pub settings: &'a Settings,
    pub root_fingerprint: Option<Hash>,
    pub visit_id: Id,
    pub visit: &'a VisitView,
    pub order: &'a WorkOrderView,
    pub customer: Option<&'a Customer>,
    pub site: Option<&'a Site>,
    pub contact: Option<&'a Contact>,
    pub device: Option<(Id, &'a DeviceView)>,
    pub people: &'a BTreeMap<Id, User>,
    pub parts: &'a BTreeMap<Id, Part>,
    pub tools: &'a BTreeMap<Id, Tool>,
    pub fault_codes: &'a BTreeMap<Id, FaultCode>,
    /// What a decision about cover may name.
    pub contracts: &'a BTreeMap<Id, Contract>,
    pub warranties: &'a BTreeMap<Id, Warranty>,
    /// Both ends of a handover.
    pub locations: &'a BTreeMap<Id, StockLocation>,
    /// The movement of a handover.
    pub handover: Option<&'a MovementFact>,
    /// The verdict that is about to be signed, or that was given.
    pub acceptance: Option<&'a AcceptanceFact>,
    /// When it is written: what still runs counts up to then.
    pub as_at_ms: i64,
}

impl ReportData {
    /// The data of a visit's report at one state of its views.
    pub fn of(sources: &Sources<'_>) -> Self {
        let Sources { visit, order, settings, .. } = sources;
        let reached = |status: VisitStatus| visit.reached_ms.get(status.as_str()).copied();
        let times = sources.times();
        let quotes = current(&visit.quotes);
        let quote = match (sources.over, sources.entry) {
            (Signed::Quote, Some(entry)) => quotes.filter(|quote| quote.id == entry).last(),
            _ => quotes.last(),
        };
        let mut data = Self {
            format: FORMAT.to_owned(),
            over: sources.over,
            entry: sources.entry,
            language: sources.language,
            revision: sources.revision(),
            company: company(settings),
            root_fingerprint: sources.root_fingerprint,
            work_order: visit.work_order.unwrap_or_default(),
            visit: sources.visit_id,
            number: text(&order.number),
            customer_reference: text(&order.customer_reference),
            kind: text(&order.kind),
            mode: visit.mode.clone().or_else(|| order.mode.clone()).unwrap_or_default(),
            title: text(&order.title),
            description: text(&order.description),
            customer: sources.customer.map(customer).unwrap_or_default(),
            site: sources.site.map(site).unwrap_or_default(),
            contact: sources.contact.map(contact).unwrap_or_default(),
            zone: visit.zone.clone().or_else(|| sources.site.map(|site| site.zone.clone())).unwrap_or_default(),
            device: sources.device.map(|(id, device)| device_shown(id, device)),
            status: visit.status,
            status_reason: text(&visit.reason),
            arrived_ms: reached(VisitStatus::OnSite),
            started_ms: reached(VisitStatus::Working),
            finished_ms: visit.has_ended.then_some(visit.since_ms).flatten(),
            people: sources.team(),
            time_sums: time_sums(&times),
            times,
            steps: Vec::new(),
            findings: sources.findings(),
            parts: sources.fitted_parts(),
            goods: sources.handover.map(|movement| sources.goods(movement)),
            notes: sources.notes(),
            photos: sources.photos(),
            quote: quote.map(|quote| quote.value.quote.clone()),
            charges: current(&visit.charges).last().map(|charges| charges.value.charges.clone()),
            cover: None,
            taxes: Vec::new(),
            payments: current(&visit.payments).map(|payment| payment.value.clone()).collect(),
            acceptance: sources.acceptance.cloned(),
        };
        data.steps = sources.steps(&data.zone);
        data.cover = data.charges.as_ref().or(data.quote.as_ref()).map(|quote| sources.cover(quote));
        data.taxes = data.figures().map(crate::money::taxes).unwrap_or_default();
        data
    }
}

impl Sources<'_> {
    pub(crate) fn person(&self, user: Option<Id>) -> Text {
        user.and_then(|user| self.people.get(&user)).map(|user| user.name.clone()).unwrap_or_default()
    }

    /// Reports that somebody signed, refused or was absent from, before this one.
    fn revision(&self) -> u32 {
        let earlier = self.visit.signatures.iter().filter(|held| held.body.over == self.over && !held.is_in_review);
        u32::try_from(earlier.count()).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn times(&self) -> Vec<ReportTime> {
        let pressed = self.visit.times.iter().filter(|time| time.is_current).map(|time| ReportTime {
            kind: time.kind,
            person: self.person(Some(time.user)),
            start_ms: time.start_ms,
            end_ms: time.end_ms,
            counted_to_ms: self.counted_to_ms(time.start_ms, time.end_ms),
        });
        let written = current(&self.visit.time_entries).map(|time| ReportTime {
            kind: time.value.kind,
            person: self.person(time.value.user.or_else(|| author(time.by.as_ref()))),
            start_ms: time.value.start_ms,
            end_ms: time.value.end_ms,
            counted_to_ms: self.counted_to_ms(time.value.start_ms, time.value.end_ms),
        });
        let mut times: Vec<ReportTime> = pressed.chain(written).collect();
        times.sort_by(|a, b| (a.start_ms, a.kind, &a.person, a.end_ms).cmp(&(b.start_ms, b.kind, &b.person, b.end_ms)));
        times
    }

    fn counted_to_ms(&self, start_ms: i64, end_ms: Option<i64>) -> Option<i64> {
        end_ms.is_none().then_some(self.as_at_ms.max(start_ms))
    }

    fn team(&self) -> Vec<ReportPerson> {
        let lead = self.visit.lead.into_iter().map(|user| (user, true));
        let all = lead.chain(self.visit.helpers.iter().map(|user| (*user, false)));
        all.map(|(user, is_lead)| ReportPerson { user, name: self.person(Some(user)), is_lead }).collect()
    }

    fn notes(&self) -> Vec<ReportNote> {
        let told = current(&self.visit.notes).filter(|note| note.value.is_for_customer);
        let note = |note: &onsite_domain::entry::Listed<onsite_domain::note::Note>| ReportNote {
            text: note.value.text.clone(),
            amendment_reason: text(&note.value.amendment_reason),
            person: self.person(author(note.by.as_ref())),
            at_ms: note.at_ms,
        };
        told.map(note).collect()
    }

    fn photos(&self) -> Vec<ReportPhoto> {
        let mut photos: Vec<(i64, ReportPhoto)> = current(&self.visit.photos)
            .map(|photo| {
                let shown = ReportPhoto {
                    hash: photo.value.hash,
                    step: photo.value.step,
                    moment: photo.value.moment,
                    caption: text(&photo.value.caption),
                    taken_ms: photo.value.taken_ms,
                };
                (photo.value.taken_ms.unwrap_or(photo.at_ms), shown)
            })
            .collect();
        let rank = |photo: &ReportPhoto| match photo.moment {
            Some(PhotoMoment::Before) => 0,
            Some(PhotoMoment::After) => 2,
            _ => 1,
        };
        photos.sort_by(|(a_ms, a), (b_ms, b)| {
            (rank(a), *a_ms, a.hash, a.step, &a.caption).cmp(&(rank(b), *b_ms, b.hash, b.step, &b.caption))
        });
        let mut seen = std::collections::BTreeSet::new();
        photos.retain(|(_, photo)| seen.insert(photo.hash));
        photos.into_iter().map(|(_, photo)| photo).collect()
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

    fn coded(&self, coded: &Coded) -> FoundCode {
        let known = coded.code.and_then(|code| self.fault_codes.get(&code));
        FoundCode {
            code: known.map(|code| code.code.clone()).unwrap_or_default(),
            name: known.map(|code| code.name.clone()).unwrap_or_default(),
            text: text(&coded.text).trim().to_owned(),
        }
    }

    fn fitted_parts(&self) -> Vec<FittedPart> {
        let fitted = current(&self.visit.part_usages).map(|usage| {
            let known = self.parts.get(&usage.value.part);
            let out = usage.value.part_out.and_then(|part| self.parts.get(&part));
            FittedPart {
                part: usage.value.part,
                number: known.map(|part| part.number.clone()).unwrap_or_default(),
                name: known.map(|part| part.name.clone()).unwrap_or_default(),
                quantity: usage.value.quantity,
                unit: known.map(|part| part.base_unit.clone()).unwrap_or_default(),
                serial_in: text(&usage.value.serial_in),
                lot: text(&usage.value.lot),
                part_out: usage.value.part_out,
                number_out: out.map(|part| part.number.clone()).unwrap_or_default(),
                name_out: out.map(|part| part.name.clone()).unwrap_or_default(),
                serial_out: text(&usage.value.serial_out),
                note: text(&usage.value.note),
            }
        });
        fitted.collect()
    }

    fn goods(&self, movement: &MovementFact) -> Goods {
        let place = |id: Option<Id>| {
            let location = id.and_then(|id| self.locations.get(&id));
            location.map(|location| location.name.clone()).unwrap_or_default()
        };
        let lines = movement.lines.iter().map(|line| {
            let known = self.parts.get(&line.part);
            GoodsLine {
                part: line.part,
                number: known.map(|part| part.number.clone()).unwrap_or_default(),
                name: known.map(|part| part.name.clone()).unwrap_or_default(),
                quantity: line.quantity,
                unit: known.map(|part| part.base_unit.clone()).unwrap_or_default(),
                condition: line.condition,
                serial: text(&line.serial),
                lot: text(&line.lot),
            }
        });
        Goods {
            from: place(movement.lines.first().map(|line| line.from)),
            to: place(movement.lines.first().map(|line| line.to)),
            note: text(&movement.note),
            lines: lines.collect(),
        }
    }
}

fn company(settings: &Settings) -> ReportCompany {
    ReportCompany {
        name: settings.company_name.clone(),
        address: settings.company_address.clone(),
        phone: settings.company_phone.clone(),
        email: settings.company_email.clone(),
        tax_number: settings.company_tax_number.clone(),
        tax_name: settings.tax_name.clone(),
        footer: settings.report_footer.clone(),
        notice: settings.signature_notice.clone(),
        logo: settings.report_logo,
        accent: settings.report_accent.clone(),
    }
}

fn customer(customer: &Customer) -> ReportParty {
    ReportParty {
        name: customer.name.clone(),
        number: customer.number.clone(),
        address: customer.address.clone(),
        phone: customer.phone.clone(),
    }
}

fn site(site: &Site) -> ReportParty {
    ReportParty {
        name: site.name.clone(),
        number: site.number.clone(),
        address: site.address.clone(),
        phone: String::new(),
    }
}

fn contact(contact: &Contact) -> ReportParty {
    let phone = contact.phones.first().cloned().unwrap_or_default();
    ReportParty { name: contact.name.clone(), phone, ..ReportParty::default() }
}

fn device_shown(device: Id, view: &DeviceView) -> ReportDevice {
    let location = match &view.location {
        Some(location) if !location.trim().is_empty() => Text::same(location),
        _ => view.recorded_text("place"),
    };
    ReportDevice {
        device,
        name: view.name(),
        model: text(&view.model),
        maker: text(&view.maker),
        serial: text(&view.serial),
        number: text(&view.number),
        code: view.codes.first().cloned().unwrap_or_default(),
        location,
    }
}

fn time_sums(times: &[ReportTime]) -> Vec<TimeSum> {
    let mut sums = BTreeMap::new();
    for time in times {
        let Some(end_ms) = time.counts_to_ms() else { continue };
        let sum: &mut i64 = sums.entry(time.kind).or_default();
        *sum = sum.saturating_add(end_ms.saturating_sub(time.start_ms).max(0));
    }
    sums.into_iter().map(|(kind, spent_ms)| TimeSum { kind, spent_ms }).collect()
}

pub(crate) fn author(by: Option<&Author>) -> Option<Id> {
    by.and_then(Author::user)
}

pub(crate) fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}
