//! The rules of the house that neither the compiler nor clippy knows. Each rule is a file; each finding says where and
//! what; all findings are shown before it fails.

mod edges;
mod links;
mod messages;
mod migrations;
mod names;
mod versions;
mod words;

use std::fs;
use std::path::Path;

use anyhow::bail;

use crate::workshop::Workshop;

pub(crate) use migrations::freeze as freeze_migrations;

/// A file that git tracks or would track, with its text; binary files have none.
struct Tracked {
    /// Relative to the root, with `/`.
    path: String,
    text: Option<String>,
}

impl Tracked {
    fn is(&self, extensions: &[&str]) -> bool {
        extensions.iter().any(|extension| self.path.ends_with(extension))
    }
}

pub(crate) fn run(workshop: &Workshop) -> anyhow::Result<()> {
    let tracked = tracked(workshop)?;
    let mut findings = Vec::new();
    findings.extend(names::check(&tracked));
    findings.extend(edges::check(&workshop.crates()?));
    findings.extend(versions::check(&tracked));
    findings.extend(words::check(&tracked));
    findings.extend(links::check(&tracked, &workshop.root));
    findings.extend(messages::check(&tracked));
    findings.extend(migrations::check(&tracked, workshop)?);
    for remark in words::long_files(&tracked) {
        println!("remark: {remark}");
    }
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} findings", findings.len());
    }
    println!("{} files are tidy", tracked.len());
    Ok(())
}

fn tracked(workshop: &Workshop) -> anyhow::Result<Vec<Tracked>> {
    let listed = workshop.git(&["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    // A file that is deleted and not yet committed is listed and not there.
    Ok(paths.into_iter().filter_map(|path| read(&workshop.root, path)).collect())
}

fn read(root: &Path, path: &str) -> Option<Tracked> {
    let bytes = fs::read(root.join(path)).ok()?;
    Some(Tracked { path: path.to_owned(), text: String::from_utf8(bytes).ok() })
}

/// Lines with their numbers, counted from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

#[cfg(test)]
fn file(path: &str, text: &str) -> Tracked {
    Tracked { path: path.to_owned(), text: Some(text.to_owned()) }
}
