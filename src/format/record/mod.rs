//! The committed record of a run: RUN.json and attempt files.
//!
//! | version | what changed |
//! |---|---|
//! | 0 | the ancestor's records: no `format` member, no chain, no pins; read by list and show |
//! | 1 | events are a hash chain, attempts are sealed by digest, definitions are pinned, packets are kept |
//!
//! Readers are generous where versions differ; writers write the newest only.

pub mod difference;
pub mod event;
pub mod read;
pub mod rows;
pub mod run;
pub mod schema;
pub mod v0;

/// The version written.
pub const FORMAT: u32 = 1;
