//! Directories in commits, as outputs are recorded: the files below them.

use std::collections::BTreeMap;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::quote::quoted;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::trees::Kind;

/// The files below the directory at `path` in `commit`, by their names from there, in the order of a manifest; an error says what is in it
/// that no recorded directory has. None where there is no directory. A directory in it whose bytes have another name is added to `corrupt`.
pub(super) fn files_below(
    git: &Git,
    commit: &str,
    path: &RepoPath,
    corrupt: &mut Vec<Oid>,
) -> Result<Result<BTreeMap<String, Oid>, String>, Failure> {
    let below = format!("{path}/");
    let mut files = BTreeMap::new();
    for one in git.everything_below_noting(commit, path, corrupt)? {
        let path = one.path.as_ref().map(ToString::to_string);
        let what = match (one.kind, &path) {
            (Kind::File, Some(_)) => None,
            (Kind::File, None) => Some("a name that cannot be recorded".to_owned()),
            (Kind::Submodule, path) => {
                Some(format!("a submodule, {}", quoted(path.as_deref().unwrap_or("?"))))
            }
            (_, path) => Some(format!("a symbolic link, {}", quoted(path.as_deref().unwrap_or("?")))),
        };
        if let Some(what) = what {
            return Ok(Err(what));
        }
        if let Some(name) = path.and_then(|path| Some(path.strip_prefix(&below)?.to_owned())) {
            files.insert(name, one.oid);
        }
    }
    Ok(Ok(files))
}
