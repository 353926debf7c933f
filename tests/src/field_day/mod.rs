//! The field day: an engineer's day of offline edits against a dispatcher's, in a harness that measures other offline
//! stacks on the same work. This module is Onsite's side of it: the real store, commit door, signatures, gate, policy,
//! feed, read models and sync on both ends.
//!
//! How the harness's documents are kept ([`body`]): a work order is a `work_order` that its engineer took in and may
//! therefore edit while it is new, a device is a `device` that the order names, so that policy and scope decide as they
//! do on any day. Scalars, and objects under a key, are company-defined fields; list items are entries.

pub mod body;
pub mod client;
pub mod server;
pub mod workload;

/// Where everything is, as the harness says.
#[derive(Clone, Debug)]
pub struct Place {
    pub workload: std::path::PathBuf,
    pub directory: std::path::PathBuf,
    /// How many engineers are in play.
    pub engineers: usize,
}

impl Place {
    /// Phones that were enrolled and have not synced yet, as the seed leaves them for the first start of each client.
    fn enrolled(&self, engineer: &str) -> std::path::PathBuf {
        let beside = self.workload.parent().unwrap_or_else(|| std::path::Path::new("."));
        beside.join("onsite-enrolled").join(self.engineers.to_string()).join(engineer)
    }
}
