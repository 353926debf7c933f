//! Erasure orders: whose words and values are to go. Hashes stay, so that what was signed still verifies.

use crate::{Id, Rejected, choice::choices, entry, fact_kind::FactBody, id::Hash, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    ErasureScope {
        /// The whole subject: document, facts' values, blobs.
        Subject = "subject",
        /// The blobs listed.
        Blobs = "blobs",
        /// Values beside the facts listed: names, places, comments.
        Facts = "facts",
    }
}

/// The body of a fact of kind `erasure`, by an administrator. Subject: what it is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ErasureFact {
    pub scope: ErasureScope,
    pub blobs: Vec<Hash>,
    pub facts: Vec<Id>,
    /// On what ground.
    pub reason: String,
}

impl FactBody for ErasureFact {
    const KIND: &'static str = "erasure";

    fn check(&self) -> Result<(), Rejected> {
        limits::list("blobs", self.blobs.len())?;
        limits::list("facts", self.facts.len())?;
        entry::written("reason", &self.reason)?;
        match self.scope.checked("scope")? {
            ErasureScope::Blobs if self.blobs.is_empty() => Err(limits::missing("blobs")),
            ErasureScope::Facts if self.facts.is_empty() => Err(limits::missing("facts")),
            _ => Ok(()),
        }
    }
}
