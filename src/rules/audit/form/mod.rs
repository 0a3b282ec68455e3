//! Whether the files of a record are what they should be.

pub mod line_endings;
pub mod misnamed;
pub mod missing_file;
pub mod no_chain;
pub mod no_runs;
pub mod not_canonical;
pub mod runs_elsewhere;
pub mod stray_file;
pub mod unknown_version;
pub mod unreadable;
