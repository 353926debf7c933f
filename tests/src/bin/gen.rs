//! `cargo xtask gen`: writes the files that are made from code; tests prove them fresh.

use anyhow::Context as _;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("tests lie in the workspace")?;
    for (path, content) in onsite_tests::generated::files(root)? {
        std::fs::write(root.join(path), content).with_context(|| path.to_owned())?;
        println!("{path}");
    }
    Ok(())
}
