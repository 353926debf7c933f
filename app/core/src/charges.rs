//! What a visit costs and who pays: decided on the phone from the records, overridden only with a reason.

use crate::{App, AppError, done::Done, step, view};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    charge::{self, Catalogue, ChargedItem, OtherCharge, Work},
    contract::Contract,
    cover::{self, CoverDecision, CoverFacts, Payer},
    customer::Customer,
    device_record::DeviceRecord,
    entry::current,
    fault_code::FaultCode,
    order_kind::Kind,
    part::Part,
    price_list::PriceList,
    service_item::ServiceItem,
    time_entry::TimeKind,
    version::{self, Version},
    visit::VisitView,
    visit_charges::{Charges, OfferedQuote, Payment},
    warranty::Warranty,
    zone,
};
use onsite_report::named;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What to charge beside what the visit recorded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ToCharge {
    /// Who pays, against what the records say; then `reason` is needed.
    pub payer: Option<Payer>,
    pub reason: Option<String>,
    pub service_items: Vec<ChargedItem>,
    /// Instead of the parts that were recorded.
    pub parts: Option<Vec<ChargedItem>>,
    /// Instead of the time that was recorded, in milliseconds.
    pub time_ms: Option<BTreeMap<TimeKind, i64>>,
    pub distance_m: i64,
    pub has_call_out: bool,
    pub others: Vec<OtherCharge>,
    /// The contract's, the customer's or the company's where missing.
    pub price_list: Option<Id>,
    pub valid_until_ms: Option<i64>,
    pub remarks: String,
}

impl App {
    /// Who pays for a visit, as the records on this phone say, with every reason passed on the way.
    pub fn cover(&self, visit: Id) -> Result<CoverDecision, AppError> {
        let seen = self.visit(visit)?;
        let order = seen.work_order.map(|order| self.work_order(order)).transpose()?.unwrap_or_default();
        let device = match seen.device {
            Some(id) => self
                .device(id)?
                .record
                .and_then(|record| serde_json::from_value::<DeviceRecord>(record).ok())
                .map(|record| (id, record)),
            None => None,
        };
        let named_warranty = order.warranty.or_else(|| device.as_ref()?.1.warranty);
        let warranty: Option<Warranty> = self.one(Word::Warranty, named_warranty)?;
        let customer = seen.customer.or(order.customer).unwrap_or_default();
        let mut contracts: Vec<(Id, Contract)> = self.records(Word::Contract)?;
        contracts.retain(|(_, contract)| contract.customer == customer);
        let contracts: Vec<(Id, &Contract)> = contracts.iter().map(|(id, contract)| (*id, contract)).collect();
        let mut causes = Vec::new();
        for code in current(&seen.findings).filter_map(|finding| finding.value.cause.code) {
            causes.extend(self.record::<FaultCode>(Word::FaultCode, code)?.map(|cause| cause.code));
        }
        Ok(cover::decide(&CoverFacts {
            kind: Kind::from_text(order.kind.as_deref().unwrap_or_default()),
            day: self.day_at(&seen)?,
            customer,
            site: seen.site,
            device: device.as_ref().map(|(id, record)| (*id, record)),
            warranty: named_warranty.zip(warranty.as_ref()),
            contracts: &contracts,
            causes: &causes,
        }))
    }

    /// The charges of a visit: its time, parts and expenses passed on, and what is named beside them.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for a price where the customer would pay, for the reason of an override, or where there
    /// is no price list.
    pub fn charges(&self, visit: Id, to_charge: &ToCharge) -> Result<Charges, AppError> {
        let seen = self.visit(visit)?;
        let mut decision = self.cover(visit)?;
        if let Some(payer) = to_charge.payer.filter(|payer| *payer != decision.payer) {
            decision = decision.override_with(payer, to_charge.reason.as_deref().unwrap_or_default())?;
        }
        let (id, price_list) = self.price_list_for(&seen, &decision, to_charge.price_list)?;
        let work = self.work(&seen, to_charge);
        let service_items: BTreeMap<Id, ServiceItem> =
            named(self, Word::ServiceItem, work.service_items.iter().map(|item| item.id))?;
        let parts: BTreeMap<Id, Part> = named(self, Word::Part, work.parts.iter().map(|item| item.id))?;
        let catalogue = Catalogue { price_list: &price_list, service_items: &service_items, parts: &parts };
        let mut charges = charge::quote(&work, &catalogue, decision)?;
        charges.valid_until_ms = to_charge.valid_until_ms;
        charges.remarks.clone_from(&to_charge.remarks);
        Ok(Charges { charges, price_list: Some(id), replaces: Vec::new() })
    }

