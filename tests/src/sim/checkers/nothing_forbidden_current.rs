//! Nothing that the hostile field device was refused, or that was put to review, counts anywhere.

use super::Checked;
use onsite_store::{Connection, derived, fact, ground};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    holds_nothing(checked, checked.server.database(), "server")?;
    for phone in &checked.fleet.phones {
        if let Some(app) = &phone.app {
            holds_nothing(checked, app.database(), &phone.name)?;
        }
    }
    Ok(())
}

fn holds_nothing(checked: &Checked<'_>, connection: &Connection, name: &str) -> anyhow::Result<()> {
    let forbidden = &checked.fleet.hostile.forbidden;
    for subject in derived::subjects(connection)? {
        for change in ground::changes(connection, subject, 0)? {
            let hash = change.hash;
            anyhow::ensure!(!forbidden.changes.contains(&hash), "{name}: the forbidden change {hash} counts");
        }
    }
    for (id, hash) in &forbidden.facts {
        let held = fact::get(connection, *id)?.filter(|held| held.hash == *hash && !held.is_in_review);
        anyhow::ensure!(held.is_none(), "{name}: the forbidden fact {id} counts");
    }
    Ok(())
}
