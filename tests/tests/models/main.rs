//! Small worlds in which everything that can happen is tried, in every order: the protocols whose mistakes need three things to
//! go wrong one after the other. What decides in them are the rules of the programs themselves; each model has seeded mistakes
//! that it must find, so that a model that sees nothing is not taken for a protocol without faults.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that fails says where")]

mod custody;
