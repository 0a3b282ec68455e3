//! What git really stored: the SHA-256 of files, and their bytes, read back as a stream.

use std::io;
use std::sync::PoisonError;

use crate::model::digest::{Digest, Hasher};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::call::Call;
use crate::store::git::objects::Objects;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;

/// The kind of object that a file is.
const BLOB: &str = "blob";

/// What git has under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// Nothing that it could give.
    Missing,
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

impl Git {
    /// The SHA-256 of the bytes of each of `blobs`, in their order.
    ///
    /// # Errors
    /// `Environment` when git does not have one of them.
    pub(super) fn digests(&self, blobs: &[Oid]) -> Result<Vec<Digest>, Failure> {
        let names: Vec<String> = blobs.iter().map(|oid| oid.as_str().to_owned()).collect();
        let digest = |stored| match stored {
            Stored::Blob { sha256, .. } => Some(sha256),
            Stored::Missing | Stored::Other | Stored::Raw(_) => None,
        };
        let mut digests = vec![];
        self.each_stored(&names, 0, &mut |_, stored| digests.extend(digest(stored)))?;
        if digests.len() == blobs.len() {
            return Ok(digests);
        }
        Err(Failure::new(Kind::Environment, "git_refused", "`git cat-file` did not give back every file"))
    }

    /// How git is asked for what `commit` holds at `path`.
    pub fn name_at(&self, commit: &str, path: &RepoPath) -> String {
        format!("{commit}:{}", self.spelled(path))
    }

    /// Gives to `each` what git has under every one of `names` (an object's name, or `<commit>:<path from git's top>`), by
    /// its place among them, in their order. Bytes come along up to `keep` of them. All is asked of one program, which stays open for
    /// the next time, and read as a stream.
    ///
    /// # Errors
    /// `Environment` when git does not answer for all.
    pub fn each_stored(
        &self,
        names: &[String],
        keep: u64,
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        self.each_of(names, keep, BLOB, each)
    }

    /// As [`Git::each_stored`], where something else than files may be wanted.
    pub(super) fn each_of(
        &self,
        names: &[String],
        keep: u64,
        wanted: &'static str,
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        if names.is_empty() {
            return Ok(());
        }
        let list: String = names.iter().flat_map(|name| [name.as_str(), "\n"]).collect();
        let call = Call { input: list.as_bytes(), ..self.to_ask(&["cat-file", "--batch"])? };
        let mut batch = Batch { wanted, ..Batch::new((keep, names.len()), each) };
        let mut open = self.objects().lock().unwrap_or_else(PoisonError::into_inner);
        // One that did not answer is out of step: it is not put back.
        let mut objects = open.take().map_or_else(|| Objects::start(&call), Ok)?;
        objects.ask(&call, &mut |piece| {
            batch.take(piece)?;
            Ok(batch.done == names.len())
        })?;
        *open = Some(objects);
        Ok(())
    }
}

/// The output of `cat-file --batch` so far: for each object a line `<oid> <kind> <size>`, its bytes, a line end; or a line
/// `<name> missing`.
pub struct Batch<'a> {
    keep: u64,
    /// What kind of object is wanted.
    wanted: &'static str,
    /// For so many names an answer is expected.
    most: usize,
    done: usize,
    line: Vec<u8>,
    inside: Option<Inside>,
    each: &'a mut dyn FnMut(usize, Stored),
}

/// An object whose bytes are coming.
struct Inside {
    is_blob: bool,
    hasher: Hasher,
    content: Option<Vec<u8>>,
    size: u64,
    left: u64,
}

impl<'b> Batch<'b> {
    /// Nothing of it yet: the answer for `most` names. Contents of at most `keep` bytes are kept, and `each` is told of every object
    /// with its number from 0.
    pub fn new((keep, most): (u64, usize), each: &'b mut dyn FnMut(usize, Stored)) -> Batch<'b> {
        Batch { keep, wanted: BLOB, most, done: 0, line: vec![], inside: None, each }
    }

    /// Takes the next piece, wherever the output was cut.
    ///
    /// # Errors
    /// What was said of an object makes no sense.
    pub fn take(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            piece = match self.inside.take() {
                None => self.header(piece)?,
                Some(mut inside) => {
                    let length = usize::try_from(inside.left).unwrap_or(usize::MAX).min(piece.len());
                    inside.add(&piece[..length]);
                    if inside.left == 0 && piece.len() > length {
                        // The line end behind the bytes.
                        self.give(inside.stored());
                        &piece[length + 1..]
                    } else {
                        self.inside = Some(inside);
                        &piece[length..]
                    }
                }
            };
        }
        Ok(())
    }

    fn give(&mut self, stored: Stored) {
        (self.each)(self.done, stored);
        self.done += 1;
    }

    fn header<'a>(&mut self, piece: &'a [u8]) -> io::Result<&'a [u8]> {
        if self.done == self.most {
            return Err(io::Error::other("it answered more than it was asked"));
        }
        let Some(end) = piece.iter().position(|&byte| byte == b'\n') else {
            self.line.extend_from_slice(piece);
            return Ok(&[]);
        };
        self.line.extend_from_slice(&piece[..end]);
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        if line.ends_with(" missing") || line.ends_with(" ambiguous") {
            self.give(Stored::Missing);
            return Ok(&piece[end + 1..]);
        }
        let mut words = line.rsplit(' ');
        let (size, kind) = (words.next().and_then(|size| size.parse().ok()), words.next());
        let (Some(size), Some(kind)) = (size, kind) else {
            return Err(io::Error::other(format!("it answered `{line}` for an object")));
        };
        let is_blob = kind == BLOB;
        let content = (kind == self.wanted && size <= self.keep).then(Vec::new);
        self.inside = Some(Inside { is_blob, hasher: Hasher::default(), content, size, left: size });
        Ok(&piece[end + 1..])
    }
}

impl Inside {
    fn add(&mut self, bytes: &[u8]) {
        if self.is_blob {
            self.hasher.update(bytes);
        }
        if let Some(content) = &mut self.content {
            content.extend_from_slice(bytes);
        }
        self.left -= bytes.len() as u64;
    }

    fn stored(self) -> Stored {
        if !self.is_blob {
            return self.content.map_or(Stored::Other, Stored::Raw);
        }
        Stored::Blob { sha256: self.hasher.finish(), size: self.size, content: self.content }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(output: &[u8], pieces: usize) -> io::Result<Vec<Stored>> {
        let mut done = vec![];
        let mut each = |_: usize, stored| done.push(stored);
        let mut batch = Batch::new((5, 5), &mut each);
        output.chunks(pieces).try_for_each(|piece| batch.take(piece))?;
        Ok(done)
    }

    #[test]
    fn pieces_may_end_anywhere() {
        let output =
            b"0a blob 5\na\nb c\n0b blob 0\n\nHEAD:x y missing\n0c tree 3\n\n\n\n\n0c blob 6\n\n12345\n";
        let blob = |bytes: &[u8]| Stored::Blob {
            sha256: Digest::of(bytes),
            size: bytes.len() as u64,
            content: (bytes.len() <= 5).then(|| bytes.to_vec()),
        };
        let expected = [blob(b"a\nb c"), blob(b""), Stored::Missing, Stored::Other, blob(b"\n12345")];
        for at in 1..output.len() {
            assert_eq!(taken(output, at).unwrap(), expected, "{at}");
        }
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        assert!(taken(b"fatal\n", 9).is_err());
    }
}
