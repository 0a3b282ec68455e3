//! What the store's tests share: repositories in temporary directories, and a user without rights.
#![expect(clippy::disallowed_methods, reason = "tests prepare files as a user would")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::Mode;

use crate::model::path::RepoPath;
use crate::store::rooted::Root;

/// A repository in a temporary directory; gone when it is dropped.
pub struct Repo {
    dir: tempfile::TempDir,
    /// The repository, opened.
    pub root: Root,
}

impl Repo {
    /// A repository that every user may enter.
    pub fn empty() -> Repo {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let root = Root::open(dir.path()).unwrap();
        Repo { dir, root }
    }

    /// Where `path` lies.
    pub fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Writes a file and the directories above it.
    pub fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Repo {
        self.dir(Path::new(path).parent().unwrap().to_str().unwrap());
        std::fs::write(self.at(path), content).unwrap();
        self
    }

    /// A file of so many zeros that take no place on the disk.
    pub fn sparse(&self, path: &str, size: u64) -> &Repo {
        std::fs::File::create(self.at(path)).unwrap().set_len(size).unwrap();
        self
    }

    /// Makes a directory and those above it.
    pub fn dir(&self, path: &str) -> &Repo {
        std::fs::create_dir_all(self.at(path)).unwrap();
        self
    }

    /// Makes a symbolic link.
    pub fn link(&self, target: impl AsRef<Path>, path: &str) -> &Repo {
        std::os::unix::fs::symlink(target, self.at(path)).unwrap();
        self
    }

    /// Makes a named pipe.
    pub fn fifo(&self, path: &str) -> &Repo {
        #[cfg(target_vendor = "apple")]
        assert!(std::process::Command::new("mkfifo").arg(self.at(path)).status().unwrap().success());
        #[cfg(not(target_vendor = "apple"))]
        {
            let (kind, mode) = (rustix::fs::FileType::Fifo, Mode::from_raw_mode(0o666));
            rustix::fs::mknodat(rustix::fs::CWD, self.at(path), kind, mode, 0).unwrap();
        }
        self
    }

    /// Makes a socket; it stays when its listener is gone.
    pub fn socket(&self, path: &str) -> &Repo {
        drop(std::os::unix::net::UnixListener::bind(self.at(path)).unwrap());
        self
    }

    /// What is in a file now.
    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.at(path)).unwrap()
    }

    /// Gives `to` what `from` was called.
    pub fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.at(from), self.at(to)).unwrap();
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.at(path)).unwrap();
    }

    /// Adds to the end of a file.
    pub fn append(&self, path: &str, content: &str) {
        use std::io::Write;
        self.open_for_writing(path, false).unwrap().write_all(content.as_bytes()).unwrap();
    }

    /// Opens a file for appending, waiting for nobody where `impatient`.
    pub fn open_for_writing(&self, path: &str, impatient: bool) -> std::io::Result<std::fs::File> {
        use rustix::fs::OFlags;
        let wait = if impatient { OFlags::NONBLOCK } else { OFlags::empty() };
        let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CLOEXEC | wait;
        Ok(rustix::fs::open(self.at(path), flags, Mode::empty())?.into())
    }

    /// Sets the permissions.
    pub fn mode(&self, path: &str, mode: u32) -> &Repo {
        std::fs::set_permissions(self.at(path), std::fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    /// The names in a directory, sorted.
    pub fn names(&self, path: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.at(path)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// A path that is one.
pub fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

/// Runs `work` in a thread without the superuser's rights, so that refusals can be seen wherever the tests run.
pub fn unprivileged<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            #[cfg(target_os = "linux")]
            if rustix::process::geteuid().is_root() {
                let nobody = rustix::thread::Uid::from_raw(65534);
                rustix::thread::set_thread_res_uid(nobody, nobody, nobody).unwrap();
            }
            work()
        });
        thread.join().unwrap()
    })
}
