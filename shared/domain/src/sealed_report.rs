//! The signed report as a file: what a customer takes home.

use crate::{Id, Rejected, fact_kind::FactBody, id::Hash, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `sealed_report`, in one unit with the signature that the file shows. Subjects: those of the
/// signature.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SealedReportFact {
    pub signature: Id,
    /// SHA-256 of F, the sealed PDF.
    pub file: Hash,
    pub size_bytes: u64,
}

impl FactBody for SealedReportFact {
    const KIND: &'static str = "sealed_report";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("signature", self.signature)?;
        if self.file == Hash::default() {
            return Err(limits::missing("file"));
        }
        Ok(())
    }
}
