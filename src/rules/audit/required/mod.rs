//! Whether what was required stands today.

pub mod fallen;
pub mod newer_gone;
pub mod no_run;
pub mod not_blocking;
pub mod not_met;
pub mod redefined;
pub mod unknown;
pub mod waived;
