//! The desk's API through the router, in process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod articles;
mod audit;
mod called;
mod codes;
mod compressed;
mod contractor;
mod customers;
mod desk;
mod devices;
mod engineers;
mod field;
mod hands;
mod held;
mod isolation;
mod kept;
mod labels;
mod limits;
mod lists;
mod maintenance;
mod map;
mod matrix;
mod order_desk;
mod own_fields;
mod people;
mod phone;
mod procedures;
mod replies;
mod reports;
mod reviews;
mod revoking;
mod schedule;
mod stock;
mod stock_desk;
mod support;
mod tables;
mod tokens;
mod users;
mod version_uses;
mod versions;
mod waiting;
mod watch;
mod webhooks;
mod writing;
