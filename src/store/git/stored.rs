//! What git really stored: the SHA-256 of blobs, read back as a stream.

use std::io;

use crate::model::digest::{Digest, Hasher};
use crate::model::failure::{Failure, Kind};
use crate::store::git::answers::{lost, success};
use crate::store::git::call::Call;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;

impl Git {
    /// The SHA-256 of the bytes of each of `blobs`, in their order.
    ///
    /// # Errors
    /// `Environment` when git does not have one of them.
    pub(super) fn digests(&self, blobs: &[Oid]) -> Result<Vec<Digest>, Failure> {
        if blobs.is_empty() {
            return Ok(vec![]);
        }
        let list: String = blobs.iter().map(|oid| format!("{}\n", oid.as_str())).collect();
        let mut batch = Batch::default();
        let call = Call { input: list.as_bytes(), ..self.to_ask(&["cat-file", "--batch"])? };
        success(call.make_into(&mut |piece| batch.take(piece)).map_err(lost)?, "cat-file")?;
        if batch.done.len() == blobs.len() {
            return Ok(batch.done);
        }
        Err(Failure::new(Kind::Environment, "git_refused", "`git cat-file` did not give back every file"))
    }
}

/// The output of `cat-file --batch` so far: for each object a line `<oid> blob <size>`, its bytes, a line end.
#[derive(Default)]
struct Batch {
    done: Vec<Digest>,
    line: Vec<u8>,
    inside: Option<(Hasher, u64)>,
}

impl Batch {
    fn take(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            piece = match self.inside.take() {
                None => self.header(piece)?,
                Some((mut hasher, left)) => {
                    let length = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
                    hasher.update(&piece[..length]);
                    let left = left - length as u64;
                    if left == 0 && piece.len() > length {
                        // The line end behind the bytes.
                        self.done.push(hasher.finish());
                        &piece[length + 1..]
                    } else {
                        self.inside = Some((hasher, left));
                        &piece[length..]
                    }
                }
            };
        }
        Ok(())
    }

    fn header<'a>(&mut self, piece: &'a [u8]) -> io::Result<&'a [u8]> {
        let Some(end) = piece.iter().position(|&byte| byte == b'\n') else {
            self.line.extend_from_slice(piece);
            return Ok(&[]);
        };
        self.line.extend_from_slice(&piece[..end]);
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        let size = line.split_once(" blob ").and_then(|(_, size)| size.parse().ok());
        let size = size.ok_or_else(|| io::Error::other(format!("it answered `{line}` for a blob")))?;
        self.inside = Some((Hasher::default(), size));
        Ok(&piece[end + 1..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_may_end_anywhere() {
        let output = b"0a blob 5\na\nb c\n0b blob 0\n\n0c blob 1\n\n\n";
        for at in 1..output.len() {
            let mut batch = Batch::default();
            for piece in output.chunks(at) {
                batch.take(piece).unwrap();
            }
            assert_eq!(batch.done, [Digest::of(b"a\nb c"), Digest::of(b""), Digest::of(b"\n")], "{at}");
        }
    }

    #[test]
    fn what_is_no_blob_is_an_error() {
        let mut batch = Batch::default();
        assert!(batch.take(b"0a missing\n").is_err());
    }
}
