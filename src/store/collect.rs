//! The only reading of artifacts: evidence for the judge.

use std::collections::BTreeMap;

use crate::model::digest::Hasher;
use crate::model::evidence::{DirEntry, DirSeen, Evidence, Guard, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::rules::pool::{Grain, for_each};
use crate::store::globs::matching;
use crate::store::hashing::Buffer;
use crate::store::progress::Progress;
use crate::store::reading::{FileLimits, Reader, Seen, Turn, changed};
use crate::store::rooted::Root;
use crate::store::second_look::SecondLook;
use crate::store::sys::survive_lease_signal;
use crate::store::tree::{Below, below};
use crate::store::walk::WalkLimits;

/// A thread takes 32 small files at once; it is worth its start from some hundred.
const SMALL_FILES: Grain = Grain { batch: 32, per_thread: 64 };

/// A thread takes one large file.
const LARGE_FILES: Grain = Grain { batch: 1, per_thread: 1 };

/// How much may be read and kept.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Of files.
    pub files: FileLimits,
    /// Of directories and globs.
    pub walks: WalkLimits,
}

impl Default for Limits {
    /// What serves a repository of people: artifacts to 64 GiB, text to 16 MiB a file and 1 GiB together, 100,000 files in a
    /// directory or matches of a glob, 2,000,000 entries looked at.
    fn default() -> Limits {
        Limits {
            files: FileLimits { file: 64 << 30, content: MAX_TEXT, contents: 1 << 30, lease: true },
            walks: WalkLimits { files: 100_000, walked: 2_000_000, hidden: vec![] },
        }
    }
}

/// What was collected.
#[derive(Debug)]
pub struct Collected {
    /// For the judge.
    pub evidence: Evidence,
    pub(super) second_look: SecondLook,
}

impl Collected {
    /// Looks again at every path, glob and directory, without reading.
    ///
    /// # Errors
    /// `State` (`changed_while_judged`) naming a path that changed, appeared or vanished since it was read.
    pub fn confirm(&self, root: &Root) -> Result<(), Failure> {
        self.second_look.confirm(root)
    }
}

