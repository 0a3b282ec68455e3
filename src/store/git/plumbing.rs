//! The steps of making a commit, each one call of git.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::answers::lost;
use crate::store::git::blobs::Blob;
use crate::store::git::lists::portions;
use crate::store::git::oid::Oid;
use crate::store::git::private::PrivateIndex;
use crate::store::git::repository::Git;

/// The code of the failure that somebody else moved the branch.
pub(super) const MOVED: &str = "git_moved";
/// So many names are asked for in one call.
const NAMES: usize = 500;
/// The code of the failure that somebody else holds the index, or the branch.
pub(super) const LOCKED: &str = "git_locked";

impl Git {
    /// What is checked out; `None` before the first commit.
    pub(super) fn parent(&self) -> Result<Option<Parent>, Failure> {
        // `HEAD` alone is told without looking at the object: none means that there is no commit yet.
        let output = self.ask(&["rev-parse", "--revs-only", "HEAD", "HEAD^{tree}"], b"")?;
        let mut oids = std::str::from_utf8(&output).unwrap_or_default().lines().filter_map(Oid::new);
        match (oids.next(), oids.next()) {
            (None, _) => Ok(None),
            (Some(commit), Some(tree)) => Ok(Some(Parent { commit, tree })),
            (Some(commit), None) => {
                let message =
                    format!("the files of the head {} are missing in this repository", commit.as_str());
                Err(Failure::new(Kind::Environment, "git_refused", message).next("git fsck"))
            }
        }
    }

    /// The head's tree with `changes`.
    pub(super) fn tree(&self, parent: Option<&Parent>, changes: &[u8]) -> Result<Oid, Failure> {
        let index = PrivateIndex::make(self.git_dir())?;
        let env = self.guarded()?.clone().with("GIT_INDEX_FILE", index.file());
        if let Some(parent) = parent {
            self.ask_in(&env, &["read-tree", parent.tree.as_str()], b"")?;
        }
        self.ask_in(&env, &["update-index", "--add", "-z", "--index-info"], changes)?;
        one_oid(&self.ask_in(&env, &["write-tree"], b"")?, "write-tree")
    }

    /// The commit of `tree`, on no branch yet.
    pub(super) fn commit(&self, parent: Option<&Parent>, tree: &Oid, message: &str) -> Result<Oid, Failure> {
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
    pub(super) fn stage(&self, changes: &[u8]) -> Result<(), Failure> {
        let Err(failure) = self.ask(&["update-index", "--add", "-z", "--index-info"], changes) else {
            return Ok(());
        };
        // The other one may have let go of it since: then the next try tells.
        let held = self.git_dir().join("index.lock").symlink_metadata().is_ok();
        let kind = if held { Kind::Locked } else { Kind::Environment };
        Err(Failure::new(kind, LOCKED, "the index of this git repository cannot be written")
            .cause(failure.causes.join(": "))
            .hint("Wait until other git commands have finished; when none is running, a crashed one has left `index.lock` in the git directory."))
    }

    /// What the user's index has where `changes` change it, in the same form.
    pub(super) fn staged_before(&self, changes: &[u8]) -> Result<Vec<u8>, Failure> {
        let name = |line: &[u8]| line.splitn(2, |&byte| byte == b'\t').nth(1).map(<[u8]>::to_vec);
        let names: Vec<Vec<u8>> = changes.split(|&byte| byte == 0).filter_map(name).collect();
        let spelled: Vec<&str> = names.iter().filter_map(|name| std::str::from_utf8(name).ok()).collect();
        let mut before = vec![];
        for some in spelled.chunks(NAMES) {
            let mut arguments = vec!["ls-files", "--stage", "-z", "--"];
            arguments.extend(some);
            before.extend(self.ask(&arguments, b"")?);
        }
        let nothing = format!("0 {}\t", "0".repeat(self.head().map_or(40, |head| head.as_str().len())));
        let known: BTreeSet<Vec<u8>> = before.split(|&byte| byte == 0).filter_map(name).collect();
        for name in spelled.into_iter().filter(|name| !known.contains(name.as_bytes())) {
            before.extend(format!("{nothing}{name}\0").as_bytes());
        }
        Ok(before)
    }

    /// Moves the branch, or a detached head, when it still is where it was.
    pub(super) fn advance(&self, parent: Option<&Parent>, to: &Oid, message: &str) -> Result<(), Failure> {
        let zeros = "0".repeat(to.as_str().len());
        let from = parent.map_or(zeros.as_str(), |parent| parent.commit.as_str());
        let subject: String = message.lines().next().unwrap_or_default().chars().take(200).collect();
        let reason = format!("gatewright: {subject}");
        let arguments = ["update-ref", "-m", &reason, "HEAD", to.as_str(), from];
        let answer = self.call(self.guarded()?, &arguments, b"").map_err(lost)?;
        if answer.exit == Some(0) {
            return Ok(());
        }
        if answer.complaint.contains(".lock'") {
            return Err(Failure::new(Kind::Locked, LOCKED, "the branch of this git repository cannot be moved")
                .cause(answer.complaint)
                .hint("Wait until other git commands have finished; when none is running, a crashed one has left the `.lock` file that is named."));
        }
        Err(Failure::state(MOVED, "the branch moved during every try to commit")
            .cause(answer.complaint)
            .hint("Commit when the others have finished."))
    }

    /// The files of a commit at or below `paths`, as git spells them.
    pub(super) fn listed(&self, parent: &Parent, paths: &[RepoPath]) -> Result<Vec<Vec<u8>>, Failure> {
        let mut names = vec![];
        for some in portions(paths) {
            let spelled: Vec<String> = some.iter().map(|path| self.spelled(path)).collect();
            let mut arguments =
                vec!["ls-tree", "-r", "-z", "--name-only", "--full-tree", parent.tree.as_str(), "--"];
            arguments.extend(spelled.iter().map(String::as_str));
            let output = self.ask(&arguments, b"")?;
            names.extend(output.split(|&c| c == 0).filter(|name| !name.is_empty()).map(<[u8]>::to_vec));
        }
        Ok(names)
    }

    /// What an index is told, in the form of `update-index --index-info`: first what is gone, then what is there.
    pub(super) fn changes(
        &self,
        parent: Option<&Parent>,
        present: &BTreeMap<RepoPath, Blob>,
        gone: &[Vec<u8>],
    ) -> Vec<u8> {
        let mut changes = vec![];
        let nothing = "0".repeat(parent.map_or(0, |parent| parent.commit.as_str().len()));
        for name in gone {
            changes.extend_from_slice(format!("0 {nothing}\t").as_bytes());
            changes.extend_from_slice(name);
            changes.push(0);
        }
        for (path, blob) in present {
            let line = format!("{} {}\t{}\0", blob.mode, blob.oid.as_str(), self.spelled(path));
            changes.extend_from_slice(line.as_bytes());
        }
        changes
    }
}

/// What is checked out.
pub(super) struct Parent {
    /// The commit.
    pub commit: Oid,
    /// Its files.
    pub tree: Oid,
}

fn one_oid(output: &[u8], command: &str) -> Result<Oid, Failure> {
    let text = std::str::from_utf8(output).unwrap_or_default().trim();
    Oid::new(text).ok_or_else(|| Failure::bug(format!("`git {command}` did not answer with an object")))
}
