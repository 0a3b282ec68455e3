//! What is done to the machine and by it, for real: programs that misbehave, hostile git repositories, trust.
#![expect(clippy::disallowed_methods, reason = "tests prepare files and processes as a user would")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what goes wrong while preparing ends the test")]

mod git;
#[cfg(target_os = "linux")]
mod limits;
mod place;
mod processes;
mod trust;
#[cfg(feature = "online")]
mod web;
