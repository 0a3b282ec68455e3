//! Makes directories so that a power cut does not lose them together with what was put into them.

use rustix::fs::Mode;
use rustix::io::Errno;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::rooted::Root;

/// Opens the directory `dir` below `root`; makes it and the ones above it where they are missing.
///
/// # Errors
/// `Environment` when the machine refuses; `State` when a component is a link or a file.
pub fn ensure_dir(root: &Root, dir: &RepoPath) -> Result<Root, Failure> {
    let refused = |why: crate::store::unreadable::Unreadable| why.failure(Kind::State, &root.shown(dir));
    let found = root.sub(dir).map_err(refused)?;
    if let Some(found) = found {
        // A crash between mkdir and the fsync below leaves an empty directory that a power cut may still take.
        // Nothing is put into a directory before that fsync, so only an empty one is in doubt.
        if is_empty(&found).map_err(|errno| cannot("read", &root.shown(dir), errno))? {
            sync_above(root, dir)?;
        }
        return Ok(found);
    }
    let parent = dir.parent().map(|parent| ensure_dir(root, &parent)).transpose()?;
    let above = parent.as_ref().unwrap_or(root);
    match rustix::fs::mkdirat(above.fd(), dir.file_name(), Mode::from_raw_mode(0o777)) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(errno) => return Err(cannot("make", &root.shown(dir), errno)),
    }
    sync(above, &root.shown(dir))?;
    let made = root.sub(dir).map_err(refused)?;
    made.ok_or_else(|| cannot("open", &root.shown(dir), Errno::NOENT))
}

/// Opens the directory that holds `path`, making it where it is missing; `None` when that is `root` itself.
pub fn ensure_parent(root: &Root, path: &RepoPath) -> Result<Option<Root>, Failure> {
    path.parent().map(|parent| ensure_dir(root, &parent)).transpose()
}

/// Makes the names in `dir` durable. `shown` is what the change was about, for the message.
///
/// After an error nothing may be acknowledged, and the descriptor must not be synced again: the kernel reports a lost
/// write once.
pub fn sync(dir: &Root, shown: &str) -> Result<(), Failure> {
    match fsync(dir.fd()) {
        Ok(()) => Ok(()),
        Err(errno) => Err(cannot("make durable the directory of", shown, errno)),
    }
}

/// Waits until the disk has the file or directory behind `fd`.
pub fn fsync(fd: std::os::fd::BorrowedFd<'_>) -> Result<(), Errno> {
    loop {
        #[cfg(target_vendor = "apple")]
        let answer = rustix::fs::fcntl_fullfsync(fd);
        #[cfg(not(target_vendor = "apple"))]
        let answer = rustix::fs::fsync(fd);
        match answer {
            // Interrupted before it began is no answer yet; every other error is final.
            Err(Errno::INTR) => {}
            answer => return answer,
        }
    }
}

/// The code of a failure where the user may not write.
pub const NOT_WRITABLE: &str = "not_writable";

/// A failure of the machine while doing something to `shown`.
pub fn cannot(verb: &str, shown: &str, errno: Errno) -> Failure {
    let message = format!("cannot {verb} `{shown}`");
    let (code, hint) = match errno {
        Errno::NOSPC | Errno::DQUOT => {
            ("disk_full", "free some space on the disk, then run the same command again")
        }
        Errno::ACCESS | Errno::PERM | Errno::ROFS => {
            (NOT_WRITABLE, "make the directory writable for the user who runs gatewright")
        }
        _ => return Failure::io(message, &errno.into()),
    };
    Failure::new(Kind::Environment, code, message).cause(std::io::Error::from(errno).to_string()).hint(hint)
}

fn sync_above(root: &Root, dir: &RepoPath) -> Result<(), Failure> {
    let shown = root.shown(dir);
    let parent = match dir.parent() {
        Some(parent) => root.sub(&parent).map_err(|why| why.failure(Kind::State, &shown))?,
        None => None,
    };
    sync(parent.as_ref().unwrap_or(root), &shown)
}

/// Whether there is nothing in `dir`.
pub fn is_empty(dir: &Root) -> Result<bool, Errno> {
    for entry in rustix::fs::Dir::read_from(dir.fd())? {
        if !matches!(entry?.file_name().to_bytes(), b"." | b"..") {
            return Ok(false);
        }
    }
    Ok(true)
}
