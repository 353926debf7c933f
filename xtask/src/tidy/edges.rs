//! Which crate may lean on which (ARCHITECTURE.md, rooms): app and server meet only in `tests`, shared leans on nothing
//! outside shared, the domain on nobody. Dependencies for tests count like any other.

use serde_json::Value;

/// Crates of ours and those of ours that they may use.
const ALLOWED: &[(&str, &[&[&str]])] = &[
    ("onsite-domain", &[]),
    ("onsite-documents", &[&["onsite-domain"]]),
    ("onsite-wire", &[&["onsite-domain", "onsite-documents"]]),
    ("onsite-report", &[&["onsite-domain", "onsite-documents", "onsite-wire"]]),
    ("onsite-report-pdf", &[&["onsite-domain", "onsite-fonts", "onsite-messages", "onsite-report"]]),
    ("onsite-evidence", &[&["onsite-domain", "onsite-wire", "onsite-report"]]),
    ("onsite-fonts", &[]),
    ("onsite-labels", &[&["onsite-domain", "onsite-fonts", "onsite-messages"]]),
    ("onsite-messages", &[&["onsite-domain"]]),
    ("onsite-store", &[SHARED]),
    ("onsite-core", &[SHARED, PLAIN]),
    ("onsite-cli", &[SHARED, PLAIN, ENGINES, &["onsite-core"]]),
    ("onsite-door", &[SHARED, PLAIN, ENGINES, &["onsite-core"]]),
    ("onsite-app", &[&["onsite-domain", "onsite-core", "onsite-door"]]),
    ("onsite-server", &[SHARED, PLAIN, ENGINES]),
    ("onsite-tests", &[SHARED, PLAIN, ENGINES, &["onsite-core", "onsite-door", "onsite-server"]]),
    ("onsite-fuzz", &[&["onsite-tests"]]),
    ("xtask", &[]),
];

const SHARED: &[&str] = &["onsite-domain", "onsite-documents", "onsite-wire", "onsite-report", "onsite-evidence"];
const PLAIN: &[&str] = &["onsite-messages", "onsite-store"];
/// The core builds without the engines of PDF and pictures: whoever has a screen or a terminal brings them.
const ENGINES: &[&str] = &["onsite-report-pdf", "onsite-labels"];

/// No I/O, no clock, no randomness, no SQL in shared: these crates stay out of it (of its tests they may be part).
const NOT_IN_SHARED: &[&str] = &["axum", "getrandom", "rand", "reqwest", "rusqlite", "rustix", "tempfile", "tokio"];

pub(super) fn check(packages: &[Value]) -> Vec<String> {
    packages.iter().flat_map(check_one).collect()
}

fn check_one(package: &Value) -> Vec<String> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = text(package, "name");
    let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
        return vec![format!("crate {name}: has no place among the rooms (xtask/src/tidy/edges.rs)")];
    };
    let dependencies = package.get("dependencies").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut findings = Vec::new();
    for dependency in &dependencies {
        let on = text(dependency, "name");
        let is_ours = dependency.get("path").is_some_and(Value::is_string);
        if is_ours && !allowed.iter().any(|some| some.contains(&on.as_str())) {
            findings.push(format!("crate {name}: may not lean on {on}"));
        }
        let is_normal = dependency.get("kind").is_none_or(Value::is_null);
        if SHARED.contains(&name.as_str()) && is_normal && NOT_IN_SHARED.contains(&on.as_str()) {
            findings.push(format!("crate {name}: {on} brings I/O, time, randomness or SQL into shared"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn found(name: &str, on: &Value) -> usize {
        super::check(&[json!({ "name": name, "dependencies": [on] })]).len()
    }

    #[test]
    fn app_and_server_never_meet_and_shared_does_no_input_or_output() {
        let ours = |name| json!({ "name": name, "path": "/x", "kind": null });
        assert_eq!(found("onsite-core", &ours("onsite-server")), 1);
        assert_eq!(found("onsite-server", &ours("onsite-core")), 1);
        assert_eq!(found("onsite-domain", &ours("onsite-wire")), 1);
        assert_eq!(found("onsite-server", &ours("onsite-store")), 0);
        assert_eq!(found("onsite-wire", &json!({ "name": "tokio", "kind": null })), 1);
        assert_eq!(found("onsite-wire", &json!({ "name": "tempfile", "kind": "dev" })), 0);
        assert_eq!(found("onsite-new", &json!({ "name": "serde" })), 1);
    }
}
