//! A migration that somebody's database has run is never changed. `cargo xtask freeze` lists all migrations with their
//! git hashes at a release; what is listed stays as it is, and what is new comes after it.

use std::collections::BTreeMap;
use std::fs;

use super::Tracked;
use crate::workshop::Workshop;

const LIST: &str = "migrations/frozen.txt";

pub(super) fn check(tracked: &[Tracked], workshop: &Workshop) -> anyhow::Result<Vec<String>> {
    let mut findings = Vec::new();
    let frozen = frozen(tracked);
    let mut newest_frozen = BTreeMap::<&str, &str>::new();
    let mut seen = BTreeMap::<(&str, &str), &str>::new();
    for (path, hash) in &frozen {
        match tracked.iter().find(|file| file.path == *path) {
            None => findings.push(format!("{path}: is listed in {LIST} and gone")),
            Some(_) if hash_of(workshop, path)? != *hash => {
                findings.push(format!("{path}: is listed in {LIST} and was changed; write a new migration"));
            }
            Some(_) => {}
        }
        if let Some((folder, stamp)) = parts(path) {
            let newest = newest_frozen.entry(folder).or_default();
            *newest = stamp.max(newest);
        }
    }
    for path in migrations(tracked) {
        let Some((folder, stamp)) = parts(path) else {
            findings.push(format!("{path}: a migration is named yyyymmddNN_what_it_does.sql"));
            continue;
        };
        if let Some(other) = seen.insert((folder, stamp), path) {
            findings.push(format!("{path}: has the time stamp of {other}"));
        }
        let is_late = newest_frozen.get(folder).is_some_and(|newest| stamp <= *newest);
        if is_late && !frozen.contains_key(path) {
            findings.push(format!("{path}: is new and comes before one that is listed in {LIST}"));
        }
    }
    Ok(findings)
}

/// Writes the list again, with every migration there is; refuses while a listed one is changed.
pub(crate) fn freeze(workshop: &Workshop) -> anyhow::Result<()> {
    let tracked = super::tracked(workshop)?;
    if let Some(finding) = check(&tracked, workshop)?.into_iter().next() {
        anyhow::bail!("{finding}");
    }
    let mut list =
        String::from("# Migrations that databases have run: git hash and path. Written by `cargo xtask freeze`.\n");
    for path in migrations(&tracked) {
        list.push_str(&format!("{} {path}\n", hash_of(workshop, path)?));
    }
    fs::write(workshop.root.join(LIST), list)?;
    Ok(())
}

fn migrations(tracked: &[Tracked]) -> impl Iterator<Item = &str> {
    tracked
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| path.starts_with("migrations/") && path.ends_with(".sql"))
}

/// Path → hash.
fn frozen(tracked: &[Tracked]) -> BTreeMap<&str, &str> {
    let list = tracked.iter().find(|file| file.path == LIST).and_then(|file| file.text.as_deref()).unwrap_or_default();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(hash, path)| (path, hash)).collect()
}

/// Folder and time stamp, when the name is as it should be.
fn parts(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.rsplit_once('/')?;
    let (stamp, what) = name.strip_suffix(".sql")?.split_once('_')?;
    let is_stamp = matches!(stamp.len(), 10..=14) && stamp.chars().all(|c| c.is_ascii_digit());
    let is_what = !what.is_empty() && what.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (is_stamp && is_what).then_some((folder, stamp))
}

fn hash_of(workshop: &Workshop, path: &str) -> anyhow::Result<String> {
    Ok(workshop.git(&["hash-object", "--no-filters", "--", path])?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_carry_a_time_stamp_and_a_word() {
        assert_eq!(super::parts("migrations/device/2026112303_device.sql"), Some(("migrations/device", "2026112303")));
        assert_eq!(super::parts("migrations/device/device.sql"), None);
        assert_eq!(super::parts("migrations/device/20261_device.sql"), None);
    }
}
