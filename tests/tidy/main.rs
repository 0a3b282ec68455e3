//! The tree tests itself: floors, sizes, first lines, words, documents that must change with the code.
//!
//! Every message says what to do about it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

mod cycles;
mod documents;
mod expected;
mod floors;
mod fuzz;
mod imports;
mod rust;
mod shape;
mod tree;
mod words;

/// Fails with every problem, a line each.
fn hold(rule: &str, problems: &[String]) {
    assert!(problems.is_empty(), "{rule}\n  {}\n", problems.join("\n  "));
}
