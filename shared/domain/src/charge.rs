//! Charges: what work and parts cost, who pays each line, and the quote the customer accepts.
//!
//! One rounding rule: each line is rounded once, half away from zero ([`scale_minor`]); its tax is rounded once; totals
//! are sums of lines and round nothing.

use crate::{
    Id, Quantity, Rejected, RejectedCode, Text,
    choice::choices,
    cover::{CoverDecision, Payer},
    expense::Expense,
    limits,
    money::{BasisPoints, scale_minor},
    part::Part,
    price_list::{HourRate, Price, PriceList},
    service_item::ServiceItem,
    time_entry::TimeKind,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const CHARGE_LINES_MAX: usize = 500;
const MINUTE_MS: i64 = 60_000;

choices! {
    ChargeKind {
        ServiceItem = "service_item",
        Labour = "labour",
        Travel = "travel",
        CallOut = "call_out",
        Part = "part",
        /// An expense passed on, or something agreed on the spot.
        Other = "other",
    }
}

/// A part or service item to charge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChargedItem {
    pub id: Id,
    pub quantity: Quantity,
    /// A price agreed instead of the list's, of the list's kind (with or without tax).
    pub unit_minor: Option<i64>,
}

/// Something without a catalogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OtherCharge {
    pub label: String,
    pub minor: i64,
    pub tax: Option<BasisPoints>,
}

/// What was done, or is offered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Work {
    pub service_items: Vec<ChargedItem>,
    /// Milliseconds by kind. Breaks are never charged, waiting only where the list has a rate for it.
    pub time_ms: BTreeMap<TimeKind, i64>,
    pub distance_m: i64,
    pub has_call_out: bool,
    pub parts: Vec<ChargedItem>,
    pub others: Vec<OtherCharge>,
    /// What was paid for the customer on the way: passed on as it was paid, with no tax on top.
    pub passed_on: Vec<Expense>,
}

/// Where names and list prices come from.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue<'a> {
    pub price_list: &'a PriceList,
    pub service_items: &'a BTreeMap<Id, ServiceItem>,
    pub parts: &'a BTreeMap<Id, Part>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChargeLine {
    pub kind: ChargeKind,
    /// The part or service item.
    pub item: Option<Id>,
    /// Of a line for time.
    pub time: Option<TimeKind>,
    pub label: Text,
    pub quantity: Quantity,
    pub unit: String,
    /// The price of `per` units: of an hour where the unit is a minute.
    pub unit_minor: i64,
    pub per: Quantity,
    pub net_minor: i64,
    pub tax: BasisPoints,
    pub tax_minor: i64,
    /// `net_minor + tax_minor`.
    pub total_minor: i64,
    pub payer: Payer,
}

/// What a customer is asked to accept, and later pays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Quote {
    /// ISO 4217.
    pub currency: String,
    pub is_tax_included: bool,
    pub decision: CoverDecision,
    pub lines: Vec<ChargeLine>,
    /// Of the lines the customer pays.
    pub net_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    /// Of the lines that somebody else pays, with tax.
    pub covered_minor: i64,
    pub valid_until_ms: Option<i64>,
    pub remarks: String,
}

