//! Ratings by customers on their own phones, with a link that an engineer's phone made.

use crate::{ServerError, ServerStore, field_device};
use onsite_domain::{
    Author, Id, Language, Subject, Text, Word,
    command::{Command, NewFact},
    device::DeviceView,
    fact_kind::{self, FactBody as _},
    policy::Rights,
    questionnaire::Questionnaire,
    rating::{RatedOn, RatingFact},
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_store::derived;
use onsite_wire::{Sealed, rating_link::RatingLink};
use std::collections::{BTreeMap, BTreeSet};

/// What a link opens.
#[derive(Clone, Debug)]
pub struct OpenRating {
    /// Of the rating that it gives.
    pub id: Id,
    pub visit: Id,
    pub work_order: Id,
    pub questionnaire: (Id, Questionnaire),
    /// Of the order.
    pub number: String,
    pub device: Text,
}

/// Why a link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedLink {
    /// No field device of this company that was at that visit made it.
    NotOurs,
    Expired,
    /// The visit was made in the field and has not arrived.
    NotArrived,
    /// It was used.
    Given,
}

impl ClosedLink {
    /// What the catalogue of messages says about it.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::NotOurs => "page-rating-not-ours",
            Self::Expired => "page-rating-expired",
            Self::NotArrived => "page-rating-not-arrived",
            Self::Given => "page-rating-given",
        }
    }
}

/// What a customer answered.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// As [`Questionnaire::check_answers`] takes them.
    pub by_question: BTreeMap<Id, i64>,
    pub comment: Option<String>,
    pub language: Language,
}

impl ServerStore {
    /// What the sealed link of an address opens now.
    pub fn open_rating(&self, text: &str) -> Result<Result<OpenRating, ClosedLink>, ServerError> {
        let not_ours = Ok(Err(ClosedLink::NotOurs));
        let Ok(sealed) = Sealed::<RatingLink>::from_text(text) else { return not_ours };
        let Ok(named) = sealed.unverified() else { return not_ours };
        let device = field_device::get(&self.db, named.field_device)?.filter(|device| !device.is_revoked);
        let Some(device) = device else { return not_ours };
        let Ok(link) = sealed.open(self.keys.server, &device.key) else { return not_ours };
        if link.expires_ms <= self.now_ms() {
            return Ok(Err(ClosedLink::Expired));
        }
        let visit: Option<VisitView> = derived::view_as(&self.db, Subject::new(Word::Visit, link.visit))?;
        let Some(visit) = visit else { return Ok(Err(ClosedLink::NotArrived)) };
        let was_there = |user: &Id| visit.is_engineer(*user) || visit.former.contains(user);
        if visit.work_order != Some(link.work_order) || !device.users.iter().any(was_there) {
            return not_ours;
        }
        let id = link.rating_id();
        if visit.ratings.iter().any(|rating| rating.id == id) {
            return Ok(Err(ClosedLink::Given));
        }
        let Some(questionnaire) = self.record_as(Word::Questionnaire, link.questionnaire)? else { return not_ours };
        let order: Option<WorkOrderView> = derived::view_as(&self.db, Subject::new(Word::WorkOrder, link.work_order))?;
        let machine = visit.device.map(|device| Subject::new(Word::Device, device));
        let machine: Option<DeviceView> =
            machine.map(|device| derived::view_as(&self.db, device)).transpose()?.flatten();
        Ok(Ok(OpenRating {
            id,
            visit: link.visit,
            work_order: link.work_order,
            questionnaire: (link.questionnaire, questionnaire),
            number: order.and_then(|order| order.number).unwrap_or_default(),
            device: machine.map(|machine| machine.name()).unwrap_or_default(),
        }))
    }

    /// Keeps what a customer answered, once for each link.
    ///
    /// # Errors
    /// Those of [`Questionnaire::check_answers`] and of the comment.
    pub fn rate(&mut self, text: &str, answers: &Answers) -> Result<Result<OpenRating, ClosedLink>, ServerError> {
        let open = match self.open_rating(text)? {
            Ok(open) => open,
            Err(closed) => return Ok(Err(closed)),
        };
        let (questionnaire, held) = &open.questionnaire;
        held.check_answers(&answers.by_question)?;
        let body = RatingFact {
            questionnaire: *questionnaire,
            questionnaire_version: held.revision,
            given_on: RatedOn::CustomerPhone,
            answers: answers.by_question.iter().map(|(question, answer)| (question.to_string(), *answer)).collect(),
            comment: answers.comment.clone(),
            language: Some(answers.language.as_str().to_owned()),
        };
        body.check()?;
        let subjects = vec![Subject::new(Word::Visit, open.visit), Subject::new(Word::WorkOrder, open.work_order)];
        let fact = NewFact { id: open.id, kind: RatingFact::KIND.to_owned(), subjects, body: fact_kind::body(&body) };
        let author = Author::CustomerLink { link: open.id };
        let rights = Rights {
            author: author.clone(),
            organisation: Id::nil(),
            roles: BTreeSet::new(),
            skills: BTreeSet::new(),
            held: BTreeMap::new(),
            suspended: BTreeSet::new(),
            in_scope: BTreeSet::from([Subject::new(Word::Visit, open.visit)]),
            was_in_scope: BTreeSet::new(),
            is_issuing_frozen: false,
        };
        self.commit_command(&author, &rights, &Command::new("rate").fact(fact), &BTreeMap::new())?;
        Ok(Ok(open))
    }
}
