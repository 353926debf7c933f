//! Requests: what somebody asked for, by whatever channel, before anyone decided what it becomes.
//!
//! Status is a fold over the record's presses; [`TRANSITIONS`] is the whole machine.

use crate::{
    Author, Id, Language, Priority, Rejected, RejectedCode,
    acceptance::DeviceState,
    attachment,
    attachment::Attachment,
    choice::choices,
    field_definition, limits,
    user::Role,
    view::{SearchText, dialled},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

choices! {
    /// How it came.
    Channel {
        Console = "console",
        Phone = "phone",
        /// The page behind the code on the device.
        CustomerPage = "customer_page",
        Api = "api",
        Email = "email",
        Messenger = "messenger",
        MaintenancePlan = "maintenance_plan",
        /// An engineer on the spot.
        Field = "field",
    }
}

impl Channel {
    /// Somebody of the company spoke with whoever asked, on the telephone, at the desk or at the machine, and took it down. What
    /// was written, or comes from a program, waits for an answer however it got here.
    pub const fn is_spoken(self) -> bool {
        matches!(self, Self::Console | Self::Phone | Self::Field)
    }
}

choices! {
    RequestStatus {
        Received = "received",
        /// Somebody made sure who asks and about which device.
        Verified = "verified",
        Answered = "answered",
        SolvedRemotely = "solved_remotely",
        /// One or more work orders carry it on.
        Ordered = "ordered",
        Duplicate = "duplicate",
        Withdrawn = "withdrawn",
        /// The customer confirmed, or did not object in time.
        Closed = "closed",
    }
}

choices! {
    RequestPress {
        Verify = "verify",
        Answer = "answer",
        SolveRemotely = "solve_remotely",
        MakeOrders = "make_orders",
        MarkDuplicate = "mark_duplicate",
        Withdraw = "withdraw",
        Close = "close",
        Reopen = "reopen",
    }
}

choices! {
    Direction {
        Inbound = "inbound",
        Outbound = "outbound",
    }
}

/// One call, message or e-mail with the customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Interaction {
    pub id: Id,
    pub at_ms: i64,
    pub direction: Direction,
    pub channel: Channel,
    /// Who of the company; nobody where the customer wrote to a machine.
    pub user: Option<Id>,
    pub contact: Option<Id>,
    pub words: String,
    /// Whether somebody answered; a call that nobody took is not a first response.
    pub is_reached: bool,
    pub attachments: Vec<Attachment>,
}

/// One press on the request's status, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestStep {
    pub press: RequestPress,
    pub at_ms: i64,
    pub by: Author,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Request {
    pub number: String,
    pub organisation: Id,
    pub channel: Channel,
    pub received_ms: i64,
    pub customer: Option<Id>,
    pub site: Option<Id>,
    pub contact: Option<Id>,
    pub device: Option<Id>,
    /// As scanned or typed, where no device was found by it.
    pub device_code: String,
    /// Who asked, as they said it, where no contact was found.
    pub reporter_name: String,
    pub reporter_phone: String,
    pub reporter_email: String,
    pub language: Language,
    /// The customer's own words, never edited.
    pub words: String,
    /// How the device is, as whoever asked said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_state: Option<DeviceState>,
    pub priority: Option<Priority>,
    /// Code of the fault as the intake agent understands it.
    pub fault_code: String,
    pub attachments: Vec<Attachment>,
    pub interactions: Vec<Interaction>,
    pub steps: Vec<RequestStep>,
    /// What was told the customer, where it was answered or solved remotely.
    pub answer: String,
    pub articles: Vec<Id>,
    pub orders: Vec<Id>,
    pub duplicate_of: Option<Id>,
    /// Internal; never shown to the customer.
    pub remarks: String,
    pub ext: BTreeMap<String, Value>,
}

/// A legal press: from which status, to which, and who may make it.
pub struct Transition {
    pub from: RequestStatus,
    pub press: RequestPress,
    pub to: RequestStatus,
    pub roles: &'static [Role],
    pub needs_reason: bool,
}

const DESK: &[Role] = &[Role::IntakeAgent, Role::Dispatcher, Role::ServiceManager];
const DISPATCH: &[Role] = &[Role::Dispatcher, Role::ServiceManager];

const fn by(from: RequestStatus, press: RequestPress, to: RequestStatus, roles: &'static [Role]) -> Transition {
    let needs_reason = matches!(press, RequestPress::Withdraw | RequestPress::Reopen);
    Transition { from, press, to, roles, needs_reason }
}

