//! Who pays: what a contract or a warranty covers, and the decision from the facts, which the phone can make alone.

use crate::{
    Id, Rejected, choice::choices, contract::Contract, device_record::DeviceRecord, limits, order_kind::Kind, version,
    warranty::Warranty,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    PartsCover {
        None = "none",
        All = "all",
        /// Only the listed ones.
        Listed = "listed",
        /// All but the listed ones: consumables, tubes.
        AllButListed = "all_but_listed",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Cover {
    /// Kinds of work that are covered; all where empty.
    pub kinds: Vec<Kind>,
    pub labour: bool,
    pub travel: bool,
    pub service_items: bool,
    pub parts: PartsCover,
    pub listed_parts: Vec<Id>,
    /// Codes of causes that are nobody's promise: misuse, lightning, foreign repair.
    pub excluded_causes: Vec<String>,
}

impl Cover {
    pub fn everything() -> Self {
        Self { labour: true, travel: true, service_items: true, parts: PartsCover::All, ..Self::default() }
    }

    pub fn covers_part(&self, part: Id) -> bool {
        match self.parts {
            PartsCover::All => true,
            PartsCover::Listed => self.listed_parts.contains(&part),
            PartsCover::AllButListed => !self.listed_parts.contains(&part),
            PartsCover::None | PartsCover::Unknown => false,
        }
    }

    /// Why it does not cover this kind of work with these causes.
    fn refusal(&self, kind: Kind, causes: &[String]) -> Option<CoverReasonCode> {
        if !self.kinds.is_empty() && !self.kinds.contains(&kind) {
            return Some(CoverReasonCode::KindNotCovered);
        }
        let is_excluded = causes.iter().any(|cause| self.excluded_causes.contains(cause));
        is_excluded.then_some(CoverReasonCode::CauseExcluded)
    }

    pub(crate) fn check(&self, path: &str) -> Result<(), Rejected> {
        for kind in &self.kinds {
            kind.checked(&format!("{path}.kinds"))?;
        }
        self.parts.checked(&format!("{path}.parts"))?;
        limits::list(&format!("{path}.listed_parts"), self.listed_parts.len())?;
        limits::lines(&format!("{path}.excluded_causes"), self.excluded_causes.iter())
    }
}

choices! {
    Payer {
        Warranty = "warranty",
        Contract = "contract",
        Customer = "customer",
        /// The company itself, as a courtesy; only ever decided by a person.
        Goodwill = "goodwill",
    }
}

choices! {
    CoverReasonCode {
        NoDevice = "no_device",
        NoWarranty = "no_warranty",
        WarrantyValid = "warranty_valid",
        WarrantyEnded = "warranty_ended",
        /// The device has terms but not the date they count from.
        WarrantyStartNotKnown = "warranty_start_not_known",
        NoContract = "no_contract",
        ContractValid = "contract_valid",
        ContractNotStarted = "contract_not_started",
        ContractEnded = "contract_ended",
        ContractSuspended = "contract_suspended",
        /// The kind of work is not part of the promise.
        KindNotCovered = "kind_not_covered",
        CauseExcluded = "cause_excluded",
    }
}

/// One step of the way to a decision, so that engineer and customer can follow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CoverReason {
    pub code: CoverReasonCode,
    /// The warranty or contract.
    pub about: Option<Id>,
    /// The last day, or the first.
    pub day: Option<Date>,
}

/// Somebody decided otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CoverOverride {
    /// What the facts had said.
    pub instead_of: Payer,
    pub reason: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CoverDecision {
    pub payer: Payer,
    /// The warranty or contract that pays.
    pub by: Option<Id>,
    /// What is covered; nothing where the customer pays.
    pub cover: Cover,
    pub reasons: Vec<CoverReason>,
    pub overridden: Option<CoverOverride>,
}

/// What the decision is made from.
#[derive(Clone, Copy, Debug)]
pub struct CoverFacts<'a> {
    pub kind: Kind,
    /// The day of the work at the site.
    pub day: Date,
    pub customer: Id,
    pub site: Option<Id>,
    pub device: Option<(Id, &'a DeviceRecord)>,
    /// The terms the device names.
    pub warranty: Option<(Id, &'a Warranty)>,
    /// The customer's contracts.
    pub contracts: &'a [(Id, &'a Contract)],
    /// Codes of the causes found, as far as they are known.
    pub causes: &'a [String],
}

