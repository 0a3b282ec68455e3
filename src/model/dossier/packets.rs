//! What came of rendering the packets of attempts again.

use crate::model::digest::Digest;

/// The packet of an attempt, rendered again from what the run pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// The gate.
    pub gate: String,
    /// The attempt.
    pub attempt: u32,
    /// The file that names its digest.
    pub told_in: String,
    /// That digest.
    pub recorded: Digest,
    /// Its size as it was recorded, in bytes.
    pub bytes: u64,
    /// The size of what it renders to; the recorded one while it was not rendered.
    pub real_bytes: u64,
    /// What came of it.
    pub again: Again,
}

/// What came of rendering a packet again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// The same bytes.
    Same,
    /// Other bytes, with this digest.
    Differs(Digest),
    /// It could not be rendered again; the sentence says why.
    NotRendered(String),
}