/// Everything that may happen to a request; what is not here is refused.
pub const TRANSITIONS: &[Transition] = &{
    use {RequestPress as P, RequestStatus as S};
    [
        by(S::Received, P::Verify, S::Verified, DESK),
        by(S::Received, P::Answer, S::Answered, DESK),
        by(S::Received, P::SolveRemotely, S::SolvedRemotely, DESK),
        by(S::Received, P::MakeOrders, S::Ordered, DESK),
        by(S::Received, P::MarkDuplicate, S::Duplicate, DESK),
        by(S::Received, P::Withdraw, S::Withdrawn, DESK),
        by(S::Verified, P::Answer, S::Answered, DESK),
        by(S::Verified, P::SolveRemotely, S::SolvedRemotely, DESK),
        by(S::Verified, P::MakeOrders, S::Ordered, DESK),
        by(S::Verified, P::MarkDuplicate, S::Duplicate, DESK),
        by(S::Verified, P::Withdraw, S::Withdrawn, DESK),
        // A second order for the same request.
        by(S::Ordered, P::MakeOrders, S::Ordered, DESK),
        by(S::Ordered, P::Withdraw, S::Withdrawn, DISPATCH),
        by(S::Ordered, P::Close, S::Closed, DISPATCH),
        by(S::Answered, P::Close, S::Closed, DESK),
        by(S::SolvedRemotely, P::Close, S::Closed, DESK),
        by(S::Answered, P::Reopen, S::Verified, DESK),
        by(S::SolvedRemotely, P::Reopen, S::Verified, DESK),
        by(S::Duplicate, P::Reopen, S::Verified, DESK),
        by(S::Withdrawn, P::Reopen, S::Verified, DESK),
        by(S::Closed, P::Reopen, S::Verified, DISPATCH),
    ]
};

/// The transition a press would make, if it may be made from there.
pub fn transition(from: RequestStatus, press: RequestPress) -> Option<&'static Transition> {
    TRANSITIONS.iter().find(|t| t.from == from && t.press == press)
}

impl Request {
    /// Where the presses have brought it. An illegal press changes nothing.
    pub fn status(&self) -> RequestStatus {
        self.steps.iter().fold(RequestStatus::Received, |status, step| {
            transition(status, step.press).map_or(status, |transition| transition.to)
        })
    }

    /// When somebody of the company first reached the customer, in milliseconds: with whoever takes a call down that is the call
    /// itself.
    pub fn first_response_ms(&self) -> Option<i64> {
        let called = self.interactions.iter().filter(|i| i.direction == Direction::Outbound && i.is_reached);
        let taken = self.interactions.iter().filter(|i| i.is_taken_down());
        called.chain(taken).map(|interaction| interaction.at_ms).min()
    }

    /// When it was last answered or solved remotely, in milliseconds; `None` while it is open or an order carries it.
    pub fn solved_ms(&self) -> Option<i64> {
        let is_solved = |s| matches!(s, RequestStatus::Answered | RequestStatus::SolvedRemotely);
        let (mut status, mut solved_ms) = (RequestStatus::Received, None);
        for step in &self.steps {
            let Some(transition) = transition(status, step.press) else { continue };
            status = transition.to;
            if is_solved(status) {
                solved_ms = Some(step.at_ms);
            } else if status != RequestStatus::Closed {
                solved_ms = None;
            }
        }
        solved_ms
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        limits::reference("organisation", self.organisation)?;
        self.channel.checked("channel")?;
        limits::instant("received_ms", Some(self.received_ms))?;
        limits::line("device_code", &self.device_code)?;
        limits::line("reporter_name", &self.reporter_name)?;
        limits::phone("reporter_phone", &self.reporter_phone)?;
        limits::email("reporter_email", &self.reporter_email)?;
        limits::note("words", &self.words)?;
        self.device_state.map_or(Ok(DeviceState::Unknown), |state| state.checked("device_state"))?;
        self.priority.map_or(Ok(Priority::Unknown), |priority| priority.checked("priority"))?;
        limits::line("fault_code", &self.fault_code)?;
        attachment::check_all("attachments", &self.attachments)?;
        limits::list("interactions", self.interactions.len())?;
        for (index, interaction) in self.interactions.iter().enumerate() {
            interaction.check(&format!("interactions[{index}]"))?;
        }
        self.check_steps()?;
        limits::note("answer", &self.answer)?;
        limits::list("articles", self.articles.len())?;
        limits::list("orders", self.orders.len())?;
        limits::note("remarks", &self.remarks)?;
        limits::ext(&self.ext)
    }

    fn check_steps(&self) -> Result<(), Rejected> {
        limits::list("steps", self.steps.len())?;
        let mut status = RequestStatus::Received;
        for (index, step) in self.steps.iter().enumerate() {
            let at = format!("steps[{index}]");
            let Some(transition) = transition(status, step.press) else {
                return Err(Rejected::because(
                    RejectedCode::IllegalTransition,
                    format!("{at}.press"),
                    format!("{} is not possible while {status}", step.press),
                ));
            };
            if transition.needs_reason && step.reason.trim().is_empty() {
                return Err(limits::missing(&format!("{at}.reason")));
            }
            limits::note(&format!("{at}.reason"), &step.reason)?;
            limits::instant(&format!("{at}.at_ms"), Some(step.at_ms))?;
            status = transition.to;
        }
        match status {
            RequestStatus::Ordered if self.orders.is_empty() => Err(limits::missing("orders")),
            RequestStatus::Duplicate if self.duplicate_of.is_none() => Err(limits::missing("duplicate_of")),
            _ => Ok(()),
        }
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.number, &self.reporter_name])
            .and(&[
                &self.words,
                &self.device_code,
                &self.reporter_phone,
                &dialled(&self.reporter_phone),
                &self.answer,
                &self.fault_code,
            ])
            .and(&field_definition::texts(&self.ext))
    }
}

