//! Walks below a directory by name only: links are not followed, nothing is opened but directories.

use std::os::unix::ffi::OsStrExt;

use rustix::io::Errno;
use walkdir::{DirEntry, WalkDir};

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::names::escaped;
use crate::store::rooted::Root;

/// How much a walk may find.
#[derive(Debug, Clone)]
pub struct WalkLimits {
    /// Files below one directory, or matches of one glob.
    pub files: usize,
    /// Entries that one walk looks at.
    pub walked: usize,
    /// Directories that globs do not enter, such as the one that holds the runs.
    pub hidden: Vec<RepoPath>,
}

impl WalkLimits {
    /// The limit that `walked` entries with `files` found among them go beyond, if any.
    pub fn exceeded(&self, walked: usize, files: usize) -> Option<usize> {
        if walked > self.walked {
            Some(self.walked)
        } else if files > self.files {
            Some(self.files)
        } else {
            None
        }
    }
}

/// A walk below `start`, or below the root itself; `start` was opened through `root` before, so that no component of
/// it is a link. What the walk finds is opened through `root` again.
pub fn walk(root: &Root, start: Option<&RepoPath>) -> WalkDir {
    let at = start.map_or_else(|| root.path().to_owned(), |start| root.path().join(start.as_str()));
    WalkDir::new(at).follow_links(false).follow_root_links(start.is_none()).min_depth(1)
}

/// Whether it is git's own directory (or the file that stands for it in a worktree) of the repository itself.
pub fn is_own_git(root: &Root, entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.path() == root.path().join(".git")
}

/// Whether it is such a directory or file anywhere.
pub fn is_git(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name() == ".git"
}

/// The entry's name from the root, as the file system spells it.
pub fn name<'a>(root: &Root, entry: &'a DirEntry) -> &'a [u8] {
    below_root(root, entry.path().as_os_str().as_bytes())
}

/// The name as a path, or why it cannot be one.
pub fn repo_path(name: &[u8]) -> Result<RepoPath, String> {
    let text = std::str::from_utf8(name).map_err(|_| "has a name that is not UTF-8".to_owned())?;
    RepoPath::new(text).map_err(|why| format!("has a name that cannot be recorded: {why}"))
}

/// Whether the machine does not let us look there.
pub fn is_denied(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied)
}

/// What holds a directory that [`is_too_deep`].
pub const TOO_DEEP: &str = "holds directories so deep that they cannot be looked into";

/// What to do about it.
pub const LESS_DEEP: &str = "remove them or move them up";

/// Whether a name is longer than the machine allows, so deep below the root it is.
pub fn is_too_deep(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.raw_os_error() == Some(Errno::NAMETOOLONG.raw_os_error()))
}

/// Whether it was there a moment ago.
pub fn is_vanished(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| {
        matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
    })
}

/// The name of what could not be looked at, from the root, escaped.
pub fn failed_name(root: &Root, error: &walkdir::Error) -> String {
    let path = error.path().map_or(&b""[..], |path| path.as_os_str().as_bytes());
    escaped(below_root(root, path))
}

/// The walk's error as a failure of the machine.
pub fn failed(root: &Root, error: &walkdir::Error) -> Failure {
    let failure =
        Failure::new(Kind::Environment, "io", format!("cannot look into `{}`", failed_name(root, error)));
    match error.io_error() {
        Some(error) => failure.cause(error.to_string()),
        None => failure,
    }
}

fn below_root<'a>(root: &Root, path: &'a [u8]) -> &'a [u8] {
    let above = root.path().as_os_str().as_bytes();
    let below = path.strip_prefix(above).unwrap_or(path);
    below.strip_prefix(b"/").unwrap_or(below)
}
