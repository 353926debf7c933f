//! Settings of the company: one record.

use crate::{Id, Language, Rejected, RejectedCode, Text, id::Hash, limits, money::BasisPoints};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How photos are scaled on the phone, once, before they get their hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PhotoSettings {
    pub long_side_px: u32,
    pub thumbnail_px: u32,
    /// JPEG, 1 to 100.
    pub quality: u8,
    pub size_bytes_max: u64,
    pub is_original_kept: bool,
}

impl Default for PhotoSettings {
    fn default() -> Self {
        Self {
            long_side_px: 2_048,
            thumbnail_px: 256,
            quality: 80,
            size_bytes_max: 20 * 1024 * 1024,
            is_original_kept: false,
        }
    }
}

/// What the desk plans by, and after how long it is told of what stands still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PlanningSettings {
    /// How fast an engineer gets on, over the distance as the crow flies.
    pub travel_speed_kmh: u16,
    /// How long a job takes where no procedure says so.
    pub job_minutes: u32,
    /// After how many minutes an order that nobody was given is shown.
    pub unassigned_minutes: u32,
    /// After how many minutes an assignment that was not accepted is shown.
    pub unaccepted_minutes: u32,
    /// How many minutes after the start of its window a visit that nobody set out for is shown.
    pub not_set_out_minutes: u32,
}

impl Default for PlanningSettings {
    fn default() -> Self {
        Self {
            travel_speed_kmh: 40,
            job_minutes: 60,
            unassigned_minutes: 30,
            unaccepted_minutes: 30,
            not_set_out_minutes: 0,
        }
    }
}

/// What people call a code that the company made up: of a skill, of a meter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Called {
    /// As it stands in orders, procedures, plans and with people.
    pub code: String,
    pub name: Text,
}

/// Codes of each kind that may have a name.
const CALLED_MAX: usize = 500;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Settings {
    pub company_name: Text,
    pub company_address: Text,
    pub company_phone: String,
    pub company_email: String,
    pub company_tax_number: String,
    pub languages: Vec<Language>,
    pub default_language: Language,
    /// ISO 4217.
    pub currency: String,
    pub tax_name: Text,
    pub tax: BasisPoints,
    /// IANA zone, for whoever has none of their own.
    pub zone: String,
    pub calendar: Option<Id>,
    pub service_level: Option<Id>,
    pub price_list: Option<Id>,
    pub questionnaire: Option<Id>,
    /// What customers' codes and report links begin with: `https://service.example`.
    pub public_url: String,
    pub report_footer: Text,
    /// A blob: PNG or JPEG, at the head of every report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_logo: Option<Hash>,
    /// A blob: the company's own pages for reports, quotes and handovers; ours where missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_template: Option<Hash>,
    /// `#0A5A60`: the one colour of reports; the template's own where empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub report_accent: String,
    pub signature_notice: Text,
    pub photo: PhotoSettings,
    /// How far a phone's jobs reach back and ahead.
    pub scope_back_days: u16,
    pub scope_ahead_days: u16,
    /// How much of a device's history a phone holds.
    pub history_days: u16,
    /// Whether the way between set-out and arrival may be followed at all; each engineer must agree as well.
    pub may_follow_way: bool,
    pub way_point_expiry_days: u16,
    /// After how many hours without a sync a field device is shown.
    pub silent_field_device_hours: u16,
    /// After how many days without a backup administrators are told.
    pub backup_notice_days: u16,
    pub planning: PlanningSettings,
    /// What skills are called; one that is not here, as those who hold it have it written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Called>,
    /// What meters are called; one that is not here, as the steps that read it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub meters: Vec<Called>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            company_name: Text::default(),
            company_address: Text::default(),
            company_phone: String::new(),
            company_email: String::new(),
            company_tax_number: String::new(),
            languages: Language::ALL.to_vec(),
            default_language: Language::Zh,
            currency: "CNY".into(),
            tax_name: Text::new("增值税", "VAT"),
            tax: BasisPoints(1_300),
            zone: "Asia/Shanghai".into(),
            calendar: None,
            service_level: None,
            price_list: None,
            questionnaire: None,
            public_url: String::new(),
            report_footer: Text::default(),
            report_logo: None,
            report_template: None,
            report_accent: String::new(),
            signature_notice: Text::default(),
            photo: PhotoSettings::default(),
            scope_back_days: 30,
            scope_ahead_days: 14,
            history_days: 730,
            may_follow_way: false,
            way_point_expiry_days: 7,
            silent_field_device_hours: 24,
            backup_notice_days: 7,
            planning: PlanningSettings::default(),
            skills: Vec::new(),
            meters: Vec::new(),
        }
    }
}