/// Warranty before contract before customer; every reason passed on the way is kept.
pub fn decide(facts: &CoverFacts<'_>) -> CoverDecision {
    let mut reasons = Vec::new();
    if let Some((by, cover)) = by_warranty(facts, &mut reasons) {
        return CoverDecision { payer: Payer::Warranty, by, cover, reasons, overridden: None };
    }
    if let Some((by, cover)) = by_contract(facts, &mut reasons) {
        return CoverDecision { payer: Payer::Contract, by: Some(by), cover, reasons, overridden: None };
    }
    CoverDecision { payer: Payer::Customer, reasons, ..CoverDecision::default() }
}

fn by_warranty(facts: &CoverFacts<'_>, reasons: &mut Vec<CoverReason>) -> Option<(Option<Id>, Cover)> {
    use CoverReasonCode as Code;
    let about = facts.warranty.map(|(id, _)| id);
    let mut say = |code, day| reasons.push(CoverReason { code, about, day });
    let Some((_, device)) = facts.device else {
        say(Code::NoDevice, None);
        return None;
    };
    let terms = facts.warranty.map(|(_, warranty)| warranty);
    let last_day = device.warranty_ends_on.or_else(|| terms.and_then(|terms| terms.last_day(device)));
    let Some(last_day) = last_day else {
        say(if terms.is_some() { Code::WarrantyStartNotKnown } else { Code::NoWarranty }, None);
        return None;
    };
    if facts.day > last_day {
        say(Code::WarrantyEnded, Some(last_day));
        return None;
    }
    // Only the last day is known of many older devices: then everything is covered.
    let cover = terms.map_or_else(Cover::everything, |terms| terms.cover.clone());
    if let Some(refusal) = cover.refusal(facts.kind, facts.causes) {
        say(refusal, None);
        return None;
    }
    say(Code::WarrantyValid, Some(last_day));
    Some((about, cover))
}

fn by_contract(facts: &CoverFacts<'_>, reasons: &mut Vec<CoverReason>) -> Option<(Id, Cover)> {
    use CoverReasonCode as Code;
    let device = facts.device.map(|(id, _)| id);
    // In the order of their ids, so that two replicas that read them in another order decide alike.
    let mut contracts: Vec<&(Id, &Contract)> = facts.contracts.iter().collect();
    contracts.sort_unstable_by_key(|(id, _)| *id);
    contracts.retain(|(id, contract)| {
        contract.customer == facts.customer
            && contract.is_for(device, facts.site)
            && version::in_force(*id, facts.contracts, facts.day) == *id
    });
    if contracts.is_empty() {
        reasons.push(CoverReason { code: Code::NoContract, ..CoverReason::default() });
    }
    for (id, contract) in contracts {
        let mut say = |code, day| reasons.push(CoverReason { code, about: Some(*id), day });
        if contract.is_suspended {
            say(Code::ContractSuspended, None);
        } else if contract.valid_from.is_some_and(|first_day| facts.day < first_day) {
            say(Code::ContractNotStarted, contract.valid_from);
        } else if contract.valid_until.is_some_and(|last_day| facts.day > last_day) {
            say(Code::ContractEnded, contract.valid_until);
        } else if let Some(refusal) = contract.cover.refusal(facts.kind, facts.causes) {
            say(refusal, None);
        } else {
            say(Code::ContractValid, contract.valid_until);
            return Some((*id, contract.cover.clone()));
        }
    }
    None
}

