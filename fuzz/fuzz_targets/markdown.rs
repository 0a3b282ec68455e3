//! Task lists, links, sources and citations in arbitrary text.
#![no_main]

#[path = "../entry_points.rs"]
mod entry_points;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| entry_points::markdown(bytes));
