//! Who may read what at the desk, and which records whose roles may write. Engineers read on their field device, by scope;
//! here the default is no.

use crate::{Rejected, RejectedCode, Word, policy::Rights, user::Role};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How much of a word somebody's roles let them read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = WordReading)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    Nothing,
    /// What belongs to the orders that were given to their organisation, and its own people.
    OfContractor,
    Everything,
}

use Role::{
    Administrator, ComplaintHandler, Dispatcher, Expert, IntakeAgent, QualityInspector, ServiceManager, StockKeeper,
};

/// Everybody at a desk of the company itself.
const OFFICE: &[Role] =
    &[Dispatcher, IntakeAgent, Expert, ServiceManager, QualityInspector, ComplaintHandler, StockKeeper, Administrator];
/// Those who follow the work of visits.
const VISITS: &[Role] = &[Dispatcher, Expert, ServiceManager, QualityInspector, ComplaintHandler];
const CUSTOMERS: &[Role] =
    &[Dispatcher, IntakeAgent, Expert, ServiceManager, QualityInspector, ComplaintHandler, Administrator];
const TERMS: &[Role] = &[Dispatcher, IntakeAgent, ServiceManager, ComplaintHandler, Administrator];
const STOCK: &[Role] = &[StockKeeper, Dispatcher, ServiceManager];
const FIELD_DEVICES: &[Role] = &[Administrator, Dispatcher, ServiceManager, StockKeeper];

/// Words that a contractor's dispatcher needs for the orders of the contractor. Terms and prices are not among them.
const CONTRACTOR: &[Word] = &[
    Word::WorkOrder,
    Word::Visit,
    Word::Device,
    Word::Site,
    Word::Customer,
    Word::Contact,
    Word::User,
    Word::OrderKind,
    Word::ServiceLevel,
    Word::FaultCode,
    Word::Procedure,
];

/// What the roles let somebody read of a word.
pub fn reading(roles: &BTreeSet<Role>, word: Word) -> Reading {
    if roles.iter().any(|role| readers(word).contains(role)) {
        return Reading::Everything;
    }
    if roles.contains(&Role::ContractorDispatcher) && CONTRACTOR.contains(&word) {
        return Reading::OfContractor;
    }
    Reading::Nothing
}

fn readers(word: Word) -> &'static [Role] {
    match word {
        Word::WorkOrder | Word::Device => OFFICE,
        Word::Visit => VISITS,
        Word::PartRequest | Word::StockLocation => STOCK,
        Word::ProcedureDraft => &[ServiceManager, QualityInspector, Expert, Administrator],
        Word::Customer | Word::Site | Word::Contact | Word::Request => CUSTOMERS,
        Word::Contract | Word::Warranty | Word::PriceList | Word::ServiceItem => TERMS,
        Word::FieldDevice | Word::CodeBatch => FIELD_DEVICES,
        Word::Checklist => &[QualityInspector, ServiceManager, Administrator],
        // What somebody's work was scored with is for those who score it.
        Word::Inspection => &[QualityInspector, ServiceManager],
        Word::Organisation
        | Word::Team
        | Word::User
        | Word::Part
        | Word::Tool
        | Word::Procedure
        | Word::Article
        | Word::Bulletin
        | Word::FaultCode
        | Word::OrderKind
        | Word::ServiceLevel
        | Word::Calendar
        | Word::MaintenancePlan
        | Word::Questionnaire
        | Word::FieldDefinition
        | Word::Revocation
        | Word::Settings => OFFICE,
    }
}

/// Whose attention a word's items are. Items show what was written, so nobody is shown those of a word they may not read.
pub fn attention(roles: &BTreeSet<Role>, word: Word) -> Reading {
    let by_word: &[Role] = match word {
        Word::StockLocation | Word::PartRequest => &[StockKeeper],
        Word::FieldDevice | Word::User => &[Administrator],
        // An expert answers what is asked from a visit.
        Word::Visit => &[QualityInspector, Expert],
        Word::WorkOrder | Word::Device => &[QualityInspector],
        _ => &[],
    };
    if roles.iter().any(|role| [Dispatcher, ServiceManager].contains(role) || by_word.contains(role)) {
        return reading(roles, word);
    }
    if matches!(word, Word::WorkOrder | Word::Visit) {
        return reading(roles, word).min(Reading::OfContractor);
    }
    Reading::Nothing
}

