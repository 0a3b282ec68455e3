//! What an agent that wants to pass may try on a repository between two commands, and what it meets.
//!
//! A naive edit is refused by the next command, which names the file and the field and touches nothing. A chain that was
//! computed anew is refused where it contradicts the head that the caller knows; without that it is the stated limit of
//! what a record alone can prove, and each such case stands here as one.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests edit files as an attacker would and stop at what they did not expect"
)]

mod attempts;
mod audited;
mod committed;
mod corpus;
mod definitions;
mod directories;
mod edits;
mod facts;
mod fields;
mod packets;
mod rehashed;
mod rewritten;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod surroundings;
mod tampered;
mod waivers;
