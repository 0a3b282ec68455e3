//! Whether the recorded bytes are there.

pub mod absent;
pub mod changed_later;
pub mod drifted;
pub mod line_endings;
pub mod not_committed;
pub mod not_compared;
pub mod pointer;
