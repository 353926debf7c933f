//! Words for each other: notes of a visit, remarks of an order or device, questions to an expert and their replies.

use crate::{
    Id, Rejected, RejectedCode,
    attachment::{self, Attachment},
    entry::{self, EntryBody},
    id::Hash,
    limits,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A note of the visit. What the customer may read stands in the report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Note {
    pub text: String,
    pub is_for_customer: bool,
    pub photos: Vec<Hash>,
    /// Written after signing: why the signed state needed this beside it.
    pub amendment_reason: Option<String>,
    pub replaces: Vec<Id>,
}

impl EntryBody for Note {
    const COLLECTION: &'static str = "notes";

    fn check(&self) -> Result<(), Rejected> {
        entry::written("text", &self.text)?;
        limits::list("photos", self.photos.len())?;
        let reason = self.amendment_reason.as_deref().unwrap_or_default();
        limits::text("amendment_reason", reason, limits::BODY_CHARS_MAX)
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// A remark on an order or a device, for everybody who may read it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Remark {
    pub text: String,
    pub replaces: Vec<Id>,
}

impl EntryBody for Remark {
    const COLLECTION: &'static str = "remarks";

    fn check(&self) -> Result<(), Rejected> {
        entry::written("text", &self.text)
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// A question from the field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Question {
    pub text: String,
    pub photos: Vec<Hash>,
    pub step: Option<Id>,
    /// Whom it is for; a level of experts where nobody is named.
    pub user: Option<Id>,
    /// 2 is the second line.
    pub level: Option<u8>,
    pub replaces: Vec<Id>,
}

impl EntryBody for Question {
    const COLLECTION: &'static str = "questions";

    fn check(&self) -> Result<(), Rejected> {
        entry::written("text", &self.text)?;
        limits::list("photos", self.photos.len())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// Files of one answer: each has to get to a phone by itself.
pub const REPLY_FILES_MAX: usize = 10;
pub const REPLY_FILE_BYTES_MAX: u64 = 8 << 20;

/// A turn in the thread of a question; from the expert, or back from the engineer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Reply {
    /// The question's entry id.
    pub question: Id,
    pub text: String,
    pub photos: Vec<Hash>,
    /// Drawings and manuals that the desk gives with it.
    pub files: Vec<Attachment>,
    pub article: Option<Id>,
    /// The one who asked says that it is settled.
    pub is_settled: bool,
    pub replaces: Vec<Id>,
}

impl EntryBody for Reply {
    const COLLECTION: &'static str = "replies";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("question", self.question)?;
        entry::written("text", &self.text)?;
        limits::list("photos", self.photos.len())?;
        limits::list_of_at_most("files", self.files.len(), REPLY_FILES_MAX)?;
        attachment::check_all("files", &self.files)?;
        match self.files.iter().position(|file| file.size_bytes > REPLY_FILE_BYTES_MAX) {
            Some(place) => Err(Rejected::new(RejectedCode::TooLarge, format!("files[{place}]"))),
            None => Ok(()),
        }
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
