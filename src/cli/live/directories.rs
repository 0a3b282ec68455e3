//! Which directories to watch so that no declared output appears or changes unseen, and watching them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{Config, ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use walkdir::WalkDir;

use crate::model::evidence::Place;
use crate::model::path::RepoPath;
use crate::store::globs;

/// More directories than this are looked at from time to time instead.
pub const MOST: usize = 4096;

/// The directories below `root` in which the appearance or a change of `places` is seen; `None` when they are
/// more than `most`. Globs do not enter `hidden` and git's own directory; links are not followed.
///
/// Of a place that is not there yet it is the nearest directory above it that is there; call it again when that changes.
pub fn to_watch(root: &Path, places: &[Place], hidden: &RepoPath, most: usize) -> Option<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for place in places {
        let (start, depth) = match place {
            Place::Path(path) => (Some(path.clone()), usize::MAX),
            Place::Glob(pattern) => {
                // A bad glob matches nothing; whoever judges says so.
                let Ok(start) = globs::literal_prefix(pattern) else { continue };
                let depth = globs::depth(pattern, start.as_ref());
                (start, depth)
            }
        };
        let whole = start.as_ref().map_or_else(|| root.to_owned(), |start| root.join(start.as_str()));
        if let Some(start) = &start {
            found.insert(nearest(root, start.parent().as_ref()));
        }
        let is_dir = start.as_ref().is_none_or(|start| nearest(root, Some(start)) == whole);
        if is_dir && !below(&whole, depth, &root.join(hidden.as_str()), &mut found, most) {
            return None;
        }
    }
    Some(found)
}

/// The directory at `path` or, where there is none, the nearest one above it.
fn nearest(root: &Path, path: Option<&RepoPath>) -> PathBuf {
    let mut at = root.to_owned();
    for component in path.into_iter().flat_map(RepoPath::components) {
        let next = at.join(component);
        if !next.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            break;
        }
        at = next;
    }
    at
}

/// Adds `dir` and the directories below it that hold what lies at most `depth` below `dir`; false when `found` has more than `most` then.
fn below(dir: &Path, depth: usize, hidden: &Path, found: &mut BTreeSet<PathBuf>, most: usize) -> bool {
    let enter = |entry: &walkdir::DirEntry| {
        entry.file_type().is_dir() && entry.file_name() != ".git" && entry.path() != hidden
    };
    let walk = WalkDir::new(dir).follow_links(false).max_depth(depth.saturating_sub(1));
    for entry in walk.into_iter().filter_entry(enter).flatten() {
        found.insert(entry.into_path());
        if found.len() > most {
            return false;
        }
    }
    true
}

/// Watches directories; whoever holds the other end of the channel is told that something has changed in one of them.
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
}

impl Watch {
    /// Watches nothing yet.
    pub fn new(changed: SyncSender<()>) -> Watch {
        let told = move |event: notify::Result<notify::Event>| {
            if event.map_or(true, |event| event.need_rescan() || matters(&event.kind)) {
                // A full channel says already that something has changed.
                let _ = changed.try_send(());
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        Watch { watcher: RecommendedWatcher::new(told, config).ok(), watched: BTreeSet::new() }
    }

    /// Watches these directories and no others. False when the machine does not let us: changes may go unseen then.
    pub fn set(&mut self, directories: Option<BTreeSet<PathBuf>>) -> bool {
        let (Some(watcher), Some(directories)) = (&mut self.watcher, directories) else { return false };
        for gone in self.watched.difference(&directories) {
            let _ = watcher.unwatch(gone);
        }
        let mut all = true;
        for directory in &directories {
            // Also those that are watched already: one that was removed and made again is another one.
            match watcher.watch(directory, RecursiveMode::NonRecursive) {
                Ok(()) => {}
                Err(why) if is_gone(&why) => {}
                Err(_) => all = false,
            }
        }
        self.watched = directories;
        all
    }
}

fn is_gone(why: &notify::Error) -> bool {
    match &why.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Whether an event can mean a change: our own reading does not.
fn matters(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(access) => matches!(access, AccessKind::Close(AccessMode::Write)),
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests;
