//! A definition frozen by digest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// What a pinned file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PinKind {
    /// The workflow's definition.
    Workflow,
    /// A gate's contract.
    Contract,
    /// A prompt template.
    Template,
    /// A procedure whose text enters the packet.
    Skill,
    /// The original prompt.
    Prompt,
    /// A file of a check that the repository brings itself.
    Check,
}

/// A file as it was when the run pinned it; its bytes lie in `record/pins/<sha256>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// What the file was.
    pub kind: PinKind,
    /// Where it was read, from the repository's root.
    #[schemars(with = "String")]
    pub path: RepoPath,
    /// The digest of its bytes, and the name of their copy.
    #[schemars(with = "String")]
    pub sha256: Digest,
}

/// A file as it was read, to be pinned.
#[derive(Debug, Clone)]
pub struct PinnedFile {
    /// What it is, where it lies and its digest.
    pub pin: Pin,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
