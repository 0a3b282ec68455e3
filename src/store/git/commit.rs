//! Commits exactly some paths as they lie in the working tree; whatever else is staged stays staged and uncommitted.
//!
//! It is built from git's plumbing and not from `git commit`, which runs hooks and filters and signs. The commit's tree is made in
//! a private index that begins as the head's tree. Then, in this order:
//!
//! 1. the same entries are put into the user's index. A crash from here leaves the paths staged, as after `git add`;
//! 2. the branch moves, if nobody moved it meanwhile. This is the commit.
//!
//! Whoever commits between the two takes the staged entries along into a commit of their own. Then ours follows with the same
//! files, so that there is one that says what happened, and the other one is named.
//!
//! The commit is never signed: a signature says that a person has looked, and asking for one would wait for a person.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::blobs::{Blob, Gathered, above, gather, store, whole};
use crate::store::git::oid::Oid;
use crate::store::git::plumbing::{LOCKED, MOVED, Parent};
use crate::store::git::repository::Git;
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
/// How often it is tried while others commit, too.
const TRIES: u32 = 12;
/// Between the first two tries; longer each time.
const PAUSE: Duration = Duration::from_millis(10);

/// What to commit. Each path is a file, a directory (its files) or gone (a deletion).
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Committed whatever git ignores or filters: a record.
    pub always: &'a [RepoPath],
    /// Committed unless git ignores them or a filter (large files, encryption) would store something else than their bytes.
    pub unless_ignored: &'a [RepoPath],
    /// The files at or below them with the bytes that may be committed; others are left out.
    pub judged: &'a BTreeMap<RepoPath, Digest>,
    /// The message, subject first.
    pub message: &'a str,
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commit; `None` when everything was committed already.
    pub oid: Option<Oid>,
    /// Somebody else's commit that took the files along just before; ours then changes nothing and only tells.
    pub carried_by: Option<Oid>,
    /// Files that were left out because git ignores them, sorted.
    pub ignored: Vec<RepoPath>,
    /// Files that were left out because of a filter, sorted.
    pub filtered: Vec<RepoPath>,
    /// What was left out because it lies in a repository of its own, a submodule for example, sorted.
    pub nested: Vec<RepoPath>,
    /// Files that were left out because they have other bytes than those wanted, sorted.
    pub changed: Vec<RepoPath>,
}

impl Git {
    /// Commits exactly the working tree's bytes at the paths of `wanted` on what is checked out, a branch that has no commit yet
    /// and a detached head included.
    ///
    /// # Errors
    /// `State` (`git_unfinished`) while a merge, rebase or the like is under way; `State` (`git_moved`) when others commit all the time;
    /// `Locked` (`git_locked`) while another git command holds the index; `Environment` (`git_no_identity`, `git_refused`). The branch has not moved then.
    pub fn commit_paths(&self, root: &Root, wanted: &Wanted<'_>) -> Result<Committed, Failure> {
        self.commit_saying(root, wanted, &|_| wanted.message.to_owned())
    }

    /// The same with a message that may tell what is left out; `say` gets that before there is a commit.
    pub fn commit_saying(
        &self,
        root: &Root,
        wanted: &Wanted<'_>,
        say: &dyn Fn(&Committed) -> String,
    ) -> Result<Committed, Failure> {
        self.refuse_unfinished()?;
        let Gathered { mut files, mut nested } = gather(root, wanted.unless_ignored)?;
        nested.sort();
        let (ignored, filtered) = (self.ignored(&files)?, self.filtered(&files)?);
        files.retain(|path, _| !ignored.contains(path) && !filtered.contains(path));
        let mut present = store(self, &files)?;
        let changed = self.drop_changed(&mut present, wanted.judged)?;
        let mut done = Committed { oid: None, carried_by: None, ignored, filtered, nested, changed };
        let wanted = &Wanted { message: &say(&done), ..*wanted };
        present.append(&mut store(self, &whole(root, gather(root, wanted.always)?)?)?);
        let mut left_out: Vec<RepoPath> = done
            .ignored
            .iter()
            .chain(&done.filtered)
            .chain(&done.nested)
            .chain(&done.changed)
            .cloned()
            .collect();
        // A submodule stays what it is.
        left_out.extend(done.nested.iter().flat_map(above));
        left_out.sort();
        let (mut tries, mut staged) = (1, None);
        (done.oid, done.carried_by) = loop {
            match self.try_to_commit(wanted, &present, &left_out, &mut staged) {
                Err(failure) if tries < TRIES && matches!(failure.code, MOVED | LOCKED) => {}
                Err(failure) => {
                    if let Some(before) = staged {
                        // What did not get into our commit shall not get into the user's next one.
                        let _ = self.stage(&before);
                    }
                    return Err(failure);
                }
                Ok(answer) => break answer,
            }
            std::thread::sleep(PAUSE * tries);
            tries += 1;
        };
        Ok(done)
    }

