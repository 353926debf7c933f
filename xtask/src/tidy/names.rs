//! The names at the top are a fixed list: a new room is a decision, not an accident.

use std::collections::BTreeSet;

use super::Tracked;

const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitattributes",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "app",
    "clippy.toml",
    "docs",
    "migrations",
    "package-lock.json",
    "package.json",
    "rustfmt.toml",
    "shared",
    "sync-server",
    "tests",
    "xtask",
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "misc"];

pub(super) fn check(tracked: &[Tracked]) -> Vec<String> {
    let tops: BTreeSet<&str> = tracked.iter().filter_map(|file| file.path.split('/').next()).collect();
    let strangers = tops.into_iter().filter(|name| !TOP.contains(name));
    let mut findings: Vec<String> =
        strangers.map(|name| format!("{name}: not one of the names at the top (xtask/src/tidy/names.rs)")).collect();
    for file in tracked {
        if file.is(&[".snap.new", ".pending-snap", ".orig", ".rej"]) {
            findings.push(format!("{}: left behind by a tool", file.path));
        }
        let stems = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
        for stem in stems.filter(|stem| EMPTY_NAMES.contains(stem)) {
            findings.push(format!("{}: {stem:?} does not say what is inside", file.path));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::file;

    #[test]
    fn a_new_name_at_the_top_and_an_empty_name_are_found() {
        let found = super::check(&[file("shared/a.rs", ""), file("stuff/a.rs", ""), file("app/core/src/utils.rs", "")]);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
