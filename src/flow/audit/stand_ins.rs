//! Bytes that stand for those that were recorded: pointers of Git LFS, and texts whose line ends a checkout or a commit has converted.

use crate::format::lfs::pointed_to;
use crate::model::digest::{Digest, Hasher};
use crate::model::dossier::outputs::Now;
use crate::rules::line_ends::converted;

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
