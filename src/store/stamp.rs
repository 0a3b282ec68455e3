//! What tells one state of a file from another.

use rustix::fs::Stat;

/// One state of a file. Equal stamps mean that nothing was written in between, as far as the file system's clock can
/// tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The device, and the file on it.
    pub id: (u64, u64),
    /// In bytes.
    pub size: u64,
    /// When the content was changed last: seconds and nanoseconds.
    pub modified: (i64, i64),
    /// When anything was changed last, likewise; no program can set it back.
    pub changed: (i64, i64),
}

impl Stamp {
    /// The stamp in a status.
    #[allow(
        clippy::unnecessary_cast,
        trivial_numeric_casts,
        reason = "the types of the fields differ between platforms"
    )]
    pub fn of(stat: &Stat) -> Stamp {
        Stamp {
            id: (stat.st_dev as u64, stat.st_ino as u64),
            size: stat.st_size as u64,
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            changed: (stat.st_ctime as i64, stat.st_ctime_nsec as i64),
        }
    }
}

/// How many names the file has.
#[allow(clippy::unnecessary_cast, reason = "the type of the field differs between platforms")]
pub fn links(stat: &Stat) -> u64 {
    stat.st_nlink as u64
}
