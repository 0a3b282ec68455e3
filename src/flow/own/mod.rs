//! Checks that a repository brings itself: as they lie there, as a run pinned them, and their samples.

pub mod checks;
pub mod pins;
pub mod samples;
