//! Decisions: pure functions over the nouns. No files, no processes, no clock.

pub mod checks;
pub mod known;
pub mod lint;
pub mod needs;
pub mod params;
pub mod patterns;
pub mod suggest;
pub mod templates;
pub mod variables;
