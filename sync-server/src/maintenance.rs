//! Maintenance plans become work orders: ahead by the plan's lead time, once for each plan, device and occurrence, however
//! often and in whatever order of the clock it runs. The order of an occurrence has an identity of its own
//! (`maintenance_plan::occurrence_id`), and so has everything that is drawn for other orders: number, visit, parts. A
//! restored server therefore makes again what it lost as what field devices bring back.

use crate::{ServerError, ServerStore, Writer, brief, office::NewWorkOrder};
use onsite_domain::{
    Author, Id, Rejected, Subject, Word,
    device::DeviceView,
    id::Hash,
    maintenance_plan::{History, MaintenancePlan, Occurrence, occurrence_id},
    number::WorkOrderNumber,
    record::Record,
    user::Role,
    work_order::{PlannedPart, WorkOrderView},
    work_order_status::WorkOrderStatus,
};
use onsite_store::{derived, ground};
use rusqlite::{OptionalExtension as _, named_params};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Orders made in one go; the rest the next time.
pub const MADE_MAX: usize = 200;
/// Made in one transaction of the writer.
const TOGETHER: usize = 8;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// One maintenance that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct DueMaintenance {
    pub plan: Id,
    pub device: Id,
    pub occurrence: Occurrence,
    /// The order that it becomes or became.
    pub work_order: Id,
}

/// Which of them are asked for.
pub(crate) struct AskedDue {
    pub(crate) from_ms: i64,
    pub(crate) until_ms: i64,
    pub(crate) device: Option<Id>,
    /// Only those that should have been done.
    pub(crate) is_late: bool,
    /// Due time and order of the last one that is known already.
    pub(crate) after: Option<(i64, Id)>,
    pub(crate) most: usize,
}

/// What became of one.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeOrder {
    pub due: DueMaintenance,
    pub number: WorkOrderNumber,
    /// Why it could not be made.
    pub refused: Option<Rejected>,
}

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MaintenanceRun {
    pub orders: Vec<MadeOrder>,
    /// `false` where more are due than one run makes.
    pub is_complete: bool,
}

impl ServerStore {
    /// Makes the orders that are due at `now_ms`; with `is_dry_run` only says which.
    pub fn run_maintenance(&mut self, now_ms: i64, is_dry_run: bool) -> Result<MaintenanceRun, ServerError> {
        let mut due = self.maintenance_to_make(now_ms)?;
        let is_complete = due.len() <= MADE_MAX;
        due.truncate(MADE_MAX);
        let mut orders = Vec::with_capacity(due.len());
        for due in due {
            orders.push(if is_dry_run { planned(due) } else { self.make_maintenance_order(due)? });
        }
        Ok(MaintenanceRun { orders, is_complete })
    }

    /// [`Self::run_maintenance`] for somebody at the desk.
    pub fn run_maintenance_as(&mut self, author: &Author, is_dry_run: bool) -> Result<MaintenanceRun, ServerError> {
        self.require_role(author, &[Role::Dispatcher, Role::ServiceManager, Role::Administrator])?;
        let now_ms = self.now_ms();
        self.run_maintenance(now_ms, is_dry_run)
    }

    /// What is due and is no order yet, the first due first.
    pub(crate) fn maintenance_to_make(&self, now_ms: i64) -> Result<Vec<DueMaintenance>, ServerError> {
        let mut found = Vec::new();
        for (id, plan) in self.plans()? {
            // What was due before anybody made the plan was never promised by it.
            let from_ms = self.plan_since_ms(id)?;
            let histories = Histories::of(self, id, &plan, None)?;
            let shared =
                if plan.is_only_fixed() { Some(due_of(&plan, &History::default(), from_ms, now_ms)) } else { None };
            for device in &plan.devices {
                let due = match &shared {
                    Some(due) => due.clone(),
                    None => due_of(&plan, &histories.history(&plan, *device)?, from_ms, now_ms),
                };
                for occurrence in due {
                    let due = of_plan(id, *device, occurrence);
                    if ground::heads(&self.db, Subject::new(Word::WorkOrder, due.work_order))?.is_none()
                        && self.is_maintained(*device)?
                    {
                        found.push(due);
                    }
                }
            }
        }
        found.sort_by_key(|due| (due.occurrence.due_ms, due.work_order));
        Ok(found)
    }

