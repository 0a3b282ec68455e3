//! What git calls an object by its bytes: a digest of what it is, how long it is, and the bytes.
//!
//! Git itself does not compare the two when it reads an object, only when it fetches or checks a repository: whoever can write below `.git` can lay
//! other bytes under a name.

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::store::git::oid::Oid;

/// An object whose bytes are coming.
pub(super) enum Naming {
    /// In most repositories.
    Sha1(Sha1),
    /// Where `extensions.objectFormat` says so.
    Sha256(Sha256),
}

impl Naming {
    /// Of an object of that kind and size, named in the way of `oid`.
    pub fn like(oid: &Oid, kind: &str, size: u64) -> Naming {
        let mut naming = match oid.as_str().len() {
            40 => Naming::Sha1(Sha1::new()),
            _ => Naming::Sha256(Sha256::new()),
        };
        naming.update(format!("{kind} {size}\0").as_bytes());
        naming
    }

    /// Adds the next bytes of the object.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Naming::Sha1(hasher) => hasher.update(bytes),
            Naming::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// Whether `oid` is the name of everything that was added.
    pub fn gives(self, oid: &Oid) -> bool {
        match self {
            Naming::Sha1(hasher) => oid.is(&hasher.finalize()),
            Naming::Sha256(hasher) => oid.is(&hasher.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gives(name: &str, kind: &str, bytes: &[u8]) -> bool {
        let oid = Oid::new(name).unwrap();
        let mut naming = Naming::like(&oid, kind, bytes.len() as u64);
        bytes.chunks(2).for_each(|piece| naming.update(piece));
        naming.gives(&oid)
    }

    #[test]
    fn objects_are_named_as_git_names_them() {
        let blob = "ce013625030ba8dba906f756967f9e9ca394464a";
        assert!(gives(blob, "blob", b"hello\n"));
        assert!(!gives(blob, "blob", b"hallo\n") && !gives(blob, "tree", b"hello\n"));
        assert!(gives("4b825dc642cb6eb9a060e54bf8d69288fbee4904", "tree", b""));
        let long = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4";
        assert!(gives(long, "blob", b"hello\n") && !gives(long, "blob", b"hallo\n"));
    }
}
