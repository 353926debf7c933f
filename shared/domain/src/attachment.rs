//! Files beside a record: pictures, manuals, certificates.

use crate::{Rejected, choice::choices, id::Hash, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// More than this does not belong on a phone.
pub const ATTACHMENT_SIZE_BYTES_MAX: u64 = 200 * 1024 * 1024;
pub const ATTACHMENTS_MAX: usize = 100;

choices! {
    /// What a file is for.
    Purpose {
        Picture = "picture",
        Nameplate = "nameplate",
        Manual = "manual",
        Drawing = "drawing",
        Certificate = "certificate",
        Contract = "contract",
        Report = "report",
        Other = "other",
    }
}

/// A blob with its name and purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Attachment {
    pub blob: Hash,
    pub name: String,
    pub purpose: Purpose,
    /// Such as `application/pdf`.
    pub media_type: String,
    pub size_bytes: u64,
}

/// Each attachment sound, and not too many.
pub(crate) fn check_all(path: &str, attachments: &[Attachment]) -> Result<(), Rejected> {
    limits::list_of_at_most(path, attachments.len(), ATTACHMENTS_MAX)?;
    for (index, attachment) in attachments.iter().enumerate() {
        let at = format!("{path}[{index}]");
        if attachment.blob == Hash::default() {
            return Err(limits::missing(&format!("{at}.blob")));
        }
        limits::written_line(&format!("{at}.name"), &attachment.name)?;
        limits::line(&format!("{at}.media_type"), &attachment.media_type)?;
        attachment.purpose.checked(&format!("{at}.purpose"))?;
        limits::within(&format!("{at}.size_bytes"), attachment.size_bytes, 0..=ATTACHMENT_SIZE_BYTES_MAX)?;
    }
    Ok(())
}
