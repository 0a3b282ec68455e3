//! An index of our own in the git directory, held while it is used: one that a crash left behind is told from it by that, and cleared.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use crate::model::failure::{Failure, Kind};
use crate::store::random::fill;

/// What the name of its directory begins with; sixteen hexadecimal digits follow.
const PREFIX: &str = "gatewright-index-";
/// So often another name is tried.
const TRIES: usize = 8;

/// A directory with an unpredictable name for one index and its lock file, removed with them at the end. What a crash leaves in the git
/// directory is never read; nobody holds it any more, so the next commit removes it.
#[derive(Debug)]
pub(super) struct PrivateIndex {
    directory: PathBuf,
    _held: OwnedFd,
}

impl PrivateIndex {
    /// Clears what nobody holds any more, and makes one.
    ///
    /// # Errors
    /// `Environment` when the machine refuses.
    pub(super) fn make(git_dir: &Path) -> Result<PrivateIndex, Failure> {
        clear(git_dir);
        for _ in 0..TRIES {
            let mut random = [0; 8];
            fill(&mut random).map_err(|errno| failed(errno, "the system has no random numbers"))?;
            let directory = git_dir.join(format!("{PREFIX}{:016x}", u64::from_ne_bytes(random)));
            rustix::fs::mkdir(&directory, Mode::from_raw_mode(0o700))
                .map_err(|errno| failed(errno, "cannot write into the git directory"))?;
            // Whoever clears may have come between the two and removed it.
            if let Ok(Some(held)) = hold(&directory) {
                return Ok(PrivateIndex { directory, _held: held });
            }
        }
        let message = "somebody clears the git directory all the time";
        Err(Failure::new(Kind::Environment, "git_refused", message))
    }

    /// Where the index is to lie.
    pub(super) fn file(&self) -> PathBuf {
        self.directory.join("index")
    }
}

impl Drop for PrivateIndex {
    fn drop(&mut self) {
        remove(&self.directory);
    }
}

fn failed(errno: Errno, what: &str) -> Failure {
    Failure::io(what, &errno.into())
}

/// Holds the directory; `None` when another process does, or it is not there any more.
fn hold(directory: &Path) -> Result<Option<OwnedFd>, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::open(directory, flags, Mode::empty())?;
    // Another error means that nothing can be held there: then nothing is cleared either.
    if rustix::fs::flock(&opened, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
        return Ok(None);
    }
    let (ours, there) = (rustix::fs::fstat(&opened)?, rustix::fs::lstat(directory)?);
    Ok((ours.st_ino == there.st_ino).then_some(opened))
}

/// Removes what others have left; whatever is in the way of that stays.
fn clear(git_dir: &Path) {
    let Ok(entries) = git_dir.read_dir() else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let digits = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let is_ours = digits.is_some_and(|it| it.len() == 16 && it.bytes().all(|c| c.is_ascii_hexdigit()));
        if is_ours && is_left(&entry.path()) {
            remove(&entry.path());
        }
    }
}

/// Whether nobody holds the directory.
fn is_left(directory: &Path) -> bool {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::open(directory, flags, Mode::empty());
    opened.is_ok_and(|opened| rustix::fs::flock(&opened, FlockOperation::NonBlockingLockExclusive).is_ok())
}

fn remove(directory: &Path) {
    for name in ["index", "index.lock"] {
        // Not there when git refused before it made one.
        let _ = rustix::fs::unlink(directory.join(name));
    }
    let _ = rustix::fs::rmdir(directory);
}
