//! Ratings by customers on their own phones, with a link that an engineer's phone made, or that this server gave out.

use super::progress::ClosedFollow;
use crate::{
    ServerError, ServerStore,
    customer_link::{CustomerLink, Purpose},
    field_device,
};
use onsite_domain::{
    Author, Id, Language, Subject, Text, Word,
    command::{Command, NewFact},
    device::DeviceView,
    fact_kind::{self, FactBody as _},
    id::Hash,
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
    /// The request was withdrawn, or is a duplicate.
    Withdrawn,
}

impl ClosedLink {
    /// What the catalogue of messages says about it.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::NotOurs => "page-rating-not-ours",
            Self::Expired => "page-rating-expired",
            Self::NotArrived => "page-rating-not-arrived",
            Self::Given => "page-rating-given",
            Self::Withdrawn => ClosedFollow::Withdrawn.message_key(),
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
        match CustomerLink::open(text, &self.keys, b"") {
            Some(link) => self.open_own_rating(&link),
            None => self.open_rating_by_phone(text),
        }
    }

    /// A link of this server's: one rating for each visit, and none where the customer rated it already with a link of the
    /// engineer's.
    fn open_own_rating(&self, link: &CustomerLink) -> Result<Result<OpenRating, ClosedLink>, ServerError> {
        if link.purpose != Purpose::Rate {
            return Ok(Err(ClosedLink::NotOurs));
        }
        if link.has_expired(self.now_ms()) {
            return Ok(Err(ClosedLink::Expired));
        }
        let visit: Option<VisitView> = derived::view_as(&self.db, Subject::new(Word::Visit, link.about))?;
        let Some((visit, work_order)) = visit.and_then(|visit| visit.work_order.map(|order| (visit, order))) else {
            return Ok(Err(ClosedLink::NotOurs));
        };
        if self.closed_by_request(work_order)?.is_some() {
            return Ok(Err(ClosedLink::Withdrawn));
        }
        if visit.ratings.iter().any(|rating| matches!(rating.by, Author::CustomerLink { .. })) {
            return Ok(Err(ClosedLink::Given));
        }
        let Some(questionnaire) = self.questionnaire_for(link.about)? else { return Ok(Err(ClosedLink::NotOurs)) };
        self.opened(own_rating_id(link.about), (link.about, &visit), work_order, questionnaire).map(Ok)
    }

    fn open_rating_by_phone(&self, text: &str) -> Result<Result<OpenRating, ClosedLink>, ServerError> {
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
        let ids = [link.rating_id(), own_rating_id(link.visit)];
        if visit.ratings.iter().any(|rating| ids.contains(&rating.id)) {
            return Ok(Err(ClosedLink::Given));
        }
        let Some(questionnaire) = self.record_as(Word::Questionnaire, link.questionnaire)? else { return not_ours };
        let questionnaire = (link.questionnaire, questionnaire);
        self.opened(link.rating_id(), (link.visit, &visit), link.work_order, questionnaire).map(Ok)
    }

    fn opened(
        &self,
        id: Id,
        (visit_id, visit): (Id, &VisitView),
        work_order: Id,
        questionnaire: (Id, Questionnaire),
    ) -> Result<OpenRating, ServerError> {
        let order: Option<WorkOrderView> = derived::view_as(&self.db, Subject::new(Word::WorkOrder, work_order))?;
        let machine = visit.device.map(|device| Subject::new(Word::Device, device));
        let machine: Option<DeviceView> =
            machine.map(|device| derived::view_as(&self.db, device)).transpose()?.flatten();
        Ok(OpenRating {
            id,
            visit: visit_id,
            work_order,
            questionnaire,
            number: order.and_then(|order| order.number).unwrap_or_default(),
            device: machine.map(|machine| machine.name()).unwrap_or_default(),
        })
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

/// Of the one rating that this server's links give for a visit.
fn own_rating_id(visit: Id) -> Id {
    Hash::of_parts("onsite/customer-rating/v1", &[&visit.to_bytes()]).id()
}
