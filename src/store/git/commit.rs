//! Commits exactly some paths as they lie in the working tree; whatever else is staged stays staged and uncommitted.
//!
//! It is built from git's plumbing and not from `git commit`, which runs hooks and filters and signs. The commit's tree is made in
//! a private index that begins as the head's tree. Then, in this order:
//!
//! 1. the same entries are put into the user's index. A crash from here leaves the paths staged, as after `git add`;
//! 2. the branch moves, if nobody moved it meanwhile. This is the commit.
//!
//! The commit is never signed: a signature says that a person has looked, and asking for one would wait for a person.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::git::blobs::{gather, store};
use crate::store::git::repository::{Git, Oid, lost};
use crate::store::rooted::Root;

/// Signs of something unfinished in the git directory, and what it is.
const UNFINISHED: &[(&str, &str)] = &[
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
    ("sequencer", "a cherry-pick or revert"),
    ("BISECT_LOG", "a bisection"),
];
/// How often another try is made when the branch moved meanwhile.
const TRIES: usize = 5;
/// Where the private index lies, in the git directory, with something unpredictable behind it.
const PRIVATE_INDEX: &str = "gatewright-index-";

/// What to commit. Each path is a file, a directory (its files) or gone (a deletion).
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Committed whatever git ignores or filters: a record.
    pub always: &'a [RepoPath],
    /// Committed unless git ignores them or a filter (large files, encryption) would store something else than their bytes.
    pub unless_ignored: &'a [RepoPath],
    /// The message, subject first.
    pub message: &'a str,
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commit; `None` when everything was committed already.
    pub oid: Option<Oid>,
    /// Files that were left out because git ignores them, sorted.
    pub ignored: Vec<RepoPath>,
    /// Files that were left out because of a filter, sorted.
    pub filtered: Vec<RepoPath>,
}

impl Git {
    /// Commits exactly the working tree's bytes at the paths of `wanted` on what is checked out, a branch that has no commit yet
    /// and a detached head included.
    ///
    /// # Errors
    /// `State` (`git_unfinished`) while a merge, rebase or the like is under way; `State` (`git_moved`) when others commit all the time;
    /// `Locked` (`git_locked`) while another git command holds the index; `Environment` (`git_no_identity`, `git_refused`). The branch has not moved then.
    pub fn commit_paths(&self, root: &Root, wanted: &Wanted<'_>) -> Result<Committed, Failure> {
        self.refuse_unfinished()?;
        self.require_identity()?;
        let mut files = gather(root, wanted.unless_ignored)?;
        let ignored = self.ignored(files.keys())?;
        let filtered = self.filtered(files.keys())?;
        files.retain(|path, _| !ignored.contains(path) && !filtered.contains(path));
        files.append(&mut gather(root, wanted.always)?);
        let blobs = store(self, &files)?;
        let left_out = |path: &RepoPath| ignored.contains(path) || filtered.contains(path);
        for _ in 0..TRIES {
            let parent = self.parent()?;
            let mut changes = String::new();
            for path in self.known(parent.as_ref(), wanted)? {
                if !RepoPath::new(&path).is_ok_and(|path| blobs.contains_key(&path) || left_out(&path)) {
                    changes.push_str(&format!("0 {}\t{}{path}\0", "0".repeat(40), self.from_top_prefix()));
                }
            }
            for (path, blob) in &blobs {
                changes.push_str(&format!("{} {}\t{}\0", blob.mode, blob.oid.as_str(), self.from_top(path)));
            }
            let done = |oid| {
                let (ignored, filtered) = (ignored.iter().cloned().collect(), filtered.iter().cloned().collect());
                Committed { oid, ignored, filtered }
            };
            let tree = self.tree(parent.as_ref(), &changes)?;
            if parent.as_ref().is_some_and(|parent| parent.tree == tree) {
                return Ok(done(None));
            }
            let oid = self.commit(parent.as_ref(), &tree, wanted.message)?;
            self.stage(&changes)?;
            if self.advance(parent.as_ref(), &oid, wanted.message)? {
                return Ok(done(Some(oid)));
            }
        }
        Err(Failure::state("git_moved", "the branch moved during every try to commit").hint("Commit when the others have finished."))
    }
}
