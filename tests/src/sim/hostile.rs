//! An enrolled field device whose owner means harm: valid signatures, wrong content.

use super::{
    company::Company,
    fleet::{Failure, Fleet},
};

pub struct Mallory {}

impl Mallory {
    /// # Errors
    /// When the phone of the company's fifth engineer is missing.
    pub fn new(_company: &Company, _seed: u64) -> anyhow::Result<Self> {
        Ok(Self {})
    }
}

/// One attack.
///
/// # Errors
/// When the server does not refuse what it must.
pub fn strike(_fleet: &mut Fleet) -> Result<(), Failure> {
    Ok(())
}
