//! What lies in directories called `.git` below git's top: git itself looks into none of them, so whoever wants to hide a file could put it there.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::model::failure::{Failure, Kind};
use crate::store::git::entries::known;
use crate::store::git::repository::Git;

impl Git {
    /// The names from git's top of all that is called `.git` below the root, but for git's own directory and those of submodules, and but for
    /// what lies in directories that an ignore file names: `patterns` are options of `ls-files` for those, `listing` is what git knows.
    ///
    /// # Errors
    /// `Environment` when git does not answer, or a directory cannot be looked into.
    pub(super) fn nested(&self, listing: &[u8], patterns: &[&str]) -> Result<Vec<Vec<u8>>, Failure> {
        let mut arguments = vec!["ls-files", "--others", "--directory", "-z"];
        arguments.extend(patterns);
        let others = self.ask(&self.below(&arguments), b"")?;
        let directories = others.split(|&c| c == 0).filter_map(|name| name.strip_suffix(b"/"));
        let unknown: BTreeSet<&[u8]> = directories.collect();
        let (mut holding, mut submodules) = (BTreeSet::<&[u8]>::new(), BTreeSet::<&[u8]>::new());
        for one in known(listing) {
            let name = one.entry.name;
            if one.entry.is_submodule() {
                submodules.insert(name);
            }
            let slashes = name.iter().enumerate().rev().filter(|(_, c)| **c == b'/');
            // Where a directory is known already, so are those that it lies in.
            for (at, _) in slashes {
                if !holding.insert(&name[..at]) {
                    break;
                }
            }
        }
        let root = self.prefix().unwrap_or_default().as_bytes().to_vec();
        let (mut found, mut open) = (vec![], vec![(root, false)]);
        while let Some((directory, new)) = open.pop() {
            for (name, is_directory) in self.entries_of(&directory)? {
                let path =
                    if directory.is_empty() { name.clone() } else { [&directory, &b"/"[..], &name].concat() };
                // Whether case counts is for the repository's configuration to say, which is not asked.
                if name.eq_ignore_ascii_case(b".git") {
                    found.extend((!directory.is_empty()).then_some(path));
                } else if is_directory && !submodules.contains(path.as_slice()) {
                    let new = new || unknown.contains(path.as_slice());
                    if new || holding.contains(path.as_slice()) {
                        open.push((path, new));
                    }
                }
            }
        }
        Ok(found)
    }

    /// What lies in a directory, each with whether it is one itself; nothing where there is none.
    fn entries_of(&self, directory: &[u8]) -> Result<Vec<(Vec<u8>, bool)>, Failure> {
        let at = self.top().join(OsStr::from_bytes(directory));
        // What was known to git may have gone, or be something else by now; then it differs anyway.
        if !at.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            return Ok(vec![]);
        }
        let unread = |error: std::io::Error| {
            let message = format!("the directory `{}` cannot be looked into", self.shown(directory));
            Failure::new(Kind::Environment, "unreadable", message).cause(error.to_string())
        };
        let mut entries = vec![];
        for entry in at.read_dir().map_err(unread)? {
            let entry = entry.map_err(unread)?;
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            entries.push((entry.file_name().as_bytes().to_vec(), is_directory));
        }
        Ok(entries)
    }
}
