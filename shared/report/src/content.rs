//! The parts a report is put together from.

use onsite_domain::{
    Id, Quantity, Text,
    cover::Payer,
    id::Hash,
    money::BasisPoints,
    movement::Condition,
    photo::PhotoMoment,
    step::{Measurement, Reading, StepKind},
    time_entry::TimeKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who stands behind the report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportCompany {
    pub name: Text,
    pub address: Text,
    pub phone: String,
    pub email: String,
    pub tax_number: String,
    /// What its tax is called: 增值税, VAT.
    pub tax_name: Text,
    pub footer: Text,
    /// What it says about its electronic signatures.
    pub notice: Text,
    /// A blob.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Hash>,
    /// `#0A5A60`; empty takes the template's.
    pub accent: String,
}

/// A customer, a site, a contact: what paper says of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportParty {
    pub name: Text,
    pub number: String,
    pub address: Text,
    pub phone: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportDevice {
    pub device: Id,
    pub name: Text,
    pub model: String,
    pub maker: String,
    pub serial: String,
    pub number: String,
    /// The code on its label.
    pub code: String,
    pub location: Text,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportPerson {
    pub user: Id,
    pub name: Text,
    pub is_lead: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportTime {
    pub kind: TimeKind,
    pub person: Text,
    pub start_ms: i64,
    /// Missing while it runs.
    pub end_ms: Option<i64>,
    /// Of what ran when this was written: up to when it counts. A report is signed before the work is finished, and a copy
    /// of it says what the customer signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_to_ms: Option<i64>,
}

impl ReportTime {
    /// Up to when it counts; missing in a report that was written before that was kept.
    pub fn counts_to_ms(&self) -> Option<i64> {
        self.end_ms.or(self.counted_to_ms)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TimeSum {
    pub kind: TimeKind,
    pub spent_ms: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AnsweredStep {
    pub step: Id,
    pub kind: StepKind,
    pub title: Text,
    /// What good looks like.
    pub acceptance: Text,
    pub is_required: bool,
    pub measurement: Option<Measurement>,
    /// More than one where two engineers answered without seeing each other.
    pub answers: Vec<StepAnswerShown>,
    /// Where answers contradicted one another and somebody decided which holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<DecidedAnswer>,
}

/// Who decided between answers, when, and what was answered besides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DecidedAnswer {
    pub person: Text,
    pub at_ms: i64,
    pub others: Vec<StepAnswerShown>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct StepAnswerShown {
    /// As recorded.
    pub value: String,
    /// A choice's name.
    #[serde(skip_serializing_if = "Text::is_blank")]
    pub label: Text,
    /// Outside limits, or a choice that is a fault.
    pub is_fault: bool,
    pub reading: Option<Reading>,
    pub note: String,
    pub tool: Option<ReportTool>,
    pub photos: Vec<Hash>,
    pub person: Text,
    pub at_ms: i64,
}

/// An instrument a reading was made with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportTool {
    pub number: String,
    pub name: Text,
    pub model: String,
    pub serial: String,
    pub certificate_number: String,
    /// The last day its calibration is good for; empty where it needs none.
    pub calibration_ends_on: String,
    /// On the day of the reading, in the site's zone.
    pub is_calibration_ended: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FoundFault {
    pub fault: FoundCode,
    pub cause: FoundCode,
    pub remedy: FoundCode,
}

/// A code of a list, words, or both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FoundCode {
    pub code: String,
    pub name: Text,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FittedPart {
    pub part: Id,
    pub number: String,
    pub name: Text,
    pub quantity: Quantity,
    pub unit: String,
    pub serial_in: String,
    pub lot: String,
    pub part_out: Option<Id>,
    pub number_out: String,
    pub name_out: Text,
    pub serial_out: String,
    pub note: String,
}

/// Goods that pass from one hand to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Goods {
    pub from: Text,
    pub to: Text,
    pub note: String,
    pub lines: Vec<GoodsLine>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct GoodsLine {
    pub part: Id,
    pub number: String,
    pub name: Text,
    pub quantity: Quantity,
    pub unit: String,
    pub condition: Condition,
    pub serial: String,
    pub lot: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportNote {
    pub text: String,
    /// Written after signing: why.
    pub amendment_reason: String,
    pub person: Text,
    pub at_ms: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportPhoto {
    pub hash: Hash,
    pub step: Option<Id>,
    pub moment: Option<PhotoMoment>,
    pub caption: String,
    /// Missing where the camera did not say.
    pub taken_ms: Option<i64>,
}

/// Who pays, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportCover {
    pub payer: Payer,
    /// The warranty or contract.
    pub number: String,
    pub name: Text,
    /// The last day of it, as the decision saw it.
    pub ends_on: String,
    /// What a person gave as reason for deciding otherwise than the facts.
    pub override_reason: String,
}

/// Tax of one rate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TaxSum {
    pub rate: BasisPoints,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
}
