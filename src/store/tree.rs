//! The files below a directory: what its manifest is made of.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use walkdir::{DirEntry, WalkDir};

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::pool::{Grain, for_each};
use crate::store::names::escaped;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;
use crate::store::walk::{
    LESS_DEEP, TOO_DEEP, WalkLimits, failed, failed_name, is_denied, is_git, is_too_deep, is_vanished, name,
    repo_path, walk,
};

/// A directory costs a dozen system calls: from some on a further thread is worth its start.
const DIRECTORIES: Grain = Grain { batch: 1, per_thread: 16 };

/// What is below a directory.
#[derive(Debug, PartialEq, Eq)]
pub enum Below {
    /// Regular files, sorted by bytes.
    Files(Vec<RepoPath>),
    /// There is no such directory now.
    Gone,
    /// It holds something that has no place in a manifest; the sentence names it.
    Refused(String),
}

/// The files below the directory `dir` at any depth. The directories in it are walked on all cores.
///
/// # Errors
/// `Environment` when the disk fails.
pub fn below(root: &Root, dir: &RepoPath, limits: &WalkLimits) -> Result<Below, Failure> {
    match root.sub(dir) {
        Ok(Some(_)) => {}
        Ok(None) | Err(Unreadable::NotDirectory) => return Ok(Below::Gone),
        Err(why) => return Ok(Below::Refused(format!("`{dir}` {why}"))),
    }
    let walk = Walk { root, dir, limits, walked: AtomicUsize::new(0), found: AtomicUsize::new(0) };
    match walk.all() {
        Ok(mut files) => {
            // Those of one directory stand in order already.
            files.sort();
            Ok(Below::Files(files))
        }
        Err(End::Gone) => Ok(Below::Gone),
        Err(End::Refused(why)) => Ok(Below::Refused(why)),
        Err(End::Failed(failure)) => Err(failure),
    }
}

/// Why a walk ends before it has seen everything.
enum End {
    Gone,
    Refused(String),
    Failed(Failure),
}

/// One walk, by several threads.
struct Walk<'a> {
    root: &'a Root,
    dir: &'a RepoPath,
    limits: &'a WalkLimits,
    walked: AtomicUsize,
    found: AtomicUsize,
}

/// An entry that has its place below a directory.
enum Entry {
    File(RepoPath),
    Dir(PathBuf),
}

impl Walk<'_> {
    fn all(&self) -> Result<Vec<RepoPath>, End> {
        let (mut files, mut dirs) = (vec![], vec![]);
        for entry in walk(self.root, Some(self.dir)).max_depth(1) {
            match self.take(entry)? {
                Entry::File(path) => files.push(path),
                Entry::Dir(path) => dirs.push(path),
            }
        }
        let inside = for_each(&dirs, DIRECTORIES, || (), |dir, ()| self.inside(dir))?;
        files.extend(inside.into_iter().flatten());
        Ok(files)
    }

    /// The files at any depth below a directory that the walk has found, sorted by bytes.
    fn inside(&self, dir: &Path) -> Result<Vec<RepoPath>, End> {
        let mut files = vec![];
        for entry in WalkDir::new(dir).follow_links(false).follow_root_links(false) {
            match entry {
                Ok(entry) if entry.depth() == 0 => {
                    if !entry.file_type().is_dir() {
                        return Err(End::Gone);
                    }
                }
                entry => match self.take(entry)? {
                    Entry::File(path) => files.push(path),
                    Entry::Dir(_) => {}
                },
            }
        }
        files.sort_unstable();
        Ok(files)
    }

    /// What an entry is, unless it has no place below a directory.
    fn take(&self, entry: walkdir::Result<DirEntry>) -> Result<Entry, End> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_denied(&error) => {
                let shown = failed_name(self.root, &error);
                return Err(End::Refused(format!("`{shown}` {}", Unreadable::Permission)));
            }
            Err(error) if is_too_deep(&error) => {
                return Err(End::Refused(format!("`{}` {TOO_DEEP}; {LESS_DEEP}", self.dir)));
            }
            Err(error) if is_vanished(&error) => return Err(End::Gone),
            Err(error) => return Err(End::Failed(failed(self.root, &error))),
        };
        let name = name(self.root, &entry);
        if is_git(&entry) {
            // Left out, it would be a place for what nobody judges.
            let shown = escaped(name);
            return Err(End::Refused(format!(
                "`{shown}` belongs to a git repository of its own, which cannot be part of an output"
            )));
        }
        if entry.file_type().is_dir() {
            self.count(0)?;
            return Ok(Entry::Dir(entry.into_path()));
        }
        if !entry.file_type().is_file() {
            return Err(End::Refused(no_file(self.root, name)));
        }
        let path = repo_path(name).map_err(|why| End::Refused(format!("`{}` {why}", escaped(name))))?;
        self.count(1)?;
        Ok(Entry::File(path))
    }

    /// Counts one more entry, and `files` files with it.
    fn count(&self, files: usize) -> Result<(), End> {
        let walked = self.walked.fetch_add(1, Ordering::Relaxed) + 1;
        let found = self.found.fetch_add(files, Ordering::Relaxed) + files;
        match self.limits.exceeded(walked, found) {
            Some(most) => Err(End::Refused(format!(
                "`{}` holds more than the {most} entries that are allowed",
                self.dir
            ))),
            None => Ok(()),
        }
    }
}

/// Why an entry of a directory is no regular file, in words.
fn no_file(root: &Root, name: &[u8]) -> String {
    let shown = escaped(name);
    let why = match repo_path(name).map(|path| root.open_file(&path)) {
        Ok(Err(why)) => why.to_string(),
        _ => "is not a regular file".to_owned(),
    };
    format!("`{shown}` {why}")
}

#[cfg(test)]
mod tests;
