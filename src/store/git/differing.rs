//! What differs from a commit, over everything below the root, and what a commit holds.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::model::digest::Digest;
use crate::model::failure::{self, Failure};
use crate::model::git_seen::{Alike, Differing};
use crate::model::path::RepoPath;
use crate::store::git::answers::corrupt;
use crate::store::git::entries::{Entry, held, known, staged};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::trees::Kind;
use crate::store::git::way::Way;

/// Names from git's top that differ, each with why git itself may call it the same.
pub(super) type Found = BTreeMap<Vec<u8>, Option<Alike>>;

impl Git {
    /// What differs from the head below the root: changed, staged, deleted, not known to git, or such that git was told not
    /// to look at it, all of it also within submodules; not what a `.gitignore` that git knows names, and nothing in `hidden`.
    /// Bytes are compared, with what git would check out by the commit's own attributes and the user's settings.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn dirty(&self, hidden: &RepoPath) -> Result<Differing, Failure> {
        Ok(self.sorted(self.differing(self.head(), Some(hidden), 0)?, hidden))
    }

    /// The same as git spells it, from its top, in a submodule that is so deep.
    pub(super) fn everything(&self, depth: usize) -> Result<Found, Failure> {
        self.differing(self.head(), None, depth)
    }

    /// What differs from the commit `then` below the root, in the working tree or in what is staged, and what is not known to
    /// git, all of it also within submodules; otherwise as [`Git::dirty`].
    ///
    /// # Errors
    /// `Environment` when git does not have that commit (`git_no_commit`) or does not answer.
    pub fn changed_since(&self, then: &str, hidden: &RepoPath) -> Result<Differing, Failure> {
        let then = Oid::new(then).ok_or_else(|| {
            let message = "the record names a commit that is none";
            Failure::new(failure::Kind::Environment, "git_refused", message)
        })?;
        let found =
            self.differing(Some(&then), Some(hidden), 0).map_err(|failure| self.without(&then, failure))?;
        Ok(self.sorted(found, hidden))
    }

    /// What differs from `commit`; before the first one, everything that is staged or new.
    fn differing(
        &self,
        commit: Option<&Oid>,
        hidden: Option<&RepoPath>,
        depth: usize,
    ) -> Result<Found, Failure> {
        let tree = match commit {
            Some(commit) => self.listing(commit.as_str(), self.prefix().unwrap_or_default())?,
            None => vec![],
        };
        let listing = self.ask(&self.below(&["ls-files", "-v", "-s", "-z"]), b"")?;
        let mut entries: Vec<Entry<'_>> = held(&tree).collect();
        let staged = staged(&entries, &listing);
        let mut found = self.in_submodules(&listing, &entries, depth)?;
        // What does not count is not read either: records are many.
        let hidden = hidden.map(|hidden| format!("{}/", self.spelled(hidden)));
        entries
            .retain(|entry| !hidden.as_ref().is_some_and(|hidden| entry.name.starts_with(hidden.as_bytes())));
        let unlike = self.unlike(&entries)?;
        if let Some(commit) = commit {
            found.extend(self.not_checked_out(commit, &unlike.bytes)?);
        }
        let unseen = known(&listing).filter(|one| one.unseen).map(|one| one.entry.name);
        let names = unlike.other.iter().map(|entry| entry.name).chain(staged).chain(unseen);
        found.extend(names.map(|name| (name.to_vec(), None)));
        for one in known(&listing).filter(|one| one.left_out) {
            if self.top().join(OsStr::from_bytes(one.entry.name)).symlink_metadata().is_err() {
                found.insert(one.entry.name.to_vec(), Some(Alike::LeftOut));
            }
        }
        // Other ignore files do not count, inside or outside of the working tree: whoever wants to hide a file could write them, and no
        // reader sees them.
        let unknown = self.unknown(&listing, commit.map(Oid::as_str))?;
        found.extend(unknown.into_iter().map(|name| (name, None)));
        Ok(found)
    }

    /// In our own words, when the reason for `failure` is that the commit is not here.
    fn without(&self, commit: &Oid, failure: Failure) -> Failure {
        let name = format!("{}^{{commit}}", commit.as_str());
        if self.ask(&["rev-parse", "--quiet", "--verify", &name], b"").is_ok() {
            return failure;
        }
        let message = format!("this repository does not have the commit {}", &commit.as_str()[..12]);
        Failure::new(failure::Kind::Environment, "git_no_commit", message)
            .cause("a shallow clone lacks old commits, and one that a rebase left behind is cleared away in time")
            .hint("fetch it, for example with `git fetch --unshallow`")
    }

    /// The SHA-256 of what the head holds at each of `paths`; what it does not hold as a file is left out.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn held(&self, paths: &[RepoPath]) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let Some(head) = self.head() else { return Ok(BTreeMap::new()) };
        let names: Vec<String> = paths.iter().map(|path| self.name_at(head.as_str(), path)).collect();
        let ways = self.ways(&names)?;
        if let Some(oid) = ways.iter().find_map(Way::corrupt) {
            return Err(corrupt(oid));
        }
        // A link is no file, although it is stored like one.
        let files = paths.iter().zip(&ways).filter(|(_, way)| way.is_file());
        self.with_digests(
            files.filter_map(|(path, way)| Some((path.clone(), Oid::new(way.name())?))).collect(),
        )
    }

    /// The same of every file below the directory `below` in `commit`.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn held_below(&self, commit: &str, below: &RepoPath) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let files = self.everything_below(commit, below)?.into_iter().filter(|one| one.kind == Kind::File);
        self.with_digests(files.filter_map(|one| Some((one.path?, one.oid))).collect())
    }

    fn with_digests(&self, files: Vec<(RepoPath, Oid)>) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
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

    fn sorted(&self, found: Found, hidden: &RepoPath) -> Differing {
        let below = format!("{hidden}/");
        let shown = found.into_iter().map(|(name, alike)| (self.shown(&name), alike));
        let counts = |name: &str| !name.starts_with(&below) && name != hidden.as_str();
        let names: BTreeMap<String, Option<Alike>> = shown.filter(|(name, _)| counts(name)).collect();
        let alike = names.iter().filter_map(|(name, alike)| Some((name.clone(), (*alike)?))).collect();
        Differing { paths: names.into_keys().collect(), alike }
    }
}
