//! What a bundle is made of beside the files of the run, and what it lacks.

use crate::model::digest::Digest;

/// The directory of the bundle's own files; nothing of the run is put there.
pub const OWN: &str = "gatewright-bundle";
/// The list of digests of everything else in the bundle, below that directory.
pub const SUMS: &str = "gatewright-bundle/SHA256SUMS";

/// Something recorded that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where it was recorded.
    pub path: String,
    /// With which digest.
    pub sha256: Digest,
    /// Why.
    pub why: String,
}
