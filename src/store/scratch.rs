//! A directory of our own outside of the repository, in which something is tried; it is removed at the end.

use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::folders::cannot;
use crate::store::rooted::Root;
use crate::store::temporary::unpredictable;

/// A directory that only its user may enter, removed with everything in it when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes it in `parent`, under an unpredictable name.
    ///
    /// # Errors
    /// `Environment` when the machine refuses.
    pub fn create(parent: &Path) -> Result<Scratch, Failure> {
        let failed = |errno: Errno| cannot("make a directory in", &parent.display().to_string(), errno);
        let parent = parent.canonicalize().map_err(|error| {
            Failure::io(
                format!("cannot find the directory for temporary files `{}`", parent.display()),
                &error,
            )
        })?;
        let path = parent.join(unpredictable().map_err(failed)?);
        rustix::fs::mkdir(&path, Mode::from_raw_mode(0o700)).map_err(failed)?;
        Ok(Scratch { path })
    }

    /// Opens it.
    pub fn root(&self) -> Result<Root, Failure> {
        Root::open(&self.path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a directory there with those above it.
    ///
    /// # Errors
    /// As [`Scratch::put`].
    pub fn directory(&self, path: &RepoPath) -> Result<(), Failure> {
        self.make(path).map_err(|errno| refused(path, errno))
    }

    fn make(&self, dir: &RepoPath) -> Result<(), Errno> {
        let mut above = self.path.clone();
        for part in dir.components() {
            above.push(part);
            match rustix::fs::mkdir(&above, Mode::from_raw_mode(0o700)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(errno) => return Err(errno),
            }
        }
        Ok(())
    }

    /// Puts a file there with the directories above it; nothing of that name may be there. `program`: it may be run.
    /// Nothing is made durable: nobody comes back to it.
    ///
    /// # Errors
    /// `Environment` when the machine refuses; `Usage` when a file stands where a directory is needed.
    pub fn put(&self, path: &RepoPath, bytes: &[u8], program: bool) -> Result<(), Failure> {
        let failed = |errno| refused(path, errno);
        path.parent().map_or(Ok(()), |dir| self.make(&dir)).map_err(failed)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if program { 0o700 } else { 0o600 });
        let file = rustix::fs::open(self.path.join(path.as_str()), flags, mode).map_err(failed)?;
        let mut rest = bytes;
        while !rest.is_empty() {
            match rustix::io::write(&file, rest) {
                Ok(0) => return Err(failed(Errno::IO)),
                Ok(written) => rest = &rest[written..],
                Err(Errno::INTR) => {}
                Err(errno) => return Err(failed(errno)),
            }
        }
        Ok(())
    }
}

fn refused(path: &RepoPath, errno: Errno) -> Failure {
    match errno {
        Errno::NOTDIR | Errno::ISDIR | Errno::EXIST => Failure::usage(
            "bad_fixture",
            format!(
                "`{path}` is to be a file, and another file of the case needs a directory there, or the reverse"
            ),
        ),
        errno => cannot("write", path.as_str(), errno),
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Should it stay, it harms nobody: it lies among temporary files and only its user may enter.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_leaves_nothing_behind() {
        let scratch = Scratch::create(&std::env::temp_dir()).unwrap();
        let place = scratch.path().to_owned();
        let path = |text: &str| RepoPath::new(text).unwrap();
        scratch.put(&path("a/b/c.md"), b"x", false).unwrap();
        assert_eq!(scratch.root().unwrap().read_small(&path("a/b/c.md"), 9).unwrap(), Some(b"x".to_vec()));
        assert_eq!(scratch.put(&path("a/b/c.md/d"), b"", false).unwrap_err().code, "bad_fixture");
        assert_eq!(scratch.put(&path("a/b"), b"", false).unwrap_err().code, "bad_fixture");
        drop(scratch);
        assert!(!place.exists());
    }
}