/// The lines of this work under this decision, with their totals. Refused where the customer would pay something that
/// has no price: the path names it, and [`ChargedItem::unit_minor`] can give one.
pub fn quote(work: &Work, catalogue: &Catalogue<'_>, decision: CoverDecision) -> Result<Quote, Rejected> {
    let list = catalogue.price_list;
    let mut lines = Vec::new();
    for (index, item) in work.service_items.iter().enumerate() {
        lines.push(service_item_line(&format!("service_items[{index}]"), item, catalogue, &decision)?);
    }
    for (time, spent_ms) in &work.time_ms {
        lines.extend(time_line(*time, *spent_ms, list, &decision)?);
    }
    if work.distance_m != 0 && list.per_km.is_some() {
        limits::within("distance_m", work.distance_m, 0..=40_000_000)?;
        let price = list.per_km.as_ref();
        let payer = payer(&decision, decision.cover.travel);
        let label = Text::new("路程", "Distance");
        let line = ChargeLine { kind: ChargeKind::Travel, label, unit: "km".into(), payer, ..ChargeLine::default() };
        // A metre is a thousandth of a kilometre, as quantities are counted.
        lines.push(line.priced("distance_m", price, Quantity(work.distance_m), list)?);
    }
    if work.has_call_out {
        let payer = payer(&decision, decision.cover.travel);
        let label = Text::new("上门费", "Call-out");
        let line = ChargeLine { kind: ChargeKind::CallOut, label, unit: "pcs".into(), payer, ..ChargeLine::default() };
        lines.push(line.priced("call_out", list.call_out.as_ref(), Quantity::units(1), list)?);
    }
    for (index, item) in work.parts.iter().enumerate() {
        lines.push(part_line(&format!("parts[{index}]"), item, catalogue, &decision)?);
    }
    for (index, other) in work.others.iter().enumerate() {
        let at = format!("others[{index}]");
        limits::written_line(&format!("{at}.label"), &other.label)?;
        let label = Text::same(&other.label);
        let payer = Payer::Customer;
        let line = ChargeLine { kind: ChargeKind::Other, label, unit: "pcs".into(), payer, ..ChargeLine::default() };
        let price = Price { minor: other.minor, tax: other.tax };
        lines.push(line.priced(&at, Some(&price), Quantity::units(1), list)?);
    }
    for (index, expense) in work.passed_on.iter().enumerate() {
        lines.push(passed_on_line(&format!("passed_on[{index}]"), expense, list)?);
    }
    let mut quote = Quote {
        currency: list.currency.clone(),
        is_tax_included: list.is_tax_included,
        decision,
        lines,
        ..Quote::default()
    };
    quote.sum()?;
    Ok(quote)
}

fn payer(decision: &CoverDecision, is_covered: bool) -> Payer {
    if is_covered { decision.payer } else { Payer::Customer }
}

fn passed_on_line(at: &str, expense: &Expense, list: &PriceList) -> Result<ChargeLine, Rejected> {
    let amount = expense.amount.as_ref().ok_or_else(|| limits::missing(&format!("{at}.amount")))?;
    if amount.currency != list.currency {
        let detail = format!("paid in {}, where the price list is in {}", amount.currency, list.currency);
        return Err(Rejected::because(RejectedCode::WrongShape, format!("{at}.amount.currency"), detail));
    }
    let name = expense.kind.name();
    let label = match expense.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        Some(note) => Text::new(format!("{}：{note}", name.zh), format!("{}: {note}", name.en)),
        None => name,
    };
    let payer = Payer::Customer;
    let line = ChargeLine { kind: ChargeKind::Other, label, unit: "pcs".into(), payer, ..ChargeLine::default() };
    let price = Price { minor: amount.minor, tax: Some(BasisPoints(0)) };
    line.priced(at, Some(&price), Quantity::units(1), list)
}

fn service_item_line(
    path: &str,
    item: &ChargedItem,
    catalogue: &Catalogue<'_>,
    decision: &CoverDecision,
) -> Result<ChargeLine, Rejected> {
    let known = catalogue.service_items.get(&item.id);
    let known = known.ok_or_else(|| Rejected::new(RejectedCode::NotFound, format!("{path}.id")))?;
    let line = ChargeLine {
        kind: ChargeKind::ServiceItem,
        item: Some(item.id),
        label: known.name.clone(),
        unit: known.unit.clone(),
        payer: payer(decision, decision.cover.service_items),
        ..ChargeLine::default()
    };
    let price = item.price(catalogue.price_list.service_items.get(&item.id));
    line.priced(path, price.as_ref(), item.quantity, catalogue.price_list)
}