    /// What is due and fits what is asked, orders or not, the first due first: so many as asked at most.
    pub(crate) fn maintenance_between(&self, asked: &AskedDue) -> Result<Vec<DueMaintenance>, ServerError> {
        let now_ms = self.now_ms();
        let mut found: BTreeMap<(i64, Id), DueMaintenance> = BTreeMap::new();
        for (id, plan) in self.plans()? {
            let devices = plan.devices.iter().copied().filter(|own| asked.device.is_none_or(|device| device == *own));
            let devices: Vec<Id> = devices.collect();
            if devices.is_empty() {
                continue;
            }
            let from_ms = self.plan_since_ms(id)?.max(asked.from_ms);
            let histories = Histories::of(self, id, &plan, asked.device)?;
            let shared = plan.is_only_fixed().then(|| plan.planned(&History::default(), from_ms, asked.until_ms));
            for device in devices {
                let planned = match &shared {
                    Some(planned) => planned.clone(),
                    None => plan.planned(&histories.history(&plan, device)?, from_ms, asked.until_ms),
                };
                for occurrence in planned.unwrap_or_default() {
                    let due = of_plan(id, device, occurrence);
                    let place = (due.occurrence.due_ms, due.work_order);
                    let is_full = found.len() >= asked.most;
                    let is_before = asked.after.is_some_and(|after| place <= after);
                    if is_before || (is_full && found.last_key_value().is_none_or(|(last, _)| place >= *last)) {
                        continue;
                    }
                    if asked.is_late && !self.is_late(&due, now_ms)? {
                        continue;
                    }
                    found.insert(place, due);
                    if found.len() > asked.most {
                        found.pop_last();
                    }
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// Its window is over and it is not done; what was cancelled will not be.
    fn is_late(&self, due: &DueMaintenance, now_ms: i64) -> Result<bool, ServerError> {
        use onsite_domain::work_order_status::WorkOrderStatus::{Cancelled, Closed, Done, Reviewed};
        if due.occurrence.window_to_ms >= now_ms {
            return Ok(false);
        }
        let is_over = |order: OrderMade| matches!(order.status, Done | Reviewed | Closed | Cancelled);
        Ok(!made_order(self, due)?.is_some_and(is_over))
    }

    fn plans(&self) -> Result<Vec<(Id, MaintenancePlan)>, ServerError> {
        let plans: Vec<(Subject, MaintenancePlan)> = derived::views(
            &self.db,
            "word = 'maintenance_plan' AND json_extract(body, '$.is_removed') = 0 ORDER BY subject",
            &[],
        )?;
        Ok(plans.into_iter().map(|(subject, plan)| (subject.id, plan)).collect())
    }

    /// When the plan was first written.
    fn plan_since_ms(&self, plan: Id) -> Result<i64, ServerError> {
        let subject = Subject::new(Word::MaintenancePlan, plan).to_string();
        let bytes: Option<Vec<u8>> = self
            .db
            .prepare_cached(
                "SELECT bytes FROM record_version WHERE subject = :subject ORDER BY epoch, version LIMIT 1",
            )?
            .query_row(named_params! {":subject": subject}, |row| row.get(0))
            .optional()?;
        Ok(bytes.and_then(|bytes| Record::from_bytes(&bytes).ok()).map_or(i64::MIN, |record| record.at_ms))
    }

    /// Whether a device is still there to be maintained.
    fn is_maintained(&self, device: Id) -> Result<bool, ServerError> {
        use onsite_domain::device_record::{DeviceRecord, LifeCycle};
        let record: Option<DeviceRecord> = self.record_as(Word::Device, device)?;
        Ok(record.is_some_and(|record| !matches!(record.life_cycle, LifeCycle::Retired | LifeCycle::Scrapped)))
    }

    /// Makes the order of an occurrence. What a rule refuses is told and stands in nobody's way.
    pub(crate) fn make_maintenance_order(&mut self, due: DueMaintenance) -> Result<MadeOrder, ServerError> {
        let made = planned(due);
        let id = made.due.work_order;
        if ground::heads(&self.db, Subject::new(Word::WorkOrder, id))?.is_some() {
            return Ok(made);
        }
        let plan: MaintenancePlan = self.view(Word::MaintenancePlan, made.due.plan)?;
        let language = self.settings()?.default_language;
        let order = order_of(&plan, &made, plan.name.in_language(language).to_owned());
        match self.in_savepoint(|store| store.create_work_order(&Author::rule("maintenance"), order)) {
            Ok(_) => Ok(made),
            Err(ServerError::Rejected(rejected)) => {
                tracing::warn!(plan = %made.due.plan, device = %made.due.device, %rejected, "no order for a maintenance");
                Ok(MadeOrder { refused: Some(rejected), ..made })
            }
            Err(error) => Err(error),
        }
    }
}

/// Makes what is due, a few orders in a transaction.
///
/// # Errors
/// Where the database cannot be read or written; what was made stays made.
pub(crate) async fn run(writer: &Writer) -> Result<(), ServerError> {
    let mut due = writer.read(|store| store.maintenance_to_make(store.now_ms())).await?;
    due.truncate(MADE_MAX);
    for due in due.chunks(TOGETHER) {
        let due = due.to_vec();
        let made = writer
            .write(move |store| {
                due.into_iter().map(|due| store.make_maintenance_order(due)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let refused = made.iter().filter(|made| made.refused.is_some()).count();
        tracing::info!(made = made.len().saturating_sub(refused), refused, "maintenance orders");
    }
    Ok(())
}

fn of_plan(plan: Id, device: Id, occurrence: Occurrence) -> DueMaintenance {
    let work_order = occurrence_id(plan, device, &occurrence.occurrence);
    DueMaintenance { plan, device, occurrence, work_order }
}

/// What is due under a plan; one whose zone or rule is damaged owes nothing, and is told of in the log.
fn due_of(plan: &MaintenancePlan, history: &History, from_ms: i64, now_ms: i64) -> Vec<Occurrence> {
    plan.due(history, from_ms, now_ms).unwrap_or_else(|rejected| {
        tracing::warn!(%rejected, "a maintenance plan cannot be followed");
        Vec::new()
    })
}

fn planned(due: DueMaintenance) -> MadeOrder {
    let hash = Hash::of_parts("onsite/occurrence-number/v1", &[&due.work_order.to_bytes()]);
    let mut first = [0_u8; 8];
    first.iter_mut().zip(hash.0).for_each(|(byte, of)| *byte = of);
    MadeOrder { due, number: WorkOrderNumber::from_random(u64::from_be_bytes(first)), refused: None }
}

fn order_of(plan: &MaintenancePlan, made: &MadeOrder, title: String) -> NewWorkOrder {
    let occurrence = &made.due.occurrence;
    let length_ms = plan.target_minutes.map_or(60 * MINUTE_MS, |minutes| i64::from(minutes).saturating_mul(MINUTE_MS));
    let window_to_ms = occurrence.window_to_ms.max(occurrence.window_from_ms.saturating_add(length_ms));
    let parts = plan.parts.iter().map(|(part, quantity)| PlannedPart {
        part: *part,
        quantity: *quantity,
        ..PlannedPart::default()
    });
    NewWorkOrder {
        id: Some(made.due.work_order),
        visit: Some(Hash::of_parts("onsite/occurrence-visit/v1", &[&made.due.work_order.to_bytes()]).id()),
        number: Some(made.number.clone()),
        kind: plan.kind,
        mode: plan.mode,
        title: Some(title),
        priority: plan.priority,
        customer: plan.customer,
        device: Some(made.due.device),
        organisation: Some(plan.organisation).filter(|organisation| !organisation.is_nil()),
        // When it should have been made, whenever it is.
        received_ms: Some(occurrence.due_ms.saturating_sub(i64::from(plan.lead_days).saturating_mul(DAY_MS)).max(0)),
        window_start_ms: Some(occurrence.window_from_ms),
        window_end_ms: Some(window_to_ms),
        required_skills: plan.skills.clone(),
        procedure: plan.procedure,
        contract: plan.contract,
        maintenance_plan: Some(made.due.plan),
        occurrence: Some(occurrence.occurrence.clone()),
        planned_parts: parts.collect(),
        ..NewWorkOrder::default()
    }
}

/// What was done to the devices of a plan. Nothing is read for one that goes by the calendar alone.
struct Histories<'a> {
    store: &'a ServerStore,
    plan: Id,
    orders: BTreeMap<Id, Vec<(Id, WorkOrderView)>>,
}

impl<'a> Histories<'a> {
    fn of(store: &'a ServerStore, id: Id, plan: &MaintenancePlan, device: Option<Id>) -> Result<Self, ServerError> {
        let mut orders: BTreeMap<Id, Vec<(Id, WorkOrderView)>> = BTreeMap::new();
        if !plan.is_only_fixed() {
            for (subject, order) in brief::of_plan::<WorkOrderView>(&store.db, id, device)? {
                orders.entry(order.device.unwrap_or_default()).or_default().push((subject.id, order));
            }
        }
        Ok(Self { store, plan: id, orders })
    }

    fn history(&self, plan: &MaintenancePlan, device: Id) -> Result<History, ServerError> {
        let own = self.orders.get(&device).into_iter().flatten();
        let own = own.filter(|(_, order)| order.maintenance_plan == Some(self.plan));
        let view: Option<DeviceView> = match plan.schedule.metered {
            Some(_) => derived::view_as(&self.store.db, Subject::new(Word::Device, device))?,
            None => None,
        };
        Ok(History::of(plan, own.map(|(id, order)| (*id, order)), view.as_ref()))
    }
}

/// What is said of the order of an occurrence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OrderMade {
    pub(crate) number: Option<String>,
    pub(crate) status: WorkOrderStatus,
}

/// An order of an occurrence that is listed, as far as it was made.
pub(crate) fn made_order(store: &ServerStore, due: &DueMaintenance) -> Result<Option<OrderMade>, ServerError> {
    brief::of(&store.db, Subject::new(Word::WorkOrder, due.work_order))
}

/// A quarter behind and a year ahead: what is shown of one device.
pub(crate) fn span_of_device(now_ms: i64) -> (i64, i64) {
    (now_ms.saturating_sub(90 * DAY_MS), now_ms.saturating_add(366 * DAY_MS))
}
