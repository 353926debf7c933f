//! Nothing that the hostile field device was refused, or that was put to review, counts anywhere.

use super::Checked;
use onsite_domain::id::Hash;
use onsite_store::{Connection, fact};

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
    let mut statement = connection.prepare("SELECT hash FROM change")?;
    for row in statement.query_map([], |row| row.get::<_, [u8; 32]>(0))? {
        let hash = Hash(row?);
        anyhow::ensure!(!forbidden.changes.contains(&hash), "{name}: the forbidden change {hash} counts");
    }
    for (id, hash) in &forbidden.facts {
        let held = fact::get(connection, *id)?.filter(|held| held.hash == *hash && !held.is_in_review);
        anyhow::ensure!(held.is_none(), "{name}: the forbidden fact {id} counts");
    }
    Ok(())
}
