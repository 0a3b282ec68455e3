//! Decisions: pure functions over the nouns. No files, no processes, no clock.

pub mod advance;
pub mod checks;