    /// Takes out the blobs whose bytes are not those in `judged`: between judging and storing a file may change.
    fn drop_changed(
        &self,
        present: &mut BTreeMap<RepoPath, Blob>,
        judged: &BTreeMap<RepoPath, Digest>,
    ) -> Result<Vec<RepoPath>, Failure> {
        let oids: Vec<Oid> = present.values().map(|blob| blob.oid.clone()).collect();
        let stored = self.digests(&oids)?;
        let with_bytes = present.keys().zip(stored);
        let changed: Vec<RepoPath> = with_bytes
            .filter(|(path, sha256)| judged.get(*path) != Some(sha256))
            .map(|(path, _)| path.clone())
            .collect();
        present.retain(|path, _| changed.binary_search(path).is_err());
        Ok(changed)
    }

    /// The commit, and the one that had the same files already; `staged` is what the user's index had before a try left them where others
    /// commit from.
    fn try_to_commit(
        &self,
        wanted: &Wanted<'_>,
        present: &BTreeMap<RepoPath, Blob>,
        left_out: &[RepoPath],
        staged: &mut Option<Vec<u8>>,
    ) -> Result<(Option<Oid>, Option<Oid>), Failure> {
        let parent = self.parent()?;
        let gone = match &parent {
            None => vec![],
            Some(parent) => self.known_and_gone(parent, wanted, present, left_out)?,
        };
        if present.is_empty() && gone.is_empty() {
            return Ok((None, None));
        }
        let changes = self.changes(parent.as_ref(), present, &gone);
        let tree = self.tree(parent.as_ref(), &changes)?;
        let carried_by =
            parent.as_ref().filter(|parent| parent.tree == tree).map(|parent| parent.commit.clone());
        if carried_by.is_some() && staged.is_none() {
            return Ok((None, None));
        }
        let oid = self.commit(parent.as_ref(), &tree, wanted.message)?;
        let before = self.staged_before(&changes)?;
        self.stage(&changes)?;
        staged.get_or_insert(before);
        self.advance(parent.as_ref(), &oid, wanted.message).map(|()| (Some(oid), carried_by))
    }

    /// The names, as git spells them, of files that the head has at or below the paths of `wanted` and the working tree has not.
    fn known_and_gone(
        &self,
        parent: &Parent,
        wanted: &Wanted<'_>,
        present: &BTreeMap<RepoPath, Blob>,
        left_out: &[RepoPath],
    ) -> Result<Vec<Vec<u8>>, Failure> {
        let paths: Vec<RepoPath> = wanted.always.iter().chain(wanted.unless_ignored).cloned().collect();
        let stays = |path: RepoPath| present.contains_key(&path) || left_out.binary_search(&path).is_ok();
        let mut known = self.listed(parent, &paths)?;
        known.retain(|name| !self.below_root(name).is_some_and(stays));
        Ok(known)
    }

    fn refuse_unfinished(&self) -> Result<(), Failure> {
        match UNFINISHED.iter().find(|(name, _)| self.git_dir().join(name).symlink_metadata().is_ok()) {
            None => Ok(()),
            Some((_, what)) => {
                Err(Failure::state("git_unfinished", format!("{what} is under way in this repository"))
                    .hint(format!("Finish or abort {what}; nothing was committed."))
                    .next("git status"))
            }
        }
    }
}
