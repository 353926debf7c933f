//! A believable company for demonstrations and tests: medical imaging and HVAC service with one contractor, its
//! customers, devices, stock, knowledge, eighteen months of history and today's orders. Everybody and everything in it
//! is invented.
//!
//! Invariants
//! - Everything follows from the tables here and the day it is loaded for: the same ids, the same words, the same stock.
//! - What engineers did in the past came from enrolled field devices over a sync, signed and checked like any other
//!   work; what the office did went through its own door. Nothing is written past policy, feed or read models.
//! - It is loaded in one transaction; a second run finds it and changes nothing.
//!
//! Where next: [`load`]; the tables are one file for each group of words; `history` plays the past, `today` the orders
//! of the day; `scene` is a running server and its field devices, `play` a day with them, [`Outcome`] what came of it.

mod articles;
mod attention;
mod customers;
mod devices;
mod fault_codes;
mod history;
mod loader;
mod orders;
mod outcome;
mod parts;
mod people;
mod phone;
pub mod play;
mod procedures;
mod promises;
pub mod scene;
mod steps;
mod stock;
mod story_clock;
#[cfg(test)]
mod tests;
mod today;

pub use loader::{DemoCompany, Login, id, load};
pub use outcome::{Outcome, check_signature};
pub use stock::give_custody;
pub use story_clock::StoryClock;
