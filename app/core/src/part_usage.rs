//! Parts fitted during a visit: the entry, its movement, the old part and the device's component, in one unit.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Id, Quantity, Rejected, RejectedCode, Subject, Word,
    command::Command,
    device::Component,
    document::Write,
    entry::{self, EntryBody as _, Withdrawal, current},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part::{Part, Tracking},
    part_usage::PartUsage,
    shelf::Shelf,
    stock::StockLocationView,
    stock_location::StockLocationKind,
    visit::VisitView,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part taken from a van and fitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct UsedPart {
    pub part: Id,
    pub quantity: Quantity,
    /// As the van's books hold it where missing, new ones first.
    pub condition: Option<Condition>,
    pub serial_in: Option<String>,
    pub lot: Option<String>,
    /// The van it was taken from; the one this field device holds where missing.
    pub van: Option<Id>,
    /// The old part, where one came out.
    pub part_out: Option<Id>,
    pub serial_out: Option<String>,
    /// Defective where missing.
    pub condition_out: Option<Condition>,
    /// The old part stays with the customer.
    pub is_left_there: bool,
    /// The component of the device that it takes the place of.
    pub component: Option<Id>,
    /// Where in the device it sits, where it becomes a component.
    pub position: Option<String>,
    pub step: Option<Id>,
    pub note: Option<String>,
}

/// Where a part comes from in the books.
struct Source {
    /// The location that is debited.
    from: Id,
    /// The van whose stock was really used.
    van: Id,
    custody_epoch: Option<u32>,
    on_behalf_of: Option<Id>,
}

