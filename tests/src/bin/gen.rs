//! `cargo xtask gen`: writes the files that are made from code; tests prove them fresh.

use anyhow::Context as _;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("tests lie in the workspace")?;
    for (path, content) in onsite_tests::generated::files(root)? {
        let file = root.join(&path);
        file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(file, content).with_context(|| path.clone())?;
        println!("{path}");
    }
    Ok(())
}
