//! Whom one may name. The company with its branches is one house, every contractor another: nobody sends or hands over to
//! people of another house, and a van of one is in nobody's custody of another. A dispatcher of the company also names the
//! people of the contractor that the order was given to; everybody may ask the company's experts.

use super::Asked;
use crate::{
    Id, Rejected, RejectedCode, Subject, Word,
    assignment::{AssignmentFact, HandOverFact, OfferFact},
    custody::CustodyFact,
    document::Write,
    entry::EntryBody as _,
    fact::Fact,
    fact_kind::FactBody as _,
    note::Question,
    organisation::OrganisationKind,
    time_entry::TimeEntry,
    user::Role,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// What the rules read of a user, a team, a field device or a van.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, ToSchema)]
#[serde(default)]
struct Belonging {
    organisation: Option<Id>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, ToSchema)]
#[serde(default)]
struct House {
    kind: OrganisationKind,
}

/// People and teams that a fact names, and the field device and user of a custody.
pub fn named_by_fact(fact: &Fact) -> Vec<Subject> {
    let of = |word: Word, ids: Vec<Id>| ids.into_iter().map(move |id| Subject::new(word, id));
    match fact.kind.as_str() {
        AssignmentFact::KIND => {
            let team = fact.body::<AssignmentFact>().unwrap_or_default();
            of(Word::User, team.lead.into_iter().chain(team.helpers).chain(team.expert).collect()).collect()
        }
        OfferFact::KIND => {
            let offer = fact.body::<OfferFact>().unwrap_or_default();
            of(Word::User, offer.users).chain(of(Word::Team, offer.teams)).collect()
        }
        HandOverFact::KIND => {
            of(Word::User, fact.body::<HandOverFact>().map(|body| body.to).into_iter().collect()).collect()
        }
        CustodyFact::KIND => {
            let custody = fact.body::<CustodyFact>().unwrap_or_default();
            let device = of(Word::FieldDevice, custody.field_device.into_iter().collect());
            device.chain(of(Word::User, custody.user.into_iter().collect())).collect()
        }
        _ => Vec::new(),
    }
}

/// The user or van that a write to a document names.
pub fn named_by_write(word: Word, write: &Write) -> Option<Subject> {
    let (named, value) = match (word, write) {
        (Word::PartRequest, Write::Set { field, value }) if field == "location" => (Word::StockLocation, value),
        (Word::Visit, Write::Add { collection, entry, .. }) if collection == Question::COLLECTION => {
            (Word::User, entry.get("user")?)
        }
        _ => return None,
    };
    Some(Subject::new(named, value.as_str()?.parse().ok()?))
}

/// Whether everybody and everything that a fact names may be named by its author.
pub(super) fn check_fact(asked: &Asked<'_>, fact: &Fact) -> Result<(), Rejected> {
    let named = named_by_fact(fact);
    if fact.kind == CustodyFact::KIND {
        let van = organisation_of(asked, asked.subject);
        return named.into_iter().try_for_each(|subject| {
            let is_of_van = van.is_some_and(|van| is_of_house(asked, subject, van));
            if is_of_van { Ok(()) } else { Err(foreign(subject.word, "of the organisation whose van it is")) }
        });
    }
    let given_to = given_to(asked).filter(|_| asked.has(Role::Dispatcher));
    named.into_iter().try_for_each(|subject| {
        let is_of = |house: Id| is_of_house(asked, subject, house);
        if is_of(asked.rights.organisation) || given_to.is_some_and(is_of) {
            return Ok(());
        }
        Err(foreign(subject.word, "people of the own organisation only"))
    })
}

/// Whether the people and vans that writes from the field name may be named by their author: the time of those who are or
/// were on the visit, questions to the own people and to the company's, vans of the own house.
pub(super) fn check_writes(asked: &Asked<'_>, writes: &[Write]) -> Result<(), Rejected> {
    if !asked.rights.author.is_field() {
        return Ok(());
    }
    for write in writes {
        if let Some(subject) = named_by_write(asked.subject.word, write) {
            let is_asked = subject.word == Word::User
                && organisation_of(asked, subject).is_some_and(|organisation| is_of_company(asked, organisation));
            if !is_asked && !is_of_house(asked, subject, asked.rights.organisation) {
                return Err(foreign(subject.word, "of the own organisation only"));
            }
        }
        check_time_of(asked, write)?;
    }
    Ok(())
}

fn check_time_of(asked: &Asked<'_>, write: &Write) -> Result<(), Rejected> {
    let Write::Add { collection, entry, .. } = write else { return Ok(()) };
    if collection != TimeEntry::COLLECTION {
        return Ok(());
    }
    let user: Option<Id> = entry.get("user").and_then(|user| user.as_str()?.parse().ok());
    let Some(user) = user.filter(|user| asked.user() != Some(*user)) else { return Ok(()) };
    let visit = asked.visit(asked.subject.id).unwrap_or_default();
    let mut team = visit.lead.into_iter().chain(visit.helpers).chain(visit.expert).chain(visit.former);
    if team.any(|known| known == user) { Ok(()) } else { Err(foreign(Word::User, "people of the visit only")) }
}

/// The organisation that the order in question was given to.
fn given_to(asked: &Asked<'_>) -> Option<Id> {
    let order = match asked.subject.word {
        Word::Visit => asked.visit(asked.subject.id)?.work_order?,
        Word::WorkOrder => asked.subject.id,
        _ => return None,
    };
    asked.order(order)?.organisation
}

fn organisation_of(asked: &Asked<'_>, subject: Subject) -> Option<Id> {
    asked.view::<Belonging>(subject.word, subject.id)?.organisation
}

fn is_of_company(asked: &Asked<'_>, organisation: Id) -> bool {
    let house: Option<House> = asked.view(Word::Organisation, organisation);
    house.is_some_and(|house| matches!(house.kind, OrganisationKind::Company | OrganisationKind::Branch))
}

fn is_of_house(asked: &Asked<'_>, subject: Subject, house: Id) -> bool {
    organisation_of(asked, subject).is_some_and(|organisation| {
        organisation == house || (is_of_company(asked, organisation) && is_of_company(asked, house))
    })
}

fn foreign(word: Word, detail: &str) -> Rejected {
    Rejected::because(RejectedCode::Forbidden, word.as_str(), detail)
}