fn part_line(
    path: &str,
    item: &ChargedItem,
    catalogue: &Catalogue<'_>,
    decision: &CoverDecision,
) -> Result<ChargeLine, Rejected> {
    let list = catalogue.price_list;
    let known = catalogue.parts.get(&item.id);
    let known = known.ok_or_else(|| Rejected::new(RejectedCode::NotFound, format!("{path}.id")))?;
    let line = ChargeLine {
        kind: ChargeKind::Part,
        item: Some(item.id),
        label: known.name.clone(),
        unit: known.base_unit.clone(),
        payer: payer(decision, decision.cover.covers_part(item.id)),
        ..ChargeLine::default()
    };
    if let Some(price) = item.price(list.parts.get(&item.id)) {
        return line.priced(path, Some(&price), item.quantity, list);
    }
    // The catalogue's own price is without tax, whatever the list does.
    let own = known.price.as_ref().filter(|price| price.currency == list.currency);
    let own = own.map(|price| Price { minor: price.minor, tax: None });
    line.priced_as(path, own.as_ref(), item.quantity, list.tax, false)
}

fn time_line(
    time: TimeKind,
    spent_ms: i64,
    list: &PriceList,
    decision: &CoverDecision,
) -> Result<Option<ChargeLine>, Rejected> {
    let path = format!("time_ms.{time}");
    limits::within(&path, spent_ms, 0..=366 * 24 * 60 * MINUTE_MS)?;
    let Some(rate) = list.hours.get(&time) else { return Ok(None) };
    if spent_ms == 0 || time == TimeKind::Break {
        return Ok(None);
    }
    let (kind, label, is_covered) = match time {
        TimeKind::Travel => (ChargeKind::Travel, Text::new("路途工时", "Travel time"), decision.cover.travel),
        TimeKind::Wait => (ChargeKind::Labour, Text::new("等待工时", "Waiting time"), decision.cover.labour),
        _ => (ChargeKind::Labour, Text::new("工时", "Labour"), decision.cover.labour),
    };
    let line = ChargeLine {
        kind,
        time: Some(time),
        label,
        unit: "min".into(),
        per: Quantity::units(60),
        payer: payer(decision, is_covered),
        ..ChargeLine::default()
    };
    let price = Price { minor: rate.minor_per_hour, tax: rate.tax };
    line.priced(&path, Some(&price), Quantity::units(charged_minutes(rate, spent_ms)), list).map(Some)
}

/// Minutes begun, up to the next whole step, and not below the least.
fn charged_minutes(rate: &HourRate, spent_ms: i64) -> i64 {
    let up_to = |value: i64, step: i64| {
        let begun = value.saturating_add(step.saturating_sub(1)).checked_div(step).unwrap_or(0);
        begun.saturating_mul(step)
    };
    let minutes = up_to(spent_ms, MINUTE_MS).checked_div(MINUTE_MS).unwrap_or(0);
    up_to(minutes, i64::from(rate.step_minutes.max(1))).max(i64::from(rate.minutes_min))
}

impl ChargedItem {
    fn price(&self, listed: Option<&Price>) -> Option<Price> {
        let agreed = self.unit_minor.map(|minor| Price { minor, tax: listed.and_then(|price| price.tax) });
        agreed.or_else(|| listed.cloned())
    }
}

impl ChargeLine {
    fn priced(self, path: &str, price: Option<&Price>, quantity: Quantity, list: &PriceList) -> Result<Self, Rejected> {
        self.priced_as(path, price, quantity, list.tax, list.is_tax_included)
    }

