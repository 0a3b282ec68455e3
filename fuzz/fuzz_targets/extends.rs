//! Contracts that extend one another, from arbitrary bytes.
#![no_main]

#[path = "../entry_points.rs"]
mod entry_points;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| entry_points::extends(bytes));
