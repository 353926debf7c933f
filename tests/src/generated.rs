//! Files that are made from code and committed, so that people and tools read them without building.

use crate::fuzz;
use anyhow::{Context as _, ensure};
use std::path::Path;
use std::process::Command;

/// Paths from the root, with their content.
///
/// # Errors
/// Where a description cannot be written, or the tool that makes types of it is not there (`npm ci` in `app/ui`).
pub fn files(root: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let api = serde_json::to_string_pretty(&onsite_server::http::openapi())? + "\n";
    let texts = [
        ("app/ui/src/door/schema.ts", types(root, &onsite_door::description().to_string())?),
        ("sync-server/console/src/api/schema.ts", types(root, &api)?),
        ("sync-server/openapi.json", api),
    ];
    let texts = texts.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes()));
    // Where the fuzzer begins.
    let inputs = fuzz::TARGETS.iter().flat_map(|target| {
        let named = |(place, bytes)| (format!("tests/fuzz/corpus/{}/honest-{place}", target.name), bytes);
        (target.honest)().into_iter().enumerate().map(named).collect::<Vec<_>>()
    });
    Ok(texts.chain(inputs).collect())
}

/// The types of what an OpenAPI document describes, as TypeScript: the door's calls for the app, the API for the console.
fn types(root: &Path, description: &str) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let (described, typed) = (folder.path().join("api.json"), folder.path().join("api.ts"));
    std::fs::write(&described, description)?;
    let made = Command::new("node")
        .arg("node_modules/openapi-typescript/bin/cli.js")
        .args([described.as_os_str(), "-o".as_ref(), typed.as_os_str()])
        .current_dir(root.join("app/ui"))
        .output()
        .context("starting node")?;
    ensure!(made.status.success(), "openapi-typescript: {}", String::from_utf8_lossy(&made.stderr));
    Ok(std::fs::read_to_string(typed)?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn what_is_committed_is_what_the_code_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for (path, content) in super::files(root).unwrap() {
            let committed = std::fs::read(root.join(&path)).unwrap_or_default();
            assert!(committed == content, "{path} is not fresh: cargo xtask gen");
        }
    }
}
