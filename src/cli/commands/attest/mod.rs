//! `attest`: proof of a run for other people's tools, and a look at what such proof is worth.

mod command;
mod verify;

pub use command::{Args, run};
