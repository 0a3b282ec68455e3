//! Decisions: pure functions over the nouns. No files, no processes, no clock.

pub mod advance;
pub mod checks;
pub mod environment;
pub mod lint;
pub mod needs;
pub mod packet;
pub mod secrets;
pub mod suggest;
pub mod variables;
