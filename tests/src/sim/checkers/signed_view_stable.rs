//! What a customer signed is the same bytes for ever: on every replica that holds it, under the hash that the signature
//! names. And the file that they took home proves itself, wherever it is held.

use super::Checked;
use onsite_domain::{Subject, id::Hash, visit::VisitView};
use onsite_evidence::Root;
use onsite_store::{Connection, blob, derived};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    for signed in &checked.fleet.signed {
        let mut holders = vec![("server".to_owned(), blob::get(checked.server.blobs(), signed.hash)?)];
        for phone in &checked.fleet.phones {
            let held = phone.app.as_ref().map(|app| app.blob(signed.hash)).transpose()?;
            holders.push((phone.name.clone(), held.flatten()));
        }
        for (name, held) in holders {
            let is_same = held.is_none_or(|bytes| bytes == signed.bytes && Hash::of(&bytes) == signed.hash);
            anyhow::ensure!(is_same, "{name}: F {} is not what was signed", signed.hash);
        }
    }
    let root = Root::from(*checked.server.keys().root());
    same_hashes(checked, checked.server.database(), "server")?;
    genuine_files(checked.server.database(), checked.server.blobs(), &root, "server")?;
    for phone in &checked.fleet.phones {
        if let Some(app) = &phone.app {
            same_hashes(checked, app.database(), &phone.name)?;
            genuine_files(app.database(), app.blob_database(), &root, &phone.name)?;
        }
    }
    Ok(())
}

/// Every sealed report that is here is genuine, and shows the signature that it says.
fn genuine_files(connection: &Connection, blobs: &Connection, root: &Root, name: &str) -> anyhow::Result<()> {
    let views: Vec<(Subject, VisitView)> = derived::views(connection, "word = 'visit'", &[])?;
    for sealed in views.iter().flat_map(|(_, view)| &view.sealed_reports) {
        let Some(file) = blob::get(blobs, sealed.body.file)? else { continue };
        let found = onsite_evidence::verify(&file, root);
        let found = found.map_err(|e| anyhow::anyhow!("{name}: sealed report {}: {e}", sealed.id))?;
        anyhow::ensure!(found.fact.id == sealed.body.signature, "{name}: {} shows another signature", sealed.id);
    }
    Ok(())
}

/// Every signature names the V that it was made over.
fn same_hashes(checked: &Checked<'_>, connection: &Connection, name: &str) -> anyhow::Result<()> {
    let views: Vec<(Subject, VisitView)> = derived::views(connection, "word = 'visit'", &[])?;
    for (subject, view) in views {
        for seen in &view.signatures {
            let signed = checked.fleet.signed.iter().find(|signed| signed.signature == seen.id);
            let is_same = signed.is_none_or(|signed| signed.view == seen.body.view_hash);
            anyhow::ensure!(is_same, "{name}: {subject}: signature {} names another V", seen.id);
        }
    }
    Ok(())
}
