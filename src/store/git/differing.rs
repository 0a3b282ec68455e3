//! What differs from a commit, over everything below the root, and what a commit holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::lists::{names_behind, portions};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::submodules::known;

impl Git {
    /// What differs from the head below the root: changed, staged, deleted, not known to git, or such that git was told not
    /// to look at it, all of it also within submodules; not what a `.gitignore` that git knows names, and nothing in `hidden`. Sorted, from the root.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn dirty(&self, hidden: &RepoPath) -> Result<Vec<String>, Failure> {
        Ok(self.sorted(&self.everything(0)?, hidden))
    }

    /// The same as git spells it, from its top, in a submodule that is so deep.
    pub(super) fn everything(&self, depth: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let status = [
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=no",
            "--ignore-submodules=dirty",
        ];
        let status = self.ask(&self.below(&status), b"")?;
        let mut names: Vec<Vec<u8>> = names_behind(&status, 3, |_| true).map(<[u8]>::to_vec).collect();
        names.append(&mut self.besides(depth, self.head())?);
        Ok(names)
    }

    /// What differs from the commit `then` below the root, in the working tree or in what is staged, and what is not known to
    /// git, all of it also within submodules; not what a `.gitignore` that git knows names, and nothing in `hidden`. Sorted, from the root.
    ///
    /// # Errors
    /// `Environment` when git does not have that commit (`git_no_commit`) or does not answer.
    pub fn changed_since(&self, then: &str, hidden: &RepoPath) -> Result<Vec<String>, Failure> {
        let then = Oid::new(then).ok_or_else(|| {
            let message = "the record names a commit that is none";
            Failure::new(Kind::Environment, "git_refused", message)
        })?;
        let names = ["-z", "--name-only", "--no-renames", "--ignore-submodules=dirty", then.as_str()];
        let tree = [&["diff", "--no-ext-diff", "--no-textconv", "--no-relative"][..], &names].concat();
        let staged = [&["diff-index", "--cached"][..], &names].concat();
        let mut differing = self.besides(0, Some(&then))?;
        for arguments in [&tree, &staged] {
            let listed =
                self.ask(&self.below(arguments), b"").map_err(|failure| self.without(&then, failure))?;
            differing.extend(listed.split(|&c| c == 0).filter(|name| !name.is_empty()).map(<[u8]>::to_vec));
        }
        Ok(self.sorted(&differing, hidden))
    }

    /// What git does not know and no ignore file that it knows names, what it was told not to look at, and what differs within submodules.
    /// Other ignore files do not count, inside or outside of the working tree: whoever wants to hide a file could write them, and no reader
    /// sees them.
    fn besides(&self, depth: usize, commit: Option<&Oid>) -> Result<Vec<Vec<u8>>, Failure> {
        let listing = self.ask(&self.below(&["ls-files", "-v", "-s", "-z"]), b"")?;
        let mut names = self.in_submodules(&listing, depth)?;
        names.extend(known(&listing).filter(|one| one.unseen).map(|one| one.name.to_vec()));
        names.append(&mut self.unknown(&listing, commit.map(Oid::as_str))?);
        Ok(names)
    }

    /// In our own words, when the reason for `failure` is that the commit is not here.
    fn without(&self, commit: &Oid, failure: Failure) -> Failure {
        let name = format!("{}^{{commit}}", commit.as_str());
        if self.ask(&["rev-parse", "--quiet", "--verify", &name], b"").is_ok() {
            return failure;
        }
        let message = format!("this repository does not have the commit {}", &commit.as_str()[..12]);
        Failure::new(Kind::Environment, "git_no_commit", message)
            .cause("a shallow clone lacks old commits, and one that a rebase left behind is cleared away in time")
            .hint("fetch it, for example with `git fetch --unshallow`")
    }

    /// The SHA-256 of what the head holds at each of `paths`; what it does not hold as a file is left out.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn held(&self, paths: &[RepoPath]) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let Some(head) = self.head() else { return Ok(BTreeMap::new()) };
        self.held_by(paths, &["ls-tree", "-z", "--full-tree", head.as_str(), "--"])
    }

    /// The same of every file below the directory `below` in `commit`.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn held_below(&self, commit: &str, below: &RepoPath) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let paths = std::slice::from_ref(below);
        self.held_by(paths, &["ls-tree", "-r", "-z", "--full-tree", commit, "--"])
    }

    fn held_by(&self, paths: &[RepoPath], listing: &[&str]) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let mut files: Vec<(RepoPath, Oid)> = vec![];
        for some in portions(paths) {
            let spelled: Vec<String> = some.iter().map(|path| self.spelled(path)).collect();
            let mut arguments = listing.to_vec();
            arguments.extend(spelled.iter().map(String::as_str));
            let listed = self.ask(&arguments, b"")?;
            files.extend(
                listed.split(|&c| c == 0).filter_map(|line| blob(line, &|name| self.below_root(name))),
            );
        }
        let oids: Vec<Oid> = files.iter().map(|(_, oid)| oid.clone()).collect();
        let digests = self.digests(&oids)?;
        Ok(files.into_iter().map(|(path, _)| path).zip(digests).collect())
    }

    /// `arguments` for what lies below the root.
    pub(super) fn below<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let mut all = arguments.to_vec();
        all.push("--");
        all.extend(self.prefix());
        all
    }

    fn sorted(&self, names: &[Vec<u8>], hidden: &RepoPath) -> Vec<String> {
        let below = format!("{hidden}/");
        let names: BTreeSet<String> = names.iter().map(|name| self.shown(name)).collect();
        names.into_iter().filter(|name| !name.starts_with(&below) && name != hidden.as_str()).collect()
    }
}

/// The file of a line `<mode> blob <oid>\t<name>` as `git ls-tree` gives it; `below` says where a name lies.
pub fn blob(line: &[u8], below: &dyn Fn(&[u8]) -> Option<RepoPath>) -> Option<(RepoPath, Oid)> {
    let tab = line.iter().position(|&c| c == b'\t')?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let (mode, kind, oid) = (words.next()?, words.next()?, words.next()?);
    // A link is no file, although it is stored like one.
    let is_file = kind == "blob" && mode.starts_with("100");
    is_file.then(|| Some((below(&line[tab + 1..])?, Oid::new(oid)?)))?
}
