//! The one place that creates, replaces and removes files, so that a power cut loses nothing acknowledged.
//!
//! Order of every durable write: temporary file in the same directory, write, fsync, rename, fsync of the directory. Two
//! files that depend on each other are written one call after the other: the second call begins when the first file
//! and its name are on the disk.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::folders::{cannot, ensure_parent, fsync, sync};
use crate::store::rooted::Root;
use crate::store::temporary::{PREFIX, Temporary, rename_unless_there};

/// What [`create_new`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// It was not there and is now.
    New,
    /// It was there with the same bytes, and is durable now.
    Same,
}

/// Puts `bytes` at `path` below `root`, all or nothing, whatever is there now; durable when it returns. Missing
/// directories are made. A link at `path` is replaced, never followed.
///
/// # Errors
/// `Environment` when the machine refuses; the old file is untouched then, except when only the last step failed
/// (making the directory durable): then either file may be found after a power cut, both whole.
pub fn write_atomic(root: &Root, path: &RepoPath, bytes: &[u8]) -> Result<(), Failure> {
    write_as(root, path, bytes, Mode::from_raw_mode(0o666))
}

/// The same for a file that only the user may read and write, from the moment it is created.
pub fn write_private(root: &Root, path: &RepoPath, bytes: &[u8]) -> Result<(), Failure> {
    write_as(root, path, bytes, Mode::from_raw_mode(0o600))
}

fn write_as(root: &Root, path: &RepoPath, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
    let parent = ensure_parent(root, path)?;
    let dir = parent.as_ref().unwrap_or(root);
    let shown = root.shown(path);
    let temporary = Temporary::create_as(dir, &shown, mode)?;
    temporary.write(bytes)?;
    // A crash from here to the rename leaves the temporary file: readers ignore it, the next writer sweeps it.
    temporary.sync()?;
    temporary.rename(path.file_name())?;
    // A crash before this fsync leaves the old or the new file; nothing was acknowledged, both are whole.
    sync(dir, &shown)
}

/// Puts `bytes` at `path` unless something is there; for files named after their content.
///
/// # Errors
/// `State` (`already_exists`) when something else is there; else as [`write_atomic`].
pub fn create_new(root: &Root, path: &RepoPath, bytes: &[u8]) -> Result<Created, Failure> {
    create_as(root, path, bytes, Mode::from_raw_mode(0o666))
}

/// The same for a program: whoever may read it may run it.
pub fn create_program(root: &Root, path: &RepoPath, bytes: &[u8]) -> Result<Created, Failure> {
    create_as(root, path, bytes, Mode::from_raw_mode(0o777))
}

fn create_as(root: &Root, path: &RepoPath, bytes: &[u8], mode: Mode) -> Result<Created, Failure> {
    let shown = root.shown(path);
    let parent = ensure_parent(root, path)?;
    let dir = parent.as_ref().unwrap_or(root);
    if same(root, path, bytes)? {
        return settle(root, path).map(|()| Created::Same);
    }
    let temporary = Temporary::create_as(dir, &shown, mode)?;
    temporary.write(bytes)?;
    // A crash from here to the rename leaves the temporary file: readers ignore it, the next writer sweeps it.
    temporary.sync()?;
    if !temporary.rename_new(path.file_name())? {
        return if same(root, path, bytes)? {
            settle(root, path).map(|()| Created::Same)
        } else {
            Err(exists(&shown))
        };
    }
    // A crash before this fsync may lose the name; nothing was acknowledged, and the same call makes it again.
    sync(dir, &shown).map(|()| Created::New)
}

/// Moves the durable file `name` from one directory to another, unless something of that name is there: then the file
/// is removed. Durable when it returns.
pub fn hand_over(from: &Root, name: &str, to: &Root) -> Result<(), Failure> {
    let shown = to.path().join(name).display().to_string();
    match rename_unless_there(from, name, to, name) {
        Ok(()) => sync(to, &shown)?,
        Err(Errno::EXIST) => {
            rustix::fs::unlinkat(from.fd(), name, AtFlags::empty())
                .map_err(|errno| cannot("remove", &shown, errno))?;
        }
        Err(errno) => return Err(cannot("write", &shown, errno)),
    }
    // A power cut before this may leave both names.
    sync(from, &shown)
}

/// Makes an existing file and its name durable: for what an interrupted command may have left visible only.
pub fn settle(root: &Root, path: &RepoPath) -> Result<(), Failure> {
    let shown = root.shown(path);
    let file = root.open_file(path).map_err(|why| why.failure(Kind::State, &shown))?;
    let file = file.ok_or_else(|| cannot("open", &shown, Errno::NOENT))?;
    fsync(file.fd.as_fd()).map_err(|errno| cannot("make durable", &shown, errno))?;
    let parent = ensure_parent(root, path)?;
    sync(parent.as_ref().unwrap_or(root), &shown)
}

