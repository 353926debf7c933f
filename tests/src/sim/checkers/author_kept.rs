//! Whatever was recorded counts, where it counts, in the name of whoever was at work, on a shared phone too.

use super::Checked;
use onsite_documents::Paths;
use onsite_domain::{Author, Id, document_kind};
use onsite_store::{Connection, derived, fact, ground};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    let server = checked.server.database();
    let writers = writers(server)?;
    for phone in &checked.fleet.phones {
        for unit in &phone.committed {
            for id in &unit.ids {
                let by = match fact::get(server, *id)? {
                    Some(stored) => BTreeSet::from_iter(stored.fact.author.user()),
                    None => writers.get(id).cloned().unwrap_or_default(),
                };
                anyhow::ensure!(
                    by.is_empty() || by.contains(&unit.user),
                    "{}: {} with {id} was recorded by {} and counts as {by:?}'s",
                    phone.name,
                    unit.verb,
                    unit.user
                );
            }
        }
    }
    Ok(())
}

/// Who wrote each entry.
fn writers(server: &Connection) -> anyhow::Result<BTreeMap<Id, BTreeSet<Id>>> {
    let mut found: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for subject in derived::subjects(server)? {
        let Some(kind) = document_kind::of(subject.word) else { continue };
        let paths = Paths::of(kind, subject.id);
        for change in ground::changes(server, subject, 0)? {
            let author = ground::author(server, &change.actor)?;
            let Some(user) = author.as_ref().and_then(Author::user) else { continue };
            for operation in paths.operations(&change.bytes)? {
                if let Ok(entry) = operation.key.parse() {
                    found.entry(entry).or_default().insert(user);
                }
            }
        }
    }
    Ok(found)
}