    fn priced_as(
        mut self,
        path: &str,
        price: Option<&Price>,
        quantity: Quantity,
        usual_tax: BasisPoints,
        is_tax_included: bool,
    ) -> Result<Self, Rejected> {
        if price.is_none() && self.payer == Payer::Customer {
            return Err(limits::missing(&format!("{path}.unit_minor")));
        }
        self.quantity = quantity.checked_positive(&format!("{path}.quantity"))?;
        if self.per == Quantity::ZERO {
            self.per = Quantity::units(1);
        }
        self.unit_minor = price.map_or(0, |price| price.minor);
        limits::minor(&format!("{path}.unit_minor"), self.unit_minor)?;
        self.tax = price.and_then(|price| price.tax).unwrap_or(usual_tax);
        self.reckon(is_tax_included)
            .ok_or_else(|| Rejected::because(RejectedCode::OutOfRange, path, "an amount that fits"))?;
        Ok(self)
    }

    fn reckon(&mut self, is_tax_included: bool) -> Option<()> {
        let amount = scale_minor(self.unit_minor, self.quantity.0, self.per.0)?;
        let rate = i64::from(self.tax.0);
        if is_tax_included {
            self.total_minor = amount;
            self.tax_minor = scale_minor(amount, rate, rate.checked_add(10_000)?)?;
            self.net_minor = amount.checked_sub(self.tax_minor)?;
        } else {
            self.net_minor = amount;
            self.tax_minor = scale_minor(amount, rate, 10_000)?;
            self.total_minor = amount.checked_add(self.tax_minor)?;
        }
        Some(())
    }
}

impl Quote {
    fn sum(&mut self) -> Result<(), Rejected> {
        limits::list_of_at_most("lines", self.lines.len(), CHARGE_LINES_MAX)?;
        let too_much = || Rejected::because(RejectedCode::OutOfRange, "total_minor", "an amount that fits");
        let sum = |is_customers: bool, amount: fn(&ChargeLine) -> i64| {
            let lines = self.lines.iter().filter(|line| (line.payer == Payer::Customer) == is_customers);
            lines.map(amount).try_fold(0_i64, i64::checked_add).ok_or_else(too_much)
        };
        let (net, tax) = (sum(true, |line| line.net_minor)?, sum(true, |line| line.tax_minor)?);
        let covered = sum(false, |line| line.total_minor)?;
        self.total_minor = net.checked_add(tax).ok_or_else(too_much)?;
        (self.net_minor, self.tax_minor, self.covered_minor) = (net, tax, covered);
        Ok(())
    }

    /// Whether a quote that came from outside adds up: every line from its own price, the totals from the lines.
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::currency("currency", &self.currency)?;
        self.decision.payer.checked("decision.payer")?;
        limits::note("remarks", &self.remarks)?;
        limits::instant("valid_until_ms", self.valid_until_ms)?;
        limits::list_of_at_most("lines", self.lines.len(), CHARGE_LINES_MAX)?;
        for (index, line) in self.lines.iter().enumerate() {
            let at = format!("lines[{index}]");
            line.kind.checked(&format!("{at}.kind"))?;
            line.payer.checked(&format!("{at}.payer"))?;
            line.label.check(&format!("{at}.label"), limits::LINE_CHARS_MAX)?;
            limits::line(&format!("{at}.unit"), &line.unit)?;
            limits::within(&format!("{at}.tax"), line.tax.0, 0..=10_000)?;
            limits::minor(&format!("{at}.unit_minor"), line.unit_minor)?;
            line.quantity.checked_positive(&format!("{at}.quantity"))?;
            line.per.checked_positive(&format!("{at}.per"))?;
            let is_sound = [true, false].into_iter().any(|is_tax_included| {
                let mut again = line.clone();
                again.reckon(is_tax_included).is_some() && again == *line
            });
            if !is_sound {
                return Err(Rejected::because(RejectedCode::OutOfRange, format!("{at}.total_minor"), "what adds up"));
            }
        }
        let mut again = self.clone();
        again.sum()?;
        if again != *self {
            return Err(Rejected::because(RejectedCode::OutOfRange, "total_minor", "the sum of the lines"));
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "charge_tests.rs"]
mod tests;