/// Removes the file at `path`, durably. `false` when there is nothing of that name, which is durable then as well.
pub fn remove(root: &Root, path: &RepoPath) -> Result<bool, Failure> {
    let shown = root.shown(path);
    let parent = match path.parent() {
        None => None,
        Some(parent) => match root.sub(&parent).map_err(|why| why.failure(Kind::State, &shown))? {
            Some(dir) => Some(dir),
            None => return Ok(false),
        },
    };
    let dir = parent.as_ref().unwrap_or(root);
    match rustix::fs::unlinkat(dir.fd(), path.file_name(), AtFlags::empty()) {
        // A crash before this fsync may bring the file back; whoever wanted it gone finds it and removes it again.
        Ok(()) => sync(dir, &shown).map(|()| true),
        Err(Errno::NOENT) => sync(dir, &shown).map(|()| false),
        Err(errno) => Err(cannot("remove", &shown, errno)),
    }
}

/// Replaces a log: all or nothing for readers, but a power cut may lose it. For files below a run's `logs/`.
pub fn write_log(root: &Root, path: &RepoPath, bytes: &[u8]) -> Result<(), Failure> {
    let parent = ensure_parent(root, path)?;
    let shown = root.shown(path);
    let temporary = Temporary::create(parent.as_ref().unwrap_or(root), &shown)?;
    temporary.write(bytes)?;
    temporary.rename(path.file_name())
}

/// A new, empty log to stream into, readable and writable; what had the name before loses it.
pub fn create_log(root: &Root, path: &RepoPath) -> Result<std::fs::File, Failure> {
    let parent = ensure_parent(root, path)?;
    let dir = parent.as_ref().unwrap_or(root);
    let shown = root.shown(path);
    match rustix::fs::unlinkat(dir.fd(), path.file_name(), AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(errno) => return Err(cannot("replace", &shown, errno)),
    }
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(dir.fd(), path.file_name(), flags, Mode::from_raw_mode(0o666))
        .map(std::fs::File::from)
        .map_err(|errno| cannot("create", &shown, errno))
}

/// Opens a file that is never deleted, for locking: made durable with its directories when it is missing.
pub fn open_lasting(root: &Root, path: &RepoPath) -> Result<OwnedFd, Failure> {
    let parent = ensure_parent(root, path)?;
    let dir = parent.as_ref().unwrap_or(root);
    let shown = root.shown(path);
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = rustix::fs::openat(dir.fd(), path.file_name(), flags, Mode::from_raw_mode(0o666))
        .map_err(|errno| cannot("open", &shown, errno))?;
    let stat = rustix::fs::fstat(&file).map_err(|errno| cannot("open", &shown, errno))?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(Failure::state("not_a_file", format!("`{shown}` is not a regular file")));
    }
    Ok(file)
}

/// Removes temporary files that crashed writers left in `dir`; how many there were. Only for a writer that holds the
/// lock under which files are written there: the temporary file of a living writer looks the same.
pub fn sweep_leftovers(dir: &Root) -> Result<usize, Failure> {
    let shown = dir.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let entries = dir.list().map_err(|why| why.failure(Kind::State, &shown))?;
    let leftovers = entries.iter().filter(|entry| !entry.dir && entry.name.starts_with(PREFIX.as_bytes()));
    let mut swept = 0;
    for leftover in leftovers {
        match rustix::fs::unlinkat(dir.fd(), leftover.name.as_slice(), AtFlags::empty()) {
            Ok(()) => swept += 1,
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(cannot("remove a leftover in", &shown, errno)),
        }
    }
    Ok(swept)
}

/// Whether `path` holds exactly `bytes`; refuses what holds something else.
fn same(root: &Root, path: &RepoPath, bytes: &[u8]) -> Result<bool, Failure> {
    let shown = root.shown(path);
    match root.read_small(path, bytes.len() as u64) {
        Ok(None) => Ok(false),
        Ok(Some(found)) if found == bytes => Ok(true),
        Ok(Some(_)) | Err(crate::store::unreadable::Unreadable::TooLarge { .. }) => Err(exists(&shown)),
        Err(why) => Err(why.failure(Kind::State, &shown)),
    }
}

fn exists(shown: &str) -> Failure {
    Failure::state("already_exists", format!("`{shown}` exists with other content and is not overwritten"))
}

#[cfg(test)]
mod tests;
