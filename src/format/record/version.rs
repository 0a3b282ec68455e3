//! The versions of the record's format and what each one changed.
//!
//! | version | what changed |
//! |---|---|
//! | 0 | the ancestor's records: no `format` member, no chain, no pins; read by list and show |
//! | 1 | events are a hash chain, attempts are sealed by digest, definitions are pinned, packets are kept |
//!
//! Readers are generous where versions differ; writers write the newest only.

/// The version written.
pub const FORMAT: u32 = 1;
