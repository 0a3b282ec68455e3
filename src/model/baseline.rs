//! How the work on a gate began: what checks compare with.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// What checks compare with.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The declared outputs and what checks compare, as far as they existed.
    pub files: BTreeMap<RepoPath, Digest>,
    /// The commit that was checked out; `None` without git or before the first commit.
    pub head: Option<String>,
}
