//! What a visit costs and who pays: the decision about cover, quotes, and payments taken.

use crate::{
    Id, Rejected, RejectedCode,
    choice::choices,
    entry::{self, EntryBody},
    limits,
    money::Money,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

choices! {
    /// Who pays.
    Cover {
        Warranty = "warranty",
        Contract = "contract",
        Customer = "customer",
        /// A courtesy of the company.
        Goodwill = "goodwill",
    }
}

choices! {
    PaymentMethod {
        Cash = "cash",
        Transfer = "transfer",
        Link = "link",
        Card = "card",
        Invoice = "invoice",
        Other = "other",
    }
}

/// Who pays for what was done, and the lines of it. Decided on the phone from the facts; an override says why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Charges {
    pub cover: Cover,
    /// What the facts said, where it was overridden.
    pub decided: Option<Cover>,
    pub override_reason: Option<String>,
    pub contract: Option<Id>,
    pub warranty: Option<Id>,
    pub price_list: Option<Id>,
    pub lines: Vec<Value>,
    /// With tax.
    pub total: Option<Money>,
    pub replaces: Vec<Id>,
}

/// What it will cost, accepted by signature before the work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quote {
    pub cover: Cover,
    pub price_list: Option<Id>,
    pub lines: Vec<Value>,
    pub total: Option<Money>,
    pub valid_until_ms: Option<i64>,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

/// Money taken or promised, and what the invoice shall say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Payment {
    pub method: PaymentMethod,
    pub amount: Option<Money>,
    pub reference: Option<String>,
    pub invoice_title: Option<String>,
    pub tax_number: Option<String>,
    pub replaces: Vec<Id>,
}

fn check_lines(lines: &[Value], total: Option<&Money>) -> Result<(), Rejected> {
    limits::list_of_at_most("lines", lines.len(), 500)?;
    if lines.iter().any(|line| !line.is_object()) {
        return Err(Rejected::because(RejectedCode::WrongShape, "lines", "objects"));
    }
    check_money("total", total)
}

fn check_money(path: &str, money: Option<&Money>) -> Result<(), Rejected> {
    let Some(money) = money else { return Ok(()) };
    limits::currency(path, &money.currency)?;
    limits::minor(path, money.minor)
}

impl EntryBody for Charges {
    const COLLECTION: &'static str = "charges";

    fn check(&self) -> Result<(), Rejected> {
        self.cover.checked("cover")?;
        entry::free("override_reason", self.override_reason.as_ref())?;
        let is_overridden = self.decided.is_some_and(|decided| decided != self.cover);
        if is_overridden && self.override_reason.as_deref().unwrap_or_default().trim().is_empty() {
            return Err(Rejected::new(RejectedCode::Missing, "override_reason"));
        }
        check_lines(&self.lines, self.total.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

impl EntryBody for Quote {
    const COLLECTION: &'static str = "quotes";

    fn check(&self) -> Result<(), Rejected> {
        self.cover.checked("cover")?;
        entry::free("note", self.note.as_ref())?;
        limits::instant("valid_until_ms", self.valid_until_ms)?;
        check_lines(&self.lines, self.total.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

impl EntryBody for Payment {
    const COLLECTION: &'static str = "payments";

    fn check(&self) -> Result<(), Rejected> {
        self.method.checked("method")?;
        check_money("amount", self.amount.as_ref())?;
        entry::free_line("reference", self.reference.as_ref())?;
        entry::free_line("invoice_title", self.invoice_title.as_ref())?;
        entry::free_line("tax_number", self.tax_number.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
