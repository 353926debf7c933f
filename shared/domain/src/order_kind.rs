//! What kinds of work there are, in which mode they are done, and what goes with each pair.

use crate::{Id, Rejected, RejectedCode, Text, choice::choices, limits, user::Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

choices! {
    Kind {
        Consult = "consult",
        Repair = "repair",
        Install = "install",
        Inspect = "inspect",
        Maintain = "maintain",
        Survey = "survey",
        Train = "train",
        Replace = "replace",
        Retire = "retire",
    }
}

choices! {
    Mode {
        Onsite = "onsite",
        Remote = "remote",
        Workshop = "workshop",
    }
}

choices! {
    /// The figures shown to managers that an order of a kind and mode counts in, or not.
    Figure {
        FirstResponse = "first_response",
        Arrival = "arrival",
        HandlingTime = "handling_time",
        StageTime = "stage_time",
        RepairTime = "repair_time",
        TravelTime = "travel_time",
        TimeToRestore = "time_to_restore",
        FirstTimeFix = "first_time_fix",
        FirstContactResolution = "first_contact_resolution",
        ProblemResolution = "problem_resolution",
        ServiceLevel = "service_level",
        MaintenanceCompliance = "maintenance_compliance",
        Utilisation = "utilisation",
        Satisfaction = "satisfaction",
        Recommendation = "recommendation",
        Effort = "effort",
        PartConsumption = "part_consumption",
        FailureCauses = "failure_causes",
        RepeatFailures = "repeat_failures",
    }
}

/// A stage of an order, who owns it and how long it may take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Stage {
    /// A status of the work order.
    pub stage: String,
    pub owner: Role,
    /// In business time; no limit where missing.
    pub limit_minutes: Option<u32>,
    /// Whom to tell when the limit is passed.
    pub escalate_to: Option<Role>,
}

/// One pair of kind and mode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderKind {
    pub kind: Kind,
    pub mode: Mode,
    pub name: Text,
    /// Taken where no procedure serves the device's model.
    pub default_procedure: Option<Id>,
    /// Registers of the work order, or ids of field definitions, that must be filled before it is dispatched.
    pub required_fields: Vec<String>,
    pub stages: Vec<Stage>,
    pub counts_in: BTreeSet<Figure>,
    pub questionnaire: Option<Id>,
    pub target_minutes: Option<u32>,
    /// Codes of skills its engineer must hold.
    pub skills: Vec<String>,
    pub is_retired: bool,
}

impl OrderKind {
    pub fn counts_in(&self, figure: Figure) -> bool {
        self.counts_in.contains(&figure)
    }

    pub fn stage(&self, stage: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.stage == stage)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        self.kind.checked("kind")?;
        self.mode.checked("mode")?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::lines("required_fields", self.required_fields.iter())?;
        limits::list_of_at_most("stages", self.stages.len(), 50)?;
        for (index, stage) in self.stages.iter().enumerate() {
            let at = format!("stages[{index}]");
            limits::written_line(&format!("{at}.stage"), &stage.stage)?;
            stage.owner.checked(&format!("{at}.owner"))?;
            check_minutes(&format!("{at}.limit_minutes"), stage.limit_minutes)?;
            stage.escalate_to.map_or(Ok(Role::Unknown), |role| role.checked(&format!("{at}.escalate_to")))?;
            if self.stages.iter().take(index).any(|earlier| earlier.stage == stage.stage) {
                return Err(Rejected::because(RejectedCode::WrongShape, format!("{at}.stage"), "each stage once"));
            }
        }
        for figure in &self.counts_in {
            figure.checked("counts_in")?;
        }
        check_minutes("target_minutes", self.target_minutes)?;
        limits::lines("skills", self.skills.iter())
    }
}

/// From a minute to a year.
pub(crate) fn check_minutes(path: &str, minutes: Option<u32>) -> Result<(), Rejected> {
    minutes.map_or(Ok(()), |minutes| limits::within(path, minutes, 1..=525_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_listed_once() {
        let stage = Stage { stage: "dispatched".into(), owner: Role::Dispatcher, ..Default::default() };
        let kind = OrderKind {
            kind: Kind::Repair,
            mode: Mode::Onsite,
            name: Text::new("现场维修", "On-site repair"),
            stages: vec![stage.clone(), stage],
            counts_in: [Figure::FirstTimeFix].into(),
            ..Default::default()
        };
        assert_eq!(kind.validate().map_err(|e| e.path), Err("stages[1].stage".to_owned()));
        assert!(kind.counts_in(Figure::FirstTimeFix) && !kind.counts_in(Figure::MaintenanceCompliance));
    }
}
