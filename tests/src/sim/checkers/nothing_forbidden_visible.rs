//! A phone holds documents and records of its scope only, and none of another organisation's orders.

use super::{Checked, converged::members};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    for phone in checked.fleet.phones.iter().filter(|phone| !phone.is_revoked) {
        let Some(app) = &phone.app else { continue };
        let allowed = members(checked.server.database(), phone)?;
        let mut statement =
            app.database().prepare("SELECT subject FROM document UNION SELECT subject FROM record ORDER BY subject")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for row in rows {
            let text = row?;
            let subject = text.parse().map_err(|_| anyhow::anyhow!("{text} is no subject"))?;
            anyhow::ensure!(allowed.contains(&subject), "{} still holds {subject}", phone.name);
        }
    }
    Ok(())
}
