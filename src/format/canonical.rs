//! The one spelling of every JSON file we write, and the canonical form that digests are taken of.

use std::io::{self, Write};

use serde::Serialize;

use crate::format::sorted::sorted;
use crate::model::digest::Digest;
use crate::model::failure::Failure;

/// The spelling on disk: members in their fixed order, two-space indent, trailing newline.
pub fn spell<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| cannot_write(&e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The same, into room for `about` so many bytes: growing a long text would copy it over and over.
pub fn spell_long<T: Serialize>(value: &T, about: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(about);
    serde_json::to_writer_pretty(&mut bytes, value).map_err(|e| cannot_write(&e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether `bytes` are the spelling of `value`; it is made piece by piece and never kept.
pub fn is_spelled<T: Serialize>(value: &T, bytes: &[u8]) -> bool {
    let mut rest = Rest(bytes);
    serde_json::to_writer_pretty(&mut rest, value).is_ok() && rest.0 == b"\n"
}

/// What is left of a text once what was written to it is taken from its beginning; anything else cannot be written.
struct Rest<'a>(&'a [u8]);

impl Write for Rest<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.write_all(piece).map(|()| piece.len())
    }

    // Pieces are many and short, and none is ever taken in part.
    fn write_all(&mut self, piece: &[u8]) -> io::Result<()> {
        match self.0.split_at_checked(piece.len()) {
            Some((begin, rest)) if begin == piece => {
                self.0 = rest;
                Ok(())
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// SHA-256 of the RFC 8785 form of a value that serializes in that form's order, with nothing in it but texts, whole
/// numbers below 2^53 and flags.
pub fn digest_of_sorted<T: Serialize>(value: &T) -> Result<Digest, Failure> {
    let bytes = serde_json::to_vec(value).map_err(|e| cannot_write(&e))?;
    Ok(Digest::of(&bytes))
}

/// SHA-256 of the RFC 8785 form of `value`.
pub fn digest<T: Serialize>(value: &T) -> Result<Digest, Failure> {
    let compact = serde_json::to_vec(value).map_err(|e| cannot_write(&e))?;
    if let Some(bytes) = sorted(&compact) {
        return Ok(Digest::of(&bytes));
    }
    let bytes = serde_json_canonicalizer::to_vec(value).map_err(|e| cannot_write(&e))?;
    Ok(Digest::of(&bytes))
}

fn cannot_write(error: &serde_json::Error) -> Failure {
    Failure::bug(format!("a value could not be written as JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form_sorts_members_and_the_spelling_keeps_them() {
        let value: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":[true,null]}"#).unwrap();
        assert_eq!(digest(&value).unwrap(), Digest::of(br#"{"a":[true,null],"b":1}"#));
        assert_eq!(
            String::from_utf8(spell(&value).unwrap()).unwrap(),
            "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}\n"
        );
    }
}
