//! The only reading of artifacts: evidence for the judge, and a second look at it.

use crate::model::evidence::{Evidence, Wanted};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::progress::Progress;
use crate::store::rooted::Root;

/// How much may be read and kept.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest artifact, in bytes.
    pub file: u64,
    /// The largest file whose bytes are kept; of a larger one only the digest is.
    pub content: u64,
    /// All kept bytes together.
    pub contents: u64,
    /// Files in one directory's manifest, or matches of one glob.
    pub entries: usize,
    /// Entries that one walk looks at.
    pub walked: usize,
    /// Directories that globs do not enter, such as the runs' own.
    pub hidden: Vec<RepoPath>,
}

/// What was collected.
#[derive(Debug)]
pub struct Collected {
    /// For the judge.
    pub evidence: Evidence,
}

/// Reads everything that is wanted, once.
///
/// # Errors
/// `State` (`live_writer`, `changed_while_read`) naming the path.
pub fn collect(
    root: &Root,
    wanted: &[Wanted],
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Collected, Failure> {
    let _ = (root, wanted, limits, progress);
    Ok(Collected { evidence: Evidence::default() })
}

impl Collected {
    /// Looks again at every path.
    ///
    /// # Errors
    /// `State` (`changed_while_judged`) naming the path that changed, appeared or vanished since.
    pub fn confirm(&self, root: &Root) -> Result<(), Failure> {
        let _ = root;
        Ok(())
    }
}
