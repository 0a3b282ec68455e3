//! One file per intention: load, decide, commit. Nothing here prints, reads the clock or ends the process.

pub mod definitions;
pub mod pinned;
pub mod site;
pub mod start_run;
