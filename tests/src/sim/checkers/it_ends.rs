//! After healing everybody syncs to the end, and soon nothing moves any more.

use crate::sim::{
    fleet::{Failure, Fleet},
    net::Weather,
};
use onsite_core::sync::SyncResult;

/// Rounds of syncs after which everything must be quiet.
const ROUNDS_MAX: u32 = 30;

/// Everybody syncs until nothing moves.
///
/// # Errors
/// When somebody's sync does not come to its end, or something still moves after [`ROUNDS_MAX`].
pub(in crate::sim) fn check(fleet: &mut Fleet) -> Result<(), Failure> {
    let calm = Weather { faults_per_mille: 0 };
    for round in 0..ROUNDS_MAX {
        fleet.advance();
        let before = fingerprint(fleet)?;
        for place in 0..fleet.phones.len() {
            let result = fleet.sync_phone(place, calm)?;
            let Some(phone) = fleet.phones.get(place) else { continue };
            let is_done = match result {
                Some(SyncResult::Complete) => true,
                Some(SyncResult::Revoked) => phone.is_revoked,
                _ => false,
            };
            if !is_done {
                return Err(Failure::new("it_ends", format!("healed, and {} syncs with {result:?}", phone.name)));
            }
        }
        if before == fingerprint(fleet)? && round > 0 {
            return Ok(());
        }
    }
    Err(Failure::new("it_ends", format!("not quiet after {ROUNDS_MAX} rounds of syncs")))
}

/// Something that changes while anything moves.
fn fingerprint(fleet: &Fleet) -> Result<(u64, Vec<u64>), Failure> {
    let feed = fleet
        .server
        .office(|store| Ok(onsite_server::log::tip(store.database())?.seq))
        .map_err(|error| Failure::new("no_error", format!("server: {error:?}")))?;
    let cursor = |phone: &crate::sim::phone::SimPhone| phone.app.as_ref()?.cursor().ok().flatten();
    Ok((feed, fleet.phones.iter().map(|phone| cursor(phone).map_or(0, |cursor| cursor.seq)).collect()))
}
