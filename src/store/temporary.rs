//! A file that nobody sees until it is whole.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::Errno;

use crate::model::failure::Failure;
use crate::store::folders::{cannot, fsync};
use crate::store::random::fill;
use crate::store::rooted::Root;

/// What the name of every temporary file begins with; `runs/.gitignore` knows it.
pub const PREFIX: &str = ".gatewright-tmp-";

/// A temporary file in the directory where it is going to stay; removed when it is dropped before its renaming.
pub struct Temporary<'dir> {
    dir: &'dir Root,
    file: OwnedFd,
    name: Option<String>,
    shown: &'dir str,
}

impl<'dir> Temporary<'dir> {
    /// Creates it under an unpredictable name. `shown` is the final path, for messages.
    pub fn create(dir: &'dir Root, shown: &'dir str) -> Result<Temporary<'dir>, Failure> {
        Temporary::create_as(dir, shown, Mode::from_raw_mode(0o666))
    }

    /// The same with other permissions than the usual ones.
    pub fn create_as(dir: &'dir Root, shown: &'dir str, mode: Mode) -> Result<Temporary<'dir>, Failure> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let name = unpredictable().map_err(|errno| cannot("write", shown, errno))?;
        let file = rustix::fs::openat(dir.fd(), &name, flags, mode)
            .map_err(|errno| cannot("write", shown, errno))?;
        Ok(Temporary { dir, file, name: Some(name), shown })
    }

    /// Writes all of `bytes`, however many calls it takes.
    pub fn write(&self, mut bytes: &[u8]) -> Result<(), Failure> {
        while !bytes.is_empty() {
            match rustix::io::write(&self.file, bytes) {
                // No progress and no error would loop for ever.
                Ok(0) => return Err(cannot("write", self.shown, Errno::IO)),
                Ok(written) => bytes = &bytes[written..],
                Err(Errno::INTR) => {}
                Err(errno) => return Err(cannot("write", self.shown, errno)),
            }
        }
        Ok(())
    }

    /// Waits until the disk has it.
    pub fn sync(&self) -> Result<(), Failure> {
        fsync(self.file.as_fd()).map_err(|errno| cannot("write", self.shown, errno))
    }

    /// Gives it its name; what had the name before loses it.
    pub fn rename(mut self, to: &str) -> Result<(), Failure> {
        let Some(name) = self.name.take() else { return Ok(()) };
        rustix::fs::renameat(self.dir.fd(), &name, self.dir.fd(), to).map_err(|errno| {
            self.name = Some(name);
            cannot("write", self.shown, errno)
        })
    }

    /// Gives it its name unless something has it: `false` then.
    pub fn rename_new(mut self, to: &str) -> Result<bool, Failure> {
        let Some(name) = self.name.take() else { return Ok(false) };
        match rename_unless_there(self.dir, &name, self.dir, to) {
            Ok(()) => Ok(true),
            Err(errno) => {
                self.name = Some(name);
                if errno == Errno::EXIST { Ok(false) } else { Err(cannot("write", self.shown, errno)) }
            }
        }
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // Should it stay, the next writer sweeps it.
            let _ = rustix::fs::unlinkat(self.dir.fd(), name, AtFlags::empty());
        }
    }
}

/// Gives `name` in `from` the name `new` in `to`, unless something has that (`EXIST`).
pub fn rename_unless_there(from: &Root, name: &str, to: &Root, new: &str) -> Result<(), Errno> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    match rustix::fs::renameat_with(from.fd(), name, to.fd(), new, rustix::fs::RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
        answer => return answer,
    }
    // A file system without that flag: the run's lock keeps other writers away between the look and the renaming.
    match rustix::fs::statat(to.fd(), new, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => rustix::fs::renameat(from.fd(), name, to.fd(), new),
        Err(errno) => Err(errno),
    }
}

/// A name that nobody can guess.
pub fn unpredictable() -> Result<String, Errno> {
    let mut random = [0u8; 16];
    fill(&mut random)?;
    Ok(format!("{PREFIX}{:032x}", u128::from_ne_bytes(random)))
}
