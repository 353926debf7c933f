//! Organisations: the company, its branches, its contractors. Every user, order, stock location and field device belongs
//! to one.

use crate::{Coordinates, Id, Language, Rejected, RejectedCode, Text, choice::choices, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    OrganisationKind {
        /// The one whose server this is.
        Company = "company",
        Branch = "branch",
        /// Sees the orders it was given and nothing else.
        Contractor = "contractor",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Organisation {
    pub kind: OrganisationKind,
    pub number: String,
    pub name: Text,
    pub short_name: Text,
    /// The company, or the branch a branch is under. The company has none.
    pub parent: Option<Id>,
    pub address: Text,
    pub coordinates: Option<Coordinates>,
    /// Regions it serves, as the company names them.
    pub regions: Vec<String>,
    pub phone: String,
    pub email: String,
    pub language: Language,
    /// IANA zone; empty takes the company's.
    pub zone: String,
    pub calendar: Option<Id>,
    pub tax_number: String,
    pub remarks: String,
    pub is_retired: bool,
}

impl Organisation {
    pub fn validate(&self) -> Result<(), Rejected> {
        let kind = self.kind.checked("kind")?;
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        self.short_name.check("short_name", limits::LINE_CHARS_MAX)?;
        match (kind, self.parent) {
            (OrganisationKind::Company, Some(_)) => {
                return Err(Rejected::because(RejectedCode::WrongShape, "parent", "the company is under nobody"));
            }
            (OrganisationKind::Branch | OrganisationKind::Contractor, None) => return Err(limits::missing("parent")),
            _ => {}
        }
        self.address.check("address", limits::NOTE_CHARS_MAX)?;
        self.coordinates.map_or(Ok(()), |place| place.check("coordinates"))?;
        limits::lines("regions", self.regions.iter())?;
        limits::phone("phone", &self.phone)?;
        limits::email("email", &self.email)?;
        limits::zone("zone", &self.zone)?;
        limits::line("tax_number", &self.tax_number)?;
        limits::note("remarks", &self.remarks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contractor_is_under_somebody_and_the_company_under_nobody() {
        let name = Text::new("示例维保", "Example Service");
        let company = Organisation { kind: OrganisationKind::Company, name: name.clone(), ..Default::default() };
        assert_eq!(company.validate(), Ok(()));
        let contractor = Organisation { kind: OrganisationKind::Contractor, name, ..Default::default() };
        assert_eq!(contractor.validate().map_err(|e| e.path), Err("parent".to_owned()));
        let parent = Some(Id::from_parts(1, 1));
        assert_eq!(Organisation { parent, ..contractor }.validate(), Ok(()));
        assert!(Organisation { parent, ..company }.validate().is_err());
    }
}
