//! Stores the bytes of files as they are: no filter, no conversion of line ends, no link followed.

use std::collections::BTreeMap;

use rustix::fs::fstat;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::rooted::{Opened, Root};
use crate::store::unreadable::Unreadable;

/// Files of the working tree, and whether each may be executed.
pub(super) type Files = BTreeMap<RepoPath, bool>;

/// A file as git stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blob {
    /// `100644` or `100755`.
    pub mode: &'static str,
    /// Of its bytes.
    pub oid: Oid,
}

/// What lies at or below some paths.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Every regular file.
    pub files: Files,
    /// What lies in a repository of its own, a submodule for example, and is such a one: git knows that as one thing.
    pub nested: Vec<RepoPath>,
}

/// Every regular file at or below `paths`; a path that is not there gives none.
///
/// # Errors
/// `State` when a link, a pipe or a name that cannot be written in a record is among them.
pub(super) fn gather(root: &Root, paths: &[RepoPath]) -> Result<Gathered, Failure> {
    let mut found = Gathered::default();
    for path in paths {
        match above(path).any(|dir| is_nested(root, &dir)) {
            true => found.nested.push(path.clone()),
            false => add(root, path, &mut found)?,
        }
    }
    Ok(found)
}

/// The directories above a path.
pub(super) fn above(path: &RepoPath) -> impl Iterator<Item = RepoPath> {
    std::iter::successors(path.parent(), RepoPath::parent)
}

fn add(root: &Root, path: &RepoPath, found: &mut Gathered) -> Result<(), Failure> {
    let refused = |why: Unreadable| why.failure(Kind::State, &root.shown(path));
    match root.open_any(path).map_err(refused)? {
        None => Ok(()),
        Some(Opened::File(file)) => {
            let stat = fstat(&file.fd).map_err(|errno| refused(Unreadable::Io(errno)))?;
            found.files.insert(path.clone(), stat.st_mode & 0o100 != 0);
            Ok(())
        }
        Some(Opened::Dir) => {
            if is_nested(root, path) {
                found.nested.push(path.clone());
                return Ok(());
            }
            let Some(dir) = root.sub(path).map_err(refused)? else { return Ok(()) };
            for entry in dir.list().map_err(refused)? {
                let below = std::str::from_utf8(&entry.name).ok().and_then(|name| path.join(name).ok());
                let below = below.ok_or_else(|| unnameable(root, path, &entry.name))?;
                add(root, &below, found)?;
            }
            Ok(())
        }
    }
}

fn is_nested(root: &Root, dir: &RepoPath) -> bool {
    dir.join(".git").is_ok_and(|git| root.look(&git).is_ok_and(|found| found.is_some()))
}

/// Refuses where something lies in a repository of its own.
pub(super) fn whole(root: &Root, found: Gathered) -> Result<Files, Failure> {
    match found.nested.first() {
        None => Ok(found.files),
        Some(path) => Err(Failure::state(
            "nested_repository",
            format!("`{}` lies in a git repository of its own", root.shown(path)),
        )
        .hint("Commit there by hand, or keep the files outside of it.")),
    }
}

fn unnameable(root: &Root, path: &RepoPath, name: &[u8]) -> Failure {
    let name = name.escape_ascii();
    Failure::state(
        "bad_name",
        format!("`{}` holds a file whose name cannot be recorded: `{name}`", root.shown(path)),
    )
    .hint("Rename it.")
}

/// Stores the bytes of `files`; the answers are in their order.
pub(super) fn store(git: &Git, files: &Files) -> Result<BTreeMap<RepoPath, Blob>, Failure> {
    if files.is_empty() {
        return Ok(BTreeMap::new());
    }
    // `./` keeps a name that begins with a quotation mark from being unquoted. A file that is swapped for a pipe from here on only meets
    // the deadline of the call.
    let list: String = files.keys().map(|path| format!("./{}\n", git.spelled(path))).collect();
    let output = git.ask(&["hash-object", "-w", "--no-filters", "--stdin-paths"], list.as_bytes())?;
    let oids: Vec<Oid> = String::from_utf8_lossy(&output).lines().filter_map(Oid::new).collect();
    if oids.len() != files.len() {
        return Err(Failure::new(
            Kind::Environment,
            "git_refused",
            "`git hash-object` did not store every file",
        ));
    }
    let mode = |executable: bool| if executable { "100755" } else { "100644" };
    Ok(files
        .iter()
        .zip(oids)
        .map(|((path, &executable), oid)| (path.clone(), Blob { mode: mode(executable), oid }))
        .collect())
}
