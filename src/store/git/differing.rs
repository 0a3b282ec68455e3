//! What differs from a commit, over everything below the root, and what a commit holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::repository::{Git, Oid, names_behind, portions};

impl Git {
    /// What differs from the head below the root: changed, staged, deleted, not known to git, or such that git was told not
    /// to look at it; not what is ignored, and nothing in `hidden`. Sorted, from the root; submodules are not looked into.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn dirty(&self, hidden: &RepoPath) -> Result<Vec<String>, Failure> {
        let status = [
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignore-submodules=all",
        ];
        let status = self.ask(&self.below(&status), b"")?;
        let flags = self.flags()?;
        let names = names_behind(&status, 3, |_| true).chain(unseen(&flags));
        Ok(self.sorted(names, hidden))
    }

    /// What differs from the commit `then` below the root, in the working tree or in what is staged, and what is not known to
    /// git; not what is ignored, and nothing in `hidden`. Sorted, from the root; submodules are not looked into.
    ///
    /// # Errors
    /// `Environment` when git does not have that commit or does not answer.
    pub fn changed_since(&self, then: &str, hidden: &RepoPath) -> Result<Vec<String>, Failure> {
        let then = Oid::new(then).ok_or_else(|| {
            let message = "the record names a commit that is none";
            Failure::new(Kind::Environment, "git_refused", message)
        })?;
        let names = ["-z", "--name-only", "--no-renames", "--ignore-submodules=all", then.as_str()];
        let tree = [&["diff", "--no-ext-diff", "--no-textconv", "--no-relative"][..], &names].concat();
        let staged = [&["diff-index", "--cached"][..], &names].concat();
        let unknown = ["ls-files", "--others", "--exclude-standard", "-z"];
        let mut differing = vec![];
        for arguments in [&tree[..], &staged, &unknown] {
            differing.extend(self.ask(&self.below(arguments), b"")?);
        }
        let flags = self.flags()?;
        let names = differing.split(|&c| c == 0).filter(|name| !name.is_empty());
        Ok(self.sorted(names.chain(unseen(&flags)), hidden))
    }

    fn flags(&self) -> Result<Vec<u8>, Failure> {
        self.ask(&self.below(&["ls-files", "-v", "-z"]), b"")
    }

    /// The SHA-256 of what the head holds at each of `paths`; what it does not hold as a file is left out.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn held(&self, paths: &[RepoPath]) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let Some(head) = self.head() else { return Ok(BTreeMap::new()) };
        let mut files: Vec<(RepoPath, Oid)> = vec![];
        for some in portions(paths) {
            let spelled: Vec<String> = some.iter().map(|path| self.spelled(path)).collect();
            let mut arguments = vec!["ls-tree", "-z", "--full-tree", head.as_str(), "--"];
            arguments.extend(spelled.iter().map(String::as_str));
            let listed = self.ask(&arguments, b"")?;
            files.extend(listed.split(|&c| c == 0).filter_map(|line| self.blob(line)));
        }
        let oids: Vec<Oid> = files.iter().map(|(_, oid)| oid.clone()).collect();
        let digests = self.digests(&oids)?;
        Ok(files.into_iter().map(|(path, _)| path).zip(digests).collect())
    }

    /// `<mode> blob <oid>\t<name>`
    fn blob(&self, line: &[u8]) -> Option<(RepoPath, Oid)> {
        let tab = line.iter().position(|&c| c == b'\t')?;
        let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
        let (mode, kind, oid) = (words.next()?, words.next()?, words.next()?);
        // A link is no file, although it is stored like one.
        let is_file = kind == "blob" && mode.starts_with("100");
        is_file.then(|| Some((self.below_root(&line[tab + 1..])?, Oid::new(oid)?)))?
    }

    /// `arguments` for what lies below the root.
    fn below<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let mut all = arguments.to_vec();
        all.push("--");
        all.extend(self.prefix());
        all
    }

    fn sorted<'a>(&self, names: impl Iterator<Item = &'a [u8]>, hidden: &RepoPath) -> Vec<String> {
        let hidden = format!("{hidden}/");
        let names: BTreeSet<String> = names.map(|name| self.shown(name)).collect();
        names.into_iter().filter(|name| !name.starts_with(&hidden)).collect()
    }
}

/// The files that git was told not to look at: lower case is `assume-unchanged`, `S` is `skip-worktree`.
fn unseen(flags: &[u8]) -> impl Iterator<Item = &[u8]> {
    names_behind(flags, 2, |flag| flag.is_ascii_lowercase() || flag == b'S')
}
