//! What the tests that run the program as a process share: a place to run it in, what it is run on, trees compared.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod definitions;
pub mod place;
pub mod record;
pub mod tree;
