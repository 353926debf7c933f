//! Teams: who works together.

use crate::{Id, Rejected, Text, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Team {
    pub name: Text,
    pub organisation: Id,
    pub lead: Option<Id>,
    /// Users; the lead need not be among them.
    pub members: Vec<Id>,
    pub regions: Vec<String>,
    /// Codes of skills the team stands for.
    pub skills: Vec<String>,
    pub remarks: String,
    pub is_retired: bool,
}

impl Team {
    pub fn has_member(&self, user: Id) -> bool {
        self.lead == Some(user) || self.members.contains(&user)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::reference("organisation", self.organisation)?;
        limits::list("members", self.members.len())?;
        limits::lines("regions", self.regions.iter())?;
        limits::lines("skills", self.skills.iter())?;
        limits::note("remarks", &self.remarks)
    }
}
