//! Before leaving: whether everything a job needs is on this phone, and what to take along.

use crate::{
    App, AppError,
    done::Done,
    part_request::{NewPartRequest, RequestedPart},
};
use onsite_domain::{
    Id, Quantity, Subject, Text, Word,
    attachment::Attachment,
    entry::current,
    movement::Condition,
    part::Part,
    part_request::PartRequestStatus,
    procedure::Procedure,
    tool::{Calibration, Tool},
};
use onsite_store::{blob, derived};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Something that did not arrive yet.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Lack {
    pub subject: Subject,
    /// In words, for the screen.
    pub what: Text,
}

/// One job and what it lacks offline.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JobReadiness {
    pub visit: Id,
    pub number: Option<String>,
    pub title: Option<String>,
    pub is_ready: bool,
    pub lacks: Vec<Lack>,
}

/// "Ready for offline", in words.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Readiness {
    pub is_ready: bool,
    pub last_sync_ms: Option<i64>,
    pub has_van_stock: bool,
    pub jobs: Vec<JobReadiness>,
    pub says: Text,
}

/// A part the jobs want.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PartToTake {
    pub part: Id,
    pub number: String,
    pub name: Text,
    pub wanted: Quantity,
    pub in_van: Quantity,
    /// On open part requests.
    pub requested: Quantity,
    /// Wanted, neither in the van nor requested.
    pub lacking: Quantity,
    pub visits: Vec<Id>,
}

/// A tool the jobs want.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ToolToTake {
    pub tool: Id,
    pub number: String,
    pub name: Text,
    /// The user carries it.
    pub is_held: bool,
    pub is_calibration_over: bool,
    pub visits: Vec<Id>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ToTake {
    pub parts: Vec<PartToTake>,
    pub tools: Vec<ToolToTake>,
}

impl App {
    /// Whether today's and the coming days' jobs can be done without a network.
    pub fn ready_for_offline(&self) -> Result<Readiness, AppError> {
        let mut jobs = Vec::new();
        for card in self.job_list(None)? {
            let lacks = self.lacks_of(card.visit)?;
            let (number, title) = (card.number, card.title);
            jobs.push(JobReadiness { visit: card.visit, number, title, is_ready: lacks.is_empty(), lacks });
        }
        let last_sync_ms = self.last_sync()?.map(|sync| sync.device_ms);
        let lacking = jobs.iter().filter(|job| !job.is_ready).count();
        let is_ready = lacking == 0 && last_sync_ms.is_some();
        let count = jobs.len();
        let says = match (last_sync_ms, lacking) {
            (None, _) => Text::new("尚未同步过。", "Nothing was synchronised yet."),
            (_, 0) => {
                Text::new(format!("{count} 个工单可离线作业。"), format!("Jobs that can be done offline: {count}."))
            }
            (_, lacking) => Text::new(
                format!("{count} 个工单中有 {lacking} 个资料不全，请再同步一次。"),
                format!("{lacking} of {count} jobs lack something; synchronise once more."),
            ),
        };
        Ok(Readiness { is_ready, last_sync_ms, has_van_stock: self.van_stock()?.is_some(), jobs, says })
    }

    fn lacks_of(&self, visit: Id) -> Result<Vec<Lack>, AppError> {
        let seen = self.visit(visit)?;
        let order = self.one::<onsite_domain::work_order::WorkOrderView>(Word::WorkOrder, seen.work_order)?;
        let mut wanted: Vec<(Word, Id, Text)> = Vec::new();
        let mut want = |word, id: Option<Id>, zh: &str, en: &str| {
            wanted.extend(id.map(|id| (word, id, Text::new(zh, en))));
        };
        want(Word::WorkOrder, seen.work_order, "缺少工单", "the order is missing");
        want(Word::Customer, seen.customer, "缺少客户资料", "the customer is missing");
        want(Word::Site, seen.site, "缺少地点资料", "the site is missing");
        want(Word::Device, seen.device, "缺少设备档案", "the device's file is missing");
        want(Word::Procedure, seen.procedure, "缺少作业程序", "the procedure is missing");
        let procedure: Option<Procedure> = self.one(Word::Procedure, seen.procedure)?;
        if let Some(order) = &order {
            want(Word::Contact, order.contact, "缺少联系人", "the contact is missing");
            want(Word::OrderKind, order.order_kind, "缺少工单类型", "the kind of order is missing");
            want(Word::Contract, order.contract, "缺少服务合同", "the contract is missing");
            for planned in current(&order.planned_parts) {
                want(Word::Part, Some(planned.value.part), "缺少备件资料", "a planned part is missing");
            }
            for planned in current(&order.planned_tools) {
                want(Word::Tool, Some(planned.value.tool), "缺少工具资料", "a planned tool is missing");
            }
        }
        for part in procedure.iter().flat_map(|procedure| &procedure.parts) {
            want(Word::Part, Some(*part), "缺少备件资料", "a part of the procedure is missing");
        }
        let mut lacks = Vec::new();
        for (word, id, what) in wanted {
            let subject = Subject::new(word, id);
            if derived::view(&self.db, subject)?.is_none() {
                lacks.push(Lack { subject, what });
            }
        }
        if let (Some(id), Some(procedure)) = (seen.procedure, &procedure) {
            for file in &procedure.attachments {
                if self.is_lacking(file)? {
                    let what =
                        Text::new(format!("缺少附件 {}", file.name), format!("the file {} is missing", file.name));
                    lacks.push(Lack { subject: Subject::new(Word::Procedure, id), what });
                }
            }
        }
        Ok(lacks)
    }

