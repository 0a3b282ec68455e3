//! `cases` of the entry points, fed with what libFuzzer makes up.
#![no_main]

#[path = "../entry_points.rs"]
mod entry_points;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| entry_points::feed("cases", bytes));
