//! What git has under a name.

use crate::model::digest::Digest;
use crate::store::git::oid::Oid;

/// What git has under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// Nothing that it could give.
    Missing,
    /// Bytes that are not those of this name, or of the name of something on the way to them: the commit, a directory. Also a directory in which
    /// one name comes twice.
    Corrupt(Oid),
    /// Something that is no file: a directory, a commit.
    Other,
    /// A directory or a commit as git stores it, where such were asked for.
    Raw(Vec<u8>),
    /// A file.
    Blob {
        /// Of its bytes.
        sha256: Digest,
        /// How many there are.
        size: u64,
        /// The bytes, where they were wanted and are no more than was said.
        content: Option<Vec<u8>>,
    },
}
