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
mod desk;
mod isolation;
mod labels;
mod limits;
mod matrix;
mod phone;
mod reports;
mod revoking;
mod support;
mod tables;
mod tokens;
mod users;
mod webhooks;
mod writing;
