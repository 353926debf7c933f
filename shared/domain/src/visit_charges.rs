//! What a visit costs and who pays, as recorded in the visit: the charges, quotes offered, payments taken.

use crate::{
    Id, Rejected,
    charge::Quote,
    choice::choices,
    entry::{self, EntryBody},
    limits,
    money::Money,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// What was done, its lines and who pays each. The decision about cover, with the reason of an override, is in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Charges {
    pub charges: Quote,
    pub price_list: Option<Id>,
    pub replaces: Vec<Id>,
}

/// What it will cost, accepted by signature before the work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OfferedQuote {
    pub quote: Quote,
    pub price_list: Option<Id>,
    pub replaces: Vec<Id>,
}

/// Money taken or promised, and what the invoice shall say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Payment {
    pub method: PaymentMethod,
    pub amount: Option<Money>,
    pub reference: Option<String>,
    pub invoice_title: Option<String>,
    pub tax_number: Option<String>,
    pub replaces: Vec<Id>,
}

fn check_money(path: &str, money: Option<&Money>) -> Result<(), Rejected> {
    let Some(money) = money else { return Ok(()) };
    limits::currency(path, &money.currency)?;
    limits::minor(path, money.minor)
}

impl EntryBody for Charges {
    const COLLECTION: &'static str = "charges";

    fn check(&self) -> Result<(), Rejected> {
        self.charges.validate()
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

impl EntryBody for OfferedQuote {
    const COLLECTION: &'static str = "quotes";

    fn check(&self) -> Result<(), Rejected> {
        self.quote.validate()
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
