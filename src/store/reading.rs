//! Reads one artifact, once, and makes sure that nobody wrote to it meanwhile.

use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::model::evidence::{FileSeen, Guard};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::hashing::{Buffer, keep, stream, stream_ahead};
use crate::store::progress::Progress;
use crate::store::rooted::{OpenFile, Opened, Root};
use crate::store::stamp::Stamp;
use crate::store::sys::{Lease, holds_read_lease, take_read_lease};
use crate::store::unreadable::Unreadable;

/// Files from this size on are worth a thread each, in bytes.
pub const LARGE: u64 = 4 * 1024 * 1024;

/// A lone file from this size on is worth a second thread that reads ahead.
const HUGE: u64 = 32 * 1024 * 1024;

/// Milliseconds to wait for a writer, try by try. One that has just finished may live on for a moment in a program that
/// it started: a child has its parent's files until it runs its own program.
const PATIENCE: [u64; 5] = [1, 5, 20, 75, 0];

/// Which files are read now, and how many threads are at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// All but the large ones, which would keep others waiting.
    Small,
    /// The large ones, one per thread.
    Large,
    /// The only one that is left.
    Alone,
}

/// How much of a file is read and kept.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    /// The largest artifact, in bytes.
    pub file: u64,
    /// The largest file whose bytes are kept; of a larger one only the digest is.
    pub content: u64,
    /// All kept bytes of one collection together.
    pub contents: u64,
    /// Whether a lease keeps writers out while a file is read, as a judgement needs it. Who only compares with what was recorded
    /// does not make anybody wait.
    pub lease: bool,
}

/// What was found at a path.
pub enum Seen {
    /// Nothing.
    Missing,
    /// A regular file, and its state when it was read.
    File(FileSeen, Stamp),
    /// A directory.
    Dir,
    /// Something that is no artifact; the sentence says why.
    Refused(String),
}

/// Why a reading was given up.
enum Stop {
    /// Somebody has the file open for writing.
    Writer,
    /// Anything else.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

/// Reads artifacts of one repository within limits; shared by all threads.
pub struct Reader<'a> {
    root: &'a Root,
    limits: FileLimits,
    kept: AtomicU64,
    progress: &'a dyn Progress,
}

impl<'a> Reader<'a> {
    /// A reader that has kept nothing so far.
    pub fn new(root: &'a Root, limits: FileLimits, progress: &'a dyn Progress) -> Reader<'a> {
        Reader { root, limits, kept: AtomicU64::new(0), progress }
    }

    /// Reads the file at `path`; `None` when it is large and the turn is that of the small ones.
    ///
    /// # Errors
    /// `State` when somebody has it open for writing (`live_writer`) or it changes (`changed_while_read`);
    /// `Environment` when the disk fails.
    pub fn read(
        &self,
        path: &RepoPath,
        content: bool,
        turn: Turn,
        buffer: &mut Buffer,
    ) -> Result<Option<Seen>, Failure> {
        for pause in PATIENCE {
            match self.read_now(path, content, turn, buffer) {
                Ok(seen) => return Ok(seen),
                Err(Stop::Failed(failure)) => return Err(failure),
                Err(Stop::Writer) => std::thread::sleep(Duration::from_millis(pause)),
            }
        }
        Err(live_writer(&self.root.shown(path)))
    }

    fn read_now(
        &self,
        path: &RepoPath,
        content: bool,
        turn: Turn,
        buffer: &mut Buffer,
    ) -> Result<Option<Seen>, Stop> {
        let file = match self.root.open_any(path) {
            Ok(None) => return Ok(Some(Seen::Missing)),
            Ok(Some(Opened::Dir)) => return Ok(Some(Seen::Dir)),
            Ok(Some(Opened::File(file))) => file,
            Err(Unreadable::Busy) => return Err(Stop::Writer),
            Err(why @ Unreadable::Io(_)) => {
                return Err(Stop::Failed(why.failure(Kind::State, &self.root.shown(path))));
            }
            Err(why) => return Ok(Some(self.refused(path, &why))),
        };
        let (size, cap) = (file.stamp.size, self.limits.file);
        if size > cap {
            return Ok(Some(self.refused(path, &Unreadable::TooLarge { size, cap })));
        }
        if turn == Turn::Small && size >= LARGE {
            return Ok(None);
        }
        let seen = self.read_open(path, &file, content, turn, buffer)?;
        Ok(Some(Seen::File(seen, file.stamp)))
    }

    fn read_open(
        &self,
        path: &RepoPath,
        file: &OpenFile,
        content: bool,
        turn: Turn,
        buffer: &mut Buffer,
    ) -> Result<FileSeen, Stop> {
        let guard = match self.limits.lease.then(|| take_read_lease(file.fd.as_fd())) {
            Some(Lease::Held) => Guard::Lease,
            Some(Lease::Unavailable) | None => Guard::Stat,
            Some(Lease::Writer) => return Err(Stop::Writer),
        };
        let size = file.stamp.size;
        self.progress.opened(size);
        let hashed = if content && size <= self.limits.content {
            self.account(size)?;
            keep(file.fd.as_fd(), size, self.progress)
        } else if turn == Turn::Alone && size >= HUGE {
            stream_ahead(file.fd.as_fd(), size, self.progress)
        } else {
            stream(file.fd.as_fd(), size, buffer, self.progress)
        };
        let hashed =
            hashed.map_err(|errno| Unreadable::Io(errno).failure(Kind::State, &self.root.shown(path)))?;
        let after = rustix::fs::fstat(&file.fd).map(|stat| Stamp::of(&stat));
        // The lease is asked about last: while it held, whoever wanted to write was waiting.
        let undisturbed = hashed.size == size
            && after == Ok(file.stamp)
            && (guard == Guard::Stat || holds_read_lease(file.fd.as_fd()));
        if !undisturbed {
            return Err(Stop::Failed(changed(&self.root.shown(path))));
        }
        Ok(FileSeen { sha256: hashed.sha256, size, content: hashed.content, links: file.links, guard })
    }

    fn account(&self, size: u64) -> Result<(), Failure> {
        let most = self.limits.contents;
        if self.kept.fetch_add(size, Ordering::Relaxed).saturating_add(size) <= most {
            return Ok(());
        }
        let message =
            format!("the files whose text is checked have more than {most} bytes together, the most allowed");
        Err(Failure::state("too_much_content", message).hint("let the checks look at fewer or smaller files"))
    }

    fn refused(&self, path: &RepoPath, why: &Unreadable) -> Seen {
        let sentence = format!("`{}` {why}", self.root.shown(path));
        Seen::Refused(match why.hint() {
            Some(hint) => format!("{sentence}; {hint}"),
            None => sentence,
        })
    }
}

fn live_writer(shown: &str) -> Failure {
    Failure::state("live_writer", format!("`{shown}` is open for writing in another program")).hint(
        "wait until the program that writes it has closed it, or end it, then run the same command again",
    )
}

/// `shown` changed while it was read.
pub fn changed(shown: &str) -> Failure {
    Failure::state("changed_while_read", format!("`{shown}` was changed while it was read"))
        .hint("let the work come to rest, then run the same command again")
}

#[cfg(test)]
mod tests;
