//! Every part usage has its movement on every replica, and every use of a visit is named by a usage.

use super::Checked;
use onsite_domain::{Id, Subject, movement::MovementReason, visit::VisitView};
use onsite_store::{Connection, derived, fact};
use std::collections::BTreeSet;

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    let lost = &checked.fleet.lost;
    visits(checked.server.database(), "server", lost)?;
    for phone in &checked.fleet.phones {
        if let Some(app) = &phone.app {
            visits(app.database(), &phone.name, lost)?;
        }
    }
    Ok(())
}

fn visits(connection: &Connection, name: &str, lost: &BTreeSet<Id>) -> anyhow::Result<()> {
    let views: Vec<(Subject, VisitView)> = derived::views(connection, "word = 'visit'", &[])?;
    for (subject, view) in views {
        for usage in &view.part_usages {
            let Some(movement) = usage.value.movement else { continue };
            anyhow::ensure!(
                fact::get(connection, movement)?.is_some(),
                "{name}: {subject}: usage {} has no movement {movement}",
                usage.id
            );
        }
        for seen in view.movements.iter().filter(|seen| seen.body.reason == MovementReason::Use && !seen.is_in_review) {
            anyhow::ensure!(
                lost.contains(&seen.id) || view.part_usages.iter().any(|usage| usage.value.movement == Some(seen.id)),
                "{name}: {subject}: movement {} belongs to no usage",
                seen.id
            );
        }
    }
    Ok(())
}
