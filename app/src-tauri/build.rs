//! The commands that the window may call, so that a capability must name each of them.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "links", "open", "keep_file", "ready"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
