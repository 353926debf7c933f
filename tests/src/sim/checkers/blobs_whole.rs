//! Every photo, V and ink that something on the server names is whole there, as long as any phone that may send has it.

use super::Checked;
use onsite_domain::id::Hash;
use onsite_store::blob;

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    let mut statement =
        checked.server.database().prepare("SELECT DISTINCT hash, subject FROM blob_name ORDER BY hash")?;
    let named = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for (text, subject) in named {
        let hash: Hash = text.parse().map_err(|_| anyhow::anyhow!("{text} is no hash"))?;
        // Reading it checks its hash.
        if blob::get(checked.server.blobs(), hash)?.is_some() {
            continue;
        }
        for phone in checked.fleet.phones.iter().filter(|phone| !phone.is_revoked) {
            let has_it = phone.app.as_ref().map(|app| app.blob(hash)).transpose()?.flatten().is_some();
            anyhow::ensure!(!has_it, "{subject} names {hash}, which {} has and the server has not", phone.name);
        }
    }
    Ok(())
}
