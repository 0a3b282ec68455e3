//! What the run was defined by.

pub mod bad_copy;
pub mod drifted;
pub mod repinned;
