//! The feed has no gap and its running hash fits.

use super::Checked;

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    match onsite_server::log::first_broken_link(checked.server.database())? {
        None => Ok(()),
        Some(seq) => anyhow::bail!("the feed breaks at row {seq}"),
    }
}
