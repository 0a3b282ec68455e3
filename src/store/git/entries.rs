//! What a commit and the index hold at each name, and where the two differ.

use std::collections::BTreeMap;

/// What is held at a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The kind of it, as git writes it: `100644`, `100755`, `120000` for a link, `160000` for a submodule.
    pub mode: &'a str,
    /// The bytes of a file, the target of a link, the commit of a submodule.
    pub oid: &'a str,
    /// From git's top.
    pub name: &'a [u8],
}

impl Entry<'_> {
    /// Whether it is a repository of its own.
    pub fn is_submodule(&self) -> bool {
        self.mode == "160000"
    }
}

/// What the index holds.
#[derive(Debug)]
pub struct Known<'a> {
    /// Whether git was told not to look at it: lower case is `assume-unchanged`, `S` is `skip-worktree`.
    pub unseen: bool,
    /// Whether git was told to leave it out of the working tree: `skip-worktree`.
    pub left_out: bool,
    /// Whether it is merged; if not, a name may come several times.
    pub is_whole: bool,
    /// What is staged.
    pub entry: Entry<'a>,
}

/// The lines of `ls-files -v -s -z`: `<flag> <mode> <oid> <stage>\t<name>`.
pub fn known(listing: &[u8]) -> impl Iterator<Item = Known<'_>> {
    lines(listing).filter_map(|(words, name)| {
        let mut words = words.split(' ');
        let (flag, mode, oid, stage) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let flag = *flag.as_bytes().first()?;
        let unseen = flag.is_ascii_lowercase() || flag == b'S';
        let left_out = flag == b'S';
        Some(Known { unseen, left_out, is_whole: stage == "0", entry: Entry { mode, oid, name } })
    })
}

/// The lines of `ls-tree -r -z`: `<mode> <kind> <oid>\t<name>`.
pub fn held(listing: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    lines(listing).filter_map(|(words, name)| {
        let mut words = words.split(' ');
        let (mode, _, oid) = (words.next()?, words.next()?, words.next()?);
        Some(Entry { mode, oid, name })
    })
}

/// The names at which the index has something else than `held`, or one of them has nothing.
pub fn staged<'a>(held: &[Entry<'a>], listing: &'a [u8]) -> Vec<&'a [u8]> {
    let mut left: BTreeMap<&[u8], &Entry<'a>> = held.iter().map(|entry| (entry.name, entry)).collect();
    let mut differing = vec![];
    for one in known(listing) {
        let same = left.remove(one.entry.name).is_some_and(|held| *held == one.entry);
        if !(one.is_whole && same) {
            differing.push(one.entry.name);
        }
    }
    differing.extend(left.into_keys());
    differing
}

fn lines(listing: &[u8]) -> impl Iterator<Item = (&str, &[u8])> {
    listing.split(|&c| c == 0).filter_map(|line| {
        let tab = line.iter().position(|&c| c == b'\t')?;
        Some((std::str::from_utf8(&line[..tab]).ok()?, &line[tab + 1..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_staged_otherwise_is_told() {
        let tree = b"100644 blob aa\tsame\x00100644 blob aa\tother\x00100644 blob aa\tmode\x00100644 blob aa\tgone\x00100644 blob aa\ttorn\0";
        let index = b"H 100644 aa 0\tsame\0H 100644 bb 0\tother\0h 100755 aa 0\tmode\0H 100644 aa 1\ttorn\0H 100644 aa 0\tnew\0";
        let held: Vec<Entry> = held(tree).collect();
        let names = ["other", "mode", "torn", "new", "gone"].map(str::as_bytes);
        assert_eq!(staged(&held, index), names);
        assert_eq!(known(index).filter(|one| one.unseen).count(), 1);
    }
}
