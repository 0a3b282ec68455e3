//! The bytes of something that was recorded by digest: from the working tree, else from any version that git has of the path.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::digest::{Digest, Hasher};
use crate::model::evidence::{Observed, Place, Wanted};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

/// A file may be this long to be given, in bytes.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;
/// So many commits are looked at for a directory, the newest first.
const COMMITS: usize = 200;

/// Where bytes are looked for.
pub struct Shelf<'a> {
    site: &'a Site,
    machine: &'a Machine<'a>,
    git: Option<Git>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// A file.
    File(Vec<u8>),
    /// A directory: the files below it, by their names from there.
    Dir(BTreeMap<String, Vec<u8>>),
    /// It cannot be had; the words say why.
    Not(String),
}

impl<'a> Shelf<'a> {
    /// Opens the repository of git, where there is one.
    ///
    /// # Errors
    /// `Environment` when there is one and git does not want to work with it.
    pub fn open(site: &'a Site, machine: &'a Machine<'a>) -> Result<Shelf<'a>, Failure> {
        Ok(Shelf { site, machine, git: Git::open(site.root.path(), &machine.git_env)? })
    }

    /// Git, where there is a repository.
    pub fn git(&self) -> Option<&Git> {
        self.git.as_ref()
    }

    /// What was recorded at `path` as `sha256`; whatever is given has that digest.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn find(&self, path: &RepoPath, sha256: Digest) -> Result<Held, Failure> {
        let (today, here) = self.in_tree(path, sha256);
        if let Some(held) = today {
            return Ok(held);
        }
        match &self.git {
            Some(git) => Ok(in_git(git, path, sha256)?.unwrap_or_else(|| {
                Held::Not(format!("{here}, and git has no version of it with the recorded digest"))
            })),
            None => Ok(Held::Not(format!("{here}, and there is no git repository to ask"))),
        }
    }

    /// What lies there, where it is that; else what is wrong with it.
    fn in_tree(&self, path: &RepoPath, sha256: Digest) -> (Option<Held>, String) {
        let wanted = Wanted { place: Place::Path(path.clone()), content: false };
        let evidence = match look(self.site, self.machine, std::slice::from_ref(&wanted)) {
            Ok(evidence) => evidence,
            Err(why) => return (None, why.to_string()),
        };
        match evidence.at(path) {
            Some(Observed::File(file)) if file.sha256 == sha256 => match self.read(path, sha256) {
                Ok(bytes) => (Some(Held::File(bytes)), String::new()),
                Err(why) => (None, why),
            },
            Some(Observed::Dir(dir)) if dir.sha256 == sha256 => {
                let mut files = BTreeMap::new();
                for entry in &dir.entries {
                    let below = path.join(&entry.path).map_err(|why| why.to_string());
                    match below.and_then(|below| self.read(&below, entry.sha256)) {
                        Ok(bytes) => files.insert(entry.path.clone(), bytes),
                        Err(why) => return (None, why),
                    };
                }
                (Some(Held::Dir(files)), String::new())
            }
            Some(Observed::Refused(why)) => (None, why.clone()),
            Some(Observed::Missing) | None => (None, "it is not in the working tree".to_owned()),
            Some(_) => (None, "the working tree has other bytes".to_owned()),
        }
    }

    fn read(&self, path: &RepoPath, sha256: Digest) -> Result<Vec<u8>, String> {
        match self.site.root.read_small(path, MAX_FILE) {
            Ok(Some(bytes)) if Digest::of(&bytes) == sha256 => Ok(bytes),
            Ok(_) => Err("it changed while it was read".to_owned()),
            Err(why) => Err(why.failure(Kind::State, path.as_str()).to_string()),
        }
    }
}

fn in_git(git: &Git, path: &RepoPath, sha256: Digest) -> Result<Option<Held>, Failure> {
    let history = git.history(path, None)?;
    let mut blobs: Vec<String> = vec![];
    let changes =
        history.commits.iter().flat_map(|commit| &commit.changes).filter(|change| change.path == *path);
    for oid in changes.flat_map(|change| change.after.iter().chain(&change.before)) {
        if !blobs.iter().any(|known| known == oid.as_str()) {
            blobs.push(oid.as_str().to_owned());
        }
    }
    let mut found = None;
    git.each_stored(&blobs, MAX_FILE, &mut |_, stored| {
        if let Stored::Blob { sha256: of, content: Some(bytes), .. } = stored
            && of == sha256
        {
            found = Some(Held::File(bytes));
        }
    })?;
    if found.is_some() || history.commits.iter().flat_map(|commit| &commit.changes).all(|it| it.path == *path)
    {
        return Ok(found);
    }
    let commits: BTreeSet<&str> =
        history.commits.iter().take(COMMITS).map(|commit| commit.oid.as_str()).collect();
    for commit in commits {
        if let Some(files) = directory(git, commit, path, sha256)? {
            return Ok(Some(Held::Dir(files)));
        }
    }
    Ok(None)
}

/// The files below a directory in a commit, where their manifest has that digest.
fn directory(
    git: &Git,
    commit: &str,
    path: &RepoPath,
    sha256: Digest,
) -> Result<Option<BTreeMap<String, Vec<u8>>>, Failure> {
    let below = format!("{path}/");
    let listed = git.held_below(commit, path)?;
    let files: BTreeMap<&str, (&RepoPath, Digest)> = listed
        .iter()
        .filter_map(|(file, sha256)| Some((file.as_str().strip_prefix(&below)?, (file, *sha256))))
        .collect();
    let mut hasher = Hasher::default();
    files.iter().for_each(|(name, (_, sha256))| hasher.update(format!("{sha256}  {name}\n").as_bytes()));
    if files.is_empty() || hasher.finish() != sha256 {
        return Ok(None);
    }
    let names: Vec<String> = files.values().map(|(file, _)| git.name_at(commit, file)).collect();
    let keys: Vec<&str> = files.keys().copied().collect();
    let mut found = BTreeMap::new();
    git.each_stored(&names, MAX_FILE, &mut |i, stored| {
        if let Stored::Blob { content: Some(bytes), .. } = stored {
            found.insert(keys[i].to_owned(), bytes);
        }
    })?;
    Ok((found.len() == files.len()).then_some(found))
}
