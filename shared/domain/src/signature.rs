//! Signatures: a person's mark over one exact state, or the plain statement that there is none and why.

use crate::{
    Id, Rejected, RejectedCode, Subject, Word, acceptance::Verdict, choice::choices, entry, fact_kind::FactBody,
    id::Hash, limits,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    /// What was signed.
    Signed {
        Report = "report",
        Quote = "quote",
        Step = "step",
        Handover = "handover",
    }
}

choices! {
    /// How the person answered when asked to sign.
    SigningOutcome {
        Signed = "signed",
        Refused = "refused",
        Absent = "absent",
    }
}

/// The body of a fact of kind `signature`. Subjects: the visit (or part request), its order, the device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SignatureFact {
    pub over: Signed,
    pub outcome: SigningOutcome,
    /// Why it was refused, or nobody was there.
    pub reason: Option<String>,
    /// Quote or step entry, movement of a handover.
    pub entry: Option<Id>,
    /// Every document that the signed state was made from, at exactly these heads.
    pub documents: Vec<SignedDocument>,
    /// SHA-256 of V, what the person saw.
    pub view_hash: Hash,
    pub template_version: String,
    pub renderer_version: String,
    pub fonts_version: Option<String>,
    /// Photos shown in V, sorted.
    pub photos: Vec<Hash>,
    /// The ink as a picture.
    pub ink: Option<Hash>,
    pub signer_name: String,
    pub signer_role: String,
    pub verdict: Option<Verdict>,
    /// V in the language of the signer: `zh` or `en`.
    pub language: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedDocument {
    pub word: String,
    pub id: Id,
    /// Sorted.
    pub heads: Vec<Hash>,
}

impl SignatureFact {
    pub fn is_signed(&self) -> bool {
        self.outcome == SigningOutcome::Signed
    }
}

pub fn subjects(visit: Id, work_order: Id, device: Option<Id>) -> Vec<Subject> {
    let mut subjects = vec![Subject::new(Word::Visit, visit), Subject::new(Word::WorkOrder, work_order)];
    subjects.extend(device.map(|device| Subject::new(Word::Device, device)));
    subjects
}

impl FactBody for SignatureFact {
    const KIND: &'static str = "signature";

    fn check(&self) -> Result<(), Rejected> {
        self.over.checked("over")?;
        self.outcome.checked("outcome")?;
        entry::free("reason", self.reason.as_ref())?;
        limits::list("photos", self.photos.len())?;
        limits::list_of_at_most("documents", self.documents.len(), 50)?;
        limits::line("signer_name", &self.signer_name)?;
        limits::line("signer_role", &self.signer_role)?;
        limits::line("template_version", &self.template_version)?;
        limits::line("renderer_version", &self.renderer_version)?;
        self.verdict.map(|verdict| verdict.checked("verdict")).transpose()?;
        if self.view_hash == Hash::default() {
            return Err(limits::missing("view_hash"));
        }
        let Some(first) = self.documents.first() else { return Err(limits::missing("documents")) };
        if first.heads.is_empty() {
            return Err(limits::missing("documents.heads"));
        }
        if self.documents.iter().any(|document| document.heads.len() > 200 || !document.heads.is_sorted()) {
            return Err(Rejected::because(RejectedCode::WrongShape, "documents.heads", "sorted, at most 200"));
        }
        if self.photos.contains(&Hash::default()) {
            return Err(Rejected::because(
                RejectedCode::Missing,
                "photos",
                "a photo without a hash is not signed over",
            ));
        }
        match self.outcome {
            SigningOutcome::Signed if self.ink.is_none() => Err(limits::missing("ink")),
            SigningOutcome::Signed => limits::written_line("signer_name", &self.signer_name),
            _ => entry::written("reason", self.reason.as_deref().unwrap_or_default()),
        }
    }
}
