//! Every unit that a phone said is durable is on the server (accepted, in review or in quarantine), or refused with its
//! intent on the phone.

use super::Checked;
use onsite_store::Connection;
use std::collections::BTreeSet;

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    let server = on_server(checked.server.database())?;
    for phone in &checked.fleet.phones {
        let Some(app) = &phone.app else { anyhow::bail!("{} is off", phone.name) };
        let mut here = BTreeSet::new();
        let sql = "SELECT CAST(intent AS BLOB) FROM unit WHERE state IN ('rejected', 'review')";
        collect(app.database(), sql, &mut here)?;
        for unit in &phone.committed {
            for id in &unit.ids {
                let text = id.to_string();
                anyhow::ensure!(
                    server.contains(text.as_bytes()) || here.contains(text.as_bytes()),
                    "{}: {} with {text} is gone",
                    phone.name,
                    unit.verb
                );
            }
        }
        let waiting: u64 =
            app.database().query_row("SELECT count(*) FROM unit WHERE state = 'waiting'", [], |row| row.get(0))?;
        anyhow::ensure!(waiting == 0, "{}: {waiting} units still wait", phone.name);
    }
    Ok(())
}

/// What a server holds, in any form.
pub(crate) fn on_server(connection: &Connection) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut found = BTreeSet::new();
    for sql in [
        "SELECT bytes FROM change",
        "SELECT bytes FROM fact",
        "SELECT bytes FROM quarantine",
        "SELECT changes FROM review_run",
    ] {
        collect(connection, sql, &mut found)?;
    }
    Ok(found)
}

/// What a phone could bring back to a server that lost it.
pub(crate) fn on_phone(connection: &Connection) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let mut found = BTreeSet::new();
    for sql in [
        "SELECT bytes FROM change",
        "SELECT bytes FROM fact",
        "SELECT CAST(intent AS BLOB) FROM unit WHERE state IN ('waiting', 'rejected', 'review')",
    ] {
        collect(connection, sql, &mut found)?;
    }
    Ok(found)
}

/// Every 26 characters in a row that may be a ULID.
fn collect(connection: &Connection, sql: &str, found: &mut BTreeSet<Vec<u8>>) -> anyhow::Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        for text in bytes.split(|byte| !byte.is_ascii_digit() && !byte.is_ascii_uppercase()) {
            for window in text.windows(26) {
                found.insert(window.to_vec());
            }
        }
    }
    Ok(())
}
