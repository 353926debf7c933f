//! A link in a text leads somewhere.

use std::path::Path;

use super::{Tracked, numbered};

pub(super) fn check(tracked: &[Tracked], root: &Path) -> Vec<String> {
    let mut findings = Vec::new();
    for file in tracked.iter().filter(|file| file.is(&[".md"])) {
        let folder = root.join(&file.path).parent().map(Path::to_owned).unwrap_or_default();
        for (number, target) in links(file.text.as_deref().unwrap_or_default()) {
            if !folder.join(&target).exists() {
                findings.push(format!("{}:{number}: the link to {target} leads nowhere", file.path));
            }
        }
    }
    findings
}

/// Targets inside this repository, without what follows `#`, and their lines. Blocks of code hold no links.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut is_code = false;
    let mut found = Vec::new();
    for (number, line) in numbered(text) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        for after in line.split("](").skip(1) {
            let target = after.split([')', ' ', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                found.push((number, target.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_into_the_repository_are_followed_and_others_are_not() {
        let text = "[a](b.md#part) [c](https://example.org/x) [d](#here)\n```\n[e](f)\n```\n![g](h.png)";
        assert_eq!(super::links(text), [(1, "b.md".to_owned()), (5, "h.png".to_owned())]);
    }
}
