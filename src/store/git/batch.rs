//! What `git cat-file --batch` prints, wherever it was cut: each object held against its name.

use std::io;

use crate::model::digest::Hasher;
use crate::store::git::in_tree::names_one_twice;
use crate::store::git::naming::Naming;
use crate::store::git::oid::Oid;
use crate::store::git::stored::Stored;

/// The kind of object that a file is.
pub(super) const BLOB: &str = "blob";
/// The kind of object that a directory is.
const TREE: &str = "tree";
/// So much room is made for an object before its bytes come, in bytes.
const ROOM: usize = 256 * 1024;

/// The output of `cat-file --batch` so far: for each object a line `<oid> <kind> <size>`, its bytes, a line end; or a line
/// `<name> missing`.
pub struct Batch<'a> {
    keep: u64,
    /// What kind of object is wanted.
    wanted: &'static str,
    /// For so many names an answer is expected.
    most: usize,
    /// So many were answered for.
    pub(super) done: usize,
    line: Vec<u8>,
    inside: Option<Inside>,
    each: &'a mut dyn FnMut(usize, Stored),
}

/// An object whose bytes are coming.
struct Inside {
    oid: Oid,
    naming: Naming,
    is_blob: bool,
    is_tree: bool,
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

    /// The same, where another kind of object than files is wanted.
    pub(super) fn wanting(self, wanted: &'static str) -> Batch<'b> {
        Batch { wanted, ..self }
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
        let mut words = line.split(' ');
        let (oid, kind, size) = (words.next().and_then(Oid::new), words.next(), words.next());
        let (Some(oid), Some(kind), Some(size)) = (oid, kind, size.and_then(|size| size.parse().ok())) else {
            return Err(io::Error::other(format!("it answered `{line}` for an object")));
        };
        let (is_blob, is_tree) = (kind == BLOB, kind == TREE);
        // What is not there yet is promised only as far as a moderate file goes.
        let room = usize::try_from(size).unwrap_or(ROOM).min(ROOM);
        let content = (kind == self.wanted && size <= self.keep).then(|| Vec::with_capacity(room));
        let naming = Naming::like(&oid, kind, size);
        self.inside = Some(Inside {
            oid,
            naming,
            is_blob,
            is_tree,
            hasher: Hasher::default(),
            content,
            size,
            left: size,
        });
        Ok(&piece[end + 1..])
    }
}

impl Inside {
    fn add(&mut self, bytes: &[u8]) {
        self.naming.update(bytes);
        if self.is_blob {
            self.hasher.update(bytes);
        }
        if let Some(content) = &mut self.content {
            content.extend_from_slice(bytes);
        }
        self.left -= bytes.len() as u64;
    }

    fn stored(self) -> Stored {
        if !self.naming.gives(&self.oid) {
            return Stored::Corrupt(self.oid);
        }
        if !self.is_blob {
            return match self.content {
                // Every reader would take another of the two.
                Some(bytes) if self.is_tree && names_one_twice(&bytes, self.oid.raw_length()) => {
                    Stored::Corrupt(self.oid)
                }
                content => content.map_or(Stored::Other, Stored::Raw),
            };
        }
        Stored::Blob { sha256: self.hasher.finish(), size: self.size, content: self.content }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::digest::Digest;

    fn taken(output: &[u8], pieces: usize) -> io::Result<Vec<Stored>> {
        let mut done = vec![];
        let mut each = |_: usize, stored| done.push(stored);
        let mut batch = Batch::new((5, 5), &mut each);
        output.chunks(pieces).try_for_each(|piece| batch.take(piece))?;
        Ok(done)
    }

    #[test]
    fn pieces_may_end_anywhere() {
        let names = [
            "3c52dc7f7459aa074bc02c159dd479c0250212b2",
            "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
            "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
            "0000000000000000000000000000000000000000",
        ];
        let output = format!(
            "{} blob 5\na\nb c\n{} blob 0\n\nHEAD:x y missing\n{} tree 0\n\n{} blob 6\n\n12345\n",
            names[0], names[1], names[2], names[3]
        );
        let output = output.as_bytes();
        let blob = |bytes: &[u8]| Stored::Blob {
            sha256: Digest::of(bytes),
            size: bytes.len() as u64,
            content: (bytes.len() <= 5).then(|| bytes.to_vec()),
        };
        let expected = [
            blob(b"a\nb c"),
            blob(b""),
            Stored::Missing,
            Stored::Other,
            Stored::Corrupt(Oid::new(names[3]).unwrap()),
        ];
        for at in 1..output.len() {
            assert_eq!(taken(output, at).unwrap(), expected, "{at}");
        }
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        assert!(taken(b"fatal\n", 9).is_err());
    }
}
