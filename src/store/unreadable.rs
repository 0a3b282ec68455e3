//! Why a name could not be read as a file, in words.

use std::fmt;

use rustix::io::Errno;

use crate::model::failure::{Failure, Kind};

/// Why a name in a repository could not be read. A name that does not exist is no error and has no variant here.
///
/// Displayed as what follows the path in a sentence: `is a directory, not a file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// A component is a symbolic link.
    Symlink {
        /// The component's own path, from the repository's root.
        at: String,
    },
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A character or block device.
    Device,
    /// A directory where a file is meant.
    Directory,
    /// Not a directory where one is meant.
    NotDirectory,
    /// The machine does not let us.
    Permission,
    /// Another program holds it so that it cannot be opened now.
    Busy,
    /// Larger than is allowed, in bytes.
    TooLarge {
        /// What it has; at least `cap` + 1.
        size: u64,
        /// What is allowed.
        cap: u64,
    },
    /// The disk or the file system failed.
    Io(Errno),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Symlink { at } => {
                write!(f, "is reached through the symbolic link `{at}`; links are not followed")
            }
            Unreadable::Fifo => f.write_str("is a named pipe (FIFO), not a regular file"),
            Unreadable::Socket => f.write_str("is a socket, not a regular file"),
            Unreadable::Device => f.write_str("is a device, not a regular file"),
            Unreadable::Directory => f.write_str("is a directory, not a file"),
            Unreadable::NotDirectory => f.write_str("is not a directory"),
            Unreadable::Permission => f.write_str("may not be read (permission denied)"),
            Unreadable::Busy => f.write_str("is held by another program and cannot be opened now"),
            Unreadable::TooLarge { size, cap } => {
                write!(f, "has {size} bytes, more than the {cap} that are allowed")
            }
            Unreadable::Io(errno) => write!(f, "cannot be read: {errno}"),
        }
    }
}

impl Unreadable {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::Symlink { .. } => "symlink",
            Unreadable::Fifo => "fifo",
            Unreadable::Socket => "socket",
            Unreadable::Device => "device",
            Unreadable::Directory => "directory",
            Unreadable::NotDirectory => "not_a_directory",
            Unreadable::Permission => "permission_denied",
            Unreadable::Busy => "live_writer",
            Unreadable::TooLarge { .. } => "too_large",
            Unreadable::Io(_) => "io",
        }
    }

    /// As a failure about `shown`. What the machine refuses is [`Kind::Environment`], what another program holds is
    /// [`Kind::State`]; for the rest `kind` says whose fault such a thing is there: a definition's author's
    /// ([`Kind::Usage`]) or the run's ([`Kind::State`]).
    pub fn failure(&self, kind: Kind, shown: &str) -> Failure {
        let kind = match self {
            Unreadable::Permission | Unreadable::Io(_) => Kind::Environment,
            Unreadable::Busy => Kind::State,
            _ => kind,
        };
        let failure = Failure::new(kind, self.code(), format!("`{shown}` {self}"));
        match self.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Unreadable::Symlink { .. } => Some("put the file itself there instead of a link"),
            Unreadable::Fifo | Unreadable::Socket | Unreadable::Device => Some("put a regular file there"),
            Unreadable::NotDirectory => Some("a directory is wanted there: move the file out of the way"),
            Unreadable::Permission => Some("make it readable for the user who runs gatewright"),
            Unreadable::Busy => Some("wait until the other program has closed it, then try again"),
            _ => None,
        }
    }
}