impl App {
    /// Records a part that was fitted. From the van this field device holds it is a debit of the van; from any other van
    /// a discrepancy that names it. More than the van shows is never blocked.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for the serial number of a part that is tracked by it, or for the van where this field
    /// device holds none; [`RejectedCode::OutOfRange`] for a quantity.
    pub fn use_part(&mut self, visit: Id, used: UsedPart) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        let order = view::order_of(&seen)?;
        used.quantity.checked_positive("quantity")?;
        self.check_tracking(&used)?;
        let source = self.source(used.van)?;
        let customer_stock = self.location_of_kind(StockLocationKind::Customer)?;
        let fitted = MovementLine {
            part: used.part,
            quantity: used.quantity,
            from: source.from,
            to: customer_stock,
            serial: used.serial_in.clone(),
            lot: used.lot.clone(),
            ..MovementLine::default()
        };
        let van: Option<StockLocationView> = self.record(Word::StockLocation, source.van)?;
        let mut shelf = Shelf::of(&van.map(|held| held.balances).unwrap_or_default());
        let lines = match used.condition {
            Some(condition) => shelf.take(&MovementLine { condition, ..fitted }),
            None => shelf.take_as_held(&fitted),
        };
        let held = lines.first().map(|line| line.condition).unwrap_or_default();
        let condition = used.condition.unwrap_or(held);
        let movement = MovementFact {
            reason: MovementReason::Use,
            lines,
            work_order: Some(order),
            visit: Some(visit),
            device: seen.device,
            custody_epoch: source.custody_epoch,
            on_behalf_of: source.on_behalf_of,
            note: used.note.clone(),
            ..MovementFact::default()
        };
        let usage_id = self.ports().new_id();
        let movement_fact = self.fact(movement::subjects(&movement), &movement)?;
        let mut usage = PartUsage {
            part: used.part,
            quantity: used.quantity,
            serial_in: used.serial_in.clone(),
            lot: used.lot.clone(),
            condition,
            part_out: used.part_out,
            serial_out: used.serial_out.clone(),
            condition_out: used.condition_out,
            location: source.van,
            movement: Some(movement_fact.id),
            step: used.step,
            note: used.note.clone(),
            ..PartUsage::default()
        };
        let mut command = Command::new("use_part").fact(movement_fact);
        if let Some(part_out) = used.part_out {
            let condition_out = used.condition_out.unwrap_or(Condition::Defective);
            usage.condition_out = Some(condition_out);
            usage.location_out = Some(customer_stock);
            if !used.is_left_there {
                let to = self.home_of_old_parts(&source)?;
                usage.location_out = Some(to);
                let returned = MovementFact {
                    reason: MovementReason::Return,
                    lines: vec![MovementLine {
                        part: part_out,
                        quantity: used.quantity,
                        from: customer_stock,
                        to,
                        condition: condition_out,
                        serial: used.serial_out.clone(),
                        ..MovementLine::default()
                    }],
                    custody_epoch: None,
                    on_behalf_of: None,
                    note: None,
                    ..movement.clone()
                };
                command = command.fact(self.fact(movement::subjects(&returned), &returned)?);
            }
        }
        if let Some((component, device, writes)) = self.component_change(&seen, visit, usage_id, &used)? {
            usage.component = Some(component);
            command = command.write(device, writes);
        }
        usage.check()?;
        let command = command.write(Subject::new(Word::Visit, visit), [entry::add(usage_id, &usage)]);
        self.carry_out(usage_id, &command)
    }

    /// Takes a part usage back: the entry is withdrawn, its movement undone and the device's component what it was before,
    /// in one unit. An old part that came back
    /// with it stays where it is.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the visit has no such usage that still stands.
    pub fn take_back_part(&mut self, visit: Id, usage: Id, reason: &str) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        view::reason("reason", reason)?;
        let held = current(&seen.part_usages).find(|held| held.id == usage);
        let held = held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "usage"))?;
        let withdrawal = Withdrawal { withdraws: vec![usage], reason: reason.to_owned() };
        let id = self.ports().new_id();
        let mut command =
            Command::new("take_back_part").write(Subject::new(Word::Visit, visit), [entry::add(id, &withdrawal)]);
        let moved = held.value.movement.and_then(|moved| seen.movements.iter().find(|fact| fact.id == moved));
        if let Some(moved) = moved {
            let source = self.source(Some(held.value.location))?;
            let mut undo = moved.body.clone();
            undo.reason = MovementReason::Undo;
            undo.custody_epoch = None;
            undo.on_behalf_of = source.on_behalf_of;
            undo.note = Some(reason.to_owned());
            for line in &mut undo.lines {
                line.from = line.to;
                line.to = source.from;
            }
            command = command.fact(self.fact(movement::subjects(&undo), &undo)?);
        }
        if let Some((device, fitted)) = seen.device.zip(held.value.component)
            && let Some(writes) = self.component_undone(device, fitted, reason)?
        {
            command = command.write(Subject::new(Word::Device, device), writes);
        }
        self.carry_out(id, &command)
    }

    /// What was fitted before is fitted again. `None` where something else was fitted in its place since.
    fn component_undone(&mut self, device: Id, fitted: Id, reason: &str) -> Result<Option<Vec<Write>>, AppError> {
        let components = self.device(device)?.components;
        let Some(held) = current(&components).find(|component| component.id == fitted) else { return Ok(None) };
        let before = components.iter().filter(|component| held.value.replaces.contains(&component.id));
        let mut writes = Vec::new();
        for earlier in before {
            let again = Component { replaces: vec![fitted], ..earlier.value.clone() };
            writes.push(entry::add(self.ports().new_id(), &again));
        }
        if writes.is_empty() {
            let withdrawal = Withdrawal { withdraws: vec![fitted], reason: reason.to_owned() };
            writes.push(entry::add(self.ports().new_id(), &withdrawal));
        }
        Ok(Some(writes))
    }

    fn check_tracking(&self, used: &UsedPart) -> Result<(), AppError> {
        let Some(part) = self.record::<Part>(Word::Part, used.part)? else { return Ok(()) };
        match part.tracked_by {
            Tracking::Serial if used.serial_in.as_deref().unwrap_or_default().trim().is_empty() => {
                let detail = "this part is tracked by its serial number";
                Err(Rejected::because(RejectedCode::Missing, "serial_in", detail).into())
            }
            Tracking::Serial if used.quantity != Quantity::units(1) => {
                Err(Rejected::because(RejectedCode::OutOfRange, "quantity", "1 where a serial number is given").into())
            }
            _ => Ok(()),
        }
    }

    /// Out of the van where this field device holds it, else out of the discrepancies in the van's name.
    fn source(&self, van: Option<Id>) -> Result<Source, AppError> {
        let held = self.own_van()?;
        match (van, held) {
            (None, Some((van, custody))) => {
                Ok(Source { from: van, van, custody_epoch: Some(custody.epoch), on_behalf_of: None })
            }
            (Some(named), Some((van, custody))) if named == van => {
                Ok(Source { from: van, van, custody_epoch: Some(custody.epoch), on_behalf_of: None })
            }
            (Some(named), _) => Ok(Source {
                from: self.location_of_kind(StockLocationKind::Discrepancy)?,
                van: named,
                custody_epoch: None,
                on_behalf_of: Some(named),
            }),
            (None, None) => {
                let detail = "this field device holds no van: name the van the part was taken from";
                Err(Rejected::because(RejectedCode::Missing, "van", detail).into())
            }
        }
    }

    /// Old parts ride in the own van; without one they are on their way to the warehouse.
    fn home_of_old_parts(&self, source: &Source) -> Result<Id, AppError> {
        match source.on_behalf_of {
            None => Ok(source.van),
            Some(_) => match self.own_van()? {
                Some((van, _)) => Ok(van),
                None => self.location_of_kind(StockLocationKind::InTransit),
            },
        }
    }

    /// The component that the part becomes: in place of the one named, or of the one at that position.
    fn component_change(
        &mut self,
        seen: &VisitView,
        visit: Id,
        usage: Id,
        used: &UsedPart,
    ) -> Result<Option<(Id, Subject, Vec<Write>)>, AppError> {
        let Some(device) = seen.device.filter(|_| used.component.is_some() || used.position.is_some()) else {
            return Ok(None);
        };
        let held = self.device(device)?;
        let replaced: Vec<_> = current(&held.components)
            .filter(|component| {
                used.component == Some(component.id)
                    || (used.component.is_none() && used.position.as_ref() == Some(&component.value.position))
            })
            .collect();
        if used.component.is_some() && replaced.is_empty() {
            return Err(AppError::rejected(RejectedCode::NotFound, "component"));
        }
        let position = replaced.first().map(|component| component.value.position.clone()).or(used.position.clone());
        let component = Component {
            position: position.unwrap_or_default(),
            name: replaced.first().and_then(|component| component.value.name.clone()),
            part: Some(used.part),
            serial: used.serial_in.clone(),
            lot: used.lot.clone(),
            fitted_ms: Some(view::now_ms(self)),
            expected_life_days: self.record::<Part>(Word::Part, used.part)?.and_then(|part| part.expected_life_days),
            visit: Some(visit),
            part_usage: Some(usage),
            replaces: replaced.iter().map(|component| component.id).collect(),
            ..Component::default()
        };
        component.check()?;
        let id = self.ports().new_id();
        Ok(Some((id, Subject::new(Word::Device, device), vec![entry::add(id, &component)])))
    }
}
