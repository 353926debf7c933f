//! Files attached to an order or a device: pictures, manuals, certificates.

use crate::{Id, Rejected, attachment::Attachment, entry::EntryBody};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AttachedFile {
    #[serde(flatten)]
    pub file: Attachment,
    pub replaces: Vec<Id>,
}

impl EntryBody for AttachedFile {
    const COLLECTION: &'static str = "attachments";

    fn check(&self) -> Result<(), Rejected> {
        crate::attachment::check_all("file", std::slice::from_ref(&self.file))
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