impl CoverDecision {
    /// The same facts, decided otherwise by a person, who must say why. Given to the customer, nothing is covered; given
    /// to anybody else, everything.
    pub fn override_with(self, payer: Payer, reason: &str) -> Result<Self, Rejected> {
        payer.checked("payer")?;
        if reason.trim().is_empty() {
            return Err(limits::missing("reason"));
        }
        limits::note("reason", reason)?;
        let instead_of = self.overridden.as_ref().map_or(self.payer, |earlier| earlier.instead_of);
        let cover = if payer == Payer::Customer { Cover::default() } else { Cover::everything() };
        let overridden = Some(CoverOverride { instead_of, reason: reason.to_owned() });
        Ok(Self { payer, by: None, cover, reasons: self.reasons, overridden })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warranty::WarrantyStart;
    use jiff::civil::date;

    const CUSTOMER: Id = Id::from_parts(1, 1);

    fn codes(decision: &CoverDecision) -> Vec<&'static str> {
        decision.reasons.iter().map(|reason| reason.code.as_str()).collect()
    }

    #[test]
    fn warranty_goes_before_contract_and_contract_before_customer() {
        let device = DeviceRecord { accepted_on: Some(date(2025, 5, 1)), ..Default::default() };
        let warranty = Warranty {
            starts: WarrantyStart::Accepted,
            months: 12,
            cover: Cover { excluded_causes: vec!["misuse".into()], ..Cover::everything() },
            ..Default::default()
        };
        let contract = Contract {
            customer: CUSTOMER,
            valid_until: Some(date(2026, 12, 31)),
            cover: Cover { kinds: vec![Kind::Repair], labour: true, ..Default::default() },
            ..Default::default()
        };
        let ended = Contract { valid_until: Some(date(2024, 12, 31)), ..contract.clone() };
        let contracts = [(Id::from_parts(1, 9), &contract), (Id::from_parts(1, 8), &ended)];
        let misuse = ["misuse".to_owned()];
        let facts = CoverFacts {
            kind: Kind::Repair,
            day: date(2026, 4, 30),
            customer: CUSTOMER,
            site: None,
            device: Some((Id::from_parts(1, 5), &device)),
            warranty: Some((Id::from_parts(1, 6), &warranty)),
            contracts: &contracts,
            causes: &[],
        };
        let decision = decide(&facts);
        assert_eq!((decision.payer, codes(&decision)), (Payer::Warranty, vec!["warranty_valid"]));
        let decision = decide(&CoverFacts { causes: &misuse, ..facts });
        assert_eq!(codes(&decision), ["cause_excluded", "contract_ended", "contract_valid"]);
        assert_eq!((decision.payer, decision.by), (Payer::Contract, Some(Id::from_parts(1, 9))));
        let decision = decide(&CoverFacts { day: date(2026, 5, 1), kind: Kind::Train, ..facts });
        assert_eq!(codes(&decision), ["warranty_ended", "contract_ended", "kind_not_covered"]);
        assert_eq!((decision.payer, decision.cover), (Payer::Customer, Cover::default()));
        let other = CoverFacts { customer: Id::from_parts(1, 2), device: None, ..facts };
        assert_eq!(codes(&decide(&other)), ["no_device", "no_contract"]);
    }

    #[test]
    fn an_override_needs_a_reason_and_remembers_what_the_facts_said() {
        let decision = CoverDecision { payer: Payer::Customer, ..Default::default() };
        assert!(decision.clone().override_with(Payer::Warranty, " ").is_err());
        let goodwill = decision.override_with(Payer::Goodwill, "second failure in a month").unwrap();
        assert!(goodwill.cover.labour && goodwill.cover.covers_part(CUSTOMER));
        let back = goodwill.override_with(Payer::Contract, "customer agreed").unwrap();
        assert_eq!(back.overridden.map(|o| o.instead_of), Some(Payer::Customer));
    }
}