/// Whether a record of this word may be written at the desk. Field devices are not: enrolment and revocation write those;
/// nor are batches of codes, which are drawn.
pub fn check_record(rights: &Rights, word: Word) -> Result<(), Rejected> {
    if !rights.author.is_field() && rights.roles.iter().any(|role| writers(word).contains(role)) {
        return Ok(());
    }
    Err(Rejected::new(RejectedCode::Forbidden, word.as_str()))
}

fn writers(word: Word) -> &'static [Role] {
    match word {
        Word::User | Word::Organisation | Word::Settings | Word::FieldDefinition => &[Administrator],
        Word::Team => &[Administrator, ServiceManager],
        Word::Customer | Word::Site | Word::Contact => &[Dispatcher, IntakeAgent, Administrator],
        Word::Request => &[Dispatcher, IntakeAgent, ComplaintHandler],
        Word::Device => &[Dispatcher, ServiceManager, Administrator],
        Word::Part | Word::Tool | Word::StockLocation => &[StockKeeper, Administrator],
        Word::Article => &[ServiceManager, QualityInspector, Expert, Administrator],
        Word::Checklist => &[QualityInspector, ServiceManager, Administrator],
        Word::PriceList
        | Word::ServiceItem
        | Word::Contract
        | Word::Warranty
        | Word::Procedure
        | Word::Bulletin
        | Word::FaultCode
        | Word::OrderKind
        | Word::ServiceLevel
        | Word::Calendar
        | Word::MaintenancePlan
        | Word::Questionnaire => &[ServiceManager, Administrator],
        Word::WorkOrder
        | Word::Visit
        | Word::ProcedureDraft
        | Word::PartRequest
        | Word::FieldDevice
        | Word::Revocation
        | Word::CodeBatch
        | Word::Inspection => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, Id};

    fn only(role: Role) -> BTreeSet<Role> {
        BTreeSet::from([role])
    }

    #[test]
    fn an_engineer_reads_nothing_at_the_desk_and_a_contractor_nothing_whole() {
        for word in Word::ALL {
            assert_eq!(reading(&only(Role::Engineer), *word), Reading::Nothing, "{word}");
            assert_eq!(attention(&only(Role::Engineer), *word), Reading::Nothing, "{word}");
            assert!(reading(&only(Role::ContractorDispatcher), *word) < Reading::Everything, "{word}");
            assert!(attention(&only(Role::ContractorDispatcher), *word) < Reading::Everything, "{word}");
            assert_eq!(reading(&BTreeSet::new(), *word), Reading::Nothing, "{word}");
        }
    }

    #[test]
    fn nobody_sees_attention_of_what_they_may_not_read() {
        for role in Role::ALL {
            for word in Word::ALL {
                assert!(attention(&only(*role), *word) <= reading(&only(*role), *word), "{role} {word}");
            }
        }
    }

    #[test]
    fn a_record_is_written_by_its_office_and_never_from_the_field() {
        let mut rights = Rights {
            suspended: BTreeSet::new(),
            author: Author::Console { user: Id::from_parts(1, 1) },
            organisation: Id::from_parts(1, 2),
            roles: only(Administrator),
            skills: BTreeSet::new(),
            held: std::collections::BTreeMap::new(),
            in_scope: BTreeSet::new(),
            was_in_scope: BTreeSet::new(),
            is_issuing_frozen: false,
        };
        assert!(check_record(&rights, Word::User).is_ok());
        assert!(check_record(&rights, Word::FieldDevice).is_err());
        assert!(check_record(&rights, Word::Request).is_err());
        rights.author = Author::FieldDevice { field_device: Id::from_parts(1, 3), user: Id::from_parts(1, 1) };
        assert!(check_record(&rights, Word::User).is_err());
    }
}
