//! When something happened, as far as a field device can know.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type WallMs = i64;

/// What a field device's clocks said. Clocks lie: the wall clock may be years off or jump, so the time since boot
/// (counting suspended time) is kept beside it, and the server corrects from offsets measured in the same boot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Stamp {
    /// The device's wall clock, in milliseconds since 1970.
    pub wall_ms: WallMs,
    /// A random number drawn by the operating system at boot (a hash of its boot id).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub boot: u64,
    /// Milliseconds since that boot, suspended time included.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub since_boot_ms: u64,
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// What the server made of a [`Stamp`]: the same for everybody, kept beside the fact, never inside what was signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Received {
    /// The server's clock when it accepted it.
    pub received_ms: WallMs,
    /// The best estimate of when it happened.
    pub corrected_ms: WallMs,
    /// How far the estimate may be off, in milliseconds either way; 0 where the same boot was measured.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub uncertain_ms: u64,
}
