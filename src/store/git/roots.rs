//! Places in the directories of commits, below one of several roots: a project may have lain in another directory of its repository.

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::entries::{Entry, held};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;

/// A file or a directory below a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which of the roots.
    pub root: usize,
    /// From git's top, with what lies below it told by the root's own paths.
    pub spelled: String,
    /// The root's own part of that, with a `/` at its end; empty where the root is git's top.
    prefix: String,
}

impl Place {
    /// `path` below the root of that number, of which each is written from git's top, with a `/` at its end.
    pub fn new(roots: &[String], root: usize, path: &RepoPath) -> Place {
        let prefix = roots.get(root).cloned().unwrap_or_default();
        Place { root, spelled: format!("{prefix}{path}"), prefix }
    }

    /// What git spells `name` from its top, from the root; `None` when it is not below it or cannot be written in a record.
    pub fn below_root(&self, name: &[u8]) -> Option<RepoPath> {
        RepoPath::new(std::str::from_utf8(name).ok()?.strip_prefix(&self.prefix)?).ok()
    }
}

impl Git {
    /// The files below the place in `commit`, from its root; those that cannot be written in a record are left out.
    ///
    /// # Errors
    /// `Environment` when git does not answer, or does not have a directory.
    pub fn files_in(&self, commit: &str, place: &Place) -> Result<Vec<(RepoPath, Oid)>, Failure> {
        let listing = self.listing(commit, &place.spelled)?;
        let file = |one: Entry<'_>| Some((place.below_root(one.name)?, Oid::new(one.oid)?));
        Ok(held(&listing).filter_map(file).collect())
    }
}
