//! What became of the outputs that a record names.

use crate::model::audit::{Found, WHOLE};
use crate::model::digest::Digest;

/// A recorded output of a gate that is met, then and now. What failed is no claim about the tree.
#[derive(Debug, Clone)]
pub struct Output {
    /// The gate.
    pub gate: String,
    /// The attempt.
    pub attempt: u32,
    /// The file that says so.
    pub told_in: String,
    /// From the repository's root; the ancestor's may be no path of ours.
    pub path: String,
    /// As it was recorded.
    pub recorded: Digest,
    /// The member of that file, where it stands there itself.
    pub field: Option<String>,
    /// Whether it was a directory, where the file says that.
    pub directory: Option<bool>,
    /// Its size as it was recorded, in bytes, where the file says it.
    pub size: Option<u64>,
    /// The size of the bytes with the recorded digest, where they were seen.
    pub real_size: Option<u64>,
    /// What there was where the record was committed, or is now while it is not.
    pub then: Now,
    /// What there is now.
    pub now: Now,
}

/// What there is of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Now {
    /// These bytes.
    Bytes(Digest),
    /// A pointer of Git LFS, which names the bytes with this digest; or a directory with such pointers in it, which is the one with this
    /// digest once they are replaced.
    Pointer(Digest),
    /// The recorded bytes with other line ends, which have this digest.
    Converted(Digest),
    /// Nothing.
    Absent,
    /// Something that no output can be, such as a link; the words say what.
    Else(String),
    /// It could not be found out; the sentence says why.
    Unknown(String),
    /// Git knows of something there and does not have the bytes, as in a partial or damaged clone: it may be anything. The sentence says more.
    Lost(String),
}

/// With what the recorded outputs are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComparedWith {
    /// The working tree, because the record is not committed.
    WorkingTree,
    /// The commit that last changed the record.
    Commit(String),
    /// The commit that was asked for.
    Asked(String),
}

impl Output {
    /// Whether what there is is what was recorded, itself or by name.
    pub fn is_it(&self, now: &Now) -> bool {
        matches!(now, Now::Bytes(there) | Now::Pointer(there) if *there == self.recorded)
    }

    /// A finding about it.
    pub fn found(&self, message: impl Into<String>) -> Found {
        let field = self.field.as_ref().map_or(WHOLE.to_owned(), |field| format!("{field}.sha256"));
        Found::new(message).file(&self.told_in).at(field).attempt(&self.gate, self.attempt)
    }
}

impl std::fmt::Display for ComparedWith {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ComparedWith::WorkingTree => f.write_str("the working tree"),
            ComparedWith::Commit(oid) => write!(f, "commit {}", oid.get(..12).unwrap_or(oid)),
            ComparedWith::Asked(oid) => write!(f, "the asked commit {}", oid.get(..12).unwrap_or(oid)),
        }
    }
}
