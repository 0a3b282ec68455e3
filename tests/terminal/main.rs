//! The program at a real terminal: a terminal multiplexer (tmux) shows its screen and presses its keys.
//!
//! Every wait is for something that must appear, within generous bounds; without tmux these tests fail.
#![allow(clippy::disallowed_methods, reason = "tests prepare files and processes as a user would")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by panicking"
)]

mod closing;
mod leaving;
mod long;
mod nobody;
#[path = "../support/mod.rs"]
mod support;
mod terminal;
mod watching;
mod workflow;
