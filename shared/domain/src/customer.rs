//! Customers: who pays.

use crate::{
    Id, Language, Rejected, Text, field_definition, limits,
    view::{SearchText, dialled},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Customer {
    pub number: String,
    pub name: Text,
    pub short_name: Text,
    /// The branch that looks after it.
    pub organisation: Id,
    pub industry: String,
    /// The company's own grading: `A`, `key account`.
    pub grade: String,
    pub address: Text,
    pub phone: String,
    pub email: String,
    /// Of reports and messages.
    pub language: Language,
    /// As it must stand on the invoice.
    pub invoice_title: String,
    pub tax_number: String,
    pub invoice_address: String,
    pub bank_account: String,
    pub payment_days: u16,
    pub price_list: Option<Id>,
    pub service_level: Option<Id>,
    /// What everybody who goes there should know.
    pub remarks: String,
    pub is_retired: bool,
    pub ext: BTreeMap<String, Value>,
}

impl Customer {
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        self.short_name.check("short_name", limits::LINE_CHARS_MAX)?;
        limits::reference("organisation", self.organisation)?;
        limits::line("industry", &self.industry)?;
        limits::line("grade", &self.grade)?;
        self.address.check("address", limits::NOTE_CHARS_MAX)?;
        limits::phone("phone", &self.phone)?;
        limits::email("email", &self.email)?;
        limits::line("invoice_title", &self.invoice_title)?;
        limits::line("tax_number", &self.tax_number)?;
        limits::note("invoice_address", &self.invoice_address)?;
        limits::line("bank_account", &self.bank_account)?;
        limits::within("payment_days", self.payment_days, 0..=365)?;
        limits::note("remarks", &self.remarks)?;
        limits::ext(&self.ext)
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.name.zh, &self.name.en, &self.number])
            .and(&[&self.short_name.zh, &self.short_name.en, &self.phone, &dialled(&self.phone), &self.email])
            .and(&[&self.address.zh, &self.address.en, &self.invoice_title, &self.tax_number])
            .and(&field_definition::texts(&self.ext))
    }
}
