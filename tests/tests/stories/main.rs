//! Stories: named people (all of them made up), a server and their phones, without a network that misbehaves.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on fails")]

mod claimed;
mod full_document;
mod held_units;
mod many_movements;
mod metered;
mod noticed;
mod published;
mod reassigned_offline;
mod rights_lost;
mod same_field;
mod server_restored;
mod signed_refused;
mod thin_slice;
mod two_engineers;
mod wiped;
mod workshop;
