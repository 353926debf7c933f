//! The desk's API through the router, in process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod audit;
mod codes;
mod contractor;
mod customers;
mod desk;
mod devices;
mod engineers;
mod field;
mod hands;
mod isolation;
mod labels;
mod limits;
mod lists;
mod maintenance;
mod matrix;
mod people;
mod phone;
mod procedures;
mod reports;
mod reviews;
mod revoking;
mod schedule;
mod stock;
mod support;
mod tables;
mod tokens;
mod users;
mod watch;
mod webhooks;
mod writing;
