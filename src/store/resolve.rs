//! How a name below a directory is resolved: never through a symbolic link, never out of the directory.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::model::path::RepoPath;
use crate::store::unreadable::Unreadable;

/// Who resolves names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolve {
    /// The kernel, in one call that costs no more than a plain open.
    #[cfg(target_os = "linux")]
    Kernel,
    /// We, component by component, where the kernel has no such call or a sandbox hides it.
    Walk,
}

impl Resolve {
    /// The best that this operating system may have.
    pub fn best() -> Resolve {
        #[cfg(target_os = "linux")]
        return Resolve::Kernel;
        #[cfg(not(target_os = "linux"))]
        return Resolve::Walk;
    }

    /// Opens the existing `path` below `dir`.
    pub fn open(self, dir: BorrowedFd<'_>, path: &RepoPath, flags: OFlags) -> Result<OwnedFd, Errno> {
        match self {
            #[cfg(target_os = "linux")]
            Resolve::Kernel => {
                use rustix::fs::ResolveFlags;
                let below = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
                match rustix::fs::openat2(dir, path.as_str(), flags, Mode::empty(), below) {
                    // An old kernel says the one, an old sandbox the other; walking tells the truth in both cases.
                    Err(Errno::NOSYS | Errno::PERM) => walk(dir, path, flags),
                    answer => answer,
                }
            }
            Resolve::Walk => walk(dir, path, flags),
        }
    }
}

/// Opens one component after the other, each relative to the descriptor of the one before.
fn walk(dir: BorrowedFd<'_>, path: &RepoPath, flags: OFlags) -> Result<OwnedFd, Errno> {
    #[cfg(target_os = "linux")]
    let through = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    #[cfg(not(target_os = "linux"))]
    let through = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut above: Option<OwnedFd> = None;
    if let Some(parent) = path.parent() {
        for component in parent.components() {
            let at = above.as_ref().map_or(dir, AsFd::as_fd);
            above = Some(rustix::fs::openat(at, component, through, Mode::empty())?);
        }
    }
    let at = above.as_ref().map_or(dir, AsFd::as_fd);
    rustix::fs::openat(at, path.file_name(), flags, Mode::empty())
}

/// Puts into words why `path` could not be opened. `Ok` when the answer is that nothing of that name exists.
pub fn explain(dir: BorrowedFd<'_>, path: &RepoPath, errno: Errno) -> Result<(), Unreadable> {
    match errno {
        Errno::NOENT => Ok(()),
        Errno::LOOP | Errno::NOTDIR => match (first_link(dir, path), kind(dir, path.as_str())) {
            (Some(at), _) => Err(Unreadable::Symlink { at }),
            (None, Some(_)) => Err(Unreadable::NotDirectory),
            // A component before the last is a file: below it there is nothing.
            (None, None) => Ok(()),
        },
        Errno::ACCESS | Errno::PERM => Err(Unreadable::Permission),
        Errno::AGAIN => Err(Unreadable::Busy),
        Errno::NXIO | Errno::NODEV | Errno::OPNOTSUPP => match kind(dir, path.as_str()).map(wrong_kind) {
            Some(Some(why)) => Err(why),
            _ => Err(Unreadable::Io(errno)),
        },
        _ => Err(Unreadable::Io(errno)),
    }
}

/// Why something of this kind is no regular file; `None` for a regular file.
pub fn wrong_kind(kind: FileType) -> Option<Unreadable> {
    match kind {
        FileType::RegularFile => None,
        FileType::Directory => Some(Unreadable::Directory),
        FileType::Symlink => Some(Unreadable::Symlink { at: String::new() }),
        FileType::Fifo => Some(Unreadable::Fifo),
        FileType::Socket => Some(Unreadable::Socket),
        _ => Some(Unreadable::Device),
    }
}

/// What is no directory and stands where one of the directories above `path` should be.
pub fn in_the_way(dir: BorrowedFd<'_>, path: &RepoPath) -> Option<String> {
    let text = path.as_str();
    let above = text.match_indices('/').map(|(at, _)| &text[..at]);
    let is_file = |part: &&str| kind(dir, part).is_some_and(|kind| kind != FileType::Directory);
    above.into_iter().find(is_file).map(str::to_owned)
}

fn first_link(dir: BorrowedFd<'_>, path: &RepoPath) -> Option<String> {
    let text = path.as_str();
    let ends = text.match_indices('/').map(|(at, _)| at).chain([text.len()]);
    ends.map(|end| &text[..end]).find(|part| kind(dir, part) == Some(FileType::Symlink)).map(str::to_owned)
}

fn kind(dir: BorrowedFd<'_>, path: &str) -> Option<FileType> {
    let stat = rustix::fs::statat(dir, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    Some(FileType::from_raw_mode(stat.st_mode))
}
