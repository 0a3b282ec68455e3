//! Looks again at what was collected, by status only: did anything change while it was judged?

use std::collections::BTreeMap;

use rustix::fs::FileType;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::pool::{Grain, for_each};
use crate::store::globs::matching;
use crate::store::reading::Seen;
use crate::store::rooted::Root;
use crate::store::stamp::Stamp;
use crate::store::tree::{Below, below};
use crate::store::unreadable::Unreadable;
use crate::store::walk::WalkLimits;

/// A look takes a microsecond: few threads, much for each.
const LOOKS: Grain = Grain { batch: 128, per_thread: 2048 };

/// What there is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Nothing,
    File(Stamp),
    /// Something that is no regular file, or cannot be looked at.
    Other,
}

/// What there was when it was read. What was refused is not looked at again: it did not pass.
#[derive(Debug)]
pub struct SecondLook {
    files: Vec<(RepoPath, Look)>,
    dirs: Vec<(RepoPath, Vec<RepoPath>)>,
    globs: Vec<(String, Vec<RepoPath>)>,
    limits: WalkLimits,
}

impl SecondLook {
    /// Remembers what was found.
    pub fn of(
        seen: &BTreeMap<RepoPath, Seen>,
        inside: &BTreeMap<RepoPath, Seen>,
        trees: &BTreeMap<RepoPath, Below>,
        matched: &BTreeMap<String, Vec<RepoPath>>,
        limits: &WalkLimits,
    ) -> SecondLook {
        let files = seen.iter().chain(inside).filter_map(|(path, seen)| match seen {
            Seen::Missing => Some((path.clone(), Look::Nothing)),
            Seen::File(_, stamp) => Some((path.clone(), Look::File(*stamp))),
            Seen::Dir | Seen::Refused(_) => None,
        });
        let dirs = trees.iter().filter_map(|(dir, tree)| match tree {
            Below::Files(files) => Some((dir.clone(), files.clone())),
            Below::Gone | Below::Refused(_) => None,
        });
        SecondLook {
            files: files.collect(),
            dirs: dirs.collect(),
            globs: matched.iter().map(|(pattern, paths)| (pattern.clone(), paths.clone())).collect(),
            limits: limits.clone(),
        }
    }

    /// Remembers what was found at further places: what was read, and what there is now where names were only `listed`.
    pub fn further<'a>(
        root: &Root,
        seen: &BTreeMap<RepoPath, Seen>,
        listed: impl Iterator<Item = &'a RepoPath>,
        limits: &WalkLimits,
    ) -> SecondLook {
        let none = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut it = SecondLook::of(seen, &none.0, &none.1, &none.2, limits);
        let mut near = None;
        it.files.extend(listed.map(|path| (path.clone(), look(root, path, &mut near))));
        it
    }

    /// Compares what `other` remembers as well.
    pub fn add(&mut self, other: SecondLook) {
        self.files.extend(other.files);
        self.dirs.extend(other.dirs);
        self.globs.extend(other.globs);
    }

    /// Compares with what there is now.
    ///
    /// # Errors
    /// `State` (`changed_while_judged`) naming the first path that differs.
    pub fn confirm(&self, root: &Root) -> Result<(), Failure> {
        if self.files.len() < LOOKS.per_thread {
            self.confirm_files(root)?;
            return self.confirm_names(root);
        }
        std::thread::scope(|scope| {
            // Directories are listed by one thread alone: it does so while others look at the files.
            let names = std::thread::Builder::new().spawn_scoped(scope, || self.confirm_names(root));
            self.confirm_files(root)?;
            match names {
                Ok(names) => names.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => self.confirm_names(root),
            }
        })
    }

    fn confirm_files(&self, root: &Root) -> Result<(), Failure> {
        for_each(
            &self.files,
            LOOKS,
            || None,
            |(path, before), near| {
                if look(root, path, near) == *before { Ok(()) } else { Err(changed(root, path)) }
            },
        )?;
        Ok(())
    }

    fn confirm_names(&self, root: &Root) -> Result<(), Failure> {
        for (dir, before) in &self.dirs {
            match below(root, dir, &self.limits)? {
                Below::Files(now) => same_names(root, before, &now)?,
                Below::Gone | Below::Refused(_) => return Err(changed(root, dir)),
            }
        }
        for (pattern, before) in &self.globs {
            same_names(root, before, &matching(root, pattern, &self.limits)?)?;
        }
        Ok(())
    }
}

/// What is at `path` now. `near` remembers the directory of the last path: neighbours share theirs.
fn look(root: &Root, path: &RepoPath, near: &mut Option<(RepoPath, Root)>) -> Look {
    let found = match path.parent() {
        None => root.look_here(path.file_name()),
        Some(parent) => {
            if near.as_ref().is_none_or(|(dir, _)| *dir != parent) {
                match root.sub(&parent) {
                    Ok(Some(dir)) => *near = Some((parent, dir)),
                    Ok(None) | Err(Unreadable::NotDirectory) => return Look::Nothing,
                    Err(_) => return Look::Other,
                }
            }
            near.as_ref().map_or(Ok(None), |(_, dir)| dir.look_here(path.file_name()))
        }
    };
    match found {
        Ok(Some((FileType::RegularFile, stamp))) => Look::File(stamp),
        Ok(None) => Look::Nothing,
        Ok(Some(_)) | Err(_) => Look::Other,
    }
}

fn same_names(root: &Root, before: &[RepoPath], now: &[RepoPath]) -> Result<(), Failure> {
    let differing =
        before.iter().zip(now).find(|(before, now)| before != now).map(|(before, now)| before.min(now));
    let longer = || before.get(now.len()).or_else(|| now.get(before.len()));
    match differing.or_else(longer) {
        Some(path) => Err(changed(root, path)),
        None => Ok(()),
    }
}

fn changed(root: &Root, path: &RepoPath) -> Failure {
    let message =
        format!("`{}` changed after it was read and before the judgement was complete", root.shown(path));
    Failure::state("changed_while_judged", message).hint(
        "let the work come to rest, then run the same command again; a check must not write what it checks",
    )
}

#[cfg(test)]
mod tests;