impl Settings {
    pub fn validate(&self) -> Result<(), Rejected> {
        self.company_name.check_written("company_name", limits::LINE_CHARS_MAX)?;
        self.company_address.check("company_address", limits::NOTE_CHARS_MAX)?;
        limits::phone("company_phone", &self.company_phone)?;
        limits::email("company_email", &self.company_email)?;
        limits::line("company_tax_number", &self.company_tax_number)?;
        if !self.languages.contains(&self.default_language) {
            return Err(limits::missing("languages"));
        }
        limits::list_of_at_most("languages", self.languages.len(), Language::ALL.len())?;
        limits::currency("currency", &self.currency)?;
        self.tax_name.check("tax_name", limits::LINE_CHARS_MAX)?;
        limits::within("tax", self.tax.0, 0..=10_000)?;
        if self.zone.is_empty() {
            return Err(limits::missing("zone"));
        }
        limits::zone("zone", &self.zone)?;
        limits::url("public_url", &self.public_url)?;
        self.report_footer.check("report_footer", limits::NOTE_CHARS_MAX)?;
        if !self.report_accent.is_empty() && !is_colour(&self.report_accent) {
            return Err(Rejected::because(RejectedCode::WrongShape, "report_accent", "a colour such as #0A5A60"));
        }
        self.signature_notice.check("signature_notice", limits::NOTE_CHARS_MAX)?;
        limits::within("photo.long_side_px", self.photo.long_side_px, 320..=10_000)?;
        limits::within("photo.thumbnail_px", self.photo.thumbnail_px, 32..=1_024)?;
        limits::within("photo.quality", self.photo.quality, 1..=100)?;
        limits::within("photo.size_bytes_max", self.photo.size_bytes_max, 10_000..=200 * 1024 * 1024)?;
        limits::within("scope_back_days", self.scope_back_days, 0..=730)?;
        limits::within("scope_ahead_days", self.scope_ahead_days, 1..=365)?;
        limits::within("history_days", self.history_days, 0..=7_300)?;
        limits::within("way_point_expiry_days", self.way_point_expiry_days, 1..=90)?;
        limits::within("silent_field_device_hours", self.silent_field_device_hours, 1..=720)?;
        limits::within("backup_notice_days", self.backup_notice_days, 1..=365)?;
        let planning = &self.planning;
        limits::within("planning.travel_speed_kmh", planning.travel_speed_kmh, 1..=1_000)?;
        for (path, minutes, least) in [
            ("planning.job_minutes", planning.job_minutes, 5),
            ("planning.unassigned_minutes", planning.unassigned_minutes, 1),
            ("planning.unaccepted_minutes", planning.unaccepted_minutes, 1),
            ("planning.not_set_out_minutes", planning.not_set_out_minutes, 0),
        ] {
            limits::within(path, minutes, least..=10_080)?;
        }
        check_called("skills", &self.skills)?;
        check_called("meters", &self.meters)
    }
}

fn check_called(path: &str, called: &[Called]) -> Result<(), Rejected> {
    limits::list_of_at_most(path, called.len(), CALLED_MAX)?;
    let mut codes = BTreeSet::new();
    for (index, one) in called.iter().enumerate() {
        let at = |field: &str| format!("{path}[{index}].{field}");
        limits::written_line(&at("code"), &one.code)?;
        one.name.check_written(&at("name"), limits::LINE_CHARS_MAX)?;
        if !codes.insert(&one.code) {
            return Err(Rejected::because(RejectedCode::IdTaken, at("code"), "each code once"));
        }
    }
    Ok(())
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_say_little_are_complete() {
        let settings: Settings =
            serde_json::from_str(r#"{"company_name":{"zh":"示例维保"},"photo":{"quality":70}}"#).unwrap();
        assert_eq!(settings.validate(), Ok(()));
        assert_eq!((settings.photo.quality, settings.photo.long_side_px), (70, 2_048));
    }

    #[test]
    fn a_code_has_one_name() {
        let called = |code: &str, name: &str| Called { code: code.to_owned(), name: Text::same(name) };
        let settings = |skills: &[Called]| Settings {
            company_name: Text::same("Example Pumps"),
            skills: skills.to_vec(),
            ..Settings::default()
        };
        assert_eq!(settings(&[called("ct", "CT"), called("mri", "MRI")]).validate(), Ok(()));
        for (wrong, path) in [
            (vec![called("ct", "CT"), called("ct", "Scanners")], "skills[1].code"),
            (vec![called(" ", "CT")], "skills[0].code"),
            (vec![called("ct", "")], "skills[0].name"),
        ] {
            assert_eq!(settings(&wrong).validate().unwrap_err().path, path);
        }
    }

    #[test]
    fn the_colour_of_reports_is_six_digits() {
        let settings = |colour: &str| Settings {
            company_name: Text::same("Example Pumps"),
            report_accent: colour.to_owned(),
            ..Settings::default()
        };
        assert_eq!(settings("#0a5A60").validate(), Ok(()));
        for bad in ["0A5A60", "#0A5A6", "teal", "#0A5A6é"] {
            assert_eq!(settings(bad).validate().unwrap_err().path, "report_accent", "{bad}");
        }
    }
}
