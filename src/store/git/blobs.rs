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

/// Every regular file at or below `paths`; a path that is not there gives none.
///
/// # Errors
/// `State` when a link, a pipe, a name that cannot be written in a record or a part of another repository is among them.
pub(super) fn gather(root: &Root, paths: &[RepoPath]) -> Result<Files, Failure> {
    let mut files = Files::new();
    for path in paths {
        let mut above = path.parent();
        while let Some(dir) = above {
            refuse_nested(root, &dir)?;
            above = dir.parent();
        }
        add(root, path, &mut files)?;
    }
    Ok(files)
}

fn add(root: &Root, path: &RepoPath, files: &mut Files) -> Result<(), Failure> {
    let refused = |why: Unreadable| why.failure(Kind::State, &root.shown(path));
    match root.open_any(path).map_err(refused)? {
        None => Ok(()),
        Some(Opened::File(file)) => {
            let stat = fstat(&file.fd).map_err(|errno| refused(Unreadable::Io(errno)))?;
            files.insert(path.clone(), stat.st_mode & 0o100 != 0);
            Ok(())
        }
        Some(Opened::Dir) => {
            refuse_nested(root, path)?;
            let Some(dir) = root.sub(path).map_err(refused)? else { return Ok(()) };
            for entry in dir.list().map_err(refused)? {
                let below = std::str::from_utf8(&entry.name).ok().and_then(|name| path.join(name).ok());
                let below = below.ok_or_else(|| unnameable(root, path, &entry.name))?;
                add(root, &below, files)?;
            }
            Ok(())
        }
    }
}

/// Refuses what lies in a repository of its own, a submodule for example: git knows that as one thing.
fn refuse_nested(root: &Root, dir: &RepoPath) -> Result<(), Failure> {
    match dir.join(".git").is_ok_and(|git| root.look(&git).is_ok_and(|found| found.is_some())) {
        false => Ok(()),
        true => Err(Failure::state(
            "nested_repository",
            format!("`{}` is a git repository of its own", root.shown(dir)),
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