    fn is_lacking(&self, file: &Attachment) -> Result<bool, AppError> {
        Ok(blob::info(&self.blobs, file.blob)?.is_none())
    }

    /// The parts and tools that the open jobs want, against what the van holds.
    pub fn what_to_take(&self) -> Result<ToTake, AppError> {
        let mut parts: BTreeMap<Id, (Quantity, Vec<Id>)> = BTreeMap::new();
        let mut tools: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for card in self.job_list(None)? {
            let seen = self.visit(card.visit)?;
            let order = self.one::<onsite_domain::work_order::WorkOrderView>(Word::WorkOrder, seen.work_order)?;
            let procedure: Option<Procedure> = self.one(Word::Procedure, seen.procedure)?;
            let mut of_job: BTreeMap<Id, Quantity> = BTreeMap::new();
            for part in procedure.iter().flat_map(|procedure| &procedure.parts) {
                of_job.insert(*part, Quantity::units(1));
            }
            for planned in order.iter().flat_map(|order| current(&order.planned_parts)) {
                let sum = of_job.entry(planned.value.part).or_default();
                *sum = planned.value.quantity.max(*sum);
            }
            for used in current(&seen.part_usages) {
                if let Some(sum) = of_job.get_mut(&used.value.part) {
                    *sum = sum.saturating_add(used.value.quantity.negated());
                }
            }
            for (part, quantity) in of_job.into_iter().filter(|(_, quantity)| quantity.0 > 0) {
                let (sum, visits) = parts.entry(part).or_default();
                *sum = sum.saturating_add(quantity);
                visits.push(card.visit);
            }
            let planned_tools =
                order.iter().flat_map(|order| current(&order.planned_tools)).map(|planned| planned.value.tool);
            for tool in planned_tools.chain(procedure.iter().flat_map(|procedure| procedure.tools.iter().copied())) {
                let visits = tools.entry(tool).or_default();
                if !visits.contains(&card.visit) {
                    visits.push(card.visit);
                }
            }
        }
        Ok(ToTake { parts: self.parts_to_take(parts)?, tools: self.tools_to_take(tools)? })
    }

    /// Asks for everything that [`what_to_take`](Self::what_to_take) says is lacking.
    ///
    /// # Errors
    /// Rejected where nothing is lacking.
    pub fn request_what_lacks(&mut self, needed_by_ms: Option<i64>) -> Result<Done, AppError> {
        let lacking = self.what_to_take()?.parts.into_iter().filter(|part| part.lacking.0 > 0);
        let lines: Vec<RequestedPart> = lacking
            .map(|part| RequestedPart { part: part.part, quantity: part.lacking, ..RequestedPart::default() })
            .collect();
        self.request_parts(NewPartRequest { needed_by_ms, lines, ..NewPartRequest::default() })
    }

    fn parts_to_take(&self, wanted: BTreeMap<Id, (Quantity, Vec<Id>)>) -> Result<Vec<PartToTake>, AppError> {
        let van = self.van_stock()?;
        let usable = |part: Id| {
            let lines = van.iter().flat_map(|van| &van.lines).map(|line| &line.balance);
            let of_part = lines.filter(|b| b.part == part && b.condition != Condition::Defective);
            of_part.fold(Quantity::ZERO, |sum, balance| sum.saturating_add(balance.quantity))
        };
        let mut requested: BTreeMap<Id, Quantity> = BTreeMap::new();
        for (_, request) in self.part_requests()? {
            if matches!(request.status, PartRequestStatus::Accepted | PartRequestStatus::Refused) {
                continue;
            }
            for line in &request.progress {
                let open = line.wanted.saturating_add(line.accepted.negated());
                let sum = requested.entry(line.part).or_default();
                *sum = sum.saturating_add(open.max(Quantity::ZERO));
            }
        }
        let mut found = Vec::new();
        for (part, (wanted, visits)) in wanted {
            let named: Part = self.record(Word::Part, part)?.unwrap_or_default();
            let in_van = usable(part);
            let requested = requested.get(&part).copied().unwrap_or_default();
            let there = in_van.max(Quantity::ZERO).saturating_add(requested);
            let lacking = wanted.saturating_add(there.negated()).max(Quantity::ZERO);
            let (number, name) = (named.number, named.name);
            found.push(PartToTake { part, number, name, wanted, in_van, requested, lacking, visits });
        }
        found.sort_by(|a, b| (&a.number, a.part).cmp(&(&b.number, b.part)));
        Ok(found)
    }

    fn tools_to_take(&self, wanted: BTreeMap<Id, Vec<Id>>) -> Result<Vec<ToolToTake>, AppError> {
        let me = self.identity()?.user;
        let mut found = Vec::new();
        for (tool, visits) in wanted {
            let named: Tool = self.record(Word::Tool, tool)?.unwrap_or_default();
            let first = visits.first().map(|visit| self.visit(*visit)).transpose()?.unwrap_or_default();
            let day = self.day_at(&first)?;
            found.push(ToolToTake {
                tool,
                is_held: named.holder == Some(me),
                is_calibration_over: named.calibration(day) == Calibration::Ended,
                number: named.number,
                name: named.name,
                visits,
            });
        }
        found.sort_by(|a, b| (&a.number, a.tool).cmp(&(&b.number, b.tool)));
        Ok(found)
    }
}
