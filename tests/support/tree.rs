//! A directory tree in memory: read, written out, compared.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What is below a directory, by path with `/`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Tree(pub BTreeMap<String, Entry>);

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A directory.
    Dir,
    /// A file with these bytes.
    File(Vec<u8>),
}

impl Tree {
    /// Reads all below `dir`.
    pub fn read(dir: &Path) -> Tree {
        let mut tree = Tree::default();
        descend(dir, "", &mut tree);
        tree
    }

    /// Writes it below `dir`, which is there. What is below `home` is the user's alone.
    pub fn write(&self, dir: &Path) {
        for (path, entry) in &self.0 {
            let at = dir.join(path);
            let private = match entry {
                Entry::Dir => {
                    std::fs::create_dir_all(&at).unwrap();
                    0o700
                }
                Entry::File(bytes) => {
                    std::fs::write(&at, bytes).unwrap();
                    0o600
                }
            };
            if path.starts_with("home/") {
                std::fs::set_permissions(at, Permissions::from_mode(private)).unwrap();
            }
        }
    }

    /// The bytes of a file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        match self.0.get(path) {
            Some(Entry::File(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// Only the paths that `keep` wants.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Tree {
        Tree(self.0.iter().filter(|(path, _)| keep(path)).map(|(p, e)| (p.clone(), e.clone())).collect())
    }

    /// What differs from `other`, a line each; empty when nothing does.
    pub fn differences(&self, other: &Tree) -> String {
        let mut lines = String::new();
        let paths: std::collections::BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        for path in paths {
            match (self.0.get(path), other.0.get(path)) {
                (Some(mine), Some(theirs)) if mine == theirs => {}
                (Some(Entry::File(mine)), Some(Entry::File(theirs))) => {
                    let (mine, theirs) = (String::from_utf8_lossy(mine), String::from_utf8_lossy(theirs));
                    let line = mine.lines().zip(theirs.lines()).find(|(mine, theirs)| mine != theirs);
                    lines.push_str(&format!(
                        "{path}: {line:?} ({} and {} bytes)\n",
                        mine.len(),
                        theirs.len()
                    ));
                }
                (Some(_), None) => lines.push_str(&format!("{path}: only in the first\n")),
                (None, Some(_)) => lines.push_str(&format!("{path}: only in the second\n")),
                _ => lines.push_str(&format!("{path}: a directory in one, a file in the other\n")),
            }
        }
        lines
    }
}

fn descend(dir: &Path, below: &str, tree: &mut Tree) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type().unwrap().is_dir() {
            descend(&entry.path(), &path, tree);
            tree.0.insert(path, Entry::Dir);
        } else {
            tree.0.insert(path, Entry::File(std::fs::read(entry.path()).unwrap()));
        }
    }
}
