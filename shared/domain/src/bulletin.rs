//! Bulletins: notices and recalls the team must know of.

use crate::{Id, Rejected, Text, attachment, attachment::Attachment, choice::choices, limits, view::SearchText};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    BulletinKind {
        Notice = "notice",
        Safety = "safety",
        Recall = "recall",
        Update = "update",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Bulletin {
    pub number: String,
    pub kind: BulletinKind,
    pub title: Text,
    pub words: Text,
    /// Models, serials, regions and organisations concerned; everybody's where all are empty.
    pub models: Vec<String>,
    pub serials: Vec<String>,
    pub regions: Vec<String>,
    pub organisations: Vec<Id>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    /// Each reader has to say that they read it.
    pub must_be_confirmed: bool,
    /// What to do at the next visit.
    pub procedure: Option<Id>,
    pub parts: Vec<Id>,
    pub files: Vec<Attachment>,
    pub written_by: Option<Id>,
}

impl Bulletin {
    pub fn is_valid_on(&self, day: Date) -> bool {
        limits::is_in_period(day, self.valid_from, self.valid_until)
    }

    /// Whether it must be shown with a device.
    pub fn concerns(&self, model: &str, serial: &str) -> bool {
        (self.models.is_empty() || self.models.iter().any(|m| m == model))
            && (self.serials.is_empty() || self.serials.iter().any(|s| s == serial))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.kind.checked("kind")?;
        self.title.check_written("title", limits::LINE_CHARS_MAX)?;
        self.words.check("words", limits::BODY_CHARS_MAX)?;
        limits::lines("models", self.models.iter())?;
        limits::lines("serials", self.serials.iter())?;
        limits::lines("regions", self.regions.iter())?;
        limits::list("organisations", self.organisations.len())?;
        limits::period("valid", self.valid_from, self.valid_until)?;
        limits::list("parts", self.parts.len())?;
        attachment::check_all("files", &self.files)
    }

    pub fn search_text(&self) -> SearchText {
        let listed: Vec<&str> = self.models.iter().chain(&self.serials).map(String::as_str).collect();
        SearchText::of(&[&self.title.zh, &self.title.en, &self.number])
            .and(&[&self.words.zh, &self.words.en])
            .and(&listed)
    }
}
