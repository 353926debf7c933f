//! What the desk plans by: the schedule, the engineers, who would be best for an order. Nothing here writes; the commands
//! that do stand in [`crate::office`].

pub(crate) mod names;
pub(crate) mod people;
pub(crate) mod proposals;
pub(crate) mod schedule;
pub(crate) mod unassigned;
