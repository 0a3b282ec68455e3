//! One file per intention: load, decide, commit. Nothing here prints, reads the clock or ends the process.

pub mod site;
