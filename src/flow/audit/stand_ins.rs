//! Bytes that stand for those that were recorded: pointers of Git LFS, and texts whose line ends a checkout or a commit has converted.

use crate::format::lfs::pointed_to;
use crate::model::digest::{Digest, Hasher};
use crate::model::dossier::outputs::Now;

/// What a file with these bytes is, where `recorded` was.
pub(super) fn file(bytes: &[u8], recorded: Digest) -> Now {
    let there = Digest::of(bytes);
    if there == recorded {
        return Now::Bytes(there);
    }
    if let Some(named) = pointed_to(bytes) {
        return Now::Pointer(named);
    }
    match converted(bytes).into_iter().flatten().any(|other| other == recorded) {
        true => Now::Converted(there),
        false => Now::Bytes(there),
    }
}

/// The digests that a text has with line ends of one byte, and with those of two; none of what git would not take for a text.
fn converted(bytes: &[u8]) -> Option<[Digest; 2]> {
    if bytes.contains(&0) || !bytes.contains(&b'\n') {
        return None;
    }
    let mut short = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            short.push(byte);
        }
    }
    let mut long = Vec::with_capacity(short.len() + short.len() / 16);
    for &byte in &short {
        if byte == b'\n' {
            long.push(b'\r');
        }
        long.push(byte);
    }
    Some([Digest::of(&short), Digest::of(&long)])
}

/// A directory of which the files are added one by one, in the order of a manifest.
#[derive(Default)]
pub(super) struct Directory {
    plain: Hasher,
    pointed: Hasher,
    /// With line ends of one byte, and of two.
    converted: [Hasher; 2],
}

impl Directory {
    /// Adds a file, with its bytes where they are known.
    pub fn add(&mut self, name: &str, sha256: Digest, bytes: Option<&[u8]>) {
        let line = |digest: Digest| format!("{digest}  {name}\n").into_bytes();
        let pointed = bytes.and_then(pointed_to).unwrap_or(sha256);
        let other = bytes.filter(|_| pointed == sha256).and_then(converted).unwrap_or([pointed; 2]);
        self.plain.update(&line(sha256));
        self.pointed.update(&line(pointed));
        self.converted.iter_mut().zip(other).for_each(|(hasher, digest)| hasher.update(&line(digest)));
    }

    /// What the directory is, where `recorded` was.
    pub fn now(self, recorded: Digest) -> Now {
        let (there, pointed) = (self.plain.finish(), self.pointed.finish());
        if there == recorded {
            return Now::Bytes(there);
        }
        if pointed == recorded {
            return Now::Pointer(pointed);
        }
        match self.converted.into_iter().any(|hasher| hasher.finish() == recorded) {
            true => Now::Converted(there),
            false => Now::Bytes(there),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_ends_are_converted() {
        let recorded = Digest::of(b"one\r\ntwo\r\n");
        assert_eq!(file(b"one\ntwo\n", recorded), Now::Converted(Digest::of(b"one\ntwo\n")));
        assert_eq!(file(b"one\r\ntwo\r\n", Digest::of(b"one\ntwo\n")), Now::Converted(recorded));
        assert_eq!(file(b"one\r\ntwo\n", recorded), Now::Converted(Digest::of(b"one\r\ntwo\n")));
        for other in [&b"one\n\ntwo\n"[..], b"onetwo", b"one\rtwo\r", b"one\0\ntwo\n"] {
            assert_eq!(file(other, recorded), Now::Bytes(Digest::of(other)));
        }
    }
}
