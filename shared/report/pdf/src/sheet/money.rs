//! What it costs, who pays, what was paid.

use super::Desk;
use crate::{figures, phrase::Phrase};
use onsite_domain::cover::Payer;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Money {
    currency: String,
    is_tax_included: bool,
    lines: Vec<MoneyLine>,
    net: String,
    taxes: Vec<TaxLine>,
    total: String,
    /// What somebody else pays, with tax; empty where nobody does.
    covered: String,
    valid_until: String,
    remarks: Phrase,
}

#[derive(Debug, Serialize)]
struct MoneyLine {
    label: Phrase,
    quantity: String,
    /// The price of one unit, or of an hour.
    price: String,
    tax: String,
    net: String,
    total: String,
    /// Who pays, where it is not the customer.
    covered_by: Phrase,
}

#[derive(Debug, Serialize)]
struct TaxLine {
    label: Phrase,
    net: String,
    tax: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PaymentRow {
    method: Phrase,
    amount: String,
    reference: Phrase,
    invoice: Phrase,
}

impl Desk<'_> {
    pub(super) fn money(&self) -> Option<Money> {
        let report = self.paper.report;
        let quote = report.figures()?;
        let amount = |minor: i64| figures::amount(minor, &quote.currency);
        let lines = quote.lines.iter().map(|line| MoneyLine {
            label: self.text(&line.label),
            quantity: match line.unit.as_str() {
                "min" => figures::duration(line.quantity.0.saturating_mul(60)),
                unit => figures::quantity(line.quantity, &self.unit(unit).plain()),
            },
            price: match line.unit.as_str() {
                "min" => format!("{}{}", amount(line.unit_minor), "/h"),
                _ => amount(line.unit_minor),
            },
            tax: figures::rate(line.tax),
            net: amount(line.net_minor),
            total: amount(line.total_minor),
            covered_by: match line.payer {
                Payer::Customer => Phrase::default(),
                payer => self.choice("payer", payer.as_str()),
            },
        });
        let tax_name = match self.text(&report.company.tax_name) {
            name if name.is_empty() => self.say("report-tax"),
            name => name,
        };
        let taxes = report.taxes.iter().map(|tax| TaxLine {
            label: tax_name.clone().followed_by(" ", &figures::rate(tax.rate)),
            net: amount(tax.net_minor),
            tax: amount(tax.tax_minor),
        });
        Some(Money {
            currency: quote.currency.clone(),
            is_tax_included: quote.is_tax_included,
            lines: lines.collect(),
            net: amount(quote.net_minor),
            taxes: taxes.collect(),
            total: amount(quote.total_minor),
            covered: if quote.covered_minor == 0 { String::new() } else { amount(quote.covered_minor) },
            valid_until: quote.valid_until_ms.map(|at_ms| self.clock.day(at_ms)).unwrap_or_default(),
            remarks: Phrase::written(&quote.remarks),
        })
    }

    pub(super) fn payments(&self) -> Vec<PaymentRow> {
        let rows = self.paper.report.payments.iter().map(|payment| {
            let title = payment.invoice_title.as_deref().unwrap_or_default();
            let tax_number = payment.tax_number.as_deref().unwrap_or_default();
            PaymentRow {
                method: self.choice("paid-by", payment.method.as_str()),
                amount: payment.amount.as_ref().map(|m| figures::money(m.minor, &m.currency)).unwrap_or_default(),
                reference: super::summary::written(payment.reference.as_deref()),
                invoice: Phrase::written(&[title, tax_number].join(" ")),
            }
        });
        rows.collect()
    }

    /// Counting words are said, measures stand as they are written everywhere.
    pub(super) fn unit(&self, unit: &str) -> Phrase {
        match unit {
            "pcs" | "piece" => self.say("report-pieces"),
            "set" => self.say("report-sets"),
            other => Phrase::written(figures::unit(other)),
        }
    }
}
