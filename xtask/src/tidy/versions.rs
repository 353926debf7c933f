//! One version of each dependency that matters, chosen in one place.

use super::{Tracked, numbered};

/// Two versions of one of these would mean two databases, two document formats, two runtimes or two sets of keys.
const ONE_VERSION: &[&str] = &[
    "automerge",
    "axum",
    "ed25519-dalek",
    "jiff",
    "libsqlite3-sys",
    "minicbor",
    "reqwest",
    "rusqlite",
    "rustls",
    "serde",
    "serde_json",
    "tauri",
    "tokio",
    "typst",
    "ulid",
];

pub(super) fn check(tracked: &[Tracked]) -> Vec<String> {
    let texts = |name: &'static str| {
        tracked
            .iter()
            .filter(move |file| file.path.ends_with(name))
            .filter_map(|file| Some((file, file.text.as_deref()?)))
    };
    let mut findings = Vec::new();
    for (file, text) in texts("Cargo.lock") {
        for name in ONE_VERSION {
            let line = format!("name = \"{name}\"");
            let count = text.lines().filter(|l| *l == line).count();
            if count > 1 {
                findings.push(format!("{}: {count} versions of {name}", file.path));
            }
        }
    }
    for (file, text) in texts("Cargo.toml").filter(|(file, _)| file.path != "Cargo.toml") {
        if !text.contains("[lints]\nworkspace = true") {
            findings.push(format!("{}: does not use the lints of the workspace", file.path));
        }
        findings.extend(own_versions(&file.path, text));
    }
    findings
}

fn own_versions(path: &str, text: &str) -> Vec<String> {
    let mut is_dependencies = false;
    let mut findings = Vec::new();
    for (number, line) in numbered(text) {
        let line = line.trim();
        if line.starts_with('[') {
            is_dependencies = line.trim_end_matches(']').ends_with("dependencies");
        } else if is_dependencies && line.contains('=') && !line.starts_with('#') {
            let is_from_workspace = line.contains("workspace = true");
            if !is_from_workspace {
                findings.push(format!("{path}:{number}: versions stand in the root Cargo.toml only"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::check;

    #[test]
    fn a_second_version_and_a_version_of_ones_own_are_found() {
        let lock = "name = \"tokio\"\nversion = \"1\"\nname = \"tokio\"\nversion = \"2\"\n";
        assert_eq!(check(&[file("Cargo.lock", lock)]).len(), 1);
        let manifest =
            "[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\ntokio = \"1\"\n[features]\na = []\n";
        assert_eq!(check(&[file("app/core/Cargo.toml", manifest)]).len(), 1);
        assert_eq!(check(&[file("app/core/Cargo.toml", "[package]\n")]).len(), 1);
    }
}
