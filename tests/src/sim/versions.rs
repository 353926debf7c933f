//! Apps and servers of different versions: phones whose app is older than the server, servers that no longer serve such apps,
//! and upgrades in the middle of a day, with unsent work.

use super::fleet::{Failure, Fleet};
use rand::RngExt as _;

/// Schema of an app before the present one.
const OLD: u32 = onsite_core::SCHEMA.saturating_sub(1);

/// Some phones begin with an old app, and the server may not serve it from the start.
pub fn old_apps(fleet: &mut Fleet) {
    fleet.trace.fault("phones: older apps");
    for place in 0..fleet.phones.len() {
        let is_old = fleet.rng.random_range(0..2u32) == 0;
        if let Some(phone) = fleet.phones.get_mut(place).filter(|_| is_old) {
            phone.schema = OLD;
        }
    }
    if fleet.rng.random_range(0..4u32) == 0 {
        fleet.server.schema_oldest = onsite_core::SCHEMA;
    }
}

/// A newer server serves the present apps only.
///
/// # Errors
/// When it does not start again.
pub fn drop_old_apps(fleet: &mut Fleet) -> Result<(), Failure> {
    if fleet.server.schema_oldest < onsite_core::SCHEMA {
        fleet.trace.fault("server: no longer serves old apps");
        fleet.server.kill();
        fleet.server.schema_oldest = onsite_core::SCHEMA;
    }
    fleet.revive()
}

/// Somebody installs the present app over an old one.
///
/// # Errors
/// When it does not start.
pub fn upgrade_app(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    let Some(phone) = fleet.phones.get_mut(place).filter(|phone| phone.schema < onsite_core::SCHEMA) else {
        return Ok(());
    };
    let has_unsent = phone.app.as_ref().and_then(|app| app.has_unsent().ok()).unwrap_or(false);
    phone.schema = onsite_core::SCHEMA;
    phone.kill();
    fleet.trace.fault(if has_unsent { "phone: app upgraded with unsent work" } else { "phone: app upgraded" });
    fleet.revive()
}

/// At the end, whoever is not served installs the present app; the other old ones stay what they are.
///
/// # Errors
/// When one does not start.
pub fn upgrade_what_must(fleet: &mut Fleet) -> Result<(), Failure> {
    if fleet.server.schema_oldest < onsite_core::SCHEMA {
        return Ok(());
    }
    for place in 0..fleet.phones.len() {
        upgrade_app(fleet, place)?;
    }
    Ok(())
}
