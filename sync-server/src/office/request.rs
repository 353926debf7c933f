//! Requests at the desk: taken down, verified, answered, made into orders.

use super::order::{CreatedOrder, NewWorkOrder};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    number::request_number,
    request::{self, Direction, Interaction, Request, RequestPress, RequestStep},
    user::Role,
};
use onsite_store::Touched;

const DESK: &[Role] = &[Role::IntakeAgent, Role::Dispatcher, Role::ServiceManager];

impl ServerStore {
    /// Takes a request down. `received_ms` is now where it is 0, the organisation that of its customer or of who takes it; it
    /// gets a number where it has none. Whoever takes down what was said is the first who answered it.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without a field that the company requires; customers' pages ask for none of those.
    pub fn create_request(&mut self, author: &Author, request: Request) -> Result<Id, ServerError> {
        let id = self.ports.new_id();
        let body = serde_json::to_value(&request).map_err(|e| ServerError::broken(e.to_string()))?;
        self.check_own_of_record(Subject::new(Word::Request, id), &body)?;
        self.create_request_as(author, id, request)?;
        Ok(id)
    }

    /// [`Self::create_request`] under an identity that was drawn before.
    pub(crate) fn create_request_as(
        &mut self,
        author: &Author,
        id: Id,
        mut request: Request,
    ) -> Result<(), ServerError> {
        self.require_role(author, DESK)?;
        if request.received_ms == 0 {
            request.received_ms = self.now_ms();
        }
        if request.organisation.is_nil() {
            request.organisation = self.rights_of(author)?.organisation;
        }
        if request.number.is_empty() {
            request.number = request_number(u64::try_from(id.random() & u128::from(u64::MAX)).unwrap_or_default());
        }
        let is_told = request.interactions.iter().any(Interaction::is_taken_down);
        if let Some(user) = author.user().filter(|_| request.channel.is_spoken() && !is_told) {
            request.interactions.push(Interaction {
                id: self.ports.new_id(),
                at_ms: request.received_ms,
                direction: Direction::Inbound,
                channel: request.channel,
                user: Some(user),
                contact: request.contact,
                is_reached: true,
                ..Interaction::default()
            });
        }
        self.put_request(author, id, &request)
    }

    /// A press on a request's status. `change` fills in what the press needs: the answer, the duplicate, the order.
    pub fn press_request(
        &mut self,
        author: &Author,
        id: Id,
        press: RequestPress,
        reason: &str,
        change: impl FnOnce(&mut Request),
    ) -> Result<(), ServerError> {
        let mut request: Request = self
            .record_as(Word::Request, id)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "request"))?;
        let status = request.status();
        let transition = request::transition(status, press).ok_or_else(|| {
            let detail = format!("{press} is not possible while the request is {status}");
            Rejected::because(RejectedCode::IllegalTransition, "press", detail)
        })?;
        self.require_role(author, transition.roles)?;
        change(&mut request);
        let at_ms = self.now_ms();
        request.steps.push(RequestStep { press, at_ms, by: author.clone(), reason: reason.to_owned() });
        self.put_request(author, id, &request)
    }

    /// Makes a work order from a request: what the request knows is taken over where `order` says nothing.
    pub fn order_from_request(
        &mut self,
        author: &Author,
        id: Id,
        order: NewWorkOrder,
    ) -> Result<CreatedOrder, ServerError> {
        let request: Request = self
            .record_as(Word::Request, id)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "request"))?;
        let order = NewWorkOrder {
            request: Some(id),
            customer: order.customer.or(request.customer),
            site: order.site.or(request.site),
            contact: order.contact.or(request.contact),
            device: order.device.or(request.device),
            priority: order.priority.or(request.priority),
            description: order.description.or_else(|| Some(request.words.clone()).filter(|words| !words.is_empty())),
            received_ms: order.received_ms.or(Some(request.received_ms)),
            organisation: order.organisation.or(Some(request.organisation)),
            ..order
        };
        let created = self.create_work_order(author, order)?;
        let work_order = created.work_order;
        self.press_request(author, id, RequestPress::MakeOrders, "", |request| request.orders.push(work_order))?;
        Ok(created)
    }

    pub(super) fn put_request(&mut self, author: &Author, id: Id, request: &Request) -> Result<(), ServerError> {
        let body = serde_json::to_value(request).map_err(|e| ServerError::broken(e.to_string()))?;
        let mut touched = Touched::new();
        self.put_record(author, Subject::new(Word::Request, id), body, &mut touched)?;
        self.finish(&touched)
    }
}
