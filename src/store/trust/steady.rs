//! Whether the files of a trusted command stayed as they were while it ran: trust is given to bytes, and programs are
//! started by name.

use std::collections::BTreeMap;

use crate::model::path::RepoPath;
use crate::store::rooted::Root;
use crate::store::stamp::Stamp;
use crate::store::trust::named::Named;

/// The files that a command names and the directories above them, as they are before it runs.
///
/// A file that is replaced and put back has another inode or another time of change, which no program can set back.
/// Whoever swaps a directory above it gives that another time of change, too; there the time at which entries were last
/// made is compared as well, because commands make files beside scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steady {
    files: BTreeMap<RepoPath, Option<Stamp>>,
    dirs: BTreeMap<RepoPath, Option<Stamp>>,
    /// Directories in which nothing may be made.
    whole: BTreeMap<RepoPath, Option<Stamp>>,
}

impl Steady {
    /// Looks at what `named` names in the repository.
    pub fn of(root: &Root, named: &[Named]) -> Steady {
        let mut steady = Steady { files: BTreeMap::new(), dirs: BTreeMap::new(), whole: BTreeMap::new() };
        for file in named {
            let behind = file.link_to.as_deref().and_then(|path| RepoPath::new(path).ok());
            for path in std::iter::once(file.path.clone()).chain(behind) {
                let mut above = path.parent();
                while let Some(dir) = above {
                    above = dir.parent();
                    let stamp = stamp(root, &dir);
                    steady.dirs.entry(dir).or_insert(stamp);
                }
                let stamp = stamp(root, &path);
                steady.files.insert(path, stamp);
            }
        }
        steady
    }

    /// The same where nothing may be made in `dirs` either: a program loads what lies beside it.
    #[must_use]
    pub fn with_whole(mut self, root: &Root, dirs: &[RepoPath]) -> Steady {
        self.whole.extend(dirs.iter().map(|dir| (dir.clone(), stamp(root, dir))));
        self
    }

    /// The first path that is not what it was.
    pub fn changed(&self, root: &Root) -> Option<&RepoPath> {
        let files = self.files.iter().find(|(path, then)| stamp(root, path) != **then);
        let dirs = || self.dirs.iter().find(|(path, then)| !same_dir(**then, stamp(root, path)));
        let whole = || self.whole.iter().find(|(path, then)| stamp(root, path) != **then);
        files.or_else(whole).or_else(dirs).map(|(path, _)| path)
    }
}

fn stamp(root: &Root, path: &RepoPath) -> Option<Stamp> {
    root.look(path).ok().flatten().map(|(_, stamp)| stamp)
}

/// A directory in which something was made has both times anew; one that was moved has only the second one.
fn same_dir(then: Option<Stamp>, now: Option<Stamp>) -> bool {
    match (then, now) {
        (Some(then), Some(now)) => {
            then.id == now.id && (then.changed == now.changed || now.changed == now.modified)
        }
        (then, now) => then == now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Repo, path};

    fn repo() -> (Repo, Steady) {
        let repo = Repo::empty();
        repo.file("tools/a/x.sh", "exit 1");
        let named = [Named { path: path("tools/a/x.sh"), link_to: None, sha256: None }];
        let steady = Steady::of(&repo.root, &named);
        // The clock of some file systems moves in steps of some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
        (repo, steady)
    }

    fn at(repo: &Repo, name: &str) -> std::path::PathBuf {
        repo.root.path().join(name)
    }

    #[test]
    fn files_made_beside_a_script_are_no_change() {
        let (repo, steady) = repo();
        repo.file("tools/a/cache/y", "").file("tools/z", "");
        assert_eq!(steady.changed(&repo.root), None);
    }

    #[test]
    fn a_file_made_beside_the_program_of_a_check_is_one() {
        let (repo, steady) = repo();
        let steady = steady.with_whole(&repo.root, &[path("tools/a")]);
        assert_eq!(steady.changed(&repo.root), None);
        repo.file("tools/z", "");
        assert_eq!(steady.changed(&repo.root), None);
        repo.file("tools/a/json.py", "");
        assert_eq!(steady.changed(&repo.root), Some(&path("tools/a")));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test plays the attacker")]
    fn a_script_that_was_swapped_and_put_back_has_changed() {
        let (repo, steady) = repo();
        repo.file("evil.sh", "exit 0");
        std::fs::rename(at(&repo, "tools/a/x.sh"), at(&repo, "kept.sh")).unwrap();
        std::fs::rename(at(&repo, "evil.sh"), at(&repo, "tools/a/x.sh")).unwrap();
        assert_eq!(steady.changed(&repo.root), Some(&path("tools/a/x.sh")));
        std::fs::rename(at(&repo, "kept.sh"), at(&repo, "tools/a/x.sh")).unwrap();
        assert_eq!(steady.changed(&repo.root), Some(&path("tools/a/x.sh")));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test plays the attacker")]
    fn a_directory_that_was_swapped_and_put_back_has_changed() {
        let (repo, steady) = repo();
        repo.file("evil/a/x.sh", "exit 0");
        std::fs::rename(at(&repo, "tools"), at(&repo, "kept")).unwrap();
        std::fs::rename(at(&repo, "evil"), at(&repo, "tools")).unwrap();
        assert!(steady.changed(&repo.root).is_some());
        std::fs::rename(at(&repo, "tools"), at(&repo, "evil")).unwrap();
        std::fs::rename(at(&repo, "kept"), at(&repo, "tools")).unwrap();
        assert_eq!(steady.changed(&repo.root), Some(&path("tools")));
    }
}
