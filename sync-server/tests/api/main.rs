//! The desk's API through the router, in process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod codes;
mod desk;
mod devices;
mod field;
mod isolation;
mod labels;
mod limits;
mod matrix;
mod people;
mod phone;
mod procedures;
mod reports;
mod reviews;
mod revoking;
mod stock;
mod support;
mod users;
mod writing;
