//! Read models are what a rebuild makes of the ground rows, on every phone and on the server; signatures and hashes on
//! the server fit too.

use super::Checked;
use onsite_store::{Connection, DocumentCache, derived};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    for phone in &checked.fleet.phones {
        let Some(app) = &phone.app else { continue };
        let (held, rebuilt) = both(app.database())?;
        if held != rebuilt {
            let differing: Vec<&String> = held.iter().filter(|row| !rebuilt.contains(row)).take(3).collect();
            let missing: Vec<&String> = rebuilt.iter().filter(|row| !held.contains(row)).take(3).collect();
            anyhow::bail!("{}: held {differing:?}, a rebuild makes {missing:?}", phone.name);
        }
    }
    let verification = checked.server.verify()?;
    anyhow::ensure!(verification.is_clean(), "server: {:?}", verification.problems);
    Ok(())
}

fn both(connection: &Connection) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let held = derived::dump(connection)?;
    connection.execute_batch("BEGIN")?;
    let rebuilt = derived::rebuild(connection, &mut DocumentCache::default()).and_then(|()| derived::dump(connection));
    connection.execute_batch("ROLLBACK")?;
    Ok((held, rebuilt?))
}