/// Reads everything that is wanted, each file once, in parallel where there is much.
///
/// A path or a glob's match that is neither file nor directory, or that a limit or the machine keeps from being read, is
/// [`Observed::Refused`]; so is a directory that holds such a thing.
///
/// # Errors
/// `State` when somebody writes (`live_writer`, `changed_while_read`) or a glob or the kept text goes beyond the limits;
/// `Environment` when the disk fails. Each names the path.
pub fn collect(
    root: &Root,
    wanted: &[Wanted],
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Collected, Failure> {
    survive_lease_signal();
    let (plan, matched) = plan(root, wanted, &limits.walks)?;
    let reader = Reader::new(root, limits.files, progress);
    let seen = read_all(&reader, plan, progress)?;
    let trees = trees(root, &seen, &limits.walks)?;
    let inside = trees.values().flat_map(|tree| match tree {
        Below::Files(files) => files.as_slice(),
        _ => &[],
    });
    let more: BTreeMap<RepoPath, bool> =
        inside.filter(|path| !seen.contains_key(path)).map(|path| (path.clone(), false)).collect();
    let below = read_all(&reader, more, progress)?;
    let second_look = SecondLook::of(&seen, &below, &trees, &matched, &limits.walks);
    let missing = seen.iter().filter(|(_, seen)| matches!(seen, Seen::Missing));
    let in_the_way = missing.filter_map(|(path, _)| Some((path.clone(), root.in_the_way(path)?))).collect();
    let observed = observe(seen, &below, trees)?;
    let evidence = Evidence { observed, matched, in_the_way, ..Evidence::default() };
    Ok(Collected { evidence, second_look })
}

/// Every path to read and whether its bytes are to be kept, and what the globs stand for.
type Plan = (BTreeMap<RepoPath, bool>, BTreeMap<String, Vec<RepoPath>>);

fn plan(root: &Root, wanted: &[Wanted], limits: &WalkLimits) -> Result<Plan, Failure> {
    let mut paths = BTreeMap::new();
    let mut matched = BTreeMap::new();
    let mut add = |path: &RepoPath, content: bool| match paths.get_mut(path) {
        Some(wanted) => *wanted |= content,
        None => {
            paths.insert(path.clone(), content);
        }
    };
    for Wanted { place, content } in wanted {
        match place {
            Place::Path(path) => add(path, *content),
            Place::Glob(pattern) => {
                if !matched.contains_key(pattern) {
                    matched.insert(pattern.clone(), matching(root, pattern, limits)?);
                }
                matched[pattern].iter().for_each(|path| add(path, *content));
            }
        }
    }
    Ok((paths, matched))
}

pub(super) fn read_all(
    reader: &Reader<'_>,
    paths: BTreeMap<RepoPath, bool>,
    progress: &dyn Progress,
) -> Result<BTreeMap<RepoPath, Seen>, Failure> {
    let paths: Vec<(RepoPath, bool)> = paths.into_iter().collect();
    progress.expect(paths.len() as u64);
    let read = |(path, content): &(RepoPath, bool), turn, buffer: &mut Buffer| {
        let seen = reader.read(path, *content, turn, buffer)?;
        seen.iter().for_each(|_| progress.file_done());
        Ok(seen)
    };
    let turn = if paths.len() > 1 { Turn::Small } else { Turn::Alone };
    let first = for_each(&paths, SMALL_FILES, Buffer::default, |path, buffer| read(path, turn, buffer))?;
    let (mut seen, mut large) = (Vec::with_capacity(paths.len()), vec![]);
    for ((path, content), found) in paths.into_iter().zip(first) {
        match found {
            Some(found) => seen.push((path, found)),
            None => large.push((path, content)),
        }
    }
    let turn = if large.len() > 1 { Turn::Large } else { Turn::Alone };
    let second = for_each(&large, LARGE_FILES, Buffer::default, |path, buffer| read(path, turn, buffer))?;
    seen.extend(large.into_iter().zip(second).filter_map(|((path, _), found)| Some((path, found?))));
    Ok(seen.into_iter().collect())
}

fn trees(
    root: &Root,
    seen: &BTreeMap<RepoPath, Seen>,
    limits: &WalkLimits,
) -> Result<BTreeMap<RepoPath, Below>, Failure> {
    let dirs = seen.iter().filter(|(_, seen)| matches!(seen, Seen::Dir));
    dirs.map(|(dir, _)| Ok((dir.clone(), below(root, dir, limits)?))).collect()
}

fn observe(
    seen: BTreeMap<RepoPath, Seen>,
    below: &BTreeMap<RepoPath, Seen>,
    trees: BTreeMap<RepoPath, Below>,
) -> Result<BTreeMap<RepoPath, Observed>, Failure> {
    let find = |path: &RepoPath| seen.get(path).or_else(|| below.get(path));
    let mut dirs = BTreeMap::new();
    for (dir, tree) in trees {
        let observed = match tree {
            Below::Files(files) => manifest(&dir, &files, find)?,
            Below::Refused(why) => Observed::Refused(why),
            Below::Gone => return Err(changed(dir.as_str())),
        };
        dirs.insert(dir, observed);
    }
    let files = seen.into_iter().filter_map(|(path, seen)| match seen {
        Seen::Missing => Some((path, Observed::Missing)),
        Seen::File(file, _) => Some((path, Observed::File(file))),
        Seen::Refused(why) => Some((path, Observed::Refused(why))),
        Seen::Dir => None,
    });
    let mut observed: BTreeMap<RepoPath, Observed> = files.collect();
    observed.append(&mut dirs);
    Ok(observed)
}

/// The manifest of a directory in the form of `sha256sum`.
fn manifest<'a>(
    dir: &RepoPath,
    files: &[RepoPath],
    find: impl Fn(&RepoPath) -> Option<&'a Seen>,
) -> Result<Observed, Failure> {
    let mut entries = Vec::with_capacity(files.len());
    let mut hasher = Hasher::default();
    let (mut guard, mut links) = (Guard::Lease, 1);
    for path in files {
        let file = match find(path) {
            Some(Seen::File(file, _)) => file,
            Some(Seen::Refused(why)) => return Ok(Observed::Refused(why.clone())),
            // It was there when the directory was walked.
            _ => return Err(changed(path.as_str())),
        };
        let below = &path.as_str()[dir.as_str().len() + 1..];
        hasher.update(format!("{}  {below}\n", file.sha256).as_bytes());
        guard = guard.min(file.guard);
        links = links.max(file.links);
        entries.push(DirEntry { path: below.to_owned(), sha256: file.sha256, size: file.size });
    }
    Ok(Observed::Dir(DirSeen { sha256: hasher.finish(), entries, links, guard }))
}

#[cfg(test)]
mod tests;
