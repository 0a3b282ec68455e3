//! Commits and directories as git stores them.

use memchr::memchr;

use crate::store::git::oid::Oid;

/// A directory may be this long as git stores it, in bytes.
pub(super) const LARGEST_TREE: u64 = 64 << 20;
/// A commit may be this long as git stores it, in bytes.
pub(super) const LARGEST_COMMIT: u64 = 1 << 20;

/// The mode of a directory.
pub(super) const DIRECTORY: &str = "40000";

/// Something in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTree<'a> {
    /// What it is, in octal digits.
    pub mode: &'a [u8],
    /// Its name.
    pub name: &'a [u8],
    /// Its object, 20 or 32 bytes.
    pub oid: &'a [u8],
}

impl InTree<'_> {
    /// The mode as text; empty where it is none.
    pub(super) fn mode(&self) -> &str {
        std::str::from_utf8(self.mode).unwrap_or_default()
    }

    /// Whether it is a directory.
    pub(super) fn is_dir(&self) -> bool {
        matches!(self.mode, b"40000" | b"040000")
    }
}

/// What is in a directory as git stores it: `<mode> <name>\0` and the `raw` bytes of an object's name, for each.
pub fn of_tree(mut bytes: &[u8], raw: usize) -> impl Iterator<Item = InTree<'_>> {
    std::iter::from_fn(move || {
        let (entry, rest) = first_of(bytes, raw)?;
        bytes = rest;
        Some(entry)
    })
}

/// Whether a directory as git stores it has two entries of one name: git writes none, and whoever reads one finds the first or the last of them.
pub(super) fn names_one_twice(tree: &[u8], raw: usize) -> bool {
    if of_tree(tree, raw).map(|entry| entry.name).is_sorted_by(|one, next| one < next) {
        return false;
    }
    // Git's order puts other names between a file and a directory of one name.
    let mut names: Vec<&[u8]> = of_tree(tree, raw).map(|entry| entry.name).collect();
    names.sort_unstable();
    names.windows(2).any(|two| two[0] == two[1])
}

/// The first entry, and the bytes behind it.
pub(super) fn first_of(bytes: &[u8], raw: usize) -> Option<(InTree<'_>, &[u8])> {
    let end = memchr(0, bytes)?;
    let space = bytes[..end].iter().position(|&c| c == b' ')?;
    let (oid, rest) = bytes[end + 1..].split_at_checked(raw)?;
    Some((InTree { mode: &bytes[..space], name: &bytes[space + 1..end], oid }, rest))
}

/// The directory of a commit, as git stores that.
pub(super) fn tree_of(commit: &[u8]) -> Option<Oid> {
    let line = commit.split(|&c| c == b'\n').next()?;
    Oid::new(std::str::from_utf8(line.strip_prefix(b"tree ")?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_taken_apart_however_its_names_and_objects_look() {
        let mut tree = b"100644 a b\0".to_vec();
        tree.extend([0; 20]);
        tree.extend(b"120000 c\0");
        tree.extend([b' '; 20]);
        let found: Vec<_> = of_tree(&tree, 20).map(|it| (it.mode, it.name)).collect();
        assert_eq!(found, [(&b"100644"[..], &b"a b"[..]), (&b"120000"[..], &b"c"[..])]);
        // What is cut short says nothing of its last entry.
        assert_eq!(of_tree(&tree[..tree.len() - 1], 20).count(), 1);
        assert_eq!(of_tree(b"no tree", 20).count(), 0);
    }

    #[test]
    fn a_name_that_comes_twice_is_found_wherever_it_stands() {
        let tree = |entries: &[&str]| {
            let entry = |one: &&str| [one.as_bytes(), b"\0", &[7; 20]].concat();
            entries.iter().flat_map(entry).collect::<Vec<u8>>()
        };
        let twice = |entries: &[&str]| names_one_twice(&tree(entries), 20);
        assert!(twice(&["100644 a", "100644 a"]) && twice(&["40000 a", "40000 a", "40000 b"]));
        assert!(twice(&["100644 a", "100644 a.b", "40000 a"]));
        // In git's order, and in none.
        assert!(!twice(&["100644 a.b", "40000 a", "100644 a0"]) && !twice(&["100644 b", "100644 a"]));
        assert!(!twice(&[]));
    }
}
