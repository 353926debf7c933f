//! What must hold after healing, one file each.

mod author_kept;
mod blobs_whole;
mod converged;
mod derived_equals_rebuild;
mod feed_chain;
pub(super) mod it_ends;
pub(super) mod no_panic;
mod nothing_forbidden_current;
mod nothing_forbidden_visible;
pub(super) mod nothing_lost;
mod part_usage_has_movement;
mod signed_view_stable;
mod stock_conserved;

use super::fleet::{Failure, Fleet};
use onsite_server::ServerStore;

/// What the checkers look at: every phone open, the server stopped and its store open.
pub struct Checked<'a> {
    pub fleet: &'a Fleet,
    pub server: ServerStore,
}

/// # Errors
/// What the first checker that is not content says.
pub fn check_all(fleet: &mut Fleet) -> Result<(), Failure> {
    fleet.server.kill();
    let server = fleet.server.open_store().map_err(|error| Failure::new("no_error", format!("server: {error}")))?;
    let mut checked = Checked { fleet, server };
    let checkers: [(&str, Checker); 11] = [
        ("feed_chain", feed_chain::check),
        ("nothing_lost", nothing_lost::check),
        ("author_kept", author_kept::check),
        ("converged", converged::check),
        ("derived_equals_rebuild", derived_equals_rebuild::check),
        ("part_usage_has_movement", part_usage_has_movement::check),
        ("stock_conserved", stock_conserved::check),
        ("signed_view_stable", signed_view_stable::check),
        ("blobs_whole", blobs_whole::check),
        ("nothing_forbidden_current", nothing_forbidden_current::check),
        ("nothing_forbidden_visible", nothing_forbidden_visible::check),
    ];
    for (name, check) in checkers {
        check(&mut checked).map_err(|error| Failure::new(name, format!("{error:#}")))?;
    }
    Ok(())
}

type Checker = fn(&mut Checked<'_>) -> anyhow::Result<()>;
