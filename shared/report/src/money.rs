//! Who pays, and the tax of each rate.

use crate::{
    build::Sources,
    content::{ReportCover, TaxSum},
};
use onsite_domain::{charge::Quote, cover::Payer, money::BasisPoints};
use std::collections::BTreeMap;

impl Sources<'_> {
    pub(crate) fn cover(&self, quote: &Quote) -> ReportCover {
        let decision = &quote.decision;
        let contract = decision.by.and_then(|by| self.contracts.get(&by));
        let warranty = decision.by.and_then(|by| self.warranties.get(&by));
        let named = contract.map(|contract| (&contract.number, &contract.name));
        let named = named.or_else(|| warranty.map(|warranty| (&warranty.number, &warranty.name)));
        // The decision's own reason comes last and holds the day that it saw.
        let ends_on = decision.reasons.last().filter(|_| decision.payer != Payer::Customer).and_then(|last| last.day);
        ReportCover {
            payer: decision.payer,
            number: named.map(|(number, _)| number.clone()).unwrap_or_default(),
            name: named.map(|(_, name)| name.clone()).unwrap_or_default(),
            ends_on: ends_on.map(|day| day.to_string()).unwrap_or_default(),
            override_reason: decision.overridden.as_ref().map(|other| other.reason.clone()).unwrap_or_default(),
        }
    }
}

/// The customer's lines by rate. Sums of lines: nothing is rounded here, so they add up to the quote's totals.
pub(crate) fn taxes(quote: &Quote) -> Vec<TaxSum> {
    let mut by_rate: BTreeMap<BasisPoints, TaxSum> = BTreeMap::new();
    for line in quote.lines.iter().filter(|line| line.payer == Payer::Customer) {
        let sum = by_rate.entry(line.tax).or_insert_with(|| TaxSum { rate: line.tax, ..TaxSum::default() });
        sum.net_minor = sum.net_minor.saturating_add(line.net_minor);
        sum.tax_minor = sum.tax_minor.saturating_add(line.tax_minor);
        sum.total_minor = sum.total_minor.saturating_add(line.total_minor);
    }
    by_rate.into_values().collect()
}
