//! A small tree of files read into memory: what a case of a contract brings along.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustix::fs::FileType;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::names::escaped;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;

/// Files by their paths from the top of the tree.
pub type Tree = BTreeMap<RepoPath, Rc<[u8]>>;

/// A file may be this long, in bytes.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// All files together may be this long, in bytes.
const LARGEST_TREE: u64 = 64 * 1024 * 1024;
/// There may be so many files.
const MOST_FILES: usize = 10_000;
/// Directories may be nested so deep.
const DEEPEST: usize = 32;

/// Reads every file below `dir`; nothing where there is no such directory.
///
/// # Errors
/// `Usage` (`bad_fixture`) naming a link, a pipe, a name that paths cannot have, or what is too large or too deep.
pub fn read(root: &Root, dir: &RepoPath) -> Result<Tree, Failure> {
    let mut reading = Reading { tree: Tree::new(), bytes: 0 };
    if let Some(top) = root.sub(dir).map_err(|why| unreadable(&why, dir.as_str()))? {
        reading.below(&top, dir.as_str(), None, 0)?;
    }
    Ok(reading.tree)
}

struct Reading {
    tree: Tree,
    bytes: u64,
}

impl Reading {
    /// `here` is `dir` for messages, `at` where it lies in the tree, `None` for its top.
    fn below(&mut self, dir: &Root, here: &str, at: Option<&RepoPath>, depth: usize) -> Result<(), Failure> {
        let mut entries = dir.list().map_err(|why| unreadable(&why, here))?;
        entries.sort();
        for entry in entries {
            let shown = escaped(&entry.name);
            let text = std::str::from_utf8(&entry.name).ok();
            let Some(name) = text.and_then(|name| RepoPath::new(name).ok()) else {
                return Err(refused(format!("`{shown}` in `{here}` is no name that paths can have")));
            };
            let path = match at {
                Some(above) => {
                    above.join(name.as_str()).map_err(|why| refused(format!("`{shown}`: {why}")))?
                }
                None => name.clone(),
            };
            if !entry.dir {
                self.file(dir, &name, path)?;
            } else if depth + 1 > DEEPEST {
                return Err(refused(format!(
                    "directories of `{}` are nested deeper than {DEEPEST}",
                    dir.shown(&name)
                )));
            } else if let Some(below) = dir.sub(&name).map_err(|why| unreadable(&why, &dir.shown(&name)))? {
                self.below(&below, &format!("{here}/{name}"), Some(&path), depth + 1)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, dir: &Root, name: &RepoPath, path: RepoPath) -> Result<(), Failure> {
        let shown = dir.shown(name);
        if self.tree.len() >= MOST_FILES {
            return Err(refused(format!("with `{shown}` there are more than {MOST_FILES} files")));
        }
        if let Ok(Some((FileType::Symlink, _))) = dir.look_here(name.as_str()) {
            return Err(refused(format!("`{shown}` is a symbolic link; links are not followed")));
        }
        let bytes = dir.read_small(name, LARGEST_FILE).map_err(|why| unreadable(&why, &shown))?;
        let bytes = bytes.unwrap_or_default();
        self.bytes += bytes.len() as u64;
        if self.bytes > LARGEST_TREE {
            return Err(refused(format!("with `{shown}` the files have more than {LARGEST_TREE} bytes")));
        }
        self.tree.insert(path, bytes.into());
        Ok(())
    }
}

fn unreadable(why: &Unreadable, shown: &str) -> Failure {
    match why {
        Unreadable::Io(_) | Unreadable::Permission => why.failure(Kind::Environment, shown),
        why => refused(format!("`{shown}` {why}")),
    }
}

fn refused(message: String) -> Failure {
    Failure::usage("bad_fixture", message)
        .hint("a case brings regular files of moderate size, in directories")
}
