//! What git says about a repository: evidence like what was read.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// What git was asked for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct GitSeen {
    /// What differs from the commit that is checked out: changed, staged, deleted, not known to git and not ignored. From
    /// the root, sorted; what lies in the directory of the runs is left out.
    pub dirty: Vec<String>,
    /// What differs from the commit of which the attempt began, likewise; an error says why that is not known.
    pub since_start: Option<Result<Vec<String>, String>>,
    /// The bytes that the commit holds of those files that were asked for.
    pub committed: BTreeMap<RepoPath, Digest>,
    /// Of what differs in either way, what git itself may call the same, and why.
    pub alike: BTreeMap<String, Alike>,
}

/// What differs from a commit.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Differing {
    /// From the root, sorted.
    pub paths: Vec<String>,
    /// Which of them git itself may call the same, and why.
    pub alike: BTreeMap<String, Alike>,
}

/// Why git may call a file the same whose bytes are others than it would check out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// Only its line ends are others.
    LineEnds,
    /// A filter, that is a program, says what is compared.
    Filter,
    /// It is not there, because git was told to leave it out: a sparse checkout.
    LeftOut,
}