    /// Records the charges, in place of those that stand.
    ///
    /// # Errors
    /// As [`charges`](Self::charges); [`RejectedCode::Signed`] once the customer has signed.
    pub fn record_charges(&mut self, visit: Id, to_charge: &ToCharge) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        step::refuse_signed(&seen)?;
        let mut charges = self.charges(visit, to_charge)?;
        charges.replaces = current(&seen.charges).map(|held| held.id).collect();
        self.add_entry("record_charges", Subject::new(Word::Visit, visit), &charges)
    }

    /// Offers a price before the work, to be accepted by signature, in place of an earlier offer.
    pub fn offer_quote(&mut self, visit: Id, to_charge: &ToCharge) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        step::refuse_signed(&seen)?;
        let Charges { charges: quote, price_list, .. } = self.charges(visit, to_charge)?;
        let replaces = current(&seen.quotes).map(|held| held.id).collect();
        let offered = OfferedQuote { quote, price_list, replaces };
        self.add_entry("offer_quote", Subject::new(Word::Visit, visit), &offered)
    }

    /// Notes money taken or promised, and what the invoice shall say.
    pub fn record_payment(&mut self, visit: Id, payment: Payment) -> Result<Done, AppError> {
        self.visit(visit)?;
        self.add_entry("record_payment", Subject::new(Word::Visit, visit), &payment)
    }

    fn work(&self, seen: &VisitView, to_charge: &ToCharge) -> Work {
        let used = || {
            let usages = current(&seen.part_usages);
            usages.map(|usage| ChargedItem { id: usage.value.part, quantity: usage.value.quantity, unit_minor: None })
        };
        let passed_on = current(&seen.expenses).filter(|expense| expense.value.is_charged_to_customer);
        Work {
            service_items: to_charge.service_items.clone(),
            time_ms: to_charge.time_ms.clone().unwrap_or_else(|| self.time_spent(seen)),
            distance_m: to_charge.distance_m,
            has_call_out: to_charge.has_call_out,
            parts: to_charge.parts.clone().unwrap_or_else(|| used().collect()),
            others: to_charge.others.clone(),
            passed_on: passed_on.map(|expense| expense.value.clone()).collect(),
        }
    }

    fn price_list_for(
        &self,
        seen: &VisitView,
        decision: &CoverDecision,
        named: Option<Id>,
    ) -> Result<(Id, PriceList), AppError> {
        let day = self.day_at(seen)?;
        let of_contract: Option<Contract> = self.one(Word::Contract, decision.by)?;
        let of_customer: Option<Customer> = self.one(Word::Customer, seen.customer)?;
        let candidates = [
            named,
            of_contract.and_then(|contract| contract.price_list),
            of_customer.and_then(|customer| customer.price_list),
            self.settings()?.price_list,
        ];
        for id in candidates.into_iter().flatten() {
            // Who names a version wants that one; a contract or the company means the one in force.
            let list = match named == Some(id) {
                true => self.record::<PriceList>(Word::PriceList, id)?.map(|list| (id, list)),
                false => {
                    self.in_force::<PriceList>(Word::PriceList, id, day)?.filter(|(_, list)| list.is_valid_on(day))
                }
            };
            if let Some(list) = list {
                return Ok(list);
            }
        }
        let lists: Vec<(Id, PriceList)> = self.records(Word::PriceList)?;
        let valid = lists.into_iter().filter(|(_, list)| list.is_valid_on(day));
        let newest = valid.max_by_key(|(id, list)| (list.revision, *id));
        newest.ok_or_else(|| {
            Rejected::because(RejectedCode::Missing, "price_list", "no price list is valid today").into()
        })
    }

    /// The version that counts on a day where one of its number is named, with what it says.
    pub(crate) fn in_force<T: Version + DeserializeOwned>(
        &self,
        word: Word,
        named: Id,
        day: jiff::civil::Date,
    ) -> Result<Option<(Id, T)>, AppError> {
        let mut all: Vec<(Id, T)> = self.records(word)?;
        let id = version::in_force(named, &all, day);
        let place = all.iter().position(|(version, _)| *version == id);
        Ok(place.map(|place| all.swap_remove(place)))
    }

    /// The same at an instant, by the day it is in a zone.
    pub(crate) fn in_force_at<T: Version + DeserializeOwned>(
        &self,
        word: Word,
        named: Id,
        zone: &str,
        at_ms: i64,
    ) -> Result<Option<T>, AppError> {
        let zone = zone::find(zone).or_else(|| zone::find("UTC"));
        let Some(civil) = zone.and_then(|zone| zone::civil(&zone, at_ms)) else { return self.record(word, named) };
        Ok(self.in_force(word, named, civil.date())?.map(|(_, version)| version))
    }

    /// The day it is at the visit's site.
    pub(crate) fn day_at(&self, seen: &VisitView) -> Result<jiff::civil::Date, AppError> {
        let name = match &seen.zone {
            Some(zone) => zone.clone(),
            None => self.settings()?.zone,
        };
        let zone = zone::find(&name).or_else(|| zone::find("UTC"));
        let civil = zone.and_then(|zone| zone::civil(&zone, view::now_ms(self)));
        Ok(civil.ok_or_else(|| AppError::broken("the clock shows no day"))?.date())
    }
}
