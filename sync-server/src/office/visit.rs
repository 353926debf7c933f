//! Visits at the desk: planned with the steps of their procedure, reviewed when they came back.

use super::{illegal, order::NewWorkOrder, set};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Subject, Word,
    command::Command,
    document::Write,
    entry,
    order_kind::Mode,
    press::{self, Press, PressFact, PressSource},
    procedure::Procedure,
    visit::VisitView,
    visit_status::VISIT_TRANSITIONS,
    visit_step::{self, VisitStep},
};
use onsite_store::Touched;

impl ServerStore {
    /// Takes what came back from a visit, or sends it back with a remark, or any other press of the desk on a visit.
    pub fn press_visit(
        &mut self,
        author: &Author,
        visit: Id,
        press: Press,
        reason: Option<&str>,
    ) -> Result<Touched, ServerError> {
        let view: VisitView = self.view(Word::Visit, visit)?;
        if press::transition(VISIT_TRANSITIONS, &view.status, press).is_none() {
            return Err(illegal("press", format!("{press} is not possible while the visit is {}", view.status)));
        }
        let work_order = self.order_of(visit)?;
        let body = PressFact {
            press,
            reason: reason.filter(|reason| !reason.trim().is_empty()).map(str::to_owned),
            source: PressSource::Board,
            follows: self.last_step(Subject::new(Word::Visit, visit))?,
            ..PressFact::default()
        };
        let fact = self.new_fact(press::subjects_of_visit_press(visit, work_order), &body);
        self.command(author, &Command::new(press.as_str()).fact(fact))
    }

    pub fn accept_visit(&mut self, author: &Author, visit: Id) -> Result<Touched, ServerError> {
        self.press_visit(author, visit, Press::ReviewAccept, None)
    }

    pub fn return_visit(&mut self, author: &Author, visit: Id, remark: &str) -> Result<Touched, ServerError> {
        self.press_visit(author, visit, Press::ReviewReturn, Some(remark))
    }

    /// What a new visit holds from its order, the procedure's steps included.
    pub(crate) fn visit_writes(
        &self,
        visit: Id,
        work_order: Id,
        order: &NewWorkOrder,
    ) -> Result<Vec<Write>, ServerError> {
        let procedure: Option<(Id, Procedure)> = match order.procedure {
            Some(id) => self.record_as(Word::Procedure, id)?.map(|procedure| (id, procedure)),
            None => None,
        };
        let customer: Option<onsite_domain::customer::Customer> = match order.customer {
            Some(customer) => self.record_as(Word::Customer, customer)?,
            None => None,
        };
        let mut writes: Vec<Write> = [
            set("work_order", Some(work_order)),
            set("customer", order.customer),
            set("site", order.site),
            set("device", order.device),
            set("window_start_ms", order.window_start_ms),
            set("window_end_ms", order.window_end_ms),
            set("zone", order.zone.as_ref()),
            set("mode", Some(order.mode).filter(|mode| *mode != Mode::Unknown)),
            set("language", customer.map(|customer| customer.language)),
            set("procedure", procedure.as_ref().map(|(id, _)| *id)),
            set("procedure_version", procedure.as_ref().map(|(_, procedure)| procedure.revision)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some((id, procedure)) = procedure {
            for (position, step) in (0u32..).zip(&procedure.steps) {
                let copy =
                    VisitStep { step: step.clone(), position: position.saturating_mul(10), replaces: Vec::new() };
                writes.push(entry::add(visit_step::id_in_visit(visit, id, procedure.revision, step.id), &copy));
            }
        }
        Ok(writes)
    }
}
