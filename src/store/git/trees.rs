//! What the directories of a commit say of the names in them: whether a file, a link, a submodule or a directory is there.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::entries::{Entry, held};
use crate::store::git::in_tree::{LARGEST_TREE, of_tree};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

/// What a directory of a commit has under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Nothing,
    /// A file.
    File,
    /// A symbolic link; its text is stored like a file.
    Link,
    /// The commit of another repository.
    Submodule,
    /// A directory.
    Dir,
    /// It cannot be said: git does not have the directory in which it would lie, or that is too long.
    Unknown,
}

/// Something below a directory of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// From the root; `None` where that cannot be written in a record.
    pub path: Option<RepoPath>,
    /// What it is.
    pub kind: Kind,
    /// Its object.
    pub oid: Oid,
}

impl Kind {
    fn of_mode(mode: &[u8]) -> Kind {
        match mode {
            b"120000" => Kind::Link,
            b"160000" => Kind::Submodule,
            b"40000" | b"040000" => Kind::Dir,
            mode if mode.starts_with(b"100") => Kind::File,
            _ => Kind::Unknown,
        }
    }
}

impl Git {
    /// What each of `places` (a commit, a path) is, by the directory in which it lies.
    ///
    /// # Errors
    /// As [`Git::each_stored`].
    pub fn kinds_at(&self, places: &[(String, RepoPath)]) -> Result<Vec<Kind>, Failure> {
        let spelled: Vec<(&str, String)> =
            places.iter().map(|(commit, path)| (commit.as_str(), self.spelled(path))).collect();
        self.kinds(&spelled)
    }

    /// Whether the commit has anything at one of `spelled`, as git spells them from its top.
    ///
    /// # Errors
    /// As [`Git::each_stored`].
    pub fn has_any(&self, commit: &Oid, spelled: &[String]) -> Result<bool, Failure> {
        let places: Vec<(&str, String)> =
            spelled.iter().map(|path| (commit.as_str(), path.clone())).collect();
        let found = self.kinds(&places)?;
        Ok(found.into_iter().any(|kind| !matches!(kind, Kind::Nothing | Kind::Unknown)))
    }

    /// Whether the commit has a file at `spelled`, as git spells it from its top, or nobody can say.
    ///
    /// # Errors
    /// As [`Git::each_stored`].
    pub fn may_have(&self, commit: &Oid, spelled: &str) -> Result<bool, Failure> {
        let cuts = spelled.match_indices('/').map(|(at, _)| at).chain([spelled.len()]);
        let way: Vec<(&str, String)> = cuts.map(|at| (commit.as_str(), spelled[..at].to_owned())).collect();
        let kinds = self.kinds(&way)?;
        Ok(match kinds.iter().position(|kind| *kind != Kind::Dir) {
            Some(at) if kinds[at] == Kind::File => at + 1 == kinds.len(),
            Some(at) => kinds[at] == Kind::Unknown,
            None => false,
        })
    }

    /// The first on the way to each of `places`, from git's top, that is no directory, and where it stands, as git spells it; where all are
    /// directories the place itself.
    ///
    /// # Errors
    /// As [`Git::each_stored`].
    pub fn way_to(&self, places: &[(String, RepoPath)]) -> Result<Vec<(Kind, String)>, Failure> {
        let mut all: Vec<(&str, String)> = vec![];
        let mut ends = vec![];
        for (commit, path) in places {
            let spelled = self.spelled(path);
            let cuts = spelled.match_indices('/').map(|(at, _)| at).chain([spelled.len()]);
            all.extend(cuts.map(|at| (commit.as_str(), spelled[..at].to_owned())));
            ends.push(all.len());
        }
        let kinds = self.kinds(&all)?;
        let mut from = 0;
        let mut found = vec![];
        for end in ends {
            let steps = from..end;
            let at = steps.clone().find(|at| kinds[*at] != Kind::Dir).unwrap_or(end - 1);
            found.push((kinds[at], all[at].1.clone()));
            from = end;
        }
        Ok(found)
    }

    /// Everything that is no directory below the directory `below` in `commit`.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn everything_below(&self, commit: &str, below: &RepoPath) -> Result<Vec<Listed>, Failure> {
        self.everything_below_noting(commit, below, &mut vec![])
    }

    /// The same; where it fails because of directories whose bytes have another name, those are added to `corrupt`.
    ///
    /// # Errors
    /// As [`Git::everything_below`].
    pub fn everything_below_noting(
        &self,
        commit: &str,
        below: &RepoPath,
        corrupt: &mut Vec<Oid>,
    ) -> Result<Vec<Listed>, Failure> {
        let listing = self.listing_noting(commit, &self.spelled(below), corrupt)?;
        let listed = |one: Entry<'_>| {
            let (path, kind) = (self.below_root(one.name), Kind::of_mode(one.mode.as_bytes()));
            Some(Listed { path, kind, oid: Oid::new(one.oid)? })
        };
        Ok(held(&listing).filter_map(listed).collect())
    }

    /// Of each of `places` (a commit, a path) the digest of the directory as git stores it, by which versions of it are told apart; `None` where git
    /// has no directory there.
    ///
    /// # Errors
    /// As [`Git::each_stored`].
    pub fn directories_at(&self, places: &[(String, RepoPath)]) -> Result<Vec<Option<Digest>>, Failure> {
        let names: Vec<String> = places.iter().map(|(commit, path)| self.name_at(commit, path)).collect();
        let mut found = vec![None; names.len()];
        self.each_of(&names, LARGEST_TREE, "tree", &mut |i, stored| {
            if let Stored::Raw(bytes) = stored {
                found[i] = Some(Digest::of(&bytes));
            }
        })?;
        Ok(found)
    }

    /// What each of `places` (a commit, a path as git spells it) is; each directory is asked for once.
    fn kinds(&self, places: &[(&str, String)]) -> Result<Vec<Kind>, Failure> {
        let mut directories: BTreeMap<String, BTreeMap<&[u8], Vec<usize>>> = BTreeMap::new();
        for (i, (commit, path)) in places.iter().enumerate() {
            let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
            let names = directories.entry(format!("{commit}:{directory}")).or_default();
            names.entry(name.as_bytes()).or_default().push(i);
        }
        let asked: Vec<String> = directories.keys().cloned().collect();
        let wanted: Vec<&BTreeMap<&[u8], Vec<usize>>> = directories.values().collect();
        let mut found = vec![Kind::Unknown; places.len()];
        self.each_of(&asked, LARGEST_TREE, "tree", &mut |i, stored| {
            let Stored::Raw(bytes) = stored else { return };
            wanted[i].values().flatten().for_each(|at| found[*at] = Kind::Nothing);
            let raw = asked[i].find(':').unwrap_or_default() / 2;
            for entry in of_tree(&bytes, raw) {
                let places = wanted[i].get(entry.name).into_iter().flatten();
                places.for_each(|at| found[*at] = Kind::of_mode(entry.mode));
            }
        })?;
        Ok(found)
    }
}