impl Interaction {
    /// Somebody of the company spoke with the customer, who had called or come by.
    pub fn is_taken_down(&self) -> bool {
        self.direction == Direction::Inbound && self.user.is_some() && self.channel.is_spoken()
    }

    fn check(&self, path: &str) -> Result<(), Rejected> {
        limits::reference(&format!("{path}.id"), self.id)?;
        limits::instant(&format!("{path}.at_ms"), Some(self.at_ms))?;
        self.direction.checked(&format!("{path}.direction"))?;
        self.channel.checked(&format!("{path}.channel"))?;
        limits::note(&format!("{path}.words"), &self.words)?;
        attachment::check_all(&format!("{path}.attachments"), &self.attachments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(press: RequestPress, at_ms: i64) -> RequestStep {
        RequestStep { press, at_ms, by: Author::rule("test"), reason: "because".into() }
    }

    fn request(presses: &[RequestPress]) -> Request {
        Request {
            organisation: Id::from_parts(1, 1),
            channel: Channel::Phone,
            steps: presses.iter().zip(1..).map(|(press, at_ms)| step(*press, at_ms)).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn the_status_machine_is_this_table() {
        let table: Vec<String> = TRANSITIONS
            .iter()
            .map(|t| {
                let roles: Vec<&str> = t.roles.iter().map(|role| role.as_str()).collect();
                let reason = if t.needs_reason { " (with a reason)" } else { "" };
                format!("{} --{}--> {}: {}{reason}", t.from, t.press, t.to, roles.join(", "))
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn every_status_but_the_first_can_be_reached_and_no_press_is_ambiguous() {
        for status in RequestStatus::ALL.iter().skip(1) {
            assert!(TRANSITIONS.iter().any(|t| t.to == *status), "{status}");
        }
        for t in TRANSITIONS {
            assert_eq!(TRANSITIONS.iter().filter(|u| (u.from, u.press) == (t.from, t.press)).count(), 1);
        }
    }

    #[test]
    fn a_reopened_request_is_not_solved_until_it_is_answered_again() {
        use RequestPress as P;
        assert_eq!(request(&[P::Answer, P::Close]).solved_ms(), Some(1));
        assert_eq!(request(&[P::Answer, P::Close, P::Reopen]).solved_ms(), None);
        assert_eq!(request(&[P::Answer, P::Reopen, P::SolveRemotely]).solved_ms(), Some(3));
        assert_eq!(request(&[P::Answer, P::Close]).validate(), Ok(()));
    }

    #[test]
    fn an_illegal_press_is_refused_and_a_duplicate_names_the_other() {
        use RequestPress as P;
        let refused = request(&[P::Close]).validate().unwrap_err();
        assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::IllegalTransition, "steps[0].press"));
        let duplicate = request(&[P::MarkDuplicate]);
        assert_eq!(duplicate.validate().map_err(|e| e.path), Err("duplicate_of".to_owned()));
        assert_eq!(Request { duplicate_of: Some(Id::from_parts(1, 2)), ..duplicate }.validate(), Ok(()));
    }

    #[test]
    fn a_call_that_nobody_took_is_not_a_first_response() {
        let call =
            |at_ms, is_reached| Interaction { at_ms, is_reached, direction: Direction::Outbound, ..Default::default() };
        let request =
            Request { interactions: vec![call(5, false), call(9, true), call(12, true)], ..Default::default() };
        assert_eq!(request.first_response_ms(), Some(9));
    }

    #[test]
    fn who_takes_a_call_down_answers_it_and_who_files_a_letter_does_not() {
        let came = |channel, user: Option<Id>| {
            let taken = Interaction { at_ms: 3, direction: Direction::Inbound, channel, user, ..Default::default() };
            Request { channel, interactions: vec![taken], ..Default::default() }.first_response_ms()
        };
        let somebody = Some(Id::from_parts(1, 4));
        for spoken in [Channel::Phone, Channel::Console, Channel::Field] {
            assert_eq!((came(spoken, somebody), came(spoken, None)), (Some(3), None), "{spoken}");
        }
        let written = Channel::ALL.iter().filter(|channel| !channel.is_spoken());
        for channel in written {
            assert_eq!(came(*channel, somebody), None, "{channel}");
        }
    }
}
