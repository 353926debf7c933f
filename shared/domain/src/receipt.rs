//! The server's receipt for a signature: it was there, at this place in the server's history, at this time.

use crate::{Id, Rejected, fact_kind::FactBody, id::Hash, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `receipt`, by the server. Subjects: those of the signature.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReceiptFact {
    /// The signature fact and the hash of its bytes.
    pub signature: Id,
    pub signature_hash: Hash,
    pub epoch: u32,
    pub seq: u64,
    pub chain: Hash,
    pub server_ms: i64,
}

impl FactBody for ReceiptFact {
    const KIND: &'static str = "receipt";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("signature", self.signature)?;
        limits::instant("server_ms", Some(self.server_ms))?;
        if self.signature_hash == Hash::default() {
            return Err(limits::missing("signature_hash"));
        }
        Ok(())
    }
}
