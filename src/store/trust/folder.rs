//! What lies in the directory of a check that the repository brings itself: all of it is trusted, or none.

use crate::model::failure::{Failure, Kind};
use crate::model::own_check::SAMPLES;
use crate::model::path::RepoPath;
use crate::store::names::escaped;
use crate::store::rooted::Root;
use crate::store::trust::named::{Named, look};

/// There may be so many files.
const MOST: usize = 100;
/// Directories may be nested so deep.
const DEEPEST: usize = 8;

/// Everything below such a directory but its samples.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// Its files, sorted by path.
    pub files: Vec<Named>,
    /// Its directories, itself among them.
    pub dirs: Vec<RepoPath>,
}

/// Looks at everything in `folder`. A program may load whatever lies beside it, so a file more is a change like any other.
///
/// # Errors
/// `State` (`bad_own_check`) for a link, a pipe, a name that paths cannot have, too many files; or when it cannot be read.
pub fn folder(root: &Root, folder: &RepoPath) -> Result<Folder, Failure> {
    let mut all = Folder::default();
    below(root, folder, 0, &mut all)?;
    all.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(all)
}

fn below(root: &Root, at: &RepoPath, depth: usize, all: &mut Folder) -> Result<(), Failure> {
    let unreadable = |why: crate::store::unreadable::Unreadable| why.failure(Kind::State, &root.shown(at));
    let Some(dir) = root.sub(at).map_err(unreadable)? else { return Ok(()) };
    all.dirs.push(at.clone());
    let mut entries = dir.list().map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        let shown = escaped(&entry.name);
        let text = std::str::from_utf8(&entry.name).ok();
        let Some(path) = text.and_then(|name| at.join(name).ok()) else {
            return Err(refused(format!("`{shown}` in `{at}` is no name that paths can have")));
        };
        if depth == 0 && entry.dir && path.file_name() == SAMPLES {
            continue;
        }
        if entry.dir {
            if depth >= DEEPEST {
                return Err(refused(format!("directories of `{at}` are nested deeper than {DEEPEST}")));
            }
            below(root, &path, depth + 1, all)?;
            continue;
        }
        match look(root, &path)? {
            Some(named) if named.link_to.is_none() => all.files.push(named),
            _ => return Err(refused(format!("`{path}` is no regular file; links are not followed"))),
        }
        if all.files.len() > MOST {
            return Err(refused(format!("with `{path}` there are more than {MOST} files")));
        }
    }
    Ok(())
}

fn refused(message: String) -> Failure {
    Failure::state("bad_own_check", message)
        .hint("beside `samples`, the directory of a check holds the few regular files that it consists of")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Repo, path};

    fn names(repo: &Repo) -> Vec<String> {
        let found = folder(&repo.root, &path("checks/a")).unwrap();
        found.files.iter().map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn every_file_but_the_samples_is_part_of_a_check() {
        let repo = Repo::empty();
        repo.file("checks/a/check.json", "{}")
            .file("checks/a/lib/x.py", "")
            .file("checks/a/lib/samples/y", "");
        repo.file("checks/a/samples/pass/one/files/a.md", "").file("checks/b/check.json", "");
        assert_eq!(names(&repo), ["checks/a/check.json", "checks/a/lib/samples/y", "checks/a/lib/x.py"]);
        let found = folder(&repo.root, &path("checks/a")).unwrap();
        assert_eq!(found.dirs, [path("checks/a"), path("checks/a/lib"), path("checks/a/lib/samples")]);
        assert_eq!(folder(&repo.root, &path("checks/none")).unwrap(), Folder::default());
    }

    #[test]
    fn a_file_called_samples_is_part_of_it_and_a_link_is_refused() {
        let repo = Repo::empty();
        repo.file("checks/a/samples", "x");
        assert_eq!(names(&repo), ["checks/a/samples"]);
        std::os::unix::fs::symlink("/etc/passwd", repo.root.path().join("checks/a/run.sh")).unwrap();
        assert_eq!(folder(&repo.root, &path("checks/a")).unwrap_err().code, "bad_own_check");
    }
}
