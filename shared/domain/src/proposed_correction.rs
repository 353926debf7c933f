//! Proposed corrections: an engineer's better value for something only the office may change.

use crate::{
    Id, Rejected, RejectedCode, Subject,
    attention::{AttentionItem, AttentionKind},
    entry,
    fact::StoredFact,
    fact_kind::FactBody,
    id::Hash,
    limits,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// The body of a fact of kind `proposed_correction`. Subjects: what is to be corrected, perhaps visit and order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ProposedCorrectionFact {
    /// The field, as in the record: `phone`, `address.zh`, `place`.
    pub field: String,
    /// What the author saw.
    pub present: Value,
    pub proposed: Value,
    pub note: Option<String>,
    pub photo: Option<Hash>,
}

/// `about` is the record or document; `visit` with its order where it came up during one.
pub fn subjects(about: Subject, visit: Option<(Id, Id)>) -> Vec<Subject> {
    let mut subjects = vec![about];
    if let Some((visit, work_order)) = visit {
        subjects.push(Subject::new(crate::Word::Visit, visit));
        subjects.push(Subject::new(crate::Word::WorkOrder, work_order));
    }
    subjects
}

impl FactBody for ProposedCorrectionFact {
    const KIND: &'static str = "proposed_correction";

    fn check(&self) -> Result<(), Rejected> {
        limits::written_line("field", &self.field)?;
        entry::free("note", self.note.as_ref())?;
        if self.proposed == self.present {
            return Err(Rejected::because(RejectedCode::OutOfRange, "proposed", "another value than the present one"));
        }
        Ok(())
    }
}

/// One item for each correction proposed for the subject.
pub(crate) fn attention(subject: Subject, facts: &[&StoredFact]) -> Vec<AttentionItem> {
    facts
        .iter()
        .filter(|stored| !stored.is_in_review && stored.fact.subjects.first() == Some(&subject))
        .filter(|stored| stored.fact.kind == ProposedCorrectionFact::KIND)
        .filter_map(|stored| {
            let body = stored.fact.body::<ProposedCorrectionFact>()?;
            Some(AttentionItem::open(
                AttentionKind::ProposedCorrection,
                subject,
                &body.field,
                vec![stored.fact.id.to_string()],
                stored.effective_ms(),
                json!({"by": stored.fact.author, "correction": body}),
            ))
        })
        .collect()
}
