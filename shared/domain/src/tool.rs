//! Tools: instruments with a calibration date, named on the measurements made with them.

use crate::{Id, Rejected, Text, attachment, attachment::Attachment, limits, view::SearchText};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Tool {
    pub number: String,
    pub name: Text,
    pub maker: String,
    pub model: String,
    pub serial: String,
    pub organisation: Id,
    /// The user who carries it.
    pub holder: Option<Id>,
    /// UCUM units it measures in.
    pub units: Vec<String>,
    pub is_calibrated: bool,
    pub calibrated_on: Option<Date>,
    /// The last day the calibration is good for.
    pub calibration_ends_on: Option<Date>,
    pub certificate_number: String,
    pub attachments: Vec<Attachment>,
    pub remarks: String,
    pub is_retired: bool,
}

/// Whether a measurement made with a tool can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calibration {
    /// The tool needs none.
    NotNeeded,
    Valid,
    Ended,
}

impl Tool {
    pub fn calibration(&self, day: Date) -> Calibration {
        if !self.is_calibrated {
            return Calibration::NotNeeded;
        }
        let is_valid = self.calibration_ends_on.is_some_and(|last_day| day <= last_day)
            && self.calibrated_on.is_none_or(|first_day| first_day <= day);
        if is_valid { Calibration::Valid } else { Calibration::Ended }
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::written_line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::line("maker", &self.maker)?;
        limits::line("model", &self.model)?;
        limits::line("serial", &self.serial)?;
        limits::reference("organisation", self.organisation)?;
        limits::lines("units", self.units.iter())?;
        limits::date("calibrated_on", self.calibrated_on)?;
        limits::date("calibration_ends_on", self.calibration_ends_on)?;
        if self.is_calibrated && self.calibration_ends_on.is_none() {
            return Err(limits::missing("calibration_ends_on"));
        }
        limits::line("certificate_number", &self.certificate_number)?;
        attachment::check_all("attachments", &self.attachments)?;
        limits::note("remarks", &self.remarks)
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.number, &self.name.zh, &self.name.en]).and(&[
            &self.maker,
            &self.model,
            &self.serial,
            &self.certificate_number,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_calibration_is_good_through_its_last_day() {
        let tool = Tool { is_calibrated: true, calibration_ends_on: Some(date(2026, 8, 31)), ..Default::default() };
        assert_eq!(tool.calibration(date(2026, 8, 31)), Calibration::Valid);
        assert_eq!(tool.calibration(date(2026, 9, 1)), Calibration::Ended);
        assert_eq!(Tool::default().calibration(date(2026, 9, 1)), Calibration::NotNeeded);
    }
}
