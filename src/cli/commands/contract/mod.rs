//! `contract …`: contracts explained, looked at for what is suspicious, and tested.

pub mod command;
pub mod explain;
pub mod lint;
pub mod test;
pub mod which;
pub mod words;

pub use command::{Args, run};
