//! What was observed in the repository: with the answers that are asked for later, the only thing a contract is judged on.

use std::collections::BTreeMap;

use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::model::pointed::Pointed;
use crate::model::time::Timestamp;
use crate::model::waiver::Waiver;

/// What to look at, after variables were substituted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A file or a directory.
    Path(RepoPath),
    /// Files that match a glob, relative to the root (`*` stays within a component, `**` crosses them).
    Glob(String),
}

impl Place {
    /// The path or the pattern.
    pub fn as_str(&self) -> &str {
        match self {
            Place::Path(path) => path.as_str(),
            Place::Glob(pattern) => pattern,
        }
    }
}

/// A request to observe a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where.
    pub place: Place,
    /// Whether checks need the bytes; else only the digest is kept.
    pub content: bool,
}

/// Everything that was observed, once. Digest and content come from the same bytes.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What was found at each path; a directory's files appear only in its manifest.
    pub observed: BTreeMap<RepoPath, Observed>,
    /// For each glob the files that matched, sorted by bytes.
    pub matched: BTreeMap<String, Vec<RepoPath>>,
    /// What was there when the attempt began, where it was looked at then; `None` when no attempt is open.
    pub before: Option<BTreeMap<RepoPath, Digest>>,
    /// For a path at which there is nothing the file that stands where one of its directories should be.
    pub in_the_way: BTreeMap<RepoPath, String>,
    /// When it was looked at, by the clock of whoever judges; `None` when nobody says.
    pub now: Option<Timestamp>,
    /// The directory in which gatewright itself records runs.
    pub runs: Option<RepoPath>,
    /// What stands where the texts point to that were read first.
    pub pointed: Pointed,
    /// Who did the work of the open attempt; `None` when none is open.
    pub producers: Option<Producers>,
    /// The waivers of the open attempt that count now, in the order recorded.
    pub waivers: Vec<Waiver>,
}

/// Who did the work of an attempt, as far as the record knows: whoever opened it, and the agents that were named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Producers {
    /// Their names; `unknown` among them where whoever opened it has none.
    pub names: Vec<String>,
    /// All names of whoever opened it, as far as the machine knew them; empty where that was not recorded.
    pub known: Vec<String>,
    /// Their sessions.
    pub sessions: Vec<String>,
}

/// What was found at a path.
#[derive(Debug, Clone)]
pub enum Observed {
    /// Nothing.
    Missing,
    /// A regular file.
    File(FileSeen),
    /// A directory.
    Dir(DirSeen),
    /// Something that is neither, or that may not be read; the sentence says what and what to do.
    Refused(String),
}

/// A regular file as it was read.
#[derive(Debug, Clone)]
pub struct FileSeen {
    /// Of the bytes read.
    pub sha256: Digest,
    /// In bytes.
    pub size: u64,
    /// The bytes, when they were wanted.
    pub content: Option<Vec<u8>>,
    /// More than 1 when the file has other names (hard links): reported.
    pub links: u64,
    /// How it was made sure that nobody wrote meanwhile.
    pub guard: Guard,
}

/// A directory as a sorted manifest of the files below it.
#[derive(Debug, Clone)]
pub struct DirSeen {
    /// Of the manifest in `SHA256SUMS` form (`<hex>  <relative path>\n`, sorted by bytes): in-toto's `dirHash`.
    pub sha256: Digest,
    /// The files below, relative to the directory, sorted by bytes.
    pub entries: Vec<DirEntry>,
    /// The most names that any file below has: more than 1 is reported.
    pub links: u64,
    /// The weakest guard of any file.
    pub guard: Guard,
}

/// A file in a directory's manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// Relative to the directory.
    pub path: String,
    /// Of its bytes.
    pub sha256: Digest,
    /// In bytes.
    pub size: u64,
}

/// How it was made sure that nobody wrote to a file while it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// Only by comparing its status before and after.
    Stat,
    /// By a read lease held all the while, and the comparison.
    Lease,
}

impl Evidence {
    /// What was found at `path`; looking at a path that nobody asked for is a fault of ours and gives `None`.
    pub fn at(&self, path: &RepoPath) -> Option<&Observed> {
        self.observed.get(path)
    }
}

impl Observed {
    /// The same without the bytes.
    pub fn without_content(&self) -> Observed {
        match self {
            Observed::File(FileSeen { sha256, size, links, guard, .. }) => Observed::File(FileSeen {
                sha256: *sha256,
                size: *size,
                content: None,
                links: *links,
                guard: *guard,
            }),
            other => other.clone(),
        }
    }

    /// The digest of a file or of a directory's manifest.
    pub fn digest(&self) -> Option<Digest> {
        match self {
            Observed::File(file) => Some(file.sha256),
            Observed::Dir(dir) => Some(dir.sha256),
            Observed::Missing | Observed::Refused(_) => None,
        }
    }
}
