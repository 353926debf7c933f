//! One device, one code: binding a printed code to a device, and releasing it.

use crate::{Id, Rejected, RejectedCode, Subject, Word, entry, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `code_binding`. Subjects: the device; another device that is known to have had the code
/// too, so that both show the conflict; perhaps visit and order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CodeBindingFact {
    /// The code as printed, without host: opaque.
    pub code: String,
    /// The label was taken off or destroyed. A code is never used again, on no other device.
    pub is_released: bool,
    /// It was never on this device: bound by mistake, and to be bound where it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_mistake: bool,
    pub reason: Option<String>,
    /// Bindings its author saw.
    pub replaces: Vec<Id>,
}

/// `also` names devices that the author knows to hold the same code.
pub fn subjects(device: Id, also: &[Id]) -> Vec<Subject> {
    std::iter::once(&device).chain(also.iter().take(10)).map(|id| Subject::new(Word::Device, *id)).collect()
}

impl FactBody for CodeBindingFact {
    const KIND: &'static str = "code_binding";

    fn check(&self) -> Result<(), Rejected> {
        limits::list("replaces", self.replaces.len())?;
        entry::free("reason", self.reason.as_ref())?;
        if self.code.is_empty() {
            return Err(limits::missing("code"));
        }
        // A manufacturer's code may hold control characters (GS1 separators).
        if self.code.chars().count() > limits::LINE_CHARS_MAX {
            return Err(Rejected::new(RejectedCode::TooLarge, "code"));
        }
        Ok(())
    }
}
