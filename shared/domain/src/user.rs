//! Users: the people who work with the system, what they are and what they may be sent to do.

use crate::{Coordinates, Id, Language, Rejected, Text, choice::choices, id::Hash, limits};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

choices! {
    /// What somebody is here for. What a role may do is the policy's to say.
    Role {
        Engineer = "engineer",
        /// Answers questions from the field and reads visits, changes none.
        Expert = "expert",
        Dispatcher = "dispatcher",
        /// Takes requests.
        IntakeAgent = "intake_agent",
        /// Sees only what the contractor was given.
        ContractorDispatcher = "contractor_dispatcher",
        ServiceManager = "service_manager",
        QualityInspector = "quality_inspector",
        /// Complaints and callbacks.
        ComplaintHandler = "complaint_handler",
        StockKeeper = "stock_keeper",
        Administrator = "administrator",
    }
}

/// What somebody may do, proven until a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Skill {
    /// The company's code: `ct`, `refrigerant`, `lift`.
    pub code: String,
    pub name: Text,
    /// 1 (may help) to 5 (teaches).
    pub level: u8,
    pub certificate_number: String,
    pub certificate: Option<Hash>,
    /// The last day it is valid; open where missing.
    pub expires_on: Option<Date>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct User {
    /// What they type to log in; unique, lower case.
    pub login: String,
    pub name: Text,
    /// The number in the company's staff list.
    pub number: String,
    pub organisation: Id,
    pub roles: BTreeSet<Role>,
    pub skills: Vec<Skill>,
    pub language: Language,
    pub phone: String,
    pub email: String,
    /// IANA zone of their working day; empty takes the organisation's.
    pub zone: String,
    /// Their working hours; the organisation's where missing.
    pub calendar: Option<Id>,
    /// Where their day starts.
    pub base: Option<Coordinates>,
    pub picture: Option<Hash>,
    pub remarks: String,
    /// May no longer log in or sync; what they did stays.
    pub is_disabled: bool,
}

impl User {
    pub fn is_active(&self) -> bool {
        !self.is_disabled
    }

    pub fn has_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the skill is held at `level` or above and still valid on `day`.
    pub fn has_skill(&self, code: &str, level: u8, day: Date) -> bool {
        self.skills.iter().any(|skill| {
            skill.code == code && skill.level >= level && skill.expires_on.is_none_or(|last_day| day <= last_day)
        })
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::written_line("login", &self.login)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::line("number", &self.number)?;
        limits::reference("organisation", self.organisation)?;
        if self.roles.is_empty() {
            return Err(limits::missing("roles"));
        }
        for role in &self.roles {
            role.checked("roles")?;
        }
        limits::list_of_at_most("skills", self.skills.len(), 200)?;
        for (index, skill) in self.skills.iter().enumerate() {
            let at = format!("skills[{index}]");
            limits::written_line(&format!("{at}.code"), &skill.code)?;
            skill.name.check(&format!("{at}.name"), limits::LINE_CHARS_MAX)?;
            limits::within(&format!("{at}.level"), skill.level, 1..=5)?;
            limits::line(&format!("{at}.certificate_number"), &skill.certificate_number)?;
            limits::date(&format!("{at}.expires_on"), skill.expires_on)?;
        }
        limits::phone("phone", &self.phone)?;
        limits::email("email", &self.email)?;
        limits::zone("zone", &self.zone)?;
        self.base.map_or(Ok(()), |place| place.check("base"))?;
        limits::note("remarks", &self.remarks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_skill_counts_until_the_last_day_it_is_valid() {
        let user = User {
            skills: vec![Skill {
                code: "ct".into(),
                level: 3,
                expires_on: Some(date(2026, 6, 30)),
                ..Default::default()
            }],
            ..Default::default()
        };
        assert!(user.has_skill("ct", 3, date(2026, 6, 30)));
        assert!(!user.has_skill("ct", 3, date(2026, 7, 1)));
        assert!(!user.has_skill("ct", 4, date(2026, 6, 1)));
        assert!(!user.has_skill("mri", 1, date(2026, 6, 1)));
    }

    #[test]
    fn a_user_of_a_newer_server_with_an_unknown_role_still_reads() {
        let user: User =
            serde_json::from_str(r#"{"login":"li.min","roles":["engineer","astronaut"],"new":1}"#).unwrap();
        assert!(user.has_role(Role::Engineer) && user.is_active());
        assert!(user.validate().is_err());
    }
}
