//! A model of a disk that loses power: only synced content under synced names is sure to be there afterwards.
//!
//! Whatever was not synced may be there or not, each change by itself; a file whose content was not synced may be there
//! empty, in part, or full of zeros. What was there before the first step is durable.

use std::collections::BTreeMap;

use crate::steps::Act;
use crate::support::tree::{Entry, Tree};

type Number = usize;
/// Names given and taken by one step.
type Change = Vec<(String, Option<Number>)>;

/// The disk.
#[derive(Debug, Clone)]
pub struct Disk {
    inodes: Vec<Inode>,
}

#[derive(Debug, Clone)]
enum Inode {
    File { now: Vec<u8>, synced: Vec<u8> },
    Dir { now: BTreeMap<String, Number>, synced: BTreeMap<String, Number>, pending: Vec<Change> },
}

/// Which changes of names survive that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// All of them.
    All,
    /// None.
    None,
    /// Only the n-th.
    Only(usize),
    /// All but the n-th.
    Without(usize),
}

/// What survives of content that was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    All,
    /// What was synced before.
    Synced,
    /// The first half.
    Half,
    /// Its length.
    Zeros,
}

const ROOT: Number = 0;

impl Disk {
    /// A disk that holds `tree`, durable.
    pub fn holding(tree: &Tree) -> Disk {
        let mut disk = Disk { inodes: vec![Inode::empty_dir()] };
        // Parents before children: `a` sorts before `a/b`.
        for (path, entry) in &tree.0 {
            let inode = match entry {
                Entry::Dir => Inode::empty_dir(),
                Entry::File(bytes) => Inode::File { now: bytes.clone(), synced: bytes.clone() },
            };
            disk.add(path, inode);
        }
        for inode in &mut disk.inodes {
            inode.sync();
        }
        disk
    }

    /// Does a step.
    pub fn apply(&mut self, act: &Act) {
        match act {
            Act::Open { path, emptied } => match (self.find(path), emptied) {
                (None, _) => self.add(path, Inode::File { now: vec![], synced: vec![] }),
                (Some(_), true) => self.file(path).clear(),
                (Some(_), false) => {}
            },
            Act::Write { path, bytes } => self.file(path).extend_from_slice(bytes),
            Act::Resize { path, to } => self.file(path).resize(*to, 0),
            Act::Sync { path } => {
                let number = self.find(path).unwrap();
                self.inodes[number].sync();
            }
            Act::MakeDir { path } => self.add(path, Inode::empty_dir()),
            Act::Remove { path } => {
                let (dir, name) = self.parent(path);
                self.change(dir, vec![(name, None)]);
            }
            Act::Rename { from, to } => {
                let moved = self.find(from).unwrap_or_else(|| panic!("nothing at {from}"));
                let ((old, old_name), (new, new_name)) = (self.parent(from), self.parent(to));
                if old == new {
                    self.change(old, vec![(old_name, None), (new_name, Some(moved))]);
                } else {
                    self.change(new, vec![(new_name, Some(moved))]);
                    self.change(old, vec![(old_name, None)]);
                }
            }
            Act::Print(_) | Act::Other => {}
        }
    }

    /// How many changes of names are not synced.
    pub fn unsynced_names(&self) -> usize {
        let count = |inode: &Inode| match inode {
            Inode::Dir { pending, .. } => pending.len(),
            Inode::File { .. } => 0,
        };
        self.inodes.iter().map(count).sum()
    }

    /// What is there after the power was cut now, if these things survived.
    pub fn cut(&self, names: Names, content: Content) -> Tree {
        let mut first = 0;
        let mut dirs = BTreeMap::new();
        for (number, inode) in self.inodes.iter().enumerate() {
            if let Inode::Dir { synced, pending, .. } = inode {
                let mut entries = synced.clone();
                for (i, change) in pending.iter().enumerate().filter(|(i, _)| names.survives(first + i)) {
                    let _ = i;
                    make(&mut entries, change);
                }
                first += pending.len();
                dirs.insert(number, entries);
            }
        }
        let mut tree = Tree::default();
        self.collect(ROOT, "", &dirs, content, &mut tree);
        tree
    }

    fn collect(
        &self,
        dir: Number,
        below: &str,
        dirs: &BTreeMap<Number, BTreeMap<String, Number>>,
        content: Content,
        tree: &mut Tree,
    ) {
        for (name, &number) in &dirs[&dir] {
            let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            match &self.inodes[number] {
                Inode::Dir { .. } => {
                    self.collect(number, &path, dirs, content, tree);
                    tree.0.insert(path, Entry::Dir);
                }
                Inode::File { now, synced } => {
                    tree.0.insert(path, Entry::File(content.of(now, synced)));
                }
            }
        }
    }

    fn find(&self, path: &str) -> Option<Number> {
        let mut at = ROOT;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            match &self.inodes[at] {
                Inode::Dir { now, .. } => at = *now.get(name)?,
                Inode::File { .. } => return None,
            }
        }
        Some(at)
    }

    fn parent(&self, path: &str) -> (Number, String) {
        let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
        (self.find(dir).unwrap_or_else(|| panic!("no directory {dir}")), name.to_owned())
    }

    fn file(&mut self, path: &str) -> &mut Vec<u8> {
        let number = self.find(path).unwrap_or_else(|| panic!("no file {path}"));
        match &mut self.inodes[number] {
            Inode::File { now, .. } => now,
            Inode::Dir { .. } => panic!("{path} is a directory"),
        }
    }

    fn add(&mut self, path: &str, inode: Inode) {
        let (dir, name) = self.parent(path);
        self.inodes.push(inode);
        self.change(dir, vec![(name, Some(self.inodes.len() - 1))]);
    }

    fn change(&mut self, dir: Number, change: Change) {
        let Inode::Dir { now, pending, .. } = &mut self.inodes[dir] else { panic!("not a directory") };
        make(now, &change);
        pending.push(change);
    }
}

impl Inode {
    fn empty_dir() -> Inode {
        Inode::Dir { now: BTreeMap::new(), synced: BTreeMap::new(), pending: vec![] }
    }

    fn sync(&mut self) {
        match self {
            Inode::File { now, synced } => synced.clone_from(now),
            Inode::Dir { now, synced, pending } => {
                synced.clone_from(now);
                pending.clear();
            }
        }
    }
}

impl Names {
    fn survives(self, change: usize) -> bool {
        match self {
            Names::All => true,
            Names::None => false,
            Names::Only(n) => change == n,
            Names::Without(n) => change != n,
        }
    }
}

impl Content {
    fn of(self, now: &[u8], synced: &[u8]) -> Vec<u8> {
        match self {
            _ if now == synced => now.to_vec(),
            Content::All => now.to_vec(),
            Content::Synced => synced.to_vec(),
            Content::Half => now[..now.len() / 2].to_vec(),
            Content::Zeros => vec![0; now.len()],
        }
    }
}

fn make(entries: &mut BTreeMap<String, Number>, change: &Change) {
    for (name, number) in change {
        match number {
            Some(number) => entries.insert(name.clone(), *number),
            None => entries.remove(name),
        };
    }
}
