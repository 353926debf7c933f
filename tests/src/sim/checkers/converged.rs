//! Every phone shows of its subjects exactly what the server shows.

use super::Checked;
use crate::sim::{company, phone::SimPhone};
use onsite_domain::{Subject, id::Hash};
use onsite_store::{Connection, derived, fact, ground};
use std::collections::BTreeSet;

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    for phone in checked.fleet.phones.iter().filter(|phone| !phone.is_revoked) {
        for subject in members(checked.server.database(), phone)? {
            same(phone, checked.server.database(), subject)?;
        }
    }
    Ok(())
}

/// What the server says this phone holds.
pub(super) fn members(server: &Connection, phone: &SimPhone) -> anyhow::Result<BTreeSet<Subject>> {
    let Some(field_device) = company::field_device(phone) else { anyhow::bail!("{} is not enrolled", phone.name) };
    let mut statement = server.prepare_cached("SELECT subject FROM member WHERE field_device = ?1")?;
    let rows = statement.query_map([field_device.to_string()], |row| row.get::<_, String>(0))?;
    let mut found = BTreeSet::new();
    for row in rows {
        let text = row?;
        found.insert(text.parse().map_err(|_| anyhow::anyhow!("member {text} is no subject"))?);
    }
    Ok(found)
}

fn same(phone: &SimPhone, server: &Connection, subject: Subject) -> anyhow::Result<()> {
    let Some(app) = &phone.app else { anyhow::bail!("{} is off", phone.name) };
    let here = app.database();
    let name = &phone.name;
    let (own, theirs) = (ground::heads(here, subject)?, ground::heads(server, subject)?);
    anyhow::ensure!(own == theirs, "{name}: {subject} has heads {own:?}, the server {theirs:?}");
    let facts = |connection: &Connection| -> anyhow::Result<BTreeSet<(Hash, bool, Option<i64>)>> {
        let about = fact::about(connection, subject)?;
        Ok(about.iter().map(|f| (f.hash, f.is_in_review, f.received.map(|r| r.corrected_ms))).collect())
    };
    let (own, theirs) = (facts(here)?, facts(server)?);
    if own != theirs {
        let kinds = |connection: &Connection| -> anyhow::Result<Vec<String>> {
            let about = fact::about(connection, subject)?;
            Ok(about
                .iter()
                .filter(|f| {
                    let key = (f.hash, f.is_in_review, f.received.map(|r| r.corrected_ms));
                    !(own.contains(&key) && theirs.contains(&key))
                })
                .map(|f| format!("{} {} review={} {:?}", f.fact.kind, f.fact.id, f.is_in_review, f.received))
                .collect())
        };
        anyhow::bail!("{name}: {subject}: facts differ: here {:?}, server {:?}", kinds(here)?, kinds(server)?);
    }
    let (own, theirs) = (derived::view(here, subject)?, derived::view(server, subject)?);
    anyhow::ensure!(own == theirs, "{name}: {subject} shows\n  {own:?}\nthe server\n  {theirs:?}");
    let attention = |connection: &Connection| -> anyhow::Result<Vec<String>> {
        let mut statement =
            connection.prepare_cached("SELECT id || ' ' || body FROM attention WHERE subject = ?1 ORDER BY id")?;
        let rows = statement.query_map([subject.to_string()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let (own, theirs) = (attention(here)?, attention(server)?);
    anyhow::ensure!(own == theirs, "{name}: {subject} asks for attention\n  {own:?}\nthe server\n  {theirs:?}");
    Ok(())
}
