//! Commits exactly some paths as they lie in the working tree; whatever else is staged stays staged and uncommitted.
//!
//! It is built from git's plumbing and not from `git commit`, which runs hooks and filters and signs. The commit's tree is made in
//! a private index that begins as the head's tree. Then, in this order:
//!
//! 1. the same entries are put into the user's index. A crash from here leaves the paths staged, as after `git add`;
//! 2. the branch moves, if nobody moved it meanwhile. This is the commit.
//!
//! The commit is never signed: a signature says that a person has looked, and asking for one would wait for a person.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::blobs::{Blob, Files, gather, store};
use crate::store::git::repository::{Git, Oid, lost, portions, success};
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
const TRIES: usize = 10;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);
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
        let mut files = gather(root, wanted.unless_ignored)?;
        let ignored = self.ignored(&files)?;
        let filtered = self.filtered(&files)?;
        files.retain(|path, _| !ignored.contains(path) && !filtered.contains(path));
        files.append(&mut gather(root, wanted.always)?);
        let blobs = store(self, &files)?;
        let left_out = |path: &RepoPath| ignored.contains(path) || filtered.contains(path);
        let done = |oid| {
            let sorted = |paths: &BTreeSet<RepoPath>| paths.iter().cloned().collect();
            Committed { oid, ignored: sorted(&ignored), filtered: sorted(&filtered) }
        };
        let mut why = String::new();
        for _ in 0..TRIES {
            let parent = self.parent()?;
            let changes = self.changes(parent.as_ref(), wanted, &blobs, &left_out)?;
            if changes.is_empty() {
                return Ok(done(None));
            }
            let tree = self.tree(parent.as_ref(), &changes)?;
            if parent.as_ref().is_some_and(|parent| parent.tree == tree) {
                return Ok(done(None));
            }
            let oid = self.commit(parent.as_ref(), &tree, wanted.message)?;
            self.stage(&changes)?;
            match self.advance(parent.as_ref(), &oid, wanted.message)? {
                None => return Ok(done(Some(oid))),
                Some(complaint) => why = complaint,
            }
            std::thread::sleep(PAUSE);
        }
        Err(Failure::state("git_moved", "the branch moved during every try to commit")
            .cause(why)
            .hint("Commit when the others have finished."))
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

    /// What an index needs to be told, in the form of `update-index --index-info`.
    fn changes(
        &self,
        parent: Option<&Parent>,
        wanted: &Wanted<'_>,
        blobs: &BTreeMap<RepoPath, Blob>,
        left_out: &dyn Fn(&RepoPath) -> bool,
    ) -> Result<Vec<u8>, Failure> {
        let mut changes = vec![];
        if let Some(parent) = parent {
            let stays = |path: &RepoPath| blobs.contains_key(path) || left_out(path);
            for name in self.listed(parent, wanted)? {
                if !self.below_root(&name).is_some_and(|path| stays(&path)) {
                    changes.extend_from_slice(
                        format!("0 {}\t", "0".repeat(parent.commit.as_str().len())).as_bytes(),
                    );
                    changes.extend_from_slice(&name);
                    changes.push(0);
                }
            }
        }
        for (path, blob) in blobs {
            let line = format!("{} {}\t{}\0", blob.mode, blob.oid.as_str(), self.spelled(path));
            changes.extend_from_slice(line.as_bytes());
        }
        Ok(changes)
    }

    /// The files of the head at or below the paths of `wanted`, as git spells them from its top.
    fn listed(&self, parent: &Parent, wanted: &Wanted<'_>) -> Result<BTreeSet<Vec<u8>>, Failure> {
        let mut names = BTreeSet::new();
        let paths: Vec<RepoPath> = wanted.always.iter().chain(wanted.unless_ignored).cloned().collect();
        for some in portions(&paths) {
            let from_top: Vec<String> = some.iter().map(|path| self.spelled(path)).collect();
            let mut arguments =
                vec!["ls-tree", "-r", "-z", "--name-only", "--full-tree", parent.tree.as_str(), "--"];
            arguments.extend(from_top.iter().map(String::as_str));
            let output = self.ask(&arguments, b"")?;
            names.extend(output.split(|&c| c == 0).filter(|name| !name.is_empty()).map(<[u8]>::to_vec));
        }
        Ok(names)
    }

    /// The files that git ignores; one that it knows already is not ignored.
    fn ignored(&self, files: &Files) -> Result<BTreeSet<RepoPath>, Failure> {
        if files.is_empty() {
            return Ok(BTreeSet::new());
        }
        let answer = self
            .call(self.guarded()?, &["check-ignore", "-z", "--stdin"], &self.list(files))
            .map_err(lost)?;
        match answer.exit {
            // There are none.
            Some(1) => Ok(BTreeSet::new()),
            _ => {
                let output = success(answer, "check-ignore")?;
                Ok(output.split(|&c| c == 0).filter_map(|name| self.below_root(name)).collect())
            }
        }
    }

    /// The files that git would not store as they are.
    fn filtered(&self, files: &Files) -> Result<BTreeSet<RepoPath>, Failure> {
        if files.is_empty() {
            return Ok(BTreeSet::new());
        }
        let output = self.ask(&["check-attr", "-z", "--stdin", "filter"], &self.list(files))?;
        let words: Vec<&[u8]> = output.split(|&c| c == 0).collect();
        let filtered = words.chunks_exact(3).filter(|row| !matches!(row[2], b"unspecified" | b"unset" | b""));
        Ok(filtered.filter_map(|row| self.below_root(row[0])).collect())
    }

    fn list(&self, files: &Files) -> Vec<u8> {
        files.keys().flat_map(|path| [self.spelled(path).as_bytes(), b"\0"].concat()).collect()
    }

    fn parent(&self) -> Result<Option<Parent>, Failure> {
        let output = self.ask(&["rev-parse", "--revs-only", "HEAD^{commit}", "HEAD^{tree}"], b"")?;
        let mut oids = std::str::from_utf8(&output).unwrap_or_default().lines().filter_map(Oid::new);
        Ok(oids.next().zip(oids.next()).map(|(commit, tree)| Parent { commit, tree }))
    }

    /// The head's tree with `changes`.
    fn tree(&self, parent: Option<&Parent>, changes: &[u8]) -> Result<Oid, Failure> {
        let index = PrivateIndex::choose(self)?;
        let env = self.guarded()?.clone().with("GIT_INDEX_FILE", &index.0);
        if let Some(parent) = parent {
            self.ask_in(&env, &["read-tree", parent.tree.as_str()], b"")?;
        }
        self.ask_in(&env, &["update-index", "--add", "-z", "--index-info"], changes)?;
        one_oid(&self.ask_in(&env, &["write-tree"], b"")?, "write-tree")
    }

    fn commit(&self, parent: Option<&Parent>, tree: &Oid, message: &str) -> Result<Oid, Failure> {
        let mut arguments = vec!["commit-tree", tree.as_str()];
        if let Some(parent) = parent {
            arguments.extend(["-p", parent.commit.as_str()]);
        }
        let message = format!("{}\n", message.replace('\0', "").trim_end());
        let made = self.ask(&arguments, message.as_bytes());
        let made = made.map_err(|failure| match self.ask(&["var", "GIT_COMMITTER_IDENT"], b"") {
            Ok(_) => failure,
            Err(_) => Failure::new(
                Kind::Environment,
                "git_no_identity",
                "git does not know in whose name to commit",
            )
            .next("git config user.name \"Your Name\"")
            .next("git config user.email you@example.com"),
        })?;
        one_oid(&made, "commit-tree")
    }

    /// Puts the changes into the user's index.
    fn stage(&self, changes: &[u8]) -> Result<(), Failure> {
        match self.ask(&["update-index", "--add", "-z", "--index-info"], changes) {
            Ok(_) => Ok(()),
            Err(failure) if self.git_dir().join("index.lock").symlink_metadata().is_ok() => {
                let message = "another git command holds the index of this repository";
                Err(Failure::new(Kind::Locked, "git_locked", message)
                    .cause(failure.to_string())
                    .hint("Wait until it has finished; if none is running, a crashed one has left `index.lock` in the git directory."))
            }
            Err(failure) => Err(failure),
        }
    }

    /// Moves the branch, or a detached head. What git says when somebody else moved or holds it.
    fn advance(&self, parent: Option<&Parent>, to: &Oid, message: &str) -> Result<Option<String>, Failure> {
        let zeros = "0".repeat(to.as_str().len());
        let from = parent.map_or(zeros.as_str(), |parent| parent.commit.as_str());
        let subject: String = message.lines().next().unwrap_or_default().chars().take(200).collect();
        let reason = format!("gatewright: {subject}");
        let arguments = ["update-ref", "-m", &reason, "HEAD", to.as_str(), from];
        let answer = self.call(self.guarded()?, &arguments, b"").map_err(lost)?;
        Ok((answer.exit != Some(0)).then_some(answer.complaint))
    }
}

/// What is checked out.
struct Parent {
    commit: Oid,
    tree: Oid,
}

/// The name of an index of our own in the git directory; its file is removed at the end. One that a crash left there is never read.
struct PrivateIndex(PathBuf);

impl PrivateIndex {
    fn choose(git: &Git) -> Result<PrivateIndex, Failure> {
        let mut random = [0; 8];
        rustix::rand::getrandom(&mut random, rustix::rand::GetRandomFlags::empty())
            .map_err(|errno| Failure::io("the system has no random numbers", &errno.into()))?;
        Ok(PrivateIndex(git.git_dir().join(format!("{PRIVATE_INDEX}{:016x}", u64::from_ne_bytes(random)))))
    }
}

impl Drop for PrivateIndex {
    fn drop(&mut self) {
        // Not there when git refused before it made one.
        let _ = rustix::fs::unlink(&self.0);
        let _ = rustix::fs::unlink(self.0.with_extension("lock"));
    }
}

fn one_oid(output: &[u8], command: &str) -> Result<Oid, Failure> {
    let text = std::str::from_utf8(output).unwrap_or_default().trim();
    Oid::new(text).ok_or_else(|| Failure::bug(format!("`git {command}` did not answer with an object")))
}
