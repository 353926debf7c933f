//! What became of a signed report: whether it is here, and what changed since.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Subject, Text, Word,
    device::DeviceView,
    entry::{self, current},
    fact::StoredFact,
    fact_kind::FactBody as _,
    note::Note,
    signature::SignatureFact,
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_evidence::{NotGenuine, Root, Verified, verify};
use onsite_store::{derived, fact, ground};
use serde::Serialize;
use std::collections::BTreeSet;

/// What the server knows about a signature.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Standing {
    pub number: String,
    pub device: Text,
    pub signed_ms: i64,
    /// When it arrived.
    pub received_ms: Option<i64>,
    /// The signature over the same that came later.
    pub superseded_by: Option<Id>,
    pub amendments: Vec<Amendment>,
    /// Of entries that contradict one another: how often it was decided since which of them holds.
    pub decided_since: usize,
    /// Documents that changed beside the signed state; what was signed does not cover it.
    pub changed_beside: Vec<ChangedBeside>,
}

/// A correction after signing.
#[derive(Clone, Debug, Serialize)]
pub struct Amendment {
    pub at_ms: i64,
    pub text: String,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ChangedBeside {
    pub word: Word,
    pub changes: usize,
}

impl Standing {
    pub fn is_amended(&self) -> bool {
        !self.amendments.is_empty() || self.superseded_by.is_some() || self.decided_since > 0
    }
}

impl ChangedBeside {
    /// What the catalogue of messages says about it.
    pub fn message_key(&self) -> &'static str {
        match self.word {
            Word::WorkOrder => "verify-beside-order",
            Word::Device => "verify-beside-device",
            _ => "verify-beside-visit",
        }
    }
}

/// A file that was checked.
#[derive(Debug)]
pub enum Checked {
    NotGenuine(NotGenuine),
    /// Genuine; what became of it where the signature has arrived.
    Genuine(Box<Verified>, Option<Standing>),
}

impl ServerStore {
    /// Checks a report against this company's root, and says what became of it. Nothing of the file is kept.
    pub fn verify_report(&self, file: &[u8]) -> Result<Checked, ServerError> {
        match verify(file, &self.trusted_root()) {
            Err(fault) => Ok(Checked::NotGenuine(fault)),
            Ok(verified) => {
                let standing = self.standing_of(verified.fact.id)?;
                Ok(Checked::Genuine(Box::new(verified), standing))
            }
        }
    }

    pub(super) fn trusted_root(&self) -> Root {
        Root::from(*self.keys.root())
    }

    /// A signature that is here and counts.
    pub(super) fn signed(&self, signature: Id) -> Result<Option<StoredFact>, ServerError> {
        let stored = fact::get(&self.db, signature)?;
        Ok(stored.filter(|stored| stored.fact.kind == SignatureFact::KIND && !stored.is_in_review))
    }

    /// What became of a signature; `None` where it is not here (yet), or is kept for review.
    pub fn standing_of(&self, signature: Id) -> Result<Option<Standing>, ServerError> {
        let Some(stored) = self.signed(signature)? else { return Ok(None) };
        let body: SignatureFact = stored.fact.body().unwrap_or_default();
        let mut standing = Standing {
            signed_ms: stored.effective_ms(),
            received_ms: stored.received.map(|received| received.received_ms),
            changed_beside: self.changed_beside(&body)?,
            ..Standing::default()
        };
        self.describe(&stored, &body, &mut standing)?;
        Ok(Some(standing))
    }

    fn describe(&self, stored: &StoredFact, body: &SignatureFact, standing: &mut Standing) -> Result<(), ServerError> {
        for subject in &stored.fact.subjects {
            match subject.word {
                Word::Visit => {
                    let visit: VisitView = derived::view_as(&self.db, *subject)?.unwrap_or_default();
                    let later = visit.signatures.iter().rfind(|seen| {
                        !seen.is_in_review
                            && (seen.body.over, seen.body.entry) == (body.over, body.entry)
                            && (seen.at_ms, seen.id) > (stored.effective_ms(), stored.fact.id)
                    });
                    standing.superseded_by = later.map(|seen| seen.id);
                    let signed_ms = stored.effective_ms();
                    standing.decided_since = visit.decided().iter().filter(|(at_ms, _)| *at_ms > signed_ms).count();
                    let signed = self.signed_notes(*subject, body)?;
                    let reasoned = current(&visit.notes)
                        .filter(|note| !signed.contains(&note.id))
                        .filter_map(|note| Some((note, note.value.amendment_reason.clone()?)));
                    standing.amendments = reasoned
                        .map(|(note, reason)| Amendment { at_ms: note.at_ms, text: note.value.text.clone(), reason })
                        .collect();
                }
                Word::WorkOrder => {
                    let order: Option<WorkOrderView> = derived::view_as(&self.db, *subject)?;
                    standing.number = order.and_then(|order| order.number).unwrap_or_default();
                }
                Word::Device => {
                    let device: Option<DeviceView> = derived::view_as(&self.db, *subject)?;
                    standing.device = device.map(|device| device.name()).unwrap_or_default();
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The notes that the signed state holds; clocks do not say it.
    fn signed_notes(&self, visit: Subject, body: &SignatureFact) -> Result<BTreeSet<Id>, ServerError> {
        let signed = body.documents.iter().find(|signed| signed.id == visit.id);
        let state = match (signed, ground::load(&self.db, visit)?) {
            (Some(signed), Some(document)) => document.state_at(&signed.heads, &|_| None).ok(),
            _ => None,
        };
        Ok(state.iter().flat_map(entry::listed::<Note>).map(|note| note.id).collect())
    }

    fn changed_beside(&self, body: &SignatureFact) -> Result<Vec<ChangedBeside>, ServerError> {
        let mut changed = Vec::new();
        for signed in &body.documents {
            let Ok(word) = signed.word.parse::<Word>() else { continue };
            let Some(document) = ground::load(&self.db, Subject::new(word, signed.id))? else { continue };
            let changes = document.changes_since(&signed.heads).len();
            if changes > 0 {
                changed.push(ChangedBeside { word, changes });
            }
        }
        Ok(changed)
    }
}
