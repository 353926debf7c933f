//! Photos and other files, by their content's hash, so that a swapped one is found out.

use crate::{
    Id, Rejected, RejectedCode,
    choice::choices,
    entry::{self, EntryBody},
    id::Hash,
    limits,
    place::Place,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    PhotoMoment {
        Before = "before",
        During = "during",
        After = "after",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Photo {
    pub hash: Hash,
    pub size_bytes: u64,
    /// `image/jpeg`, `application/pdf`.
    pub media_type: String,
    /// The visit's step it belongs to; the visit as a whole where missing.
    pub step: Option<Id>,
    pub moment: Option<PhotoMoment>,
    pub caption: Option<String>,
    /// What it is kept for: nameplate, invoice, wiring; free where the company has no list.
    pub purpose: Option<String>,
    /// The photo before markup.
    pub original: Option<Hash>,
    /// A smaller picture that arrives first.
    pub thumbnail: Option<Hash>,
    pub taken_ms: Option<i64>,
    /// Only where the company allows it.
    pub place: Option<Place>,
    pub replaces: Vec<Id>,
}

/// The largest file that may be attached.
pub const PHOTO_SIZE_BYTES_MAX: u64 = 100 * 1024 * 1024;

impl EntryBody for Photo {
    const COLLECTION: &'static str = "photos";

    fn check(&self) -> Result<(), Rejected> {
        if self.hash == Hash::default() {
            return Err(Rejected::new(RejectedCode::Missing, "hash"));
        }
        if self.size_bytes == 0 || self.size_bytes > PHOTO_SIZE_BYTES_MAX {
            return Err(Rejected::because(
                RejectedCode::OutOfRange,
                "size_bytes",
                format!("1 to {PHOTO_SIZE_BYTES_MAX} bytes"),
            ));
        }
        let is_media_type = self.media_type.split_once('/').is_some_and(|(kind, subtype)| {
            !kind.is_empty() && !subtype.is_empty() && self.media_type.is_ascii() && self.media_type.len() <= 100
        });
        if !is_media_type {
            return Err(Rejected::because(RejectedCode::WrongShape, "media_type", "such as image/jpeg"));
        }
        self.moment.map(|moment| moment.checked("moment")).transpose()?;
        limits::instant("taken_ms", self.taken_ms)?;
        self.place.map_or(Ok(()), |place| place.check("place"))?;
        entry::free_line("purpose", self.purpose.as_ref())?;
        entry::free("caption", self.caption.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
