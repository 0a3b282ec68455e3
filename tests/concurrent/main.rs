//! Several processes on one repository at once: exactly one wins each transition, nothing is doubled, nothing is lost.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests run processes and stop at what they did not expect"
)]

mod crowd;
mod drivers;
mod races;
mod starts;
#[path = "../support/mod.rs"]
mod support;
