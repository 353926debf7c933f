//! Reading a file that is attached to a PDF of ours.

use crate::FILE_BYTES_MAX;
use lopdf::{Document, LoadOptions, Object};
use onsite_report::{ATTACHED_NAME, ReportData, ReportError};

#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error("not a PDF that can be read: {0}")]
    Pdf(String),
    #[error("these pages carry no content")]
    NoContent,
    #[error(transparent)]
    Content(#[from] ReportError),
}

impl From<lopdf::Error> for AttachError {
    fn from(error: lopdf::Error) -> Self {
        Self::Pdf(error.to_string())
    }
}

/// The content that is attached to pages of ours.
///
/// # Errors
/// [`AttachError`] where there is none, or of another version.
pub fn content(pdf: &[u8]) -> Result<ReportData, AttachError> {
    let bytes = attached(pdf, ATTACHED_NAME)?.ok_or(AttachError::NoContent)?;
    Ok(ReportData::from_bytes(&bytes)?)
}

/// The bytes of an attached file by its name. Only for a PDF that is known to be ours: this reads the whole of it.
///
/// # Errors
/// [`AttachError::Pdf`] for what is no PDF, or whose attachments are not where ours are.
pub fn attached(pdf: &[u8], name: &str) -> Result<Option<Vec<u8>>, AttachError> {
    let options = LoadOptions { max_decompressed_size: Some(FILE_BYTES_MAX), strict: true, ..LoadOptions::default() };
    let document = Document::load_mem_with_options(pdf, options)?;
    let Ok(names) = document.catalog()?.get_deref(b"Names", &document) else { return Ok(None) };
    let Ok(tree) = names.as_dict()?.get_deref(b"EmbeddedFiles", &document) else { return Ok(None) };
    let listed = tree.as_dict()?.get_deref(b"Names", &document)?.as_array()?;
    let is_named =
        |pair: &&[Object]| pair.first().is_some_and(|key| key.as_str().is_ok_and(|key| key == name.as_bytes()));
    let Some([_, file]) = listed.chunks(2).find(is_named) else { return Ok(None) };
    let (_, file) = document.dereference(file)?;
    let streams = file.as_dict()?.get_deref(b"EF", &document)?.as_dict()?;
    let stream = streams.get_deref(b"F", &document)?.as_stream()?;
    Ok(Some(stream.get_plain_content_with_limit(FILE_BYTES_MAX)?))
}
