//! Opens what lies below a directory and nothing else: no symbolic link is followed, no pipe is waited for.
//!
//! Everything goes through the descriptor of the directory; its path serves messages and walks only.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::resolve::{Resolve, explain, in_the_way, wrong_kind};
use crate::store::stamp::{Stamp, links};
use crate::store::unreadable::Unreadable;

/// An open directory: the repository's root, or a directory below it.
#[derive(Debug)]
pub struct Root {
    dir: OwnedFd,
    path: PathBuf,
    shown: Option<RepoPath>,
    resolve: Resolve,
}

/// A file that was opened for reading and looked at; from here on only the descriptor is used.
#[derive(Debug)]
pub struct OpenFile {
    /// Read-only, close-on-exec.
    pub fd: OwnedFd,
    /// What it was when it was opened.
    pub stamp: Stamp,
    /// How many names it has.
    pub links: u64,
}

/// What is behind a name.
#[derive(Debug)]
pub enum Opened {
    /// A regular file.
    File(OpenFile),
    /// A directory.
    Dir,
}

/// A name in a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// As the file system spells it; not always UTF-8.
    pub name: Vec<u8>,
    /// Whether it is a directory (a link to one is not).
    pub dir: bool,
}

impl Root {
    /// Opens the repository's root directory.
    ///
    /// # Errors
    /// `Environment` when it is missing, not a directory or not accessible.
    pub fn open(path: &Path) -> Result<Root, Failure> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = rustix::fs::open(path, flags, Mode::empty())
            .map_err(|errno| Failure::io("cannot open the repository's root", &errno.into()))?;
        Ok(Root { dir, path: path.to_owned(), shown: None, resolve: Resolve::best() })
    }

    /// Opens the directory `dir` below this one; `None` when there is nothing of that name.
    pub fn sub(&self, dir: &RepoPath) -> Result<Option<Root>, Unreadable> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let Some(fd) = self.open_below(dir, flags)? else { return Ok(None) };
        let shown = match &self.shown {
            Some(above) => above.join(dir.as_str()).map_err(|_| Unreadable::Io(Errno::NAMETOOLONG))?,
            None => dir.clone(),
        };
        Ok(Some(Root {
            dir: fd,
            path: self.path.join(dir.as_str()),
            shown: Some(shown),
            resolve: self.resolve,
        }))
    }

    /// As on a system whose kernel cannot resolve names below a directory.
    #[cfg(test)]
    pub fn walking(self) -> Root {
        Root { resolve: Resolve::Walk, ..self }
    }

    /// Where it was found; for messages, and for programs that need a path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of `path` below this directory, from the repository's root: what messages show.
    pub fn shown(&self, path: &RepoPath) -> String {
        self.shown_text(path.as_str())
    }

    /// Opens the regular file at `path`; `None` when there is nothing of that name.
    pub fn open_file(&self, path: &RepoPath) -> Result<Option<OpenFile>, Unreadable> {
        match self.open_any(path)? {
            Some(Opened::File(file)) => Ok(Some(file)),
            Some(Opened::Dir) => Err(Unreadable::Directory),
            None => Ok(None),
        }
    }

    /// Opens the file at `path`, or says that it is a directory; `None` when there is nothing of that name.
    pub fn open_any(&self, path: &RepoPath) -> Result<Option<Opened>, Unreadable> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
        let Some(fd) = self.open_below(path, flags)? else { return Ok(None) };
        let stat = rustix::fs::fstat(&fd).map_err(Unreadable::Io)?;
        match wrong_kind(FileType::from_raw_mode(stat.st_mode)) {
            None => Ok(Some(Opened::File(OpenFile { fd, stamp: Stamp::of(&stat), links: links(&stat) }))),
            Some(Unreadable::Directory) => Ok(Some(Opened::Dir)),
            Some(why) => Err(why),
        }
    }

    /// The bytes of a definition or a record: at most `cap`; `None` when there is nothing of that name.
    pub fn read_small(&self, path: &RepoPath, cap: u64) -> Result<Option<Vec<u8>>, Unreadable> {
        let mut bytes = vec![];
        Ok(self.read_small_into(path, cap, &mut bytes)?.then_some(bytes))
    }

    /// Puts them into `bytes`, whose room serves file after file; whether there is something of that name.
    pub fn read_small_into(
        &self,
        path: &RepoPath,
        cap: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<bool, Unreadable> {
        Ok(self.read_held(path, cap, bytes)?.is_some())
    }

    /// The same; the file stays open, as it was before it was read. `None` when there is nothing of that name.
    pub fn read_held(
        &self,
        path: &RepoPath,
        cap: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<OpenFile>, Unreadable> {
        bytes.clear();
        let Some(file) = self.open_file(path)? else { return Ok(None) };
        if file.stamp.size > cap {
            return Err(Unreadable::TooLarge { size: file.stamp.size, cap });
        }
        // One byte of room beyond the size shows the end without asking again; a file that grows meets the cap.
        bytes.reserve_exact(usize::try_from(file.stamp.size).unwrap_or(0).saturating_add(1));
        loop {
            let room = bytes.capacity() - bytes.len();
            let read = read_some(file.fd.as_fd(), bytes).map_err(Unreadable::Io)?;
            let size = bytes.len() as u64;
            if size > cap {
                return Err(Unreadable::TooLarge { size, cap });
            }
            if read == 0 || (read < room && size == file.stamp.size) {
                return Ok(Some(file));
            }
            bytes.reserve(64 * 1024);
        }
    }

    /// The state of what is at `path` and its kind; of a link itself. `None` when there is nothing of that name.
    pub fn look(&self, path: &RepoPath) -> Result<Option<(FileType, Stamp)>, Unreadable> {
        let parent = match path.parent() {
            None => None,
            Some(parent) => match self.sub(&parent)? {
                Some(dir) => Some(dir),
                None => return Ok(None),
            },
        };
        parent.as_ref().unwrap_or(self).look_here(path.file_name())
    }

    /// The state of the entry `name` of this directory and its kind; of a link itself.
    pub fn look_here(&self, name: &str) -> Result<Option<(FileType, Stamp)>, Unreadable> {
        match rustix::fs::statat(&self.dir, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some((FileType::from_raw_mode(stat.st_mode), Stamp::of(&stat)))),
            Err(Errno::NOENT) => Ok(None),
            Err(Errno::ACCESS | Errno::PERM) => Err(Unreadable::Permission),
            Err(errno) => Err(Unreadable::Io(errno)),
        }
    }

    /// The names in this directory, in the file system's order, without `.` and `..`.
    pub fn list(&self) -> Result<Vec<Entry>, Unreadable> {
        let mut entries = vec![];
        self.each_entry(|name, dir| entries.push(Entry { name: name.to_vec(), dir }))?;
        Ok(entries)
    }

    /// Gives `visit` each of those names, and whether it is a directory (a link to one is not).
    pub fn each_entry(&self, mut visit: impl FnMut(&[u8], bool)) -> Result<(), Unreadable> {
        for entry in rustix::fs::Dir::read_from(&self.dir).map_err(Unreadable::Io)? {
            let entry = entry.map_err(Unreadable::Io)?;
            let name = entry.file_name().to_bytes();
            if !matches!(name, b"." | b"..") {
                visit(name, self.is_dir(&entry));
            }
        }
        Ok(())
    }

    fn is_dir(&self, entry: &rustix::fs::DirEntry) -> bool {
        match entry.file_type() {
            FileType::Unknown => rustix::fs::statat(&self.dir, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)
                .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory),
            kind => kind == FileType::Directory,
        }
    }

    /// The open directory itself, for whoever creates files in it.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.dir.as_fd()
    }

    /// What is no directory and stands where one of the directories above `path` should be.
    pub fn in_the_way(&self, path: &RepoPath) -> Option<String> {
        in_the_way(self.dir.as_fd(), path)
    }

    fn open_below(&self, path: &RepoPath, flags: OFlags) -> Result<Option<OwnedFd>, Unreadable> {
        match self.resolve.open(self.dir.as_fd(), path, flags) {
            Ok(fd) => Ok(Some(fd)),
            Err(errno) => match explain(self.dir.as_fd(), path, errno) {
                Ok(()) => Ok(None),
                Err(Unreadable::Symlink { at }) => Err(Unreadable::Symlink { at: self.shown_text(&at) }),
                Err(why) => Err(why),
            },
        }
    }

    fn shown_text(&self, below: &str) -> String {
        match &self.shown {
            Some(above) => format!("{above}/{below}"),
            None => below.to_owned(),
        }
    }
}

/// Reads into the spare room of `bytes`, of which there must be some; how much was read, 0 at the end of the file.
pub fn read_some(file: BorrowedFd<'_>, bytes: &mut Vec<u8>) -> Result<usize, Errno> {
    loop {
        match rustix::io::read(file, rustix::buffer::spare_capacity(bytes)) {
            Err(Errno::INTR) => {}
            answer => return answer,
        }
    }
}

#[cfg(test)]
mod tests;
