//! Where a path in a commit leads, found in directories that are read and held against their names here: git would take them as they lie there.

use std::collections::BTreeMap;

use crate::model::failure::Failure;
use crate::store::git::in_tree::{DIRECTORY, LARGEST_COMMIT, LARGEST_TREE, of_tree, tree_of};
use crate::store::git::oid::Oid;
use crate::store::git::stored::Stored;

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// To an object, by what the directory says that it is; of a name that is no path nothing is said.
    Leads {
        /// Its name.
        to: String,
        /// As git writes it; empty where nothing is said.
        mode: String,
    },
    /// To nothing: the commit, or a directory that is here, does not hold it.
    Nothing,
    /// Git does not have this, which is on the way, or it is too long.
    Lost(String),
    /// Something on the way has other bytes than its name says.
    Corrupt(Oid),
}

impl Way {
    /// The object's name; empty where it leads to none.
    pub fn name(&self) -> &str {
        match self {
            Way::Leads { to, .. } => to,
            _ => "",
        }
    }

    /// Whether it leads to a file, as the directory says; a link is none.
    pub fn is_file(&self) -> bool {
        matches!(self, Way::Leads { mode, .. } if mode.starts_with("100"))
    }

    /// What on it has other bytes than its name says.
    pub fn corrupt(&self) -> Option<&Oid> {
        match self {
            Way::Corrupt(oid) => Some(oid),
            _ => None,
        }
    }

    /// What git has at its end, where it leads to no object.
    pub fn end(&self) -> Stored {
        match self {
            Way::Corrupt(oid) => Stored::Corrupt(oid.clone()),
            _ => Stored::Missing,
        }
    }
}

/// Asks git for objects: their names, how many bytes are kept, of which kind, and who is told.
pub(super) type Ask<'a> =
    dyn FnMut(&[String], u64, &'static str, &mut dyn FnMut(usize, Stored)) -> Result<(), Failure> + 'a;

/// Someone on the way: which of the names, and what is left of its path.
struct Walker<'a> {
    which: usize,
    left: &'a str,
}

/// By the object at which they stand.
type Walkers<'a> = BTreeMap<String, Vec<Walker<'a>>>;

/// Where each of `names` leads, each `<commit>:<path from git's top>` or an object's own; each object on the way is asked for once.
pub(super) fn ways(names: &[String], ask: &mut Ask<'_>) -> Result<Vec<Way>, Failure> {
    let plain = |name: &String| Way::Leads { to: name.clone(), mode: String::new() };
    let mut ways: Vec<Way> = names.iter().map(plain).collect();
    let mut walkers = Walkers::new();
    for (which, name) in names.iter().enumerate() {
        if let Some((commit, left)) = name.split_once(':') {
            walkers.entry(format!("{commit}^{{commit}}")).or_default().push(Walker { which, left });
        }
    }
    let mut kind = "commit";
    while !walkers.is_empty() {
        walkers = step(walkers, kind, &mut ways, ask)?;
        kind = "tree";
    }
    Ok(ways)
}

/// One step of all of them, out of commits or out of directories.
fn step<'a>(
    walkers: Walkers<'a>,
    kind: &'static str,
    ways: &mut [Way],
    ask: &mut Ask<'_>,
) -> Result<Walkers<'a>, Failure> {
    let (at, groups): (Vec<String>, Vec<Vec<Walker>>) = walkers.into_iter().unzip();
    let mut next = Walkers::new();
    ask(&at, LARGEST_COMMIT.max(LARGEST_TREE), kind, &mut |i, stored| {
        let Stored::Raw(bytes) = stored else {
            let lost = match stored {
                Stored::Corrupt(oid) => Way::Corrupt(oid),
                _ => Way::Lost(at[i].clone()),
            };
            groups[i].iter().for_each(|walker| ways[walker.which] = lost.clone());
            return;
        };
        let mut go = |walker: &Walker<'a>, left: &'a str, found: Option<(String, Oid)>| {
            ways[walker.which] = match found {
                Some((mode, to)) if left.is_empty() => Way::Leads { to: to.as_str().to_owned(), mode },
                Some((mode, to)) if mode == DIRECTORY => {
                    let there = next.entry(to.as_str().to_owned()).or_default();
                    return there.push(Walker { which: walker.which, left });
                }
                _ => Way::Nothing,
            };
        };
        if kind == "commit" {
            let found = tree_of(&bytes).map(|tree| (DIRECTORY.to_owned(), tree));
            groups[i].iter().for_each(|walker| go(walker, walker.left, found.clone()));
        } else {
            let wanted: Vec<(&str, &str)> = groups[i]
                .iter()
                .map(|walker| walker.left.split_once('/').unwrap_or((walker.left, "")))
                .collect();
            let found = entries(&bytes, at[i].len() / 2, &wanted);
            for (walker, (name, left)) in groups[i].iter().zip(wanted) {
                go(walker, left, found.get(name.as_bytes()).cloned());
            }
        }
    })?;
    Ok(next)
}

/// The entries of a directory that are wanted, by name: mode and object.
fn entries(tree: &[u8], raw: usize, wanted: &[(&str, &str)]) -> BTreeMap<Vec<u8>, (String, Oid)> {
    let mut found: BTreeMap<&[u8], Option<(String, Oid)>> =
        wanted.iter().map(|(name, _)| (name.as_bytes(), None)).collect();
    for entry in of_tree(tree, raw) {
        if let Some(slot) = found.get_mut(entry.name) {
            *slot = Oid::of_raw(entry.oid).map(|oid| (entry.mode().to_owned(), oid));
        }
    }
    found.into_iter().filter_map(|(name, entry)| Some((name.to_vec(), entry?))).collect()
}
