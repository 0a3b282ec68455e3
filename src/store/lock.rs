//! One writer per run: an advisory lock on a file that is never deleted.
//!
//! The kernel lets go of the lock when its holder dies, however it dies. On network file systems such locks are weak:
//! a commit compares the revision it read as well.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant};

use crate::model::failure::{Failure, Kind};
use crate::model::path::{RepoPath, is_treacherous};
use crate::store::durable::open_lasting;
use crate::store::rooted::Root;

/// Says that this process alone writes; dropping it lets the next one in.
#[derive(Debug)]
#[must_use = "the lock is held only while this value lives"]
pub struct RunLock {
    file: File,
}

impl RunLock {
    /// The locked file: whoever gets a copy of its descriptor holds the lock as well.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Takes the lock at `path`, waiting at most `wait`. `who` is the command, for the message that others get.
    ///
    /// # Errors
    /// [`Kind::Locked`], naming the holder, when another process keeps it; `Environment` when the file cannot be made.
    pub fn acquire(root: &Root, path: &RepoPath, who: &str, wait: Duration) -> Result<RunLock, Failure> {
        RunLock::acquire_timed(root, path, who, wait).map(|(lock, _)| lock)
    }

    /// The same, and how long it took.
    ///
    /// # Errors
    /// As [`RunLock::acquire`].
    pub fn acquire_timed(
        root: &Root,
        path: &RepoPath,
        who: &str,
        wait: Duration,
    ) -> Result<(RunLock, Duration), Failure> {
        let began = Instant::now();
        let mut pause = Duration::from_millis(1);
        let mut file = File::from(open_lasting(root, path)?);
        loop {
            match file.try_lock() {
                Ok(()) if is_named(&file) => {
                    // Only a message depends on it: whoever cannot read it is refused all the same.
                    let _ = sign(&mut file, who);
                    return Ok((RunLock { file }, began.elapsed()));
                }
                // Somebody deleted it (`git clean`), and another process may hold the lock on a new one.
                Ok(()) => {
                    file = File::from(open_lasting(root, path)?);
                    continue;
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(Failure::io(format!("cannot lock `{}`", root.shown(path)), &error));
                }
            }
            let left = wait.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(busy(&root.shown(path), &mut file));
            }
            std::thread::sleep(pause.min(left));
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}

/// The number of the process that holds the lock at `path` now, as it wrote it; `None` when nobody does.
pub fn held_by(root: &Root, path: &RepoPath) -> Option<u32> {
    let mut file = File::from(root.open_file(path).ok()??.fd);
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => holder(&mut file).map(|(pid, _)| pid),
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

/// Takes the lock on the directory `root` itself, for writers of files that belong to no run. Held until `root` is
/// dropped.
///
/// # Errors
/// [`Kind::Locked`] when another process has it.
pub fn hold_dir(root: &Root) -> Result<(), Failure> {
    let what = "cannot lock the directory";
    let shared = root.fd().try_clone_to_owned().map_err(|error| Failure::io(what, &error))?;
    match File::from(shared).try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(kept("another process is writing into this directory")),
        Err(TryLockError::Error(error)) => Err(Failure::io(what, &error)),
    }
}

fn kept(message: impl Into<String>) -> Failure {
    Failure::new(Kind::Locked, "locked", message)
        .hint("wait until it has finished, then run the same command again")
}

/// The same, waiting at most `wait` for others to let go; held as long as what is given back lives. `busy` says what they do: `another
/// process is starting a run`.
///
/// # Errors
/// As [`hold_dir`], once the time is over.
pub fn wait_for_dir(root: &Root, wait: Duration, busy: &str) -> Result<File, Failure> {
    let what = "cannot lock the directory";
    let path = root.fd().try_clone_to_owned().map_err(|error| Failure::io(what, &error))?;
    // A description of its own: a lock belongs to that, not to the descriptor.
    let flags = rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC;
    let own = rustix::fs::openat(&path, ".", flags, rustix::fs::Mode::empty());
    let file = File::from(own.map_err(|errno| Failure::io(what, &errno.into()))?);
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < wait => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => return Err(kept(busy)),
            Err(TryLockError::Error(error)) => return Err(Failure::io(what, &error)),
        }
    }
}

fn is_named(file: &File) -> bool {
    rustix::fs::fstat(file).is_ok_and(|stat| stat.st_nlink > 0)
}

fn sign(file: &mut File, who: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(format!("{} {who}\n", std::process::id()).as_bytes())
}

fn busy(shown: &str, file: &mut File) -> Failure {
    let failure = Failure::new(Kind::Locked, "locked", format!("another process holds the lock `{shown}`"));
    let failure = match holder(file) {
        Some((pid, command)) => failure.cause(format!("process {pid} is running `{command}`")),
        None => failure,
    };
    failure.hint("wait until it has finished, then run the same command again")
}

/// The holder's process number and command, as it wrote them; untrusted text.
fn holder(file: &mut File) -> Option<(u32, String)> {
    let mut bytes = vec![];
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(256).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let (pid, command) = text.trim_end().split_once(' ')?;
    let command = command.chars().map(|c| if is_treacherous(c) { '\u{FFFD}' } else { c }).collect();
    Some((pid.parse().ok()?, command))
}

#[cfg(test)]
mod tests;
